"""What a shop must be able to do to be driven by the rounds. Another one is driven by writing these two classes.

docs/prove.md shows how.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol

from attrs import field, frozen

from entrypoints.prove.plan import Wish
from entrypoints.prove.world import Owner

Shelf = tuple[int, int]  # (variant, warehouse)


class Power(Enum):
    """What not every shop has. A kind of round that needs one is left out where it is missing, and that is told."""

    LIMITS = "limits of contracts"
    HOLDINGS = "limits of holdings"
    PROMO_CODES = "promo codes with a number of uses"
    BUDGETS = "budgets of companies"
    APPROVALS = "approval inside a company"
    CANCELLING = "cancellation"
    EXPIRY = "reservations that end by time"


class Unanswered(Exception):
    """The connection broke, or the shop asked to come again: nobody knows, so the same key is repeated."""


class Broken(Exception):
    """An answer that no client should ever get."""


@frozen
class Seen:
    """A filled cart as its buyer saw it. `body` is what the shop wants to be told back; `total` is to be paid.

    cart: of several, which.
    """

    version: int
    total: Decimal
    body: Any = None
    cart: str | None = None


@frozen
class Order:
    id: str
    number: str
    total: Decimal


@frozen
class Placed:
    orders: tuple[Order, ...]
    repeated: bool = False


@frozen
class Refused:
    codes: tuple[str, ...]


@frozen
class News:
    """What becomes known of the goods and the money. Each figure is what may still be ordered, beside all orders that
    stand. cancel and expire: numbers of orders that end now.
    """

    stock: Mapping[Shelf, Decimal] = field(factory=dict)
    credit: Mapping[Owner, Decimal] = field(factory=dict)
    cancel: Sequence[str] = ()
    expire: Sequence[str] = ()


class Buyer(Protocol):
    """One person who has signed in. Used by one thread at a time; each call may raise Unanswered or Broken."""

    def fill(self, wishes: Sequence[Wish], promo: str) -> Seen:
        """The cart holds exactly this."""

    def place(self, key: str, seen: Seen) -> Placed | Refused:
        """Under a key that is repeated until there is an answer."""

    def ask(self, key: str, seen: Seen) -> str | Refused:
        """The cart waits for a chief's yes: the id of the request. Until there is an answer; asked once for a key."""

    def withdraw(self, request: str) -> Refused:
        """What became of the request: `withdrawn`, or why not."""

    def orders(self) -> Sequence[Order]:
        """All that he may see: his own, and those of his colleagues."""

    def tab(self) -> "Buyer":
        """The same person at another device: his session, a connection of its own."""


class Chief(Protocol):
    """Somebody who says yes to what his people ask for. Used by one thread at a time."""

    def approve(self, request: str, seen: Seen) -> Placed | Refused:
        """The orders of the request, also where another yes was first. Repeated until there is an answer."""


class Shop(Protocol):
    @property
    def powers(self) -> frozenset[Power]: ...

    def sign_in(self, number: int) -> Buyer: ...

    def hear(self, numbers: Sequence[str]) -> None:
        """Orders that an answer has told of just now. A shop that needs no such help does nothing."""

    def tell(self, news: News, round: int) -> None:
        """Returns when it is in force. Orders that are placed meanwhile may see either state."""

    def allow(self, code: str, uses: int, round: int) -> None:
        """A promo code that is good for so many placings."""

    def bind(self, left: Mapping[int, Decimal], round: int) -> None:
        """For how much the people of these clients may order, all together; nobody else is bound from now on."""

    def oversee(self, clients: Sequence[int], round: int) -> None:
        """What the people of these clients order wants a chief's yes; nobody else's does from now on."""

    def chief(self, client: int, which: int) -> Chief:
        """One of two, at a connection of his own."""

    def finish(self) -> None:
        """Bring all that stands open to its end: orders have reached the ERP, reservations are closed."""

    def violations(self, first: int, last: int, whole: bool) -> Iterator[tuple[str, str]]:
        """What a look inside finds wrong with the rounds, as (law, what). Nothing where nobody may look inside."""
