"""The whole portal for a scenario: its real processes over a database of the module's own, and what they left there."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any, TypeVar

import httpx
import psycopg
from attrs import define, field

from entrypoints.bootstrap import add_user, demo_accounts, stats
from entrypoints.cli import parts
from entrypoints.embedded.home import Home
from entrypoints.embedded.process import Command, bury, ends_within, has_ended, spawn, tail
from entrypoints.settings import Settings
from simulators.mail.letters import Letters
from simulators.onec.client import Client
from tests.servers import share_templates

READY_WITHIN = 60.0
# What an installation has before anybody told it anything.
KEPT = ("alembic_version", "order_status", "role", "catalogue_state")
COUNTED = ("groups", "products", "variants", "prices", "stock_rows")
Seen = TypeVar("Seen")


class NotInTime(AssertionError):
    """What was waited for has not come."""


@define
class Portal:
    settings: Settings
    home: Home
    erp_password: str = ""
    processes: dict[str, "Popen[bytes]"] = field(factory=dict)

    @property
    def url(self) -> str:
        return self.settings.local_url

    @property
    def letters(self) -> Letters:
        return Letters(self.home.root / "mail")

    def start(self) -> None:
        """Web, worker, scheduler and the mail catcher, by the command lines of `optovik up`."""
        for name, argv in (
            ("mail", parts.mail_catcher(self.settings, self.home)),
            ("web", parts.web(self.settings)),
            ("worker", parts.worker(self.settings)),
            ("scheduler", parts.scheduler()),
        ):
            command = Command(argv, self.home.log(name), parts.environ(self.settings), folder=parts.SOURCES)
            self.processes[name] = spawn(command)
        until(lambda: self.is_ready() or None, READY_WITHIN, self.story)

    def is_ready(self) -> bool:
        ended = [name for name, process in self.processes.items() if has_ended(process)]
        assert not ended, f"{ended} ended:\n{self.story()}"
        try:
            return httpx.get(f"{self.url}/readyz", trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def shows_all(self) -> bool:
        """Whether pages answer from an index of the catalogue as it is now: it follows an import within seconds."""
        told = httpx.get(f"{self.url}/readyz", trust_env=False).json()["catalogue_index_of"]["version"]
        return bool(told == self.one("SELECT catalogue_version FROM catalogue_state"))

    def stop(self) -> None:
        """All at once, then one by one."""
        for process in self.processes.values():
            if not has_ended(process):
                os.kill(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            ends_within(process, 10)
            bury(process)

    def story(self) -> str:
        """The ends of the logs, for whoever reads a failed test."""
        return "\n".join(f"{name}:\n{tail(self.home.log(name), 15)}" for name in self.processes)

    def empty(self) -> None:
        """As an installation that nobody has connected yet, but for the login of one 1C."""
        # Roles hang on the companies that made them: the built-in ones go with all companies, and are put back.
        emptied = (
            "CREATE TEMP TABLE built_in AS SELECT * FROM role WHERE counterparty_id IS NULL;"
            f"TRUNCATE {', '.join(self.tables())} RESTART IDENTITY CASCADE;"
            "INSERT INTO role SELECT * FROM built_in"
        )
        # The clocks of the running portal look at some of these tables in an order of their own.
        until(lambda: self.has_run(emptied) or None)
        self.make_accounts()

    def tables(self) -> list[str]:
        rows = self.rows("SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'")
        return [row["name"] for row in rows if row["name"] not in KEPT]

    def make_accounts(self) -> dict[str, dict[str, str]]:
        """By login."""
        accounts = {account["login"]: account for account in demo_accounts(self.settings)}
        self.erp_password = accounts["erp"]["password"]
        return accounts

    def add_buyer(self, login: str, inn: str) -> None:
        """A buyer of one more company; his password is his login."""
        add_user(self.settings, login=login, name="Покупатель", role="head", password=login, company=inn)

    def erp(self) -> Client:
        """1C with the login of the connection."""
        return Client(self.url, "erp", self.erp_password)

    def rows(self, statement: str, *facts: Any) -> list[dict[str, Any]]:
        with psycopg.connect(self.settings.database_url, row_factory=psycopg.rows.dict_row) as connection:
            return connection.execute(statement.encode(), facts).fetchall()

    def one(self, statement: str, *facts: Any) -> Any:
        (row,) = self.rows(statement, *facts)
        (value,) = row.values()
        return value

    def run(self, statement: str, *facts: Any) -> None:
        with psycopg.connect(self.settings.database_url) as connection:
            connection.execute(statement.encode(), facts)

    def has_run(self, statement: str) -> bool:
        try:
            self.run(statement)
        except psycopg.errors.DeadlockDetected:
            return False
        return True

    def counted(self) -> dict[str, int]:
        found = stats(self.settings)
        return {name: found[name] for name in COUNTED}

    def messages(self, after: int = 0) -> list[dict[str, Any]]:
        """Of the exchange journal, in the order in which they came."""
        return self.rows("SELECT * FROM inbox_message WHERE id > %s ORDER BY id", after)

    def last_message(self) -> int:
        return int(self.one("SELECT coalesce(max(id), 0) FROM inbox_message"))

    def refusals(self) -> list[dict[str, Any]]:
        return self.rows("SELECT weight, place, code, text, erp_ref FROM refusal ORDER BY id")


@contextmanager
def a_portal(database_url: str, redis_url: str, root: Path) -> Iterator[Portal]:
    """Everything runs as an operator would start it; one process of each kind is enough for one buyer and one 1C."""
    home = Home(root)
    home.prepare()
    share_templates(root)
    web, page, smtp = free_ports(3)
    environ: Mapping[str, str] = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "OPTOVIK_HOME": str(root),
        "OPTOVIK_PORT": str(web),
        "OPTOVIK_MAIL_PORT": str(page),
        "OPTOVIK_SMTP_PORT": str(smtp),
        "SMTP_URL": f"smtp://127.0.0.1:{smtp}",
        "CBR_URL": "off",
        "OPTOVIK_WEB_WORKERS": "1",
        "OPTOVIK_WORKER_THREADS": "2",
    }
    portal = Portal(Settings.from_env(environ), home)
    try:
        portal.start()
        portal.make_accounts()
        yield portal
    finally:
        portal.stop()


def free_ports(count: int) -> list[int]:
    """All held at once while they are looked for, so that no two are the same."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def until(look: Callable[[], Seen | None], seconds: float = 30.0, why: Callable[[], str] = str) -> Seen:
    """The first thing seen that is not None."""
    deadline = time.monotonic() + seconds
    while (seen := look()) is None:
        if time.monotonic() > deadline:
            raise NotInTime(f"not within {seconds:.0f} s {why()}")
        time.sleep(0.1)
    return seen
