"""A million changed prices: staged by COPY, compared, logged and merged; beside COPY and one UPDATE of the same."""

import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from statistics import median

import psycopg
from attrs import define, field

from adapters.postgres.database import Database, driver
from adapters.postgres.importing.classifier import Classifier
from adapters.postgres.importing.id_set import IdSet
from adapters.postgres.importing.merge_prices import merge_prices
from adapters.postgres.importing.outcome import Remarks, empty_diff
from adapters.postgres.importing.price_rows import PriceRows
from adapters.postgres.importing.staging import Staging
from bench import cpu, price_types
from bench.report import Chapter, Figure
from bench.stage import Connection, Stage
from bench.statements import heaviest

TYPES, CHANGED, GOAL, MOST = 10, 1_000_000, 0.6, 3
Row = tuple[int, int, int, Decimal, str, bool, int]
NOTES = [
    "Rows that are ready, tuples of decimals, go through psycopg's COPY on both sides. The limit copies them to a"
    " temporary table and runs one UPDATE of a table of its own with the same rows and key, in one transaction. Ours"
    " also finds which of them differ and which goods left a price out, keeps the price that is replaced in the log"
    " with its index, and never overwrites a newer message. Parsing is in neither; it is in the import's figure.",
]
COPIED = """
CREATE TEMP TABLE told (variant_id int, price_type_id int, packaging_id int, amount numeric(19, 5), currency char(3),
                        keep boolean, n int) ON COMMIT DROP
"""
UPDATE = """
UPDATE limit_price p SET amount = t.amount, currency = t.currency, message_id = message_id + 1 FROM told t
WHERE p.price_type_id = t.price_type_id AND p.variant_id = t.variant_id AND p.packaging_id = t.packaging_id
"""


@define
class Taken:
    """CPU seconds, a round each."""

    ours: list[float] = field(factory=list)
    limit: list[float] = field(factory=list)
    wall: list[float] = field(factory=list)


def measure(stage: Stage) -> list[Chapter]:
    stage.goods()
    taken = Taken()
    with stage.portal.connected() as connection, price_types.raised(connection, TYPES):
        connection.execute("DROP TABLE IF EXISTS limit_price")
        connection.execute("CREATE TABLE limit_price (LIKE price INCLUDING ALL)")
        connection.execute("INSERT INTO limit_price SELECT * FROM price")
        try:
            for turn in range(1, 1 + min(MOST, stage.rounds)):
                connection.execute("SELECT pg_stat_statements_reset()")
                _turn(stage, connection, turn, taken)
            where = heaviest(connection, 12)
        finally:
            connection.execute("DROP TABLE limit_price")
    return [Chapter("A million changed prices", figures_of(stage, taken), [*NOTES, "", *where])]


def _turn(stage: Stage, connection: Connection, turn: int, taken: Taken) -> None:
    rows = changed(connection, Decimal(turn))
    for table in ("price", "limit_price"):
        connection.execute(f"VACUUM ANALYZE {table}")
    connection.execute("CHECKPOINT")
    message = next_message(connection)
    began = time.monotonic()
    taken.ours.append(used(stage, lambda: merged(stage, rows, message)))
    taken.wall.append(time.monotonic() - began)
    connection.execute("CHECKPOINT")
    taken.limit.append(used(stage, lambda: bare(stage.portal.settings.database_url, rows)))


def changed(connection: Connection, more: Decimal) -> list[Row]:
    """A million rows of the price table, each dearer; in the order of an export, good by good."""
    rows = connection.execute(
        "SELECT variant_id, price_type_id, packaging_id, amount + %s, currency, false, 0 FROM price"
        " ORDER BY variant_id, price_type_id LIMIT %s",
        (more, CHANGED),
    )
    return rows.fetchall()


def used(stage: Stage, work: Callable[[], None]) -> float:
    began = time.process_time()
    database = cpu.used([stage.portal.database], work)
    return database + time.process_time() - began


def merged(stage: Stage, rows: Sequence[Row], message: int) -> None:
    """As an import does once its records are rows."""
    database, erp = Database(stage.portal.settings.database_url, timeout=0), stage.erp()
    with database.connect() as core:
        raw = driver(core)
        staging = Staging(raw)
        classifier = Classifier(core, erp, vat_included=True, remarks=Remarks())
        prices = PriceRows(staging, classifier, set(), Remarks())
        for variant in {row[0] for row in rows}:
            prices.told.add(variant)
            staging.variants.add((variant, 0, False, True, False, None, "", "", "", "", "{}", False, True, 1, 1, TYPES,
                                  0, None))  # fmt: skip
        for at in range(0, len(rows), TYPES):
            staging.prices.extend(rows[at : at + TYPES])
        staging.flush()
        diff = empty_diff()
        with raw.transaction():
            raw.execute("SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '64MB'")
            types = classifier.price_types.ids()
            merge_prices(raw, prices, IdSet(), types, types, False, message, diff)
        staging.drop()
    if diff["prices"]["changed"] != len(rows):
        raise RuntimeError(f"{len(rows)} prices differ, merged were {diff['prices']}")


def next_message(connection: Connection) -> int:
    row = connection.execute("SELECT max(message_id) + 1 FROM price").fetchone()
    assert row is not None
    return int(row[0])


def bare(url: str, rows: Sequence[Row]) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("SET LOCAL work_mem = '64MB'")
        connection.execute(COPIED)
        with connection.cursor() as cursor, cursor.copy("COPY told FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        connection.execute(UPDATE)


def figures_of(stage: Stage, taken: Taken) -> list[Figure]:
    ratio = median(limit / ours for limit, ours in zip(taken.limit, taken.ours, strict=True))
    count = f"{stage.dataset.size.products * TYPES:,}"
    return [
        Figure("changed prices, COPY and merge", count, median(taken.ours), "CPU s", median(taken.limit), ratio, GOAL),
        Figure("changed prices: rate", count, CHANGED / median(taken.wall), "prices/s"),
    ]
