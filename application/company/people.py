"""The company's administrator keeps its people: invites, gives roles for a time, takes them away (M037, N04, N07)."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.company.acts import act
from application.company.people_ports import (
    AlreadyThere,
    BeginPeople,
    EmailInvalid,
    Employee,
    Invitation,
    NameEmpty,
    People,
    PeopleWork,
    PeriodEmpty,
    ReadPeople,
    RolesEmpty,
    TooManyInvitations,
)
from application.shared.ports import Clock
from domain.access.company_roles import CompanyRole, OwnAccess, grantable, keep_apart
from domain.access.permission import Permission
from domain.shared.errors import NotFound
from domain.shared.ids import CounterpartyId, UserId

LINK_LIVES = timedelta(days=7)
MOST_OPEN = 100
LONGEST = 120


@frozen
class Access:
    """Roles by code, for a time; None is without a bound."""

    roles: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None


@frozen
class Invite:
    """id: of the form, so that one sent twice invites once."""

    id: UUID
    email: str
    name: str
    access: Access


@frozen
class PeopleDesk:
    begin: BeginPeople
    read: ReadPeople
    clock: Clock

    def page(self, visit: Visit) -> People:
        return self.read(company_of(visit))

    def one(self, visit: Visit, user: UserId) -> tuple[People, Employee]:
        """Raises NotFound."""
        people = self.read(company_of(visit))
        one = next((e for e in people.employees if e.user == user), None)
        if one is None:
            raise NotFound("employee", str(user))
        return people, one

    def invite(self, visit: Visit, command: Invite) -> None:
        """Raises: EmailInvalid, NameEmpty, RolesEmpty, PeriodEmpty, GrantsMore, DutiesTogether, AlreadyThere,
        TooManyInvitations.
        """
        company, email = company_of(visit), email_of(command.email)
        name = " ".join(command.name.split())[:LONGEST]
        if not name:
            raise NameEmpty
        with self.begin(company) as work:
            people = work.people()
            if any(one.id == command.id for one in people.invitations):
                return
            self._check(visit, people, name, command.access)
            known = {one.email for one in people.invitations} | {one.login for one in people.employees}
            if email in known:
                raise AlreadyThere(email)
            if len(people.invitations) >= MOST_OPEN:
                raise TooManyInvitations(MOST_OPEN)
            now, access = self.clock.now(), command.access
            work.invite(
                Invitation(
                    command.id, company, email, name, access.roles, access.valid_from, access.valid_to,
                    visit.authority.user, visit.authority.name, now, now + LINK_LIVES,
                )
            )  # fmt: skip
            work.record(act(visit, "people.invited", command.id, company, email=email, **told(people.roles, access)))

    def again(self, visit: Visit, id: UUID) -> None:
        """Another letter with another link. Raises NotFound."""
        with self.begin(company_of(visit)) as work:
            work.renew(id, self.clock.now() + LINK_LIVES)
            work.record(act(visit, "people.invited-again", id, company_of(visit)))

    def withdraw(self, visit: Visit, id: UUID) -> None:
        """Raises NotFound."""
        with self.begin(company_of(visit)) as work:
            work.withdraw(id)
            work.record(act(visit, "people.invitation-withdrawn", id, company_of(visit)))

    def change(self, visit: Visit, user: UserId, access: Access) -> None:
        """Raises: NotFound, OwnAccess, RolesEmpty, PeriodEmpty, GrantsMore, DutiesTogether."""
        company = company_of(visit)
        with self.begin(company) as work:
            people, before = found(visit, work, user)
            self._check(visit, people, before.name, access)
            work.set_access(user, access.roles, access.valid_from, access.valid_to)
            was = Access(tuple(role.code for role in before.roles), before.valid_from, before.valid_to)
            work.record(
                act(
                    visit, "people.access-changed", user, company, name=before.name, before=told(people.roles, was),
                    after=told(people.roles, access),
                )
            )  # fmt: skip

    def end(self, visit: Visit, user: UserId) -> None:
        """He is out with his next request. Raises: NotFound, OwnAccess."""
        company = company_of(visit)
        with self.begin(company) as work:
            _, before = found(visit, work, user)
            shut = work.end(user)
            work.record(act(visit, "people.access-ended", user, company, name=before.name, account_shut=shut))

    def _check(self, visit: Visit, people: People, name: str, access: Access) -> None:
        if not access.roles:
            raise RolesEmpty
        if access.valid_from is not None and access.valid_to is not None and access.valid_to < access.valid_from:
            raise PeriodEmpty(access.valid_from, access.valid_to)
        granted = permissions_of(people.roles, access.roles)
        grantable(granted, visit.buyer().party.permissions)
        if people.separates_duties:
            keep_apart(name, granted)


def company_of(visit: Visit, permission: Permission = Permission.MANAGE_PEOPLE) -> CounterpartyId:
    """The active company. Raises NotAllowed."""
    company = visit.buyer().party.id
    visit.authority.need(permission, company)
    return company


def found(visit: Visit, work: PeopleWork, user: UserId) -> tuple[People, Employee]:
    """Raises NotFound, also for one who is here by the holding; OwnAccess."""
    people = work.people()
    one = next((e for e in people.employees if e.user == user and not e.is_of_holding), None)
    if one is None:
        raise NotFound("employee", str(user))
    if user == visit.authority.user:
        raise OwnAccess
    return people, one


def permissions_of(roles: Collection[CompanyRole], codes: Collection[str]) -> frozenset[str]:
    """Raises NotFound for a role that the company does not have."""
    by_code = {role.code: role for role in roles}
    for code in codes:
        if code not in by_code:
            raise NotFound("role", code[:40])
    return frozenset(p for code in codes for p in by_code[code].permissions)


def told(roles: Collection[CompanyRole], access: Access) -> dict[str, object]:
    names = {role.code: role.name for role in roles}
    return {
        "roles": [names.get(code, code) for code in access.roles],
        "from": access.valid_from and access.valid_from.isoformat(),
        "to": access.valid_to and access.valid_to.isoformat(),
    }


def email_of(text: str) -> str:
    """Folded. Raises EmailInvalid for what no mail server takes."""
    email = text.strip().casefold()
    local, _, domain = email.rpartition("@")
    is_odd = not email.isascii() or len(email) > LONGEST or any(mark in email for mark in " ,;<>\"'()\r\n\t\0")
    if not local or "." not in domain.strip(".") or is_odd:
        raise EmailInvalid(text[:LONGEST])
    return email
