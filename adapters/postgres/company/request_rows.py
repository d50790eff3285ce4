"""Requests for approval as rows: read under a lock, saved where a decision touched them."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from adapters.postgres.database import Driver
from domain.ordering.approval import ApprovalRequest, RequestState, Step, Verdict
from domain.shared.errors import NotFound
from domain.shared.ids import UserId

# Who may approve in a company today. Whoever has lost the right decides nothing, and what waited for him is anybody's.
ABLE = """
SELECT DISTINCT u.id FROM membership m
JOIN role r ON r.code = m.role AND r.retired_at IS NULL AND 'order.approve' = ANY(r.permissions)
JOIN app_user u ON u.id = m.user_id AND NOT u.disabled AND u.kind = 'buyer'
JOIN counterparty k ON k.id = %(company)s AND NOT k.deleted AND k.access_closed_at IS NULL
WHERE m.revoked_at IS NULL AND (m.counterparty_id = k.id OR m.holding_id = k.holding_id)
  AND coalesce(r.counterparty_id = k.id, true)
  AND coalesce(m.valid_from <= %(day)s, true) AND coalesce(m.valid_to >= %(day)s, true)
"""
LOCK = """
SELECT id, requester_id, state, expires_at, counterparty_id FROM approval_request WHERE id = %s FOR UPDATE
"""
STEPS = """
SELECT position, name, rule_id, approver_id, verdict, decided_by, instead_of, reason, decided_at
FROM approval_step WHERE request_id = %s ORDER BY position
"""
SAVE = """
UPDATE approval_request SET state = %s, orders = %s, closed_at = CASE WHEN %s <> 'waiting' THEN now() END WHERE id = %s
"""
SAVE_STEP = """
INSERT INTO approval_step (request_id, position, name, rule_id, approver_id, verdict, decided_by, instead_of, reason,
                           decided_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (request_id, position) DO UPDATE SET verdict = excluded.verdict, decided_by = excluded.decided_by,
    instead_of = excluded.instead_of, reason = excluded.reason, decided_at = excluded.decided_at
"""


def able(connection: Driver, company: UUID, day: date) -> frozenset[UserId]:
    return frozenset(UserId(row[0]) for row in connection.execute(ABLE, {"company": company, "day": day}))


def lock_request(connection: Driver, id: UUID, day: date) -> ApprovalRequest:
    """Raises NotFound."""
    row = connection.execute(LOCK, [id]).fetchone()
    if row is None:
        raise NotFound("approval", str(id))
    _, requester, state, expires_at, company = row
    may = able(connection, company, day)
    steps = tuple(step_of(step, may) for step in connection.execute(STEPS, [id]).fetchall())
    return ApprovalRequest(id, UserId(requester), RequestState(state), steps, expires_at)


def step_of(row: tuple[Any, ...], may: frozenset[UserId]) -> Step:
    position, name, rule, approver, verdict, by, instead_of, reason, at = row
    is_gone = approver is not None and verdict is None and approver not in may
    return Step(
        position, name, rule, None if is_gone else approver, None if verdict is None else Verdict(verdict), by,
        instead_of, reason, at,
    )  # fmt: skip


def save_request(connection: Driver, request: ApprovalRequest, orders: Iterable[UUID] = ()) -> None:
    state = request.state.value
    connection.execute(SAVE, [state, list(orders), state, request.id])
    save_steps(connection, request.id, (step for step in request.steps if step.position in request.touched))


def save_steps(connection: Driver, request: UUID, steps: Iterable[Step]) -> None:
    for s in steps:
        verdict = None if s.verdict is None else s.verdict.value
        row = [
            request,
            s.position,
            s.name,
            s.rule,
            s.approver,
            verdict,
            s.decided_by,
            s.instead_of,
            s.reason,
            s.decided_at,
        ]
        connection.execute(SAVE_STEP, row)
