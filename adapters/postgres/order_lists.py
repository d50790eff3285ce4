"""Order lists: the counterparty, the person and what the owner allows are part of every statement."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import define, frozen

from adapters.postgres.database import Database, Driver, driver
from application.order_lists.ports import ListSummary, TooManyLists
from domain.ordering.cart import LineKey
from domain.ordering.order_list import OrderList, Sharing
from domain.ordering.seen import Seen
from domain.shared.errors import NotFound
from domain.shared.ids import CounterpartyId, UserId
from domain.shared.money import Currency

SEEN_BY = "o.counterparty_id = %(counterparty)s AND (o.owner_id = %(user)s OR o.sharing <> 'private')"
OF = f"""
SELECT o.id, o.name, u.name, o.sharing, (SELECT count(*) FROM order_list_line l WHERE l.list_id = o.id),
       o.changed_at, c.name, o.owner_id = %(user)s
FROM order_list o JOIN app_user u ON u.id = o.owner_id JOIN app_user c ON c.id = o.changed_by
WHERE {SEEN_BY} AND o.deleted_at IS NULL ORDER BY o.changed_at DESC, o.id
"""
HEAD = f"""
SELECT o.owner_id, u.name, o.name, o.sharing, o.version
FROM order_list o JOIN app_user u ON u.id = o.owner_id
WHERE o.id = %(id)s AND {SEEN_BY} AND (o.deleted_at IS NOT NULL) = %(deleted)s
"""
LINES = """
SELECT variant_id, packaging_id, quantity, seen_price, seen_currency, seen_available, seen_state
FROM order_list_line WHERE list_id = %(id)s ORDER BY position
"""
COUNT = "SELECT count(*) FROM order_list WHERE counterparty_id = %s AND deleted_at IS NULL"
ADD = """
INSERT INTO order_list (id, counterparty_id, owner_id, name, sharing, changed_by) VALUES (%s, %s, %s, %s, %s, %s)
"""
PUT = """
INSERT INTO order_list_line (list_id, variant_id, packaging_id, quantity, seen_price, seen_currency, seen_available,
                             seen_state)
SELECT %(id)s, t.variant, t.packaging, t.quantity, t.price, t.currency, t.available, t.state
FROM unnest(%(variants)s::int[], %(packagings)s::int[], %(quantities)s::numeric[], %(prices)s::numeric[],
            %(currencies)s::text[], %(available)s::numeric[], %(states)s::text[]) WITH ORDINALITY
     AS t(variant, packaging, quantity, price, currency, available, state, place)
ORDER BY t.place
ON CONFLICT (list_id, variant_id, packaging_id) DO UPDATE SET quantity = excluded.quantity,
    seen_price = coalesce(excluded.seen_price, order_list_line.seen_price),
    seen_currency = coalesce(excluded.seen_currency, order_list_line.seen_currency),
    seen_available = coalesce(excluded.seen_available, order_list_line.seen_available),
    seen_state = coalesce(excluded.seen_state, order_list_line.seen_state)
"""
REMOVE = """
DELETE FROM order_list_line WHERE list_id = %(id)s AND (variant_id, packaging_id) IN
    (SELECT * FROM unnest(%(variants)s::int[], %(packagings)s::int[]))
"""
SAVE = """
UPDATE order_list SET name = %(name)s, sharing = %(sharing)s, version = %(version)s, changed_at = now(),
    changed_by = %(user)s WHERE id = %(id)s
"""


@define
class PostgresListChange:
    connection: Driver
    order_list: OrderList
    user: UserId

    def save(self, touched: Mapping[LineKey, Decimal | None], seen: Mapping[LineKey, Seen]) -> None:
        kept = {key: quantity for key, quantity in touched.items() if quantity is not None}
        gone = [key for key, quantity in touched.items() if quantity is None]
        if gone:
            self.connection.execute(REMOVE, {"id": self.order_list.id, **_keys(gone)})
        if kept:
            self.connection.execute(PUT, _columns(self.order_list.id, kept, seen))
        self.save_name()

    def save_name(self) -> None:
        one = self.order_list
        facts = {"name": one.name, "sharing": one.sharing.value, "version": one.version, "user": self.user}
        self.connection.execute(SAVE, facts | {"id": one.id})

    def save_deleted(self, deleted: bool) -> None:
        moment = "now()" if deleted else "NULL"
        self.connection.execute(
            f"UPDATE order_list SET deleted_at = {moment} WHERE id = %s".encode(), (self.order_list.id,)
        )


@frozen
class PostgresOrderLists:
    database: Database

    def of(self, counterparty: CounterpartyId, user: UserId) -> Sequence[ListSummary]:
        with self.database.driver() as connection:
            rows = connection.execute(OF.encode(), {"counterparty": counterparty, "user": user}).fetchall()
        return [
            ListSummary(id, name, owner, Sharing(sharing), lines, at, by, mine)
            for id, name, owner, sharing, lines, at, by, mine in rows
        ]

    def one(self, id: UUID, counterparty: CounterpartyId, user: UserId) -> OrderList:
        with self.database.driver() as connection:
            return _read(connection, id, counterparty, user)

    def add(self, order_list: OrderList, most: int) -> None:
        one = order_list
        with self.database.transaction() as connection:
            raw = driver(connection)
            # Two at once may pass the bound by one, which harms nobody.
            standing = raw.execute(COUNT, (one.counterparty,)).fetchone()
            if standing is not None and standing[0] >= most:
                raise TooManyLists(most)
            raw.execute(ADD, (one.id, one.counterparty, one.owner, one.name, one.sharing.value, one.owner))
            raw.execute(PUT, _columns(one.id, one.lines, one.seen))

    @contextmanager
    def change(
        self, id: UUID, counterparty: CounterpartyId, user: UserId, deleted: bool = False
    ) -> Iterator[PostgresListChange]:
        with self.database.transaction() as connection:
            raw = driver(connection)
            raw.execute("SELECT id FROM order_list WHERE id = %s FOR UPDATE", (id,))
            yield PostgresListChange(raw, _read(raw, id, counterparty, user, deleted), user)


def _read(connection: Driver, id: UUID, counterparty: CounterpartyId, user: UserId, deleted: bool = False) -> OrderList:
    facts = {"id": id, "counterparty": counterparty, "user": user, "deleted": deleted}
    head = connection.execute(HEAD.encode(), facts).fetchone()
    if head is None:
        raise NotFound("list", str(id))
    owner, owner_name, name, sharing, version = head
    found = OrderList(id, counterparty, owner, owner_name, name, Sharing(sharing), version)
    for variant, packaging, quantity, *seen in connection.execute(LINES, facts):
        key = LineKey(variant, packaging)
        found.lines[key] = quantity
        if seen[3] is not None:
            found.seen[key] = _seen(*seen)
    return found


def _seen(price: Decimal | None, code: str | None, available: Decimal, state: str) -> Seen:
    return Seen(price, None if code is None else Currency(code), available, state)


def _keys(keys: Sequence[LineKey]) -> dict[str, Any]:
    return {"variants": [key.variant for key in keys], "packagings": [key.packaging for key in keys]}


def _columns(id: UUID, lines: Mapping[LineKey, Decimal], seen: Mapping[LineKey, Seen]) -> dict[str, Any]:
    shown = [seen.get(key) for key in lines]
    return {
        "id": id,
        **_keys(list(lines)),
        "quantities": list(lines.values()),
        "prices": [one.price if one else None for one in shown],
        "currencies": [one.currency.value if one and one.currency else None for one in shown],
        "available": [one.available if one else None for one in shown],
        "states": [one.state if one else None for one in shown],
    }
