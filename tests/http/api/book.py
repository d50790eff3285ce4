"""Orders, documents and debts of the small trade, as their queries read them."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from attrs import frozen

from application.queries.debts import ContractDebt, Debts, LimitView
from application.queries.orders import (
    DocumentView,
    EventView,
    OrderFilter,
    OrderLineView,
    OrderRow,
    OrdersPage,
    OrderView,
    Readers,
    StatusView,
    StoredDocument,
)
from domain.credit.credit_line import CreditTerms
from domain.ordering.order import Order
from domain.parties.level import Level
from domain.shared.errors import NotFound
from domain.shared.ids import ContractId, CounterpartyId, HoldingId, OrderId
from tests.builders import NOON, TODAY, an_id, rub
from tests.http.api.trade import Trade

NEW = StatusView("new", "new", "Новый", "New", "blue")
INVOICE = an_id("invoice")


@frozen
class Book:
    """Filters by the readers, as every implementation has to."""

    trade: Trade

    def page(self, readers: Readers, ask: OrderFilter) -> OrdersPage:
        found = [row for row in self._rows(readers) if ask.number in row.number]
        return OrdersPage(tuple(found[ask.offset : ask.offset + ask.limit]), len(found), ((NEW, len(found)),), ask)

    def one(self, readers: Readers, order: OrderId) -> OrderView:
        row = next((row for row in self._rows(readers) if row.id == order), None)
        if row is None:
            raise NotFound("order", str(order))
        placed = next(placed for _, placed in self.trade.orders if placed.id == order)
        event = EventView(NOON, "placed", row.placed_by, False, {"number": row.number})
        trails = {str(line.number): [list(step) for step in line.share.quoted.trail] for line in placed.lines}
        return OrderView(
            row,
            placed.terms.contract_number,
            "Склад покупателя",
            None,
            placed.details.comment,
            placed.vat_total,
            NOON,
            None,
            None,
            tuple(_line(placed, number) for number in range(len(placed.lines))),
            (event,),
            (_invoice(),),
            (),
            trails,
        )

    def document(self, readers: Readers, document: UUID) -> StoredDocument:
        if document != INVOICE or not self._rows(readers):
            raise NotFound("document", str(document))
        return StoredDocument(_invoice(), "invoices/1.pdf", "Счёт № 1 от 23.11.2026.pdf")

    def debts(self, counterparty: CounterpartyId, holding: HoldingId | None, today: date) -> Debts:
        limit = LimitView(Level.HOLDING, rub("100"), rub("40"), rub("10"), NOON)
        contract = ContractDebt(
            ContractId(an_id("contract")),
            "12",
            "ООО «ТД»",
            CreditTerms.LIMITED,
            14,
            rub("40"),
            None,
            rub("10"),
            LimitView(Level.CONTRACT, rub("100"), rub("40"), rub("10"), NOON),
            NOON,
            (),
            True,
            None,
        )
        return Debts(counterparty, "ООО «Ромашка»", (contract,), (limit,) if holding else ())

    def _rows(self, readers: Readers) -> list[OrderRow]:
        return [
            _row(order, party)
            for party, order in self.trade.orders
            if readers.counterparties is None or party in readers.counterparties
        ]


def _row(order: Order, party: CounterpartyId) -> OrderRow:
    return OrderRow(
        order.id,
        order.number,
        order.placed_at,
        party,
        "ООО «Ромашка»",
        order.terms.organization_name,
        order.warehouse.name,
        NEW,
        order.total,
        len(order.lines),
        "portal",
        "",
        "Анна",
    )


def _line(order: Order, index: int) -> OrderLineView:
    line = order.lines[index]
    quoted, goods = line.share.quoted, line.source.wanted.goods
    zero = Decimal("0.000")
    return OrderLineView(
        line.number,
        goods.variant,
        goods.product,
        goods.sku,
        goods.name,
        goods.unit,
        line.quantity,
        line.quantity,
        line.quantity,
        zero,
        zero,
        quoted.price,
        quoted.vat_included,
        quoted.vat_rate,
        quoted.amount,
        quoted.vat,
        quoted.gross,
        "0" * 64,
    )


def _invoice() -> DocumentView:
    return DocumentView(INVOICE, "invoice", "1", TODAY, rub("100"), "portal", 4)
