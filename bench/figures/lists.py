"""A client's whole price list as a file, and goods put into the order of his own prices."""

import gc
import resource
from collections.abc import Callable
from functools import partial
from statistics import median
from time import process_time
from typing import Any
from uuid import UUID, uuid4

from application.access.context import Visit
from application.price_lists.ask import AskPriceList
from application.price_lists.values import Format
from application.pricing.price_order import EVERY_PRICE, MOST_ORDERED, GoodsOrder, OwnOrder, Part
from bench import cpu, people
from bench.limits import price_list as bare
from bench.report import AT_MOST, Chapter, Figure
from bench.stage import Connection, Stage
from domain.shared.ids import ProductId
from entrypoints.bootstrap.indexing import Index
from entrypoints.bootstrap.parts import Parts
from entrypoints.bootstrap.people import own_orders, people_use_cases
from entrypoints.bootstrap.price_lists import make_price_list, price_list_use_cases

LIST_GOAL, MEMORY_GOAL, ORDER_GOAL = 0.08, 150.0, 1_000.0
OUTBOX = "SELECT id FROM outbox WHERE payload ->> 'price_list_id' = %s"


def measure(stage: Stage) -> list[Chapter]:
    stage.goods()
    # No more rounds than tell the middle: each takes seconds.
    rounds = min(stage.rounds, 3)
    with stage.portal.connected() as connection:
        buyer = people.sign_up(connection, [0])[0]
        parts = Parts.of(stage.portal.settings, 4, timeout=0)
        use_cases = people_use_cases(parts, Index.of(parts, follow=None))
        visit = use_cases.visit(buyer.token)
        assert visit is not None
        gc.collect()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        taken: dict[str, list[float]] = {"limit": [], "csv": [], "xlsx": []}
        lines = 0
        for _ in range(rounds):
            taken["limit"].append(seconds(stage, partial(bare.write, connection, buyer.user)))
            for form in (Format.CSV, Format.XLSX):
                lines, spent = made(stage, connection, parts, visit, form)
                taken[form.value].append(spent)
        memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        chapters = [Chapter("A whole price list", figures(stage, taken, lines, memory), NOTES)]
        told = orders(stage, parts, use_cases, visit, rounds)
        chapters.append(Chapter("Goods in the order of own prices", told, ORDER_NOTES))
        parts.database.close()
    return chapters


NOTES = [
    "Lines for each second of CPU, that of the worker's process and of PostgreSQL together: from the asking to the file"
    " kept under its hash. The limit joins the same tables for the same client and writes CSV; ratio = ours / limit.",
    "",
    "Memory is the most that the process held above what stood before; a line is made and forgotten.",
]
ORDER_NOTES = [
    f"The first request for an order computes it for the goods of its section or search, at most {MOST_ORDERED:,}; more"
    " are refused with the advice to choose a section. Whoever pages on or turns it round finds it kept. CPU of the web"
    " process and of PostgreSQL. The whole catalogue is measured to tell what that would cost.",
]


def seconds(stage: Stage, work: Callable[[], object]) -> float:
    """CPU of this process and of PostgreSQL."""
    database = cpu.seconds([stage.portal.database])
    began = process_time()
    work()
    return process_time() - began + cpu.seconds([stage.portal.database]) - database


def made(stage: Stage, connection: Connection, parts: Parts, visit: Visit, form: Format) -> tuple[int, float]:
    """Lines of a whole list and what it cost."""
    id, lists = uuid4(), price_list_use_cases(parts)
    lists.ask(visit, AskPriceList(id, (), form))
    spent = seconds(stage, partial(make_price_list(parts), outbox_of(connection, id)))
    file = next(one for one in lists.lists(visit) if one.id == id)
    assert file.issued is not None, file.failure
    return file.issued.lines, spent


def outbox_of(connection: Connection, id: UUID) -> int:
    row = connection.execute(OUTBOX, [str(id)]).fetchone()
    assert row is not None
    return int(row[0])


def figures(stage: Stage, taken: dict[str, list[float]], lines: int, memory: float) -> list[Figure]:
    limit = lines / median(taken["limit"])
    found = []
    for form, name in (("csv", "CSV"), ("xlsx", "XLSX")):
        rate = lines / median(taken[form])
        found.append(Figure(f"price list, {name}", stage.size, rate, "lines/CPU s", limit, rate / limit, LIST_GOAL))
        found.append(Figure(f"price list, {name}: {lines:,} lines", stage.size, median(taken[form]), "CPU s"))
    return [*found, Figure("price list: memory", stage.size, memory, "MiB", goal=MEMORY_GOAL, sense=AT_MOST)]


def orders(stage: Stage, parts: Parts, use_cases: Any, visit: Visit, rounds: int) -> list[Figure]:
    every = goods_of(parts)
    found = []
    for count in sorted({1_000, min(MOST_ORDERED, len(every)), len(every)}):
        goods, first, again = every[:count], [], []
        for _ in range(rounds):
            own = own_orders(parts, use_cases.page.assortments)
            asked = partial(own.of, visit, Part(None, ""), goods)
            first.append(seconds(stage, asked))
            again.append(seconds(stage, partial(turned_round, asked)))
        goal = ORDER_GOAL if count <= MOST_ORDERED else None
        found.append(
            Figure(f"first order of {count:,} goods", stage.size, median(first) * 1000, "CPU ms", goal=goal,
                   sense=AT_MOST)
        )  # fmt: skip
        found.append(Figure(f"kept order of {count:,} goods, turned round", stage.size, median(again) * 1000, "CPU ms"))
    return found


def turned_round(asked: Callable[[], OwnOrder]) -> None:
    asked().ordered(GoodsOrder.DEAR_FIRST, EVERY_PRICE)


def goods_of(parts: Parts) -> list[ProductId]:
    with parts.database.driver() as connection:
        return [ProductId(row[0]) for row in connection.execute("SELECT id FROM product ORDER BY sort_key, id")]
