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

from application.price_lists.values import PriceListFile
from application.queries.proof import LineProof
from domain.shared.errors import NotFound
from entrypoints.bootstrap.proving import PLACINGS, REAL, prove_file, prove_price
from entrypoints.prove.concurrency import Options, proof
from entrypoints.prove.databases import Ground, fresh, given
from entrypoints.prove.report import Report
from entrypoints.trouble import Trouble


def main(argv: Sequence[str]) -> int:
    """0 only without violations."""
    asked = parser().parse_args(argv)
    if asked.proof == "price":
        return price(asked)
    if asked.proof == "file":
        return file(asked)
    report = concurrency(asked)
    if asked.json:
        print(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        print("\n".join(report.lines()))
    return 1 if report.violations else 0


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
    proofs = whole.add_subparsers(required=True, metavar="WHAT", dest="proof")
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
    help = "compute stored order lines again from their explanations"
    two = proofs.add_parser("price", help=help, description=help)
    two.add_argument("order", metavar="ORDER[/LINE]", help="the order's number, here or in the ERP")
    two.add_argument("--json", action="store_true", help="for programs")
    help = "tell whether a price list was issued by this portal: when, to whom, from what"
    three = proofs.add_parser("file", help=help, description=help)
    three.add_argument("path", metavar="FILE", type=Path)
    three.add_argument("--json", action="store_true", help="for programs")
    return whole


def count(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise ArgumentTypeError(f"must be a positive number, not {text!r}")
    return int(text)
