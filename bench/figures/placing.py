"""Placing orders of 50 and of 1,000 lines by 8 and by 32 buyers at once, against a bare transaction of the same rows.

Buyers of disjoint goods meet nowhere; those of the same goods queue for the same locks, with us as with the bare one.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import IO
from uuid import UUID, uuid4

from attrs import evolve, frozen

from application.shared.outbox import CONSUMERS
from bench import cpu, http, people
from bench.http import get, post
from bench.people import Buyer
from bench.report import Chapter, Figure
from bench.stage import Connection, Stage
from bench.statements import counted, heaviest

GOAL = 0.35
# Lines of an order, buyers at once, how many orders each of them places in a round.
CASES = ((50, 8, 12), (50, 32, 3), (1000, 8, 3), (1000, 32, 1))
SAME, DISJOINT = "the same goods", "disjoint goods"
PLACED = """
SELECT DISTINCT ON (user_id) user_id, placing_id FROM sales_order
WHERE user_id = ANY(%s) AND number NOT LIKE 'L%%' ORDER BY user_id, placed_at DESC
"""


@frozen
class Case:
    """Every buyer is several users of companies of his own, because a user has one cart."""

    lines: int
    queues: Sequence[Sequence[Buyer]]
    goods: str = DISJOINT

    @property
    def buyers(self) -> list[Buyer]:
        return [buyer for queue in self.queues for buyer in queue]


def measure(stage: Stage) -> list[Chapter]:
    stage.goods()
    figures, notes = [], []
    with stage.portal.connected() as connection, stage.portal.web() as web:
        for lines, at_once, each in CASES:
            for goods in (DISJOINT, SAME):
                case = make_case(connection, stage, lines, each, at_once, goods)
                if lines > min(map(len, chosen(connection, case).values())):
                    continue
                rounds = by_turns(stage, connection, web, case)
                told = figures_of(f"placing {lines} lines, {at_once} buyers, {goods}", stage.size, rounds)
                # Where buyers queue for each other, the clock tells of contention, and CPU of nothing.
                goal = GOAL if goods == DISJOINT and at_once == 8 else None
                figures += [evolve(told[0], goal=goal), told[1]]
                if goal is not None and not figures[-2].holds:
                    where = heaviest(connection, 8)
                    notes += ["", f"Placing {lines} lines is short of its goal; its statements by time:", "", *where]
        figures += statements(stage, connection)
    head = (
        "CPU of web and database (of the bare program's client and database) an order, from the request to the answer,"
        f" and orders a second by the clock; medians of {stage.rounds} rounds. The carts are filled before. On a"
        " machine that does other work the clock tells little."
    )
    return [Chapter("Placing an order", figures, [head, *notes])]


def figures_of(name: str, size: str, rounds: Sequence[tuple["Spent", "Spent"]]) -> list[Figure]:
    cpu_ratio = median(bare.cpu / ours.cpu for ours, bare in rounds)
    pace_ratio = median(bare.seconds / ours.seconds for ours, bare in rounds)
    ours, bare = [of for of, _ in rounds], [of for _, of in rounds]
    costs = [median(one.cpu for one in of) for of in (ours, bare)]
    paces = [median(1 / one.seconds for one in of) for of in (ours, bare)]
    return [
        Figure(name, size, costs[0], "CPU ms an order", costs[1], cpu_ratio),
        Figure(f"{name}: pace", size, paces[0], "orders a second", paces[1], pace_ratio),
    ]


@frozen
class Spent:
    """On one order: CPU milliseconds, and its share of the seconds that went by."""

    cpu: float
    seconds: float


def make_case(
    connection: Connection, stage: Stage, lines: int, each: int, at_once: int = 8, goods: str = DISJOINT
) -> Case:
    companies: Sequence[int] = range(stage.dataset.size.companies)
    if goods == SAME:  # of one region, so that they are served from the same shelves
        companies = people.of_one_region(connection, companies)
    buyers = people.sign_up(connection, [companies[n % len(companies)] for n in range(at_once * each)])
    people.give_credit(connection, buyers)
    return Case(lines, [buyers[n::at_once] for n in range(at_once)], goods)


def by_turns(stage: Stage, connection: Connection, web: int, case: Case) -> list[tuple[Spent, Spent]]:
    """Ours and bare; a round before them warms up and shows the bare one what to write."""
    carts = chosen(connection, case)
    database, count = [stage.portal.database], len(case.buyers)
    place_all(stage, connection, case, carts)
    connection.execute("VACUUM ANALYZE reservation")
    connection.execute("SELECT pg_stat_statements_reset()")
    found = []
    for _ in range(stage.rounds):
        requests = prepared(stage, connection, case, carts)
        ours = spent([web, *database], partial(place, stage, requests), count)
        people.fill_carts(connection, carts)
        with bare_program(stage, connection, case) as (process, go):
            found.append((ours, spent([process.pid, *database], go, count)))
    return found


def spent(roots: Sequence[int], work: Callable[[], object], orders: int) -> Spent:
    took = []

    def timed() -> None:
        began = time.monotonic()
        work()
        took.append(time.monotonic() - began)

    used = cpu.used(roots, timed)
    return Spent(used / orders * 1000, took[0] / orders)


def chosen(connection: Connection, case: Case) -> dict[UUID, Sequence[int]]:
    """Of the goods that a buyer's region has plenty of, shuffled alike for everybody: the same, or one share for each
    queue, whose orders come one after another.
    """
    found: dict[UUID, Sequence[int]] = {}
    for place, queue in enumerate(case.queues):
        begin = place * case.lines if case.goods == DISJOINT else 0
        for buyer in queue:
            pool = people.well_stocked(connection, buyer, len(case.queues) * case.lines)
            random.Random(case.lines).shuffle(pool)
            found[buyer.cart] = pool[begin : begin + case.lines]
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
        carts = chosen(connection, one)
        if len(carts[one.buyers[0].cart]) < lines:
            continue
        place_all(stage, connection, one, carts)
        place_all(stage, connection, one, carts)
        requests = prepared(stage, connection, one, carts)
        count = counted(connection, partial(place, stage, requests))
        goal = found[0].value if found else None
        found.append(Figure(f"placing {lines} lines: statements", stage.size, count, "an order", goal=goal, sense="≤"))
    return found
