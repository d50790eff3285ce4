"""Invoicing on PostgreSQL: the order with its requisites, the documents of an order."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from attrs import frozen
from psycopg.rows import namedtuple_row

from adapters.postgres.database import Database, Driver, driver
from adapters.postgres.outbox import PostgresDeliveries, record
from application.documents.issue_invoice import KIND
from application.documents.ports import ContractTerms, InvoicedOrder, IssuedDocument, StandingInvoice
from application.shared.outbox import INVOICE, Event
from domain.documents.payment_invoice import BankAccount, Consignee, InvoiceLine, Party, Seller
from domain.documents.requisites import short_name
from domain.ordering.correction import standing_sums
from domain.ordering.status import Phase
from domain.shared.errors import NotFound
from domain.shared.ids import OrderId
from domain.shared.money import Currency

ORDER = """
SELECT o.id, o.number, o.placed_at, o.phase, o.counterparty_id, o.currency,
    s.name AS seller_name, s.full_name AS seller_full, s.inn AS seller_inn, s.kpp AS seller_kpp,
    s.address AS seller_address, s.phone AS seller_phone, s.director, s.accountant,
    s.account, s.bik, s.bank_name, s.corr_account,
    (SELECT count(*) FROM seller_organization older WHERE older.id <= s.id) AS seller_number,
    p.name AS buyer_name, p.full_name AS buyer_full, p.inn AS buyer_inn, p.kpp AS buyer_kpp,
    p.address AS buyer_address, p.phone AS buyer_phone,
    g.name AS consignee_name, g.address AS consignee_address,
    c.number AS contract_number, c.date AS contract_day, c.terms, c.deferral_days,
    o.erp_total,
    o.to_confirm AND o.erp_accepted_at IS NULL AS awaits_prices,
    (SELECT min(r.expires_at) FROM reservation r WHERE r.order_id = o.id AND r.state = 'active') AS reserved_until
FROM sales_order o
JOIN counterparty p ON p.id = o.counterparty_id
JOIN seller_organization s ON s.id = o.organization_id
LEFT JOIN contract c ON c.id = o.contract_id
LEFT JOIN consignee g ON g.id = o.consignee_id
WHERE o.id = %s
"""
LINES = """
SELECT line, sku, name, unit, ordered, cancelled, price, vat_included, vat_rate, amount, vat, gross, discount
FROM order_line WHERE order_id = %s AND ordered > cancelled ORDER BY line
"""
# Without a lock: whoever makes an invoice takes a while, and 1C may have news of the order meanwhile.
EARLIER = """
SELECT FROM outbox_delivery d JOIN outbox o ON o.id = d.outbox_id
WHERE d.done_at IS NULL AND d.consumer = %s AND o.id < %s AND o.payload ->> 'order_id' = %s LIMIT 1
"""
STANDING = """
SELECT number, day, total, source <> 'portal' FROM document WHERE order_id = %s AND kind = %s
ORDER BY created_at DESC, number DESC LIMIT 1
"""
ADD = """
INSERT INTO document (id, order_id, counterparty_id, kind, number, day, total, currency, storage_key, sha256, size)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


@contextmanager
def begin_invoicing(database: Database, zone: ZoneInfo) -> Iterator["PostgresInvoicing"]:
    with database.transaction() as connection:
        yield PostgresInvoicing(driver(connection), zone)


@frozen
class PostgresInvoicing:
    """`zone` is the business zone, in which an order has its day."""

    connection: Driver
    zone: ZoneInfo

    @property
    def deliveries(self) -> PostgresDeliveries:
        return PostgresDeliveries(self.connection)

    def order(self, order_id: OrderId) -> InvoicedOrder:
        with self.connection.cursor(row_factory=namedtuple_row) as cursor:
            o: Any = cursor.execute(ORDER, [order_id]).fetchone()
        if o is None:
            raise NotFound("order", str(order_id))
        account = BankAccount(o.account, o.bik, o.bank_name, o.corr_account)
        seller = Party(
            short_name(o.seller_full or o.seller_name),
            o.seller_inn,
            o.seller_kpp,
            o.seller_address,
            o.seller_phone,
        )
        buyer = Party(
            short_name(o.buyer_full or o.buyer_name), o.buyer_inn, o.buyer_kpp, o.buyer_address, o.buyer_phone
        )
        prepaid = o.terms == "prepayment"
        return InvoicedOrder(
            o.id,
            o.number,
            o.placed_at.astimezone(self.zone).date(),
            Phase(o.phase),
            o.counterparty_id,
            Currency(o.currency),
            Seller(seller, account, o.director, o.accountant),
            o.seller_number,
            buyer,
            Consignee(o.consignee_name, o.consignee_address) if o.consignee_name else None,
            ContractTerms(o.contract_number, o.contract_day, prepaid, o.deferral_days) if o.contract_number else None,
            o.reserved_until,
            tuple(_line(*row) for row in self.connection.execute(LINES, [order_id])),
            o.awaits_prices,
            o.erp_total,
        )

    def standing(self, order_id: OrderId) -> StandingInvoice | None:
        row = self.connection.execute(STANDING, [order_id, KIND]).fetchone()
        return None if row is None else StandingInvoice(*row)

    def is_behind(self, outbox_id: int, order_id: OrderId) -> bool:
        return self.connection.execute(EARLIER, [INVOICE, outbox_id, str(order_id)]).fetchone() is not None

    def next_number(self) -> int:
        row = self.connection.execute("SELECT nextval('invoice_number')").fetchone()
        assert row is not None
        return int(row[0])

    def add(self, document: IssuedDocument) -> None:
        d = document
        about = [d.id, d.order_id, d.counterparty_id, d.kind, d.number, d.day]
        self.connection.execute(ADD, [*about, d.total.amount, d.total.currency.value, d.storage_key, d.sha256, d.size])

    def record(self, events: Sequence[Event]) -> None:
        record(self.connection, events)


@frozen
class _Ordered:
    """A row of an order, whole or in part cancelled; the fields of LINES, in its order."""

    line: int
    sku: str
    name: str
    unit: str
    ordered: Decimal
    cancelled: Decimal
    price: Decimal
    vat_included: bool
    vat_rate: Decimal | None
    amount: Decimal
    vat: Decimal
    gross: Decimal
    discount: Decimal


def _line(*row: Any) -> InvoiceLine:
    one = _Ordered(*row)
    wanted, sums = one.ordered - one.cancelled, standing_sums(one)
    return InvoiceLine(
        *(one.line, one.sku, one.name, wanted, one.unit, one.price, one.vat_included, one.vat_rate),
        *(sums.amount, sums.vat, sums.gross),
    )
