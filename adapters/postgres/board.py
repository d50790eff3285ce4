"""Goods with the prices and the stock of one context: one statement, one snapshot (semantics 3)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from threading import Lock
from typing import Any
from uuid import UUID

from attrs import field, frozen

from adapters.postgres.database import Database
from application.pricing.goods import Board, OfferRow, PricingFacts, Scope
from domain.catalog.goods import Goods
from domain.parties.level import Level
from domain.pricing.book import IndividualPrice, PriceType, Rate, type_key
from domain.shared.ids import PackagingId, PriceTypeId, ProductId, VariantId, WarehouseId
from domain.shared.money import Currency
from domain.shared.quantity import Packaging

_CURRENCIES = {currency.value: currency for currency in Currency}

# Prices, individual prices and stock come as parallel arrays, so that a page is one row for each variant.
_OFFER = """
    p.id, v.id, p.name, p.sku, p.unit_code, p.unit, p.erp_id, v.erp_id, p.vat_kind, p.vat_rate,
    p.minimum, p.multiple, conn.organization_id, p.told AND NOT p.deleted AND v.told AND NOT v.deleted,
    v.name, v.sku, p.pictures[1], pr.types, pr.packs, pr.amounts, pr.currencies, ip.agreed, st.warehouses, st.free,
    (SELECT pricing_version FROM catalogue_state)
"""

_FACTS = """
JOIN connection conn ON conn.id = p.connection_id
LEFT JOIN LATERAL (
    SELECT array_agg(price_type_id) AS types, array_agg(packaging_id) AS packs,
           array_agg(trim_scale(amount)) AS amounts, array_agg(currency) AS currencies
    FROM price WHERE price.variant_id = v.id AND price.price_type_id = ANY(%(types)s)
) pr ON true
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(i.id, i.level, i.owner_id, i.packaging_id, trim_scale(i.minimum)::text,
                                       trim_scale(i.amount)::text, i.currency, i.vat_included)) AS agreed
    FROM individual_price i
    WHERE i.variant_id = v.id AND i.owner_id = ANY(%(owners)s)
      AND coalesce(i.valid_from <= %(day)s, true) AND coalesce(i.valid_to >= %(day)s, true)
) ip ON true
LEFT JOIN LATERAL (
    SELECT array_agg(s.warehouse_id) AS warehouses,
           array_agg(s.free - coalesce((SELECT sum(r.uncontained) FROM reservation r
                                         WHERE r.variant_id = s.variant_id AND r.warehouse_id = s.warehouse_id
                                           AND r.uncontained > 0), 0)) AS free
    FROM stock s WHERE s.variant_id = v.id AND s.warehouse_id = ANY(%(warehouses)s)
) st ON true
"""

_PACKS = """
, (SELECT jsonb_agg(jsonb_build_array(k.id, k.code, k.name, trim_scale(k.numerator)::text,
                                      trim_scale(k.denominator)::text)
                    ORDER BY k.numerator / k.denominator, k.id)
     FROM packaging k WHERE k.product_id = p.id)
"""

OF_PRODUCTS = f"""
SELECT {_OFFER}
FROM unnest(%(ids)s::int[]) WITH ORDINALITY AS wanted(id, place)
JOIN product p ON p.id = wanted.id AND p.told AND NOT p.deleted
JOIN variant v ON v.product_id = p.id AND v.told AND NOT v.deleted
{_FACTS}
ORDER BY wanted.place, v.name, v.id
"""

OF_VARIANTS = f"""
SELECT {_OFFER} {_PACKS}
FROM unnest(%(ids)s::int[]) WITH ORDINALITY AS wanted(id, place)
JOIN variant v ON v.id = wanted.id
JOIN product p ON p.id = v.product_id
{_FACTS}
ORDER BY wanted.place
"""

OF_PRODUCT = f"""
SELECT {_OFFER} {_PACKS}
FROM unnest(%(ids)s::int[]) WITH ORDINALITY AS wanted(id, place)
JOIN product p ON p.id = wanted.id AND p.told AND NOT p.deleted
JOIN variant v ON v.product_id = p.id AND v.told AND NOT v.deleted
{_FACTS}
ORDER BY v.name, v.id
"""

STOCKED = """
SELECT wanted.id
FROM unnest(%(ids)s::int[]) WITH ORDINALITY AS wanted(id, place)
WHERE EXISTS (SELECT FROM variant v JOIN stock s ON s.variant_id = v.id
               WHERE v.product_id = wanted.id AND NOT v.deleted AND s.warehouse_id = ANY(%(warehouses)s)
                 AND s.free > coalesce((SELECT sum(r.uncontained) FROM reservation r
                                         WHERE r.variant_id = s.variant_id AND r.warehouse_id = s.warehouse_id
                                           AND r.uncontained > 0), 0))
ORDER BY wanted.place
"""


@frozen
class PostgresBoard:
    database: Database

    def of_products(self, products: Sequence[ProductId], scope: Scope) -> Board:
        return self._read(OF_PRODUCTS, list(products), scope)

    def of_variants(self, variants: Sequence[VariantId], scope: Scope) -> Board:
        return self._read(OF_VARIANTS, list(variants), scope)

    def of_product(self, product: ProductId, scope: Scope) -> Board:
        return self._read(OF_PRODUCT, [product], scope)

    def stocked(self, products: Sequence[ProductId], warehouses: Sequence[WarehouseId]) -> Sequence[ProductId]:
        facts = {"ids": list(products), "warehouses": list(warehouses)}
        with self.database.driver() as connection:
            return [row[0] for row in connection.execute(STOCKED, facts)]

    def _read(self, statement: str, ids: list[int], scope: Scope) -> Board:
        if not ids:
            return Board((), 0)
        facts = {
            "ids": ids,
            "types": list(scope.price_types),
            "owners": list(scope.owners),
            "warehouses": list(scope.warehouses),
            "day": scope.day,
        }
        with self.database.driver() as connection:
            rows = connection.execute(statement, facts, prepare=True).fetchall()
        return Board([_offer(row) for row in rows], rows[0][24] if rows else 0)


def _offer(row: tuple[Any, ...]) -> OfferRow:
    (product, variant, name, sku, unit_code, unit, erp_product, erp_characteristic, vat_kind, vat_rate, minimum,
     multiple, organization, sellable, variant_name, variant_sku, picture, types, packs, amounts, currencies, agreed,
     warehouses, free, _, *packagings) = row  # fmt: skip
    goods = Goods(
        variant,
        product,
        f"{name}, {variant_name}" if variant_name else name,
        variant_sku or sku,
        unit_code,
        unit,
        erp_product,
        erp_characteristic,
        vat_kind,
        vat_rate,
        minimum,
        multiple,
        organization,
        sellable,
    )
    listed: Mapping[type_key, tuple[Decimal, Currency]] = (
        {
            (kind, pack): (amount, _CURRENCIES[currency])
            for kind, pack, amount, currency in zip(types, packs, amounts, currencies, strict=True)
        }
        if types
        else {}
    )
    return OfferRow(
        goods,
        variant_name,
        picture,
        listed,
        tuple(_agreed(price) for price in agreed) if agreed else (),
        dict(zip(warehouses, free, strict=True)) if warehouses else {},
        tuple(_packaging(pack) for pack in packagings[0] or ()) if packagings else (),
    )


def _agreed(row: list[Any]) -> IndividualPrice:
    id, level, owner, packaging, minimum, amount, currency, vat_included = row
    return IndividualPrice(
        UUID(id),
        Level(level),
        UUID(owner),
        PackagingId(packaging),
        Decimal(minimum),
        Decimal(amount),
        _CURRENCIES[currency],
        vat_included,
    )


def _packaging(row: list[Any]) -> Packaging:
    id, code, name, numerator, denominator = row
    return Packaging(id, code, name, Decimal(numerator), Decimal(denominator))


# The newest rate dated on or before the bank day (semantics 3, step 3).
RATES = """
SELECT DISTINCT ON (currency) currency, day, rate / nominal, source FROM currency_rate WHERE day <= %s
ORDER BY currency, day DESC
"""


@frozen
class PostgresPricing:
    """Price types and rates, kept by (pricing version, day): two statements a version and process."""

    database: Database
    kept: dict[tuple[int, date], PricingFacts] = field(factory=dict, eq=False)
    lock: Lock = field(factory=Lock, eq=False)

    def facts(self, version: int, day: date) -> PricingFacts:
        found = self.kept.get((version, day))
        return found if found is not None else self._load(day)

    def _load(self, day: date) -> PricingFacts:
        with self.lock, self.database.snapshot() as connection:
            version = connection.execute("SELECT pricing_version FROM catalogue_state").fetchone()
            types = connection.execute(
                "SELECT id, name, currency, vat_included, scale, fallback_id FROM price_type WHERE told AND NOT deleted"
            ).fetchall()
            rates = connection.execute(RATES, (day,)).fetchall()
        assert version is not None
        facts = PricingFacts(
            version[0],
            day,
            {PriceTypeId(r[0]): PriceType(PriceTypeId(r[0]), r[1], Currency(r[2]), *r[3:]) for r in types},
            {Currency(r[0]): Rate(Currency(r[0]), r[1], r[2].normalize(), r[3]) for r in rates},
        )
        if len(self.kept) > 4:
            self.kept.clear()
        self.kept[facts.version, day] = facts
        return facts


