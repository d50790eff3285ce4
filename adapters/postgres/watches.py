"""Watches of buyers: kept, found by the clock, told once."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen

from adapters.postgres.access import SEEN, visit_from
from adapters.postgres.database import Database, driver, json_text
from adapters.postgres.outbox import record
from application.access.context import Visit
from application.shared.outbox import watches_met
from application.shared.ports import Ids
from application.watching.ports import Met, Watch
from domain.shared.ids import ContractId, CounterpartyId, OrganizationId, UserId
from domain.shared.money import Currency

COLUMNS = """w.id, w.user_id, w.counterparty_id, w.region_id, w.warehouse_id, w.variant_id, w.quantity, w.of_stock,
       w.of_price, w.price, w.currency, w.contracts"""
OF = f"SELECT {COLUMNS} FROM goods_watch w WHERE user_id = %s AND counterparty_id = %s ORDER BY made_at DESC, id"
OWNER = "INSERT INTO watch_owner (user_id, token) VALUES (%s, %s) ON CONFLICT (user_id) DO NOTHING"
ADD = """
INSERT INTO goods_watch (id, user_id, counterparty_id, region_id, warehouse_id, variant_id, quantity, of_stock,
                         of_price, price, currency, contracts)
SELECT %(id)s, %(user)s, %(client)s, %(region)s, %(warehouse)s, %(variant)s, %(quantity)s, %(of_stock)s, %(of_price)s,
       %(price)s, %(currency)s, %(contracts)s::jsonb
WHERE (SELECT count(*) FROM goods_watch WHERE user_id = %(user)s AND variant_id <> %(variant)s) < %(most)s
ON CONFLICT (user_id, counterparty_id, variant_id) DO UPDATE SET
    (region_id, warehouse_id, quantity, of_stock, of_price, price, currency, contracts, looked_at, looked_on, made_at) =
    (excluded.region_id, excluded.warehouse_id, excluded.quantity, excluded.of_stock, excluded.of_price, excluded.price,
     excluded.currency, excluded.contracts, 0, NULL, now())
"""
# A first look without the rules of any client: what they take away, the second look does not tell.
# Prices are looked at once for each pricing version and bank day. Whom a run begins with changes by the minute, so that
# a bounded one leaves nobody out for ever.
DUE = f"""
SELECT {COLUMNS}
FROM goods_watch w JOIN app_user u ON u.id = w.user_id AND NOT u.disabled CROSS JOIN catalogue_state st
WHERE NOT EXISTS (SELECT FROM watch_digest d WHERE d.user_id = w.user_id AND d.made_at > now() - interval '15 minutes')
  AND (w.of_price AND (w.looked_at <> st.pricing_version OR w.looked_on IS DISTINCT FROM %(day)s)
    OR w.of_stock AND w.quantity <= (
        SELECT coalesce(sum(greatest(s.free - coalesce(l.held, 0), 0)), 0)
        FROM stock s LEFT JOIN stock_line l USING (variant_id, warehouse_id)
        WHERE s.variant_id = w.variant_id
          AND CASE WHEN w.warehouse_id IS NOT NULL THEN s.warehouse_id = w.warehouse_id
                   ELSE s.warehouse_id IN (SELECT rw.warehouse_id FROM region_warehouse rw
                                            WHERE rw.region_id = w.region_id) END))
ORDER BY md5(w.user_id::text || to_char(now(), 'HH24MI')), w.counterparty_id, w.region_id, w.contracts::text, w.id
LIMIT 20000
"""
# The context is that of the watch, the rights those of today.
ASKED = f"""{SEEN}
FROM goods_watch f
JOIN app_user u ON u.id = f.user_id AND NOT u.disabled
CROSS JOIN (SELECT ''::text AS csrf) AS s
CROSS JOIN catalogue_state st
CROSS JOIN (SELECT (now() AT TIME ZONE %(zone)s)::date AS day) AS today
CROSS JOIN LATERAL (SELECT f.id, 0::bigint AS version, 0 AS lines, '[]'::jsonb AS totals, f.contracts,
                           f.counterparty_id, f.region_id) AS c
JOIN counterparty k ON k.id = f.counterparty_id AND NOT k.deleted
LEFT JOIN region rg ON rg.id = f.region_id
WHERE f.id = %(id)s
"""
# Only what still waits: of two clocks at once the second finds nothing to tell.
STOCK_TOLD = "UPDATE goods_watch SET of_stock = false, told_at = now() WHERE id = %s AND of_stock AND of_price"
STOCK_ENDED = "DELETE FROM goods_watch WHERE id = %s AND of_stock AND NOT of_price"
PRICE_TOLD = """
UPDATE goods_watch SET price = %(price)s, currency = %(currency)s, told_at = now()
WHERE id = %(id)s AND of_price AND (price, currency) IS DISTINCT FROM (%(price)s::numeric, %(currency)s::text)
"""
LOOKED = "UPDATE goods_watch SET looked_at = %s, looked_on = %s WHERE id = ANY(%s::uuid[])"
LOCK = "SELECT id FROM goods_watch WHERE id = ANY(%s::uuid[]) ORDER BY id FOR UPDATE"


def watch_from(row: tuple[Any, ...]) -> Watch:
    (id, user, client, region, warehouse, variant, quantity, of_stock, of_price, price, currency, contracts) = row
    chosen = {OrganizationId(UUID(seller)): ContractId(UUID(number)) for seller, number in contracts.items()}
    told = Currency(currency or "RUB")
    return Watch(id, user, client, region, warehouse, variant, quantity, of_stock, of_price, price, told, chosen)


@frozen
class PostgresWatches:
    database: Database

    def of(self, user: UserId, counterparty: CounterpartyId) -> Sequence[Watch]:
        with self.database.driver() as connection:
            return [watch_from(row) for row in connection.execute(OF.encode(), [user, counterparty])]

    def add(self, watch: Watch, token: str, most: int) -> bool:
        facts = {
            "id": watch.id, "user": watch.user, "client": watch.counterparty, "region": watch.region,
            "warehouse": watch.warehouse, "variant": watch.variant, "quantity": watch.quantity,
            "of_stock": watch.of_stock, "of_price": watch.of_price, "price": watch.price,
            "currency": watch.currency.value, "most": most,
            "contracts": json_text({str(seller): str(id) for seller, id in watch.contracts.items()}),
        }  # fmt: skip
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            connection.execute(OWNER, [watch.user, token])
            return connection.execute(ADD, facts).rowcount == 1

    def remove(self, user: UserId, ids: Collection[UUID]) -> int:
        with self.database.driver() as connection:
            gone = "DELETE FROM goods_watch WHERE user_id = %s AND id = ANY(%s::uuid[])"
            return connection.execute(gone, [user, list(ids)]).rowcount

    def end(self, token: str) -> bool:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            row = connection.execute("SELECT user_id FROM watch_owner WHERE token = %s", [token]).fetchone()
            if row is None:
                return False
            connection.execute("DELETE FROM goods_watch WHERE user_id = %s", [row[0]])
            return True

    def is_known(self, token: str) -> bool:
        with self.database.driver() as connection:
            return connection.execute("SELECT 1 FROM watch_owner WHERE token = %s", [token]).fetchone() is not None


@frozen
class PostgresDueWatches:
    database: Database
    zone: ZoneInfo
    ids: Ids

    def groups(self, day: date, most: int) -> Sequence[Sequence[Watch]]:
        with self.database.driver() as connection:
            found = [watch_from(row) for row in connection.execute(DUE.encode(), {"day": day})]
        return list(_first(found, most))

    def visit(self, watch: UUID) -> Visit | None:
        with self.database.driver() as connection:
            row = connection.execute(ASKED.encode(), {"id": watch, "zone": self.zone.key}).fetchone()
        return None if row is None else visit_from(row, b"")

    def tell(self, watches: Sequence[Watch], met: Sequence[Met], counterparty: str, version: int, day: date) -> int:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            ids = [one.id for one in watches]
            connection.execute(LOCK, [ids])
            connection.execute(LOOKED, [version, day, ids])
            lines = [one for one in met if self._is_news(connection, one)]
            if lines:
                digest = self.ids.new()
                told = {"counterparty": counterparty, "lines": [_line(one) for one in lines]}
                connection.execute(
                    "INSERT INTO watch_digest (id, user_id, lines) VALUES (%s, %s, %s::jsonb)",
                    [digest, watches[0].user, json_text(told)],
                )
                record(connection, [watches_met(digest)])
            return len(lines)

    def _is_news(self, connection: Any, one: Met) -> bool:
        if one.kind == "stock":
            told = connection.execute(STOCK_TOLD, [one.watch]).rowcount
            return bool(told or connection.execute(STOCK_ENDED, [one.watch]).rowcount)
        facts = {"id": one.watch, "price": one.price, "currency": one.currency.value}
        return bool(connection.execute(PRICE_TOLD, facts).rowcount)


def _first(found: Sequence[Watch], most: int) -> Iterator[Sequence[Watch]]:
    def context(one: Watch) -> tuple[object, ...]:
        return one.user, one.counterparty, one.region, sorted((str(a), str(b)) for a, b in one.contracts.items())

    for number, (_, group) in enumerate(groupby(found, context)):
        if number >= most:
            return
        yield list(group)


def _line(one: Met) -> dict[str, str | None]:
    figures = {name: getattr(one, name) for name in ("quantity", "price", "was")}
    return {
        "kind": one.kind, "name": one.name, "sku": one.sku, "unit": one.unit, "currency": one.currency.value,
        **{name: None if value is None else f"{value:f}" for name, value in figures.items()},
    }  # fmt: skip
