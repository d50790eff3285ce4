"""N01 at its narrowest: the second press of one key comes while the first one goes through."""

from collections.abc import Callable
from typing import Any, cast

import psycopg
import pytest
from attrs import define, evolve

from application.ordering.place_order import PlaceOrder, PlaceOrderHandler
from application.ordering.ports import Carts, KeyReused
from domain.access.authority import CounterpartyBlocked
from domain.ordering.cart import Cart
from domain.shared.ids import CartId, UserId
from entrypoints.bootstrap.proving import Portal, portal
from entrypoints.prove.buyers import Fill, filled, visit
from entrypoints.prove.databases import Ground
from entrypoints.prove.erp import Erp
from entrypoints.prove.plan import Wish, plan
from tests.capabilities import shows

BUYER = 3


@define
class Interrupted:
    """Carts that are read once, while the other press goes through: just before it or just after."""

    carts: Carts
    meanwhile: Callable[[], object]
    is_before: bool
    has_been: bool = False

    def lines(self, cart: CartId, owner: UserId) -> Cart:
        if self.is_before:
            self._once()
        found = self.carts.lines(cart, owner)
        self._once()
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self.carts, name)

    def _once(self) -> None:
        if not self.has_been:
            self.has_been = True
            self.meanwhile()


@pytest.fixture
def ours(ground: Ground) -> Portal:
    """Eight pieces of everything, and credit for all."""
    with psycopg.connect(ground.url, autocommit=True) as connection:
        erp = Erp(connection)
        erp.prepare()
        erp.open(plan(1, 0, 32, 10))
        connection.execute("UPDATE stock SET free = 8")
    return portal(ground.url)


@shows("N01")
@pytest.mark.parametrize("is_before", [True, False], ids=["finds the cart spent", "waits for the key"])
def test_the_second_press_gets_the_order_of_the_first(ours: Portal, is_before: bool) -> None:
    seen = filled(ours, Fill("cart", BUYER, (Wish(3, 0, "2"),)))
    command = PlaceOrder(f"key {is_before}", seen.cart_version, seen.totals)
    handler, by = ours.place_order, visit(ours, BUYER)
    assert isinstance(handler, PlaceOrderHandler)
    first = []
    carts = cast(Carts, Interrupted(handler.quotes.carts, lambda: first.append(handler(by, command)), is_before))
    slow = evolve(handler, quotes=evolve(handler.quotes, carts=carts))

    second = slow(by, command)

    assert second.orders == first[0].orders
    assert second.repeated


@shows("N01")
def test_a_repetition_is_answered_whatever_has_become_of_the_client(ours: Portal) -> None:
    """He was blocked, or his contract ended, after the order was taken: it was taken all the same."""
    seen = filled(ours, Fill("cart", BUYER, (Wish(3, 0, "2"),)))
    command = PlaceOrder("blocked", seen.cart_version, seen.totals)
    by = visit(ours, BUYER)
    first = ours.place_order(by, command)
    assert by.context is not None
    blocked = evolve(by, context=evolve(by.context, status="blocked"))

    assert ours.place_order(blocked, command).orders == first.orders
    with pytest.raises(CounterpartyBlocked):
        ours.place_order(blocked, evolve(command, key="another"))
    with pytest.raises(KeyReused):
        ours.place_order(blocked, evolve(command, comment="another"))
