"""Individual prices as the manager reads them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from attrs import evolve, frozen

from adapters.postgres.catalogue import to_words
from adapters.postgres.database import Database, Driver
from adapters.postgres.prices.seen import escaped, manager_of, owners, texts
from adapters.postgres.prices.sources import columns, joined, source
from application.price_desk.lookups import pack_label
from application.price_desk.rows import (
    MOST_COUNTED,
    Former,
    Period,
    PriceFilter,
    PriceHistory,
    PricePage,
    PriceRow,
)
from application.queries.orders import Readers
from domain.catalog.folding import sku_key
from domain.parties.level import Level
from domain.shared.errors import NotFound

ROW = """
SELECT i.id, i.level, coalesce(k.name, h.name, ''), k.id, coalesce(k.inn, ''), coalesce(k.kpp, ''),
       coalesce(c.number, ''), coalesce(h.name, ''), p.sku, p.name, v.name, p.unit, pack.name,
       pack.numerator / pack.denominator, trim_scale(i.minimum), trim_scale(i.amount), i.currency, i.vat_included,
       i.valid_from, i.valid_to,
       coalesce(base.name, CASE WHEN i.message_id IS NULL THEN '' ELSE 'ERP' END),
       coalesce(i.act_id, i.message_id)::text
"""
# A holding is named only for its own prices, a counterparty for its own and its contracts'.
JOINS = """
LEFT JOIN contract c ON i.level = 0 AND c.id = i.owner_id
LEFT JOIN counterparty k ON k.id = CASE i.level WHEN 0 THEN c.counterparty_id WHEN 1 THEN i.owner_id END
LEFT JOIN holding h ON i.level = 2 AND h.id = i.owner_id
JOIN variant v ON v.id = i.variant_id JOIN product p ON p.id = v.product_id
LEFT JOIN packaging pack ON pack.id = i.packaging_id
LEFT JOIN connection base ON base.id = i.connection_id
"""
GOODS = """
i.variant_id IN (SELECT v.id FROM product p JOIN variant v ON v.product_id = p.id
    WHERE (%(key)s <> '' AND p.sku_key LIKE '%%' || %(key)s || '%%')
       OR (%(words)s <> '' AND p.search @@ to_tsquery('russian', %(words)s)))
"""
PERIODS = {
    Period.IN_FORCE: "coalesce(i.valid_from <= %(day)s, true) AND coalesce(i.valid_to >= %(day)s, true)",
    Period.FUTURE: "i.valid_from > %(day)s",
    Period.PAST: "i.valid_to < %(day)s",
}
SOURCES = {"erp": "i.connection_id IS NOT NULL", "portal": "i.connection_id IS NULL"}
# What stands, or else what stood last: a price that was withdrawn keeps its page.
LAST = """
(SELECT id, connection_id, level, owner_id, variant_id, packaging_id, minimum, amount, currency, vat_included,
        valid_from, valid_to, message_id, act_id, true AS is_there, now() AS until
   FROM individual_price WHERE id = %(id)s
 UNION ALL
 SELECT l.id, m.connection_id, l.level, l.owner_id, l.variant_id, l.packaging_id, l.minimum, l.amount, l.currency,
        l.vat_included, l.valid_from, l.valid_to, l.told_by, l.told_act_id, false, l.replaced_at
   FROM individual_price_log l LEFT JOIN inbox_message m ON m.id = l.told_by WHERE l.id = %(id)s
 ORDER BY is_there DESC, until DESC LIMIT 1) AS i
"""
FORMERS = f"""
SELECT trim_scale(i.amount), i.currency, i.vat_included, trim_scale(i.minimum), i.valid_from, i.valid_to,
       i.replaced_at, {columns("told")}, {columns("over")}
FROM (
    SELECT amount, currency, vat_included, minimum, valid_from, valid_to, message_id AS told_by, act_id AS told_act_id,
           NULL::bigint AS replaced_by, NULL::bigint AS replaced_act_id, NULL::timestamptz AS replaced_at
    FROM individual_price WHERE id = %(id)s
    UNION ALL
    SELECT amount, currency, vat_included, minimum, valid_from, valid_to, told_by, told_act_id, replaced_by,
           replaced_act_id, replaced_at
    FROM individual_price_log WHERE id = %(id)s
) AS i {joined("told", "i.told_by", "i.told_act_id")} {joined("over", "i.replaced_by", "i.replaced_act_id")}
ORDER BY i.replaced_at DESC NULLS FIRST
"""


@frozen
class PostgresIndividualPrices:
    database: Database

    def page(self, whose: Readers, ask: PriceFilter) -> PricePage:
        with self.database.snapshot() as connection:
            rows = _rows(connection, whose, evolve(ask, limit=ask.limit + 1))
            where, facts = _narrowed(whose, evolve(ask, before=None))
            count = f"SELECT count(*) FROM (SELECT FROM individual_price i WHERE {where} LIMIT {MOST_COUNTED + 1}) n"
            total = connection.execute(count.encode(), facts).fetchone()
        shown = rows[: ask.limit]
        following = shown[-1].id if len(rows) > ask.limit else None
        return PricePage(tuple(shown), total[0] if total else 0, following, ask)

    def rows(self, whose: Readers, ask: PriceFilter, most: int) -> Sequence[PriceRow]:
        with self.database.driver() as connection:
            return _rows(connection, whose, evolve(ask, before=None, limit=most))

    def history(self, whose: Readers, id: UUID) -> PriceHistory:
        mine = owners(whose, "")
        where = f"i.owner_id IN ({mine})" if mine else "true"
        facts = {"id": id, **manager_of(whose)}
        with self.database.snapshot() as connection:
            statement = f"{ROW}, i.is_there FROM {LAST} {JOINS} WHERE {where}"
            row = connection.execute(statement.encode(), facts).fetchone()
            if row is None:
                raise NotFound("individual-price", str(id))
            formers = connection.execute(FORMERS.encode(), facts).fetchall()
        return PriceHistory(_row(row[:-1]), row[-1], tuple(map(_former, formers)))


def _rows(connection: Driver, whose: Readers, ask: PriceFilter) -> list[PriceRow]:
    """The newest first: ids are sorted by the moment of making."""
    where, facts = _narrowed(whose, ask)
    statement = f"""{ROW} FROM (SELECT * FROM individual_price i WHERE {where} ORDER BY i.id DESC LIMIT %(limit)s) AS i
        {JOINS} ORDER BY i.id DESC"""
    return [_row(row) for row in connection.execute(statement.encode(), facts)]


def _narrowed(whose: Readers, ask: PriceFilter) -> tuple[str, dict[str, Any]]:
    parts = ["true"]
    client, goods = ask.client.strip(), ask.goods.strip()
    if (mine := owners(whose, client)) is not None:
        parts.append(f"i.owner_id IN ({mine})")
    if goods:
        parts.append(GOODS)
    if ask.level is not None:
        parts.append("i.level = %(level)s")
    if ask.source in SOURCES:
        parts.append(SOURCES[ask.source])
    if ask.period is not None:
        parts.append(PERIODS[ask.period])
    if ask.before is not None:
        parts.append("i.id < %(before)s")
    facts = {
        **manager_of(whose),
        **texts(client),
        "key": escaped(sku_key(goods)),
        "words": to_words(goods),
        "level": ask.level,
        "day": ask.day,
        "before": ask.before,
        "limit": ask.limit,
    }
    return " AND ".join(f"({part})" for part in parts), facts


def _row(row: tuple[Any, ...]) -> PriceRow:
    (id, level, client, client_id, inn, kpp, contract, holding, sku, goods, characteristic, base_unit, pack, size,
     minimum, *terms) = row  # fmt: skip
    unit = base_unit if pack is None else pack_label(pack, size.normalize(), base_unit)
    owner = f"{client} · {contract}" if contract else client
    whose = (Level(level), owner, client, client_id, inn, kpp, contract, holding)
    return PriceRow(id, *whose, sku, goods, characteristic, unit, base_unit, minimum, *terms)


def _former(row: tuple[Any, ...]) -> Former:
    amount, currency, vat_included, minimum, start, end, replaced_at, *sources = row
    over_at, over_message, over_who = sources[3:]
    replaced = source((over_at or replaced_at, over_message, over_who)) if replaced_at is not None else None
    return Former(amount, currency, vat_included, minimum, start, end, source(tuple(sources[:3])), replaced)
