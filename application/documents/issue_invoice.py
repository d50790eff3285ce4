"""Consumer `invoice` of an order that was placed, or comes to another sum since: an invoice of our own, where the ERP
has not issued one. One for another sum takes the place of the one before, and says so.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen

from application.documents.ports import (
    FileStore,
    InvoicedOrder,
    InvoicePrinter,
    InvoicingWork,
    IssuedDocument,
    StandingInvoice,
)
from application.shared.outbox import INVOICE, ORDER_LOWERED, ORDER_SUM_CHANGED, document_issued
from application.shared.ports import Clock, Ids
from application.shared.words import NBSP, counted, date_text, instant_text
from domain.documents.banking_days import banking_days_later
from domain.documents.payment_invoice import InvoiceEmpty, PaymentInvoice
from domain.shared.ids import OrderId

KIND = "invoice"
INVOICED = "the order has an invoice already"
CLOSED = "the order was closed before its invoice was issued"
NO_INVOICE = "the order has no invoice that another could replace"
OTHER_SUM = "the ERP says that the order comes to another sum: its own invoice is to be waited for"


class EarlierInvoiceOpen(Exception):
    """An invoice of the order is being made, perhaps of its former lines: what replaces it comes after it."""


@frozen
class InvoiceTerms:
    """`prefix` of this installation begins every number; `valid_days` are banking days (3 to 5 by custom)."""

    prefix: str
    zone: ZoneInfo
    valid_days: int = 5


@frozen
class IssueInvoice:
    begin: Callable[[], AbstractContextManager[InvoicingWork]]
    printer: InvoicePrinter
    files: FileStore
    clock: Clock
    ids: Ids
    terms: InvoiceTerms

    def __call__(self, outbox_id: int) -> None:
        """Once for each event, however often it is told; a repeat after a failure takes a new number.

        Raises: EarlierInvoiceOpen; the delivery comes again.
        """
        with self.begin() as work:
            event = work.deliveries.open(outbox_id, INVOICE)
            if event is not None:
                order = OrderId(UUID(event.payload["order_id"]))
                replaces = event.kind in (ORDER_SUM_CHANGED, ORDER_LOWERED)
                if replaces and work.is_behind(outbox_id, order):
                    raise EarlierInvoiceOpen(order)
                note = self._issue(work, order, replaces)
                work.deliveries.close(outbox_id, INVOICE, note)

    def _issue(self, work: InvoicingWork, order_id: OrderId, replaces: bool) -> str:
        before = work.standing(order_id)
        if before is None and replaces:
            return NO_INVOICE
        order = work.order(order_id)
        if before is not None and (before.by_erp or before.total == order.total):
            return INVOICED
        if not order.phase.is_open or (before is not None and not order.lines):
            return CLOSED
        if before is not None and order.erp_total not in (None, order.total):
            return OTHER_SUM
        day = self.clock.today()
        number = numbered(self.terms.prefix, order.seller_number, day, work.next_number())
        invoice = self._invoice(order, number, day, before)
        content = self.printer.pdf(invoice)
        document = IssuedDocument(
            self.ids.new(),
            order.id,
            order.counterparty_id,
            KIND,
            invoice.number,
            day,
            invoice.total,
            self.files.put(content),
            sha256(content).hexdigest(),
            len(content),
        )
        work.add(document)
        work.record([document_issued(document.id)])
        return ""

    def _invoice(
        self, order: InvoicedOrder, number: str, day: date, before: StandingInvoice | None
    ) -> PaymentInvoice:
        """Raises: SellerRequisitesMissing, InvoiceEmpty."""
        order.seller.require_payable()
        if not order.lines:
            raise InvoiceEmpty(order.number)
        return PaymentInvoice(
            number,
            day,
            banking_days_later(day, self.terms.valid_days),
            order.currency,
            order.seller,
            order.buyer,
            basis(order),
            order.lines,
            order.consignee,
            order.contract is None or order.contract.prepaid,
            tuple(conditions(order, self.terms.zone, before)),
        )


def numbered(prefix: str, seller: int, day: date, n: int) -> str:
    """B1-26-00123: installation, organization, year, counter; gaps are possible, repeats are not."""
    return f"{prefix}{seller}-{day:%y}-{n:05d}"


def basis(order: InvoicedOrder) -> str:
    told = f"заказ №{NBSP}{order.number} от {date_text(order.placed_on)}"
    if order.contract is None:
        return f"З{told[1:]}"
    since = f" от {date_text(order.contract.day)}" if order.contract.day else ""
    return f"Договор №{NBSP}{order.contract.number}{since}, {told}"


def conditions(order: InvoicedOrder, zone: ZoneInfo, before: StandingInvoice | None = None) -> list[str]:
    said = []
    if before is not None:
        said.append(f"Взамен счёта №{NBSP}{before.number} от {date_text(before.day)}: заказ изменён.")
    if order.awaits_prices:
        said.append("Цены предварительные: поставщик подтвердит их при принятии заказа.")
    if order.contract is not None and not order.contract.prepaid and order.contract.deferral_days:
        days = counted(order.contract.deferral_days, "день", "дня", "дней")
        said.append(f"Отсрочка платежа по договору: {days}.")
    if order.reserved_until is not None:
        said.append(f"Товар зарезервирован до {instant_text(order.reserved_until, zone)}.")
    return said
