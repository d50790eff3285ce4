"""One transaction of packets: numbers, savepoints, waiting messages."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, assert_never

import psycopg
from attrs import define, field, frozen

from adapters.postgres.database import Database, Driver, driver, json_text
from adapters.postgres.exchange.packets.assigned import Assigned
from adapters.postgres.exchange.packets.parties import Parties
from adapters.postgres.exchange.packets.references import References
from adapters.postgres.exchange.packets.trade import Trade
from adapters.postgres.importing.hashes import forget_variants
from adapters.postgres.telling import told_by_message
from application.exchange.packets import commands as told
from application.exchange.packets.commands import Command
from application.exchange.packets.packet import Message, MessageRefused
from application.exchange.packets.ports import Key, Seqs, Waiting
from application.exchange.values import ConnectionId
from application.shared.ports import Ids

SEQS = """
SELECT type, key, seq FROM {} WHERE connection_id = %s
AND (type, key) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
"""
APPLIED = """
INSERT INTO object_seq (connection_id, type, key, seq)
SELECT %s, type, key, max(seq) FROM unnest(%s::text[], %s::text[], %s::bigint[]) AS t (type, key, seq)
GROUP BY type, key
ON CONFLICT (connection_id, type, key) DO UPDATE SET seq = greatest(object_seq.seq, excluded.seq)
"""
OVERTAKEN = """
DELETE FROM waiting_message w USING unnest(%s::text[], %s::text[], %s::bigint[]) AS t (type, key, seq)
WHERE w.connection_id = %s AND w.type = t.type AND w.key = t.key AND w.seq <= t.seq
"""
WAIT = """
INSERT INTO waiting_message (connection_id, type, key, seq, message_id, body, reason)
VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s)
ON CONFLICT (connection_id, type, key) DO UPDATE SET seq = excluded.seq, message_id = excluded.message_id,
    body = excluded.body, reason = excluded.reason
WHERE waiting_message.seq <= excluded.seq
"""
# Only what has its parent by now: fifty thousand prices may wait for a catalogue, and a packet must not try them all.
READY = """
SELECT w.body, w.message_id FROM waiting_message w
CROSS JOIN LATERAL (SELECT split_part(w.reason, ':', 1) AS entity, substr(w.reason, strpos(w.reason, ':') + 1) AS id) r
WHERE w.connection_id = %(base)s AND CASE r.entity
    WHEN 'variant' THEN EXISTS (SELECT FROM product p JOIN variant v ON v.product_id = p.id
        AND v.erp_id = split_part(r.id, '#', 2)
        WHERE p.connection_id = %(base)s AND p.erp_id = split_part(r.id, '#', 1))
    WHEN 'counterparty' THEN EXISTS (SELECT FROM counterparty WHERE connection_id = %(base)s AND erp_id = r.id)
    WHEN 'organization' THEN EXISTS (SELECT FROM seller_organization WHERE connection_id = %(base)s AND erp_id = r.id)
    WHEN 'contract' THEN EXISTS (SELECT FROM contract WHERE connection_id = %(base)s AND erp_id = r.id)
    WHEN 'holding' THEN EXISTS (SELECT FROM holding WHERE connection_id = %(base)s AND erp_id = r.id)
    WHEN 'warehouse' THEN EXISTS (SELECT FROM warehouse WHERE connection_id = %(base)s AND erp_id = r.id)
    WHEN 'price_type' THEN EXISTS (SELECT FROM price_type WHERE connection_id = %(base)s AND erp_id = r.id)
    WHEN 'region' THEN EXISTS (SELECT FROM region WHERE connection_id = %(base)s AND erp_id = r.id)
    WHEN 'product' THEN EXISTS (SELECT FROM product WHERE connection_id = %(base)s AND erp_id = r.id)
    WHEN 'category' THEN EXISTS (SELECT FROM category WHERE connection_id = %(base)s AND erp_id = r.id)
    WHEN 'group' THEN EXISTS (SELECT FROM user_group WHERE lower(name) = lower(r.id))
    WHEN 'packaging' THEN EXISTS (SELECT FROM packaging WHERE product_id = split_part(r.id, '#', 1)::int
        AND code = substr(r.id, strpos(r.id, '#') + 1))
    ELSE true END
ORDER BY w.seq LIMIT 1000
"""
# Their rows keep what they were in `pricing_fact`, and by which message.
LOGGED = (
    told.PutOrganization, told.PutPriceType, told.PutHolding, told.PutCounterparty, told.PutContract,
    told.PutPriceAssignment, told.Delete,
)  # fmt: skip
FORGET = "DELETE FROM waiting_message WHERE connection_id = %s AND type = %s AND key = %s AND seq = %s"
FORGET_REMARK = "DELETE FROM refusal WHERE message_id = %s AND place = %s AND weight = 'waiting'"
RAISE = "UPDATE catalogue_state SET pricing_version = pricing_version + 1"
MARK_DELETED = {
    kind: f"UPDATE {table} SET deleted = true WHERE connection_id = %s AND erp_id = %s".encode()
    for kind, table in (
        ("organization", "seller_organization"),
        ("warehouse", "warehouse"),
        ("price_type", "price_type"),
        ("counterparty", "counterparty"),
        ("contract", "contract"),
    )
}


@define
class PostgresPacketWork:
    connection: Driver
    base: ConnectionId
    ids: Ids
    parties: Parties = field(init=False)
    trade: Trade = field(init=False)
    assigned: Assigned = field(init=False)

    def __attrs_post_init__(self) -> None:
        refs = References(self.connection, self.base)
        self.parties = Parties(self.connection, self.base, self.ids, refs)
        self.trade = Trade(self.connection, self.base, self.ids, refs, self.parties)
        self.assigned = Assigned(self.connection, self.base, self.ids, refs)

    def seqs(self, keys: Collection[Key]) -> Seqs:
        return Seqs(self._seqs("object_seq", keys), self._seqs("waiting_message", keys))

    def _seqs(self, table: str, keys: Collection[Key]) -> dict[Key, int]:
        given = [self.base, [type for type, _ in keys], [key for _, key in keys]]
        rows = self.connection.execute(SEQS.format(table).encode(), given).fetchall()
        return {(type, key): seq for type, key, seq in rows}

    def write(self, command: Command, seq: int, message_id: int) -> str | None:
        try:
            with self.connection.transaction():
                return self._write(command, seq, message_id)
        except (psycopg.DataError, psycopg.IntegrityError) as error:
            name = error.diag.constraint_name or type(error).__name__
            raise MessageRefused("conflict", f"Сообщение противоречит сохранённым данным ({name})") from None

    def _write(self, command: Command, seq: int, message_id: int) -> str | None:
        if isinstance(command, LOGGED):
            told_by_message(self.connection, message_id)
        match command:
            case told.PutOrganization():
                self.parties.organization(command)
            case told.PutWarehouse():
                self.trade.warehouse(command)
            case told.PutPriceType():
                self.trade.price_type(command)
            case told.PutRate():
                self.trade.rate(command, message_id)
            case told.PutHolding():
                return self.parties.holding(command)
            case told.PutCounterparty():
                self.parties.counterparty(command)
            case told.PutContract():
                self.parties.contract(command, message_id)
            case told.PutIndividualPrice():
                self.trade.individual_price(command, message_id)
            case told.PutPriceAssignment():
                self.assigned.put(command, message_id)
            case told.PutBalance():
                self.trade.balance(command, seq, message_id)
            case told.PutStock():
                self.trade.stock(command, seq, message_id)
            case told.Delete(type="individual_price"):
                self.trade.forget_individual_price(command.key, message_id)
            case told.Delete(type="price_assignment"):
                self.assigned.forget(command.key)
            case told.Delete():
                self.connection.execute(MARK_DELETED[command.type], [self.base, command.key])
            case told.PutOrder() | told.RefuseOrderChange():
                raise AssertionError("orders are applied by a work of their own")
            case _:
                assert_never(command)
        return None

    def applied(self, messages: Sequence[Message]) -> None:
        columns = [[m.type for m in messages], [m.key for m in messages], [m.seq for m in messages]]
        self.connection.execute(APPLIED, [self.base, *columns])
        self.connection.execute(OVERTAKEN, [*columns, self.base])
        if self.trade.told_stock:
            forget_variants(self.connection, self.base, sorted(set(self.trade.told_stock)))

    def wait(self, message: Message, message_id: int, reason: str) -> None:
        body = json_text(message).replace("\\u0000", "")
        row = [self.base, message.type, message.key, message.seq, message_id, body, reason]
        self.connection.execute(WAIT, row)

    def ready(self) -> Sequence[Waiting]:
        rows = self.connection.execute(READY, {"base": self.base}).fetchall()
        return [Waiting(message_of(body), message_id) for body, message_id in rows]

    def forget(self, waiting: Iterable[Waiting]) -> None:
        for one in waiting:
            message = one.message
            self.connection.execute(FORGET, [self.base, message.type, message.key, message.seq])
            self.connection.execute(FORGET_REMARK, [one.message_id, message.id])

    def raise_pricing_version(self) -> None:
        self.connection.execute(RAISE)


def message_of(body: dict[str, Any]) -> Message:
    """As it was kept: exact decimals stand there as strings, which are read alike."""
    occurred = body.pop("occurred_at", None)
    return Message(**body, occurred_at=datetime.fromisoformat(occurred) if occurred else None)


@frozen
class PostgresPacketWorks:
    database: Database
    ids: Ids

    @contextmanager
    def begin(self, connection: ConnectionId) -> Iterator[PostgresPacketWork]:
        with self.database.transaction() as transaction:
            yield PostgresPacketWork(driver(transaction), connection, self.ids)
