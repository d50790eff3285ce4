"""`optovik prove concurrency`: show that nothing is oversold, lost or doubled, whoever dies meanwhile."""

import json
import os
import secrets
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from contextlib import AbstractContextManager

from entrypoints.bootstrap.proving import PLACINGS, REAL
from entrypoints.prove.concurrency import Options, proof
from entrypoints.prove.databases import Ground, fresh, given
from entrypoints.prove.report import Report


def main(argv: Sequence[str]) -> int:
    """0 only without violations."""
    asked = parser().parse_args(argv)
    report = concurrency(asked)
    if asked.json:
        print(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        print("\n".join(report.lines()))
    return 1 if report.violations else 0


def concurrency(asked: Namespace) -> Report:
    options = Options(asked.rounds, asked.buyers, asked.processes, asked.seed, asked.placing)
    with ground(asked) as where, proof(options, where.url) as trial:
        trial.report.database = where.name
        trial.run(tell if not asked.json or sys.stderr.isatty() else lambda _: None)
        where.keep = where.keep or bool(trial.report.violations)
        return trial.report


def ground(asked: Namespace) -> AbstractContextManager[Ground]:
    if asked.database:
        return given(asked.database, asked.buyers)
    return fresh(os.environ["DATABASE_URL"], asked.buyers, asked.keep)


def tell(report: Report) -> None:
    print(
        f"round {report.rounds}, {report.seconds:.0f} s: {report.accepted} accepted, {report.killed} killed, "
        f"{len(report.violations)} violations",
        file=sys.stderr,
    )


def parser() -> ArgumentParser:
    whole = ArgumentParser(prog="optovik prove")
    proofs = whole.add_subparsers(required=True, metavar="WHAT")
    help = "buyers race for the last unit and the last rouble while processes are killed"
    one = proofs.add_parser("concurrency", help=help, description=help)
    one.add_argument("--rounds", type=count, default=1000)
    one.add_argument("--buyers", type=count, default=32)
    one.add_argument("--processes", type=count, default=8)
    one.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="gives the same carts again")
    one.add_argument("--database", metavar="URL", help="an empty database to use and leave; otherwise one is made")
    one.add_argument("--keep", action="store_true", help="leave the database that was made")
    one.add_argument("--placing", choices=PLACINGS, default=REAL, help="a broken one must be found out")
    one.add_argument("--json", action="store_true", help="for programs")
    return whole


def count(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise ArgumentTypeError(f"must be a positive number, not {text!r}")
    return int(text)
