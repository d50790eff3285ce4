"""A catalogue page of 24 goods with own prices and regional stock, for a signed-in buyer: JSON and HTML."""

from collections.abc import Sequence
from functools import partial
from statistics import median

from attrs import define, field, frozen

from bench import cpu, http, people, profiling
from bench.http import get
from bench.report import AT_MOST, Chapter, Figure
from bench.stage import Connection, Stage
from bench.statements import counted, heaviest

JSON_GOAL, HTML_GOAL, STATEMENTS_GOAL = 0.50, 0.40, 5
WITH_RULES_GOAL = 0.40  # of a page that has more to ask than these
PAGE, SECTIONS, BUYERS, REQUESTS, WARM_UP = 24, 48, 32, 600, 400
SECTIONS_OF_A_PAGE = """
SELECT category_id FROM product_category
GROUP BY category_id HAVING count(*) >= %s ORDER BY md5(category_id::text) LIMIT %s
"""


@frozen
class Door:
    """Something that answers with a page: `roots` are its processes."""

    name: str
    roots: tuple[int, ...]
    address: str
    requests: Sequence[bytes]


@define
class Taken:
    """CPU milliseconds of one request, a round each."""

    web: list[float] = field(factory=list)
    database: list[float] = field(factory=list)

    @property
    def both(self) -> list[float]:
        return [web + database for web, database in zip(self.web, self.database, strict=True)]


def measure(stage: Stage) -> list[Chapter]:
    stage.goods()
    portal = stage.portal
    with portal.connected() as connection:
        buyers = people.sign_up(connection, range(min(BUYERS, stage.dataset.size.companies)))
        sections = sections_of(connection)
        asked = [(buyers[n % len(buyers)], sections[n % len(sections)]) for n in range(3 * BUYERS)]
        environ = {"BENCH_DATABASE_URL": portal.settings.database_url}
        with portal.web() as web, portal.limit("bench.limits.page", environ) as (bare, address):
            doors = [
                Door("limit", (bare,), address, [get(address, f"/{buyer.user}/{s}") for buyer, s in asked]),
                Door("page, JSON", (web,), portal.address, [
                    get(portal.address, f"/api/v1/products?category={s}&limit={PAGE}", buyer.headers)
                    for buyer, s in asked
                ]),
                Door("page, HTML", (web,), portal.address, [
                    get(portal.address, f"/catalogue/{s}", buyer.headers, "text/html") for buyer, s in asked
                ]),
            ]  # fmt: skip
            for door in doors:
                http.in_turn(door.address, door.requests, WARM_UP)
            taken = by_turns(stage, doors)
            statements = [
                counted(connection, partial(http.in_turn, d.address, d.requests, 100), 100) for d in doors[1:]
            ]
            where = heaviest(connection)
            rates = [rates_of(door) for door in doors]
    return [chapter(stage, doors, taken, statements, rates, where)]


def sections_of(connection: Connection) -> list[int]:
    """Sections that fill a page, or where there are none the fullest."""
    rows = connection.execute(SECTIONS_OF_A_PAGE, (PAGE, SECTIONS)).fetchall()
    return [section for (section,) in rows]


def by_turns(stage: Stage, doors: Sequence[Door]) -> dict[str, Taken]:
    taken = {door.name: Taken() for door in doors}
    for _ in range(stage.rounds):
        for door in doors:
            before, database = cpu.seconds(door.roots), cpu.seconds([stage.portal.database])
            http.in_turn(door.address, door.requests, REQUESTS)
            taken[door.name].web.append((cpu.seconds(door.roots) - before) / REQUESTS * 1000)
            taken[door.name].database.append((cpu.seconds([stage.portal.database]) - database) / REQUESTS * 1000)
    return taken


def rates_of(door: Door) -> list[float]:
    return [http.rate(door.address, door.requests, connections, 4.0) for connections in (1, 8, 32)]


def chapter(
    stage: Stage,
    doors: Sequence[Door],
    taken: dict[str, Taken],
    statements: Sequence[float],
    rates: Sequence[Sequence[float]],
    where: Sequence[str],
) -> Chapter:
    bare, figures, notes = taken["limit"], [], []
    for door, goal, count in zip(doors[1:], (JSON_GOAL, HTML_GOAL), statements, strict=True):
        ours = taken[door.name]
        ratio = median(limit / own for limit, own in zip(bare.both, ours.both, strict=True))
        own, limit = median(ours.both), median(bare.both)
        figures.append(Figure(door.name, stage.size, own, "CPU ms a request", limit, ratio, goal))
        figures.append(
            Figure(f"{door.name}: statements", stage.size, count, "a request", goal=STATEMENTS_GOAL, sense=AT_MOST)
        )
        if not figures[-2].holds:
            path = door.requests[0].split(b" ")[1].decode()
            notes += ["", f"{door.name} is short of its goal. Where its time goes:", "", *profiling.of(stage, path)]
    for connections, place in ((1, 0), (8, 1), (32, 2)):
        for door, told in zip(doors[1:], rates[1:], strict=True):
            limit = rates[0][place]
            figures.append(Figure(
                f"{door.name}: rate at {connections}", stage.size, told[place], "answers/s", limit, told[place] / limit
            ))  # fmt: skip
    split = [f"{name}: web {median(t.web):.2f} + database {median(t.database):.2f}" for name, t in taken.items()]
    head = [
        f"CPU ms at one connection, medians of {stage.rounds} rounds of {REQUESTS} requests by {BUYERS} buyers over"
        f" {SECTIONS} sections: {'; '.join(split)}.",
        "",
        "The statements of the last 100 pages by time:",
        "",
        *where,
    ]
    return Chapter("A catalogue page of 24 goods", figures, [*head, *notes])
