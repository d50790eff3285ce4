"""`optovik prove`: that nothing is oversold, lost or doubled, that stored prices are what their steps give, and that a
price list was issued here."""

import json
import os
import secrets
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from contextlib import AbstractContextManager
from hashlib import file_digest
from pathlib import Path

from attrs import evolve

from application.price_lists.values import PriceListFile
from application.queries.proof import LineProof
from domain.shared.errors import NotFound
from entrypoints.bootstrap.proving import PLACINGS, REAL, prove_file, prove_price
from entrypoints.cli import parts, ports
from entrypoints.prove.concurrency import Options, proof
from entrypoints.prove.databases import Ground, fresh, given
from entrypoints.prove.doors.machines import Processes
from entrypoints.prove.doors.reaper import Demand
from entrypoints.prove.doors.report import Report as DoorsReport
from entrypoints.prove.doors.running import running
from entrypoints.prove.doors.telling import lines, page
from entrypoints.prove.doors.trial import Options as Doors
from entrypoints.prove.report import Report
from entrypoints.settings import Settings
from entrypoints.trouble import Trouble

DOORS, CODE = "doors", "code"
KILLED = (
    ("processes", "nodes of the web and workers", "1,000"),
    ("redis", "of Redis", "100"),
    ("postgres", "of PostgreSQL", "50"),
    ("inside", "of all inside an open transaction", "300"),
    ("sessions", "sessions of the database", "100"),
)


# Of a long trial the judge looks so many times, or his reading would cost more the longer it is.
LOOKS, LEAST_BATCH = 25, 50


def main(argv: Sequence[str]) -> int:
    """0 only without violations."""
    asked = parser().parse_args(argv)
    if asked.proof == "price":
        return price(asked)
    if asked.proof == "file":
        return file(asked)
    if asked.through == DOORS:
        return through_doors(asked)
    report = concurrency(asked)
    if asked.json:
        print(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        print("\n".join(report.lines()))
    return 1 if report.violations else 0


def brings_its_servers(argv: Sequence[str]) -> bool:
    """Whether it needs no database but its own: it kills the servers that it works with."""
    asked = parser().parse_args(argv)
    return bool(asked.proof == "concurrency" and asked.through == DOORS)


def through_doors(asked: Namespace) -> int:
    """0 when no law was broken and as much was tried and killed as was asked for."""
    servers = {"DATABASE_URL": asked.database or "", "REDIS_URL": asked.redis or ""}
    settings = Settings.from_env(os.environ | servers)
    batch = max(LEAST_BATCH, asked.rounds // LOOKS)
    options = Doors(asked.rounds, asked.buyers or 96, asked.size, asked.seed, asked.minutes, batch)
    processes = Processes(parts.web, parts.worker, parts.scheduler, parts.environ, ports.free_from, parts.SOURCES)
    with running(settings, processes, options, demanded(asked), asked.processes or 2, asked.keep) as run:
        report = run(tell_doors if not asked.json or sys.stderr.isatty() else lambda _: None)
        run.keep = run.keep or bool(report.violations)
    if asked.report:
        asked.report.write_text(page(report), encoding="utf-8")
    print(json.dumps(report.to_json(), ensure_ascii=False) if asked.json else "\n".join(lines(report)))
    return 0 if report.holds else 1


def demanded(asked: Namespace) -> Demand:
    usual = Demand.of(asked.rounds)
    told = {name: getattr(asked, f"kills_{name}") for name in ("processes", "redis", "postgres", "inside", "sessions")}
    return evolve(usual, **{name: many for name, many in told.items() if many is not None})


def tell_doors(report: DoorsReport) -> None:
    print(
        f"round {report.rounds}, {report.seconds:.0f} s: {report.accepted} accepted, {len(report.kills)} killed, "
        f"{len(report.violations)} violations",
        file=sys.stderr,
    )


def price(asked: Namespace) -> int:
    """0 when every line holds."""
    number, _, line = asked.order.partition("/")
    try:
        proofs = prove_price(os.environ["DATABASE_URL"])(number, int(line) if line.isdigit() else None)
    except NotFound as missing:
        raise Trouble(f"There is no {missing.kind} {missing.id} that the portal has priced.") from None
    if asked.json:
        print(json.dumps([proof_facts(proof) for proof in proofs], ensure_ascii=False))
    else:
        for proof in proofs:
            print("\n".join(proof_lines(proof)))
    return 0 if all(proof.holds for proof in proofs) else 1


def file(asked: Namespace) -> int:
    """0 for a file that was issued here."""
    try:
        with asked.path.open("rb") as content:
            digest = file_digest(content, "sha256").hexdigest()
    except OSError as fault:
        raise Trouble(f"The file {asked.path} cannot be read: {fault.strerror}.") from None
    try:
        found = prove_file(os.environ["DATABASE_URL"])(digest)
    except NotFound:
        print(json.dumps({"sha256": digest, "issued": False}) if asked.json else f"{digest}: not issued by this portal")
        return 1
    print(json.dumps(file_facts(found), ensure_ascii=False) if asked.json else "\n".join(file_lines(found)))
    return 0


def file_facts(found: PriceListFile) -> dict[str, object]:
    issued, moment = found.issued, found.moment
    assert issued is not None
    return {
        "sha256": issued.sha256,
        "issued": True,
        "id": str(found.id),
        "at": issued.at.isoformat(),
        "client": found.client,
        "asked_by": found.asked_by,
        "moment": moment.at.isoformat() if moment else None,
        "clock": moment.by.value if moment else None,
        "pricing_version": issued.pricing_version,
        "catalogue_version": issued.catalogue_version,
        "contracts": [one.contract for one in issued.basis],
        "lines": issued.lines,
    }


def file_lines(found: PriceListFile) -> list[str]:
    facts = file_facts(found)
    past = f", computed again for {facts['moment']} by {facts['clock']}" if facts["moment"] else ""
    return [
        f"{facts['sha256']}: issued on {facts['at']} to {facts['client']}, asked for by {facts['asked_by']}{past}",
        f"  {facts['lines']} lines, pricing version {facts['pricing_version']}, catalogue version"
        f" {facts['catalogue_version']}, contracts {', '.join(found_numbers(found))}",
    ]


def found_numbers(found: PriceListFile) -> list[str]:
    return [one.contract for one in found.issued.basis] if found.issued else []


def proof_lines(proof: LineProof) -> list[str]:
    line = proof.line
    told = f"{line.order}/{line.line}: {line.name}, {line.quantity} × {line.price} = {line.amount}"
    steps = [f"  {step.step}: {', '.join(f'{name} {fact}' for name, fact in step.facts.items())}"
             for step in proof.steps]  # fmt: skip
    again = ", ".join(map(str, proof.replay))
    verdict = "holds" if proof.holds else "DOES NOT HOLD"
    if not proof.is_whole:
        verdict += ": the hash over inputs and steps is another one"
    return [f"{told}, {line.gross} {line.currency} to pay", *steps, f"  computed again: {again}: {verdict}"]


def proof_facts(proof: LineProof) -> dict[str, object]:
    line, names = proof.line, ("price", "amount", "gross")
    return {
        "order": line.order,
        "line": line.line,
        "holds": proof.holds,
        "hash_holds": proof.is_whole,
        "stored": {name: str(getattr(line, name)) for name in names},
        "computed": {name: str(value) for name, value in zip(names, proof.replay, strict=True)},
        "hash": line.proof,
    }


def concurrency(asked: Namespace) -> Report:
    options = Options(asked.rounds, asked.buyers or 32, asked.processes or 8, asked.seed, asked.placing)
    with ground(asked) as where, proof(options, where.url) as trial:
        trial.report.database = where.name
        trial.run(tell if not asked.json or sys.stderr.isatty() else lambda _: None)
        where.keep = where.keep or bool(trial.report.violations)
        return trial.report


def ground(asked: Namespace) -> AbstractContextManager[Ground]:
    if asked.database:
        return given(asked.database, asked.buyers or 32)
    return fresh(os.environ["DATABASE_URL"], asked.buyers or 32, asked.keep)


def tell(report: Report) -> None:
    print(
        f"round {report.rounds}, {report.seconds:.0f} s: {report.accepted} accepted, {report.killed} killed, "
        f"{len(report.violations)} violations",
        file=sys.stderr,
    )


def parser() -> ArgumentParser:
    whole = ArgumentParser(prog="optovik prove")
    proofs = whole.add_subparsers(required=True, metavar="WHAT", dest="proof")
    help = "buyers race for the last unit and the last rouble while processes are killed"
    one = proofs.add_parser("concurrency", help=help, description=help)
    one.add_argument("--rounds", type=count, default=1000)
    help = "doors: clients over HTTP, two nodes and two workers. code: the use cases inside processes of buyers"
    one.add_argument("--through", choices=(DOORS, CODE), default=DOORS, help=help)
    one.add_argument("--size", type=count, default=8, help="orders at once in a round (doors)")
    one.add_argument("--buyers", type=count, help="who take turns: 96 at the doors, 32 in the code")
    help = "at the doors nodes of the web, and as many workers, 2; in the code processes of buyers, 8"
    one.add_argument("--processes", type=count, help=help)
    one.add_argument("--minutes", type=float, help="end after so many; with rounds left the run has failed (doors)")
    for name, what, of_all in KILLED:
        help = f"{what} that must fall, else the run has failed; {of_all} for 10,000 rounds (doors)"
        one.add_argument(f"--kills-{name}", type=whole_number, metavar="N", help=help)
    one.add_argument("--redis", metavar="URL", help="a Redis to use; it is not killed (doors)")
    one.add_argument("--report", type=Path, metavar="FILE", help="write the report as Markdown (doors)")
    one.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="gives the same carts again")
    help = "an empty database to use and leave, its server is not killed; otherwise one is made"
    one.add_argument("--database", metavar="URL", help=help)
    one.add_argument("--keep", action="store_true", help="leave the database that was made")
    one.add_argument("--placing", choices=PLACINGS, default=REAL, help="a broken one must be found out (code)")
    one.add_argument("--json", action="store_true", help="for programs")
    help = "compute stored order lines again from their explanations"
    two = proofs.add_parser("price", help=help, description=help)
    two.add_argument("order", metavar="ORDER[/LINE]", help="the order's number, here or in the ERP")
    two.add_argument("--json", action="store_true", help="for programs")
    help = "tell whether a price list was issued by this portal: when, to whom, from what"
    three = proofs.add_parser("file", help=help, description=help)
    three.add_argument("path", metavar="FILE", type=Path)
    three.add_argument("--json", action="store_true", help="for programs")
    return whole


def whole_number(text: str) -> int:
    if not text.isdigit():
        raise ArgumentTypeError(f"must be a number, not {text!r}")
    return int(text)


def count(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise ArgumentTypeError(f"must be a positive number, not {text!r}")
    return int(text)
