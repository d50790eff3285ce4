"""The processes that the portal consists of, as command lines."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from attrs import evolve

from entrypoints import nursery
from entrypoints.cli.supervisor import Part
from entrypoints.embedded.home import Home
from entrypoints.embedded.process import Command
from entrypoints.settings import Settings

SOURCES = Path(__file__).resolve().parents[2]
QUEUES = ("exchange", "orders", "documents", "notify", "integrations", "pricing", "catalogue", "media")


def environ(settings: Settings) -> dict[str, str]:
    """For our own processes: the settings in full, and where to import from."""
    path = os.pathsep.join(filter(None, [str(SOURCES), os.environ.get("PYTHONPATH", "")]))
    # SAFEPATH: a folder named like one of ours, where the command was given, must not be taken for it.
    python = {"PYTHONPATH": path, "PYTHONSAFEPATH": "1", "PYTHONUNBUFFERED": "1"}
    # An arena for each thread keeps what one import needed from all the others.
    memory = {"MALLOC_ARENA_MAX": os.environ.get("MALLOC_ARENA_MAX", "2")}
    return dict(os.environ) | settings.environ() | python | memory


def web(settings: Settings, *options: str) -> tuple[str, ...]:
    """To be run in SOURCES: Granian puts its working folder first on the path."""
    return (
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", settings.bind, "--port", str(settings.port)),
        *("--workers", str(settings.web_workers), "--blocking-threads", str(settings.web_threads)),
        *("--workers-kill-timeout", "15"),
        *options,
        "entrypoints.web:app",
    )


def worker(settings: Settings, queues: tuple[str, ...] = QUEUES, processes: int = 1) -> tuple[str, ...]:
    return (
        *(sys.executable, "-m", "dramatiq", "entrypoints.worker_app", "--processes", str(processes)),
        *("--threads", str(settings.worker_threads), "--worker-shutdown-timeout", "15000"),
        *("--skip-logging", "--path", str(SOURCES), "--queues", *queues),
    )


def scheduler() -> tuple[str, ...]:
    return (sys.executable, "-m", "entrypoints.cli.main", "scheduler")


def prepare(demo: bool) -> tuple[str, ...]:
    return (sys.executable, "-m", "entrypoints.cli.main", "prepare", *(["--demo"] if demo else []))


def mail_catcher(settings: Settings, home: Home) -> tuple[str, ...]:
    return (
        *(sys.executable, "-m", "simulators.mail", "--smtp-port", str(settings.smtp_port)),
        *("--http-port", str(settings.mail_page_port), "--state", str(home.root / "mail")),
    )


def cbr(settings: Settings) -> tuple[str, ...]:
    return (sys.executable, "-m", "simulators.cbr", "--port", str(settings.cbr_port))


def twin(settings: Settings, home: Home, login: str, password: str) -> tuple[str, ...]:
    return (
        *(sys.executable, "-m", "simulators.onec", "serve", "--portal", settings.local_url),
        *("--login", login, "--password", password, "--state", str(home.root / "twin")),
        *("--port", str(settings.twin_port), "--interval", "5"),
    )


def part(name: str, argv: tuple[str, ...], home: Home, environ: Mapping[str, str]) -> Part:
    return Part(name, Command(argv, home.log(name.replace(" ", "-")), environ, folder=SOURCES))


def own(name: str, argv: tuple[str, ...], home: Home, environ: Mapping[str, str]) -> Part:
    """Of the portal itself: its modules have been imported here."""
    return evolve(part(name, argv, home, environ), bear=nursery.bear)
