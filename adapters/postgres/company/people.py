"""A company's people as rows. Every statement names the company; its policy row is what two administrators lock."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from attrs import define, frozen

from adapters.postgres.access import REHOME
from adapters.postgres.company.audit import record_act
from adapters.postgres.database import Database, Driver, driver
from adapters.postgres.outbox import record
from application.company.acts import Act
from application.company.people_ports import Employee, Invitation, People
from application.shared.outbox import person_invited
from application.shared.ports import Ids
from domain.access.company_roles import CompanyRole, RoleNameTaken
from domain.access.permission import COMPANY_ROLES
from domain.shared.errors import NotFound
from domain.shared.ids import CounterpartyId, UserId

MAKE_POLICY = "INSERT INTO company_policy (counterparty_id) VALUES (%s) ON CONFLICT DO NOTHING"
POLICY = "SELECT separates_duties FROM company_policy WHERE counterparty_id = %s"
LOCK_POLICY = f"{POLICY} FOR UPDATE"
# Of the company itself and of its holding, with those that begin later; what has ended is history, told by the journal.
EMPLOYEES = """
SELECT u.id, u.name, u.login, u.disabled, m.holding_id IS NOT NULL, array_agg(m.role ORDER BY r.name),
       min(m.valid_from), max(m.valid_to), (SELECT max(s.created_at) FROM session s WHERE s.user_id = u.id)
FROM membership m JOIN app_user u ON u.id = m.user_id AND u.kind = 'buyer'
JOIN role r ON r.code = m.role
WHERE m.revoked_at IS NULL AND (m.counterparty_id = %(company)s
   OR m.holding_id = (SELECT holding_id FROM counterparty WHERE id = %(company)s))
GROUP BY u.id, m.holding_id IS NOT NULL
ORDER BY u.name, u.id
"""
INVITATIONS = """
SELECT i.id, i.counterparty_id, i.email, i.name, i.roles, i.valid_from, i.valid_to, i.invited_by, u.name, i.invited_at,
       i.expires_at
FROM invitation i JOIN app_user u ON u.id = i.invited_by
WHERE i.counterparty_id = %(company)s AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL
ORDER BY i.invited_at DESC, i.id
"""
ROLES = """
SELECT code, name, permissions, counterparty_id FROM role
WHERE retired_at IS NULL AND (counterparty_id = %(company)s OR code = ANY(%(built_in)s))
ORDER BY counterparty_id IS NOT NULL, array_position(%(built_in)s, code), name
"""
INVITE = """
INSERT INTO invitation (id, counterparty_id, email, name, roles, valid_from, valid_to, invited_by, invited_at,
                        expires_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
OPEN = "id = %s AND counterparty_id = %s AND accepted_at IS NULL AND withdrawn_at IS NULL"
RENEW = f"UPDATE invitation SET token_hash = NULL, expires_at = %s WHERE {OPEN}"
WITHDRAW = f"UPDATE invitation SET token_hash = NULL, withdrawn_at = now() WHERE {OPEN}"
REVOKE = """
UPDATE membership SET revoked_at = now() WHERE user_id = %s AND counterparty_id = %s AND revoked_at IS NULL
"""
GRANT = """
INSERT INTO membership (id, user_id, counterparty_id, role, valid_from, valid_to) VALUES (%s, %s, %s, %s, %s, %s)
"""
END_KEYS = "UPDATE feed_key SET revoked_at = now() WHERE user_id = %s AND counterparty_id = %s AND revoked_at IS NULL"
END_SESSIONS = "DELETE FROM session WHERE user_id = %s"
# The account itself is the person's own while anybody else lets him in.
SHUT = """
UPDATE app_user u SET disabled = true WHERE u.id = %s AND NOT u.disabled AND NOT EXISTS (
    SELECT FROM membership m WHERE m.user_id = u.id AND m.revoked_at IS NULL
        AND coalesce(m.valid_to >= now()::date, true))
"""
NAME_TAKEN = """
SELECT FROM role WHERE lower(name) = lower(%(name)s) AND code <> %(code)s AND retired_at IS NULL
AND (counterparty_id = %(company)s OR code = ANY(%(built_in)s))
"""
# The id comes from a form: that of another company's role changes nothing there.
SAVE_ROLE = """
INSERT INTO role (code, name, permissions, counterparty_id) VALUES (%(code)s, %(name)s, %(permissions)s, %(company)s)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, permissions = excluded.permissions
WHERE role.counterparty_id = excluded.counterparty_id AND role.retired_at IS NULL
"""
RETIRE = "UPDATE role SET retired_at = now() WHERE code = %s AND counterparty_id = %s AND retired_at IS NULL"


@define
class PostgresPeopleWork:
    connection: Driver
    ids: Ids
    company: CounterpartyId
    separates: bool

    def people(self) -> People:
        return people_of(self.connection, self.company, self.separates)

    def invite(self, invitation: Invitation) -> None:
        one = invitation
        row = [
            one.id, self.company, one.email, one.name, list(one.roles), one.valid_from, one.valid_to, one.by,
            one.invited_at, one.expires_at,
        ]  # fmt: skip
        self.connection.execute(INVITE, row)
        record(self.connection, [person_invited(one.id)])

    def renew(self, id: UUID, expires_at: datetime) -> None:
        self._one(RENEW, [expires_at, id, self.company], "invitation", id)
        record(self.connection, [person_invited(id)])

    def withdraw(self, id: UUID) -> None:
        self._one(WITHDRAW, [id, self.company], "invitation", id)

    def set_access(self, user: UserId, roles: Collection[str], valid_from: date | None, valid_to: date | None) -> None:
        self.connection.execute(REVOKE, [user, self.company])
        for role in dict.fromkeys(roles):
            self.connection.execute(GRANT, [self.ids.new(), user, self.company, role, valid_from, valid_to])

    def end(self, user: UserId) -> bool:
        self.connection.execute(REVOKE, [user, self.company])
        self.connection.execute(END_KEYS, [user, self.company])
        self.connection.execute(END_SESSIONS, [user])
        self.connection.execute(REHOME, {"user": user})
        return self.connection.execute(SHUT, [user]).rowcount == 1

    def save_role(self, role: CompanyRole) -> None:
        facts = {**asked(self.company), "code": role.code, "name": role.name, "permissions": sorted(role.permissions)}
        if self.connection.execute(NAME_TAKEN, facts).fetchone() is not None:
            raise RoleNameTaken(role.name)
        if self.connection.execute(SAVE_ROLE, facts).rowcount != 1:
            raise NotFound("role", role.code)

    def retire_role(self, code: str) -> None:
        self._one(RETIRE, [code, self.company], "role", code)

    def separate_duties(self, apart: bool) -> None:
        self.connection.execute(
            "UPDATE company_policy SET separates_duties = %s WHERE counterparty_id = %s", [apart, self.company]
        )
        self.separates = apart

    def record(self, act: Act) -> None:
        record_act(self.connection, act)

    def _one(self, statement: str, facts: Sequence[Any], kind: str, id: object) -> None:
        if self.connection.execute(statement.encode(), facts).rowcount != 1:
            raise NotFound(kind, str(id))


def asked(company: CounterpartyId) -> dict[str, Any]:
    return {"company": company, "built_in": list(COMPANY_ROLES)}


def people_of(connection: Driver, company: CounterpartyId, separates: bool) -> People:
    facts = asked(company)
    roles = [_role(row) for row in connection.execute(ROLES, facts)]
    by_code = {role.code: role for role in roles}
    employees = [_employee(row, by_code) for row in connection.execute(EMPLOYEES, facts)]
    return People(employees, [invitation_of(row) for row in connection.execute(INVITATIONS, facts)], roles, separates)


def lock_policy(connection: Driver, company: CounterpartyId) -> bool:
    connection.execute(MAKE_POLICY, [company])
    row = connection.execute(LOCK_POLICY, [company]).fetchone()
    return bool(row and row[0])


@frozen
class PostgresPeopleDesk:
    database: Database
    ids: Ids

    def people(self, company: CounterpartyId) -> People:
        with self.database.snapshot() as connection:
            row = connection.execute(POLICY, [company]).fetchone()
            return people_of(connection, company, bool(row and row[0]))

    @contextmanager
    def begin(self, company: CounterpartyId) -> Iterator[PostgresPeopleWork]:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            yield PostgresPeopleWork(connection, self.ids, company, lock_policy(connection, company))


def _role(row: tuple[Any, ...]) -> CompanyRole:
    code, name, permissions, company = row
    return CompanyRole(code, name, frozenset(permissions), None if company is None else CounterpartyId(company))


def _employee(row: tuple[Any, ...], roles: dict[str, CompanyRole]) -> Employee:
    user, name, login, disabled, of_holding, codes, valid_from, valid_to, seen = row
    held = tuple(roles[code] for code in codes if code in roles)
    return Employee(UserId(user), name, login, held, valid_from, valid_to, of_holding, disabled, seen)


def invitation_of(row: tuple[Any, ...]) -> Invitation:
    id, company, email, name, roles, valid_from, valid_to, by, by_name, invited_at, expires_at = row
    return Invitation(
        id, CounterpartyId(company), email, name, tuple(roles), valid_from, valid_to, UserId(by), by_name, invited_at,
        expires_at,
    )  # fmt: skip
