"""Packets in the inbox: stored with their number in one transaction, before they are acknowledged."""

from collections.abc import Mapping
from hashlib import sha256

from attrs import frozen

from adapters.postgres.database import Database, driver
from adapters.postgres.exchange.inbox import COLUMNS, message_of
from application.exchange.packets.packet import ForeignPacket, Packet, Result, Status
from application.exchange.packets.ports import StoredPacket
from application.exchange.values import ConnectionId, ErpConnection, Weight

MAKE_STATE = "INSERT INTO packet_state (connection_id) VALUES (%s) ON CONFLICT DO NOTHING"
LOCK_STATE = "SELECT received_no FROM packet_state WHERE connection_id = %s FOR UPDATE"
BASE = "SELECT base FROM connection WHERE id = %s"
PIN = "UPDATE connection SET base = %s WHERE id = %s AND base IS NULL"
REPEAT = f"""
SELECT {COLUMNS} FROM inbox_message WHERE connection_id = %s AND packet_no = %s ORDER BY id DESC LIMIT 1
"""
STORE = f"""
INSERT INTO inbox_message (connection_id, kind, name, size, sha256, packet_no, state)
VALUES (%s, 'packet', %s, %s, %s, %s, 'received') RETURNING {COLUMNS}
"""
CHUNK = "INSERT INTO inbox_chunk (message_id, no, body) VALUES (%s, 1, %b)"
RECEIVED = "UPDATE packet_state SET received_no = %s WHERE connection_id = %s"
RECEIVED_NO = "SELECT received_no FROM packet_state WHERE connection_id = %s"
WAITING = "SELECT count(*) FROM waiting_message WHERE connection_id = %s"
RESULTS = "SELECT place, weight, code, text, field FROM refusal WHERE message_id = %s AND place <> ''"


@frozen
class PostgresPacketInbox:
    """name: what the portal is called in packets."""

    database: Database
    name: str = "PORTAL"

    def store(self, connection: ErpConnection, packet: Packet, body: bytes) -> StoredPacket:
        with self.database.transaction() as transaction:
            raw = driver(transaction)
            raw.execute(MAKE_STATE, [connection.id])
            row = raw.execute(LOCK_STATE, [connection.id]).fetchone()
            pinned = raw.execute(BASE, [connection.id]).fetchone()
            assert row is not None
            assert pinned is not None
            if not connection.any_base:
                if packet.receiver != self.name or pinned[0] not in (None, packet.sender):
                    raise ForeignPacket(packet.sender, packet.receiver)
                raw.execute(PIN, [packet.sender, connection.id])
            if packet.number <= row[0]:
                found = raw.execute(REPEAT.encode(), [connection.id, packet.number]).fetchone()
                return StoredPacket(message_of(found) if found else None, is_repeat=True)
            facts = [connection.id, f"packet-{packet.number}", len(body), sha256(body).hexdigest(), packet.number]
            stored = raw.execute(STORE.encode(), facts).fetchone()
            assert stored is not None
            raw.execute(CHUNK, [stored[0], body])
            raw.execute(RECEIVED, [packet.number, connection.id])
        return StoredPacket(message_of(stored), is_repeat=False)

    def received_no(self, connection: ConnectionId) -> int:
        return self._number(RECEIVED_NO, connection)

    def waiting(self, connection: ConnectionId) -> int:
        return self._number(WAITING, connection)

    def results(self, message_id: int) -> Mapping[str, Result]:
        with self.database.driver() as raw:
            rows = raw.execute(RESULTS, [message_id]).fetchall()
        return {id: Result(id, status_of(weight, code), code, text, field) for id, weight, code, text, field in rows}

    def _number(self, statement: str, connection: ConnectionId) -> int:
        with self.database.driver() as raw:
            row = raw.execute(statement.encode(), [connection]).fetchone()
        return int(row[0]) if row else 0


def status_of(weight: str, code: str) -> Status:
    if weight == Weight.REFUSED:
        return Status.REJECTED
    if weight == Weight.WAITING:
        return Status.STORED
    return Status.STALE if code == "stale" else Status.APPLIED
