"""Permissions beyond the limits of a client, what becomes of his orders beyond them, and those that wait."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, Driver, driver, json_text
from application.credit.ports import REFUSE, ClientCredit, CreditOwner, CreditPermission, Grant, HeldOrder
from application.queries.orders import Readers
from application.shared.ports import Ids
from domain.parties.level import Level
from domain.shared.errors import NotFound
from domain.shared.money import Currency, Money

AUDIT = "INSERT INTO audit_log (user_id, action, subject, facts) VALUES (%s, %s, %s, %s::jsonb)"
CLIENT = """
SELECT k.name, p.on_excess FROM counterparty k LEFT JOIN credit_policy p ON p.owner_id = k.id
WHERE k.id = %(client)s AND NOT k.deleted AND (%(manager)s::uuid IS NULL OR k.manager_id = %(manager)s)
    AND (%(parties)s::uuid[] IS NULL OR k.id = ANY(%(parties)s))
"""
OWNERS = """
SELECT o.level, o.id, o.name, l.amount, coalesce(l.currency, o.currency) FROM (
    SELECT 0 AS level, c.id, c.number AS name, c.currency FROM contract c
    WHERE c.counterparty_id = %(client)s AND NOT c.deleted
    UNION ALL SELECT 1, k.id, k.name, 'RUB' FROM counterparty k WHERE k.id = %(client)s
    UNION ALL SELECT 2, h.id, h.name, 'RUB' FROM counterparty k JOIN holding h ON h.id = k.holding_id
    WHERE k.id = %(client)s
) o LEFT JOIN credit_limit l ON l.owner_id = o.id ORDER BY o.level, o.name
"""
PERMISSIONS = f"""
SELECT p.id, p.kind, p.level, o.name, p.amount, p.currency, p.reason, g.name, p.granted_at, p.ends_at, p.revoked_at,
    coalesce(r.name, ''), p.revoked_at IS NULL AND p.ends_at > now()
FROM credit_permission p JOIN ({OWNERS}) o ON o.level = p.level AND o.id = p.owner_id
JOIN app_user g ON g.id = p.granted_by LEFT JOIN app_user r ON r.id = p.revoked_by
ORDER BY p.revoked_at IS NULL AND p.ends_at > now() DESC, p.granted_at DESC LIMIT 50
"""
HELD = """
SELECT o.id, o.number, o.placed_at, o.total, o.currency,
    (SELECT min(expires_at) FROM reservation r WHERE r.order_id = o.id AND r.state = 'active')
FROM sales_order o WHERE o.counterparty_id = %(client)s AND o.phase = 'on_hold' ORDER BY o.placed_at
"""
GRANT = """
INSERT INTO credit_permission (id, kind, level, owner_id, amount, currency, reason, granted_by, ends_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
REVOKE = """
UPDATE credit_permission SET revoked_at = now(), revoked_by = %s
WHERE id = %s AND revoked_at IS NULL AND ends_at > now()
"""
SET_POLICY = """
INSERT INTO credit_policy (owner_id, on_excess, set_by) VALUES (%(client)s, %(on_excess)s, %(by)s)
ON CONFLICT (owner_id) DO UPDATE SET on_excess = excluded.on_excess, set_by = excluded.set_by, set_at = now()
WHERE credit_policy.on_excess <> excluded.on_excess
"""


@frozen
class PostgresCreditDesk:
    database: Database
    ids: Ids

    def of(self, readers: Readers, client: UUID) -> ClientCredit:
        asked = _asked(readers, client)
        with self.database.snapshot() as connection:
            name, on_excess = _client(connection, asked)
            owners = [_owner(row) for row in connection.execute(OWNERS, asked)]
            permissions = [_permission(row) for row in connection.execute(PERMISSIONS.encode(), asked)]
            held = [_held(row) for row in connection.execute(HELD, asked)]
        return ClientCredit(client, name, on_excess or REFUSE, owners, permissions, held)

    def grant(self, readers: Readers, client: UUID, grant: Grant, by: UUID) -> None:
        asked = _asked(readers, client)
        with self.database.transaction() as transaction:
            raw = driver(transaction)
            _client(raw, asked)
            owner = next((o for o in map(_owner, raw.execute(OWNERS, asked)) if _is(o, grant)), None)
            if owner is None:
                raise NotFound("owner", str(grant.owner))
            row = [
                self.ids.new(), grant.kind, grant.level, grant.owner, grant.amount.amount, owner.currency,
                grant.reason.strip(), by, grant.ends_at,
            ]  # fmt: skip
            raw.execute(GRANT, row)
            facts = {
                "kind": grant.kind, "level": grant.level.name.lower(), "owner": owner.name,
                "amount": grant.amount.amount, "currency": owner.currency, "reason": grant.reason.strip(),
                "until": grant.ends_at,
            }  # fmt: skip
            raw.execute(AUDIT, [by, "credit.permitted", str(client), json_text(facts)])

    def revoke(self, readers: Readers, client: UUID, permission: UUID, by: UUID) -> None:
        asked = _asked(readers, client)
        with self.database.transaction() as transaction:
            raw = driver(transaction)
            _client(raw, asked)
            known = {row[0] for row in raw.execute(PERMISSIONS.encode(), asked)}
            if permission not in known:
                raise NotFound("permission", str(permission))
            if raw.execute(REVOKE, [by, permission]).rowcount:
                raw.execute(AUDIT, [by, "credit.permission-revoked", str(client), json_text({"id": permission})])

    def set_policy(self, readers: Readers, client: UUID, on_excess: str, by: UUID) -> None:
        asked = _asked(readers, client)
        with self.database.transaction() as transaction:
            raw = driver(transaction)
            _, before = _client(raw, asked)
            if raw.execute(SET_POLICY, asked | {"on_excess": on_excess, "by": by}).rowcount:
                facts = {"before": before or REFUSE, "after": on_excess}
                raw.execute(AUDIT, [by, "credit.policy", str(client), json_text(facts)])


def _asked(readers: Readers, client: UUID) -> dict[str, Any]:
    parties = None if readers.counterparties is None else list(readers.counterparties)
    return {"client": client, "manager": readers.manager, "parties": parties}


def _client(connection: Driver, asked: dict[str, Any]) -> tuple[str, str | None]:
    row = connection.execute(CLIENT, asked).fetchone()
    if row is None:
        raise NotFound("counterparty", str(asked["client"]))
    return row[0], row[1]


def _is(owner: CreditOwner, grant: Grant) -> bool:
    """Debt blocks a contract, or a company where the ERP tells it wider; a holding's blocks nobody."""
    return (owner.level, owner.id) == (grant.level, grant.owner) and not (
        grant.kind == "overdue" and grant.level is Level.HOLDING
    )


def _owner(row: tuple[Any, ...]) -> CreditOwner:
    level, id, name, limit, currency = row
    money = None if limit is None else Money(limit, Currency(currency))
    return CreditOwner(Level(level), id, name, money, currency)


def _permission(row: tuple[Any, ...]) -> CreditPermission:
    id, kind, level, name, amount, currency, *rest = row
    return CreditPermission(id, kind, Level(level), name, Money(amount, Currency(currency)), *rest)


def _held(row: tuple[Any, ...]) -> HeldOrder:
    id, number, at, total, currency, until = row
    return HeldOrder(id, number, at, Money(Decimal(total), Currency(currency)), until)
