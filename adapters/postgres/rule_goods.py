"""The goods of a rule as a condition of SQL: for counting and for finding them, never for pricing.

`Which.has` decides in the end; a test holds the two equal on random goods.
"""

from typing import Any

from attrs import frozen

from adapters.postgres.database import Driver
from adapters.postgres.shelf import array
from domain.catalog.traits import folded
from domain.pricing.rules import Which

ON_SALE = "p.told AND NOT p.deleted AND v.told AND NOT v.deleted"
BELOW = """
WITH RECURSIVE down(id, depth) AS (
    SELECT unnest(%s::int[]), 0
    UNION
    SELECT c.id, depth + 1 FROM down JOIN category c ON c.parent_id = down.id WHERE depth < 32
) SELECT DISTINCT id FROM down
"""
MANUFACTURERS = "SELECT DISTINCT manufacturer FROM product WHERE told AND NOT deleted AND manufacturer <> ''"


@frozen
class Condition:
    """`text` speaks of `p` and `v`; its parameters are named by a prefix of its own."""

    text: str
    facts: dict[str, Any]


def condition(connection: Driver, which: Which, prefix: str) -> Condition:
    """Sections with all below them, manufacturers as they are written: looked up once, so that the search is plain."""
    parts: list[str] = ["true"]
    facts: dict[str, Any] = {}
    if which.products:
        parts.append(f"p.id = ANY(%({prefix}products)s::int[])")
        facts[f"{prefix}products"] = array(sorted(which.products))
    if which.categories:
        below = connection.execute(BELOW, (array(sorted(which.categories)),)).fetchall()
        parts.append(
            f"EXISTS (SELECT FROM product_category pc WHERE pc.product_id = p.id"
            f" AND pc.category_id = ANY(%({prefix}categories)s::int[]))"
        )
        facts[f"{prefix}categories"] = array([row[0] for row in below])
    if which.manufacturers:
        known = connection.execute(MANUFACTURERS).fetchall()
        parts.append(f"p.manufacturer = ANY(%({prefix}makers)s::text[])")
        facts[f"{prefix}makers"] = [name for (name,) in known if folded(name) in which.manufacturers]
    by_property: dict[int, list[str]] = {}
    for id, value in sorted(which.values):
        by_property.setdefault(id, []).append(value)
    for id, values in by_property.items():
        parts.append(f"p.properties -> '{id:d}' ?| %({prefix}value{id:d})s::text[]")
        facts[f"{prefix}value{id:d}"] = values
    return Condition("(" + " AND ".join(parts) + ")", facts)


def count(connection: Driver, *conditions: Condition) -> int:
    """Variants on sale that meet all of them."""
    text = " AND ".join((ON_SALE, *(each.text for each in conditions)))
    facts = {name: value for each in conditions for name, value in each.facts.items()}
    row = connection.execute(
        f"SELECT count(*) FROM product p JOIN variant v ON v.product_id = p.id WHERE {text}".encode(), facts
    ).fetchone()
    assert row is not None
    return int(row[0])
