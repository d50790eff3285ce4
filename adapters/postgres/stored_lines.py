"""Order lines with what their prices were explained by."""

from collections.abc import Sequence

from attrs import frozen

from adapters.postgres.database import Database
from application.queries.proof import StoredLine

# `requested` is the wish that was priced; later corrections change `ordered`.
LINES = """
SELECT o.number, l.line, l.name, o.currency, o.contract_id, o.counterparty_id, l.variant_id, l.packaging_id,
       l.requested, l.price, l.amount, l.gross, o.explanations -> l.line::text, l.proof
FROM sales_order o JOIN order_line l ON l.order_id = o.id
WHERE (o.number = %(number)s OR o.erp_number = %(number)s) AND l.proof <> '' ORDER BY o.number, l.line
"""


@frozen
class PostgresStoredLines:
    database: Database

    def of_order(self, number: str) -> Sequence[StoredLine]:
        with self.database.driver() as connection:
            return [StoredLine(*row) for row in connection.execute(LINES.encode(), {"number": number})]
