"""Carts: lines, changes under a lock, the total that the header shows."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, LiteralString
from uuid import UUID

from attrs import define, frozen

from adapters.postgres.database import Database, Driver, driver
from adapters.postgres.listed_prices import CURRENCIES
from adapters.postgres.shelf import array
from application.ordering.ports import Shown
from domain.ordering.cart import Cart, LineKey
from domain.ordering.seen import Seen
from domain.shared.errors import NotFound
from domain.shared.ids import CartId, UserId
from domain.shared.money import Money

# The cart's version and its lines in one statement and so of one moment; a cart without lines is one row of nulls.
LINES = """
SELECT c.version, c.promo_code_id, c.emptied, c.seen_short, c.name,
       l.seen_price, l.seen_currency, l.seen_available, l.seen_state, l.variant_id, l.packaging_id, l.quantity
FROM cart c LEFT JOIN cart_line l ON l.cart_id = c.id
WHERE c.id = %(cart)s AND c.user_id = %(owner)s AND c.deleted_at IS NULL
ORDER BY l.position
"""
# What was put aside is a deleted cart, named by nobody but the page that offers the way back.
ASIDE = LINES.replace("c.deleted_at IS NULL", "c.deleted_at IS NOT NULL")
LOCK = "SELECT id FROM cart WHERE id = %(cart)s AND user_id = %(owner)s FOR UPDATE"
REMOVALS = "SELECT variant_id, packaging_id, version FROM cart_removal WHERE cart_id = %(cart)s"

# A line that comes back by the very next change stands where it stood: that is an undo. Any other goes to the end.
UPSERT = """
INSERT INTO cart_line (cart_id, variant_id, packaging_id, quantity, position)
SELECT %(cart)s, t.variant, t.packaging, t.quantity,
       coalesce(r.position, nextval(pg_get_serial_sequence('cart_line', 'position')))
FROM unnest(%(variants)s::int[], %(packagings)s::int[], %(quantities)s::numeric[]) WITH ORDINALITY
     AS t(variant, packaging, quantity, place)
LEFT JOIN cart_removal r ON r.cart_id = %(cart)s AND r.variant_id = t.variant AND r.packaging_id = t.packaging
    AND r.version = %(version)s - 1
ORDER BY t.place
ON CONFLICT (cart_id, variant_id, packaging_id) DO UPDATE SET quantity = excluded.quantity
"""

# What was removed leaves its version behind; so does what stood there no more: an older view may still show it.
REMOVED = """
INSERT INTO cart_removal (cart_id, variant_id, packaging_id, version, position)
SELECT %(cart)s, t.variant, t.packaging, %(version)s, l.position
FROM unnest(%(variants)s::int[], %(packagings)s::int[]) AS t(variant, packaging)
LEFT JOIN cart_line l ON l.cart_id = %(cart)s AND l.variant_id = t.variant AND l.packaging_id = t.packaging
ON CONFLICT (cart_id, variant_id, packaging_id) DO UPDATE SET version = excluded.version, position = excluded.position
"""

SHOWN = """
UPDATE cart_line l SET seen_price = t.price, seen_currency = t.currency, seen_available = t.available,
    seen_state = t.state
FROM unnest(%(variants)s::int[], %(packagings)s::int[], %(prices)s::numeric[], %(currencies)s::text[],
            %(available)s::numeric[], %(states)s::text[]) AS t(variant, packaging, price, currency, available, state)
WHERE l.cart_id = %(cart)s AND l.variant_id = t.variant AND l.packaging_id = t.packaging
"""

EMPTY: tuple[LiteralString, ...] = (
    """
    INSERT INTO cart (id, user_id, counterparty_id, region_id, contracts, lines, name, active, deleted_at)
    SELECT %(aside)s, user_id, counterparty_id, region_id, contracts, lines, name, false, now()
    FROM cart WHERE id = %(cart)s
    """,
    "UPDATE cart_line SET cart_id = %(aside)s WHERE cart_id = %(cart)s",
    "DELETE FROM cart_removal WHERE cart_id = %(cart)s",
    """
    UPDATE cart SET version = %(version)s, emptied = %(version)s, lines = 0, totals = '[]', seen_short = NULL,
        updated_at = now() WHERE id = %(cart)s
    """,
)
BRING_BACK: tuple[LiteralString, ...] = (
    """
    UPDATE cart_line l SET cart_id = %(cart)s WHERE l.cart_id = %(aside)s AND NOT EXISTS (
        SELECT FROM cart_line m
        WHERE m.cart_id = %(cart)s AND m.variant_id = l.variant_id AND m.packaging_id = l.packaging_id)
    """,
    "DELETE FROM cart_line WHERE cart_id = %(aside)s",
    """
    UPDATE cart SET version = %(version)s, lines = %(lines)s, totals = '[]', updated_at = now() WHERE id = %(cart)s
    """,
)

REMEMBER = """
UPDATE cart SET totals = %(totals)s::jsonb, seen_short = coalesce(%(short)s::uuid[], seen_short)
WHERE id = %(cart)s AND version = %(version)s
"""

REMOVE = """
DELETE FROM cart_line WHERE cart_id = %(cart)s AND (variant_id, packaging_id) IN
    (SELECT * FROM unnest(%(variants)s::int[], %(packagings)s::int[]))
"""


def _cart(cart: CartId, owner: UserId, rows: list[tuple[Any, ...]]) -> Cart:
    if not rows:
        raise NotFound("cart", str(cart))
    lines, seen = dict[LineKey, Decimal](), dict[LineKey, Seen]()
    for *_, price, code, available, state, variant, packaging, quantity in rows:
        if variant is None:
            continue
        key = LineKey(variant, packaging)
        lines[key] = quantity
        if state is not None:
            seen[key] = Seen(price, None if code is None else CURRENCIES[code], available, state)
    version, promo, emptied, short, name, *_ = rows[0]
    return Cart(
        cart, owner, version, lines, promo, emptied, seen=seen, seen_short=None if short is None else tuple(short),
        name=name,
    )  # fmt: skip


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
            facts = {"cart": self.cart.id, "version": self.cart.version, **_columns(gone)}
            self.connection.execute(REMOVED, facts)
            self.connection.execute(REMOVE, facts)
        if kept:
            quantities = {"quantities": list(kept.values())}
            facts = {"cart": self.cart.id, "version": self.cart.version, **_columns(list(kept)), **quantities}
            self.connection.execute(UPSERT, facts)
        self.connection.execute(
            "UPDATE cart SET version = %s, lines = %s, totals = '[]', updated_at = now() WHERE id = %s",
            (self.cart.version, len(self.cart.lines), self.cart.id),
        )

    def save_emptied(self, aside: CartId) -> None:
        facts = {"cart": self.cart.id, "aside": aside, "version": self.cart.version}
        with self.connection.pipeline():
            for statement in EMPTY:
                self.connection.execute(statement, facts)

    def aside(self, aside: CartId) -> Cart:
        facts = {"cart": aside, "owner": self.cart.owner}
        return _cart(aside, self.cart.owner, self.connection.execute(ASIDE, facts).fetchall())

    def save_brought_back(self, aside: CartId) -> None:
        facts = {"cart": self.cart.id, "aside": aside, "version": self.cart.version, "lines": len(self.cart.lines)}
        with self.connection.pipeline():
            for statement in BRING_BACK:
                self.connection.execute(statement, facts)

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
    def change(self, cart: CartId, owner: UserId) -> Iterator["PostgresCartChange"]:
        with self.database.transaction() as connection:
            raw, facts = driver(connection), {"cart": cart, "owner": owner}
            # One round trip: each statement has a snapshot of its own, so that the lines are those behind the lock.
            with raw.pipeline():
                raw.execute(LOCK, facts)
                found = raw.execute(LINES, facts)
                removed = raw.execute(REMOVALS, facts)
            kept = _cart(cart, owner, found.fetchall())
            kept.removals = {LineKey(variant, packaging): version for variant, packaging, version in removed.fetchall()}
            yield PostgresCartChange(raw, kept)

    def remember(self, cart: CartId, version: int, shown: Shown) -> None:
        facts = {"cart": cart, "version": version, "totals": _totals(shown.totals)}
        facts["short"] = None if shown.short is None else array(sorted(shown.short))
        with self.database.driver() as connection:
            if connection.execute(REMEMBER, facts).rowcount and shown.lines:
                connection.execute(SHOWN, {"cart": cart, **_seen_columns(shown.lines)})


def _seen_columns(lines: Mapping[LineKey, Seen]) -> dict[str, object]:
    seen = lines.values()
    return {
        **_columns(list(lines)),
        "prices": [one.price for one in seen],
        "currencies": [None if one.currency is None else one.currency.value for one in seen],
        "available": [one.available for one in seen],
        "states": [one.state for one in seen],
    }


def _totals(totals: Sequence[Money]) -> str:
    pairs = ",".join(f'["{money.amount}","{money.currency}"]' for money in totals)
    return f"[{pairs}]"
