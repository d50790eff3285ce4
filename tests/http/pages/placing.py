"""One locking transaction of the fake portal: stock and credit of its books, orders kept in memory."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Protocol
from uuid import UUID, uuid4

from attrs import define, field

from application.ordering.ports import Entered, Entry, Key, PlacedOrder
from application.shared.outbox import Event
from domain.credit.credit_line import Balance, CreditLine, CreditTerms
from domain.inventory.stock import Snapshot, StockLine
from domain.ordering.cart import Cart, LineKey
from domain.ordering.order import Order
from domain.ordering.placing import ContractCredit, Locked
from domain.parties.level import Level
from domain.shared.ids import CartId, MessageId, OrderId
from domain.shared.money import Money
from tests.http.pages.books import FakeOrders
from tests.http.pages.shelves import ROWS
from tests.http.pages.trade import CONTRACTS
from tests.no_rules import WithoutRequests


class KeepsCart(Protocol):
    cart: Cart


@define
class Shelf:
    """Keys of placed carts, and ids."""

    answers: dict[str, tuple[PlacedOrder, ...]] = field(factory=dict)
    number: int = 40

    def stored(self, key: Key) -> Sequence[PlacedOrder] | None:
        return self.answers.get(key.key)

    def new(self) -> UUID:
        return uuid4()

    def name(self) -> tuple[OrderId, str]:
        self.number += 1
        return OrderId(uuid4()), f"B-{self.number:06d}"


@define
class FakeWork(WithoutRequests):
    shelf: Shelf
    orders: FakeOrders
    carts: KeepsCart

    def enter(self, entry: Entry) -> Entered:
        stored = self.shelf.answers.get(entry.key.key)
        names = [self.shelf.name() for _ in range(entry.parts)]
        return Entered(stored, self.carts.cart.version, locked(entry), names)

    def save(self, orders: Sequence[Order], placing: UUID) -> None:
        self.orders.add(orders)

    def spend_cart(self, cart: CartId, keep: Collection[LineKey] = ()) -> None:
        self.carts.cart.lines = {key: q for key, q in self.carts.cart.lines.items() if key in keep}
        self.carts.cart.version += 1

    def record(self, events: Sequence[Event]) -> None: ...

    def answer(self, key: Key, placed: Sequence[PlacedOrder]) -> None:
        self.shelf.answers[key.key] = tuple(placed)

    def commit(self) -> None: ...


def locked(entry: Entry) -> Locked:
    """Stock and limits of the fake books, as if nobody else were ordering."""
    stock = {
        key: StockLine(*key, Snapshot(ROWS[key[0]].stock[key[1]], MessageId(1)), Decimal(0)) for key in entry.stock
    }
    credit = {}
    for facts in CONTRACTS[entry.counterparty]:
        limits = []
        if facts.terms is CreditTerms.LIMITED and facts.limit is not None:
            balance = Balance(None, facts.debt or Money.zero())
            limits = [CreditLine(Level.CONTRACT, facts.id, facts.limit, balance, facts.held or Money.zero())]
        credit[facts.id] = ContractCredit(facts.terms, limits)
    return Locked(stock, credit, entry.rates)
