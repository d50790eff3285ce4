"""Messages that wait for the ERP, and the numbers of our packets to it."""

from attrs import frozen

from adapters.postgres.database import Database, driver
from application.exchange.packets.outgoing import OutgoingMessage, OutgoingPacket
from application.exchange.values import ConnectionId

LOCK = "SELECT sent_no FROM packet_state WHERE connection_id = %s FOR UPDATE"
ACKNOWLEDGE = """
UPDATE erp_message SET acknowledged_at = now()
WHERE connection_id = %s AND packet_no <= %s AND acknowledged_at IS NULL AND withdrawn_at IS NULL
"""
SENT = "UPDATE packet_state SET sent_no = %s WHERE connection_id = %s"
# What is asked of an order goes after the order itself: 1C has said that it took the answer with it, or has numbered
# it. The lock is that of whoever withdraws a message, so that none goes which was withdrawn.
OPEN = """
SELECT m.id, m.seq, m.type, m.key, m.payload, m.at FROM erp_message m
WHERE m.connection_id = %(base)s AND m.acknowledged_at IS NULL AND m.withdrawn_at IS NULL AND EXISTS (
    SELECT FROM sales_order o LEFT JOIN order_offer f ON f.order_id = o.id
    WHERE o.id = m.order_id AND (f.delivered_at IS NOT NULL OR o.erp_accepted_at IS NOT NULL))
ORDER BY m.seq LIMIT %(limit)s FOR UPDATE OF m
"""
GIVEN = "UPDATE erp_message SET packet_no = %s WHERE id = ANY(%s)"


@frozen
class PostgresOutgoing:
    database: Database

    def acknowledge(self, connection: ConnectionId, received_no: int) -> None:
        if not received_no:
            return
        with self.database.transaction() as transaction:
            raw = driver(transaction)
            row = raw.execute(LOCK, [connection]).fetchone()
            if row is None:
                return
            if received_no > row[0]:
                raw.execute(SENT, [received_no, connection])
            else:
                raw.execute(ACKNOWLEDGE, [connection, received_no])

    def next(self, connection: ConnectionId, most: int) -> OutgoingPacket | None:
        with self.database.transaction() as transaction:
            raw = driver(transaction)
            row = raw.execute(LOCK, [connection]).fetchone()
            if row is None:
                return None
            rows = raw.execute(OPEN, {"base": connection, "limit": most + 1}).fetchall()
            if not rows:
                return None
            number, told = row[0] + 1, rows[:most]
            raw.execute(GIVEN, [number, [one[0] for one in told]])
            raw.execute(SENT, [number, connection])
        return OutgoingPacket(number, [OutgoingMessage(*one) for one in told], more=len(rows) > most)
