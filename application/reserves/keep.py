"""See reserves, prolong one, say how long they live; warn before they end, and end them."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.queries.orders import readers
from application.reserves.ports import (
    Clockwork,
    PoliciesPage,
    PolicyBook,
    ProlongedTooFar,
    Reserves,
    ReservesPage,
)
from domain.access.permission import Permission
from domain.inventory.life import ReservePolicy
from domain.shared.ids import OrderId

PAGE = 50
MOST_HOURS = 720
BATCH = 500


@frozen
class ReservesQuery:
    """A buyer's own, a manager's clients'."""

    reserves: Reserves

    def __call__(self, visit: Visit, only_ending: bool = False, offset: int = 0) -> ReservesPage:
        return self.reserves.page(readers(visit), only_ending, offset, PAGE)


@frozen
class ProlongHandler:
    reserves: Reserves

    def __call__(self, visit: Visit, order: OrderId, hours: int) -> datetime:
        """Raises ProlongedTooFar; ReserveOver; NotFound."""
        visit.authority.need(Permission.PROLONG_RESERVES)
        whose = readers(visit)
        self.reserves.find(whose, order)
        if not 1 <= hours <= MOST_HOURS:
            raise ProlongedTooFar(MOST_HOURS)
        return self.reserves.prolong(whose, order, hours, visit.authority.user)


@frozen
class PoliciesDesk:
    book: PolicyBook

    def page(self, visit: Visit) -> PoliciesPage:
        visit.authority.need(Permission.SET_RESERVES)
        return self.book.page()

    def put(self, visit: Visit, id: UUID | None, policy: ReservePolicy) -> None:
        """Holds for what is reserved, or changes its status, from now on. Raises PolicyUnfit, PolicyTaken, NotFound."""
        visit.authority.need(Permission.SET_RESERVES)
        self.book.put(id, policy.checked(), visit.authority.user)

    def drop(self, visit: Visit, id: UUID) -> None:
        visit.authority.need(Permission.SET_RESERVES)
        self.book.drop(id, visit.authority.user)

    def switch(self, visit: Visit, kind: str, key: str, off: bool) -> None:
        visit.authority.need(Permission.SET_RESERVES)
        self.book.switch(kind, key, off, visit.authority.user)


@frozen
class WarnOfEndings:
    clockwork: Clockwork

    def __call__(self) -> int:
        return drained(self.clockwork.warn)


@frozen
class ExpireReserves:
    clockwork: Clockwork

    def __call__(self) -> int:
        return drained(self.clockwork.expire)


def drained(step: Callable[[int], int]) -> int:
    total = 0
    while done := step(BATCH):
        total += done
        if done < BATCH:
            break
    return total
