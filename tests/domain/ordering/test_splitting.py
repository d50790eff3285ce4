"""Splitting divides a cart and nothing else: sums, discounts, holds are those of the whole (O1, O2)."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from domain.ordering.order import OrderDetails
from domain.ordering.placing import lines_to_remove, place
from domain.ordering.quoted_cart import QuotedCart, quoted_cart
from domain.ordering.splitting import Criterion, Splitting, parts
from domain.pricing.promo import Promo, PromoCode, PromoKind
from domain.shared.ids import ContractId, OrganizationId, ProductId, UserId
from domain.shared.money import Money
from tests.builders import (
    NOON,
    TODAY,
    a_book,
    a_quoted_cart,
    a_warehouse,
    an_id,
    circumstances,
    locked_for,
    names,
    rub,
    terms,
    wanted,
)
from tests.capabilities import shows

OTHER = OrganizationId(an_id("second seller"))
OTHER_CONTRACT = ContractId(an_id("contract of the second"))
WAREHOUSES = (a_warehouse(1), a_warehouse(2), a_warehouse(3, OTHER))
SELLERS = (terms(), terms(organization=OTHER, contract=OTHER_CONTRACT))
BUYER = OrderDetails(UserId(an_id("buyer")))

quantities = st.integers(1, 9).map(str)
prices = st.decimals(Decimal("0.01"), Decimal("99.99"), places=2).map(str)
stocks = st.integers(0, 6).map(str)


@st.composite
def carts(draw: st.DrawFn) -> QuotedCart:
    """Goods of two sellers in three warehouses; what none of them has is to be delivered where a day is drawn."""
    variants = draw(st.lists(st.integers(1, 6), min_size=1, max_size=6, unique=True))
    stock = {(v, w): draw(stocks) for v in variants for w in (1, 2, 3)}
    under = circumstances(a_book({v: draw(prices) for v in variants}), stock, WAREHOUSES, SELLERS)
    if draw(st.booleans()):
        under = evolve(under, promo=draw(promos))
    cart = quoted_cart(1, [wanted(v, draw(quantities)) for v in variants], under)
    return to_be_delivered(cart, draw(st.sampled_from([None, 1, 5])))


promos = st.builds(
    lambda kind, value: Promo(PromoCode(an_id("promo"), "СКИДКА", kind, Decimal(value), is_on=True)),
    st.sampled_from(PromoKind),
    st.integers(1, 40),
)


def to_be_delivered(cart: QuotedCart, days: int | None) -> QuotedCart:
    """The last share of every other line comes in so many days."""
    if days is None:
        return cart
    lines = []
    for number, line in enumerate(cart.lines):
        if number % 2 and line.shares:
            *first, last = line.shares
            line = evolve(line, shares=(*first, evolve(last, promised=TODAY + timedelta(days=days + number))))
        lines.append(line)
    return evolve(cart, lines=tuple(lines))


splittings = st.builds(
    lambda criteria, values: Splitting(tuple(criteria), 7, {ProductId(k): v for k, v in values.items()}),
    st.lists(st.sampled_from(Criterion), unique=True),
    st.dictionaries(st.integers(1, 6), st.sampled_from(["A", "B"])),
)


@shows("M076", "M030")
@given(carts(), splittings)
def test_o1_o2_the_parts_are_the_cart(cart: QuotedCart, splitting: Splitting) -> None:
    split = parts(cart, splitting)
    shares = [share for members in split for _, share in members]
    assert sorted(map(id, shares)) == sorted(id(share) for line in cart.lines for share in line.shares)
    sums = {total.currency: total.amount for total in cart.totals}
    assert sum((s.quoted.gross for s in shares), Decimal(0)) == sum(sums.values(), Decimal(0))
    off = sum((discount.amount for discount in cart.promo.discounts), Decimal(0)) if cart.promo else Decimal(0)
    assert sum((s.quoted.discount for s in shares), Decimal(0)) == off


@shows("M076")
@given(carts(), splittings)
def test_a_part_is_of_one_kind_and_two_parts_differ(cart: QuotedCart, splitting: Splitting) -> None:
    """By the seller always, by each criterion where it is asked for, and by nothing else."""
    keys = []
    for members in parts(cart, splitting):
        (key,) = {splitting.key(line, share) for line, share in members}
        keys.append(key)
        assert len({share.quoted.ask.terms.contract for _, share in members}) == 1
        order = [cart.lines.index(line) for line, _ in members]
        assert order == sorted(order), "lines stand as in the cart"
    assert len(keys) == len(set(keys))
    for level in range(1, len(splitting.criteria) + 1):
        heads = [key[:level] for key in keys]
        changes = sum(one != other for one, other in pairwise(heads))
        assert changes == len(set(heads)) - 1, "the earlier criterion makes the larger groups"


@shows("M109", "N08")
@given(carts(), splittings)
def test_placing_holds_what_the_parts_hold_and_each_goes_when_it_may(cart: QuotedCart, splitting: Splitting) -> None:
    cart = evolve(cart, lines=tuple(line for line in cart.lines if line.shares and not line.refusals))
    if not cart.lines or (cart.promo and cart.promo.refusal):
        return
    locked = evolve(locked_for(cart), promo=cart.promo.promo if cart.promo else None)
    soonest = TODAY + timedelta(days=1)
    orders = place(
        cart, locked, BUYER, names(len(parts(cart, splitting))), NOON, splitting,
        lambda promised: soonest if promised is None else max(soonest, promised),
    )  # fmt: skip
    assert sum((order.total.amount for order in orders), Decimal(0)) == sum(t.amount for t in cart.totals)
    for order in orders:
        promised = [line.share.promised for line in order.lines if line.share.promised is not None]
        assert order.details.ship_on == max([soonest, *promised])
        held = [(hold.warehouse, hold.quantity) for hold in order.stock_holds]
        assert held == [(line.share.warehouse.id, line.share.base_quantity) for line in order.in_stock]


@given(st.dictionaries(st.integers(1, 9), quantities, min_size=2, max_size=9), st.data())
def test_what_is_taken_out_suffices_and_no_smaller_line_would(lines: dict[int, str], data: st.DataObject) -> None:
    cart = a_quoted_cart(lines, price="13.37")
    total = cart.totals[0].amount
    excess = data.draw(st.decimals(Decimal("0.01"), total, places=2))
    chosen = lines_to_remove(cart, Money(excess))
    freed = sum((line.gross for line in chosen), Decimal(0))
    assert freed >= excess
    by_size = sorted((line.gross for line in cart.lines), reverse=True)
    assert sum(by_size[: len(chosen) - 1], Decimal(0)) < excess, "fewer lines would not do"
    left = [line for line in cart.lines if line not in chosen]
    for line in chosen:
        for other in left:
            assert other.gross >= line.gross or freed - line.gross + other.gross < excess


def test_a_divided_line_tells_the_kopeck_that_dividing_costs() -> None:
    """0.33 for 3 metres is 0.99; for 1.5 and 1.5 it is 0.50 twice."""
    under = circumstances(a_book({1: "0.33"}), {(1, 1): "1.5", (1, 2): "1.5"}, WAREHOUSES[:2])
    cart = quoted_cart(1, [wanted(1, "3", unit_code="006", multiple="0.5")], under)
    assert [share.quoted.gross for share in cart.lines[0].shares] == [Decimal("0.50")] * 2
    assert cart.division == (rub("0.01"),)
