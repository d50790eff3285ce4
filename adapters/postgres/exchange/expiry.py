"""Reservations past their term, ended in one locking transaction."""

from attrs import frozen

from adapters.postgres.database import Database, driver
from adapters.postgres.outbox import record
from application.shared.outbox import order_changed
from domain.shared.ids import OrderId

DUE = """
SELECT r.order_id, r.line, r.variant_id, r.warehouse_id FROM reservation r JOIN sales_order o ON o.id = r.order_id
WHERE r.state = 'active' AND r.expires_at < now() AND o.erp_accepted_at IS NULL
ORDER BY r.expires_at LIMIT %s
"""
LOCK = """
SELECT FROM stock_line WHERE (variant_id, warehouse_id) IN (SELECT * FROM unnest(%s::int[], %s::int[]))
ORDER BY variant_id, warehouse_id FOR UPDATE
"""
# Looked at again under the locks: the ERP may have accepted or shipped in between (S2).
END = """
WITH ended AS (
    UPDATE reservation r SET state = 'expired', uncontained = 0, closed_at = now()
    FROM unnest(%s::uuid[], %s::int[]) AS t (order_id, line), sales_order o
    WHERE r.order_id = t.order_id AND r.line = t.line AND o.id = r.order_id
    AND r.state = 'active' AND r.expires_at < now() AND o.erp_accepted_at IS NULL
    RETURNING r.order_id, r.line, r.quantity
)
INSERT INTO order_event (order_id, kind, facts)
SELECT order_id, 'reservation.expired', jsonb_build_object('lines', jsonb_object_agg(line, quantity::text))
FROM ended GROUP BY order_id RETURNING order_id
"""


@frozen
class PostgresExpiries:
    database: Database

    def expire(self, most: int) -> int:
        with self.database.transaction() as transaction:
            raw = driver(transaction)
            due = raw.execute(DUE, [most]).fetchall()
            if not due:
                return 0
            raw.execute(LOCK, [[row[2] for row in due], [row[3] for row in due]])
            orders = raw.execute(END, [[row[0] for row in due], [row[1] for row in due]]).fetchall()
            record(transaction, [order_changed(OrderId(row[0])) for row in orders])
        return len(due)
