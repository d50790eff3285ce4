"""More price types than the data set has, each with a price of every good: as where each client has a type."""

from collections.abc import Iterator
from contextlib import contextmanager

from bench import files
from bench.dataset import erp_id
from bench.stage import Connection

TYPES = """
INSERT INTO price_type (connection_id, erp_id, name)
SELECT (SELECT min(connection_id) FROM price_type), name, name FROM unnest(%s::text[], %s::text[]) AS t(erp_id, name)
RETURNING id
"""
# From the first type's price: up to a quarter less, by the good and the type alone.
PRICES = """
INSERT INTO price (price_type_id, variant_id, amount, currency, message_id)
SELECT %(type)s, variant_id, greatest(0.01, round(amount * (1 - (variant_id * 7919 + %(type)s * 104729) %% 2500
       / 10000.0), 2)), currency, message_id
FROM price WHERE price_type_id = %(first)s AND packaging_id = 0 ORDER BY variant_id
"""


@contextmanager
def raised(connection: Connection, count: int) -> Iterator[list[int]]:
    """Ids of `count` price types, those that are there first; the others are made, and gone after the block."""
    there = [row[0] for row in connection.execute("SELECT id FROM price_type WHERE NOT deleted ORDER BY id")]
    made = _add(connection, there, count - len(there))
    connection.execute("VACUUM ANALYZE price")
    try:
        yield [*there[:count], *made]
    finally:
        connection.execute("DELETE FROM price_type WHERE id = ANY(%s)", (made,))
        _keep_others(connection, made)


def _keep_others(connection: Connection, made: list[int]) -> None:
    with connection.transaction():  # what stays is less by far than what goes
        connection.execute("CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM price"
                           " WHERE price_type_id <> ALL(%s)", (made,))  # fmt: skip
        connection.execute("TRUNCATE price")
        connection.execute("INSERT INTO price SELECT * FROM kept ORDER BY price_type_id, variant_id")
    connection.execute("VACUUM ANALYZE price")


def _add(connection: Connection, there: list[int], count: int) -> list[int]:
    if count <= 0:
        return []
    numbers = range(len(there), len(there) + count)
    names = [f"Цена {number + 1}" for number in numbers]
    rows = connection.execute(TYPES, ([erp_id(files.PRICE_TYPE, number) for number in numbers], names)).fetchall()
    made = sorted(row[0] for row in rows)
    for type_id in made:
        connection.execute(PRICES, {"type": type_id, "first": there[0]})
    return made
