"""Keys of feeds, who stands behind one, and what was told under it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen

from adapters.postgres.access import SEEN, visit_from
from adapters.postgres.database import Database, Driver, driver, json_text
from application.access.context import BuyerContext, Visit
from application.feeds.values import FeedKey, NewKey, Reader, Scope, Seen, TooManyFeedKeys
from domain.shared.errors import NotFound
from domain.shared.ids import CategoryId, CounterpartyId, UserId, VariantId

COUNT = """
SELECT (SELECT count(*) FROM feed_key k WHERE k.counterparty_id = c.id AND k.revoked_at IS NULL),
       EXISTS (SELECT FROM feed_key k WHERE k.id = %s)
FROM counterparty c WHERE c.id = %s FOR UPDATE OF c
"""
ADD = """
INSERT INTO feed_key (id, user_id, counterparty_id, region_id, contracts, name, key_hash, scopes)
VALUES (%(id)s, %(by)s, %(client)s, %(region)s, %(contracts)s, %(name)s, %(hash)s, %(scopes)s)
"""
AUDIT = "INSERT INTO audit_log (user_id, action, subject, facts) VALUES (%s, %s, %s, %s)"
ROWS = """
SELECT k.id, k.name, u.name, k.scopes, k.created_at, k.used_at, k.revoked_at
FROM feed_key k JOIN app_user u ON u.id = k.user_id
WHERE k.counterparty_id = %s ORDER BY k.revoked_at IS NOT NULL, k.created_at DESC LIMIT 100
"""
REVOKE = "UPDATE feed_key SET revoked_at = now() WHERE id = %s AND counterparty_id = %s AND revoked_at IS NULL"
THERE = "SELECT FROM feed_key WHERE id = %s AND counterparty_id = %s"


@frozen
class PostgresFeedKeys:
    database: Database

    def add(self, key: NewKey, most: int) -> bool:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            row = connection.execute(COUNT, [key.id, key.counterparty]).fetchone()
            if row is None:
                raise NotFound("counterparty", str(key.counterparty))
            if row[1]:
                return False
            if row[0] >= most:
                raise TooManyFeedKeys(most)
            scopes = sorted(scope.value for scope in key.scopes)
            contracts = {str(seller): str(contract) for seller, contract in key.contracts.items()}
            facts = {
                "id": key.id, "by": key.by, "client": key.counterparty, "region": key.region, "name": key.name,
                "hash": key.hash, "scopes": scopes, "contracts": json_text(contracts),
            }  # fmt: skip
            connection.execute(ADD, facts)
            told = {"name": key.name, "scopes": scopes, "counterparty": str(key.counterparty)}
            connection.execute(AUDIT, [key.by, "feed-key.make", str(key.id), json_text(told)])
        return True

    def of(self, client: CounterpartyId) -> Sequence[FeedKey]:
        with self.database.driver() as connection:
            rows = connection.execute(ROWS, [client]).fetchall()
        return [
            FeedKey(id, name, by, frozenset(map(Scope, scopes)), created, used, revoked)
            for id, name, by, scopes, created, used, revoked in rows
        ]

    def revoke(self, id: UUID, client: CounterpartyId, by: UserId) -> None:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            if connection.execute(REVOKE, [id, client]).rowcount:
                told = json_text({"counterparty": str(client)})
                connection.execute(AUDIT, [by, "feed-key.revoke", str(id), told])
            elif connection.execute(THERE, [id, client]).fetchone() is None:
                raise NotFound("feed", str(id))


# The context is that of the key, the rights are those that whoever made it has today.
BEHIND = f"""{SEEN}, f.scopes, f.sections, f.id
FROM feed_key f
JOIN app_user u ON u.id = f.user_id AND NOT u.disabled
CROSS JOIN (SELECT ''::text AS csrf) AS s
CROSS JOIN catalogue_state st
CROSS JOIN (SELECT (now() AT TIME ZONE %(zone)s)::date AS day) AS today
CROSS JOIN LATERAL (SELECT f.id, 0::bigint AS version, 0 AS lines, '[]'::jsonb AS totals, f.contracts,
                           f.counterparty_id, f.region_id) AS c
JOIN counterparty k ON k.id = f.counterparty_id AND NOT k.deleted
LEFT JOIN region rg ON rg.id = f.region_id
WHERE f.key_hash = %(hash)s AND f.revoked_at IS NULL
"""


@frozen
class PostgresFeedVisits:
    database: Database
    zone: ZoneInfo

    def of(self, hash: bytes) -> tuple[Reader, Visit, BuyerContext]:
        with self.database.driver() as connection:
            row = connection.execute(BEHIND, {"hash": hash, "zone": self.zone.key}).fetchone()
        if row is None:
            raise NotFound("feed", "")
        *seen, scopes, sections, id = row
        visit = visit_from(tuple(seen), b"")
        reader = Reader(id, frozenset(map(Scope, scopes)), tuple(CategoryId(section) for section in sections))
        # Whoever has lost the client has no context left.
        return reader, visit, visit.buyer()


KNOWN = "SELECT variant_id, hash, seen, gone FROM feed_state WHERE key_id = %s"
TELL = """
INSERT INTO feed_state (key_id, variant_id, hash, seen, gone)
SELECT %(key)s, variant, hash, %(cursor)s, false
FROM unnest(%(variants)s::int[], %(hashes)s::bytea[]) AS t(variant, hash)
ON CONFLICT (key_id, variant_id) DO UPDATE SET hash = excluded.hash, seen = excluded.seen, gone = false
"""
GONE = "UPDATE feed_state SET gone = true, seen = %s WHERE key_id = %s AND variant_id = ANY(%s)"


@frozen
class PostgresFeedState:
    connection: Driver
    key: UUID

    def known(self) -> Mapping[VariantId, Seen]:
        rows = self.connection.execute(KNOWN, [self.key]).fetchall()
        return {VariantId(variant): Seen(bytes(hash), seen, gone) for variant, hash, seen, gone in rows}

    def tell(self, told: Mapping[VariantId, bytes], gone: Iterable[VariantId], cursor: int) -> None:
        if told:
            facts = {"key": self.key, "cursor": cursor, "variants": list(told), "hashes": list(told.values())}
            self.connection.execute(TELL, facts)
        if vanished := list(gone):
            self.connection.execute(GONE, [cursor, self.key, vanished])


@frozen
class PostgresFeedStates:
    database: Database

    @contextmanager
    def locked(self, key: UUID) -> Iterator[PostgresFeedState]:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            connection.execute("UPDATE feed_key SET used_at = now() WHERE id = %s", [key])
            yield PostgresFeedState(connection, key)
