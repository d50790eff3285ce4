"""Reserves as people see them, their policies, and where there are none."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from attrs import frozen

from adapters.postgres.database import Database, Driver, driver, json_text
from adapters.postgres.order_locks import STOCK_OF_ORDER
from adapters.postgres.reserves.following import policies, policy_of
from application.queries.orders import Readers, StatusView
from application.reserves.ports import (
    KeptPolicy,
    PoliciesPage,
    PolicyChange,
    PolicyTaken,
    ReserveOver,
    ReserveRow,
    ReservesPage,
    Switch,
)
from application.shared.ports import Ids
from domain.inventory.life import ReservePolicy
from domain.shared.errors import NotFound
from domain.shared.ids import OrderId

AUDIT = "INSERT INTO audit_log (user_id, action, subject, facts) VALUES (%s, %s, %s, %s::jsonb)"
THEIRS = """(%(manager)s::uuid IS NULL OR k.manager_id = %(manager)s)
    AND (%(parties)s::uuid[] IS NULL OR k.id = ANY(%(parties)s))"""
HELD = f"""
SELECT o.id, o.number, k.id AS party, k.name, coalesce(w.name, '') AS place, s.code, s.phase, s.name_ru, s.name_en,
    s.colour, count(*) AS lines, min(r.expires_at) AS until, bool_or(r.warned_at IS NOT NULL) AS warned,
    o.erp_accepted_at IS NOT NULL AS in_erp
FROM reservation r JOIN sales_order o ON o.id = r.order_id JOIN counterparty k ON k.id = o.counterparty_id
JOIN order_status s ON s.code = o.status LEFT JOIN warehouse w ON w.id = o.warehouse_id
WHERE r.state = 'active' AND {THEIRS}
GROUP BY o.id, k.id, w.name, s.code
"""
ENDING = "until < now() + interval '1 day'"
PAGE = f"""
WITH held AS ({HELD})
SELECT * FROM held WHERE {ENDING} OR NOT %(ending)s ORDER BY until NULLS LAST, number
OFFSET %(offset)s LIMIT %(limit)s
"""
COUNT = f"WITH held AS ({HELD}) SELECT count(*), count(*) FILTER (WHERE {ENDING}) FROM held"
ORDER = f"""
SELECT o.number, o.status, c.terms FROM sales_order o JOIN counterparty k ON k.id = o.counterparty_id
LEFT JOIN contract c ON c.id = o.contract_id WHERE o.id = %(order)s AND {THEIRS}
"""
# From the end that stands, or from now where the clock was there first and nobody has ended it yet.
PROLONG = """
UPDATE reservation SET expires_at = greatest(expires_at, now()) + %(hours)s * interval '1 hour', warned_at = NULL,
    warn_at = CASE WHEN %(warn)s > 0
        THEN greatest(expires_at, now()) + (%(hours)s - %(warn)s) * interval '1 hour' END
WHERE order_id = %(order)s AND state = 'active' AND expires_at IS NOT NULL
RETURNING expires_at
"""
EVENT = "INSERT INTO order_event (order_id, kind, user_id, facts) VALUES (%s, 'reservation.prolonged', %s, %s::jsonb)"
KEPT = """
SELECT p.id, p.status, p.terms, p.hours, p.warn_hours, p.at_status FROM reserve_policy p
LEFT JOIN order_status s ON s.code = p.status ORDER BY s.position NULLS FIRST, p.terms NULLS FIRST
"""
STATUSES = "SELECT code, phase, name_ru, name_en, colour FROM order_status ORDER BY position"
SWITCHES = """
SELECT t.kind, t.key, t.name, f.key IS NOT NULL FROM (
    SELECT 1 AS place, 'base' AS kind, id::text AS key, name FROM connection WHERE NOT disabled
    UNION ALL SELECT 2, 'warehouse', id::text, name FROM warehouse WHERE told AND NOT deleted
    UNION ALL SELECT 3, 'contract', c.id::text, c.number || ', ' || k.name
        FROM contract c JOIN counterparty k ON k.id = c.counterparty_id
        JOIN reserve_off o ON o.kind = 'contract' AND o.key = c.id::text
) t LEFT JOIN reserve_off f ON f.kind = t.kind AND f.key = t.key ORDER BY t.place, t.name
"""
CHANGES = """
SELECT a.at, coalesce(u.name, ''), a.action, a.facts FROM audit_log a LEFT JOIN app_user u ON u.id = a.user_id
WHERE a.action LIKE 'reserve.%' ORDER BY a.id DESC LIMIT 20
"""
STANDING = "SELECT status, terms, hours, warn_hours, at_status FROM reserve_policy WHERE id = %s FOR UPDATE"
ADD = """
INSERT INTO reserve_policy (id, status, terms, hours, warn_hours, at_status) VALUES (%s, %s, %s, %s, %s, %s)
"""
CHANGE = "UPDATE reserve_policy SET hours = %s, warn_hours = %s, at_status = %s WHERE id = %s"
DROP = "DELETE FROM reserve_policy WHERE id = %s"
KNOWN = {
    "base": "SELECT id::text, name FROM connection WHERE id::text = %s",
    "warehouse": "SELECT id::text, name FROM warehouse WHERE id::text = %s",
    "contract": "SELECT id::text, number FROM contract WHERE NOT deleted AND %s IN (id::text, number) LIMIT 2",
}
OFF = "INSERT INTO reserve_off (kind, key, user_id) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
ON = "DELETE FROM reserve_off WHERE kind = %s AND key = %s"


@frozen
class PostgresReserves:
    database: Database

    def page(self, readers: Readers, only_ending: bool, offset: int, limit: int) -> ReservesPage:
        asked = theirs(readers) | {"ending": only_ending, "offset": offset, "limit": limit}
        with self.database.snapshot() as connection:
            rows = connection.execute(PAGE.encode(), asked).fetchall()
            total, ending = connection.execute(COUNT.encode(), asked).fetchone() or (0, 0)
        return ReservesPage(tuple(map(_row, rows)), ending if only_ending else total, ending, offset, limit)

    def find(self, readers: Readers, order: OrderId) -> None:
        with self.database.driver() as connection:
            if connection.execute(ORDER.encode(), theirs(readers) | {"order": order}).fetchone() is None:
                raise NotFound("order", str(order))

    def prolong(self, readers: Readers, order: OrderId, hours: int, by: UUID) -> datetime:
        with self.database.transaction() as transaction:
            raw = driver(transaction)
            found = raw.execute(ORDER.encode(), theirs(readers) | {"order": order}).fetchone()
            if found is None:
                raise NotFound("order", str(order))
            number, status, terms = found
            raw.execute(STOCK_OF_ORDER, {"id": order})
            warn = min(policies(raw).of(status, terms).warn_hours, hours - 1)
            rows = raw.execute(PROLONG, {"order": order, "hours": hours, "warn": warn}).fetchall()
            if not rows:
                raise ReserveOver(number)
            until: datetime = min(row[0] for row in rows)
            raw.execute(EVENT, [order, by, json_text({"until": until, "hours": hours})])
            raw.execute(AUDIT, [by, "reservation.prolonged", number, json_text({"until": until, "hours": hours})])
        return until


def theirs(readers: Readers) -> dict[str, Any]:
    parties = None if readers.counterparties is None else list(readers.counterparties)
    return {"manager": readers.manager, "parties": parties}


def _row(row: tuple[Any, ...]) -> ReserveRow:
    order, number, party, name, place, *status, lines, until, warned, in_erp = row
    return ReserveRow(order, number, party, name, place, StatusView(*status), lines, until, warned, in_erp)


@frozen
class PostgresPolicyBook:
    database: Database
    ids: Ids

    def page(self) -> PoliciesPage:
        with self.database.snapshot() as connection:
            kept = [KeptPolicy(row[0], policy_of(row[1:])) for row in connection.execute(KEPT)]
            statuses = [StatusView(*row) for row in connection.execute(STATUSES)]
            switches = [Switch(*row) for row in connection.execute(SWITCHES)]
            changes = [PolicyChange(*row) for row in connection.execute(CHANGES)]
        return PoliciesPage(kept, statuses, switches, changes)

    def put(self, id: UUID | None, policy: ReservePolicy, by: UUID) -> None:
        with self.database.transaction() as transaction:
            raw = driver(transaction)
            if id is None:
                _add(raw, self.ids.new(), policy)
                before = None
            else:
                row = raw.execute(STANDING, [id]).fetchone()
                if row is None:
                    raise NotFound("reserve-policy", str(id))
                before = policy_of(row)
                raw.execute(CHANGE, [policy.hours, policy.warn_hours, policy.at_status, id])
            subject = before or policy
            facts = {"before": told(before), "after": told(policy), "status": subject.status, "terms": subject.terms}
            raw.execute(AUDIT, [by, "reserve.policy", subject.status or "", json_text(facts)])

    def drop(self, id: UUID, by: UUID) -> None:
        with self.database.transaction() as transaction:
            raw = driver(transaction)
            row = raw.execute(STANDING, [id]).fetchone()
            if row is None or row[:2] == (None, None):
                raise NotFound("reserve-policy", str(id))
            raw.execute(DROP, [id])
            before = policy_of(row)
            facts = {"before": told(before), "after": None, "status": before.status, "terms": before.terms}
            raw.execute(AUDIT, [by, "reserve.policy", before.status or "", json_text(facts)])

    def switch(self, kind: str, key: str, off: bool, by: UUID) -> None:
        with self.database.transaction() as transaction:
            raw = driver(transaction)
            key, name = _known(raw, kind, key)
            row = raw.execute(OFF, [kind, key, by]) if off else raw.execute(ON, [kind, key])
            if row.rowcount:
                facts = {"kind": kind, "name": name, "off": off}
                raw.execute(AUDIT, [by, "reserve.switch", f"{kind}/{key}", json_text(facts)])


def _add(raw: Driver, id: UUID, policy: ReservePolicy) -> None:
    row = [id, policy.status, policy.terms, policy.hours, policy.warn_hours, policy.at_status]
    try:
        raw.execute(ADD, row)
    except psycopg.errors.UniqueViolation as error:
        raise PolicyTaken from error
    except psycopg.errors.ForeignKeyViolation as error:
        raise NotFound("status", str(policy.status)) from error


def _known(raw: Driver, kind: str, key: str) -> Sequence[str]:
    """The key that is meant and its name: a contract may be named by its number as well."""
    found = raw.execute(KNOWN[kind], [key]).fetchall() if kind in KNOWN else []
    if len(found) != 1:
        raise NotFound(kind, key)
    return found[0]


def told(policy: ReservePolicy | None) -> dict[str, Any] | None:
    if policy is None:
        return None
    return {"hours": policy.hours, "warn_hours": policy.warn_hours, "at_status": policy.at_status.value}
