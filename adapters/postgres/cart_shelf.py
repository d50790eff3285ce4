"""Several carts of one person: every statement names him and the counterparties that he may act for."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, LiteralString

from attrs import frozen

from adapters.postgres.database import Database, Driver, driver
from adapters.postgres.shelf import array
from application.carts.ports import CartSummary, NewCart, TooManyCarts
from domain.shared.ids import CartId, CounterpartyId, UserId
from domain.shared.money import Currency, Money

# One that waits for an approval is the request's, and no cart of the person's.
MINE: LiteralString = "user_id = %(user)s AND NOT set_aside AND counterparty_id = ANY(%(parties)s::uuid[])"
OF = """
SELECT c.id, c.name, c.counterparty_id, k.name, coalesce(r.name, ''), c.lines, c.totals, c.active, c.updated_at
FROM cart c JOIN counterparty k ON k.id = c.counterparty_id LEFT JOIN region r ON r.id = c.region_id
WHERE c.user_id = %(user)s AND c.counterparty_id = ANY(%(parties)s::uuid[]) AND c.deleted_at IS NULL
  AND NOT c.set_aside
ORDER BY c.active DESC, c.updated_at DESC, c.id
"""
# In the order of ids, before anything is decided: two requests of one person never meet in a ring.
LOCK = """
SELECT id, active, deleted_at IS NOT NULL, counterparty_id = ANY(%(parties)s::uuid[]) FROM cart
WHERE user_id = %(user)s AND NOT set_aside AND (deleted_at IS NULL OR id = %(cart)s) ORDER BY id FOR UPDATE
"""
PASSIVE = "UPDATE cart SET active = false WHERE user_id = %(user)s AND active"
MAKE = """
INSERT INTO cart (id, user_id, counterparty_id, region_id, contracts, name, version, lines, active)
SELECT %(id)s, user_id, counterparty_id, region_id, contracts, %(name)s, (nextval('cart_series') << 24) + 1,
       CASE WHEN %(with_lines)s THEN lines ELSE 0 END, true
FROM cart WHERE id = %(cart)s
"""
COPY = """
INSERT INTO cart_line (cart_id, variant_id, packaging_id, quantity, seen_price, seen_currency, seen_available,
                       seen_state)
SELECT %(id)s, variant_id, packaging_id, quantity, seen_price, seen_currency, seen_available, seen_state
FROM cart_line WHERE cart_id = %(cart)s ORDER BY position
"""
RENAME = f"UPDATE cart SET name = %(name)s WHERE id = %(cart)s AND {MINE} AND deleted_at IS NULL"
ACTIVATE = "UPDATE cart SET active = true WHERE id = %(cart)s"
DELETE = "UPDATE cart SET deleted_at = now(), active = false WHERE id = %(cart)s"
RESTORE = "UPDATE cart SET deleted_at = NULL, updated_at = now() WHERE id = %(cart)s"
# The latest changed that he may act for takes its place.
NEXT = f"""
UPDATE cart SET active = true WHERE id = (
    SELECT id FROM cart WHERE {MINE} AND deleted_at IS NULL ORDER BY updated_at DESC, id LIMIT 1)
"""


@frozen
class _Standing:
    active: bool
    deleted: bool
    allowed: bool


@frozen
class PostgresCartShelf:
    database: Database

    def of(self, user: UserId, parties: Collection[CounterpartyId]) -> Sequence[CartSummary]:
        with self.database.driver() as connection:
            return [_summary(row) for row in connection.execute(OF, _facts(user, parties))]

    def make(self, user: UserId, parties: Collection[CounterpartyId], new: NewCart, most: int) -> bool:
        facts = _facts(user, parties, new.like) | {"id": new.id, "name": new.name, "with_lines": new.with_lines}
        with self.database.transaction() as connection:
            raw = driver(connection)
            found = _locked(raw, facts)
            if not _is_there(found, new.like):
                return False
            _check(found, most)
            raw.execute(PASSIVE, facts)
            raw.execute(MAKE, facts)
            if new.with_lines:
                raw.execute(COPY, facts)
        return True

    def rename(self, user: UserId, parties: Collection[CounterpartyId], cart: CartId, name: str) -> bool:
        with self.database.driver() as connection:
            return connection.execute(RENAME, _facts(user, parties, cart) | {"name": name}).rowcount == 1

    def activate(self, user: UserId, parties: Collection[CounterpartyId], cart: CartId) -> bool:
        facts = _facts(user, parties, cart)
        with self.database.transaction() as connection:
            raw = driver(connection)
            if not _is_there(_locked(raw, facts), cart):
                return False
            raw.execute(PASSIVE, facts)
            raw.execute(ACTIVATE, facts)
        return True

    def delete(self, user: UserId, parties: Collection[CounterpartyId], cart: CartId, spare: CartId) -> bool:
        facts = _facts(user, parties, cart) | {"id": spare, "name": "", "with_lines": False}
        with self.database.transaction() as connection:
            raw = driver(connection)
            found = _locked(raw, facts)
            if not _is_there(found, cart):
                return False
            raw.execute(DELETE, facts)
            if found[cart].active and raw.execute(NEXT, facts).rowcount == 0:
                raw.execute(MAKE, facts)
        return True

    def restore(self, user: UserId, parties: Collection[CounterpartyId], cart: CartId, most: int) -> bool:
        facts = _facts(user, parties, cart)
        with self.database.transaction() as connection:
            raw = driver(connection)
            found = _locked(raw, facts)
            if cart not in found or not found[cart].allowed:
                return False
            if found[cart].deleted:
                _check(found, most)
                raw.execute(RESTORE, facts)
        return True


def _facts(user: UserId, parties: Collection[CounterpartyId], cart: CartId | None = None) -> dict[str, object]:
    return {"user": user, "parties": array(sorted(parties)), "cart": cart}


def _locked(raw: Driver, facts: dict[str, object]) -> dict[CartId, _Standing]:
    return {CartId(row[0]): _Standing(*row[1:]) for row in raw.execute(LOCK, facts)}


def _is_there(found: dict[CartId, _Standing], cart: CartId) -> bool:
    return cart in found and found[cart].allowed and not found[cart].deleted


def _check(found: dict[CartId, _Standing], most: int) -> None:
    if sum(not one.deleted for one in found.values()) >= most:
        raise TooManyCarts(most)


def _summary(row: tuple[Any, ...]) -> CartSummary:
    id, name, party, party_name, region, lines, totals, active, at = row
    sums = tuple(Money(Decimal(amount), Currency(currency)) for amount, currency in totals)
    return CartSummary(CartId(id), name, CounterpartyId(party), party_name, region, lines, sums, active, at)
