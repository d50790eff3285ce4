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


# What somebody of the seller may do in a buyer's place: order, and look. What is said, granted or decided in the
# company's name stays with its own people.
ACTING = frozenset(
    (
        Permission.SEE_CATALOGUE,
        Permission.SEE_PRICES,
        Permission.CHANGE_CART,
        Permission.PLACE_ORDER,
        Permission.SEE_ORDERS,
        Permission.SEE_ALL_ORDERS,
        Permission.SEE_DOCUMENTS,
        Permission.SEE_DEBT,
    )
)


@frozen
class ActingRefused(DomainError):
    """Only the person himself may do it, not whoever acts for him."""

    code: ClassVar[str] = "access.acting-refused"


@frozen
class Actor:
    """One of the staff who acts for a buyer (A2)."""

    id: UserId
    name: str


@frozen
class Authority:
    """A signed-in person. `parties` of a buyer by his memberships that are in force today; staff have none.

    manager: the ERP's manager whom a staff user stands for. actor: who acts in the person's place, if anybody does.
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
    actor: Actor | None = None

    @property
    def signer(self) -> UserId:
        """Who really does it; the person himself stands beside him where the two differ."""
        return self.user if self.actor is None else self.actor.id

    @property
    def acting_for(self) -> UserId | None:
        return None if self.actor is None else self.user

    def himself(self) -> None:
        """Raises ActingRefused."""
        if self.actor is not None:
            raise ActingRefused

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
