"""An order of own prices that was made of the one before it is the order that is made whole."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from decimal import Decimal
from random import Random

import pytest
from attrs import define, evolve, field, frozen
from hypothesis import given
from hypothesis import strategies as st

from adapters.postgres.board import PostgresBoard, PostgresPricing
from adapters.postgres.catalogue import PostgresCatalogIndex
from application.access.context import Visit
from application.price_lists.bulk_prices import MANY, PriceBoard, PriceColumns
from application.price_lists.own_orders import STOCK_LASTS, OwnOrders
from application.pricing.goods import Reading, Scope
from application.pricing.price_order import LOOKED_THROUGH, OwnOrder
from domain.shared.ids import ProductId
from entrypoints.prove.world import VARIANTS
from tests import assortment
from tests.application.price_lists.test_own_orders import BUYERS, WHOLE, Ground, Hands, prices
from tests.capabilities import shows
from tests.servers import Servers, fresh_database
from tests.shop import Shop, settings, settle

RAISE = "UPDATE catalogue_state SET catalogue_version = catalogue_version + 1"
# What an import writes of a good, and what happens to goods that it does not write.
WRITTEN = (
    "UPDATE product SET manufacturer = CASE manufacturer WHEN '' THEN 'ACME' ELSE '' END WHERE id = ANY(%s)",
    "UPDATE product SET vat_kind = 1, vat_rate = CASE vat_rate WHEN 10 THEN 22 ELSE 10 END WHERE id = ANY(%s)",
    """UPDATE product SET properties = CASE properties WHEN '{}' THEN '{"7": ["red"]}'::jsonb ELSE '{}' END
       WHERE id = ANY(%s)""",
    "UPDATE product SET deleted = NOT deleted WHERE id = ANY(%s)",
    "UPDATE product SET connection_id = 3 - connection_id, erp_id = erp_id || 'x' WHERE id = ANY(%s)",
    "UPDATE variant SET name = name || 'z' WHERE product_id = ANY(%s) AND name = ''",
    "UPDATE variant SET deleted = NOT deleted WHERE product_id = ANY(%s) AND id %% 2 = 0",
)
MOVED = (
    "UPDATE category SET parent_id = CASE WHEN parent_id IS NULL THEN 1 END WHERE id = 3",
    "UPDATE category SET parent_id = CASE WHEN parent_id IS NULL THEN 1 END WHERE id = 2",
    "DELETE FROM product_category WHERE category_id = 2 AND product_id % 5 = 1",
    "INSERT INTO product_category SELECT 3, id FROM product WHERE id % 7 = 1 ON CONFLICT DO NOTHING",
)


@frozen
class Counting:
    board: PriceBoard
    read: list[int]

    def open(
        self, goods: Sequence[ProductId], scope: Scope, at_once: int = MANY
    ) -> AbstractContextManager[PriceColumns]:
        self.read.append(len(goods))
        return self.board.open(goods, scope, at_once)


@define
class Kept:
    """The orders of one process, and of how many goods each reading of prices was."""

    ground: Ground
    written: Callable[[int, int], Collection[ProductId] | None]
    clock: Hands = field(factory=Hands)
    works: list[Callable[[], object]] = field(factory=list)
    orders: OwnOrders = field(init=False)
    read: list[int] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        bulk = self.ground.bulk()
        counting = evolve(bulk, board=Counting(bulk.board, self.read))
        self.orders = OwnOrders(
            self.ground.whole(), self.clock, bulk=counting, later=self.works.append, written=self.written
        )

    def made(self, visit: Visit) -> OwnOrder:
        """As it answers when what was begun beside the request is done."""
        self.orders.of(visit, WHOLE, self.ground.goods(visit))
        while self.works:
            self.works.pop()()
        return self.orders.of(visit, WHOLE, self.ground.goods(visit))


@pytest.fixture(scope="module", params=(4, 5))
def ground(
    request: pytest.FixtureRequest, servers: Servers, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ground]:
    with fresh_database(servers.database_url, f"renewed_{request.param}") as url:
        settle(url)
        shop = Shop.open(settings(url, redis_url, tmp_path_factory.mktemp("home")))
        assortment.fill(shop, request.param)
        reading = Reading(PostgresBoard(shop.database), PostgresPricing(shop.database))
        yield Ground(shop, reading, PostgresCatalogIndex(shop.database))
        shop.close()


def same(one: OwnOrder, other: OwnOrder) -> bool:
    return (list(one.ids), list(one.prices)) == (list(other.ids), list(other.prices))


@shows("M106")
def test_an_order_made_of_the_one_before_is_the_one_made_whole(ground: Ground) -> None:
    random, told = Random(1), set[ProductId]()
    kept = [Kept(ground, lambda since, version: frozenset(told)) for _ in BUYERS]
    for buyer, each in zip(BUYERS, kept, strict=True):
        each.made(ground.visit(buyer))
    renewed = moved = 0
    for _ in range(12):
        told.clear()
        all_of = ground.goods(ground.visit(0))
        for statement in random.sample(WRITTEN, 2):
            goods = random.sample([ProductId(id) for id in (*VARIANTS, *range(101, 141))], 2)
            ground.shop.run(statement, goods)
            told.update(goods)
        if random.random() < 0.4:
            ground.shop.run(random.choice(MOVED))
        ground.shop.run(RAISE)
        for buyer, each in zip(BUYERS, kept, strict=True):
            visit = ground.visit(buyer)
            each.read.clear()
            found = each.made(visit)
            whole = Kept(ground, lambda since, version: None).made(visit)
            assert same(found, whole), (buyer, told)
            renewed += each.read != [] and max(each.read) < len(all_of) // 2
            moved += each.read != [] and len(told) < max(each.read)
    assert renewed > 20
    assert moved > 0, "goods that nobody wrote and a section took along"


def test_what_is_unknown_or_much_or_of_other_prices_is_made_whole(ground: Ground) -> None:
    told: list[Collection[ProductId] | None] = [None]
    each = Kept(ground, lambda since, version: told[0])
    visit = ground.visit(2)
    goods = ground.goods(visit)

    def read(goods_written: Collection[ProductId] | None) -> int:
        nonlocal visit
        told[0] = goods_written
        ground.shop.run(RAISE)
        visit = ground.visit(2)
        each.read.clear()
        each.made(visit)
        return each.read[-1]

    each.made(visit)
    assert read(None) == len(goods)
    assert read(goods[:3]) == 3
    assert read(goods) == len(goods)
    assert read(()) == 0
    ground.shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")
    assert read(()) == len(goods)


def test_an_order_that_hangs_on_stock_is_renewed_for_no_longer_than_it_lasts(ground: Ground) -> None:
    each = Kept(ground, lambda since, version: ())
    first = each.made(ground.visit(1))
    assert first.until is not None
    each.clock.at += STOCK_LASTS / 2
    ground.shop.run(RAISE)
    assert each.made(ground.visit(1)).until == first.until
    each.clock.at = first.until + STOCK_LASTS / 2
    ground.shop.run(RAISE)
    each.read.clear()
    last = each.made(ground.visit(1)).until
    assert last is not None
    assert last > first.until
    assert max(each.read) == len(ground.goods(ground.visit(1)))


some = st.none() | st.decimals(min_value=0, max_value=9, places=1)
odd = st.decimals(min_value=0, max_value=9, places=11)


@given(before=prices, gone=st.sets(st.integers(1, 32)), told=st.dictionaries(st.integers(1, 36), some | odd))
def test_a_few_goods_are_put_between_the_many(
    before: list[tuple[ProductId, Decimal | None]], gone: set[int], told: dict[int, Decimal | None]
) -> None:
    out = {ProductId(id) for id in gone | told.keys()}
    made = OwnOrder.of(before)
    few = [(ProductId(id), price) for id, price in told.items()]
    found = made.renewed(made.places(out), few)
    whole = OwnOrder.of([*(each for each in before if each[0] not in out), *few])
    if found is None:
        assert made.decimals
        assert not whole.decimals
        return
    assert same(found, whole)
    assert found.decimals == whole.decimals


def test_many_goods_are_looked_through_piece_by_piece() -> None:
    many = 2 * LOOKED_THROUGH + 1
    made = OwnOrder.of([(ProductId(id), Decimal(many - id)) for id in range(1, many + 1)])
    wanted, rests = [1, LOOKED_THROUGH, LOOKED_THROUGH + 1, many], list[None]()
    places = made.places({ProductId(id) for id in [*wanted, many + 1]}, lambda: rests.append(None))
    assert [made.ids[place] for place in places] == sorted(wanted, reverse=True)
    assert len(rests) == 3
