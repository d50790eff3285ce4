"""Clients, goods and standing prices by what the rows of a file name: one statement for each kind, for any number."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Driver
from adapters.postgres.prices.seen import manager_of, seen
from application.price_desk.entry import OwnerAsked
from application.price_desk.lookups import GoodsFound, OwnerFound, PackFound
from application.queries.orders import Readers
from domain.parties.level import Level
from domain.pricing.agreed import AgreedPrice, Agreement, Standing, Validity
from domain.shared.ids import PackagingId, VariantId
from domain.shared.money import Currency

CONTRACTS = """
SELECT c.id, k.name || ' · ' || c.number, false, lower(c.number), k.inn, k.kpp
FROM contract c JOIN counterparty k ON k.id = c.counterparty_id AND NOT k.deleted
WHERE NOT c.deleted AND lower(c.number) = ANY(%(names)s) AND {seen}
"""
COUNTERPARTIES = """
SELECT k.id, k.name, false, k.inn, k.inn, k.kpp FROM counterparty k
WHERE NOT k.deleted AND k.inn = ANY(%(names)s) AND {seen}
"""
# Whom no manager keeps is not among his clients: there the comparison is null, and must count as no.
HOLDINGS = """
SELECT h.id, h.name, NOT bool_and(coalesce({seen}, false)), lower(h.name), '', ''
FROM holding h JOIN counterparty k ON k.holding_id = h.id AND NOT k.deleted
WHERE lower(h.name) = ANY(%(names)s) GROUP BY h.id HAVING bool_or({seen})
"""
STATEMENTS = {Level.CONTRACT: CONTRACTS, Level.COUNTERPARTY: COUNTERPARTIES, Level.HOLDING: HOLDINGS}
GOODS = """
SELECT p.sku_key, v.id, p.name, p.sku, v.name, p.unit, p.unit_code,
       (SELECT jsonb_agg(jsonb_build_array(k.id, k.code, k.name, (k.numerator / k.denominator)::text) ORDER BY k.id)
          FROM packaging k WHERE k.product_id = p.id)
FROM product p JOIN variant v ON v.product_id = p.id AND v.told AND NOT v.deleted
WHERE p.told AND NOT p.deleted AND p.sku_key = ANY(%s) ORDER BY v.id
"""
TERMS = """i.id, i.level, i.owner_id, i.variant_id, i.packaging_id, i.minimum, i.amount, i.currency, i.vat_included,
    i.valid_from, i.valid_to, i.connection_id IS NOT NULL"""
# An ERP may tell a period that ends before it begins: such a price holds on no day and overlaps nothing.
STANDING = f"""
SELECT {TERMS} FROM unnest(%s::uuid[], %s::int[]) AS w(owner_id, variant_id)
JOIN individual_price i USING (owner_id, variant_id)
WHERE coalesce(i.valid_from <= i.valid_to, true) ORDER BY i.id
"""


@frozen
class PostgresLookups:
    connection: Driver

    def owners(self, whose: Readers, asked: Collection[OwnerAsked]) -> Mapping[OwnerAsked, Sequence[OwnerFound]]:
        found: dict[OwnerAsked, Sequence[OwnerFound]] = {}
        for level, statement in STATEMENTS.items():
            wanted = [each for each in asked if each.level is level]
            if not wanted:
                continue
            facts = {"names": sorted({_key(each) for each in wanted}), **manager_of(whose)}
            by_key = defaultdict[str, list[tuple[Any, ...]]](list)
            for row in self.connection.execute(statement.format(seen=seen(whose, "k")).encode(), facts):
                by_key[row[3]].append(row)
            for each in wanted:
                found[each] = [OwnerFound(*row[:3]) for row in by_key[_key(each)] if _narrowed(each, row)]
        return found

    def goods(self, keys: Collection[str]) -> Mapping[str, Sequence[GoodsFound]]:
        found = defaultdict[str, list[GoodsFound]](list)
        for key, variant, name, sku, characteristic, unit, code, packs in self.connection.execute(GOODS, [list(keys)]):
            sizes = tuple(PackFound(PackagingId(p[0]), p[1], p[2], Decimal(p[3])) for p in packs or ())
            found[key].append(GoodsFound(variant, name, sku, characteristic, unit, code, sizes))
        return found

    def standing(self, pairs: Collection[tuple[UUID, VariantId]]) -> Sequence[Standing]:
        columns = [[owner for owner, _ in pairs], [variant for _, variant in pairs]]
        return [standing_of(row) for row in self.connection.execute(STANDING.encode(), columns)]


def _key(asked: OwnerAsked) -> str:
    return str(asked).lower()


def _narrowed(asked: OwnerAsked, row: tuple[Any, ...]) -> bool:
    """A TIN beside a contract, a KPP beside a TIN: told, they must fit."""
    return asked.inn in ("", row[4]) and asked.kpp in ("", row[5])


def standing_of(row: tuple[Any, ...]) -> Standing:
    id, level, owner, variant, packaging, minimum, amount, currency, vat_included, start, end, by_erp = row
    agreement = Agreement(Level(level), owner, variant, packaging, minimum)
    return Standing(id, AgreedPrice(agreement, amount, Currency(currency), vat_included, Validity(start, end)), by_erp)
