"""Accounts of the demo: a connection for the twin, the seller's people, buyers of clients worth looking at."""

from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, Driver, driver
from adapters.postgres.demo_delivery import add_demo_delivery
from adapters.postgres.search.demo_words import add_demo_synonyms
from application.access.ports import Passwords
from application.shared.ports import Ids

# (login, name, role, which party): the parties are found in what the twin sent.
BUYERS = (
    ("head", "Елена Крылова", "head", "holding"),
    ("company", "Наталья Орлова", "company_admin", "counterparty"),
    ("buyer", "Игорь Савельев", "buyer", "counterparty"),
    ("accountant", "Ольга Белова", "accountant", "counterparty"),
    ("single", "Павел Чернов", "buyer", "alone"),
    ("overdue", "Тимур Галиев", "buyer", "overdue"),
)
STAFF = (
    ("manager", "Менеджер", "manager"),
    ("sales", "Анна Верещагина", "sales_head"),
    ("admin", "Администратор", "administrator"),
    ("editor", "Мария Зимина", "content_editor"),
)

# The largest holding, its member with most contracts, a client in no holding, one who is late with payment.
PARTIES = """
WITH member AS (
    SELECT k.id, k.name, k.holding_id, h.implicit, count(*) OVER (PARTITION BY k.holding_id) AS members,
           (SELECT count(*) FROM contract c WHERE c.counterparty_id = k.id AND NOT c.deleted
               AND coalesce(c.valid_to >= current_date, true)
               AND c.terms = 'limited' AND c.currency = 'RUB') AS contracts,
           EXISTS (SELECT FROM contract c JOIN overdue_document d ON d.owner_id = c.id
                    WHERE c.counterparty_id = k.id) AS late
    FROM counterparty k JOIN holding h ON h.id = k.holding_id WHERE NOT k.deleted AND k.status = 'active'
), found AS (
    SELECT 'holding' AS kind, id, holding_id, (members, contracts, name) AS rank FROM member
     WHERE NOT implicit AND NOT late
    UNION ALL
    SELECT 'counterparty', id, holding_id, (members, contracts, name) FROM member WHERE NOT implicit AND NOT late
    UNION ALL
    SELECT 'alone', id, holding_id, (0, contracts, name) FROM member WHERE implicit AND NOT late AND contracts > 0
    UNION ALL
    SELECT 'overdue', id, holding_id, (0, contracts, name) FROM member WHERE late
)
SELECT DISTINCT ON (kind) kind, id, holding_id FROM found ORDER BY kind, rank DESC
"""


@frozen
class PostgresDemo:
    database: Database
    ids: Ids
    passwords: Passwords

    def connection(self, login: str, name: str, password: str) -> None:
        """The twin's login; marked «test: any base» so that any folder may be sent through it."""
        with self.database.driver() as connection:
            if connection.execute("SELECT 1 FROM connection WHERE login = %s", (login,)).fetchone() is None:
                connection.execute(
                    "INSERT INTO connection (name, login, password_hash, any_base, margin_seconds)"
                    " VALUES (%s, %s, %s, true, 1) ON CONFLICT DO NOTHING",
                    (name, login, self.passwords.hash(password)),
                )
                add_demo_synonyms(connection)
                add_demo_delivery(connection)

    def quotes(self, login: str, url: str, password: str) -> None:
        """Where the twin answers for the prices of carts; an address that somebody set by hand stays."""
        with self.database.driver() as connection:
            connection.execute(
                "UPDATE connection SET quote_url = %s, quote_login = %s, quote_password = %s"
                " WHERE login = %s AND (quote_url = '' OR quote_url LIKE 'http://127.0.0.1:%%')",
                (url, login, password, login),
            )

    def people(self, password_of: dict[str, str]) -> list[tuple[str, str, str]]:
        """(role, login, name) of every account that stands now; buyers come once their clients are there."""
        with self.database.transaction() as core:
            connection = driver(core)
            connection.execute("SELECT pg_advisory_xact_lock(7316002)")
            self._staff(connection, password_of)
            self._buyers(connection, password_of)
            logins = [login for login, *_ in (*BUYERS, *STAFF)]
            rows = connection.execute(
                "SELECT m.role, u.login, u.name FROM app_user u JOIN membership m ON m.user_id = u.id"
                " WHERE u.login = ANY(%s) ORDER BY u.kind, u.login",
                (logins,),
            ).fetchall()
        return [(role, login, name) for role, login, name in rows]

    def _staff(self, connection: Driver, password_of: dict[str, str]) -> None:
        manager = connection.execute(
            "SELECT m.id, m.name FROM manager m JOIN counterparty k ON k.manager_id = m.id"
            " GROUP BY m.id ORDER BY count(*) DESC, m.name LIMIT 1"
        ).fetchone()
        for login, name, role in STAFF:
            bound = manager if role == "manager" else None
            if role == "manager" and bound is None:
                continue
            user = self._user(connection, login, bound[1] if bound else name, "staff", password_of[login])
            if user is not None:
                connection.execute("UPDATE app_user SET manager_id = %s WHERE id = %s", (bound and bound[0], user))
                self._member(connection, user, role, None, None)

    def _buyers(self, connection: Driver, password_of: dict[str, str]) -> None:
        parties = {kind: (id, holding) for kind, id, holding in connection.execute(PARTIES)}
        for login, name, role, kind in BUYERS:
            if kind not in parties:
                continue
            party, holding = parties[kind]
            user = self._user(connection, login, name, "buyer", password_of[login])
            if user is None:
                continue
            connection.execute("UPDATE app_user SET default_counterparty_id = %s WHERE id = %s", (party, user))
            self._member(
                connection, user, role, None if kind == "holding" else party, holding if kind == "holding" else None
            )

    def _user(self, connection: Driver, login: str, name: str, kind: str, password: str) -> UUID | None:
        """The id of a new user; None when there is one."""
        if connection.execute("SELECT 1 FROM app_user WHERE login = %s", (login,)).fetchone():
            return None
        id = self.ids.new()
        connection.execute(
            "INSERT INTO app_user (id, login, name, email, kind, password_hash) VALUES (%s, %s, %s, %s, %s, %s)",
            (id, login, name, f"{login}@client.example", kind, self.passwords.hash(password)),
        )
        return id

    def _member(self, connection: Driver, user: UUID, role: str, party: Any, holding: Any) -> None:
        connection.execute(
            "INSERT INTO membership (id, user_id, role, counterparty_id, holding_id) VALUES (%s, %s, %s, %s, %s)",
            (self.ids.new(), user, role, party, holding),
        )
