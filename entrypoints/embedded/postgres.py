"""A PostgreSQL server of our own: made, started, taken over, stopped.

Its package offers to do this, but opens folders to everyone, creates a system
user, and leaves the server running when its process is killed.
"""

import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from types import MappingProxyType
from typing import Self
from urllib.parse import quote

import psycopg
from attrs import frozen

from entrypoints.embedded import orphans
from entrypoints.embedded.home import Home, disk_is_full
from entrypoints.embedded.identity import Identity, database_identity, turning_into
from entrypoints.embedded.process import Command, Process, has_ended, spawn, stop, tail
from entrypoints.embedded.programs import PostgresPrograms, find_bindir
from entrypoints.trouble import Trouble

NAME = "optovik"
PATIENCE = 60.0
# For a developer's machine that does other work too; a server of its own is tuned by its keeper.
SETTINGS = {
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "max_connections": "100",
    "max_logical_replication_workers": "0",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
}
UNCHANGED: Mapping[str, str] = MappingProxyType({})


@frozen
class EmbeddedPostgres:
    """`overrides` replace SETTINGS."""

    home: Home
    programs: PostgresPrograms
    identity: Identity
    sockets: Path
    overrides: Mapping[str, str] = UNCHANGED

    @classmethod
    def at(cls, home: Home, bindir: Path | None = None, overrides: Mapping[str, str] = UNCHANGED) -> Self:
        version = home.root / "postgres" / "PG_VERSION"
        programs = find_bindir(bindir, int(version.read_text()) if version.exists() else None)
        identity = database_identity(programs.path("postgres"), home.root)
        return cls(home, programs, identity, home.sockets() / "postgres", overrides)

    @property
    def data(self) -> Path:
        return self.home.root / "postgres"

    @property
    def log(self) -> Path:
        return self.home.log("postgres")

    def url(self, database: str = NAME) -> str:
        return f"postgresql://{NAME}@/{database}?host={quote(str(self.sockets))}"

    def prepare(self) -> str:
        """Make the cluster, or take it over from a killed run. Returns a sentence if one still ran."""
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        self.identity.give(self.sockets)
        if not self.data.exists():
            self.create()
            return ""
        self.identity.give(self.data)
        return orphans.take_over(self.data)

    def create(self) -> None:
        # Under another name until complete: what an interrupted initdb left is not taken for a cluster.
        draft = self.data.with_suffix(".new")
        rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self.identity.give(draft)
        argv = [*self.identity.wrapper, self.programs.path("initdb"), "-D", str(draft), "-U", NAME]
        argv += ["--auth=trust", "--encoding=UTF8", *self.locale()]
        made = subprocess.run(argv, capture_output=True, text=True, cwd="/", **turning_into(self.identity))
        if made.returncode != 0:
            rmtree(draft, ignore_errors=True)
            if "No space left" in made.stderr:
                raise disk_is_full(self.data)
            raise Trouble(f"The database cluster could not be made in {self.data}:\n{made.stderr.strip()}")
        draft.rename(self.data)

    def locale(self) -> list[str]:
        # With lc_ctype C, trigrams of Cyrillic words are silently empty: searches would just find nothing.
        if self.programs.major < 17:
            return ["--locale=C.UTF-8"]
        return [
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--lc-collate=C",
            "--lc-ctype=C.UTF-8",
        ]

    def command(self) -> Command:
        settings = SETTINGS | {"unix_socket_directories": str(self.sockets)}
        if self.programs.has_statement_statistics:
            settings["shared_preload_libraries"] = "pg_stat_statements"
        settings |= self.overrides
        argv = [self.programs.path("postgres"), "-D", str(self.data)]
        argv += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        # SIGINT is its fast shutdown: clients are cut off, what they committed stays.
        return Command(tuple(argv), self.log, identity=self.identity, farewell=signal.SIGINT)

    def await_ready(self, process: Process) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
                return
            except psycopg.OperationalError as error:
                if has_ended(process) or time.monotonic() > deadline:
                    raise self.failed(str(error).strip()) from None
            time.sleep(0.02)

    def failed(self, reason: str) -> Trouble:
        told = tail(self.log)
        if "No space left" in told:
            return disk_is_full(self.data)
        return Trouble(f"The database does not start; the end of {self.log}:\n{told or reason}")

    def make_database(self, name: str = NAME) -> None:
        """Make the database unless it is there. Raises: Trouble when it cannot search Cyrillic text."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            known = connection.execute("select from pg_database where datname = %s", [name]).fetchone()
            if known is None:
                connection.execute(f'create database "{name}"'.encode())
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute("create extension if not exists pg_trgm")
            if self.programs.has_statement_statistics:
                connection.execute("create extension if not exists pg_stat_statements")
            searches = connection.execute("select show_trgm('ё') <> '{}'").fetchone()
        if searches != (True,):
            raise Trouble(
                f"The database in {self.data} has a locale in which Cyrillic text cannot be searched.",
                "Move the folder away and let the portal make a new one, or set DATABASE_URL.",
            )

    @contextmanager
    def running(self) -> Iterator[str]:
        """Run it for the duration of the block; the home's lock is the caller's to hold."""
        self.prepare()
        command = self.command()
        process = spawn(command)
        try:
            self.await_ready(process)
            self.make_database()
            yield self.url()
        finally:
            stop(process, command.farewell, PATIENCE)
