"""The region of a counterparty: what the ERP tells, or what the seller's people have set instead of it."""

from collections.abc import Sequence
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, Driver, driver, json_text
from application.client_region.set_region import ClientRegion, RegionChange, ServedRegion
from application.queries.orders import Readers
from domain.shared.errors import NotFound
from domain.shared.ids import RegionId, UserId

THEIRS = """
k.id = %(client)s AND NOT k.deleted AND (%(manager)s::uuid IS NULL OR k.manager_id = %(manager)s)
  AND (%(parties)s::uuid[] IS NULL OR k.id = ANY(%(parties)s))
"""
ONE = f"SELECT k.name, k.default_region_id, k.erp_region_id, k.region_is_own FROM counterparty k WHERE {THEIRS}"
REGIONS = """
SELECT r.id, r.name, array_remove(array_agg(w.name ORDER BY rw.priority, w.id), NULL)
FROM region r LEFT JOIN region_warehouse rw ON rw.region_id = r.id
LEFT JOIN warehouse w ON w.id = rw.warehouse_id AND w.told AND NOT w.deleted
GROUP BY r.id ORDER BY r.name, r.id
"""
CHANGES = """
SELECT a.at, u.name, a.facts ->> 'before', a.facts ->> 'after', coalesce((a.facts ->> 'own')::boolean, false)
FROM audit_log a JOIN app_user u ON u.id = a.user_id
WHERE a.action = 'client-region.set' AND a.subject = %s ORDER BY a.id DESC LIMIT 50
"""
SET = f"""
UPDATE counterparty k SET region_is_own = %(own)s, default_region_id = CASE WHEN %(own)s THEN %(region)s::uuid
                                                                          ELSE k.erp_region_id END
FROM (SELECT k.id, k.default_region_id FROM counterparty k WHERE {THEIRS} FOR UPDATE) AS was
WHERE k.id = was.id RETURNING was.default_region_id, k.default_region_id
"""
AUDIT = """
INSERT INTO audit_log (user_id, action, subject, facts) VALUES (%s, 'client-region.set', %s, %s::jsonb)
"""
NAME = "SELECT name FROM region WHERE id = %s"
OF_ERP = """
UPDATE counterparty k SET default_region_id = k.erp_region_id
FROM (SELECT id, default_region_id FROM counterparty WHERE id = %s) AS was
WHERE k.id = was.id AND NOT k.region_is_own AND k.default_region_id IS DISTINCT FROM k.erp_region_id
RETURNING was.default_region_id, k.default_region_id
"""
# Whoever stands in the former region goes along; one that is placing at this moment is not waited for.
FOLLOW = """
UPDATE cart SET region_id = %(now)s, version = version + 1, totals = '[]', updated_at = now()
WHERE id IN (SELECT id FROM cart WHERE counterparty_id = %(client)s AND region_id IS NOT DISTINCT FROM %(was)s
             ORDER BY id FOR UPDATE SKIP LOCKED)
"""


def follow_erp(connection: Driver, client: UUID) -> None:
    """After the ERP has told a region: in force where nobody has set another one."""
    row = connection.execute(OF_ERP, [client]).fetchone()
    if row is not None and row[1] is not None:
        connection.execute(FOLLOW, {"client": client, "was": row[0], "now": row[1]})


@frozen
class PostgresClientRegions:
    database: Database

    def one(self, whose: Readers, client: UUID) -> ClientRegion:
        with self.database.snapshot() as connection:
            row = connection.execute(ONE.encode(), facts_of(whose, client)).fetchone()
            if row is None:
                raise NotFound("counterparty", str(client))
            regions = [ServedRegion(*told) for told in connection.execute(REGIONS)]
            changes: Sequence[RegionChange] = [
                RegionChange(*told) for told in connection.execute(CHANGES, [str(client)])
            ]
        name, now, erp, is_own = row
        return ClientRegion(client, name, now, erp, is_own, tuple(regions), tuple(changes))

    def set(self, whose: Readers, client: UUID, region: RegionId | None, by: UserId) -> None:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            if region is not None and connection.execute(NAME, [region]).fetchone() is None:
                raise NotFound("region", str(region))
            facts = {**facts_of(whose, client), "own": region is not None, "region": region}
            row = connection.execute(SET.encode(), facts).fetchone()
            if row is None:
                raise NotFound("counterparty", str(client))
            was, now = row
            names = [connection.execute(NAME, [one]).fetchone() for one in (was, now)]
            before, after = (name[0] if name else "" for name in names)
            told = {"before": before, "after": after, "own": region is not None}
            connection.execute(AUDIT, [by, str(client), json_text(told)])
            if was != now and now is not None:
                connection.execute(FOLLOW, {"client": client, "was": was, "now": now})


def facts_of(whose: Readers, client: UUID) -> dict[str, object]:
    parties = None if whose.counterparties is None else list(whose.counterparties)
    return {"client": client, "manager": whose.manager, "parties": parties}
