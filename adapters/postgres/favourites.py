"""Favourites and goods to compare, by their person."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from attrs import frozen

from adapters.postgres.database import Database
from adapters.postgres.shelf import array
from application.favourites.ports import Favourite
from domain.shared.ids import PackagingId, ProductId, UserId, VariantId

OF = """
SELECT variant_id, packaging_id, quantity, added_at FROM favourite WHERE user_id = %s
ORDER BY added_at DESC, variant_id
"""
# The bound is kept by the statement itself: two tabs at once may pass it by one, which harms nobody.
ADD = """
INSERT INTO favourite (user_id, variant_id, packaging_id, quantity)
SELECT %(user)s, %(variant)s, %(packaging)s, %(quantity)s
WHERE (SELECT count(*) FROM favourite WHERE user_id = %(user)s) < %(most)s
ON CONFLICT (user_id, variant_id) DO NOTHING
"""
KEPT = "SELECT 1 FROM favourite WHERE user_id = %(user)s AND variant_id = %(variant)s"
CHANGE = """
UPDATE favourite f SET packaging_id = w.packaging, quantity = w.quantity
FROM unnest(%(variants)s::int[], %(packagings)s::int[], %(quantities)s::numeric[]) AS w(variant, packaging, quantity)
WHERE f.user_id = %(user)s AND f.variant_id = w.variant
"""
REMOVE = "DELETE FROM favourite WHERE user_id = %s AND variant_id = ANY(%s::int[])"


@frozen
class PostgresFavourites:
    database: Database

    def of(self, user: UserId) -> Sequence[Favourite]:
        with self.database.driver() as connection:
            return [Favourite(*row) for row in connection.execute(OF, [user])]

    def add(self, user: UserId, variant: VariantId, packaging: PackagingId, quantity: Decimal, most: int) -> bool:
        facts = {"user": user, "variant": variant, "packaging": packaging, "quantity": quantity, "most": most}
        with self.database.driver() as connection:
            if connection.execute(ADD, facts).rowcount:
                return True
            return connection.execute(KEPT, facts).fetchone() is not None

    def change(self, user: UserId, wanted: Sequence[tuple[VariantId, PackagingId, Decimal]]) -> None:
        facts = {
            "user": user,
            "variants": array([variant for variant, _, _ in wanted]),
            "packagings": array([packaging for _, packaging, _ in wanted]),
            "quantities": [quantity for _, _, quantity in wanted],
        }
        with self.database.driver() as connection:
            connection.execute(CHANGE, facts)

    def remove(self, user: UserId, variants: Collection[VariantId]) -> int:
        with self.database.driver() as connection:
            return connection.execute(REMOVE, [user, array(sorted(variants))]).rowcount


@frozen
class PostgresCompared:
    database: Database

    def of(self, user: UserId) -> Sequence[ProductId]:
        with self.database.driver() as connection:
            found = connection.execute(
                "SELECT product_id FROM compared WHERE user_id = %s ORDER BY added_at, product_id", [user]
            )
            return [row[0] for row in found]

    def add(self, user: UserId, product: ProductId) -> None:
        with self.database.driver() as connection:
            connection.execute(
                "INSERT INTO compared (user_id, product_id) VALUES (%s, %s) ON CONFLICT DO NOTHING", [user, product]
            )

    def remove(self, user: UserId, products: Collection[ProductId]) -> int:
        with self.database.driver() as connection:
            gone = "DELETE FROM compared WHERE user_id = %s AND product_id = ANY(%s::int[])"
            return connection.execute(gone, [user, array(sorted(products))]).rowcount
