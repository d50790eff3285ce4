"""Carts: lines, changes under a lock, the total that the header shows."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import define, frozen

from adapters.postgres.database import Database, Driver, driver
from application.ordering.ports import CartChange
from domain.ordering.cart import Cart, LineKey
from domain.shared.errors import NotFound
from domain.shared.ids import CartId, UserId
from domain.shared.money import Money

# The cart's version and its lines in one statement and so of one moment; a cart without lines is one row of nulls.
LINES = """
SELECT c.version, c.promo_code_id, l.variant_id, l.packaging_id, l.quantity
FROM cart c LEFT JOIN cart_line l ON l.cart_id = c.id
WHERE c.id = %(cart)s AND c.user_id = %(owner)s
ORDER BY l.position
"""

UPSERT = """
INSERT INTO cart_line (cart_id, variant_id, packaging_id, quantity)
SELECT %(cart)s, variant, packaging, quantity
FROM unnest(%(variants)s::int[], %(packagings)s::int[], %(quantities)s::numeric[]) WITH ORDINALITY
     AS t(variant, packaging, quantity, place)
ORDER BY place
ON CONFLICT (cart_id, variant_id, packaging_id) DO UPDATE SET quantity = excluded.quantity
"""

REMOVE = """
DELETE FROM cart_line WHERE cart_id = %(cart)s AND (variant_id, packaging_id) IN
    (SELECT * FROM unnest(%(variants)s::int[], %(packagings)s::int[]))
"""


def _cart(cart: CartId, owner: UserId, rows: list[tuple[Any, ...]]) -> Cart:
    if not rows:
        raise NotFound("cart", str(cart))
    lines = {LineKey(variant, packaging): quantity for *_, variant, packaging, quantity in rows if variant is not None}
    version, promo, *_ = rows[0]
    return Cart(cart, owner, version, lines, promo)


@define
class PostgresCartChange:
    connection: Driver
    cart: Cart

    def is_repeated(self, operation: UUID) -> bool:
        inserted = self.connection.execute(
            "INSERT INTO cart_operation (cart_id, id) VALUES (%s, %s) ON CONFLICT DO NOTHING", (self.cart.id, operation)
        )
        return inserted.rowcount == 0

    def save(self, touched: Mapping[LineKey, Decimal | None]) -> None:
        kept = {key: quantity for key, quantity in touched.items() if quantity is not None}
        gone = [key for key, quantity in touched.items() if quantity is None]
        if gone:
            self.connection.execute(REMOVE, {"cart": self.cart.id, **_columns(gone)})
        if kept:
            quantities = {"quantities": list(kept.values())}
            self.connection.execute(UPSERT, {"cart": self.cart.id, **_columns(list(kept)), **quantities})
        self.connection.execute(
            "UPDATE cart SET version = %s, lines = %s, totals = '[]', updated_at = now() WHERE id = %s",
            (self.cart.version, len(self.cart.lines), self.cart.id),
        )

    def save_promo(self) -> None:
        self.connection.execute(
            "UPDATE cart SET version = %s, promo_code_id = %s, totals = '[]', updated_at = now() WHERE id = %s",
            (self.cart.version, self.cart.promo, self.cart.id),
        )


def _columns(keys: Sequence[LineKey]) -> dict[str, list[int]]:
    return {"variants": [key.variant for key in keys], "packagings": [key.packaging for key in keys]}


@frozen
class PostgresCarts:
    database: Database

    def lines(self, cart: CartId, owner: UserId) -> Cart:
        with self.database.driver() as connection:
            rows = connection.execute(LINES, {"cart": cart, "owner": owner}, prepare=True).fetchall()
        return _cart(cart, owner, rows)

    @contextmanager
    def change(self, cart: CartId, owner: UserId) -> Iterator[CartChange]:
        with self.database.transaction() as connection:
            raw = driver(connection)
            raw.execute("SELECT id FROM cart WHERE id = %s AND user_id = %s FOR UPDATE", (cart, owner))
            rows = raw.execute(LINES, {"cart": cart, "owner": owner}).fetchall()
            yield PostgresCartChange(raw, _cart(cart, owner, rows))

    def remember_totals(self, cart: CartId, version: int, totals: Sequence[Money]) -> None:
        with self.database.driver() as connection:
            connection.execute(
                "UPDATE cart SET totals = %s::jsonb WHERE id = %s AND version = %s",
                (_totals(totals), cart, version),
            )


def _totals(totals: Sequence[Money]) -> str:
    pairs = ",".join(f'["{money.amount}","{money.currency}"]' for money in totals)
    return f"[{pairs}]"
