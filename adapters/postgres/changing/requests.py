"""Requests to the ERP: asked with their message in one transaction, closed once, read by pages."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, Driver, json_text
from adapters.postgres.outbox import record
from application.changing.ports import Asked, RequestView, StandingOrder
from application.exchange.packets.outgoing import AskedLine, change_asked
from application.shared.outbox import CHANGE_ANSWERED, CHANGE_ASKED, of_change
from application.shared.ports import Ids
from domain.ordering.change_request import ChangeLine, ChangeRequest, ChangeState
from domain.shared.ids import UserId

# Behind the lock of the order: nobody counts beside us.
NEW = """
INSERT INTO order_change (id, order_id, number, cancels, reason, asked_by, acting_for)
SELECT %(id)s, %(order)s, coalesce(max(number), 0) + 1, %(cancels)s, %(reason)s, %(by)s, %(acting_for)s
FROM order_change WHERE order_id = %(order)s RETURNING number
"""
NEW_LINES = """
INSERT INTO order_change_line (change_id, order_id, line, before, asked)
SELECT %s, %s, * FROM unnest(%s::int[], %s::numeric[], %s::numeric[])
"""
MESSAGE = """
INSERT INTO erp_message (id, connection_id, order_id, type, key, payload)
SELECT %s, coalesce(f.connection_id, o.connection_id), o.id, %s, %s, %s::jsonb
FROM sales_order o LEFT JOIN order_offer f ON f.order_id = o.id WHERE o.id = %s
"""
# A base without packets hears of a cancellation by the order's own document, marked, in its next query.
OFFER_MARKED = """
UPDATE order_offer SET state = 'pending', version = version + 1, queries = 0, error = '' WHERE order_id = %s
"""
OPEN = """
SELECT c.id, c.number, c.cancels, l.line, l.before, l.asked
FROM order_change c JOIN order_change_line l ON l.change_id = c.id
WHERE c.order_id = %s AND c.state = 'asked' ORDER BY l.line
"""
# Whoever closes a request that is closed already closes nothing: the same answer comes as often as it likes.
CLOSE = """
UPDATE order_change SET state = %s, answered_at = now(), answer = %s, closed_by = %s, message_id = %s
WHERE id = %s AND state = 'asked' RETURNING id
"""
GRANT = """
UPDATE order_change_line l SET granted = t.granted FROM unnest(%s::int[], %s::numeric[]) AS t (line, granted)
WHERE l.change_id = %s AND l.line = t.line
"""
WITHDRAW = """
UPDATE erp_message SET withdrawn_at = now()
WHERE order_id = %s AND acknowledged_at IS NULL AND withdrawn_at IS NULL
"""
UNMARK = "UPDATE order_offer SET version = version + 1 WHERE order_id = %s AND state = 'pending'"
EVENT = "INSERT INTO order_event (order_id, kind, user_id, message_id, facts) VALUES (%s, %s, %s, %s, %s::jsonb)"
VIEWS = """
SELECT c.number, c.cancels, c.state, c.reason, c.asked_at, concat_ws(' / ', u.name, a.name),
    coalesce((SELECT min(m.acknowledged_at) FROM erp_message m WHERE m.id = c.id),
        (SELECT f.delivered_at FROM order_offer f WHERE f.order_id = c.order_id AND c.cancels
            AND f.delivered_at > c.asked_at)),
    c.answered_at, c.answer, coalesce(h.name, ''),
    (SELECT jsonb_agg(jsonb_build_array(l.line, l.before::text, l.asked::text, l.granted::text) ORDER BY l.line)
       FROM order_change_line l WHERE l.change_id = c.id)
FROM order_change c JOIN app_user u ON u.id = c.asked_by LEFT JOIN app_user a ON a.id = c.acting_for
LEFT JOIN app_user h ON h.id = c.closed_by
WHERE c.order_id = %s ORDER BY c.number DESC
"""


def ask(connection: Driver, ids: Ids, order: StandingOrder, request: Asked) -> int:
    """The id of the message is that of the request."""
    id = ids.new()
    facts = {"id": id, "order": order.id, "cancels": request.cancels, "reason": request.reason, "by": request.by}
    row = connection.execute(NEW, {**facts, "acting_for": request.acting_for}).fetchone()
    assert row is not None
    number: int = row[0]
    columns = ([getattr(line, name) for line in request.lines] for name in ("line", "before", "asked"))
    connection.execute(NEW_LINES, [id, order.id, *columns])
    if order.takes_messages:
        packs = {line.line: line.packaging for line in order.lines}
        lines = [
            AskedLine(one.line, packs[one.line].to_base(one.before), packs[one.line].to_base(one.asked))
            for one in request.lines
        ]
        type, key, payload = change_asked(
            order.id, order.number, number, request.reason, lines, cancels=request.cancels
        )
        connection.execute(MESSAGE, [id, type, key, json_text(payload), order.id])
    elif request.cancels:
        connection.execute(OFFER_MARKED, [order.id])
    told = {"change": number, "cancels": request.cancels, "reason": request.reason, "lines": _told(request.lines)}
    connection.execute(EVENT, [order.id, "change.asked", request.by, None, json_text(told)])
    record(connection, [of_change(CHANGE_ASKED, order.id, id)])
    return number


def open_request(connection: Driver, order: UUID) -> ChangeRequest | None:
    rows = connection.execute(OPEN, [order]).fetchall()
    if not rows:
        return None
    id, number, cancels, *_ = rows[0]
    return ChangeRequest(id, number, cancels, tuple(ChangeLine(*row[3:]) for row in rows))


def close_by_hand(connection: Driver, order: UUID, request: ChangeRequest, by: UserId, text: str) -> None:
    _close(connection, order, request, text, by, None)


def close_by_erp(connection: Driver, order: UUID, request: ChangeRequest, text: str, message_id: int) -> None:
    _close(connection, order, request, text, None, message_id)


def _close(
    connection: Driver, order: UUID, request: ChangeRequest, text: str, by: UserId | None, message_id: int | None
) -> None:
    if connection.execute(CLOSE, [request.state, text, by, message_id, request.id]).fetchone() is None:
        return
    granted = [line.granted for line in request.lines]
    connection.execute(GRANT, [[line.line for line in request.lines], granted, request.id])
    connection.execute(WITHDRAW, [order])
    connection.execute(UNMARK, [order])
    facts = {"change": request.number, "cancels": request.cancels, "state": request.state, "text": text}
    told = json_text({**facts, "lines": _told(request.lines)})
    connection.execute(EVENT, [order, "change.answered", by, message_id, told])
    record(connection, [of_change(CHANGE_ANSWERED, order, request.id)])


def _told(lines: tuple[ChangeLine, ...]) -> Mapping[str, Mapping[str, list[str]]]:
    """Before, and what was asked or granted."""
    return {
        str(line.line): {"ordered": [str(line.before), str(line.asked if line.granted is None else line.granted)]}
        for line in lines
    }


@frozen
class PostgresChangeRequests:
    database: Database

    def of(self, order: UUID) -> tuple[RequestView, ...]:
        with self.database.driver() as connection:
            return tuple(_view(row) for row in connection.execute(VIEWS, [order]))


def _view(row: tuple[Any, ...]) -> RequestView:
    number, cancels, state, reason, asked_at, asked_by, sent_at, answered_at, text, by_hand, lines = row
    told = tuple(
        ChangeLine(line, Decimal(before), Decimal(asked), None if granted is None else Decimal(granted))
        for line, before, asked, granted in lines
    )
    return RequestView(
        number, cancels, ChangeState(state), told, reason, asked_at, asked_by, sent_at, answered_at, text, by_hand
    )
