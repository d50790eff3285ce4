"""What keeping a company's people needs of the outside."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import frozen

from application.company.acts import Act
from domain.access.company_roles import CompanyRole
from domain.shared.errors import DomainError
from domain.shared.ids import CounterpartyId, UserId


@frozen
class Employee:
    """A person with access to the company. is_of_holding: by a role on the holding, which the company cannot take."""

    user: UserId
    name: str
    login: str
    roles: tuple[CompanyRole, ...]
    valid_from: date | None
    valid_to: date | None
    is_of_holding: bool
    is_disabled: bool
    seen_at: datetime | None

    @property
    def permissions(self) -> frozenset[str]:
        return frozenset(p for role in self.roles for p in role.permissions)

    def is_in_force(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and not self.is_disabled and (self.valid_to is None or day <= self.valid_to)


@frozen
class Invitation:
    id: UUID
    company: CounterpartyId
    email: str
    name: str
    roles: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    by: UserId
    by_name: str
    invited_at: datetime
    expires_at: datetime


@frozen
class Offered:
    """What an invitation leads to. is_known: the person has an account; may_invite: what its sender may grant today."""

    invitation: Invitation
    company_name: str
    is_known: bool
    may_invite: frozenset[str]
    granted: frozenset[str]


@frozen
class People:
    employees: Sequence[Employee]
    invitations: Sequence[Invitation]
    roles: Sequence[CompanyRole]
    separates_duties: bool


@frozen
class EmailInvalid(DomainError):
    code: ClassVar[str] = "people.email-invalid"
    value: str


@frozen
class NameEmpty(DomainError):
    code: ClassVar[str] = "people.name-empty"


@frozen
class RolesEmpty(DomainError):
    code: ClassVar[str] = "people.roles-empty"


@frozen
class PeriodEmpty(DomainError):
    """The last day stands before the first."""

    code: ClassVar[str] = "people.period-empty"
    first: date
    last: date


@frozen
class AlreadyThere(DomainError):
    """The company has this person, or has invited him."""

    code: ClassVar[str] = "people.already-there"
    email: str


@frozen
class TooManyInvitations(DomainError):
    code: ClassVar[str] = "people.too-many-invitations"
    most: int


@frozen
class PasswordWeak(DomainError):
    code: ClassVar[str] = "people.password-weak"
    least: int


@frozen
class PasswordsDiffer(DomainError):
    code: ClassVar[str] = "people.passwords-differ"


class PeopleWork(Protocol):
    """One transaction over one company, locked until it ends."""

    def people(self) -> People: ...

    def invite(self, invitation: Invitation) -> None: ...

    def renew(self, id: UUID, expires_at: datetime) -> None:
        """The link of the former letter ends. Raises NotFound."""

    def withdraw(self, id: UUID) -> None:
        """Raises NotFound."""

    def set_access(self, user: UserId, roles: Collection[str], valid_from: date | None, valid_to: date | None) -> None:
        """These roles and no others, from now on."""

    def end(self, user: UserId) -> bool:
        """No role here any more, no key, no session that was open; whether the account itself is shut, because the
        person serves nobody else.
        """

    def save_role(self, role: CompanyRole) -> None:
        """Raises RoleNameTaken."""

    def retire_role(self, code: str) -> None: ...

    def separate_duties(self, apart: bool) -> None: ...

    def record(self, act: Act) -> None: ...


class Joining(Protocol):
    """Acceptance of an invitation, by the token of the letter."""

    def offered(self, token: str) -> Offered | None:
        """None for an unknown, used, withdrawn or late one."""

    def accept(self, token: str, password_hash: str) -> str:
        """The login. The password is for a new account alone. Raises NotFound for what `offered` does not know."""


BeginPeople = Callable[[CounterpartyId], AbstractContextManager[PeopleWork]]
ReadPeople = Callable[[CounterpartyId], People]
