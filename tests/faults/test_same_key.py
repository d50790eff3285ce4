"""N01 at its narrowest: the second press of one key looks for its answer just before the first one commits."""

from collections.abc import Callable, Sequence

import psycopg
import pytest
from attrs import define, evolve

from application.ordering.place_order import PlaceOrder, PlaceOrderHandler
from application.ordering.ports import Key, Keys, PlacedOrder
from entrypoints.bootstrap.proving import Portal, portal
from entrypoints.prove.buyers import Fill, filled, visit
from entrypoints.prove.databases import Ground
from entrypoints.prove.erp import Erp
from entrypoints.prove.plan import Wish, plan
from tests.capabilities import shows

BUYER = 3


@define
class TooEarly:
    """Keys that look once, find nothing, and then the other press goes through."""

    keys: Keys
    meanwhile: Callable[[], object]
    looked: bool = False

    def stored(self, key: Key) -> Sequence[PlacedOrder] | None:
        found = self.keys.stored(key)
        if not self.looked:
            self.looked = True
            self.meanwhile()
        return found


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
def test_the_second_press_gets_the_order_of_the_first(ours: Portal) -> None:
    seen = filled(ours, Fill("cart", BUYER, (Wish(3, 0, "2"),)))
    command = PlaceOrder("key", seen.cart_version, seen.totals)
    handler, by = ours.place_order, visit(ours, BUYER)
    assert isinstance(handler, PlaceOrderHandler)
    first = []
    slow = evolve(handler, keys=TooEarly(handler.keys, lambda: first.append(handler(by, command))))

    second = slow(by, command)

    assert second.orders == first[0].orders
    assert second.repeated
