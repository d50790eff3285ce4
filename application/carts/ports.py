"""Several carts of one person (N24)."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import ClassVar, Protocol

from attrs import frozen

from application.access.context import Visit
from application.ordering.ports import CartChange
from domain.ordering.cart import Cart
from domain.shared.errors import DomainError
from domain.shared.ids import CartId, CounterpartyId, UserId
from domain.shared.money import Money

MOST_CARTS = 50
LONGEST_NAME = 100


@frozen
class TooManyCarts(DomainError):
    code: ClassVar[str] = "cart.too-many"
    most: int = MOST_CARTS


@frozen
class NameNotSound(DomainError):
    """`why`: empty or too-long."""

    code: ClassVar[str] = "cart.name-not-sound"
    why: str
    longest: int = LONGEST_NAME


def sound_name(text: str) -> str:
    """Raises NameNotSound."""
    name = " ".join(text.split())
    if not name or not name.isprintable():
        raise NameNotSound("empty")
    if len(name) > LONGEST_NAME:
        raise NameNotSound("too-long")
    return name


@frozen
class CartSummary:
    """totals: as last quoted; empty until the cart is looked at."""

    id: CartId
    name: str
    counterparty: CounterpartyId
    counterparty_name: str
    region_name: str
    lines: int
    totals: tuple[Money, ...]
    is_active: bool
    changed_at: datetime


@frozen
class NewCart:
    """In the context of the cart `like`; with_lines: and with what is in it."""

    id: CartId
    name: str
    like: CartId
    with_lines: bool


class CartShelf(Protocol):
    """The carts of a person under the counterparties that he may act for; any other is not there (False)."""

    def of(self, user: UserId, parties: Collection[CounterpartyId]) -> Sequence[CartSummary]:
        """The active one first, then the latest changed."""

    def make(self, user: UserId, parties: Collection[CounterpartyId], new: NewCart, most: int) -> bool:
        """It becomes the active one. Raises TooManyCarts."""

    def rename(self, user: UserId, parties: Collection[CounterpartyId], cart: CartId, name: str) -> bool: ...

    def activate(self, user: UserId, parties: Collection[CounterpartyId], cart: CartId) -> bool: ...

    def delete(self, user: UserId, parties: Collection[CounterpartyId], cart: CartId, spare: CartId) -> bool:
        """Another one becomes active where this one was; `spare`: the id of an empty one made where none is left."""

    def restore(self, user: UserId, parties: Collection[CounterpartyId], cart: CartId, most: int) -> bool:
        """A deleted one comes back, not active. Raises TooManyCarts."""


class EmptiedChange(CartChange, Protocol):
    def save_emptied(self, aside: CartId) -> None:
        """The lines stand aside under that id."""

    def aside(self, aside: CartId) -> Cart:
        """Raises NotFound."""

    def save_brought_back(self, aside: CartId) -> None: ...


class EmptiedCarts(Protocol):
    def change(self, cart: CartId, owner: UserId) -> AbstractContextManager[EmptiedChange]: ...


class OtherCarts(Protocol):
    def inside(self, visit: Visit, cart: CartId) -> Visit:
        """The same visit in another cart of this person's. Raises NotFound for what is not his."""
