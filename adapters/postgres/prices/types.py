"""Price types with what stands in them. How many prices a type holds is counted once for each pricing version."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import Any

from attrs import field, frozen

from adapters.postgres.catalogue import to_words
from adapters.postgres.database import Database, Driver
from adapters.postgres.prices.seen import escaped, manager_of, seen
from adapters.postgres.prices.sources import columns, joined, source
from adapters.postgres.prices.work import STEPS
from application.price_desk.lookups import pack_label
from application.price_desk.rows import Source
from application.price_desk.types import SET, FormerListed, GoodsHistory, TypeChange, TypePrice, TypePrices, TypeRow
from application.queries.orders import Readers
from domain.catalog.folding import sku_key
from domain.pricing.book import Threshold
from domain.shared.errors import NotFound
from domain.shared.ids import PriceTypeId, VariantId

ALL = """
SELECT t.id, t.name, t.currency, t.vat_included, t.scale, t.fallback_id, coalesce(f.name, ''), b.name, t.set_here,
       coalesce(n.contracts, 0),
       (SELECT max(a.at) FROM audit_log a WHERE a.action = %(action)s AND a.subject = t.id::text)
FROM price_type t JOIN connection b ON b.id = t.connection_id LEFT JOIN price_type f ON f.id = t.fallback_id
LEFT JOIN (SELECT c.price_type_id AS id, count(*) AS contracts
             FROM contract c JOIN counterparty k ON k.id = c.counterparty_id AND NOT k.deleted
            WHERE NOT c.deleted AND {seen} GROUP BY 1) AS n ON n.id = t.id
WHERE t.told AND NOT t.deleted ORDER BY t.name, t.id
"""
COUNTS = """
SELECT n.price_type_id, n.prices, coalesce(m.applied_at, m.received_at)
FROM (SELECT price_type_id, count(*) AS prices, max(message_id) AS newest FROM price GROUP BY price_type_id) AS n
LEFT JOIN inbox_message m ON m.id = n.newest
"""
CHANGES = """
SELECT a.at, coalesce(u.name, ''), a.facts->'before', a.facts->'after' FROM audit_log a
LEFT JOIN app_user u ON u.id = a.user_id
WHERE a.action = %s AND a.subject = %s ORDER BY a.id DESC LIMIT 50
"""
UNIT = "p.unit, k.name, k.numerator / k.denominator"
GOODS = "p.name || CASE WHEN v.name <> '' THEN ' (' || v.name || ')' ELSE '' END"
FOUND = """
AND r.variant_id IN (SELECT v.id FROM product p JOIN variant v ON v.product_id = p.id
    WHERE (%(key)s <> '' AND p.sku_key LIKE '%%' || %(key)s || '%%')
       OR (%(words)s <> '' AND p.search @@ to_tsquery('russian', %(words)s)))
"""
# By the key of the table itself: the millionth page costs what the first one does.
PRICES = f"""
SELECT r.variant_id, r.packaging_id, p.sku, {GOODS}, {UNIT}, trim_scale(r.amount), r.currency, {columns("told")}
FROM (SELECT * FROM price r WHERE r.price_type_id = %(type)s
        AND (r.variant_id, r.packaging_id) > (%(variant)s, %(packaging)s) {{found}}
      ORDER BY r.variant_id, r.packaging_id LIMIT %(limit)s) AS r
JOIN variant v ON v.id = r.variant_id JOIN product p ON p.id = v.product_id
LEFT JOIN packaging k ON k.id = r.packaging_id {joined("told", "r.message_id", "NULL::bigint")}
ORDER BY r.variant_id, r.packaging_id
"""
ONE = f"SELECT p.sku, {GOODS} FROM variant v JOIN product p ON p.id = v.product_id WHERE v.id = %s AND p.told"
FORMERS = f"""
SELECT {UNIT}, trim_scale(i.amount), i.currency, i.replaced_at, {columns("told")}, {columns("over")}
FROM (
    SELECT packaging_id, amount, currency, message_id AS told_by, NULL::bigint AS replaced_by,
           NULL::timestamptz AS replaced_at
    FROM price WHERE price_type_id = %(type)s AND variant_id = %(variant)s
    UNION ALL
    SELECT packaging_id, amount, currency, told_by, replaced_by, replaced_at
    FROM price_log WHERE price_type_id = %(type)s AND variant_id = %(variant)s
) AS i
JOIN variant v ON v.id = %(variant)s JOIN product p ON p.id = v.product_id
LEFT JOIN packaging k ON k.id = i.packaging_id
{joined("told", "i.told_by", "NULL::bigint")} {joined("over", "i.replaced_by", "NULL::bigint")}
ORDER BY i.packaging_id, i.replaced_at DESC NULLS FIRST LIMIT 500
"""


@frozen
class PostgresPriceTypes:
    database: Database
    counted: dict[int, Mapping[int, tuple[int, datetime | None]]] = field(factory=dict, eq=False)
    lock: Lock = field(factory=Lock, eq=False)

    def all(self, whose: Readers) -> Sequence[TypeRow]:
        statement = ALL.format(seen=seen(whose, "k"))
        with self.database.snapshot() as connection:
            rows = connection.execute(statement.encode(), {"action": SET, **manager_of(whose)}).fetchall()
            counts = self._counts(connection)
        return [_type(row, *counts.get(row[0], (0, None))) for row in rows]

    def _counts(self, connection: Driver) -> Mapping[int, tuple[int, datetime | None]]:
        """Walking a hundred thousand prices a type is worth keeping until a price changes."""
        row = connection.execute("SELECT pricing_version FROM catalogue_state").fetchone()
        assert row is not None
        with self.lock:
            if row[0] not in self.counted:
                found = {id: (prices, at) for id, prices, at in connection.execute(COUNTS)}
                self.counted.clear()
                self.counted[row[0]] = found
            return self.counted[row[0]]

    def changes(self, id: PriceTypeId) -> Sequence[TypeChange]:
        with self.database.driver() as connection:
            rows = connection.execute(CHANGES, [SET, str(id)]).fetchall()
        return [
            TypeChange(at, who, before["fallback_name"], after["fallback_name"], before["scale"], after["scale"])
            for at, who, before, after in rows
        ]

    def steps(self, id: PriceTypeId) -> Sequence[Threshold]:
        with self.database.driver() as connection:
            return [Threshold(*row) for row in connection.execute(STEPS, [id])]

    def prices(self, id: PriceTypeId, text: str, after: tuple[int, int], limit: int) -> TypePrices:
        words = text.strip()
        facts = {
            "type": id,
            "variant": after[0],
            "packaging": after[1],
            "key": escaped(sku_key(words)),
            "words": to_words(words),
            "limit": limit + 1,
        }
        statement = PRICES.format(found=FOUND if words else "")
        with self.database.driver() as connection:
            rows = connection.execute(statement.encode(), facts).fetchall()
        shown = [_price(row) for row in rows[:limit]]
        following = (shown[-1].variant, shown[-1].packaging) if len(rows) > limit else None
        return TypePrices(tuple(shown), following)

    def history(self, id: PriceTypeId, variant: VariantId) -> GoodsHistory:
        with self.database.snapshot() as connection:
            goods = connection.execute(ONE.encode(), [variant]).fetchone()
            if goods is None:
                raise NotFound("variant", str(variant))
            rows = connection.execute(FORMERS.encode(), {"type": id, "variant": variant}).fetchall()
        return GoodsHistory(goods[0], goods[1], tuple(map(_former, rows)))


def _type(row: tuple[Any, ...], prices: int, told_at: datetime | None) -> TypeRow:
    id, name, currency, vat_included, scale, fallback, fallback_name, base, set_here, contracts, set_at = row
    changed_at = max((at for at in (told_at, set_at) if at is not None), default=None)
    terms = (currency, vat_included, scale, fallback, fallback_name)
    return TypeRow(id, name, *terms, base, set_here, prices, contracts, changed_at)


def _unit(unit: str, pack: str | None, size: Any) -> str:
    return unit if pack is None else pack_label(pack, size.normalize(), unit)


def _price(row: tuple[Any, ...]) -> TypePrice:
    variant, packaging, sku, goods, unit, pack, size, amount, currency, *told = row
    return TypePrice(variant, packaging, sku, goods, _unit(unit, pack, size), amount, currency, source(tuple(told)))


def _former(row: tuple[Any, ...]) -> FormerListed:
    unit, pack, size, amount, currency, replaced_at, told_at, told_message, told_who, _, over, over_who = row
    replaced: Source | None = None if replaced_at is None else source((replaced_at, over, over_who))
    return FormerListed(_unit(unit, pack, size), amount, currency, source((told_at, told_message, told_who)), replaced)
