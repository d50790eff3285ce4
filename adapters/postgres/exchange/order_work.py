"""One order changed by the ERP's news: locked in the global order, read, written where it differs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from attrs import define, frozen

from adapters.postgres.changing.requests import close_by_erp, open_request
from adapters.postgres.database import Database, Driver, driver, json_text
from adapters.postgres.exchange.offline_orders import add_offline
from adapters.postgres.order_locks import CREDIT_OF_ORDER, STOCK_OF_ORDER
from adapters.postgres.outbox import record
from adapters.postgres.reserves.following import follow
from application.exchange.order_facts import CreditFacts, HoldFacts, LineFacts, OrderFacts
from application.exchange.order_news import Heard, is_sum_changed, standing_sum
from application.exchange.order_ports import OfflineOrder
from application.exchange.values import ConnectionId
from application.shared.outbox import ORDER_SUM_CHANGED, of_order, order_changed
from application.shared.ports import Ids
from domain.inventory.stock import ErpReserve, Mark, ReservationState
from domain.ordering.change_request import ChangeRequest
from domain.ordering.status import Phase
from domain.shared.ids import OrderId

# An order is this base's when it was offered to it, or when the base made it.
OURS = """(o.connection_id = %(base)s OR EXISTS (SELECT FROM order_offer f
    WHERE f.order_id = o.id AND f.connection_id = %(base)s))"""
BY_NUMBER = f"SELECT o.id FROM sales_order o WHERE o.number = %(number)s AND {OURS}"
BY_ERP_ID = f"""
SELECT o.id FROM sales_order o WHERE {OURS} AND (o.erp_id = %(erp_id)s OR o.id::text = %(erp_id)s) LIMIT 1
"""
LOCK_ORDER = """
SELECT id, number, phase, status, erp_id, erp_number, erp_date, erp_state, erp_total, erp_accepted_at, erp_mark_at,
    erp_mark_seq, (SELECT delivered_at FROM order_offer WHERE order_id = %(id)s)
FROM sales_order WHERE id = %(id)s FOR UPDATE
"""
LINES = """
SELECT i.line, coalesce(p.erp_id, ''), nullif(v.erp_id, ''), i.numerator, i.denominator, i.ordered, i.shipped,
    i.cancelled, i.price, i.vat_included, i.vat_rate, i.amount, i.vat, i.gross, i.discount, i.promised_on
FROM order_line i LEFT JOIN variant v ON v.id = i.variant_id LEFT JOIN product p ON p.id = v.product_id
WHERE i.order_id = %(id)s ORDER BY i.line
"""
HOLDS = """
SELECT line, variant_id, warehouse_id, quantity, uncontained, state, erp_quantity, erp_mark_at, erp_mark_seq, by_line
FROM reservation WHERE order_id = %(id)s ORDER BY line
"""
CREDIT = """
SELECT amount, uncontained, shipped, state, erp_mark_at, erp_mark_seq, ship_mark_at, ship_mark_seq
FROM credit_hold WHERE order_id = %(id)s
"""
SAVE_ORDER = """
UPDATE sales_order SET phase = %s, status = %s, erp_id = %s, erp_number = %s, erp_date = %s, erp_state = %s,
    erp_total = %s, standing = nullif(%s, total), erp_accepted_at = %s, erp_mark_at = %s, erp_mark_seq = %s,
    connection_id = %s, version = version + %s
WHERE id = %s
"""
SAVE_LINES = """
UPDATE order_line l SET ordered = t.ordered, shipped = t.shipped, cancelled = t.cancelled, amount = t.amount,
    vat = t.vat, gross = t.gross, discount = t.discount, promised_on = t.promised
FROM unnest(%s::int[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[],
            %s::numeric[], %s::date[])
    AS t(line, ordered, shipped, cancelled, amount, vat, gross, discount, promised)
WHERE l.order_id = %s AND l.line = t.line
"""
# Only an active hold ends (S2), whatever came in between.
SAVE_HOLDS = """
UPDATE reservation r SET quantity = t.quantity, uncontained = t.uncontained, state = t.state, erp_quantity = t.erp,
    erp_mark_at = t.mark_at, erp_mark_seq = t.mark_seq, by_line = t.by_line,
    closed_at = CASE WHEN t.state <> 'active' THEN coalesce(r.closed_at, now()) END
FROM unnest(%s::int[], %s::numeric[], %s::numeric[], %s::text[], %s::numeric[], %s::timestamptz[], %s::bigint[],
            %s::boolean[]) AS t(line, quantity, uncontained, state, erp, mark_at, mark_seq, by_line)
WHERE r.order_id = %s AND r.line = t.line AND r.state = 'active'
"""
SAVE_CREDIT = """
UPDATE credit_hold SET uncontained = %s, shipped = %s, state = %s, erp_mark_at = %s, erp_mark_seq = %s,
    ship_mark_at = %s, ship_mark_seq = %s
WHERE order_id = %s
"""
RELEASE_PROMO = "UPDATE promo_use SET released_at = now() WHERE order_id = %s AND released_at IS NULL"
EVENT = "INSERT INTO order_event (order_id, kind, message_id, facts) VALUES (%s, %s, %s, %s::jsonb)"
# An order that waits to be told as cancelled goes on waiting for its query.
ACCEPTED = """
UPDATE order_offer f SET state = 'accepted', error = '' WHERE f.order_id = %s AND f.state <> 'accepted'
AND NOT EXISTS (SELECT FROM order_change c WHERE c.order_id = f.order_id AND c.state = 'asked' AND c.cancels
    AND f.state = 'pending')
"""
COUNTERPARTY = "SELECT id FROM counterparty WHERE connection_id = %s AND erp_id = %s"
BY_INN = "SELECT id FROM counterparty WHERE connection_id = %s AND inn = %s AND kpp = %s AND NOT deleted LIMIT 2"


@define
class PostgresOrderWork:
    connection: Driver
    base: ConnectionId
    ids: Ids

    def find(self, number: str | None, erp_id: str | None) -> UUID | None:
        asked = ((BY_NUMBER, "number", number), (BY_ERP_ID, "erp_id", erp_id))
        for statement, name, value in asked:
            if value:
                row = self.connection.execute(statement.encode(), {"base": self.base, name: value}).fetchone()
                if row is not None:
                    return UUID(str(row[0]))
        return None

    def lock(self, order_id: UUID) -> OrderFacts:
        asked = {"id": order_id}
        # One round trip: each statement has a snapshot of its own, so that the facts are those behind the locks.
        with self.connection.pipeline():
            for statement in (CREDIT_OF_ORDER, STOCK_OF_ORDER):
                self.connection.execute(statement, asked)
            told = [self.connection.execute(statement, asked) for statement in (LOCK_ORDER, LINES, HOLDS, CREDIT)]
            request = open_request(self.connection, order_id)
        row, credit = told[0].fetchone(), told[3].fetchone()
        lines, holds = told[1].fetchall(), told[2].fetchall()
        assert row is not None
        return OrderFacts(
            id=row[0],
            number=row[1],
            phase=Phase(row[2]),
            status=row[3],
            erp_id=row[4],
            erp_number=row[5],
            erp_date=row[6],
            erp_state=row[7],
            erp_total=row[8],
            accepted_at=row[9],
            mark=Mark(row[10], row[11]),
            lines=tuple(LineFacts(*line) for line in lines),
            holds=tuple(hold_of(hold) for hold in holds),
            credit=credit_of(credit) if credit else None,
            delivered_at=row[12],
            asked=request,
        )

    def save(self, before: OrderFacts, heard: Heard, message_id: int) -> None:
        if heard.order != before:
            with self.connection.pipeline():
                self._save(before, heard, message_id)

    def _save(self, before: OrderFacts, heard: Heard, message_id: int) -> None:
        after = heard.order
        self._save_order(after, bool(heard.changes))
        if after.phase is Phase.CANCELLED and before.phase is not Phase.CANCELLED:
            self.connection.execute(RELEASE_PROMO, [after.id])
        self._save_lines(after.id, [new for old, new in zip(before.lines, after.lines, strict=True) if old != new])
        self._save_holds(after.id, [new for old, new in zip(before.holds, after.holds, strict=True) if old != new])
        if after.credit is not None and after.credit != before.credit:
            self._save_credit(after.id, after.credit)
        for kind, facts in heard.changes:
            self.connection.execute(EVENT, [after.id, kind, message_id, json_text(dict(facts))])
        if heard.answered is not None:
            close_by_erp(self.connection, after.id, heard.answered, heard.told, message_id)
        if after.accepted_at is not None:
            self.connection.execute(ACCEPTED, [after.id])
        in_erp = after.accepted_at is not None
        if after.status != before.status or in_erp != (before.accepted_at is not None):
            follow(self.connection, after.id, after.status, in_erp=in_erp, message_id=message_id)
        news = [order_changed(OrderId(after.id))] if heard.changes and heard.answered is None else []
        if after.phase.is_open and is_sum_changed(before, after):
            news.append(of_order(ORDER_SUM_CHANGED, OrderId(after.id)))
        if news:
            record(self.connection, news)

    def _save_order(self, o: OrderFacts, raised: bool) -> None:
        row = [
            o.phase, o.status, o.erp_id, o.erp_number, o.erp_date, o.erp_state, o.erp_total, standing_sum(o),
            o.accepted_at, o.mark.at, o.mark.seq, self.base, int(raised), o.id,
        ]  # fmt: skip
        self.connection.execute(SAVE_ORDER, row)

    def _save_lines(self, order_id: UUID, lines: Sequence[LineFacts]) -> None:
        if lines:
            rows = [
                (one.line, one.ordered, one.shipped, one.cancelled, one.amount, one.vat, one.gross, one.discount,
                 one.promised)
                for one in lines
            ]  # fmt: skip
            self.connection.execute(SAVE_LINES, [*map(list, zip(*rows, strict=True)), order_id])

    def _save_holds(self, order_id: UUID, holds: Sequence[HoldFacts]) -> None:
        if holds:
            rows = [hold_row(hold) for hold in holds]
            self.connection.execute(SAVE_HOLDS, [*map(list, zip(*rows, strict=True)), order_id])

    def _save_credit(self, order_id: UUID, credit: CreditFacts) -> None:
        mark, ship = credit.mark or Mark(), credit.ship_mark or Mark()
        row = [credit.uncontained, credit.shipped, credit.state, mark.at, mark.seq, ship.at, ship.seq, order_id]
        self.connection.execute(SAVE_CREDIT, row)

    def refuse(self, order_id: UUID, answered: ChangeRequest, text: str, message_id: int) -> None:
        close_by_erp(self.connection, order_id, answered, text, message_id)

    def counterparty(self, erp_id: str | None, tin: str | None, kpp: str | None) -> UUID | None:
        if erp_id:
            row = self.connection.execute(COUNTERPARTY, [self.base, erp_id]).fetchone()
            if row is not None:
                return UUID(str(row[0]))
        found = self.connection.execute(BY_INN, [self.base, tin, kpp or ""]).fetchall() if tin else []
        return UUID(str(found[0][0])) if len(found) == 1 else None

    def add_offline(self, order: OfflineOrder, message_id: int) -> UUID:
        return add_offline(self.connection, self.base, self.ids, order, message_id)


def hold_of(row: tuple[Any, ...]) -> HoldFacts:
    line, variant, warehouse, quantity, uncontained, state, erp, mark_at, mark_seq, by_line = row
    reserve = None if erp is None else ErpReserve(erp, Mark(mark_at, mark_seq))
    return HoldFacts(line, variant, warehouse, quantity, uncontained, ReservationState(state), reserve, by_line)


def hold_row(hold: HoldFacts) -> tuple[Any, ...]:
    erp = (None, None, None) if hold.erp is None else (hold.erp.quantity, hold.erp.mark.at, hold.erp.mark.seq)
    return hold.line, hold.quantity, hold.uncontained, hold.state.value, *erp, hold.by_line


def credit_of(row: tuple[Any, ...]) -> CreditFacts:
    amount, uncontained, shipped, state, *marks = row
    return CreditFacts(amount, uncontained, shipped, state, mark_of(*marks[:2]), mark_of(*marks[2:]))


def mark_of(at: Any, seq: Any) -> Mark | None:
    return None if at is None and seq is None else Mark(at, seq)


@frozen
class PostgresOrderWorks:
    database: Database
    ids: Ids

    @contextmanager
    def begin(self, connection: ConnectionId) -> Iterator[PostgresOrderWork]:
        with self.database.transaction() as transaction:
            yield PostgresOrderWork(driver(transaction), connection, self.ids)
