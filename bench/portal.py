"""A portal of the bench's own: PostgreSQL with statement statistics and fsync, a queue, processes as `up` runs them."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from attrs import define, evolve, field

from adapters.postgres.migrating import migrate
from entrypoints.cli import parts, ports
from entrypoints.embedded.home import Home
from entrypoints.embedded.postgres import EmbeddedPostgres
from entrypoints.embedded.process import Command, has_ended, spawn, stop, tail
from entrypoints.embedded.valkey import EmbeddedValkey
from entrypoints.settings import Settings

READY_WITHIN = 180.0  # two processes of a busy machine import for long
SEEN_BY_ALL = {"pg_stat_statements.max": "5000", "pg_stat_statements.track_planning": "off"}


@define
class Portal:
    settings: Settings
    home: Home
    database: int
    running: dict[str, subprocess.Popen[bytes]] = field(factory=dict)

    @property
    def address(self) -> str:
        return self.settings.local_url

    @contextmanager
    def connected(self) -> Iterator[psycopg.Connection[Any]]:
        """Autocommit."""
        with psycopg.connect(self.settings.database_url, autocommit=True) as connection:
            yield connection

    @contextmanager
    def process(self, name: str, argv: tuple[str, ...], ready: Callable[[], bool]) -> Iterator[int]:
        """Its pid; it is stopped when the block ends. Raises: RuntimeError when it does not come up."""
        command = Command(argv, self.home.log(name), parts.environ(self.settings), folder=parts.SOURCES)
        process = spawn(command)
        try:
            deadline = time.monotonic() + READY_WITHIN
            while not ready():
                if has_ended(process) or time.monotonic() > deadline:
                    raise RuntimeError(f"{name} does not come up:\n{tail(command.log, 30)}")
                time.sleep(0.1)
            yield process.pid
        finally:
            stop(process, signal.SIGTERM, 20.0)

    @contextmanager
    def web(self) -> Iterator[int]:
        def ready() -> bool:
            return ports.answer(f"{self.address}/readyz")[0] in (200, 503)

        with self.process("web", parts.web(self.settings), ready) as pid:
            yield pid

    @contextmanager
    def worker(self) -> Iterator[int]:
        log = self.home.log("worker")
        began = log.stat().st_size if log.exists() else 0

        def ready() -> bool:
            return b"ready for action" in log.read_bytes()[began:]

        with self.process("worker", parts.worker(self.settings), ready) as pid:
            yield pid

    @contextmanager
    def limit(self, module: str, environ: Mapping[str, str]) -> Iterator[tuple[int, str]]:
        """(pid, address) of a bare view on the same server with the same settings."""
        port = ports.free_from(self.settings.bind, self.settings.port + 1)
        told = evolve(self.settings, port=port)
        argv = (*parts.web(told)[:-1], f"{module}:app")
        os.environ.update(environ)
        with self.process("limit", argv, lambda: ports.answer(f"{told.local_url}/ready")[0] == 200) as pid:
            yield pid, told.local_url


@contextmanager
def portal(folder: Path) -> Iterator[Portal]:
    """Servers with all tables; what stands in the folder from an earlier run is used again."""
    home = Home(folder)
    home.prepare()
    with ExitStack() as running:
        running.enter_context(home.hold())
        database = EmbeddedPostgres.at(home, overrides=SEEN_BY_ALL)
        url = running.enter_context(database.running())
        queue = running.enter_context(EmbeddedValkey.at(home).running())
        # Two runs at once must not choose the same one: the servers would share it and answer for each other.
        port = ports.free_from("127.0.0.1", 18080 + os.getpid() % 1000 * 10)
        settings = Settings(home=folder, database_url=url, redis_url=queue, port=port)
        migrate(url)
        postmaster = int((database.data / "postmaster.pid").read_text().split()[0])
        yield Portal(settings, home, postmaster)
