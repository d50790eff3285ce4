"""Values of the properties that stand in lists, for the goods of a page."""

from collections.abc import Sequence

from attrs import frozen

from adapters.postgres.database import Database
from adapters.postgres.properties.book import PostgresPropertySettings
from adapters.postgres.shelf import array
from application.properties.listed import NOTHING_LISTED, Listed
from domain.shared.ids import ProductId

LISTED = """
SELECT p.id, q.id, q.name, (SELECT string_agg(coalesce(q.options ->> told.value, told.value), ', ')
                      FROM jsonb_array_elements_text(p.properties -> q.id::text) AS told)
FROM product p JOIN property q ON q.id = ANY(%(properties)s) AND q.told AND NOT q.deleted
WHERE p.id = ANY(%(products)s::int[]) AND p.properties ? q.id::text
"""


@frozen
class PostgresListedProperties:
    """The port `ListedProperties`."""

    database: Database
    settings: PostgresPropertySettings

    def __call__(self, version: int, products: Sequence[ProductId]) -> Listed:
        chosen = self.settings.in_lists(version)
        if not chosen or not products:
            return NOTHING_LISTED
        facts = {"properties": [one.property for one in chosen], "products": array(products)}
        with self.database.driver() as connection:
            rows = connection.execute(LISTED, facts, prepare=True).fetchall()
        told = {(product, property_): (name, text) for product, property_, name, text in rows if text}
        return {
            product: [
                (one.name or found[0], f"{found[1]} {one.unit}".rstrip())
                for one in chosen
                if (found := told.get((product, one.property))) is not None
            ]
            for product in {product for product, _ in told}
        }
