"""A catalogue page where there are a thousand price types of every good, beside one with five: size X."""

import shutil
from collections.abc import Sequence
from statistics import median

from bench import http, people, price_types
from bench.figures.page import PAGE, WARM_UP, WITH_RULES_GOAL, Door, Taken, by_turns, sections_of
from bench.http import get
from bench.report import AT_MOST, Chapter, Figure
from bench.stage import Connection, Stage

FEW, MANY, BUYERS, GOAL = 5, 1_000, 256, 1.2
# Rows, their key's index, and as much again while they are written.
BYTES_OF_A_PRICE = 250
# Contracts take turns among the types, so that buyers read in all of them.
SPREAD = """
UPDATE contract c SET price_type_id = (%(types)s::int[])[1 + n.place %% cardinality(%(types)s)]
FROM (SELECT id, row_number() OVER (ORDER BY erp_id) AS place FROM contract) n WHERE n.id = c.id
"""
RAISE = "UPDATE catalogue_state SET pricing_version = pricing_version + 1"


def measure(stage: Stage) -> list[Chapter]:
    """By turns with the limit, which reads the same rows; the plain page's own figures are another chapter's."""
    stage.goods()
    rows = stage.dataset.size.products * MANY
    if (free := shutil.disk_usage(stage.portal.home.root).free) < rows * BYTES_OF_A_PRICE:
        text = f"Left out: {rows:,} prices need {rows * BYTES_OF_A_PRICE / 2**30:.0f} GiB, {free / 2**30:.0f} are free."
        return [Chapter("A page at a thousand price types", [], [text])]
    with stage.portal.connected() as connection:
        buyers = people.sign_up(connection, range(min(BUYERS, stage.dataset.size.companies)))
        sections = sections_of(connection)
        asked = [(buyers[n % len(buyers)], sections[n % len(sections)]) for n in range(3 * BUYERS)]
        with price_types.raised(connection, FEW) as few:
            plain = taken(stage, connection, asked, few)
            connection.execute(SPREAD, {"types": few[:1]})
        with price_types.raised(connection, MANY) as many:
            ours = taken(stage, connection, asked, many)
            connection.execute(SPREAD, {"types": few[:1]})
    return [Chapter("A page at a thousand price types", figures_of(rows, plain, ours), notes_of(plain, ours))]


def taken(
    stage: Stage, connection: Connection, asked: Sequence[tuple[people.Buyer, int]], types: Sequence[int]
) -> dict[str, Taken]:
    """CPU milliseconds; the servers are started anew, since the limit reads who asks once."""
    connection.execute(SPREAD, {"types": list(types)})
    connection.execute(RAISE)
    connection.execute("VACUUM ANALYZE contract")
    connection.execute("CHECKPOINT")
    portal = stage.portal
    environ = {"BENCH_DATABASE_URL": portal.settings.database_url}
    with portal.web() as web, portal.limit("bench.limits.page", environ) as (bare, address):
        limit = Door("limit", (bare,), address, [get(address, f"/{buyer.user}/{s}") for buyer, s in asked])
        page = Door("page", (web,), portal.address, [
            get(portal.address, f"/api/v1/products?category={s}&limit={PAGE}", buyer.headers) for buyer, s in asked
        ])  # fmt: skip
        for door in (limit, page):
            http.in_turn(door.address, door.requests, WARM_UP)
        return by_turns(stage, [limit, page])


def figures_of(rows: int, plain: dict[str, Taken], ours: dict[str, Taken]) -> list[Figure]:
    own, few = median(ours["page"].both), median(plain["page"].both)
    bare = median(ours["limit"].both)
    ratio = median(limit / one for limit, one in zip(ours["limit"].both, ours["page"].both, strict=True))
    return [
        Figure(f"page, {MANY:,} types beside {FEW}", "X", own, "CPU ms a request", few, own / few, GOAL, AT_MOST),
        Figure(f"page, JSON, {MANY:,} types", "X", own, "CPU ms a request", bare, ratio, WITH_RULES_GOAL),
        Figure("prices stored", "X", rows, "rows"),
    ]


def notes_of(plain: dict[str, Taken], ours: dict[str, Taken]) -> list[str]:
    told = [
        f"{name} at {count:,} types: web {median(one.web):.2f} + database {median(one.database):.2f}"
        for count, both in ((FEW, plain), (MANY, ours))
        for name, one in both.items()
    ]
    return [f"CPU ms at one connection by {BUYERS} buyers, each of another type: {'; '.join(told)}."]
