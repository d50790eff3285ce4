"""Accounts made by hand at the command line."""

from attrs import frozen

from adapters.postgres.database import Database, driver
from application.access.ports import Passwords
from application.shared.ports import Ids
from domain.access.permission import BUILT_IN_ROLES, Permission


@frozen
class PostgresPeople:
    database: Database
    ids: Ids
    passwords: Passwords

    def add(self, login: str, name: str, role: str, password: str, company: str) -> None:
        """Raises LookupError, saying which: an unknown role, a company that is not there, a login that is taken."""
        if role not in BUILT_IN_ROLES:
            raise LookupError(f"the role {role!r} is none of {', '.join(BUILT_IN_ROLES)}")
        is_staff = Permission.SEE_OWN_CLIENTS in BUILT_IN_ROLES[role][1]
        with self.database.transaction() as core:
            connection = driver(core)
            party = None
            if not is_staff:
                found = connection.execute("SELECT id FROM counterparty WHERE inn = %s LIMIT 2", (company,)).fetchall()
                if len(found) != 1:
                    raise LookupError(f"{len(found)} counterparties have the ИНН {company!r}, not one")
                party = found[0][0]
            id, folded = self.ids.new(), login.strip().casefold()
            made = connection.execute(
                "INSERT INTO app_user (id, login, name, email, kind, password_hash, default_counterparty_id)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (login) DO NOTHING",
                (id, folded, name, folded if "@" in folded else "", "staff" if is_staff else "buyer",
                 self.passwords.hash(password), party),
            )  # fmt: skip
            if made.rowcount == 0:
                raise LookupError(f"the login {folded!r} is taken")
            connection.execute(
                "INSERT INTO membership (id, user_id, role, counterparty_id) VALUES (%s, %s, %s, %s)",
                (self.ids.new(), id, role, party),
            )
