"""The limit of a preview: the same goods for the same kinds of clients, one percent, and no rule, rate or reason.

It knows beforehand what a preview must find out: that the one rule is a percent for these goods, that every type has
its row in roubles, and that nothing else has a say. What is left is what no preview can do without: read the prices,
listed and individual, to know whom they are not for; multiply, round, compare.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import psycopg

PRICES = """
SELECT p.variant_id, p.price_type_id, p.amount FROM price p
WHERE p.variant_id = ANY(%s) AND p.price_type_id = ANY(%s) AND p.packaging_id = 0
"""
AGREED = "SELECT variant_id, owner_id, amount FROM individual_price WHERE variant_id = ANY(%s)"
KOPECK = Decimal("0.01")


def compared(
    connection: "psycopg.Connection[Any]", variants: Sequence[int], kinds: Sequence[int], factor: Decimal, chunk: int
) -> tuple[int, int]:
    """(pairs, of them changed). kinds: the price type of each kind of client."""
    pairs = changed = 0
    for start in range(0, len(variants), chunk):
        agreed: dict[int, set[object]] = {}
        for variant, owner, _ in connection.execute(AGREED, (list(variants[start : start + chunk]),)):
            agreed.setdefault(variant, set()).add(owner)
        found: dict[int, dict[int, Decimal]] = {}
        asked = (list(variants[start : start + chunk]), list(set(kinds)))
        for variant, kind, amount in connection.execute(PRICES, asked):
            found.setdefault(variant, {})[kind] = amount
        for rows in found.values():
            for kind in kinds:
                price = rows.get(kind)
                pairs += 1
                if price is not None:
                    was = price.quantize(KOPECK, ROUND_HALF_UP)
                    changed += was != (price * factor).quantize(KOPECK, ROUND_HALF_UP)
    return pairs, changed
