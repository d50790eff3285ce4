"""What permissions beyond limits, and orders that wait for their limit, need of the outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import field, frozen

from application.queries.orders import Readers
from domain.parties.level import Level
from domain.shared.errors import DomainError
from domain.shared.money import Money

LIMIT, OVERDUE = "limit", "overdue"
REFUSE, HOLD = "refuse", "hold"


@frozen
class PermissionUnfit(DomainError):
    """field: amount, reason or ends_at."""

    code: ClassVar[str] = "credit.permission-unfit"
    field: str
    why: str


@frozen
class Grant:
    """kind: limit gives more room on the owner's limit, overdue lets debt of at most `amount` not block."""

    kind: str
    level: Level
    owner: UUID
    amount: Money
    reason: str = field(repr=False)
    ends_at: datetime


@frozen
class CreditPermission:
    """state: in force, ended by its time, or revoked."""

    id: UUID
    kind: str
    level: Level
    owner_name: str
    amount: Money
    reason: str
    granted_by: str
    granted_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    revoked_by: str
    is_in_force: bool


@frozen
class CreditOwner:
    """Whose limit or debt it is that a permission lets pass. limit: None where nobody told one."""

    level: Level
    id: UUID
    name: str
    limit: Money | None
    currency: str


@frozen
class HeldOrder:
    """An order that waits for its limit or for a payment."""

    id: UUID
    number: str
    placed_at: datetime
    total: Money
    reserved_until: datetime | None


@frozen
class ClientCredit:
    """on_excess: what becomes of an order beyond a limit, refuse or hold."""

    client: UUID
    name: str
    on_excess: str
    owners: Sequence[CreditOwner]
    permissions: Sequence[CreditPermission]
    held: Sequence[HeldOrder]


class CreditDesk(Protocol):
    """Every method filters by the readers in the statement itself (A1)."""

    def of(self, readers: Readers, client: UUID) -> ClientCredit:
        """Raises NotFound."""

    def grant(self, readers: Readers, client: UUID, grant: Grant, by: UUID) -> None:
        """Raises NotFound for an owner that is not the client's."""

    def revoke(self, readers: Readers, client: UUID, permission: UUID, by: UUID) -> None:
        """One that has ended already stays as it is. Raises NotFound."""

    def set_policy(self, readers: Readers, client: UUID, on_excess: str, by: UUID) -> None:
        """Raises NotFound."""


class HeldOrders(Protocol):
    """Orders on hold and what stands against them."""

    def waiting(self) -> Sequence[UUID]:
        """The oldest first."""

    def release(self, order: UUID) -> bool:
        """In one locking transaction: whether nothing stood against it any more and it went on its way."""
