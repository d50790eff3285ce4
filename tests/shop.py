"""The wholesaler of the proof behind the real application: sellers that 1C knows, buyers who are strangers."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID, uuid4

import psycopg
from attrs import define, frozen
from falcon.testing import Result, TestClient

from adapters.postgres.database import Database
from adapters.system.passwords import Argon2Passwords
from entrypoints.bootstrap.web import web_application
from entrypoints.http.visits import COOKIE, CSRF_HEADER
from entrypoints.prove.world import build, token
from entrypoints.settings import Settings
from tests.servers import share_templates

BUYERS = 12
PASSWORD = "сезам-откройся"
CSRF = "csrf"
ERP = "prove-1"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

SELLERS = """
UPDATE seller_organization SET connection_id = 1, erp_id = 's' || name, full_name = 'ООО «' || name || '»',
    inn = '7701234567', kpp = '770101001', address = 'Москва', account = '40702810400000000001',
    bik = '044525225', bank_name = 'ПАО СБЕРБАНК', corr_account = '30101810400000000225'
"""
# The proof names its own numbers; what comes after it, an import or a test, takes the next ones.
COUNTERS = """
SELECT format('SELECT setval(%L, (SELECT coalesce(max(%I), 0) + 1 FROM %I), false)',
    pg_get_serial_sequence(format('%I', table_name), column_name), column_name, table_name)
FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES'
"""


def settle(url: str, buyers: int = BUYERS) -> None:
    """Into a database with all tables: plenty of everything, room on every limit, one password for all."""
    hashed = Argon2Passwords().hash(PASSWORD)
    with psycopg.connect(url, autocommit=True) as connection:
        build(connection, buyers)
        connection.execute(SELLERS)
        connection.execute("UPDATE session SET csrf = %s", [CSRF])
        connection.execute("UPDATE stock SET free = 100000")
        connection.execute("UPDATE credit_limit SET amount = 100000000")
        connection.execute("UPDATE connection SET password_hash = %s, any_base = true", [hashed])
        for (statement,) in connection.execute(COUNTERS).fetchall():
            connection.execute(statement)
        connection.execute("UPDATE app_user SET password_hash = %s, email = login || '@example.org'", [hashed])


def settings(database_url: str, redis_url: str, home: Path, **more: str) -> Settings:
    share_templates(home)
    told = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "OPTOVIK_HOME": str(home)}
    # A test asks nothing of the real Bank of Russia.
    return Settings.from_env({**told, "OPTOVIK_SECRET": "of the tests", "CBR_URL": "off", **more})


def environ(of: Settings) -> dict[str, str]:
    """For a process of ours that is started by itself."""
    return {**os.environ, **of.environ(), "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(Path(__file__).parents[1])}


@define
class Shop:
    """The whole web application in this process, and the tables behind it."""

    client: TestClient
    database: Database

    @classmethod
    def open(cls, of: Settings) -> Self:
        return cls(TestClient(web_application(of)), Database(of.database_url))

    def buyer(self, number: int) -> "Visitor":
        return Visitor(self.client, token(number))

    def rows(self, statement: str, *facts: object) -> list[tuple[Any, ...]]:
        with self.database.driver() as connection:
            return connection.execute(statement.encode(), facts or None).fetchall()

    def one(self, statement: str, *facts: object) -> Any:
        return self.rows(statement, *facts)[0][0]

    def run(self, statement: str, *facts: object) -> None:
        with self.database.driver() as connection:
            connection.execute(statement.encode(), facts or None)

    def close(self) -> None:
        self.database.close()


@frozen
class Visitor:
    """Somebody with a session cookie, or a guest when there is no token."""

    client: TestClient
    token: str = ""

    def ask(self, method: str, path: str, json: object = None, **headers: str) -> Result:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._send(method, path, {CSRF_HEADER: CSRF, **named}, json=json)

    def form(self, path: str, fields: Mapping[str, str]) -> Result:
        sent = {"csrf": CSRF, **fields}
        return self.client.simulate_post(path, body=urlencode(sent), cookies=self.cookies, headers=FORM)

    @property
    def cookies(self) -> dict[str, str]:
        return {COOKIE: self.token} if self.token else {}

    def _send(self, method: str, path: str, headers: Mapping[str, str], json: object) -> Result:
        more: dict[str, Any] = {} if json is None else {"json": json}
        return self.client.simulate_request(method, path, headers=dict(headers), cookies=self.cookies, **more)

    def fill(self, lines: Sequence[tuple[int, str]]) -> dict[str, Any]:
        """The cart holds these lines beside what was there; the cart as it is then."""
        rows = [{"variant": str(variant), "quantity": quantity} for variant, quantity in lines]
        filled = self.ask("POST", "/api/v1/cart/lines", {"lines": rows, "operation_id": str(uuid4())})
        assert filled.status_code == 200, filled.text
        cart: dict[str, Any] = self.ask("GET", "/api/v1/cart").json
        return cart

    def order(self, cart: Mapping[str, Any], key: str, **more: object) -> Result:
        body = {"cart_version": cart["version"], "total_seen": cart["totals"], **more}
        return self.ask("POST", "/api/v1/orders", body, Idempotency_Key=key)

    def placed(self, lines: Sequence[tuple[int, str]], key: str) -> list[UUID]:
        answer = self.order(self.fill(lines), key)
        assert answer.status_code == 201, answer.text
        return [UUID(order["id"]) for order in answer.json["orders"]]
