"""Who asks, for whom, and what that allows: made anew for every request, so a withdrawn right is gone (A3)."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from attrs import frozen

from domain.access.permission import Permission
from domain.shared.errors import DomainError, NotAllowed, NotFound
from domain.shared.ids import CounterpartyId, HoldingId, UserId


@frozen
class SignInRefused(DomainError):
    """Wrong login or password, or a disabled account: the three are told alike."""

    code: ClassVar[str] = "access.sign-in-refused"


@frozen
class TooManyAttempts(DomainError):
    code: ClassVar[str] = "access.too-many-attempts"
    retry_after: int


@frozen
class NotSignedIn(DomainError):
    code: ClassVar[str] = "access.not-signed-in"


@frozen
class CounterpartyBlocked(DomainError):
    """The ERP blocked the client; what is open stays visible, nothing new is ordered."""

    code: ClassVar[str] = "counterparty.blocked"
    counterparty: CounterpartyId
    name: str
    reason: str


@frozen
class Party:
    """A counterparty that the user may act for, and what his roles there allow."""

    id: CounterpartyId
    name: str
    inn: str
    holding: HoldingId
    permissions: frozenset[str]


@frozen
class Authority:
    """A signed-in person. `parties` of a buyer by his memberships that are in force today; staff have none.

    manager: the ERP's manager whom a staff user stands for.
    """

    user: UserId
    name: str
    is_staff: bool
    language: str
    csrf: str
    parties: tuple[Party, ...]
    staff_permissions: frozenset[str] = frozenset()
    manager: UUID | None = None
    today: date | None = None

    def party(self, counterparty: CounterpartyId | UUID) -> Party:
        """Raises NotFound for a stranger: he does not learn that it exists."""
        for party in self.parties:
            if party.id == counterparty:
                return party
        raise NotFound("counterparty", str(counterparty))

    def need(self, permission: Permission, counterparty: CounterpartyId | UUID | None = None) -> None:
        """Raises NotAllowed, or NotFound when the counterparty is a stranger."""
        held = self.staff_permissions if counterparty is None else self.party(counterparty).permissions
        if permission not in held:
            raise NotAllowed(permission)

    def parties_with(self, permission: Permission) -> tuple[CounterpartyId, ...]:
        return tuple(party.id for party in self.parties if permission in party.permissions)
