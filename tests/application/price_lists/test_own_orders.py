"""Bulk forms are held equal to single ones: the rows of the whole board, the order of own prices, the bounds."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

import pytest
from attrs import define, evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from adapters.postgres.access import PostgresVisits
from adapters.postgres.board import PostgresBoard, PostgresPricing
from adapters.postgres.catalogue import PostgresCatalogIndex
from adapters.postgres.goods_sets import PostgresGoodsSets
from adapters.postgres.price_columns import PostgresPriceColumns
from adapters.postgres.whole_board import PostgresWholeBoard
from application.access.context import Visit
from application.price_lists.bulk_prices import MANY, BulkPrices
from application.price_lists.own_orders import STOCK_LASTS, OwnOrders
from application.pricing.goods import OfferRow, Reading, circumstances
from application.pricing.price_order import (
    EVERY_PRICE,
    GoodsOrder,
    OwnOrder,
    Part,
    PriceBounds,
    PriceBoundsInverted,
    PriceIdentity,
    TooManyToOrder,
    currency_of,
)
from application.pricing.whole import WholeReading
from application.queries.offers import offer
from application.queries.price_explanation import PriceExplanationQuery
from application.shared.ports import Later
from domain.ordering.circumstances import Circumstances
from domain.pricing.comparing import comparable
from domain.shared.ids import ProductId
from domain.shared.money import Currency
from entrypoints.prove.world import token
from tests import assortment
from tests.builders import NOON, TODAY
from tests.capabilities import shows
from tests.servers import Servers, fresh_database
from tests.shop import Shop, settings, settle

ZONE = ZoneInfo("Europe/Moscow")
WHOLE = Part(None, "")


@define
class Hands:
    """A clock that is turned by hand."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return TODAY


@frozen
class Ground:
    shop: Shop
    reading: Reading
    index: PostgresCatalogIndex

    def visit(self, buyer: int) -> Visit:
        visit = PostgresVisits(self.shop.database, ZONE).of(token(buyer))
        assert visit is not None
        return visit

    def whole(self, chunk: int = 7) -> WholeReading:
        return WholeReading(PostgresWholeBoard(self.shop.database, chunk), self.reading.pricing)

    def orders(
        self, most: int = 1_000, most_kept: int = 10_000, clock: Hands | None = None, *, bulk: bool = False,
        later: Later | None = None,
    ) -> OwnOrders:  # fmt: skip
        return OwnOrders(self.whole(), clock or Hands(), most, most_kept, self.bulk() if bulk else None, later)

    def bulk(self) -> BulkPrices:
        database = self.shop.database
        return BulkPrices(
            PostgresPriceColumns(database), self.whole(), self.reading.pricing, PostgresGoodsSets(database)
        )

    def goods(self, visit: Visit) -> Sequence[ProductId]:
        return self.index.section(visit.catalogue_version, None)


@pytest.fixture(scope="module", params=(1, 2, 3))
def ground(
    request: pytest.FixtureRequest, servers: Servers, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ground]:
    with fresh_database(servers.database_url, f"own_orders_{request.param}") as url:
        settle(url)
        shop = Shop.open(settings(url, redis_url, tmp_path_factory.mktemp("home")))
        assortment.fill(shop, request.param)
        database = shop.database
        reading = Reading(PostgresBoard(database), PostgresPricing(database))
        yield Ground(shop, reading, PostgresCatalogIndex(database))
        shop.close()


BUYERS = range(6)


@shows("M106")
@pytest.mark.parametrize("chunk", [1, 7, 2_000])
def test_the_rows_of_the_whole_board_are_those_of_a_page(ground: Ground, chunk: int) -> None:
    for buyer in BUYERS:
        visit = ground.visit(buyer)
        goods = list(ground.goods(visit))
        Random(buyer).shuffle(goods)
        context = visit.buyer()
        board, facts = ground.reading.products(goods, context, visit.pricing_version)
        with ground.whole(chunk).open(partial(these, goods), context, visit.pricing_version) as read:
            chunks = list(read.chunks())
            found = [row for rows, _ in chunks for row in rows]
            assert read.whole.count == len(goods)
            assert list(map(plain, found)) == list(map(plain, board.rows))
            quoted = [line_of(row, under) for rows, under in chunks for row in rows]
        under = circumstances(context, facts, board)
        assert quoted == [line_of(row, under) for row in board.rows]


def these(goods: Sequence[ProductId], _: int) -> Sequence[ProductId]:
    return goods


def line_of(row: OfferRow, under: Circumstances) -> object:
    """Refusals are exceptions, which equal nothing but themselves."""
    line = offer(row, under).price
    return line and (line._replace(refusal=None), str(line.refusal))


def plain(row: OfferRow) -> object:
    """Pictures are left out of the whole board, and the order in which agreements are told means nothing."""
    return evolve(row, picture=None, individual=tuple(sorted(row.individual, key=lambda price: price.id)))


@shows("M106", "M018")
@pytest.mark.parametrize("bulk", [False, True], ids=["single", "bulk"])
@pytest.mark.parametrize("order", [GoodsOrder.NAME, GoodsOrder.CHEAP_FIRST, GoodsOrder.DEAR_FIRST])
def test_the_order_is_that_of_single_quotes(ground: Ground, order: GoodsOrder, bulk: bool) -> None:
    explain = PriceExplanationQuery(ground.reading)
    kinds = set()
    for buyer in BUYERS:
        visit = ground.visit(buyer)
        goods, context = ground.goods(visit), visit.buyer()
        board, facts = ground.reading.products(goods, context, visit.pricing_version)
        book, prices = circumstances(context, facts, board).book, {}
        for row in board.rows:
            if row.goods.product not in prices:
                line = explain(visit, row.goods.variant).line
                prices[row.goods.product] = comparable(line, book, currency_of(context))
        kinds |= {price is None for price in prices.values()}
        sign = -1 if order is GoodsOrder.DEAR_FIRST else 1
        expected = sorted(prices, key=lambda id: ((p := prices[id]) is None, sign * (p or 0), id))
        if order is not GoodsOrder.NAME:
            assert list(ground.orders(bulk=bulk).of(visit, WHOLE, goods).ordered(order, EVERY_PRICE)) == expected
        bounds = PriceBounds(Decimal("7.5"), Decimal(200))
        within = [id for id in expected if (p := prices[id]) is not None and Decimal("7.5") <= p <= 200]
        own = ground.orders(bulk=bulk).of(visit, WHOLE, goods)
        assert sorted(own.ordered(order, bounds)) == sorted(within)
        assert within, "or the bounds would have been tried on nothing"
    assert kinds == {True, False}


prices = st.lists(
    st.none() | st.decimals(min_value=Decimal("0.01"), max_value=50, places=1), min_size=0, max_size=30
).map(lambda found: [(ProductId(id), price) for id, price in enumerate(found, 1)])
limits = st.none() | st.decimals(min_value=0, max_value=60, places=1)


@pytest.mark.parametrize(("few", "at_once"), [(0, 7), (0, MANY), (MANY, 1), (MANY, 7)])
def test_prices_are_the_same_however_they_are_read(ground: Ground, few: int, at_once: int) -> None:
    for buyer in BUYERS:
        visit, bulk = ground.visit(buyer), ground.bulk()
        goods, context = list(ground.goods(visit)), visit.buyer()
        with bulk.open(visit, context, goods) as read:
            expected = sorted(read.prices)
        otherwise = evolve(bulk, board=PostgresPriceColumns(ground.shop.database, few))
        with otherwise.open(visit, context, goods, at_once) as read:
            assert sorted(read.prices) == expected
        assert len(expected) > at_once or at_once == MANY


def test_orders_of_nothing_are_bounded_too(ground: Ground) -> None:
    orders, visit = ground.orders(most_kept=1_000), ground.visit(1)
    first = orders.of(visit, Part(None, "nonsense 0"), ())
    for number in range(1, 12):
        orders.of(visit, Part(None, f"nonsense {number}"), ())
    assert orders.of(visit, Part(None, "nonsense 0"), ()) is not first


@shows("M106")
@given(prices=prices, least=limits, most=limits, dear_first=st.booleans(), data=st.data())
def test_equal_prices_stand_by_id_and_those_on_request_last(
    prices: list[tuple[ProductId, Decimal | None]],
    least: Decimal | None,
    most: Decimal | None,
    dear_first: bool,
    data: st.DataObject,
) -> None:
    if least is not None and most is not None and least > most:
        with pytest.raises(PriceBoundsInverted):
            PriceBounds(least, most)
        return
    bounds, order = PriceBounds(least, most), GoodsOrder.DEAR_FIRST if dear_first else GoodsOrder.CHEAP_FIRST
    own = OwnOrder.of(data.draw(st.permutations(prices)))
    sign = -1 if dear_first else 1
    fit = [
        (id, price) for id, price in prices
        if (price is None and bounds.is_open) or (
            price is not None and (least is None or price >= least) and (most is None or price <= most))
    ]  # fmt: skip
    fit.sort(key=lambda one: (one[1] is None, sign * (one[1] or 0), one[0]))
    assert list(own.ordered(order, bounds)) == [id for id, _ in fit]


@shows("A10", "N07")
def test_an_order_is_kept_for_the_whole_identity_and_for_nobody_else(ground: Ground) -> None:
    orders, visits = ground.orders(), [ground.visit(buyer) for buyer in BUYERS]
    goods = ground.goods(visits[0])
    first = [orders.of(visit, WHOLE, goods) for visit in visits]
    assert [orders.of(visit, WHOLE, goods) for visit in visits] == first
    assert len({id(order) for order in first}) == len(visits)
    visit = visits[0]
    others = [
        evolve(visit, pricing_version=visit.pricing_version + 1),
        evolve(visit, catalogue_version=visit.catalogue_version + 1),
        evolve(visit, context=evolve(visit.buyer(), day=visit.buyer().day + timedelta(days=1))),
        evolve(visit, context=evolve(visit.buyer(), region=None)),
        evolve(visit, context=evolve(visit.buyer(), warehouses=visit.buyer().warehouses[:1])),
        evolve(visit, context=evolve(visit.buyer(), contracts=visit.buyer().contracts[:1])),
    ]
    identities = {PriceIdentity.of(each, each.buyer()) for each in (visit, *others)}
    assert len(identities) == 1 + len(others)


def test_orders_are_bounded_and_the_oldest_goes_first(ground: Ground) -> None:
    visits = [ground.visit(buyer) for buyer in BUYERS]
    goods = ground.goods(visits[0])
    orders = ground.orders(most_kept=2 * (len(goods) + 100))
    first = orders.of(visits[0], WHOLE, goods)
    orders.of(visits[1], WHOLE, goods)
    assert orders.of(visits[0], WHOLE, goods) is first
    orders.of(visits[2], WHOLE, goods)
    orders.of(visits[3], WHOLE, goods)
    assert orders.of(visits[0], WHOLE, goods) is not first


def test_of_one_list_the_orders_of_two_versions_of_the_catalogue_are_kept(ground: Ground) -> None:
    visit, orders = ground.visit(1), ground.orders()
    goods, version = ground.goods(visit), visit.catalogue_version
    first, second, _ = made = [
        orders.of(evolve(visit, catalogue_version=version + n), WHOLE, goods) for n in (0, 1, 2)
    ]
    assert len(set(map(id, made))) == 3
    assert orders.of(evolve(visit, catalogue_version=version + 1), WHOLE, goods) is second
    assert orders.of(evolve(visit, catalogue_version=version), WHOLE, goods) is not first


def test_where_stock_decides_the_seller_an_order_lasts_a_minute(ground: Ground) -> None:
    clock, visit = Hands(), ground.visit(1)
    orders, goods = ground.orders(clock=clock), ground.goods(visit)
    first = orders.of(visit, WHOLE, goods)
    clock.at = NOON + STOCK_LASTS
    assert orders.of(visit, WHOLE, goods) is first
    clock.at += timedelta(seconds=1)
    assert orders.of(visit, WHOLE, goods) is not first


@shows("M106")
def test_the_order_that_stands_answers_while_the_next_one_is_made(ground: Ground) -> None:
    works: list[Callable[[], object]] = []
    visit = ground.visit(2)
    goods, orders = ground.goods(visit), ground.orders(later=works.append)
    first = orders.of(visit, WHOLE, goods)
    assert works == []
    newer = evolve(visit, catalogue_version=visit.catalogue_version + 1)
    assert orders.of(newer, WHOLE, goods) is first
    assert orders.of(newer, WHOLE, goods) is first
    [work] = works
    work()
    made = orders.of(newer, WHOLE, goods)
    assert made is not first
    assert list(made.ids) == list(first.ids)
    # What is gone is left out and what is new stands last until it is priced.
    newest = evolve(visit, catalogue_version=visit.catalogue_version + 2)
    unknown = ProductId(10**6)
    standing = orders.of(newest, WHOLE, [*goods[1:], unknown])
    assert list(standing.ids) == [*(id for id in made.ids if id != goods[0]), unknown]


def test_of_two_new_catalogues_only_the_last_is_worked_out_and_of_new_prices_none_stands(ground: Ground) -> None:
    works: list[Callable[[], object]] = []
    visit = ground.visit(2)
    goods, orders = ground.goods(visit), ground.orders(later=works.append)
    first = orders.of(visit, WHOLE, goods)
    second, third = (evolve(visit, catalogue_version=visit.catalogue_version + n) for n in (1, 2))
    assert orders.of(second, WHOLE, goods) is orders.of(third, WHOLE, goods) is first
    for work in works:
        work()
    assert orders.of(second, WHOLE, goods) is first
    assert orders.of(third, WHOLE, goods) is not first
    tomorrow = evolve(visit, context=evolve(visit.buyer(), day=visit.buyer().day + timedelta(days=1)))
    assert orders.of(tomorrow, WHOLE, goods) is not first
    assert len(works) == 2


def test_an_order_whose_minute_is_over_stands_for_one_more(ground: Ground) -> None:
    works: list[Callable[[], object]] = []
    clock, visit = Hands(), ground.visit(1)
    orders, goods = ground.orders(clock=clock, later=works.append), ground.goods(visit)
    first = orders.of(visit, WHOLE, goods)
    clock.at = NOON + STOCK_LASTS + timedelta(seconds=1)
    assert orders.of(visit, WHOLE, goods) is first
    assert orders.of(visit, WHOLE, goods) is first
    [work] = works
    work()
    assert orders.of(visit, WHOLE, goods) is not first
    clock.at += 2 * STOCK_LASTS + timedelta(seconds=1)
    before = orders.of(visit, WHOLE, goods)
    assert len(works) == 1
    assert before is not first


@given(prices=prices, gone=st.sets(st.integers(1, 30)), new=st.sets(st.integers(31, 35)))
def test_an_order_over_other_goods_is_the_order_of_those(
    prices: list[tuple[ProductId, Decimal | None]], gone: set[int], new: set[int]
) -> None:
    left = [(id, price) for id, price in prices if id not in gone]
    told = [*left, *((ProductId(id), None) for id in new)]
    found, made = OwnOrder.of(prices).over([id for id, _ in told]), OwnOrder.of(told)
    assert list(found.ids) == list(made.ids)
    assert list(found.prices) == list(made.prices)


def test_too_many_goods_are_refused_by_their_number(ground: Ground) -> None:
    visit = ground.visit(1)
    goods = ground.goods(visit)
    with pytest.raises(TooManyToOrder) as refused:
        ground.orders(most=5).of(visit, WHOLE, goods)
    assert (refused.value.goods, refused.value.most) == (len(goods), 5)


def test_prices_in_two_currencies_compare_at_the_rate_of_the_day(ground: Ground) -> None:
    currencies = {
        currency for buyer in BUYERS for currency in (c.currency for c in ground.visit(buyer).buyer().contracts)
    }
    assert currencies == {Currency.RUB, Currency.USD}
