"""Goods with the prices and the stock of one context: one statement once the goods are known (semantics 3)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from threading import Lock
from types import MappingProxyType
from typing import Any
from uuid import UUID

from attrs import field, frozen

from adapters.postgres.database import Database
from adapters.postgres.listed_prices import CURRENCIES, UNLISTED, Listed, ListedPrices, listed_of
from adapters.postgres.price_assignments import SELECT as ASSIGNMENTS
from adapters.postgres.price_assignments import assignment_of
from adapters.postgres.pricing_rules import SELECT, rule_of
from adapters.postgres.shelf import Card, Generation, Shelf, array
from adapters.postgres.showcase import MARKS, marks_of
from application.pricing.goods import Board, OfferRow, PricingFacts, Scope
from domain.parties.level import Level
from domain.pricing.book import IndividualPrice, PriceType, Rate, Threshold
from domain.pricing.chain import TypeChains
from domain.pricing.rates import with_markup
from domain.pricing.rules import RuleBook
from domain.shared.ids import PackagingId, PriceTypeId, ProductId, RegionId, VariantId, WarehouseId
from domain.shared.money import Currency

# One row of arrays: each table is walked once for all goods, and the versions are those of the same snapshot. Only
# individual prices are walked for each owner (OFFSET 0): by goods there would be dozens of searches, most for nothing.
# What is in braces is asked for where it is wanted: to begin a walk costs as much as to find nothing by it.
FACTS = """
SELECT st.catalogue_version, st.pricing_version, {prices}, ip.*, sk.*, {pictures}{marks}
FROM catalogue_state AS st,
(SELECT json_agg(json_build_array(i.variant_id, i.id, i.level, i.owner_id, i.packaging_id,
                                  trim_scale(i.minimum)::text, trim_scale(i.amount)::text, i.currency,
                                  i.vat_included))
   FROM unnest(%(owners)s::uuid[]) AS o(id) CROSS JOIN LATERAL (
        SELECT * FROM individual_price
         WHERE owner_id = o.id AND variant_id = ANY(%(variants)s::int[])
           AND coalesce(valid_from <= %(day)s, true) AND coalesce(valid_to >= %(day)s, true) OFFSET 0) AS i) AS ip,
(SELECT array_agg(s.variant_id), array_agg(s.warehouse_id), array_agg(s.free - coalesce(l.held, 0))
   FROM stock s LEFT JOIN stock_line l ON l.variant_id = s.variant_id AND l.warehouse_id = s.warehouse_id
        AND l.variant_id = ANY(%(variants)s::int[]) AND l.warehouse_id = ANY(%(warehouses)s::int[])
  WHERE s.variant_id = ANY(%(variants)s::int[]) AND s.warehouse_id = ANY(%(warehouses)s::int[])) AS sk{walks}
"""
PRICES = """,
(SELECT array_agg(variant_id), array_agg(price_type_id), array_agg(packaging_id), array_agg(trim_scale(amount)),
        array_agg(currency)
   FROM price WHERE variant_id = ANY(%(unlisted)s::int[]) AND price_type_id = ANY(%(types)s::int[])) AS pr"""
PICTURES = """,
(SELECT jsonb_agg(jsonb_build_array(m.connection_id, m.path, m.sha256))
   FROM unnest(%(connections)s::int[], %(paths)s::text[]) AS w(connection_id, path)
   JOIN media m USING (connection_id, path) LEFT JOIN picture c USING (sha256)
  WHERE c.state IS DISTINCT FROM 'refused') AS pic"""
AGREED, WIDE = 7, 12  # columns before those of individual prices, and of marks


@lru_cache(8)
def facts_of(*, prices: bool, pictures: bool, marks: bool) -> bytes:
    """prices: of any goods whose listed prices are not kept; pictures: where any goods have one of the ERP's."""
    walks = PRICES * prices + PICTURES * pictures + f", ({MARKS}) AS mk" * marks
    return FACTS.format(
        prices="pr.*" if prices else "NULL, NULL, NULL, NULL, NULL",
        pictures="pic.*" if pictures else "NULL",
        marks=", mk.*" * marks,
        walks=walks,
    ).encode()


STOCKED = """
SELECT wanted.id
FROM unnest(%(ids)s::int[]) WITH ORDINALITY AS wanted(id, place)
WHERE EXISTS (SELECT FROM variant v JOIN stock s ON s.variant_id = v.id
               WHERE v.product_id = wanted.id AND NOT v.deleted AND s.warehouse_id = ANY(%(warehouses)s)
                 AND s.free > coalesce((SELECT l.held FROM stock_line l
                                         WHERE l.variant_id = s.variant_id AND l.warehouse_id = s.warehouse_id), 0)
                 {unseen})
ORDER BY wanted.place
"""
UNSEEN = """AND (v.product_id, s.warehouse_id) NOT IN
                     (SELECT * FROM unnest(%(unseen)s::int[], %(unseen_at)s::int[]))"""


@frozen
class PostgresBoard:
    """What goods are comes from the shelf, and what is listed for them; the rest of what they cost and how many are
    left from one statement, which tells whether what was kept is still true."""

    database: Database
    shelf: Shelf = field(init=False, eq=False)
    listed: ListedPrices = field(factory=ListedPrices, init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "shelf", Shelf(self.database))

    def of_products(self, products: Sequence[ProductId], scope: Scope) -> Board:
        shelf = self.shelf
        generation = shelf.newest
        while products:
            known = generation.products
            if missing := [id for id in products if id not in known]:
                generation = shelf.add_products(missing)
                continue
            kept = [known[id] for id in products]
            cards = [card for each in kept for card in each]
            still = partial(Generation.has_products, ids=products, cards=kept)
            if (board := self._board(generation.version, cards, scope, still)) is not None:
                return board
            generation = shelf.newest
        return Board((), 0)

    def of_variants(self, variants: Sequence[VariantId], scope: Scope) -> Board:
        shelf = self.shelf
        generation = shelf.newest
        while variants:
            known = generation.variants
            if missing := [id for id in variants if id not in known]:
                generation = shelf.add_variants(missing)
                continue
            kept = [known[id] for id in variants]
            cards = [card for card in kept if card is not None]
            still = partial(Generation.has_variants, ids=variants, cards=kept)
            if (board := self._board(generation.version, cards, scope, still)) is not None:
                return board
            generation = shelf.newest
        return Board((), 0)

    def of_product(self, product: ProductId, scope: Scope) -> Board:
        return self.of_products([product], scope)

    def stocked(
        self,
        products: Sequence[ProductId],
        warehouses: Sequence[WarehouseId],
        unseen: Sequence[ProductId] = (),
        unseen_at: Sequence[WarehouseId] = (),
    ) -> Sequence[ProductId]:
        facts = {"ids": array(products), "warehouses": array(warehouses)}
        if unseen:
            facts |= {"unseen": array(unseen), "unseen_at": array(unseen_at)}
        statement = STOCKED.format(unseen=UNSEEN if unseen else "")
        with self.database.driver() as connection:
            return [row[0] for row in connection.execute(statement.encode(), facts)]

    def _board(
        self, version: int, cards: Sequence[Card], scope: Scope, still: Callable[[Generation], bool]
    ) -> Board | None:
        """None when the goods have changed since the cards were read. still: whether a later generation has them."""
        pictures = [card.picture for card in cards if card.picture is not None and card.uploaded is None]
        variants, types = [card.goods.variant for card in cards], tuple(scope.price_types)
        asked: dict[str, object] = {
            "variants": array(variants),
            "owners": array(scope.owners),
            "warehouses": array(scope.warehouses),
            "day": scope.day,
        }
        if pictures:
            asked |= {"connections": [one for one, _ in pictures], "paths": [path for _, path in pictures]}
        is_marked = scope.marked_for is not None
        if is_marked:
            asked |= {"user": scope.marked_for, "ids": array({card.goods.product for card in cards})}
        generation = self.listed.newest
        while True:
            known = generation.of(types)
            unlisted = [variant for variant in variants if variant not in known]
            if unlisted:
                asked |= {"types": array(types), "unlisted": array(unlisted)}
            statement = facts_of(prices=bool(unlisted), pictures=bool(pictures), marks=is_marked)
            row = self.database.row(statement, asked)
            assert row is not None
            if row[0] != version:
                later = self.shelf.of_version(row[0])
                if later.version != row[0] or not still(later):
                    return None
                version = later.version
            if row[1] == generation.version or len(unlisted) == len(variants):
                break
            # What is kept is of another pricing version than this snapshot: all of it is read.
            generation = self.listed.put(row[1], types, {})
        if unlisted:
            found = listed_of(unlisted, row[2:AGREED])
            self.listed.put(row[1], types, found)
            known = {variant: found.get(variant) or known.get(variant, UNLISTED) for variant in variants}
        return Board(_rows(cards, known, row[AGREED:WIDE]), row[1], marks_of(row[WIDE:]))


def _rows(cards: Sequence[Card], listed: Mapping[VariantId, Listed], row: tuple[Any, ...]) -> list[OfferRow]:
    agreed, stocked, warehouses, free, pictures = row
    individual: dict[int, tuple[IndividualPrice, ...]] = {}
    for price in agreed or ():
        individual[price[0]] = (*individual.get(price[0], ()), agreed_of(price))
    stock: dict[int, dict[WarehouseId, Decimal]] = {}
    for variant, warehouse, left in zip(stocked or (), warehouses or (), free or (), strict=True):
        stock.setdefault(variant, {})[warehouse] = left
    shown = {(connection, path): sha256 for connection, path, sha256 in pictures or ()}
    return [
        OfferRow(
            card.goods,
            card.variant_name,
            card.uploaded or (shown.get(card.picture) if card.picture is not None else None),
            listed[variant := card.goods.variant],
            individual.get(variant, ()),
            stock.get(variant, _NOTHING),
            card.packagings,
        )
        for card in cards
    ]


_NOTHING: Mapping[Any, Any] = MappingProxyType({})


def agreed_of(row: list[Any]) -> IndividualPrice:
    _, id, level, owner, packaging, minimum, amount, currency, vat_included = row
    return IndividualPrice(
        UUID(id),
        Level(level),
        UUID(owner),
        PackagingId(packaging),
        Decimal(minimum),
        Decimal(amount),
        CURRENCIES[currency],
        vat_included,
    )


# The newest rate dated on or before the bank day (semantics 3, step 3), and the platform's mark-up.
RATES = """
SELECT DISTINCT ON (currency) currency, day, rate, nominal, source,
       coalesce((SELECT trim_scale(percent) FROM rate_markup ORDER BY id DESC LIMIT 1), 0)
FROM currency_rate WHERE day <= %s ORDER BY currency, day DESC
"""
# Each with its variants by region.
TYPES = """
SELECT id, name, currency, vat_included, scale, fallback_id,
       (SELECT jsonb_agg(jsonb_build_array(r.region_id, r.variant_id) ORDER BY r.region_id)
          FROM price_type_region r WHERE r.price_type_id = t.id)
FROM price_type t WHERE told AND NOT deleted
"""
STEPS = "SELECT price_type_id, total, becomes_id FROM price_threshold ORDER BY price_type_id, total"


@frozen
class PostgresPricing:
    """Price types and whose they are, rates, rules: by (pricing version, day), six statements a version and process."""

    database: Database
    kept: dict[tuple[int, date], PricingFacts] = field(factory=dict, eq=False)
    lock: Lock = field(factory=Lock, eq=False)

    def facts(self, version: int, day: date) -> PricingFacts:
        found = self.kept.get((version, day))
        return found if found is not None else self._load(day)

    def _load(self, day: date) -> PricingFacts:
        with self.lock, self.database.snapshot() as connection:
            version = connection.execute("SELECT pricing_version FROM catalogue_state").fetchone()
            types = connection.execute(TYPES).fetchall()
            rates = connection.execute(RATES, (day,)).fetchall()
            steps = connection.execute(STEPS).fetchall()
            rules = connection.execute(f"{SELECT} WHERE state = 'active'".encode()).fetchall()
            assigned = connection.execute(ASSIGNMENTS.encode()).fetchall()
        assert version is not None
        kinds = types_of(types, steps)
        facts = PricingFacts(
            version[0],
            day,
            kinds,
            {Currency(r[0]): rate_of(*r) for r in rates},
            RuleBook(tuple(map(rule_of, rules)), day) if rules else None,
            TypeChains.on(day, kinds, map(assignment_of, assigned)),
        )
        if len(self.kept) > 4:
            self.kept.clear()
        self.kept[facts.version, day] = facts
        return facts


def types_of(types: Sequence[tuple[Any, ...]], steps: Sequence[tuple[Any, ...]]) -> dict[PriceTypeId, PriceType]:
    by_type: dict[int, tuple[Threshold, ...]] = {}
    for kind, total, becomes in steps:
        by_type[kind] = (*by_type.get(kind, ()), Threshold(total, PriceTypeId(becomes)))
    return {
        PriceTypeId(id): PriceType(
            PriceTypeId(id),
            name,
            Currency(currency),
            vat_included,
            scale,
            fallback,
            by_type.get(id, ()),
            tuple((RegionId(UUID(region)), PriceTypeId(variant)) for region, variant in regional or ()),
        )
        for id, name, currency, vat_included, scale, fallback, regional in types
    }


def rate_of(code: str, day: date, rate: Decimal, nominal: int, source: str, markup: Decimal) -> Rate:
    value = with_markup(rate / nominal, markup)
    return Rate(Currency(code), day, value.normalize(), source, markup)
