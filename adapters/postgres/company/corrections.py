"""An order corrected by its own company: holds let go, sums made anew, the ERP offered another version."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from attrs import frozen
from sqlalchemy import select

from adapters.postgres.company.audit import record_act
from adapters.postgres.database import Database, Driver, driver, json_text
from adapters.postgres.order_locks import CREDIT_OF_ORDER, STOCK_OF_ORDER
from adapters.postgres.orders import readable
from adapters.postgres.outbox import record
from adapters.postgres.tables.ordering import sales_order
from adapters.postgres.tables.parties import counterparty
from application.company.acts import Act
from application.correcting.correct import StandingOrder
from application.queries.orders import Readers
from application.shared.outbox import order_changed
from domain.catalog.goods import Goods
from domain.ordering.correction import StandingLine
from domain.shared.errors import NotFound
from domain.shared.ids import CounterpartyId, OrderId, PackagingId, UserId, VariantId
from domain.shared.quantity import Packaging

ORDER = """
SELECT o.id, o.number, o.counterparty_id, o.version, o.origin = 'portal' AND o.phase IN ('new', 'awaiting_payment')
    AND o.erp_accepted_at IS NULL AND o.erp_id IS NULL AND NOT EXISTS (
        SELECT FROM order_offer f WHERE f.order_id = o.id AND f.delivered_at IS NOT NULL)
FROM sales_order o WHERE o.id = %(id)s
"""
LOCK_OFFER = "SELECT FROM order_offer WHERE order_id = %(id)s FOR UPDATE"
LINES = """
SELECT l.line, l.name, l.packaging_id, l.numerator, l.denominator, l.ordered, l.price, l.vat_included, l.vat_rate,
       l.amount, l.vat, l.gross, l.discount, v.id, p.id, p.unit_code, p.minimum, p.multiple
FROM order_line l LEFT JOIN variant v ON v.id = l.variant_id LEFT JOIN product p ON p.id = v.product_id
WHERE l.order_id = %(id)s ORDER BY l.line
"""
SAVE_LINE = """
UPDATE order_line SET ordered = %s, amount = %s, vat = %s, gross = %s, discount = %s WHERE order_id = %s AND line = %s
"""
# Only what is still held is let go; what a snapshot contains already stays contained.
LET_GO = """
UPDATE reservation SET
    quantity = CASE WHEN %(left)s > 0 THEN least(quantity, %(left)s) ELSE quantity END,
    uncontained = least(uncontained, %(left)s),
    state = CASE WHEN %(left)s > 0 THEN state ELSE 'released' END,
    closed_at = CASE WHEN %(left)s > 0 THEN closed_at ELSE now() END
WHERE order_id = %(id)s AND line = %(line)s AND state = 'active'
"""
SUMS = """
UPDATE sales_order o SET total = s.gross, vat_total = s.vat, version = o.version + 1,
    phase = CASE WHEN s.left THEN o.phase ELSE 'cancelled' END,
    status = CASE WHEN s.left THEN o.status ELSE 'cancelled' END
FROM (SELECT sum(gross) AS gross, sum(vat) AS vat, bool_or(ordered > 0) AS left FROM order_line
       WHERE order_id = %(id)s) AS s
WHERE o.id = %(id)s RETURNING o.total, o.phase = 'cancelled'
"""
LESS_CREDIT = """
UPDATE credit_hold SET amount = %(total)s, uncontained = least(uncontained, %(total)s) WHERE order_id = %(id)s
"""
NO_CREDIT = "UPDATE credit_hold SET uncontained = 0, state = 'cancelled' WHERE order_id = %(id)s"
NO_PROMO = "UPDATE promo_use SET released_at = now() WHERE order_id = %(id)s AND released_at IS NULL"
LESS_PROMO = """
UPDATE promo_use SET amount = (SELECT sum(discount) FROM order_line WHERE order_id = %(id)s)
WHERE order_id = %(id)s AND released_at IS NULL
"""
OFFER_ANEW = "UPDATE order_offer SET version = version + 1, queries = 0, error = '' WHERE order_id = %(id)s"
EVENT = "INSERT INTO order_event (order_id, kind, user_id, facts) VALUES (%s, 'corrected', %s, %s::jsonb)"


@frozen
class PostgresCorrectionWork:
    database: Database
    connection: Driver
    transaction: Any

    def lock(self, whose: Readers, order: OrderId) -> StandingOrder:
        self._seen(whose, order)
        for statement in (CREDIT_OF_ORDER, STOCK_OF_ORDER, LOCK_OFFER):
            self.connection.execute(statement, {"id": order})
        return self._order(order, f"{ORDER} FOR UPDATE")

    def read(self, whose: Readers, order: OrderId) -> StandingOrder:
        self._seen(whose, order)
        return self._order(order, ORDER)

    def _seen(self, whose: Readers, order: OrderId) -> None:
        seen = (
            select(sales_order.c.id)
            .join(counterparty, counterparty.c.id == sales_order.c.counterparty_id)
            .where(sales_order.c.id == order, readable(whose))
        )
        if self.transaction.execute(seen).one_or_none() is None:
            raise NotFound("order", str(order))

    def _order(self, order: OrderId, statement: str) -> StandingOrder:
        asked = {"id": order}
        row = self.connection.execute(statement.encode(), asked).fetchone()
        assert row is not None
        lines = tuple(_line(line) for line in self.connection.execute(LINES, asked))
        id, number, company, version, is_ours = row
        return StandingOrder(OrderId(id), number, CounterpartyId(company), version, is_ours, lines)

    def save(self, order: StandingOrder, changed: Sequence[StandingLine], by: UserId) -> None:
        before = {line.line: line.ordered for line in order.lines}
        for line in changed:
            row = [line.ordered, line.amount, line.vat, line.gross, line.discount, order.id, line.line]
            self.connection.execute(SAVE_LINE, row)
            left = line.packaging.to_base(line.ordered)
            self.connection.execute(LET_GO, {"left": left, "id": order.id, "line": line.line})
        total, is_cancelled = self.connection.execute(SUMS, {"id": order.id}).fetchone() or (0, True)
        asked = {"id": order.id, "total": total}
        for statement in (NO_CREDIT, NO_PROMO) if is_cancelled or not total else (LESS_CREDIT, LESS_PROMO):
            self.connection.execute(statement, asked)
        self.connection.execute(OFFER_ANEW, asked)
        told = {str(line.line): {"ordered": [before[line.line], line.ordered]} for line in changed}
        facts = {"lines": told, "cancelled": is_cancelled}
        self.connection.execute(EVENT, [order.id, by, json_text(facts)])
        record(self.connection, [order_changed(order.id)])

    def record(self, act: Act) -> None:
        record_act(self.connection, act)


def _line(row: tuple[Any, ...]) -> StandingLine:
    (line, name, packaging, numerator, denominator, ordered, price, included, rate, amount, vat, gross, discount,
     variant, product, unit_code, minimum, multiple) = row  # fmt: skip
    goods = None
    if variant is not None and product is not None:
        goods = Goods(VariantId(variant), product, name, "", unit_code, "", "", "", minimum=minimum, multiple=multiple)
    pack = Packaging(PackagingId(packaging), "", "", numerator, denominator)
    return StandingLine(line, name, pack, ordered, price, included, rate, amount, vat, gross, discount, goods)


@contextmanager
def begin_correcting(database: Database) -> Iterator[PostgresCorrectionWork]:
    with database.transaction() as transaction:
        yield PostgresCorrectionWork(database, driver(transaction), transaction)
