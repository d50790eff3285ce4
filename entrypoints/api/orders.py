"""Orders, their documents, and what is owed for them."""

from datetime import date
from mimetypes import guess_type
from typing import Annotated
from uuid import UUID

from attrs import frozen

from application.queries.orders import OrderFilter
from domain.shared.errors import NotAllowed, NotFound
from domain.shared.ids import CounterpartyId, OrderId
from entrypoints.api.asking import Between, Longest, told
from entrypoints.api.operation import AnyOperation, Caller, File, NoAsk, Operation
from entrypoints.api.wire_debts import DebtsWire, debts_wire
from entrypoints.api.wire_orders import OrdersWire, OrderWire, order_wire, orders_wire
from entrypoints.http.faults import PeriodInverted

GROUP = "Orders, documents, debts"
MOST_OFFSET = 10_000_000


@frozen
class OrdersAsk:
    status: Annotated[str, Longest(50)] = told("code of a status", "")
    number: Annotated[str, Longest(50)] = told("a piece of the portal's or the ERP's number", "")
    counterparty: CounterpartyId | None = told("one of the companies that one acts for", None)
    placed_from: date | None = told("first day of placing", None, name="from")
    placed_to: date | None = told("last day of placing", None, name="to")
    offset: Annotated[int, Between(0, MOST_OFFSET)] = told("how many orders to skip", 0)
    limit: Annotated[int, Between(1, 200)] = told("how many orders to tell", 50)


@frozen
class OrderOneAsk:
    order: OrderId = told("id of the order")


@frozen
class DocumentAsk:
    document: UUID = told("id of the document")


def orders(caller: Caller, ask: OrdersAsk) -> OrdersWire:
    if ask.placed_from and ask.placed_to and ask.placed_from > ask.placed_to:
        raise PeriodInverted(ask.placed_from, ask.placed_to)
    page = caller.use_cases.orders(
        caller.visit,
        OrderFilter(
            ask.status,
            ask.number.strip(),
            ask.counterparty,
            ask.placed_from,
            ask.placed_to,
            ask.offset,
            ask.limit,
        ),
    )
    return orders_wire(page, caller.language)


def order(caller: Caller, ask: OrderOneAsk) -> OrderWire:
    visit = caller.visit
    view = caller.use_cases.order(visit, ask.order)
    return order_wire(view, caller.language, visit.authority.is_staff)


def document(caller: Caller, ask: DocumentAsk) -> File:
    stored, content = caller.use_cases.document(caller.visit, ask.document)
    return File(content, stored.filename, guess_type(stored.filename)[0] or "application/octet-stream")


def debts(caller: Caller, _: NoAsk) -> DebtsWire:
    return debts_wire(caller.use_cases.debts(caller.visit))


OPERATIONS: tuple[AnyOperation, ...] = (
    Operation(
        "GET",
        "/orders",
        "orders",
        "Orders of all companies that one may see, newest first",
        OrdersAsk,
        OrdersWire,
        orders,
        (NotAllowed, NotFound, PeriodInverted),
    ),
    Operation(
        "GET",
        "/orders/{order}",
        "order",
        "An order with its lines, history and documents",
        OrderOneAsk,
        OrderWire,
        order,
        (NotFound, NotAllowed),
    ),
    Operation(
        "GET",
        "/documents/{document}",
        "document",
        "Download a document",
        DocumentAsk,
        File,
        document,
        (NotFound, NotAllowed),
    ),
    Operation(
        "GET",
        "/debts",
        "debts",
        "What the active company owes, by contract, and the limits that apply",
        NoAsk,
        DebtsWire,
        debts,
        (NotFound, NotAllowed),
    ),
)
