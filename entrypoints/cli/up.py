"""`optovik up`: the whole portal by one command, on servers of its own, with demo data and a 1C twin."""

import json
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any

from attrs import define, evolve, field

from entrypoints import nursery
from entrypoints.cli import parts, ports
from entrypoints.cli.console import Console
from entrypoints.cli.reachable import require_database, require_queue
from entrypoints.cli.supervisor import Child, Part, Supervisor
from entrypoints.embedded import orphans
from entrypoints.embedded.home import Home
from entrypoints.embedded.postgres import EmbeddedPostgres
from entrypoints.embedded.process import tail
from entrypoints.embedded.valkey import EmbeddedValkey
from entrypoints.settings import Settings
from entrypoints.trouble import Trouble

READY_WITHIN = 90.0
SENT_WITHIN = 900.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Account = Mapping[str, str]


def up(settings: Settings, demo: bool) -> int:
    """Returns when a signal has stopped it. Raises: Trouble when it cannot start or go on."""
    home = Home(settings.home)
    home.prepare()
    with home.hold():
        console = Console()
        console.say(f"Optovik in {home.root}")
        portal = Portal(settings, demo, home, console, Supervisor(console, home.run / "parts.json"))
        portal.listen_to_signals()
        try:
            portal.start()
            portal.supervisor.serve()
        except KeyboardInterrupt:
            console.say("Stopping.")
        finally:
            portal.hurry_on_signals()
            portal.supervisor.stop_all()
    return 0


@define
class Portal:
    settings: Settings
    demo: bool
    home: Home
    console: Console
    supervisor: Supervisor
    accounts: list[Account] = field(factory=list)

    def start(self) -> None:
        self.take_over()
        self.take_ports()
        self.start_servers()
        with self.console.step("programs of the portal"):
            nursery.import_parts(self.settings)
        self.prepare()
        self.home.tell_servers(self.told())
        self.start_parts()
        if self.demo:
            self.start_twin()
        self.greet()

    def take_over(self) -> None:
        if left := orphans.stop_remembered(self.supervisor.parts_file):
            self.console.say(f"  Of a killed run these were still there and were stopped: {', '.join(left)}.")

    def take_ports(self) -> None:
        """The portal's port must be free; those of the demo move up unless somebody set them."""
        ports.require_free(self.settings.bind, self.settings.port, "OPTOVIK_PORT")
        if self.demo:
            for name, env in (
                ("twin_port", "OPTOVIK_TWIN_PORT"),
                ("mail_page_port", "OPTOVIK_MAIL_PORT"),
                ("smtp_port", "OPTOVIK_SMTP_PORT"),
                ("cbr_port", "OPTOVIK_CBR_PORT"),
            ):
                port = getattr(self.settings, name)
                if env in os.environ:
                    ports.require_free("127.0.0.1", port, env)
                else:
                    found: dict[str, Any] = {name: ports.free_from("127.0.0.1", port)}
                    self.settings = evolve(self.settings, **found)
        if self.demo and not self.settings.smtp_url:
            self.settings = evolve(self.settings, smtp_url=f"smtp://127.0.0.1:{self.settings.smtp_port}")
        if self.has_own_bank:
            self.settings = evolve(self.settings, cbr_url=f"http://127.0.0.1:{self.settings.cbr_port}/scripts")

    @property
    def has_own_bank(self) -> bool:
        """A demo asks nothing of the real Bank, unless somebody names it."""
        return self.demo and not os.environ.get("CBR_URL", "").strip()

    def start_servers(self) -> None:
        if self.settings.database_url:
            require_database(self.settings.database_url)
        else:
            database = EmbeddedPostgres.at(self.home, self.settings.postgres_bin)
            with self.console.step(f"PostgreSQL {database.programs.version}"):
                taken_over = database.prepare()
                child = self.supervisor.start(Part("database", database.command(), vital=True, patience=60.0))
                database.await_ready(child.process)
                database.make_database()
            if taken_over:
                self.console.say(f"  Note: {taken_over}.")
            self.settings = evolve(self.settings, database_url=database.url())
        if self.settings.redis_url:
            require_queue(self.settings.redis_url)
        else:
            queue = EmbeddedValkey.at(self.home)
            with self.console.step("Valkey"):
                queue.prepare()
                child = self.supervisor.start(Part("job queue", queue.command()))
                queue.await_ready(child.process)
            self.settings = evolve(self.settings, redis_url=queue.url)

    def prepare(self) -> None:
        with self.console.step("tables and accounts" if self.demo else "tables"):
            self.make_accounts()

    def make_accounts(self) -> None:
        """In a process of its own: what it opens would stay in the supervisor."""
        preparing = parts.part("prepare", parts.prepare(self.demo), self.home, parts.environ(self.settings)).command
        code, told = nursery.ask(preparing)
        if code != 0:
            raise Trouble(f"The database could not be prepared; the end of {preparing.log}:\n{tail(preparing.log)}")
        self.accounts = json.loads(told)

    def start_parts(self) -> None:
        environ = parts.environ(self.settings)
        if self.demo:
            catcher = parts.mail_catcher(self.settings, self.home)
            self.supervisor.start(parts.part("mail catcher", catcher, self.home, environ))
        if self.has_own_bank:
            self.supervisor.start(parts.part("Bank of Russia", parts.cbr(self.settings), self.home, environ))
        # Vital until it has answered once: a portal that cannot start is not to be tried again and again.
        web = parts.own("web server", parts.web(self.settings), self.home, environ)
        child = self.supervisor.start(evolve(web, vital=True))
        self.supervisor.start(parts.own("worker", parts.worker(self.settings), self.home, environ))
        self.supervisor.start(parts.own("scheduler", parts.scheduler(), self.home, environ))
        with self.console.step("web, worker, scheduler"):
            self.await_web(child)
        child.part = web

    def await_web(self, child: Child) -> None:
        ready = f"{self.settings.local_url}/readyz"

        def unready() -> Trouble:
            status, body = ports.answer(ready)
            told = body.decode(errors="replace")[:500]
            return Trouble(f"The portal is not ready after {READY_WITHIN:.0f} s: {ready} answers {status} {told}")

        self.supervisor.wait_for(lambda: ports.answer(ready)[0] == 200, READY_WITHIN, unready)

    def start_twin(self) -> None:
        erp = next((account for account in self.accounts if account["role"] == "erp"), None)
        if erp is None:
            self.console.say("  The 1C twin is not started: there is no demo login for it.")
            return
        argv = parts.twin(self.settings, self.home, erp["login"], erp["password"])
        twin = parts.part("1C twin", argv, self.home, parts.environ(self.settings))
        said = Follower.at_end_of(twin.command.log)
        self.supervisor.start(twin)
        # The second start finds the goods in the database, and the twin goes on with what changed.
        done = self.home.root / "demo-loaded"
        if not done.exists():
            with self.console.step("1C twin sends goods, prices, stock, clients"):
                self.await_twin(said)
                # The buyers' companies have come only now.
                self.make_accounts()
            done.touch()

    def await_twin(self, said: "Follower") -> None:
        def sent() -> bool:
            for line in said.new_lines():
                self.console.say(f"      {line}")
            status, body = ports.answer(f"{self.twin_url}/status")
            return status == 200 and json.loads(body).get("sent") is True

        def late() -> Trouble:
            return Trouble(f"The 1C twin has not sent its data in {SENT_WITHIN:.0f} s.", f"See {said.path}.")

        self.supervisor.wait_for(sent, SENT_WITHIN, late)

    @property
    def twin_url(self) -> str:
        return f"http://127.0.0.1:{self.settings.twin_port}"

    def told(self) -> dict[str, str]:
        """What other commands in the same home need to work with this portal."""
        servers = ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "CBR_URL")
        kept = (*servers, "OPTOVIK_TWIN_PORT", "OPTOVIK_BIND", "OPTOVIK_PORT", "OPTOVIK_PUBLIC_URL", "OPTOVIK_HOME")
        environ = self.settings.environ()
        return {name: environ[name] for name in kept if name in environ}

    def greet(self) -> None:
        self.console.say(f"\nReady in {time.monotonic() - self.console.began:.1f} s.\n")
        pages = [("Portal", f"{self.settings.public_url}/")]
        if self.demo:
            pages += [
                ("1C twin", f"{self.twin_url}/"),
                ("Mail", f"http://127.0.0.1:{self.settings.mail_page_port}/"),
            ]
        if self.has_own_bank:
            pages.append(("Bank of Russia", f"http://127.0.0.1:{self.settings.cbr_port}/"))
        self.console.table([*pages, ("Logs", str(self.home.logs))])
        if self.accounts:
            self.console.say()
            logins = ((a["role"], a["login"], a["password"], a["name"]) for a in self.accounts)
            self.console.table([("role", "login", "password", "name"), *logins])
        self.console.say("\nCtrl-C stops it; the data stay.")

    def listen_to_signals(self) -> None:
        def stop(number: int, frame: FrameType | None) -> None:
            self.hurry_on_signals()
            raise KeyboardInterrupt

        for number in SIGNALS:
            # `nohup` ignores the hang-up for us; Ctrl-C is ours even where a shell's `&` has it ignored.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, stop)

    def hurry_on_signals(self) -> None:
        def hurry(number: int, frame: FrameType | None) -> None:
            self.supervisor.hurry = True

        for number in SIGNALS:
            if number != signal.SIGHUP:
                signal.signal(number, hurry)


@define
class Follower:
    """What is added to a log."""

    path: Path
    offset: int

    @classmethod
    def at_end_of(cls, path: Path) -> "Follower":
        return cls(path, path.stat().st_size if path.exists() else 0)

    def new_lines(self) -> list[str]:
        if not self.path.exists():
            return []
        with self.path.open("rb") as log:
            log.seek(self.offset)
            told, newline, _ = log.read().rpartition(b"\n")
        self.offset += len(told) + len(newline)
        return told.decode(errors="replace").splitlines()
