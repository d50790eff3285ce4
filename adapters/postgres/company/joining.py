"""Invitations by the token of the letter: looked at, and accepted once."""

from typing import Any

from attrs import frozen

from adapters.postgres.access import token_hash
from adapters.postgres.company.audit import record_act
from adapters.postgres.company.people import GRANT, invitation_of, lock_policy
from adapters.postgres.database import Database, Driver, driver
from application.company.acts import Act
from application.company.people_ports import Offered
from application.shared.ports import Ids
from domain.shared.errors import NotFound
from domain.shared.ids import UserId

# What its sender may grant today: nothing, once the right to keep people is gone.
OFFERED = """
SELECT i.id, i.counterparty_id, i.email, i.name, i.roles, i.valid_from, i.valid_to, i.invited_by, s.name, i.invited_at,
       i.expires_at, k.name, u.id, u.kind = 'buyer' AND NOT u.disabled,
       (SELECT array_agg(DISTINCT p) FROM membership m JOIN role r ON r.code = m.role AND r.retired_at IS NULL,
               unnest(r.permissions) AS p
         WHERE m.user_id = s.id AND NOT s.disabled AND m.revoked_at IS NULL
           AND (m.counterparty_id = k.id OR m.holding_id = k.holding_id)
           AND coalesce(r.counterparty_id = k.id, true)
           AND coalesce(m.valid_from <= now()::date, true) AND coalesce(m.valid_to >= now()::date, true)),
       (SELECT array_agg(DISTINCT p) FROM role r, unnest(r.permissions) AS p
         WHERE r.code = ANY(i.roles) AND r.retired_at IS NULL AND coalesce(r.counterparty_id = k.id, true))
FROM invitation i
JOIN counterparty k ON k.id = i.counterparty_id AND NOT k.deleted AND k.access_closed_at IS NULL
JOIN app_user s ON s.id = i.invited_by
LEFT JOIN app_user u ON u.login = i.email
WHERE i.token_hash = %s AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > now()
"""
ACCEPT = "UPDATE invitation SET accepted_at = now(), token_hash = NULL WHERE id = %s"
NEW_USER = """
INSERT INTO app_user (id, login, name, email, kind, password_hash, default_counterparty_id)
VALUES (%s, %s, %s, %s, 'buyer', %s, %s)
"""


@frozen
class PostgresJoining:
    database: Database
    ids: Ids

    def offered(self, token: str) -> Offered | None:
        with self.database.driver() as connection:
            found = self._found(connection, token)
        return None if found is None else found[0]

    def accept(self, token: str, password_hash: str) -> str:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            found = self._found(connection, token)
            if found is None:
                raise NotFound("invitation", "")
            # Behind the company's lock the link is read once more: another press may have used it.
            lock_policy(connection, found[0].invitation.company)
            found = self._found(connection, token)
            if found is None or found[0].is_known != (not password_hash):
                raise NotFound("invitation", "")
            offered, user = found
            one = offered.invitation
            if user is None:
                user = UserId(self.ids.new())
                row = [user, one.email, one.name, one.email, password_hash, one.company]
                connection.execute(NEW_USER, row)
            for role in one.roles:
                connection.execute(GRANT, [self.ids.new(), user, one.company, role, one.valid_from, one.valid_to])
            connection.execute(ACCEPT, [one.id])
            told = {"name": one.name, "email": one.email, "invited_by": one.by_name}
            record_act(connection, Act(user, None, "people.joined", str(user), one.company, told))
        return one.email

    def _found(self, connection: Driver, token: str) -> tuple[Offered, UserId | None] | None:
        row = connection.execute(OFFERED, [token_hash(token)]).fetchone()
        return None if row is None else _offered(row)


def _offered(row: tuple[Any, ...]) -> tuple[Offered, UserId | None] | None:
    *facts, company_name, user, is_usable, own, granted = row
    # A login that is the seller's, or shut: the invitation leads nowhere, and tells nothing of it.
    if user is not None and not is_usable:
        return None
    invitation = invitation_of(tuple(facts))
    may = frozenset(own or ())
    may = may if "people.manage" in may else frozenset()
    offered = Offered(invitation, company_name, user is not None, may, frozenset(granted or ()))
    return offered, None if user is None else UserId(user)
