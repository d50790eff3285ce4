"""What people do about reserves and about orders beyond their limits."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.credit.ports import ClientCredit, Grant
from application.reserves.ports import PoliciesPage, ReservesPage
from domain.inventory.life import ReservePolicy
from domain.shared.ids import OrderId


class Desk(Protocol):
    """The policies of reserves."""

    def page(self, visit: Visit) -> PoliciesPage: ...

    def put(self, visit: Visit, id: UUID | None, policy: ReservePolicy) -> None: ...

    def drop(self, visit: Visit, id: UUID) -> None: ...

    def switch(self, visit: Visit, kind: str, key: str, off: bool) -> None: ...


class Permits(Protocol):
    """Permissions beyond limits."""

    def grant(self, visit: Visit, client: UUID, grant: Grant) -> None: ...

    def revoke(self, visit: Visit, client: UUID, permission: UUID) -> None: ...

    def set_policy(self, visit: Visit, client: UUID, on_excess: str) -> None: ...


@frozen
class ReserveUseCases:
    reserves: Callable[[Visit, bool, int], ReservesPage]
    prolong: Callable[[Visit, OrderId, int], datetime]
    policies: Desk
    credit: Callable[[Visit, UUID], ClientCredit]
    permits: Permits
