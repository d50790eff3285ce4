"""Orders and their lines, history and documents as JSON."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import frozen

from application.queries.orders import (
    DocumentView,
    EventView,
    OrderLineView,
    OrderRow,
    OrdersPage,
    OrderView,
    PriceBasis,
    StatusView,
)
from domain.pricing.trail import explained
from domain.shared.money import Money
from entrypoints.api.wire_catalogue import StepWire, steps_wire
from entrypoints.api.wire_shared import Named


@frozen
class StatusWire:
    """`phase` drives programs and never grows; `code` and `name` are of the scheme that the seller set up."""

    code: str
    phase: str
    name: str
    colour: str


@frozen
class StatusCount:
    status: StatusWire
    orders: int


@frozen
class OrderRowWire:
    """`origin`: portal, or offline for one made in the ERP."""

    id: str
    number: str
    erp_number: str
    origin: str
    placed_at: datetime
    placed_by: str
    counterparty: Named
    seller: str
    warehouse: str
    status: StatusWire
    total: Money
    lines: int


@frozen
class OrdersWire:
    """`statuses` with counts under the other filters."""

    total: int
    offset: int
    limit: int
    statuses: tuple[StatusCount, ...]
    orders: tuple[OrderRowWire, ...]


@frozen
class OrderLineWire:
    """Quantities in the line's unit: ordered = cancelled + shipped + remaining.

    requested: the first wish. discount: what a promo code took, with VAT; amount, vat and gross are what was left.
    promised_on: of what was not in stock, the day by which it comes; nothing is reserved of it.
    explanation: the steps of the price at placing; proof: their hash.
    """

    line: int
    variant: str | None
    product: str | None
    sku: str
    name: str
    unit: str
    requested: Decimal
    ordered: Decimal
    reserved: Decimal
    shipped: Decimal
    cancelled: Decimal
    remaining: Decimal
    price: Decimal
    vat_included: bool
    vat_rate: Decimal | None
    amount: Decimal
    vat: Decimal
    gross: Decimal
    discount: Decimal
    promised_on: date | None
    explanation: tuple[StepWire, ...]
    proof: str


@frozen
class OrderEventWire:
    at: datetime
    kind: str
    who: str
    by_erp: bool
    facts: dict[str, Any]


@frozen
class DocumentWire:
    """To be downloaded at `href`. replaced: a later invoice took its place."""

    id: str
    kind: str
    number: str
    day: date
    total: Money
    size: int
    href: str
    replaced: bool


@frozen
class PriceBasisWire:
    """unanswered: why the question came to nothing, empty with an answer. accepted_by: who said yes to rises."""

    asked_at: datetime
    valid_until: datetime | None
    unanswered: str
    accepted_at: datetime | None
    accepted_by: str


@frozen
class OrderWire:
    """`siblings`: the other orders that the same cart was split into.

    due: what is to be paid after what was cancelled of it; where the ERP has told what it comes to, that sum.
    promo: the code that took `discount` off this order, already off its total; empty where none did.
    to_confirm: some prices are without the word of the ERP, which has not taken the order yet. price_basis: the
    question to the ERP that the prices stand on; null where none was asked.
    """

    order: OrderRowWire
    contract: str
    consignee: str
    ship_on: date | None
    comment: str
    vat_total: Money
    due: Money
    promo: str
    discount: Money
    to_confirm: bool
    price_basis: PriceBasisWire | None
    reserved_until: datetime | None
    delivered_to_erp_at: datetime | None
    accepted_by_erp_at: datetime | None
    lines: tuple[OrderLineWire, ...]
    events: tuple[OrderEventWire, ...]
    documents: tuple[DocumentWire, ...]
    siblings: tuple[OrderRowWire, ...]


def orders_wire(page: OrdersPage, language: str) -> OrdersWire:
    return OrdersWire(
        page.total,
        page.filter.offset,
        page.filter.limit,
        tuple(StatusCount(status_wire(status, language), count) for status, count in page.statuses),
        tuple(row_wire(row, language) for row in page.rows),
    )


def status_wire(status: StatusView, language: str) -> StatusWire:
    name = status.name_en if language == "en" else status.name_ru
    return StatusWire(status.code, status.phase, name, status.colour)


def row_wire(row: OrderRow, language: str) -> OrderRowWire:
    return OrderRowWire(
        str(row.id),
        row.number,
        row.erp_number,
        row.origin,
        row.placed_at,
        row.placed_by,
        Named(str(row.counterparty), row.counterparty_name),
        row.organization_name,
        row.warehouse_name,
        status_wire(row.status, language),
        row.total,
        row.lines,
    )


def order_wire(view: OrderView, language: str, is_staff: bool) -> OrderWire:
    return OrderWire(
        row_wire(view.row, language),
        view.contract_number,
        view.consignee,
        view.ship_on,
        view.comment,
        view.vat_total,
        view.due,
        view.promo,
        view.discount,
        view.awaits_prices,
        None if view.basis is None else basis_wire(view.basis),
        view.reserved_until,
        view.delivered_to_erp_at,
        view.accepted_by_erp_at,
        tuple(line_wire(line, view.explanations.get(str(line.line), []), is_staff) for line in view.lines),
        tuple(event_wire(event) for event in view.events),
        tuple(document_wire(document) for document in view.documents),
        tuple(row_wire(row, language) for row in view.siblings),
    )


def line_wire(line: OrderLineView, trail: list[list[Any]], is_staff: bool) -> OrderLineWire:
    steps = explained(tuple(tuple(step) for step in trail))
    return OrderLineWire(
        line.line,
        None if line.variant is None else str(line.variant),
        None if line.product is None else str(line.product),
        line.sku,
        line.name,
        line.unit,
        line.requested,
        line.ordered,
        line.reserved,
        line.shipped,
        line.cancelled,
        line.remaining,
        line.price,
        line.vat_included,
        line.vat_rate,
        line.amount,
        line.vat,
        line.gross,
        line.discount,
        line.promised_on,
        steps_wire(steps, is_staff),
        line.proof,
    )


def basis_wire(basis: PriceBasis) -> PriceBasisWire:
    return PriceBasisWire(basis.asked_at, basis.valid_until, basis.unanswered, basis.accepted_at, basis.accepted_by)


def event_wire(event: EventView) -> OrderEventWire:
    return OrderEventWire(event.at, event.kind, event.who, event.by_erp, event.facts)


def document_wire(document: DocumentView) -> DocumentWire:
    return DocumentWire(
        str(document.id),
        document.kind,
        document.number,
        document.day,
        document.total,
        document.size,
        f"/api/v1/documents/{document.id}",
        document.replaced,
    )
