"""What ordering needs of the outside."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import field, frozen

from application.shared.outbox import Event
from domain.ordering.approval import ApprovalRequest
from domain.ordering.budget import BudgetLine, BudgetUse
from domain.ordering.cart import Cart, LineKey
from domain.ordering.order import Order
from domain.ordering.placing import Locked, StockKey
from domain.ordering.seen import Seen
from domain.pricing.book import Rate
from domain.pricing.promo import Promo
from domain.shared.errors import DomainError
from domain.shared.ids import CartId, ContractId, CounterpartyId, OrderId, UserId
from domain.shared.money import Currency, Money


class Carts(Protocol):
    """Lines of carts, by the cart's id; the owner is always part of the question."""

    def lines(self, cart: CartId, owner: UserId) -> Cart:
        """The cart as it is now. Raises NotFound for another's cart."""

    def change(self, cart: CartId, owner: UserId) -> AbstractContextManager["CartChange"]:
        """The cart, locked until the block ends; leaving without `save` changes nothing."""

    def remember(self, cart: CartId, version: int, shown: "Shown") -> None:
        """The totals for the header, only while the cart is still at that version; how its lines were shown."""


@frozen
class Shown:
    """What the owner of a cart was told of it. short: contracts whose limit it exceeds; None leaves what stands."""

    totals: Sequence[Money]
    lines: Mapping[LineKey, Seen] = field(factory=dict)
    short: Collection[ContractId] | None = None


class CartChange(Protocol):
    cart: Cart

    def is_repeated(self, operation: UUID) -> bool:
        """Notes the id of the operation; True when it was carried out before."""

    def save(self, touched: Mapping[LineKey, Decimal | None]) -> None:
        """None is a removed line."""

    def save_promo(self) -> None: ...


class Promos(Protocol):
    """Promo codes with their uses as of now, for one counterparty; one statement."""

    def of(self, promo: UUID, counterparty: CounterpartyId) -> Promo | None: ...

    def named(self, key: str, counterparty: CounterpartyId) -> Promo | None:
        """By the folded code (`promo_key`)."""


@frozen
class PlacedOrder:
    """One order of a placing, as the answer and the idempotency record keep it."""

    id: UUID
    number: str
    total: Money
    organization: str
    warehouse: str
    lines: int


@frozen
class Key:
    """Who, what, under which key, with the hash of what was asked: law N01."""

    principal: UserId
    operation: str
    key: str
    request_hash: bytes


class Keys(Protocol):
    """Successes of the last 24 hours by idempotency key."""

    def stored(self, key: Key) -> Sequence[PlacedOrder] | None:
        """The stored answer, None when the key is new. Raises KeyReused for another request under the same key."""


@frozen
class Entry:
    """What a placing competes for. stock: (variant, warehouse) of every share; parts: how many orders it will make.

    promo: the id of the cart's code. budgets, day: of the company's own people, where it sets any.
    """

    key: Key
    cart: CartId
    counterparty: CounterpartyId
    contracts: frozenset[ContractId]
    stock: frozenset[StockKey]
    parts: int
    rates: Mapping[Currency, Rate]
    promo: UUID | None = None
    budgets: tuple[UUID, ...] = ()
    day: date | None = None


@frozen
class Entered:
    """`stored`: the answer of a success that came first under the key; the rest is then of no use.

    names: ids and numbers for the parts; a number is never given twice, gaps are allowed.
    """

    stored: Sequence[PlacedOrder] | None
    cart_version: int
    locked: Locked
    names: Sequence[tuple[OrderId, str]]
    budgets: Sequence[BudgetLine] = ()


class OrderingWork(Protocol):
    """One locking transaction. Leaving it without `commit` leaves nothing behind."""

    def enter(self, entry: Entry) -> Entered:
        """Lock in the global order (key, cart, holding, counterparty, contracts, budgets, promo, stock), then read.

        The key's row is inserted first; whoever places under it already is waited for. Raises KeyReused.
        """

    def save(self, orders: Sequence[Order], placing: UUID) -> None: ...

    def spend_cart(self, cart: CartId, keep: Collection[LineKey] = ()) -> None:
        """Empties it but for what was kept back, and raises its version: nothing is placed again under another key."""

    def spend_budgets(self, uses: Sequence[BudgetUse], approval: UUID | None) -> None: ...

    def lock_request(self, request: UUID) -> ApprovalRequest:
        """The request whose last yes places this order. Raises NotFound."""

    def close_request(self, request: ApprovalRequest, orders: Sequence[Order], by: UserId) -> None:
        """With the act in the audit log and a letter to the asker."""

    def record(self, events: Sequence[Event]) -> None: ...

    def answer(self, key: Key, placed: Sequence[PlacedOrder]) -> None: ...

    def commit(self) -> None: ...


@frozen
class KeyReused(DomainError):
    """Another request was already placed under this Idempotency-Key."""

    code: ClassVar[str] = "idempotency.key-reused"
    key: str


@frozen
class Consignee:
    id: UUID
    name: str
    address: str


class Consignees(Protocol):
    def of(self, counterparty: CounterpartyId) -> Sequence[Consignee]: ...


Begin = Callable[[], AbstractContextManager[OrderingWork]]
