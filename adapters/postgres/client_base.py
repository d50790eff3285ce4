"""The whole client base in bulk, for previews and checks of rules."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import evolve, field, frozen

from adapters.postgres.agreed_rows import AGREED, agreed_of
from adapters.postgres.board import PostgresBoard
from adapters.postgres.database import Database, Driver
from adapters.postgres.goods_sets import PostgresGoodsSets
from adapters.postgres.open_carts import open_carts
from adapters.postgres.rule_goods import ON_SALE, Condition, condition
from adapters.postgres.shelf import array
from application.pricing.goods import Board, OfferRow, Scope
from application.pricing.rule_effects import OpenCart, PricedClient
from domain.pricing.assortment import GoodsOf, Sellers
from domain.pricing.book import IndividualPrice
from domain.pricing.rules import Which
from domain.pricing.terms import Terms
from domain.shared.ids import ProductId, VariantId
from domain.shared.money import Currency

# The region as a new cart has it: the client's own, else the first.
CLIENTS = """
SELECT o.id, o.name, c.id, c.number, k.id, k.holding_id, c.price_type_id, c.currency, o.tax_regime,
       coalesce(k.default_region_id, (SELECT id FROM region ORDER BY name, id LIMIT 1)), k.name
FROM contract c JOIN counterparty k ON k.id = c.counterparty_id AND NOT k.deleted
JOIN seller_organization o ON o.id = c.organization_id AND NOT o.deleted
WHERE NOT c.deleted AND coalesce(c.valid_from <= %(day)s, true) AND coalesce(c.valid_to >= %(day)s, true)
ORDER BY k.name, c.number, c.id
"""
COUNTED = """
SELECT count(*) FROM individual_price i
WHERE i.owner_id = ANY(%(owners)s::uuid[]) AND i.minimum <= %(reached)s
  AND coalesce(i.valid_from <= %(day)s, true) AND coalesce(i.valid_to >= %(day)s, true)
  AND i.variant_id IN ({goods})
"""
# By chance that the seed repeats, whatever order the rows stand in.
AGREED_SAMPLE = """
SELECT owner_id, variant_id FROM individual_price ORDER BY hashtextextended(id::text, %s), id LIMIT %s
"""
MANY_OWNERS = 100
OF_ALL = f"""
SELECT variant_id, {AGREED}
FROM individual_price WHERE variant_id = ANY(%s)
  AND coalesce(valid_from <= %s, true) AND coalesce(valid_to >= %s, true) ORDER BY id
"""
VALUES = """
SELECT v.id, asked.id, p.properties -> asked.id::text
FROM variant v JOIN product p ON p.id = v.product_id, unnest(%(properties)s::int[]) AS asked(id)
WHERE v.id = ANY(%(variants)s::int[]) AND p.properties ? asked.id::text
"""


def any_of(connection: Driver, whiches: Sequence[Which]) -> Condition:
    """The ids of variants on sale that any of them speaks of, as a SELECT."""
    each = [condition(connection, which, f"w{number}") for number, which in enumerate(whiches)]
    text = " OR ".join(one.text for one in each) or "false"
    facts = {name: value for one in each for name, value in one.facts.items()}
    return Condition(
        f"SELECT v.id FROM product p JOIN variant v ON v.product_id = p.id WHERE {ON_SALE} AND ({text})", facts
    )


@frozen
class PostgresClientBase:
    """With a shelf of its own: a preview over all goods must not push those of people from theirs."""

    database: Database
    goods_board: PostgresBoard = field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "goods_board", PostgresBoard(self.database))

    def version(self) -> int:
        with self.database.driver() as connection:
            row = connection.execute("SELECT pricing_version FROM catalogue_state").fetchone()
        assert row is not None
        return int(row[0])

    def clients(self, day: date) -> Sequence[PricedClient]:
        with self.database.driver() as connection:
            return [_client(row) for row in connection.execute(CLIENTS, {"day": day})]

    def goods(self, whiches: Sequence[Which]) -> Sequence[VariantId]:
        with self.database.driver() as connection:
            wanted = any_of(connection, whiches)
            rows = connection.execute(f"{wanted.text} ORDER BY v.id".encode(), wanted.facts).fetchall()
        return [row[0] for row in rows]

    def board(self, variants: Sequence[VariantId], scope: Scope, properties: Collection[int]) -> Board:
        board = self._priced(variants, scope)
        if not properties or not board.rows:
            return board
        facts = {"variants": array(variants), "properties": array(sorted(properties))}
        told: dict[VariantId, set[tuple[int, str]]] = {}
        with self.database.driver() as connection:
            for variant, id, values in connection.execute(VALUES, facts):
                told.setdefault(variant, set()).update((id, value) for value in values)
        return Board([_with_values(row, told) for row in board.rows], board.pricing_version)

    def masks(self) -> tuple[Sellers, GoodsOf]:
        sets = PostgresGoodsSets(self.database)
        return sets.sellers(0), lambda which: sets.goods_of(0, which)

    def named(self, products: Sequence[ProductId]) -> Mapping[ProductId, tuple[str, str]]:
        with self.database.driver() as connection:
            rows = connection.execute("SELECT id, name, sku FROM product WHERE id = ANY(%s)", (list(products),))
            return {id: (name, sku) for id, name, sku in rows}

    def _priced(self, variants: Sequence[VariantId], scope: Scope) -> Board:
        """For thousands of owners all prices of the goods are read and sorted out here: to look each owner up for each
        of the goods takes the database longer than the comparing itself.
        """
        if len(scope.owners) <= MANY_OWNERS:
            return self.goods_board.of_variants(variants, scope)
        board = self.goods_board.of_variants(variants, evolve(scope, owners=()))
        owners = frozenset(scope.owners)
        found: dict[VariantId, list[IndividualPrice]] = {}
        with self.database.driver() as connection:
            for variant, *price in connection.execute(OF_ALL.encode(), (array(variants), scope.day, scope.day)):
                if price[2] in owners:
                    found.setdefault(variant, []).append(agreed_of(*price))
        rows = [evolve(row, individual=tuple(found.get(row.goods.variant, ()))) for row in board.rows]
        return Board(rows, board.pricing_version)

    def agreed(self, whiches: Sequence[Which], owners: Collection[UUID], reached: Decimal, day: date) -> int:
        with self.database.driver() as connection:
            wanted = any_of(connection, whiches)
            facts = {"owners": array(sorted(owners)), "reached": reached, "day": day, **wanted.facts}
            row = connection.execute(COUNTED.format(goods=wanted.text).encode(), facts).fetchone()
        assert row is not None
        return int(row[0])

    def agreed_sample(self, seed: int, most: int) -> Sequence[tuple[object, VariantId]]:
        with self.database.driver() as connection:
            return [(row[0], row[1]) for row in connection.execute(AGREED_SAMPLE, (seed, most))]

    def carts(
        self, whiches: Sequence[Which], counterparties: Collection[UUID], day: date, most: int
    ) -> tuple[Sequence[OpenCart], int]:
        with self.database.driver() as connection:
            return open_carts(connection, any_of(connection, whiches), counterparties, day, most)


def _client(row: tuple[Any, ...]) -> PricedClient:
    return PricedClient(terms_of_row(row), row[-1])


def terms_of_row(row: tuple[Any, ...]) -> Terms:
    """A row as `CLIENTS` gives it."""
    seller, seller_name, contract, number, party, holding, kind, currency, regime, region, _ = row
    return Terms(
        seller, seller_name, contract, number, party, holding, kind, Currency(currency), "contract",
        regime != "simplified", region,
    )  # fmt: skip


def _with_values(row: OfferRow, told: Mapping[VariantId, set[tuple[int, str]]]) -> OfferRow:
    values = told.get(row.goods.variant)
    if not values:
        return row
    traits = evolve(row.goods.traits, values=row.goods.traits.values | values)
    return evolve(row, goods=evolve(row.goods, traits=traits))
