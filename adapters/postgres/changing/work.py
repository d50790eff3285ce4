"""An order changed from the portal, in one transaction: at once while it is ours, by a request once the ERP has it.

Which of the two it is is read behind the locks of the order and of its offer: whoever gives the order to the ERP takes
the second of them (exchange/offers.py), so that one of the two comes first and the other knows.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from attrs import frozen
from sqlalchemy import select

from adapters.postgres.changing.holds import cancel_all, lower_lines
from adapters.postgres.changing.requests import ask, close_by_hand, open_request
from adapters.postgres.company.audit import record_act
from adapters.postgres.database import Database, Driver, driver, json_text
from adapters.postgres.order_locks import CREDIT_OF_ORDER, STOCK_OF_ORDER
from adapters.postgres.orders import readable
from adapters.postgres.tables.ordering import sales_order
from adapters.postgres.tables.parties import counterparty
from application.changing.ports import Asked, Change, KeyOfAsking, StandingOrder
from application.company.acts import Act
from application.ordering.ports import KeyReused
from application.queries.orders import Readers
from application.shared.ports import Ids
from domain.catalog.goods import Goods
from domain.ordering.change_request import ChangeRequest
from domain.ordering.correction import StandingLine
from domain.ordering.status import Phase
from domain.shared.errors import NotFound
from domain.shared.ids import ContractId, CounterpartyId, OrderId, PackagingId, UserId, VariantId
from domain.shared.money import Currency
from domain.shared.quantity import Packaging

OPERATION = "order.change"
CLAIM = """
INSERT INTO idempotency_key (principal, operation, key, request_hash) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
STORED = "SELECT request_hash, response FROM idempotency_key WHERE principal = %s AND operation = %s AND key = %s"
ANSWER = "UPDATE idempotency_key SET response = %s::jsonb WHERE principal = %s AND operation = %s AND key = %s"
LOCK_ORDER = "SELECT FROM sales_order WHERE id = %(id)s FOR UPDATE"
LOCK_OFFER = "SELECT FROM order_offer WHERE order_id = %(id)s FOR UPDATE"
ORDER = """
SELECT o.id, o.number, o.counterparty_id, o.contract_id, o.currency, o.user_id, o.acting_for, o.version, o.phase,
    o.origin <> 'portal',
    o.origin <> 'portal' OR o.erp_accepted_at IS NOT NULL OR o.erp_id IS NOT NULL OR f.given_at IS NOT NULL
        OR f.delivered_at IS NOT NULL,
    EXISTS (SELECT FROM packet_state s WHERE s.connection_id = coalesce(f.connection_id, o.connection_id)),
    (SELECT number FROM order_change c WHERE c.order_id = o.id AND c.state = 'asked')
FROM sales_order o LEFT JOIN order_offer f ON f.order_id = o.id WHERE o.id = %(id)s
"""
LINES = """
SELECT l.line, l.name, l.packaging_id, l.numerator, l.denominator, l.ordered, l.price, l.vat_included, l.vat_rate,
       l.amount, l.vat, l.gross, l.discount, l.shipped, l.cancelled, v.id, p.id, p.unit_code, p.minimum, p.multiple
FROM order_line l LEFT JOIN variant v ON v.id = l.variant_id LEFT JOIN product p ON p.id = v.product_id
WHERE l.order_id = %(id)s ORDER BY l.line
"""


@frozen
class PostgresChangeWork:
    connection: Driver
    transaction: Any
    ids: Ids

    def claim(self, key: KeyOfAsking) -> Change | None:
        facts = (key.principal, OPERATION, key.key)
        if self.connection.execute(CLAIM, (*facts, key.request_hash)).rowcount:
            return None
        row = self.connection.execute(STORED, facts).fetchone()
        if row is None or row[1] is None:
            return None
        if bytes(row[0]) != key.request_hash:
            raise KeyReused(key.key)
        told = row[1]
        return Change(OrderId(UUID(told["order"])), told["at_once"], told["number"])

    def answer(self, key: KeyOfAsking, change: Change) -> None:
        told = {"order": str(change.order), "at_once": change.at_once, "number": change.number}
        self.connection.execute(ANSWER, (json_text(told), key.principal, OPERATION, key.key))

    def lock(self, whose: Readers, order: OrderId) -> StandingOrder:
        self._seen(whose, order)
        for statement in (CREDIT_OF_ORDER, STOCK_OF_ORDER, LOCK_ORDER, LOCK_OFFER):
            self.connection.execute(statement, {"id": order})
        return self._order(order)

    def read(self, whose: Readers, order: OrderId) -> StandingOrder:
        self._seen(whose, order)
        return self._order(order)

    def _seen(self, whose: Readers, order: OrderId) -> None:
        seen = (
            select(sales_order.c.id)
            .join(counterparty, counterparty.c.id == sales_order.c.counterparty_id)
            .where(sales_order.c.id == order, readable(whose))
        )
        if self.transaction.execute(seen).one_or_none() is None:
            raise NotFound("order", str(order))

    def _order(self, order: OrderId) -> StandingOrder:
        asked = {"id": order}
        row = self.connection.execute(ORDER, asked).fetchone()
        assert row is not None
        lines = tuple(_line(line) for line in self.connection.execute(LINES, asked))
        (id, number, company, contract, currency, user, acting_for, version, phase, is_offline, is_taken,
         takes_messages, open_one) = row  # fmt: skip
        return StandingOrder(
            OrderId(id), number, CounterpartyId(company), None if contract is None else ContractId(contract),
            Currency(currency), user, acting_for, version, Phase(phase), is_offline, is_taken, takes_messages, open_one,
            lines,
        )  # fmt: skip

    def lower(self, order: StandingOrder, changed: Sequence[StandingLine], by: UserId, reason: str) -> None:
        lower_lines(self.connection, order, changed, by, reason)

    def cancel(self, order: StandingOrder, by: UserId, reason: str) -> None:
        cancel_all(self.connection, order, by, reason)

    def ask(self, order: StandingOrder, request: Asked) -> int:
        return ask(self.connection, self.ids, order, request)

    def open_request(self, order: OrderId) -> ChangeRequest | None:
        return open_request(self.connection, order)

    def close(self, order: StandingOrder, request: ChangeRequest, by: UserId, text: str) -> None:
        close_by_hand(self.connection, order.id, request, by, text)

    def record(self, act: Act) -> None:
        record_act(self.connection, act)


def _line(row: tuple[Any, ...]) -> StandingLine:
    (line, name, packaging, numerator, denominator, ordered, price, included, rate, amount, vat, gross, discount,
     shipped, cancelled, variant, product, unit_code, minimum, multiple) = row  # fmt: skip
    goods = None
    if variant is not None and product is not None:
        goods = Goods(VariantId(variant), product, name, "", unit_code, "", "", "", minimum=minimum, multiple=multiple)
    pack = Packaging(PackagingId(packaging), "", "", numerator, denominator)
    return StandingLine(
        line, name, pack, ordered, price, included, rate, amount, vat, gross, discount, goods, shipped, cancelled
    )


@frozen
class PostgresChanges:
    database: Database
    ids: Ids

    @contextmanager
    def begin(self) -> Iterator[PostgresChangeWork]:
        with self.database.transaction() as transaction:
            yield PostgresChangeWork(driver(transaction), transaction, self.ids)
