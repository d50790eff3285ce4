"""How goods reach the buyer: methods, routes, addresses, and what the choice of one must hold (M035, M074)."""

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from attrs import evolve, frozen

from domain.fulfilment.calendar import Calendar, Schedule
from domain.shared.errors import DomainError
from domain.shared.money import Money


class Kind(StrEnum):
    """pickup: the buyer comes. delivery: the seller drives. carrier: a transport company."""

    PICKUP = "pickup"
    DELIVERY = "delivery"
    CARRIER = "carrier"


@frozen
class MethodGone(DomainError):
    """Switched off since the page was opened, or never there; `offered` are the names of those that are."""

    code: ClassVar[str] = "delivery.method-gone"
    offered: tuple[str, ...]
    method_id: str = ""


@frozen
class AddressNeeded(DomainError):
    code: ClassVar[str] = "delivery.address-needed"
    method: str


@frozen
class WindowNotOffered(DomainError):
    code: ClassVar[str] = "delivery.window-not-offered"
    asked: str
    offered: tuple[str, ...]


@frozen
class DeliveryMinimum(DomainError):
    """The cart is under the least sum of the method; `lacking` more would do. other: a method that has no such sum."""

    code: ClassVar[str] = "delivery.minimum-not-reached"
    method: str
    minimum: Money
    total: Money
    lacking: Money
    other_id: str = ""
    other: str = ""


@frozen
class Method:
    """`minimum`: the least sum of a cart in its currency that goes by it; None is any."""

    id: UUID
    name: str
    kind: Kind
    schedule: Schedule = Schedule()
    minimum: Money | None = None
    note: str = ""
    is_on: bool = True

    @property
    def needs_address(self) -> bool:
        return self.kind is not Kind.PICKUP

    def lacks(self, totals: Sequence[Money]) -> Money | None:
        """How much more goods it takes; nothing where the cart has no sum in the currency of the minimum."""
        if self.minimum is None:
            return None
        total = next((sum_ for sum_ in totals if sum_.currency is self.minimum.currency), None)
        return None if total is None or not (self.minimum - total).is_positive else self.minimum - total


@frozen
class Route:
    """A round of the seller's own transport. An address that stands on it has its days instead of the method's."""

    id: UUID
    name: str
    schedule: Schedule
    is_on: bool = True


@frozen
class Address:
    """A place of a counterparty's address book. origin: book, or where the ERP told it: consignee, company."""

    id: UUID | None
    name: str
    text: str
    contact: str = ""
    phone: str = ""
    note: str = ""
    route: UUID | None = None
    origin: str = "book"
    is_archived: bool = False


@frozen
class DeliveryTerms:
    """What the seller has configured. No methods: nobody has, and the date is a wish."""

    methods: tuple[Method, ...] = ()
    routes: tuple[Route, ...] = ()
    calendar: Calendar = Calendar()
    horizon: int = 30

    @property
    def offered(self) -> tuple[Method, ...]:
        return tuple(method for method in self.methods if method.is_on)

    def method(self, id: UUID) -> Method:
        """Raises MethodGone."""
        found = next((method for method in self.offered if method.id == id), None)
        if found is None:
            raise MethodGone(tuple(method.name for method in self.offered), str(id))
        return found

    def schedule(self, method: Method, address: Address | None) -> Schedule:
        """The route's days and hours where the seller's own transport goes to an address that stands on one."""
        if method.kind is not Kind.DELIVERY or address is None:
            return method.schedule
        route = next((each for each in self.routes if each.id == address.route and each.is_on), None)
        if route is None:
            return method.schedule
        return evolve(route.schedule, windows=route.schedule.windows or method.schedule.windows)

    def instead_of(self, method: Method, totals: Sequence[Money]) -> Method | None:
        return next((m for m in self.offered if m.id != method.id and m.lacks(totals) is None), None)
