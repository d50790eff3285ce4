"""Requests for approval as JSON."""

from datetime import date, datetime

from attrs import frozen

from application.approvals.decide import Looked
from application.approvals.ports import RequestRow, StepView
from application.ordering.place_order import PlacedOrders
from domain.shared.money import Money
from entrypoints.api.wire_cart import CartWire, PlacedOrderWire, cart_wire, placed_wire
from entrypoints.api.wire_shared import Named, named


@frozen
class ApprovalRowWire:
    """state: waiting, approved, refused, withdrawn or expired. step: how many of `steps` were taken.

    totals: when it was sent, one a currency. awaits_me: the next decision is one's own.
    """

    id: str
    company: Named
    requester: Named
    sent_by: str
    state: str
    totals: tuple[Money, ...]
    lines: int
    comment: str
    sent_at: datetime
    expires_at: datetime
    closed_at: datetime | None
    step: int
    steps: int
    awaits_me: bool


@frozen
class ApprovalsWire:
    requests: tuple[ApprovalRowWire, ...]


@frozen
class ApprovalStepWire:
    """approver: empty where anybody who has the right decides. verdict: approved, refused, or null for what waits."""

    position: int
    name: str
    approver: str
    verdict: str | None
    decided_by: str
    instead_of: str
    reason: str
    decided_at: datetime | None


@frozen
class ApprovalWire:
    """cart: as it would be placed now; its `totals` are to be confirmed. Null for what is closed."""

    request: ApprovalRowWire
    steps: tuple[ApprovalStepWire, ...]
    consignee: str
    ship_on: date | None
    cart: CartWire | None
    may_decide: bool
    may_withdraw: bool
    may_take_back: bool
    orders: tuple[Named, ...]


@frozen
class SentWire:
    id: str


@frozen
class DecidedWire:
    """orders: of the last yes; empty where others decide still, and after a no."""

    state: str
    orders: tuple[PlacedOrderWire, ...]


def approvals_wire(rows: tuple[RequestRow, ...]) -> ApprovalsWire:
    return ApprovalsWire(tuple(map(row_wire, rows)))


def row_wire(row: RequestRow) -> ApprovalRowWire:
    return ApprovalRowWire(
        str(row.id),
        named(row.company, row.company_name),
        named(row.requester, row.requester_name),
        row.sent_by_name,
        row.state.value,
        row.totals,
        row.lines,
        row.comment,
        row.sent_at,
        row.expires_at,
        row.closed_at,
        row.step,
        row.steps,
        row.awaits_me,
    )


def approval_wire(looked: Looked, language: str) -> ApprovalWire:
    view = looked.view
    return ApprovalWire(
        row_wire(view.row),
        tuple(map(step_wire, view.steps)),
        view.consignee_name,
        view.ship_on,
        None if looked.cart is None else cart_wire(looked.cart, language),
        looked.may_decide,
        looked.may_withdraw,
        looked.may_take_back,
        tuple(named(id, number) for id, number in view.orders),
    )


def step_wire(view: StepView) -> ApprovalStepWire:
    step = view.step
    verdict = None if step.verdict is None else step.verdict.value
    return ApprovalStepWire(
        step.position, step.name, view.approver, verdict, view.decided_by, view.instead_of, step.reason, step.decided_at
    )


def decided_wire(state: str, placed: PlacedOrders | None = None) -> DecidedWire:
    return DecidedWire(state, () if placed is None else placed_wire(placed).orders)
