"""What an explanation reads beside the price book: prices of other days, rules of others, the lines of a placing."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from adapters.postgres.agreed_rows import AGREED, agreed_of
from adapters.postgres.database import Database
from adapters.postgres.price_history.statements import WHOSE
from adapters.postgres.pricing_rules import COLUMNS, rule_of
from application.explaining.ports import OrderedLine, Placing
from application.queries.orders import Readers
from domain.parties.level import Level
from domain.pricing.agreed import Validity
from domain.pricing.passed_over import Dated, Kept
from domain.pricing.terms import Terms
from domain.shared.errors import NotFound
from domain.shared.ids import OrderId, VariantId

DATED = f"""
SELECT {AGREED}, valid_from, valid_to FROM individual_price
WHERE variant_id = %(variant)s AND owner_id = ANY(%(owners)s) ORDER BY id
"""
RULES = f"SELECT {', '.join(COLUMNS)}, version, state FROM price_rule"
PLACING = f"""
SELECT o.placing_id, o.number, o.placed_at, coalesce(c.number, ''), k.id, k.name, o.currency, o.region_id, u.promo_id,
       coalesce(u.released_at IS NULL AND u.promo_id IS NOT NULL, false)
FROM sales_order o JOIN counterparty k ON k.id = o.counterparty_id
LEFT JOIN contract c ON c.id = o.contract_id LEFT JOIN promo_use u ON u.order_id = o.id
WHERE o.id = %(order)s AND {WHOSE}
"""
# The other orders of the placing are of the same counterparty; `requested` is the wish that was priced.
LINES = """
SELECT o.id, l.line, o.contract_id, l.variant_id, l.packaging_id, l.name, l.sku, l.unit, l.requested,
       trim_scale(l.price), l.vat_included, l.vat_rate, l.gross, l.proof, o.explanations -> l.line::text
FROM sales_order o JOIN order_line l ON l.order_id = o.id
WHERE o.placing_id = %(placing)s AND o.counterparty_id = %(client)s AND l.proof <> '' AND l.variant_id IS NOT NULL
ORDER BY o.number, l.line
"""


@frozen
class PostgresExplanations:
    database: Database

    def dated(self, terms: Terms, variant: VariantId) -> Sequence[Dated]:
        owners = [terms.owner(level) for level in Level]
        with self.database.driver() as connection:
            rows = connection.execute(DATED.encode(), {"variant": variant, "owners": owners}).fetchall()
        return [_dated(row) for row in rows]

    def rules(self) -> Sequence[Kept]:
        with self.database.driver() as connection:
            rows = connection.execute(RULES.encode()).fetchall()
        return [Kept(rule_of(row[:-2]), row[-2], row[-1] == "active") for row in rows]

    def placing(self, whose: Readers, order: OrderId) -> Placing:
        parties = None if whose.counterparties is None else list(whose.counterparties)
        asked = {"order": order, "manager": whose.manager, "parties": parties}
        with self.database.snapshot() as connection:
            row = connection.execute(PLACING.encode(), asked).fetchone()
            if row is None:
                raise NotFound("order", str(order))
            placing, number, at, contract, client, name, currency, region, promo, is_used = row
            lines = connection.execute(LINES.encode(), {"placing": placing, "client": client}).fetchall()
        told = tuple(OrderedLine(*line) for line in lines)
        return Placing(number, at, contract, client, name, currency, told, region, promo, is_used)


def _dated(row: tuple[Any, ...]) -> Dated:
    *price, start, end = row
    return Dated(agreed_of(*price), Validity(start, end))
