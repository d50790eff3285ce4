"""The company's administrator composes roles of rights that he has himself (N04)."""

from collections.abc import Sequence
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.company.acts import act
from application.company.people import company_of
from application.company.people_ports import BeginPeople, People, PeopleWork, ReadPeople
from domain.access.company_roles import CompanyRole, GrantsMore, RoleInUse, composed, duties_together, keep_apart
from domain.access.permission import COMPANY_PERMISSIONS
from domain.shared.errors import NotFound


@frozen
class SaveRole:
    """id: of the form or of the role that is changed."""

    id: UUID
    name: str
    permissions: frozenset[str]


@frozen
class RolesPage:
    """grantable: what the asker may put into a role, in the order of the register."""

    people: People
    grantable: tuple[str, ...]

    def used(self, code: str) -> int:
        return sum(any(role.code == code for role in one.roles) for one in self.people.employees)

    @property
    def own(self) -> Sequence[CompanyRole]:
        return [role for role in self.people.roles if role.company is not None]


@frozen
class RoleDesk:
    begin: BeginPeople
    read: ReadPeople

    def page(self, visit: Visit) -> RolesPage:
        people = self.read(company_of(visit))
        held = visit.buyer().party.permissions
        return RolesPage(people, tuple(p for p in COMPANY_PERMISSIONS if p in held))

    def save(self, visit: Visit, command: SaveRole) -> None:
        """Raises: RoleNameless, RoleNameTaken, RoleEmpty, GrantsMore, DutiesTogether."""
        company, held = company_of(visit), visit.buyer().party.permissions
        role = composed(command.name, command.permissions, held, company, str(command.id))
        with self.begin(company) as work:
            people = work.people()
            before = next((r for r in people.roles if r.code == role.code and r.company == company), None)
            if before is not None and not before.permissions <= held:
                # Whoever cannot give a right cannot take it from others either.
                raise GrantsMore(tuple(sorted(before.permissions - held)))
            if people.separates_duties:
                keep_apart(role.name, role.permissions)
                check_everybody(people, role)
            work.save_role(role)
            told = {"name": role.name, "permissions": sorted(role.permissions)}
            was = None if before is None else {"name": before.name, "permissions": sorted(before.permissions)}
            work.record(act(visit, "role.saved", role.code, company, name=role.name, before=was, after=told))

    def retire(self, visit: Visit, id: UUID) -> None:
        """Raises: NotFound, RoleInUse."""
        company = company_of(visit)
        with self.begin(company) as work:
            role, users = own_role(work, str(id))
            if users:
                raise RoleInUse(role.name, users)
            work.retire_role(role.code)
            work.record(act(visit, "role.retired", role.code, company, name=role.name))

    def separate_duties(self, visit: Visit, apart: bool) -> None:
        """Raises DutiesTogether where somebody has both already: first his roles are mended."""
        company = company_of(visit)
        with self.begin(company) as work:
            people = work.people()
            for one in people.employees if apart else ():
                if not one.is_of_holding and duties_together(one.permissions):
                    keep_apart(one.name, one.permissions)
            if people.separates_duties != apart:
                work.separate_duties(apart)
                work.record(act(visit, "role.duties-separated", company, company, before=not apart, after=apart))


def own_role(work: PeopleWork, code: str) -> tuple[CompanyRole, int]:
    people = work.people()
    role = next((role for role in people.roles if role.code == code and role.company is not None), None)
    if role is None:
        raise NotFound("role", code)
    return role, sum(any(r.code == code for r in one.roles) for one in people.employees)


def check_everybody(people: People, role: CompanyRole) -> None:
    """Whoever has the role beside others. Raises DutiesTogether."""
    for one in people.employees:
        if any(r.code == role.code for r in one.roles):
            others = frozenset(p for r in one.roles if r.code != role.code for p in r.permissions)
            keep_apart(one.name, others | role.permissions)
