"""Holds against the facts of the ERP: keys by batches, locks in the global order, writes in sets."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import define, frozen

from adapters.postgres.database import Database, Driver, driver
from adapters.postgres.exchange.order_work import hold_of, mark_of
from application.exchange.contain import BATCH, BalanceFacts, HoldKey, OpenCredit, OpenHold
from application.exchange.order_facts import CreditFacts
from application.exchange.values import ConnectionId
from domain.inventory.stock import Mark

OPEN_HOLDS = """
SELECT r.order_id, r.line FROM reservation r JOIN warehouse w ON w.id = r.warehouse_id
WHERE r.uncontained > 0 AND w.connection_id = %s ORDER BY r.variant_id, r.warehouse_id, r.reserved_at
"""
GIVEN = "SELECT * FROM unnest(%(orders)s::uuid[], %(lines)s::int[])"
LOCK_STOCK = f"""
SELECT FROM stock_line WHERE (variant_id, warehouse_id) IN (
    SELECT variant_id, warehouse_id FROM reservation WHERE (order_id, line) IN ({GIVEN}))
ORDER BY variant_id, warehouse_id FOR UPDATE
"""
# A snapshot that was here before the ERP could know of the order contains nothing of it, nor of its expiry, whatever
# the ERP's clock says. Where its message is no longer kept, the basis of the acceptance tells as much.
LATER = """s.variant_id IS NOT NULL AND s.snapshot_id <> r.basis_snapshot
    AND coalesce(m.received_at > CASE r.state WHEN 'expired' THEN r.closed_at
        ELSE coalesce(f.given_at, r.reserved_at) END, true)"""
HOLDS = f"""
SELECT r.order_id, {LATER}, s.mark_at, s.mark_seq, r.line, r.variant_id, r.warehouse_id, r.quantity,
    r.uncontained, r.state, r.erp_quantity, r.erp_mark_at, r.erp_mark_seq, r.by_line
FROM reservation r LEFT JOIN stock s ON s.variant_id = r.variant_id AND s.warehouse_id = r.warehouse_id
LEFT JOIN inbox_message m ON m.id = s.snapshot_id
LEFT JOIN order_offer f ON f.order_id = r.order_id
WHERE r.uncontained > 0 AND (r.order_id, r.line) IN ({GIVEN})
"""
SET = """
UPDATE reservation r SET uncontained = t.uncontained
FROM unnest(%s::uuid[], %s::int[], %s::numeric[]) AS t (order_id, line, uncontained)
WHERE r.order_id = t.order_id AND r.line = t.line
"""
# The older ones fit first; whichever passes free is short. Told once for each line.
SHORT = f"""
WITH touched AS (
    SELECT DISTINCT variant_id, warehouse_id FROM reservation WHERE (order_id, line) IN ({GIVEN})
), fit AS (
    SELECT r.order_id, r.line, r.state, s.free,
        sum(r.uncontained) OVER (
            PARTITION BY r.variant_id, r.warehouse_id ORDER BY r.reserved_at, r.order_id, r.line) AS held
    FROM touched JOIN reservation r USING (variant_id, warehouse_id) JOIN stock s USING (variant_id, warehouse_id)
    WHERE r.uncontained > 0
)
INSERT INTO order_event (order_id, kind, facts)
SELECT order_id, 'reservation.short', jsonb_build_object('line', line, 'free', free::text, 'held', held::text)
FROM fit WHERE held > free AND state = 'active' AND NOT EXISTS (
    SELECT FROM order_event e WHERE e.order_id = fit.order_id AND e.kind = 'reservation.short'
    AND (e.facts ->> 'line')::int = fit.line)
"""
OF_BASE = """(c.connection_id = %s
    OR EXISTS (SELECT FROM order_offer f WHERE f.order_id = h.order_id AND f.connection_id = %s))"""
OPEN_CREDITS = f"""
SELECT h.order_id FROM credit_hold h JOIN contract c ON c.id = h.contract_id
WHERE h.uncontained > 0 AND {OF_BASE} ORDER BY h.order_id
"""
LOCK_CREDIT = """
SELECT FROM credit_line WHERE (level, owner_id) IN (
    SELECT l.level, l.owner FROM credit_hold h
    CROSS JOIN LATERAL (VALUES (0, h.contract_id), (1, h.counterparty_id), (2, h.holding_id)) AS l (level, owner)
    WHERE h.order_id = ANY(%s))
ORDER BY level DESC, owner_id FOR UPDATE
"""
CREDITS = """
SELECT h.order_id, h.amount, h.uncontained, h.shipped, h.state, h.erp_mark_at, h.erp_mark_seq, h.ship_mark_at,
    h.ship_mark_seq, b.at, b.seq, b.includes, b.names
FROM credit_hold h JOIN sales_order o ON o.id = h.order_id
CROSS JOIN LATERAL (
    SELECT array_agg(as_of) AS at, array_agg(seq) AS seq, array_agg(includes_unshipped) AS includes,
        array_agg(o.number = ANY(orders)) AS names
    FROM credit_balance WHERE owner_id IN (h.contract_id, h.counterparty_id, h.holding_id)
) b
WHERE h.uncontained > 0 AND h.order_id = ANY(%s)
"""
SET_CREDIT = """
UPDATE credit_hold h
SET uncontained = t.uncontained, state = CASE WHEN t.uncontained = 0 THEN 'contained' ELSE h.state END
FROM unnest(%s::uuid[], %s::numeric[]) AS t (order_id, uncontained)
WHERE h.order_id = t.order_id AND h.state = 'open'
"""


@define
class PostgresContainmentWork:
    connection: Driver

    def holds(self, keys: Sequence[HoldKey]) -> Sequence[OpenHold]:
        self.connection.execute(LOCK_STOCK.encode(), given(keys))
        rows = self.connection.execute(HOLDS.encode(), given(keys)).fetchall()
        return [
            OpenHold(order, hold_of(tuple(hold)), Mark(at, seq) if is_later else None)
            for order, is_later, at, seq, *hold in rows
        ]

    def set_uncontained(self, changed: Sequence[tuple[HoldKey, Decimal]]) -> None:
        if changed:
            orders, lines = [key[0] for key, _ in changed], [key[1] for key, _ in changed]
            self.connection.execute(SET, [orders, lines, [left for _, left in changed]])

    def note_short(self, keys: Sequence[HoldKey]) -> int:
        return self.connection.execute(SHORT.encode(), given(keys)).rowcount

    def credits(self, order_ids: Sequence[UUID]) -> Sequence[OpenCredit]:
        self.connection.execute(LOCK_CREDIT, [list(order_ids)])
        rows = self.connection.execute(CREDITS, [list(order_ids)]).fetchall()
        return [credit_of(row) for row in rows]

    def set_credits(self, changed: Sequence[tuple[UUID, Decimal]]) -> None:
        if changed:
            self.connection.execute(SET_CREDIT, [[id for id, _ in changed], [left for _, left in changed]])


def given(keys: Sequence[HoldKey]) -> dict[str, Any]:
    return {"orders": [order for order, _ in keys], "lines": [line for _, line in keys]}


def credit_of(row: tuple[Any, ...]) -> OpenCredit:
    order, amount, uncontained, shipped, state, at, seq, ship_at, ship_seq, *balances = row
    facts = CreditFacts(amount, uncontained, shipped, state, mark_of(at, seq), mark_of(ship_at, ship_seq))
    rows = zip(*(column or () for column in balances), strict=True)
    told = [BalanceFacts(Mark(as_of, number), includes, names) for as_of, number, includes, names in rows]
    return OpenCredit(order, facts, told)


@frozen
class PostgresContainments:
    database: Database

    def open_holds(self, connection: ConnectionId) -> Iterator[Sequence[HoldKey]]:
        with self.database.driver() as raw:
            rows = raw.execute(OPEN_HOLDS, [connection]).fetchall()
        for start in range(0, len(rows), BATCH):
            yield [(order, line) for order, line in rows[start : start + BATCH]]

    def open_credits(self, connection: ConnectionId) -> Iterator[Sequence[UUID]]:
        with self.database.driver() as raw:
            rows = raw.execute(OPEN_CREDITS.encode(), [connection, connection]).fetchall()
        for start in range(0, len(rows), BATCH):
            yield [row[0] for row in rows[start : start + BATCH]]

    @contextmanager
    def begin(self) -> Iterator[PostgresContainmentWork]:
        with self.database.transaction() as transaction:
            yield PostgresContainmentWork(driver(transaction))
