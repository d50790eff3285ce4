"""The catalogue index: facet counts, orders by own price, building, memory, and pages while it follows an import."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from shutil import rmtree
from statistics import median, quantiles
from time import process_time
from typing import Any

from attrs import evolve

from adapters.search.answers import Answers
from adapters.search.layout import CHOICE
from adapters.search.tally import Tally
from application.access.context import Visit
from application.pricing.price_order import GoodsOrder, Part, PriceBounds
from application.queries.catalogue import AskPage
from application.queries.facets import Pick, Within
from bench import cpu, http, people
from bench.follower import BEGUN, change
from bench.http import get
from bench.limits import facets as bare
from bench.portal import Portal
from bench.report import AT_MOST, Chapter, Figure
from bench.stage import Connection, Stage
from domain.shared.ids import CategoryId, ProductId
from entrypoints.bootstrap.indexing import Index, build_index
from entrypoints.bootstrap.parts import Parts
from entrypoints.bootstrap.people import own_orders, people_use_cases
from entrypoints.worker.garbage import look_seldom

GROUP_GOAL, ARRAYS_GOAL, WARM_GOAL, COLD_GOAL, MEMORY_GOAL, P99_GOAL = 50.0, 20.0, 1.5, 1.0, 400.0, 2.0
# CPU of PostgreSQL is told in hundredths of a second: of fewer pages the figure would be one of two or three.
PAGES, COUNTS, SECONDS = 400, 1_000, 8.0
# A connection comes to either web process: by then both have answered each page, or the slowest pages of one in a
# hundred would be those that a process answers first.
WARMING = 10


def measure(stage: Stage) -> list[Chapter]:
    stage.goods()
    with stage.portal.connected() as connection:
        buyer = people.sign_up(connection, [0])[0]
        parts = Parts.of(stage.portal.settings, 4, timeout=0)
        built = building(stage, connection)
        # What followed the index in this process would hold up the answers that it waits for later on.
        index = Index.of(parts, follow=None)
        answers = index.editions.newest()
        assert answers is not None
        counting = counted(stage, connection, answers)
        use_cases = people_use_cases(parts, index)
        visit = use_cases.visit(buyer.token)
        assert visit is not None
        priced = by_price(stage, parts, index, visit)
        parts.database.close()
        served = serving(stage, buyer.headers, roots(answers))
    return [
        Chapter("The catalogue index is built", built, BUILD_NOTES),
        Chapter("Facet counts under one filter", counting, COUNT_NOTES),
        Chapter("A section by own price", priced, PRICE_NOTES),
        Chapter("Pages over the index", served, SERVE_NOTES),
    ]


BUILD_NOTES = [
    "CPU of the builder and of PostgreSQL together. Lag is from the change of the tables to the file's name in the"
    " manifest, by the clock of the wall; web processes look for it four times a second.",
]
COUNT_NOTES = [
    "All properties with listed values of the section with the most goods, over all goods of the catalogue, under one"
    " picked value: CPU ms of a request. Limits: GROUP BY over narrow rows (product, property, value) with indexes, and"
    " arrays of value numbers with GIN. Ratio = limit / ours; the three results were equal.",
]
PRICE_NOTES = [
    "CPU ms of the web process and PostgreSQL for one page of 24 over the whole catalogue; cold is the first order.",
]
SERVE_NOTES = [
    "Memory is resident, shared pages of the mapped file included. p99 is told by one connection, while another"
    " process changes 1 % of the goods and builds the index after it without a pause."
]


def roots(answers: Answers) -> list[CategoryId]:
    """Sections at the top, the fullest first."""
    found = sorted(answers.tree.roots, key=lambda id: -answers.tree.sections[id].goods)
    return list(found)


def spent(stage: Stage, work: Callable[[], object]) -> float:
    database = cpu.seconds([stage.portal.database])
    began = process_time()
    work()
    return process_time() - began + cpu.seconds([stage.portal.database]) - database


def building(stage: Stage, connection: Connection) -> list[Figure]:
    build, size = build_index(stage.portal.settings), stage.size
    look_seldom()  # as a worker does
    rmtree(stage.portal.settings.media_root / "index", ignore_errors=True)  # what pages were measured with
    first = spent(stage, build)
    taken, lags = [], []
    for n in range(min(stage.rounds, 3)):
        change(connection, str(n))
        began = time.monotonic()
        taken.append(spent(stage, build))
        lags.append(time.monotonic() - began)
    index = Index.of(Parts.of(stage.portal.settings, 1), follow=None)
    newest = index.editions.newest()
    assert newest is not None
    folder = stage.portal.settings.media_root / "index"
    heaviest = max(path.stat().st_size for path in folder.glob("*.index"))
    return [
        Figure("index, first file", size, first, "CPU s"),
        Figure("index, after 1 % of goods changed", size, median(taken), "CPU s"),
        Figure("index, lag after 1 % changed", size, median(lags), "s"),
        Figure("index, file", size, heaviest / 2**20, "MiB"),
    ]


def counted(stage: Stage, connection: Connection, answers: Answers) -> list[Figure]:
    edition, root = answers.edition, answers.section(roots(answers)[0])
    columns = [
        column.id for column in edition.columns.values()
        if column.id > 0 and column.kind == CHOICE and edition.goods_of(column.id).intersect(root)
    ]  # fmt: skip
    bare.prepare(connection, columns)
    property_, value = commonest(answers, columns)
    picks = {property_: Pick((value,))}

    def ours() -> bare.Counts:
        tally = Tally.of_all(edition, answers.goods(Within(), picks))
        return {(id, text): n for id in columns for text, n in tally.of(id) if n}

    group = partial(bare.counted, connection, bare.GROUP_BY, property_, value)
    arrays = partial(bare.counted, connection, bare.ARRAYS, property_, value)
    assert ours() == group() == arrays(), "the three ways do not count alike"
    taken: dict[str, list[float]] = {"ours": [], "group": [], "arrays": []}
    for _ in range(stage.rounds):
        for name, work, times in (("ours", ours, COUNTS), ("group", group, 10), ("arrays", arrays, 10)):
            taken[name].append(spent(stage, partial(often, work, times)) / times * 1000)
    own = median(taken["ours"])
    connection.execute(bare.DROP)
    return [
        Figure(f"facet counts of {len(columns)} properties, GROUP BY", stage.size, own, "CPU ms",
               median(taken["group"]), median(taken["group"]) / own, GROUP_GOAL),
        Figure(f"facet counts of {len(columns)} properties, arrays with GIN", stage.size, own, "CPU ms",
               median(taken["arrays"]), median(taken["arrays"]) / own, ARRAYS_GOAL),
    ]  # fmt: skip


def often(work: Callable[[], object], times: int) -> None:
    for _ in range(times):
        work()


def commonest(answers: Answers, columns: Sequence[int]) -> tuple[int, str]:
    found = [(len(goods), id, text) for id in columns for text, goods in answers.edition.choice(id).items()]
    _, id, text = max(found)
    return id, text


def by_price(stage: Stage, parts: Parts, index: Index, visit: Visit) -> list[Figure]:
    use_cases = people_use_cases(parts, index)
    by_name = AskPage()
    asks = {
        "by name": by_name,
        "sorted by own price": evolve(by_name, order=GoodsOrder.CHEAP_FIRST),
        "filtered by own price": evolve(by_name, prices=PriceBounds(None, Decimal(1_000))),
    }
    for ask in asks.values():
        use_cases.page(visit, ask)
    taken: dict[str, list[float]] = {name: [] for name in asks}
    for _ in range(stage.rounds):
        for name, ask in asks.items():
            taken[name].append(spent(stage, partial(often, partial(use_cases.page, visit, ask), PAGES)) / PAGES * 1000)
    answers = index.editions.newest()
    assert answers is not None
    goods = list(answers.ordered(answers.goods(Within()), GoodsOrder.NAME))
    base = median(taken["by name"])
    found = [Figure("page, by name", stage.size, base, "CPU ms")]
    for each in list(asks)[1:]:
        own = median(taken[each])
        found.append(Figure(f"page, {each}, warm", stage.size, own, "CPU ms", base, own / base, WARM_GOAL, AT_MOST))
    cold = median(first_order(stage, parts, use_cases, visit, goods) for _ in range(min(stage.rounds, 3)))
    share = cold / len(goods) * 100_000
    found.append(Figure("first order by own price, of 100,000 goods", stage.size, share, "CPU s", goal=COLD_GOAL,
                        sense=AT_MOST))  # fmt: skip
    return found


def first_order(stage: Stage, parts: Parts, use_cases: Any, visit: Visit, goods: Sequence[ProductId]) -> float:
    orders = own_orders(parts, use_cases.page.assortments)
    return spent(stage, partial(orders.of, visit, Part(None, ""), goods))


def serving(stage: Stage, headers: str, sections: Sequence[CategoryId]) -> list[Figure]:
    portal = stage.portal
    with portal.web() as web, portal.worker():
        pages = [get(portal.address, f"/catalogue/{section}", headers, "text/html") for section in sections]
        pages += [get(portal.address, "/catalogue?sort=price", headers, "text/html")]
        for _ in range(WARMING):
            http.in_turn(portal.address, pages, len(pages))
        idle = latencies(portal.address, pages)
        with following(portal):
            busy = latencies(portal.address, pages)
        memory = max(cpu.resident(web)) / 2**20
    return [
        Figure("page, p99 idle", stage.size, idle, "ms"),
        Figure("page, p99 while the index follows", stage.size, busy, "ms", idle, busy / idle, P99_GOAL, AT_MOST),
        Figure("memory of a web process", stage.size, memory, "MiB", goal=MEMORY_GOAL, sense=AT_MOST),
    ]


@contextmanager
def following(portal: Portal) -> Iterator[int]:
    log = portal.home.log("follower")
    began = log.stat().st_size if log.exists() else 0
    argv = (sys.executable, "-m", "bench.follower")
    with portal.process("follower", argv, lambda: BEGUN in log.read_bytes()[began:]) as pid:
        yield pid


def latencies(address: str, pages: Sequence[bytes]) -> float:
    """The 99th of a hundred, in milliseconds."""
    taken = list[float]()
    until, n = time.monotonic() + SECONDS, 0
    with http.connected(address) as connection:
        while time.monotonic() < until or len(taken) < 100:
            began = time.monotonic()
            connection.ask(pages[n % len(pages)])
            taken.append((time.monotonic() - began) * 1000)
            n += 1
    return quantiles(taken, n=100)[-1]


