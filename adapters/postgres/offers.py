"""Consumer `onec`: a placed order is put into the queue from which its base takes it.

It is wholly inside PostgreSQL, so the relay runs it itself: orders reach 1C with the job queue away.
"""

from attrs import frozen

from adapters.postgres.database import Database, Driver, driver
from adapters.postgres.outbox import PostgresDeliveries
from application.shared.outbox import ONEC

# The base that knows the contract, else the seller organization, else the counterparty. Without any there is
# nobody to offer the order to, and the delivery says so.
# A cancellation takes the same lock: it finds the offer, or the offer finds it.
LOCK_ORDER = "SELECT phase = 'cancelled' FROM sales_order WHERE id = %s FOR UPDATE"
OFFER = """
INSERT INTO order_offer (order_id, connection_id)
SELECT o.id, coalesce(c.connection_id, s.connection_id, p.connection_id)
FROM sales_order o
JOIN counterparty p ON p.id = o.counterparty_id
LEFT JOIN contract c ON c.id = o.contract_id
LEFT JOIN seller_organization s ON s.id = o.organization_id
WHERE o.id = %s AND o.origin = 'portal'
AND coalesce(c.connection_id, s.connection_id, p.connection_id) IS NOT NULL
ON CONFLICT (order_id) DO UPDATE SET order_id = excluded.order_id
RETURNING connection_id
"""
NOBODY = "no ERP connection knows the parties of the order"
CANCELLED = "cancelled before it was offered"


@frozen
class OfferOrder:
    database: Database

    def __call__(self, outbox_id: int) -> None:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            deliveries = PostgresDeliveries(connection)
            event = deliveries.open(outbox_id, ONEC)
            if event is not None:
                deliveries.close(outbox_id, ONEC, offer(connection, event.payload["order_id"]))


def offer(connection: Driver, order: str) -> str:
    """Why it is not offered; empty where it is."""
    row = connection.execute(LOCK_ORDER, [order]).fetchone()
    if row is not None and row[0]:
        return CANCELLED
    return "" if connection.execute(OFFER, [order]).fetchone() else NOBODY
