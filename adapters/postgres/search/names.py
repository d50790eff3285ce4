"""The names of goods in a list of suggestions, with the article that the client himself uses."""

from collections.abc import Sequence

from attrs import frozen

from adapters.postgres.database import Database
from application.queries.suggestions import GoodsName
from domain.shared.ids import CounterpartyId, ProductId

NAMES = """
SELECT p.id, p.name, p.sku, coalesce((
    SELECT c.sku FROM variant v JOIN client_sku c ON c.variant_id = v.id AND c.counterparty_id = %(client)s
     WHERE v.product_id = p.id ORDER BY c.changed_at DESC, c.sku_key LIMIT 1), '')
FROM unnest(%(ids)s::int[]) WITH ORDINALITY AS asked(id, place) JOIN product p ON p.id = asked.id ORDER BY place
"""


@frozen
class PostgresGoodsNames:
    database: Database

    def of(self, products: Sequence[ProductId], client: CounterpartyId) -> Sequence[GoodsName]:
        if not products:
            return []
        with self.database.driver() as connection:
            rows = connection.execute(NAMES.encode(), {"ids": list(products), "client": client}).fetchall()
        return [GoodsName(*row) for row in rows]
