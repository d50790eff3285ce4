"""The commands beside `up`. What they call is imported only when they run."""

import json
import os
import secrets
import signal
import subprocess
import sys
from argparse import Namespace
from types import FrameType
from typing import Any, NoReturn

from attrs import evolve

from entrypoints.cli import parts, ports
from entrypoints.cli.console import Console
from entrypoints.cli.hooks import hook
from entrypoints.cli.servers import joined, servers
from entrypoints.settings import Settings
from entrypoints.trouble import Trouble

BOOTSTRAP = "entrypoints.bootstrap"


def up(settings: Settings, asked: Namespace) -> int:
    from entrypoints.cli.up import up as run

    return run(settings, demo=not asked.no_demo)


def web(settings: Settings, asked: Namespace) -> NoReturn:
    with servers(settings) as found:
        options = {name: getattr(asked, name) for name in ("doors", "bind", "port") if getattr(asked, name)}
        found = evolve(found, **options)
        ports.require_free(found.bind, found.port, "OPTOVIK_PORT")
        become(parts.web(found, "--respawn-failed-workers"), found)


def worker(settings: Settings, asked: Namespace) -> NoReturn:
    with servers(settings) as found:
        become(parts.worker(found, tuple(asked.queues) or parts.QUEUES, asked.processes), found)


def become(argv: tuple[str, ...], settings: Settings) -> NoReturn:
    """The same process, so that the signals of a service manager reach whom they are meant for."""
    os.chdir(parts.SOURCES)
    os.execve(argv[0], argv, parts.environ(settings))


def scheduler(settings: Settings, asked: Namespace) -> int:
    with servers(settings) as found:
        os.environ.update(found.environ())
        hook("entrypoints.scheduler", "main")(found)
    return 0


def migrate(settings: Settings, asked: Namespace) -> int:
    with servers(settings, queue=False, own=True) as found:
        hook(BOOTSTRAP, "migrate")(found)
    print("The tables are up to date.")
    return 0


def prepare(settings: Settings, asked: Namespace) -> int:
    """What `optovik up` runs before the portal starts."""
    with servers(settings, queue=False) as found:
        hook(BOOTSTRAP, "migrate")(found)
        accounts = hook(BOOTSTRAP, "demo_accounts")(found) if asked.demo else []
        if asked.demo:
            hook(BOOTSTRAP, "demo_showcase")(found)
    print(json.dumps(accounts))
    return 0


def show_settings(settings: Settings, asked: Namespace) -> int:
    for line in settings.shown():
        print(f"{line.name}\n    {line.meaning}")
        print(f"    value: {line.value or '-'}\n    default: {line.default or '-'}")
    return 0


def accounts(settings: Settings, asked: Namespace) -> int:
    found = demo_accounts(settings)
    if asked.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        Console().table([("role", "login", "password", "name"), *(list(account.values()) for account in found)])
    return 0


def demo_accounts(settings: Settings) -> list[dict[str, str]]:
    with servers(settings, queue=False, own=True) as found:
        given: list[dict[str, str]] = hook(BOOTSTRAP, "demo_accounts")(found)
    return [{key: account[key] for key in ("role", "login", "password", "name")} for account in given]


def stats(settings: Settings, asked: Namespace) -> int:
    with servers(settings, queue=False, own=True) as found:
        counted: dict[str, Any] = hook(BOOTSTRAP, "stats")(found)
    if asked.json:
        print(json.dumps(counted))
    else:
        Console().table([(name, f"{value:>12}") for name, value in counted.items()])
    return 0


def send(settings: Settings, asked: Namespace) -> int:
    """The 1C twin as a client: sends a folder of files as 1C would."""
    found = joined(settings)
    portal = asked.portal or found.local_url
    if ports.answer(f"{portal}/healthz")[0] == 0:
        raise Trouble(f"No portal answers at {portal}.", "Start `optovik up`, or name another by --portal.")
    login, password = asked.login, asked.password or os.environ.get("OPTOVIK_EXCHANGE_PASSWORD", "")
    if not password:
        known = [a for a in demo_accounts(found) if (a["login"] == login if login else a["role"] == "erp")]
        if not known:
            raise Trouble("The password is not known.", "Give it by --password or OPTOVIK_EXCHANGE_PASSWORD.")
        login, password = known[0]["login"], known[0]["password"]
    argv = [sys.executable, "-m", "simulators.onec", "send", asked.folder]
    argv += ["--portal", portal, "--login", login, "--password", password]
    return subprocess.run(argv, env=parts.environ(found)).returncode


def ask_prices(settings: Settings, asked: Namespace) -> int:
    """Whom to ask for the prices of carts, as the page of the exchange sets it."""
    password = asked.password or os.environ.get("OPTOVIK_QUOTE_PASSWORD", "")
    with servers(settings, queue=False, own=True) as found:
        told = hook(BOOTSTRAP, "ask_prices")(found, asked.login, asked.url, asked.user, password, asked.patience)
    print(told)
    return 0


def add_user(settings: Settings, asked: Namespace) -> int:
    with servers(settings, queue=False, own=True) as found:
        made = hook(BOOTSTRAP, "add_user")(
            found,
            login=asked.login,
            name=asked.name,
            role=asked.role,
            password=asked.password,
            company=asked.company,
        )
    print(json.dumps(made, ensure_ascii=False))
    return 0


def check_rules(settings: Settings, asked: Namespace) -> int:
    """0 when nothing is at fault, else 1; goods without a price are told and are no fault."""
    seed = secrets.randbelow(10**6) if asked.seed is None else asked.seed
    with servers(settings, queue=False, own=True) as found:
        lines, is_sound = hook(BOOTSTRAP, "check_rules")(found, seed)
    print("\n".join(lines))
    return 0 if is_sound else 1


def prove(settings: Settings, asked: Namespace) -> int:
    if hook("entrypoints.cli.prove", "brings_its_servers")(asked.rest):
        given: int = hook("entrypoints.cli.prove", "main")(asked.rest)
        return given
    with servers(settings, queue=False, own=True) as found:
        os.environ.update(found.environ())
        code: int = hook("entrypoints.cli.prove", "main")(asked.rest)
    return code


def interruptible(number: int, frame: FrameType | None) -> NoReturn:
    # SIGTERM unwinds as Ctrl-C does, so that a database started for one command is stopped with it.
    raise KeyboardInterrupt


def stop_on_signals() -> None:
    signal.signal(signal.SIGTERM, interruptible)
