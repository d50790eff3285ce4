"""An import never waits for an order, nor an order for an import: each is held still while the other goes on."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import psycopg
import pytest
from attrs import evolve

from application.ordering.place_order import PlaceOrder, PlaceOrderHandler
from application.ordering.ports import OrderingWork
from entrypoints.bootstrap.proving import Portal, portal
from entrypoints.prove.buyers import Fill, filled, visit
from entrypoints.prove.databases import Ground
from entrypoints.prove.erp import Erp
from entrypoints.prove.plan import OWNERS, Told, Wish, plan
from entrypoints.prove.world import VARIANTS, WAREHOUSES
from tests.capabilities import shows

BUYER = 3
# Eight of everything, and room for everybody.
PLENTY = Told(
    tuple((v, w, Decimal(8)) for v in VARIANTS for w in WAREHOUSES),
    tuple((owner, Decimal(10_000)) for owner in OWNERS.values()),
)


@pytest.fixture
def erp(ground: Ground) -> Iterator[Erp]:
    with psycopg.connect(ground.url, autocommit=True) as connection:
        made = Erp(connection)
        made.prepare()
        made.open(evolve(plan(1, 0, 32, 10), told=PLENTY))
        yield made


@pytest.fixture
def ours(ground: Ground, erp: Erp) -> Portal:
    return portal(ground.url)


def order_of(ours: Portal, key: str) -> PlaceOrder:
    seen = filled(ours, Fill(key, BUYER, (Wish(3, 0, "2"), Wish(4, 0, "1"))))
    return PlaceOrder(key, seen.cart_version, seen.totals)


@shows("A02")
def test_an_order_does_not_wait_for_an_import_that_has_not_committed(ours: Portal, erp: Erp) -> None:
    command = order_of(ours, "one")
    with erp.slowly(PLENTY, 0):
        # With a lock in the way this would end after five seconds, with an error.
        placed = ours.place_order(visit(ours, BUYER), command)
    assert placed.orders


@shows("A02")
def test_an_import_does_not_wait_for_an_order_that_holds_its_locks(ours: Portal, erp: Erp) -> None:
    handler, command = ours.place_order, order_of(ours, "two")
    assert isinstance(handler, PlaceOrderHandler)
    told = deque([PLENTY])

    @contextmanager
    def begin() -> Iterator[OrderingWork]:
        with handler.begin() as work:
            yield work
            # Everything is locked and written, nothing committed.
            erp.tell(told.popleft(), 0)

    placed = evolve(handler, begin=begin)(visit(ours, BUYER), command)
    assert placed.orders
    assert erp.waited == []
