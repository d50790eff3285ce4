"""The machines of the trial: a PostgreSQL and a Redis of its own, nodes of the web, workers, a scheduler.

Each can be killed as a power cut would kill it, and is started again on what it left on its disk.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from shutil import rmtree
from threading import Lock
from typing import Any
from urllib.parse import quote

import psycopg
from attrs import define, evolve, field, frozen

from entrypoints.embedded.home import Home
from entrypoints.embedded.postgres import EmbeddedPostgres
from entrypoints.embedded.process import has_ended, spawn, stop, tail
from entrypoints.embedded.valkey import EmbeddedValkey
from entrypoints.prove.doors.nursery import Birth
from entrypoints.prove.doors.shop import Broken, Unanswered
from entrypoints.prove.doors.talking import Talk
from entrypoints.settings import Settings
from entrypoints.trouble import Trouble

READY_WITHIN = 90.0
# Small, since the goods are eight; what is promised to the disk is kept: fsync and synchronous_commit stay on.
SMALL = {"shared_buffers": "64MB", "max_wal_size": "512MB", "max_connections": "120"}
NAMED = "prove-"


@define
class Server:
    """A PostgreSQL or a Redis that this program has started."""

    embedded: EmbeddedPostgres | EmbeddedValkey
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        self.embedded.prepare()
        self.process = spawn(self.embedded.command())
        self.embedded.await_ready(self.process)

    def kill(self) -> None:
        """SIGKILL for Redis. For PostgreSQL its immediate stop: no goodbye, no checkpoint, recovery from the log."""
        assert self.process is not None
        number = signal.SIGQUIT if isinstance(self.embedded, EmbeddedPostgres) else signal.SIGKILL
        self.process.send_signal(number)
        self.process.wait()

    def close(self) -> None:
        if self.process is not None:
            stop(self.process, self.embedded.command().farewell, 20.0)


@frozen
class Role:
    """kind: web, worker or scheduler. argv is a command line of `python -m`."""

    kind: str
    name: str
    argv: tuple[str, ...]
    port: int = 0


@define(eq=False)
class Part:
    """What plays a role now. Its sessions in the database carry the name of role and life."""

    role: Role
    pid: int = 0
    life: int = 0

    @property
    def session(self) -> str:
        return f"{NAMED}{self.role.name}-{self.life}"

    def send(self, number: signal.Signals) -> bool:
        """To the whole group: the node and whatever it has forked."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)
            return True
        return False


@frozen
class Processes:
    """How the command line starts the parts of the portal: `web`, `worker` and `scheduler` give command lines of
    `python -m`, to be run in `folder`.
    """

    web: Callable[[Settings], tuple[str, ...]]
    worker: Callable[[Settings], tuple[str, ...]]
    scheduler: Callable[[], tuple[str, ...]]
    environ: Callable[[Settings], dict[str, str]]
    free_port: Callable[[str, int], int]
    folder: Path


@define
class Machines:
    """of_nodes: nodes of the web, and as many workers. A given URL belongs to a server that is not ours to kill."""

    home: Home
    settings: Settings
    processes: Processes
    of_nodes: int = 2
    parts: list[Part] = field(factory=list)
    postgres: Server | None = None
    redis: Server | None = None
    nursery: Any = None
    lock: Lock = field(factory=Lock)

    def prepare(self) -> None:
        """Servers first, so that the tables can be made."""
        if not self.settings.database_url:
            rmtree(self.home.root / "postgres", ignore_errors=True)
            embedded = EmbeddedPostgres.at(self.home, self.settings.postgres_bin, SMALL)
            self.postgres = Server(embedded)
            self.postgres.start()
            embedded.make_database()
            self.settings = evolve(self.settings, database_url=embedded.url())
        if not self.settings.redis_url:
            rmtree(self.home.root / "valkey", ignore_errors=True)
            self.redis = Server(valkey := EmbeddedValkey.at(self.home))
            self.redis.start()
            self.settings = evolve(self.settings, redis_url=valkey.url)

    def start(self) -> None:
        folder = self.home.log("nursery")
        argv = [sys.executable, "-m", "entrypoints.prove.doors.nursery"]
        with folder.open("ab") as log:
            self.nursery = subprocess.Popen(
                argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, cwd=self.processes.folder,
                env=self.processes.environ(self.settings), process_group=0,
            )  # fmt: skip
        if self.nursery.stdout.readline().strip() != "ready":
            raise Trouble(f"The parts of the portal do not start; the end of {folder}:\n{tail(folder)}")
        for role in self.roles():
            self.parts.append(part := Part(role))
            self.birth(part)
        self.await_ready()

    def roles(self) -> list[Role]:
        one = evolve(self.settings, web_workers=1, web_threads=6, worker_threads=2)
        found, port = [], self.settings.port
        for number in range(self.of_nodes):
            port = self.processes.free_port(self.settings.bind, port + 1)
            found.append(Role("web", f"web-{number + 1}", self.processes.web(evolve(one, port=port)), port))
        found += [Role("worker", f"worker-{number + 1}", self.processes.worker(one)) for number in range(self.of_nodes)]
        return [*found, Role("scheduler", "scheduler", self.processes.scheduler())]

    @property
    def web_ports(self) -> tuple[int, ...]:
        return tuple(part.role.port for part in self.parts if part.role.kind == "web")

    def birth(self, part: Part) -> None:
        """Returns at once; the part is at work some tenths of a second later."""
        part.life += 1
        url = self.settings.database_url
        named = f"{url}{'&' if '?' in url else '?'}application_name={quote(part.session)}"
        own = evolve(self.settings, database_url=named, port=part.role.port or self.settings.port,
                     web_workers=1, web_threads=6, worker_threads=2)  # fmt: skip
        birth = Birth(part.role.argv, self.processes.environ(own), str(self.home.log(part.role.name)))
        with self.lock:
            self.nursery.stdin.write(birth.line())
            self.nursery.stdin.flush()
            part.pid = int(self.nursery.stdout.readline())

    def await_ready(self) -> None:
        for port in self.web_ports:
            wait_for(partial(is_ready, port), f"The node at port {port} does not answer", self)

    def story(self) -> str:
        return "\n".join(f"{p.role.name}:\n{tail(self.home.log(p.role.name), 12)}" for p in self.parts)

    def close(self) -> None:
        for part in self.parts:
            part.send(signal.SIGTERM)
        if self.nursery is not None:
            time.sleep(0.5)
            for part in self.parts:
                part.send(signal.SIGKILL)
            self.nursery.stdin.close()
            self.nursery.wait(10)
        for server in (self.redis, self.postgres):
            if server is not None and server.process is not None and not has_ended(server.process):
                server.close()


def is_ready(port: int) -> bool:
    try:
        return Talk((port,)).ask("GET", "/readyz").status == 200
    except (Unanswered, Broken):
        return False


def wait_for(come: Callable[[], bool], what: str, machines: Machines, seconds: float = READY_WITHIN) -> None:
    until = time.monotonic() + seconds
    while not come():
        if time.monotonic() > until:
            raise Trouble(f"{what} after {seconds:.0f} s.\n{machines.story()}")
        time.sleep(0.05)


def connected(url: str) -> psycopg.Connection[Any]:
    """A database that is just being started again is waited for."""
    until = time.monotonic() + READY_WITHIN
    while True:
        try:
            return psycopg.connect(url, autocommit=True, connect_timeout=10, application_name="prove-referee")
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
