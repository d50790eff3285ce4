"""The command `optovik`."""

import errno
import os
import sys
from argparse import REMAINDER, ArgumentParser
from collections.abc import Callable, Sequence
from typing import Any

from entrypoints.settings import Settings
from entrypoints.trouble import Trouble
from entrypoints.values import doors, port

OF_BAD_SETTING = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Trouble is a sentence and a code other than 0, never a traceback."""
    asked = parser().parse_args(argv)
    try:
        settings = Settings.from_env(os.environ)
    except Trouble as trouble:
        return complain(trouble, OF_BAD_SETTING)
    try:
        import structlog

        from entrypoints.cli import commands

        commands.stop_on_signals()
        # Some commands answer with JSON on stdout: events of what they call have no place there.
        structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
        run: Callable[..., int] = asked.run
        return run(settings, asked)
    except Trouble as trouble:
        return complain(trouble, 1)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read the answer has seen enough; what is buffered must not fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        from entrypoints.embedded.home import disk_is_full

        return complain(disk_is_full(settings.home), 1)


def complain(trouble: Trouble, code: int) -> int:
    print(f"optovik: {trouble}", file=sys.stderr)
    return code


def late(module: str, name: str) -> Callable[..., int]:
    """A command whose module is imported when it runs: `optovik --help` needs none of them."""

    def run(*arguments: Any) -> int:
        from importlib import import_module

        code: int = getattr(import_module(module), name)(*arguments)
        return code

    return run


def parser() -> ArgumentParser:
    whole = ArgumentParser(prog="optovik", description="A B2B ordering portal for wholesalers whose books live in 1C.")
    verbs = whole.add_subparsers(required=True, metavar="COMMAND")

    def verb(name: str, help: str, function: str, parents: Any = verbs) -> ArgumentParser:
        made: ArgumentParser = parents.add_parser(name, help=help, description=help)
        made.set_defaults(run=late("entrypoints.cli.commands", function))
        return made

    up = verb("up", "run the whole portal here, on servers of its own", "up")
    up.add_argument("--no-demo", action="store_true", help="no demo logins, no simulated 1C, mail or Bank")

    web = verb("web", "run the web server", "web")
    web.add_argument("--doors", type=doors, help="all, people or exchange (1C only)")
    web.add_argument("--bind", help="address to listen at")
    web.add_argument("--port", type=port, help="port to listen at")

    worker = verb("worker", "run the jobs of the queue", "worker")
    worker.add_argument("--queues", nargs="+", default=[], metavar="QUEUE", help="only these queues")
    worker.add_argument("--processes", type=int, default=1)

    verb("scheduler", "run the outbox relay and all that happens by the clock", "scheduler")
    verb("migrate", "bring the tables up to date", "migrate")
    prepare = verb("prepare", "bring the tables up to date and, with --demo, make the demo logins", "prepare")
    prepare.add_argument("--demo", action="store_true")
    verb("settings", "list the settings, their values and meaning", "show_settings")

    for name, help in (("accounts", "list the demo logins"), ("stats", "count what the portal holds")):
        verb(name, help, name).add_argument("--json", action="store_true", help="for programs")

    exchange = whole_of(verbs, "exchange", "the exchange with 1C")
    send = verb("send", "send a folder of files as 1C would", "send", exchange)
    send.add_argument("folder")
    send.add_argument("--portal", metavar="URL", help="another portal than the one that runs here")
    send.add_argument("--login", help="login of the exchange; the demo one when absent")
    send.add_argument("--password", help="or OPTOVIK_EXCHANGE_PASSWORD")

    prices = verb("prices", "let the portal ask a base for the prices of carts", "ask_prices", exchange)
    prices.add_argument("login", help="login of the exchange of that base")
    prices.add_argument("--url", default="", help="of its HTTP service, https://…/hs/b2b/v1; empty is not asked")
    prices.add_argument("--user", default="", help="who logs in to that service")
    prices.add_argument("--password", help="or OPTOVIK_QUOTE_PASSWORD; absent keeps the present one")
    prices.add_argument("--patience", type=int, default=5, help="seconds to wait for an answer, 1 to 10")

    user = whole_of(verbs, "user", "people who may log in")
    add = verb("add", "make a login; prints a password if none was given", "add_user", user)
    add.add_argument("login")
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True)
    add.add_argument("--company", help="tax number (INN) of the counterparty he acts for")
    add.add_argument("--password")

    check = whole_of(verbs, "check", "try what must hold on the data of this portal")
    rules = verb("rules", "the smallest counterexample to what must hold of prices", "check_rules", check)
    rules.add_argument("--seed", type=int, help="repeats a former check; without it one is drawn and told")

    prove = verb("prove", "show by trial what the portal promises, as in `optovik prove concurrency`", "prove")
    prove.add_argument("rest", nargs=REMAINDER, metavar="WHAT ...")
    return whole


def whole_of(verbs: Any, name: str, help: str) -> Any:
    return verbs.add_parser(name, help=help, description=help).add_subparsers(required=True, metavar="COMMAND")


if __name__ == "__main__":
    sys.exit(main())
