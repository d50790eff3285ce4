"""An order that the ERP was never given, made smaller or cancelled: what it held goes back once, behind its locks."""

from collections.abc import Sequence

from adapters.postgres.database import Driver, json_text
from adapters.postgres.outbox import record
from application.changing.ports import StandingOrder
from application.shared.outbox import ORDER_SUM_CHANGED, Event, of_order, order_changed
from domain.ordering.correction import StandingLine
from domain.shared.ids import UserId

SAVE_LINES = """
UPDATE order_line l SET ordered = t.ordered, amount = t.amount, vat = t.vat, gross = t.gross, discount = t.discount
FROM unnest(%(lines)s::int[], %(ordered)s::numeric[], %(amount)s::numeric[], %(vat)s::numeric[], %(gross)s::numeric[],
            %(discount)s::numeric[]) AS t (line, ordered, amount, vat, gross, discount)
WHERE l.order_id = %(id)s AND l.line = t.line
"""
# Only what is still held is let go; what a snapshot contains already stays contained.
LET_GO = """
UPDATE reservation r SET
    quantity = CASE WHEN t.rest > 0 THEN least(quantity, t.rest) ELSE quantity END,
    uncontained = least(uncontained, t.rest),
    state = CASE WHEN t.rest > 0 THEN state ELSE 'released' END,
    closed_at = CASE WHEN t.rest > 0 THEN closed_at ELSE now() END
FROM unnest(%(lines)s::int[], %(rest)s::numeric[]) AS t (line, rest)
WHERE r.order_id = %(id)s AND r.line = t.line AND r.state = 'active'
"""
SUMS = """
UPDATE sales_order o SET total = s.gross, standing = NULL, vat_total = s.vat, version = o.version + 1
FROM (SELECT sum(gross) AS gross, sum(vat) AS vat FROM order_line WHERE order_id = %(id)s) AS s
WHERE o.id = %(id)s RETURNING o.total
"""
LESS_CREDIT = """
UPDATE credit_hold SET amount = %(total)s, uncontained = least(uncontained, %(total)s)
WHERE order_id = %(id)s AND state = 'open'
"""
NO_CREDIT = "UPDATE credit_hold SET uncontained = 0, state = 'cancelled' WHERE order_id = %(id)s AND state = 'open'"
NO_PROMO = "UPDATE promo_use SET released_at = now() WHERE order_id = %(id)s AND released_at IS NULL"
LESS_PROMO = """
UPDATE promo_use SET amount = (SELECT sum(discount) FROM order_line WHERE order_id = %(id)s)
WHERE order_id = %(id)s AND released_at IS NULL
AND (SELECT sum(discount) FROM order_line WHERE order_id = %(id)s) > 0
"""
END_PROMO_WITHOUT_DISCOUNT = """
UPDATE promo_use SET released_at = now() WHERE order_id = %(id)s AND released_at IS NULL
AND (SELECT sum(discount) FROM order_line WHERE order_id = %(id)s) = 0
"""
OFFER_ANEW = "UPDATE order_offer SET version = version + 1, queries = 0, error = '' WHERE order_id = %(id)s"
# A cancelled order keeps its sums for the record, as one that the ERP cancels does; a budget counts it no more.
CANCEL = (
    "UPDATE order_line SET cancelled = ordered - shipped WHERE order_id = %(id)s",
    """
    UPDATE reservation SET state = 'released', uncontained = 0, closed_at = now()
    WHERE order_id = %(id)s AND state = 'active'
    """,
    NO_CREDIT,
    NO_PROMO,
    "UPDATE sales_order SET phase = 'cancelled', status = 'cancelled', version = version + 1 WHERE id = %(id)s",
    # An answer that is being put together now finds another version, and leaves the order out.
    """
    UPDATE order_offer SET state = 'withdrawn', version = version + 1, queries = 0, error = ''
    WHERE order_id = %(id)s
    """,
)
EVENT = "INSERT INTO order_event (order_id, kind, user_id, facts) VALUES (%s, %s, %s, %s::jsonb)"


def lower_lines(
    connection: Driver, order: StandingOrder, changed: Sequence[StandingLine], by: UserId, reason: str
) -> None:
    before = {line.line: line.ordered for line in order.lines}
    columns = ("ordered", "amount", "vat", "gross", "discount")
    facts: dict[str, object] = {name: [getattr(line, name) for line in changed] for name in columns}
    facts |= {"id": order.id, "lines": [line.line for line in changed]}
    facts["rest"] = [line.packaging.to_base(line.ordered) for line in changed]
    for statement in (SAVE_LINES, LET_GO):
        connection.execute(statement, facts)
    (total,) = connection.execute(SUMS, {"id": order.id}).fetchone() or (0,)
    asked = {"id": order.id, "total": total}
    for statement in (LESS_CREDIT if total else NO_CREDIT, LESS_PROMO, END_PROMO_WITHOUT_DISCOUNT, OFFER_ANEW):
        connection.execute(statement, asked)
    told = {str(line.line): {"ordered": [before[line.line], line.ordered]} for line in changed}
    _tell(connection, order, "corrected", by, {"lines": told, "reason": reason}, of_order(ORDER_SUM_CHANGED, order.id))


def cancel_all(connection: Driver, order: StandingOrder, by: UserId, reason: str) -> None:
    for statement in CANCEL:
        connection.execute(statement, {"id": order.id})
    _tell(connection, order, "cancelled", by, {"reason": reason})


def _tell(
    connection: Driver, order: StandingOrder, kind: str, by: UserId, facts: dict[str, object], *also: Event
) -> None:
    connection.execute(EVENT, [order.id, kind, by, json_text(facts)])
    record(connection, [order_changed(order.id), *also])
