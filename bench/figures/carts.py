"""A cart of 500 lines: added at once, changed by a line, read; beside the bare rows. And its statements."""

import json
import os
from collections.abc import Callable
from functools import partial
from statistics import median
from uuid import uuid4

from bench import cpu, http, people
from bench.http import get, post
from bench.limits.cart import BareCart
from bench.people import Buyer
from bench.report import AT_MOST, Chapter, Figure
from bench.stage import Connection, Stage
from bench.statements import counted

GOAL, LINES, TURNS = 3.0, 500, 8
NOTES = [
    "CPU of web and database a request, through the API, at one connection; the bare program locks, writes and reads"
    " the same rows without asking who may, whether the goods are sold, in which multiple, at which price, and prices"
    " nothing. A change answers with the cart's new sums, so that the whole cart is priced by it.",
]  # fmt: skip


def measure(stage: Stage) -> list[Chapter]:
    stage.goods()
    with stage.portal.connected() as connection, stage.portal.web() as web:
        ours, bare = people.sign_up(connection, [0, 0])
        variants = people.well_stocked(connection, ours, LINES)
        cart = BareCart(connection, bare.cart)
        add, one = [(variant, "add") for variant in variants], [(variants[len(variants) // 2], "add")]
        figures = [
            figure(stage, connection, web, "added at once", (ours, bare), (add, variants), True, cart),
            figure(stage, connection, web, "changed by a line", (ours, bare), (one, variants[:1]), False, cart),
            reading(stage, connection, web, ours, cart),
            *statements(stage, connection, ours, variants),
        ]
    return [Chapter("A long cart", figures, NOTES)]


def figure(
    stage: Stage,
    connection: Connection,
    web: int,
    name: str,
    buyers: tuple[Buyer, Buyer],
    rows: tuple[list[tuple[int, str]], list[int]],
    from_nothing: bool,
    cart: BareCart,
) -> Figure:
    """from_nothing: every turn begins with an empty cart, which is emptied outside the measure."""
    asked, bare_rows = rows
    taken: dict[str, list[float]] = {"ours": [], "bare": []}
    for round_ in range(stage.rounds + 1):
        spent = {"ours": 0.0, "bare": 0.0}
        for _ in range(TURNS):
            if from_nothing:
                people.fill_carts(connection, {buyer.cart: [] for buyer in buyers})
            with http.connected(stage.portal.address) as door:
                press = partial(door.ask, change(stage, buyers[0], asked))
                spent["ours"] += cpu.used([web, stage.portal.database], press)
            spent["bare"] += cpu.used([os.getpid(), stage.portal.database], partial(cart.change, bare_rows))
        if round_:  # the first warms up
            for who, seconds in spent.items():
                taken[who].append(seconds / TURNS * 1000)
    return told(stage, f"cart of {LINES} lines: {name}", taken)


def reading(stage: Stage, connection: Connection, web: int, buyer: Buyer, cart: BareCart) -> Figure:
    taken: dict[str, list[float]] = {"ours": [], "bare": []}
    request = get(stage.portal.address, "/api/v1/cart", buyer.headers)

    def several(work: Callable[[], object]) -> None:
        for _ in range(TURNS):
            work()

    for round_ in range(stage.rounds + 1):
        with http.connected(stage.portal.address) as door:
            ours = cpu.used([web, stage.portal.database], partial(several, partial(door.ask, request)))
        bare = cpu.used([os.getpid(), stage.portal.database], partial(several, cart.read))
        if round_:
            taken["ours"].append(ours / TURNS * 1000)
            taken["bare"].append(bare / TURNS * 1000)
    return told(stage, f"cart of {LINES} lines: read", taken)


def told(stage: Stage, name: str, taken: dict[str, list[float]]) -> Figure:
    ours, bare = median(taken["ours"]), median(taken["bare"])
    ratio = median(own / limit for own, limit in zip(taken["ours"], taken["bare"], strict=True))
    return Figure(name, stage.size, ours, "CPU ms a request", bare, ratio, GOAL, AT_MOST)


def statements(stage: Stage, connection: Connection, buyer: Buyer, variants: list[int]) -> list[Figure]:
    """Of one change of 1 line and of all of them: the same number."""
    found: list[Figure] = []
    for lines in (1, len(variants)):
        people.fill_carts(connection, {buyer.cart: []})
        rows = [(variant, "set") for variant in variants[:lines]]
        with http.connected(stage.portal.address) as door:
            for _ in range(2):
                door.ask(change(stage, buyer, rows))
            press = partial(door.ask, change(stage, buyer, rows))
            count = counted(connection, press)
        goal = found[0].value if found else None
        name = f"cart: {lines} lines changed: statements"
        found.append(Figure(name, stage.size, count, "a request", goal=goal, sense=AT_MOST))
    return found


def change(stage: Stage, buyer: Buyer, rows: list[tuple[int, str]]) -> bytes:
    lines = [{"variant": str(variant), "quantity": "1", "operation": operation} for variant, operation in rows]
    body = json.dumps({"lines": lines, "operation_id": str(uuid4())}).encode()
    return post(stage.portal.address, "/api/v1/cart/lines", body, buyer.headers)
