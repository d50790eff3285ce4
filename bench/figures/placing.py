"""Placing orders of 50 and of 1,000 lines by 8 buyers at once, against a bare transaction of the same rows."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import IO
from uuid import UUID, uuid4

from attrs import frozen

from application.shared.outbox import CONSUMERS
from bench import cpu, http, people
from bench.http import get, post
from bench.people import Buyer
from bench.report import Chapter, Figure
from bench.stage import Connection, Stage
from bench.statements import counted, heaviest

GOAL, BUYERS = 0.20, 8
# Lines of an order, and how many of them each buyer places in a round.
CASES = ((50, 12), (1000, 3))
POOL = 3000
PLACED = """
SELECT DISTINCT ON (user_id) user_id, placing_id FROM sales_order
WHERE user_id = ANY(%s) AND number NOT LIKE 'L%%' ORDER BY user_id, placed_at DESC
"""


@frozen
class Case:
    """Every buyer is several users of companies of his own, because a user has one cart."""

    lines: int
    queues: Sequence[Sequence[Buyer]]

    @property
    def buyers(self) -> list[Buyer]:
        return [buyer for queue in self.queues for buyer in queue]


def measure(stage: Stage) -> list[Chapter]:
    stage.goods()
    figures, notes = [], []
    with stage.portal.connected() as connection, stage.portal.web() as web:
        for lines, each in CASES:
            case = make_case(connection, stage, lines, each)
            if lines > len(people.well_stocked(connection, case.buyers[0], lines)):
                continue
            ours, bare = by_turns(stage, connection, web, case)
            ratio = median(limit / own for limit, own in zip(bare, ours, strict=True))
            figures.append(
                Figure(f"placing {lines} lines", stage.size, median(ours), "CPU ms an order", median(bare), ratio, GOAL)
            )
            where = heaviest(connection, 8)
            if ratio < GOAL:
                notes += ["", f"Placing {lines} lines is short of its goal; its statements by time:", "", *where]
        figures += statements(stage, connection)
    head = (
        "CPU of web and database (of the bare program's client and database) an order, from the request to the answer;"
        f" {BUYERS} buyers at once, medians of {stage.rounds} rounds. The carts are filled before."
    )
    return [Chapter("Placing an order", figures, [head, *notes])]


def make_case(connection: Connection, stage: Stage, lines: int, each: int) -> Case:
    companies = stage.dataset.size.companies
    numbers = [n % companies for n in range(BUYERS * each)]
    buyers = people.sign_up(connection, numbers)
    people.give_credit(connection, buyers)
    return Case(lines, [buyers[n::BUYERS] for n in range(BUYERS)])


def by_turns(stage: Stage, connection: Connection, web: int, case: Case) -> tuple[list[float], list[float]]:
    """CPU milliseconds of one order, ours and bare; the first round warms up and shows the bare one what to write."""
    rest = random.Random(case.lines)
    carts = chosen(connection, case, rest)
    database, count = [stage.portal.database], len(case.buyers)
    place_all(stage, connection, case, carts)
    connection.execute("VACUUM ANALYZE reservation")
    connection.execute("SELECT pg_stat_statements_reset()")
    ours, bare = [], []
    for _ in range(stage.rounds):
        requests = prepared(stage, connection, case, carts)
        used = cpu.used([web, *database], partial(place, stage, requests))
        ours.append(used / count * 1000)
        people.fill_carts(connection, carts)
        with bare_program(stage, connection, case) as (process, go):
            bare.append(cpu.used([process.pid, *database], go) / count * 1000)
    return ours, bare


def chosen(connection: Connection, case: Case, rest: random.Random) -> dict[UUID, Sequence[int]]:
    found: dict[UUID, Sequence[int]] = {}
    for buyer in case.buyers:
        pool = people.well_stocked(connection, buyer, POOL)
        found[buyer.cart] = rest.sample(pool, min(case.lines, len(pool)))
    return found


def prepared(
    stage: Stage, connection: Connection, case: Case, carts: Mapping[UUID, Sequence[int]]
) -> list[list[bytes]]:
    """Carts filled and seen; what is left is the press of the button."""
    people.fill_carts(connection, dict(carts))
    with http.connected(stage.portal.address) as seeing:
        return [[order_request(stage, seeing, buyer) for buyer in queue] for queue in case.queues]


def order_request(stage: Stage, seeing: http.Connection, buyer: Buyer) -> bytes:
    address = stage.portal.address
    cart = json.loads(seeing.ask(get(address, "/api/v1/cart", buyer.headers)))
    body = json.dumps({"cart_version": cart["version"], "total_seen": cart["totals"]}).encode()
    return post(address, "/api/v1/orders", body, f"{buyer.headers}Idempotency-Key: {uuid4()}\r\n")


def place(stage: Stage, requests: Sequence[Sequence[bytes]]) -> None:
    def of_one(queue: Sequence[bytes]) -> None:
        with http.connected(stage.portal.address) as connection:
            for request in queue:
                connection.ask(request, 201)

    http.together([partial(of_one, queue) for queue in requests])


def place_all(stage: Stage, connection: Connection, case: Case, carts: Mapping[UUID, Sequence[int]]) -> None:
    place(stage, prepared(stage, connection, case, carts))


@contextmanager
def bare_program(stage: Stage, connection: Connection, case: Case) -> Iterator[tuple["subprocess.Popen[str]", "_Go"]]:
    """The limit, ready to write what each user placed last."""
    placed = dict(connection.execute(PLACED, ([buyer.user for buyer in case.buyers],)).fetchall())
    plan = {
        "url": stage.portal.settings.database_url,
        "consumers": list(CONSUMERS["order.placed"]),
        "buyers": [[(str(b.user), str(b.cart), str(placed[b.user])) for b in queue] for queue in case.queues],
    }
    argv = [sys.executable, "-m", "bench.limits.order"]
    with subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).resolve().parents[2]
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        go = _Go(process.stdin, process.stdout)
        go.say(json.dumps(plan), "ready")
        yield process, go
        process.stdin.write("end\n")
        process.stdin.flush()


@frozen
class _Go:
    told: IO[str]
    heard: IO[str]

    def __call__(self) -> None:
        self.say("go", "done")

    def say(self, line: str, answer: str) -> None:
        self.told.write(line + "\n")
        self.told.flush()
        if (heard := self.heard.readline().strip()) != answer:
            raise RuntimeError(f"the bare program ended: {heard!r}")


def statements(stage: Stage, connection: Connection) -> list[Figure]:
    """Of one placing with 1 and with 1,000 lines: the same number."""
    found: list[Figure] = []
    for lines in (1, 50, 1000):
        case = make_case(connection, stage, lines, 1)
        one = Case(lines, [case.queues[0][:1]])
        carts = chosen(connection, one, random.Random(lines))
        if len(carts[one.buyers[0].cart]) < lines:
            continue
        place_all(stage, connection, one, carts)
        place_all(stage, connection, one, carts)
        requests = prepared(stage, connection, one, carts)
        count = counted(connection, partial(place, stage, requests))
        goal = found[0].value if found else None
        found.append(Figure(f"placing {lines} lines: statements", stage.size, count, "an order", goal=goal, sense="≤"))
    return found
