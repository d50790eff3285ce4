"""Roles that a company's administrator composes, and which duties one person should not have together (N04)."""

from collections.abc import Collection, Iterable
from typing import ClassVar

from attrs import frozen

from domain.access.permission import COMPANY_PERMISSIONS, Permission
from domain.shared.errors import DomainError
from domain.shared.ids import CounterpartyId

LONGEST_NAME = 60
Duties = tuple[Permission, Permission]
# Who asks for money does not give it; who gives it does not write the rules by which he is asked. Keeping people stays
# out of it: rights are only given by those who have them, and nobody could give the right to approve any more.
SEPARATE: tuple[Duties, ...] = (
    (Permission.PLACE_ORDER, Permission.APPROVE_ORDERS),
    (Permission.SET_APPROVAL, Permission.APPROVE_ORDERS),
)


@frozen
class CompanyRole:
    """company: who made it; None for a built-in one, which is a template as well."""

    code: str
    name: str
    permissions: frozenset[str]
    company: CounterpartyId | None = None


@frozen
class RoleNameless(DomainError):
    code: ClassVar[str] = "role.nameless"


@frozen
class RoleNameTaken(DomainError):
    code: ClassVar[str] = "role.name-taken"
    name: str


@frozen
class RoleEmpty(DomainError):
    """It would allow nothing."""

    code: ClassVar[str] = "role.empty"


@frozen
class GrantsMore(DomainError):
    """Nobody gives what he does not have himself."""

    code: ClassVar[str] = "role.grants-more"
    permissions: tuple[str, ...]


@frozen
class DutiesTogether(DomainError):
    """The company keeps these duties apart; `name`: the person, or the role."""

    code: ClassVar[str] = "role.duties-together"
    name: str
    permissions: tuple[str, ...]


@frozen
class RoleInUse(DomainError):
    code: ClassVar[str] = "role.in-use"
    name: str
    people: int


@frozen
class OwnAccess(DomainError):
    """Nobody changes his own rights, neither up nor by a slip down."""

    code: ClassVar[str] = "access.own"


def composed(name: str, wanted: Iterable[str], own: Collection[str], company: CounterpartyId, code: str) -> CompanyRole:
    """Raises: RoleNameless, RoleEmpty, GrantsMore."""
    name = " ".join(name.split())[:LONGEST_NAME]
    permissions = frozenset(wanted)
    if not name:
        raise RoleNameless
    if not permissions:
        raise RoleEmpty
    grantable(permissions, own)
    return CompanyRole(code, name, permissions, company)


def grantable(permissions: Iterable[str], own: Collection[str]) -> None:
    """Raises GrantsMore, for what is no right of a client's company as well."""
    more = sorted(p for p in permissions if p not in own or p not in COMPANY_PERMISSIONS)
    if more:
        raise GrantsMore(tuple(more))


def duties_together(permissions: Collection[str]) -> tuple[Duties, ...]:
    return tuple(pair for pair in SEPARATE if pair[0] in permissions and pair[1] in permissions)


def keep_apart(name: str, permissions: Collection[str]) -> None:
    """Raises DutiesTogether."""
    if pairs := duties_together(permissions):
        raise DutiesTogether(name, tuple(dict.fromkeys(str(duty) for pair in pairs for duty in pair)))
