"""Laws of a line in a unit, on random prices, coefficients and stocks."""

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from application.pricing.goods import OfferRow
from application.queries.offers import offer
from application.queries.units import Wish, unit_offer
from domain.shared.ids import PackagingId, PriceTypeId, VariantId, WarehouseId
from domain.shared.money import Currency
from domain.shared.quantity import Packaging
from tests.builders import WHOLESALE, a_book, a_warehouse, circumstances, goods
from tests.capabilities import shows

prices = st.decimals(min_value="0.01", max_value="99999.99", places=2)
coefficients = st.integers(min_value=2, max_value=500)
BASE = PackagingId(0)


def offered(price: Decimal, coefficient: int, stocks: list[int], listed: Decimal | None = None, multiple: str = "0"):  # type: ignore[no-untyped-def]  # a pair of the tests' own
    pack = Packaging(7, "778", "кор", Decimal(coefficient))
    rows: dict[tuple[PriceTypeId, PackagingId], tuple[Decimal, Currency]] = {(WHOLESALE, BASE): (price, Currency.RUB)}
    if listed is not None:
        rows[WHOLESALE, PackagingId(7)] = (listed, Currency.RUB)
    variant = VariantId(1)
    book = a_book({1: price})
    book.listed[variant] = rows  # type: ignore[index]  # a dict of the builder's
    under = circumstances(
        book,
        {(1, number): str(free) for number, free in enumerate(stocks, 1)},
        tuple(a_warehouse(number) for number, _ in enumerate(stocks, 1)),
    )
    stock = {WarehouseId(number): Decimal(free) for number, free in enumerate(stocks, 1)}
    row = OfferRow(goods(1, multiple=multiple), "", None, rows, (), stock, (pack,))
    return offer(row, under), under


@shows("M012")
@given(price=prices, coefficient=coefficients, quantity=st.integers(min_value=1, max_value=999))
def test_a_line_is_price_times_quantity_rounded_once(price: Decimal, coefficient: int, quantity: int) -> None:
    shown, under = offered(price, coefficient, [10])
    packed = unit_offer(shown, under, Wish(PackagingId(7), str(quantity)))
    assert packed.price is not None
    assert packed.counted is not None
    assert packed.price.price == price * coefficient
    assert packed.counted.line.amount == (packed.price.price * quantity).quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(price=prices, listed=prices, coefficient=coefficients)
def test_a_listed_price_of_the_packaging_is_its_price(price: Decimal, listed: Decimal, coefficient: int) -> None:
    shown, under = offered(price, coefficient, [10], listed)
    packed = unit_offer(shown, under, Wish(PackagingId(7)))
    assert packed.price is not None
    assert packed.price.price == listed


@shows("M012", "M121")
@given(coefficient=coefficients, stocks=st.lists(st.integers(min_value=-5, max_value=5000), min_size=1, max_size=4))
def test_packs_are_counted_whole_in_each_warehouse(coefficient: int, stocks: list[int]) -> None:
    shown, under = offered(Decimal("10.00"), coefficient, stocks)
    packed = unit_offer(shown, under, Wish(PackagingId(7)))
    assert [place.free for place in packed.places] == [max(0, free) // coefficient for free in stocks]
    assert packed.available == sum(place.free for place in packed.places)


@shows("M012", "M013")
@given(pieces=st.integers(min_value=1, max_value=9999), coefficient=coefficients)
def test_switching_never_makes_a_line_smaller_than_was_asked(pieces: int, coefficient: int) -> None:
    shown, under = offered(Decimal("3.50"), coefficient, [10])
    packed = unit_offer(shown, under, Wish(PackagingId(7), str(pieces), BASE))
    assert packed.counted is not None
    assert 0 <= packed.counted.quantity * coefficient - pieces < coefficient
    assert (packed.counted.raised_from is None) == (pieces % coefficient == 0)


@shows("M013")
@given(asked=st.integers(min_value=1, max_value=999), multiple=st.integers(min_value=2, max_value=50))
def test_off_the_step_is_counted_at_the_upper_neighbour(asked: int, multiple: int) -> None:
    shown, under = offered(Decimal("3.50"), 12, [10], multiple=str(multiple))
    counted = unit_offer(shown, under, Wish(BASE, str(asked))).counted
    assert counted is not None
    assert counted.quantity % multiple == 0
    assert 0 <= counted.quantity - asked < multiple
