"""What a new status, and the ERP's acceptance, do to the reserve of an order; within the transaction of the news."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from adapters.postgres.database import Driver
from adapters.postgres.reserves.clockwork import ENDS
from domain.inventory.life import AtStatus, Life, Policies, ReservePolicy

POLICIES = "SELECT status, terms, hours, warn_hours, at_status FROM reserve_policy"
TERMS = "SELECT c.terms, now() FROM sales_order o LEFT JOIN contract c ON c.id = o.contract_id WHERE o.id = %s"
SET_LIFE = """
UPDATE reservation SET expires_at = %s, warn_at = %s, warned_at = NULL WHERE order_id = %s AND state = 'active'
"""
# The ERP keeps the goods from now on, and it alone lets them go.
KEEP = """
UPDATE reservation SET expires_at = NULL, warn_at = NULL, warned_at = NULL WHERE order_id = %s AND state = 'active'
"""
RELEASE = f"""
WITH ended AS (
    UPDATE reservation r SET {ENDS}
    FROM sales_order o LEFT JOIN order_offer f ON f.order_id = o.id
    WHERE o.id = r.order_id AND r.order_id = %s AND r.state = 'active'
    RETURNING r.order_id, r.line, r.quantity
)
INSERT INTO order_event (order_id, kind, message_id, facts)
SELECT order_id, 'reservation.expired', %s, jsonb_build_object('lines', jsonb_object_agg(line, quantity::text),
    'status', %s::text)
FROM ended GROUP BY order_id
"""


def policies(connection: Driver) -> Policies:
    return policies_of(connection.execute(POLICIES).fetchall())


def policies_of(rows: Iterable[tuple[Any, ...]]) -> Policies:
    return Policies([policy_of(row) for row in rows])


def policy_of(row: tuple[Any, ...]) -> ReservePolicy:
    status, terms, hours, warn_hours, at_status = row
    return ReservePolicy(status, terms, hours, warn_hours, AtStatus(at_status))


def begin_anew(connection: Driver, order: UUID, status: str) -> None:
    """The order has just been placed in earnest: its reserve lives as that of any other."""
    policy, now = _policy(connection, order, status)
    _live(connection, order, policy.life(now))


def follow(connection: Driver, order: UUID, status: str, *, in_erp: bool, message_id: int | None) -> None:
    """The order has just come into the status, or into the ERP. A policy that names no status says nothing of an order
    that the ERP has taken.
    """
    policy, now = _policy(connection, order, status)
    if policy.status is None:
        if in_erp:
            connection.execute(KEEP, [order])
        return
    match policy.at_status:
        case AtStatus.PROLONG:
            _live(connection, order, policy.life(now))
        case AtStatus.RELEASE:
            connection.execute(RELEASE.encode(), [order, message_id, status])
        case AtStatus.KEEP:
            pass


def _policy(connection: Driver, order: UUID, status: str) -> tuple[ReservePolicy, datetime]:
    """What holds for the order's contract in the status, and the moment of the transaction."""
    with connection.pipeline():
        of_order, kept = connection.execute(TERMS, [order]), connection.execute(POLICIES)
        row = of_order.fetchone()
        assert row is not None
        return policies_of(kept.fetchall()).of(status, row[0]), row[1]


def _live(connection: Driver, order: UUID, life: Life) -> None:
    connection.execute(SET_LIFE, [life.until, life.warn_at, order])
