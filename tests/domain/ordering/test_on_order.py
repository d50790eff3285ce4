"""What is not in stock and comes by a promised day: a part of its own that reserves nothing (semantics 4, 6)."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from domain.inventory.stock import OutOfStock
from domain.ordering.circumstances import Circumstances
from domain.ordering.drafting import NotInAssortment
from domain.ordering.order import OrderDetails
from domain.ordering.placing import place
from domain.ordering.quoted_cart import quoted_cart
from domain.ordering.splitting import parts
from domain.pricing.availability import Promise, Shown
from domain.pricing.effect import Effect, EffectKind
from domain.pricing.rules import Rule
from domain.shared.errors import Refusals
from domain.shared.ids import UserId, VariantId, WarehouseId
from tests.builders import NOON, TODAY, a_book, a_warehouse, an_id, circumstances, locked_for, names, wanted
from tests.capabilities import shows

RULE = Rule(UUID(int=1), "Под заказ", 0, Effect(EffectKind.ON_ORDER, Decimal(5)))
PROMISED = Shown(promises={WarehouseId(2): Promise(5, RULE)})
BUYER = OrderDetails(UserId(an_id("buyer")))
quantities = st.lists(st.integers(1, 60), min_size=1, max_size=5)


def under(stock: dict[tuple[int, int], str], shown: Shown | None = PROMISED, goods: int = 5) -> Circumstances:
    there = circumstances(a_book(dict.fromkeys(range(1, goods + 1), "9.99")), stock, (a_warehouse(1), a_warehouse(2)))
    return evolve(there, shown={VariantId(number): shown for number in range(1, goods + 1)})


@shows("M026", "M030")
@given(asked=quantities, there=st.lists(st.integers(0, 40), min_size=10, max_size=10))
def test_the_parts_add_up_and_only_what_is_there_is_reserved(asked: list[int], there: list[int]) -> None:
    stock = {(number, place_): str(there[2 * number - 3 + place_]) for number in range(1, 6) for place_ in (1, 2)}
    cart = quoted_cart(1, [wanted(n, str(quantity)) for n, quantity in enumerate(asked, 1)], under(stock))
    assert cart.refusals == ()
    orders = place(cart, locked_for(cart), BUYER, names(len(parts(cart))), NOON)
    for number, quantity in enumerate(asked, 1):
        lines = [line for order in orders for line in order.lines if line.source.wanted.key.variant == number]
        assert sum(line.share.base_quantity for line in lines) == quantity
        reserved = sum(hold.quantity for order in orders for hold in order.stock_holds if hold.variant == number)
        later = [line for line in lines if line.share.promised is not None]
        assert reserved == quantity - sum(line.share.base_quantity for line in later)
        assert reserved == min(quantity, there[2 * number - 2] + there[2 * number - 1])
        assert {line.share.promised for line in later} <= {TODAY + timedelta(days=5)}
    for order in orders:
        assert len(order.stock_holds) == len(order.in_stock) in (0, len(order.lines))
    assert sum((order.total.amount for order in orders), Decimal(0)) == cart.totals[0].amount


def test_without_a_promise_the_rest_is_refused() -> None:
    cart = quoted_cart(1, [wanted(1, "5")], under({(1, 1): "3"}, Shown()))
    [refusal] = cart.refusals
    assert isinstance(refusal, OutOfStock)


def test_goods_that_the_client_does_not_have_are_refused_without_a_price() -> None:
    cart = quoted_cart(1, [wanted(1, "5")], under({(1, 1): "30"}, None))
    [line] = cart.lines
    [refusal] = line.refusals
    assert isinstance(refusal, NotInAssortment)
    assert line.price is None
    assert line.available == 0
    assert not cart.totals
    with pytest.raises(Refusals):
        place(cart, locked_for(cart), BUYER, names(0), NOON)


def test_a_closed_warehouse_serves_nothing() -> None:
    cart = quoted_cart(1, [wanted(1, "5")], under({(1, 1): "30", (1, 2): "30"}, Shown(frozenset({WarehouseId(1)}))))
    assert [share.warehouse.id for share in cart.lines[0].shares] == [2]
