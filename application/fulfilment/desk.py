"""Methods, routes, calendar and splitting, as the seller's people keep them; every deed is in the audit."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.fulfilment.typed import TypedDay, TypedMethod, TypedRoute, TypedSettings
from application.shared.ports import Ids
from domain.access.permission import Permission
from domain.fulfilment.delivery import DeliveryTerms
from domain.ordering.splitting import Criterion
from domain.shared.errors import NotFound
from domain.shared.ids import UserId


@frozen
class Day:
    day: date
    works: bool
    note: str


@frozen
class Deed:
    at: datetime
    who: str
    action: str
    subject: str


@frozen
class ClientAddress:
    id: UUID
    client: str
    name: str
    text: str
    route: UUID | None


@frozen
class DeliverySettings:
    """properties: those that goods may be split by, with their names."""

    terms: DeliveryTerms
    positions: dict[UUID, int]
    days: tuple[Day, ...]
    criteria: tuple[Criterion, ...]
    property: int | None
    properties: tuple[tuple[int, str], ...]
    addresses: tuple[ClientAddress, ...]
    deeds: tuple[Deed, ...]


class DeliveryWork(Protocol):
    """One transaction of one person; each method leaves its trace in the audit."""

    def save_method(self, by: UserId, id: UUID, typed: TypedMethod, *, is_new: bool) -> bool: ...

    def save_route(self, by: UserId, id: UUID, typed: TypedRoute, *, is_new: bool) -> bool: ...

    def set_day(self, by: UserId, typed: TypedDay) -> None: ...

    def forget_day(self, by: UserId, day: date) -> None: ...

    def save_settings(self, by: UserId, typed: TypedSettings) -> None: ...

    def put_on_route(self, by: UserId, address: UUID, route: UUID | None) -> bool: ...


class DeliveryDesks(Protocol):
    def settings(self, find: str) -> DeliverySettings:
        """`find`: a piece of a client's name or of an address."""

    def begin(self) -> AbstractContextManager[DeliveryWork]: ...


@frozen
class DeliveryDesk:
    desks: DeliveryDesks
    ids: Ids

    def page(self, visit: Visit, find: str = "") -> DeliverySettings:
        visit.authority.need(Permission.CHANGE_DELIVERY)
        return self.desks.settings(find)

    def save_method(self, visit: Visit, id: UUID | None, typed: TypedMethod) -> UUID:
        """A new one without an id. Raises NotFound."""
        by, named = self._by(visit), id or self.ids.new()
        with self.desks.begin() as work:
            if not work.save_method(by, named, typed, is_new=id is None):
                raise NotFound("method", str(id))
        return named

    def save_route(self, visit: Visit, id: UUID | None, typed: TypedRoute) -> UUID:
        """A new one without an id. Raises NotFound."""
        by, named = self._by(visit), id or self.ids.new()
        with self.desks.begin() as work:
            if not work.save_route(by, named, typed, is_new=id is None):
                raise NotFound("route", str(id))
        return named

    def set_day(self, visit: Visit, typed: TypedDay) -> None:
        by = self._by(visit)
        with self.desks.begin() as work:
            work.set_day(by, typed)

    def forget_day(self, visit: Visit, day: date) -> None:
        by = self._by(visit)
        with self.desks.begin() as work:
            work.forget_day(by, day)

    def save_settings(self, visit: Visit, typed: TypedSettings) -> None:
        by = self._by(visit)
        with self.desks.begin() as work:
            work.save_settings(by, typed)

    def put_on_route(self, visit: Visit, addresses: Sequence[tuple[UUID, UUID | None]]) -> None:
        """Raises NotFound, and then none of them is put."""
        by = self._by(visit)
        with self.desks.begin() as work:
            for address, route in addresses:
                if not work.put_on_route(by, address, route):
                    raise NotFound("address", str(address))

    def _by(self, visit: Visit) -> UserId:
        visit.authority.need(Permission.CHANGE_DELIVERY)
        return visit.authority.user
