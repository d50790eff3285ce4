"""Warehouses, price types, rates, individual prices, stock, balances as the ERP tells them."""

from typing import Any
from uuid import UUID

from attrs import field, frozen

from adapters.postgres.database import Driver
from adapters.postgres.exchange.packets.parties import CREDIT_LINE, Parties, set_limit
from adapters.postgres.exchange.packets.references import References
from adapters.postgres.exchange.packets.upserts import put
from adapters.postgres.prices.retiring import retire
from adapters.postgres.prices.turns import beside_others
from adapters.postgres.rates import put_rate
from application.exchange.packets import commands as told
from application.exchange.packets.commands import UNTOLD
from application.exchange.packets.packet import MessageRefused, Stale
from application.shared.ports import Ids
from domain.inventory.stock import Mark
from domain.pricing.rates import DayRate, RateSource
from domain.shared.money import Currency

SET_HERE = "SELECT set_here FROM price_type WHERE connection_id = %s AND erp_id = %s"
# The types from the fallback on, where they come back to the type itself; nothing where they do not.
CIRCLE = """
WITH RECURSIVE down(id, name, fallback_id, depth) AS (
    SELECT id, name, fallback_id, 0 FROM price_type WHERE id = %s
    UNION ALL
    SELECT t.id, t.name, t.fallback_id, depth + 1 FROM down JOIN price_type t ON t.id = down.fallback_id
     WHERE depth < 100
) SELECT name FROM down WHERE depth <= (SELECT min(depth) FROM down WHERE id = %s) ORDER BY depth
"""
NO_REGIONS = "DELETE FROM region_warehouse WHERE warehouse_id = %s"
REGION = "INSERT INTO region_warehouse (region_id, warehouse_id, priority) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
AGREED = """level, owner_id, variant_id, packaging_id, minimum, amount, currency, vat_included, valid_from, valid_to"""
STANDING = f"SELECT id, {AGREED} FROM individual_price WHERE connection_id = %s AND key = %s FOR UPDATE"
SUPERSEDE = f"""
INSERT INTO individual_price_log (id, key, {AGREED}, recorded_at, told_by, replaced_by)
SELECT id, key, {AGREED}, recorded_at, message_id, %s FROM individual_price WHERE id = %s
"""
AGREE = f"""
INSERT INTO individual_price ({AGREED}, message_id, id, connection_id, key)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (connection_id, key) DO UPDATE SET ({AGREED}, message_id, recorded_at) = (excluded.level, excluded.owner_id,
    excluded.variant_id, excluded.packaging_id, excluded.minimum, excluded.amount, excluded.currency,
    excluded.vat_included, excluded.valid_from, excluded.valid_to, excluded.message_id, excluded.recorded_at)
"""
FORGET_PRICE = "DELETE FROM individual_price WHERE id = %s"
STOCK = """
INSERT INTO stock (variant_id, warehouse_id, free, snapshot_id, mark_at, mark_seq) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (variant_id, warehouse_id) DO UPDATE
SET free = excluded.free, snapshot_id = excluded.snapshot_id, mark_at = excluded.mark_at, mark_seq = excluded.mark_seq
WHERE CASE WHEN stock.mark_seq IS NOT NULL THEN stock.mark_seq <= excluded.mark_seq
           ELSE stock.mark_at IS NULL OR stock.mark_at <= excluded.mark_at END
"""
BALANCE_MARK = "SELECT as_of, seq FROM credit_balance WHERE owner_id = %s FOR UPDATE"
LOG_BALANCE = """
INSERT INTO credit_balance_log (id, owner_id, currency, debt, advance, limit_amount, includes_unshipped, as_of, seq,
    message_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
BALANCE = """
INSERT INTO credit_balance (owner_id, id, currency, debt, advance, includes_unshipped, as_of, seq, orders)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (owner_id) DO UPDATE SET id = excluded.id, currency = excluded.currency, debt = excluded.debt,
    advance = excluded.advance, includes_unshipped = excluded.includes_unshipped, as_of = excluded.as_of,
    seq = excluded.seq, orders = excluded.orders
"""
NO_OVERDUE = "DELETE FROM overdue_document WHERE owner_id = %s"
OVERDUE = """
INSERT INTO overdue_document (owner_id, document, day, due, amount, currency) VALUES (%s, %s, %s, %s, %s, %s)
"""


@frozen
class Trade:
    """told_stock: variants whose stock was written here, so that imports read their offers again."""

    connection: Driver
    base: int
    ids: Ids
    refs: References
    parties: Parties
    told_stock: list[int] = field(factory=list)

    def warehouse(self, message: told.PutWarehouse) -> None:
        facts = told.told(message, "erp_id", "organization", "regions") | {"told": True, "deleted": False}
        if message.organization is not UNTOLD:
            seller = message.organization
            facts["organization_id"] = self.refs.get("organization", seller) if seller else None
        id = put(self.connection, "warehouse", self.base, message.erp_id, facts)
        if isinstance(message.regions, tuple):
            self.connection.execute(NO_REGIONS, [id])
            for region in message.regions:
                self.connection.execute(REGION, [self.parties.region(region), id, region.priority])

    def price_type(self, message: told.PutPriceType) -> None:
        facts = told.told(message, "erp_id", "fallback") | {"told": True, "deleted": False}
        if message.fallback is not UNTOLD:
            if message.fallback == message.erp_id:
                raise MessageRefused("bad_value", "Вид цен не может заменять сам себя", "fallback.id")
            facts["fallback_id"] = self._fallback(message.erp_id, message.fallback) if message.fallback else None
        if self._is_set_here(message.erp_id):
            facts = {name: told for name, told in facts.items() if name not in ("scale", "fallback_id")}
        put(self.connection, "price_type", self.base, message.erp_id, facts)

    def _fallback(self, kind: str, fallback: str) -> Any:
        """A circle would leave it to chance which of the two types a price is taken from. Raises Waits."""
        found = self.refs.get("price_type", fallback)
        names = [row[0] for row in self.connection.execute(CIRCLE, [found, self.refs.find("price_type", kind)])]
        if names:
            text = f"Виды цен заменяли бы друг друга по кругу: {' → '.join(names)}"
            raise MessageRefused("conflict", text, "fallback.id")
        return found

    def _is_set_here(self, erp_id: str) -> bool:
        """Two facts of a type have one source: the portal, once somebody set them there."""
        row = self.connection.execute(SET_HERE, [self.base, erp_id]).fetchone()
        return row is not None and bool(row[0])

    def rate(self, message: told.PutRate, message_id: int) -> None:
        rate = DayRate(Currency(message.currency), message.day, message.rate, message.nominal, RateSource.ERP)
        put_rate(self.connection, rate, RateSource.ERP, message_id=message_id)

    def individual_price(self, message: told.PutIndividualPrice, message_id: int) -> None:
        """What it replaces goes to the log; the same again changes nothing."""
        owner = self.refs.owner(message.owner)
        variant, product = self.refs.variant(message.item, message.characteristic)
        packaging = self.refs.packaging(product, message.unit)
        beside_others(self.connection)
        facts: tuple[Any, ...] = (
            message.owner.level, owner, variant, packaging, message.minimum, message.price, message.currency,
            message.vat_included, message.valid_from, message.valid_to,
        )  # fmt: skip
        row = self.connection.execute(STANDING.encode(), [self.base, message.key]).fetchone()
        if row is not None and row[1:] == facts:
            return
        if row is not None:
            self.connection.execute(SUPERSEDE.encode(), [message_id, row[0]])
        self.connection.execute(AGREE.encode(), [*facts, message_id, self.ids.new(), self.base, message.key])
        if message.valid_from and message.valid_to and message.valid_to < message.valid_from:
            return  # It holds on no day, so nothing stands in its way.
        retire(
            self.connection, message_id, level=message.owner.level, owner=owner, variant=variant, packaging=packaging,
            minimum=message.minimum, start=message.valid_from, end=message.valid_to,
        )  # fmt: skip

    def forget_individual_price(self, key: str, message_id: int) -> None:
        row = self.connection.execute(STANDING.encode(), [self.base, key]).fetchone()
        if row is not None:
            self.connection.execute(SUPERSEDE.encode(), [message_id, row[0]])
            self.connection.execute(FORGET_PRICE, [row[0]])

    def stock(self, message: told.PutStock, seq: int, message_id: int) -> None:
        """Raises: Stale."""
        warehouse = self.refs.get("warehouse", message.warehouse)
        variant, _ = self.refs.variant(message.item, message.characteristic)
        row = [variant, warehouse, message.free, message_id, message.as_of, seq]
        if self.connection.execute(STOCK, row).rowcount == 0:
            raise Stale
        self.told_stock.append(variant)

    def balance(self, message: told.PutBalance, seq: int, message_id: int) -> None:
        """An older one never overwrites a newer. Raises: Stale."""
        owner = self.refs.owner(message.owner)
        with self.connection.pipeline():
            self.connection.execute(CREDIT_LINE, [message.owner.level, owner])
            standing = self.connection.execute(BALANCE_MARK, [owner]).fetchone()
            if standing is not None and Mark(message.as_of, seq).is_late(Mark(*standing)):
                raise Stale
            self._balance(owner, message, seq, message_id)

    def _balance(self, owner: UUID, message: told.PutBalance, seq: int, message_id: int) -> None:
        id, limit = self.ids.new(), message.limit
        figures = (message.currency, message.debt, message.advance)
        self.connection.execute(
            LOG_BALANCE,
            [id, owner, *figures, None if limit is UNTOLD else limit, message.includes_unshipped, message.as_of, seq,
             message_id],
        )  # fmt: skip
        self.connection.execute(
            BALANCE,
            [owner, id, *figures, message.includes_unshipped, message.as_of, seq, list(message.orders)],
        )
        if limit is not UNTOLD:
            set_limit(self.connection, owner, message.currency, limit, message_id)
        if isinstance(message.overdue, tuple):
            self._overdue(owner, message)

    def _overdue(self, owner: UUID, message: told.PutBalance) -> None:
        assert isinstance(message.overdue, tuple)
        self.connection.execute(NO_OVERDUE, [owner])
        for one in message.overdue:
            row = [owner, one.document, one.day, one.due, one.amount, message.currency]
            self.connection.execute(OVERDUE, row)
