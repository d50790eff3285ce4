"""Orders changed after placing: at once while the ERP has not been given them, then by a request."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from attrs import frozen

from application.changing.change_order import ChangeOrder, ChangesView
from application.changing.ports import RequestView
from application.ordering.ports import KeyReused
from domain.access.authority import ActingRefused
from domain.ordering.change_request import BelowShipped, ChangeAwaitsAnswer, LineUnknown, OrderEnded
from domain.ordering.correction import CorrectionRaises, NothingCorrected, OrderMoved, TakenByErp
from domain.shared.errors import NotAllowed, NotFound
from domain.shared.ids import OrderId
from domain.shared.quantity import QuantityInvalid, QuantityOffMultiple
from entrypoints.api.asking import Longest, told
from entrypoints.api.operation import AnyOperation, Caller, Operation
from entrypoints.api.orders import OrderOneAsk

MOST_LINES = 2000


@frozen
class WantedLine:
    line: int = told("number of the order's line")
    quantity: Annotated[str, Longest(20)] = told("what it is to be, what is shipped included; zero strikes it out")


@frozen
class ChangeOrderAsk:
    order: OrderId = told("id of the order")
    key: Annotated[str, Longest(200, 1)] = told(
        "any text of the client's that names this change", header="Idempotency-Key"
    )
    version: int = told("`version` of the order as it was seen, of GET /orders/{order}/changes")
    cancel: bool = told("nothing more of the order, whatever `lines` say", False)
    lines: Annotated[tuple[WantedLine, ...], Longest(MOST_LINES)] = told("those that change; the others stay", ())
    reason: Annotated[str, Longest(500)] = told("for the supplier", "")


@frozen
class OrderLineChangedWire:
    """granted: what the answer left of the line; null until there is one."""

    line: int
    before: Decimal
    asked: Decimal
    granted: Decimal | None


@frozen
class OrderRequestWire:
    """state: asked, accepted, partly or refused. sent_at: when the ERP took the request; text: what it answered."""

    number: int
    cancels: bool
    state: str
    reason: str
    asked_at: datetime
    asked_by: str
    sent_at: datetime | None
    answered_at: datetime | None
    text: str
    lines: tuple[OrderLineChangedWire, ...]


@frozen
class OrderChangesWire:
    """at_once: the ERP has not been given the order, and a change is done without asking. open: the number of the
    request that waits for an answer; while there is one, no other is taken.
    """

    version: int
    at_once: bool
    may_change: bool
    open: int | None
    requests: tuple[OrderRequestWire, ...]


@frozen
class OrderChangedWire:
    """number: of the request that was written; null where the order was changed at once."""

    at_once: bool
    number: int | None
    changes: OrderChangesWire


def changes(caller: Caller, ask: OrderOneAsk) -> OrderChangesWire:
    return _changes(caller, ask.order)


def change(caller: Caller, ask: ChangeOrderAsk) -> OrderChangedWire:
    lines = {line.line: line.quantity for line in ask.lines}
    command = ChangeOrder(ask.order, ask.version, ask.key, ask.cancel, lines, ask.reason.strip())
    done = caller.use_cases.changes.change(caller.visit, command)
    return OrderChangedWire(done.at_once, done.number, _changes(caller, ask.order))


def _changes(caller: Caller, order: OrderId) -> OrderChangesWire:
    view = caller.use_cases.changes.see(caller.visit, order)
    if view is None:
        raise NotFound("order", str(order))
    return changes_wire(view)


def changes_wire(view: ChangesView) -> OrderChangesWire:
    order = view.order
    can_be = view.may_change and not order.is_ended and not order.is_offline
    requests = tuple(_request(one) for one in view.requests)
    return OrderChangesWire(order.version, not order.is_taken, can_be, order.open, requests)


def _request(one: RequestView) -> OrderRequestWire:
    lines = tuple(OrderLineChangedWire(line.line, line.before, line.asked, line.granted) for line in one.lines)
    return OrderRequestWire(
        one.number,
        one.cancels,
        one.state.value,
        one.reason,
        one.asked_at,
        one.asked_by,
        one.sent_at,
        one.answered_at,
        one.text,
        lines,
    )


OPERATIONS: tuple[AnyOperation, ...] = (
    Operation(
        "GET",
        "/orders/{order}/changes",
        "orderChanges",
        "What was asked of an order that the ERP has, newest first, and whether it can be changed",
        OrderOneAsk,
        OrderChangesWire,
        changes,
        (NotFound, NotAllowed),
    ),
    Operation(
        "POST",
        "/orders/{order}/changes",
        "changeOrder",
        "Change or cancel an order: at once, or by a request to the ERP that has it",
        ChangeOrderAsk,
        OrderChangedWire,
        change,
        (
            NotFound,
            NotAllowed,
            ActingRefused,
            KeyReused,
            TakenByErp,
            OrderEnded,
            OrderMoved,
            ChangeAwaitsAnswer,
            LineUnknown,
            NothingCorrected,
            CorrectionRaises,
            BelowShipped,
            QuantityOffMultiple,
            QuantityInvalid,
        ),
    ),
)
