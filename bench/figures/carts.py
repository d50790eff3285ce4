"""A cart of 500 lines: added at once, changed by a line, read; beside the bare rows. And its statements."""

import json
import os
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median
from uuid import uuid4

from attrs import frozen

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
        buyers = people.sign_up(connection, [0] * TURNS)
        bare = [BareCart(connection, buyer.cart) for buyer in people.sign_up(connection, [0] * TURNS)]
        variants = people.well_stocked(connection, buyers[0], LINES)
        desk = Desk(stage, connection, web, buyers, bare, variants)
        figures = [
            desk.figure("added at once", variants, variants, empty_first=True),
            desk.figure("changed by a line", variants[-1:], variants[-1:], empty_first=False),
            desk.reading(),
            *statements(stage, connection, buyers[0], variants),
        ]
    return [Chapter("A long cart", figures, NOTES)]


@frozen
class Desk:
    """Each turn of a round has a cart of its own, ours and the bare one's, so that a round is measured as one."""

    stage: Stage
    connection: Connection
    web: int
    buyers: Sequence[Buyer]
    bare: Sequence[BareCart]
    variants: Sequence[int]

    def figure(self, name: str, asked: Sequence[int], bare_rows: Sequence[int], empty_first: bool) -> Figure:
        """empty_first: the carts are emptied before each round, outside the measure."""
        rows = [(variant, "add") for variant in asked]

        def before() -> None:
            if empty_first:
                carts = [*(buyer.cart for buyer in self.buyers), *(cart.cart for cart in self.bare)]
                people.fill_carts(self.connection, {cart: [] for cart in carts})
                self.connection.execute("VACUUM ANALYZE cart_line")

        def requests() -> list[bytes]:
            return [change(self.stage, buyer, rows) for buyer in self.buyers]

        return self._measured(name, before, requests, [partial(cart.change, bare_rows) for cart in self.bare])

    def reading(self) -> Figure:
        asked = [get(self.stage.portal.address, "/api/v1/cart", buyer.headers) for buyer in self.buyers]
        return self._measured("read", lambda: None, lambda: asked, [cart.read for cart in self.bare])

    def _measured(
        self,
        name: str,
        before: Callable[[], None],
        requests: Callable[[], list[bytes]],
        bare: Sequence[Callable[[], object]],
    ) -> Figure:
        taken: dict[str, list[float]] = {"ours": [], "bare": []}
        database = self.stage.portal.database
        for round_ in range(self.stage.rounds + 1):
            before()
            asked = requests()
            with http.connected(self.stage.portal.address) as door:
                ours = cpu.used([self.web, database], partial(several, [partial(door.ask, one) for one in asked]))
            limit = cpu.used([os.getpid(), database], partial(several, bare))
            if round_:  # the first warms up
                taken["ours"].append(ours / TURNS * 1000)
                taken["bare"].append(limit / TURNS * 1000)
        ours, limit = median(taken["ours"]), median(taken["bare"])
        ratio = median(own / each for own, each in zip(taken["ours"], taken["bare"], strict=True))
        told = f"cart of {len(self.variants)} lines: {name}"
        return Figure(told, self.stage.size, ours, "CPU ms a request", limit, ratio, GOAL, AT_MOST)


def several(works: Sequence[Callable[[], object]]) -> None:
    for work in works:
        work()


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
