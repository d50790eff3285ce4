"""Warnings and ends of reserves, each batch in one locking transaction."""

from collections.abc import Sequence
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, Driver, driver
from adapters.postgres.outbox import record
from application.shared.outbox import RESERVE_ENDED, RESERVE_ENDING, of_order, order_changed
from domain.shared.ids import OrderId

# One warning for each order and end; SKIP LOCKED: another scheduler, or the end itself, has it in hand.
WARN = """
WITH due AS (
    SELECT order_id, line FROM reservation
    WHERE state = 'active' AND warned_at IS NULL AND warn_at <= now() AND expires_at > now()
    ORDER BY warn_at LIMIT %s FOR UPDATE SKIP LOCKED
), warned AS (
    UPDATE reservation r SET warned_at = now() FROM due WHERE r.order_id = due.order_id AND r.line = due.line
    RETURNING r.order_id, r.expires_at
)
INSERT INTO order_event (order_id, kind, facts)
SELECT order_id, 'reservation.ending', jsonb_build_object('until', min(expires_at)) FROM warned
GROUP BY order_id RETURNING order_id
"""
DUE = """
SELECT order_id, line, variant_id, warehouse_id FROM reservation
WHERE state = 'active' AND expires_at < now() ORDER BY expires_at LIMIT %s
"""
LOCK = """
SELECT FROM stock_line WHERE (variant_id, warehouse_id) IN (SELECT * FROM unnest(%s::int[], %s::int[]))
ORDER BY variant_id, warehouse_id FOR UPDATE
"""
# Looked at again under the locks: somebody may have prolonged it, the ERP may have shipped in between (S2). Where the
# ERP was given the order it may have reserved the goods: they stay subtracted until a snapshot later than the end.
ENDS = """state = 'expired', closed_at = now(),
    uncontained = CASE WHEN {given} THEN r.uncontained ELSE 0 END,
    erp_quantity = CASE WHEN {given} THEN r.quantity END,
    erp_mark_at = CASE WHEN {given} THEN now() END, erp_mark_seq = NULL""".format(
    given="(f.given_at IS NOT NULL OR o.erp_accepted_at IS NOT NULL)"
)
END = f"""
WITH ended AS (
    UPDATE reservation r SET {ENDS}
    FROM unnest(%s::uuid[], %s::int[]) AS t (order_id, line), sales_order o
        LEFT JOIN order_offer f ON f.order_id = o.id
    WHERE r.order_id = t.order_id AND r.line = t.line AND o.id = r.order_id
    AND r.state = 'active' AND r.expires_at < now()
    RETURNING r.order_id, r.line, r.quantity
)
INSERT INTO order_event (order_id, kind, facts)
SELECT order_id, 'reservation.expired', jsonb_build_object('lines', jsonb_object_agg(line, quantity::text))
FROM ended GROUP BY order_id RETURNING order_id
"""
# An order on hold whose goods went back has nothing left to wait for.
CANCEL = """
UPDATE sales_order SET phase = 'cancelled', status = 'cancelled', version = version + 1
WHERE id = ANY(%s) AND phase = 'on_hold' RETURNING id
"""
CANCEL_LINES = "UPDATE order_line SET cancelled = ordered - shipped WHERE order_id = ANY(%s)"
RELEASE_PROMO = "UPDATE promo_use SET released_at = now() WHERE order_id = ANY(%s) AND released_at IS NULL"
CANCELLED = """
INSERT INTO order_event (order_id, kind, facts)
SELECT id, 'status', '{"before": "on_hold", "after": "cancelled", "reason": "reserve over"}'::jsonb
FROM unnest(%s::uuid[]) AS t (id)
"""


@frozen
class PostgresClockwork:
    database: Database

    def warn(self, most: int) -> int:
        with self.database.transaction() as transaction:
            orders = driver(transaction).execute(WARN, [most]).fetchall()
            record(transaction, [of_order(RESERVE_ENDING, OrderId(row[0])) for row in orders])
        return len(orders)

    def expire(self, most: int) -> int:
        with self.database.transaction() as transaction:
            raw = driver(transaction)
            due = raw.execute(DUE, [most]).fetchall()
            if not due:
                return 0
            raw.execute(LOCK, [[row[2] for row in due], [row[3] for row in due]])
            ended = raw.execute(END.encode(), [[row[0] for row in due], [row[1] for row in due]]).fetchall()
            orders = [row[0] for row in ended]
            cancelled = cancel_held(raw, orders)
            told = [of_order(RESERVE_ENDED, OrderId(id)) for id in orders if id not in cancelled]
            record(transaction, [*told, *(order_changed(OrderId(id)) for id in cancelled)])
        return len(due)


def cancel_held(raw: Driver, orders: Sequence[UUID]) -> frozenset[UUID]:
    cancelled = [row[0] for row in raw.execute(CANCEL, [list(orders)]).fetchall()]
    for statement in (CANCEL_LINES, RELEASE_PROMO, CANCELLED):
        raw.execute(statement, [cancelled])
    return frozenset(cancelled)
