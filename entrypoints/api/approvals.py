"""Orders that wait for somebody's yes inside the company: sent, looked at, decided."""

from typing import Annotated
from uuid import UUID

from attrs import frozen

from application.approvals.decide import Looked
from domain.access.authority import ActingRefused, CounterpartyBlocked
from domain.fulfilment.delivery import MethodGone
from domain.ordering.approval import (
    ApprovalNotNeeded,
    NobodyToApprove,
    NotYourStep,
    OwnOrder,
    ReasonEmpty,
    RequestClosed,
    RequesterGone,
    RequestState,
)
from domain.ordering.cart import CartChanged, CartEmpty
from domain.ordering.order import DateInPast, TotalChanged
from domain.ordering.placing import WarehouseClosed
from domain.shared.errors import NotAllowed, NotFound, Refusals
from domain.shared.money import Money
from entrypoints.api.asking import Longest, told
from entrypoints.api.cart import OrderAsk, ordered, seen
from entrypoints.api.operation import AnyOperation, Caller, Operation, Reply
from entrypoints.api.wire_approvals import (
    ApprovalsWire,
    ApprovalWire,
    DecidedWire,
    SentWire,
    approval_wire,
    approvals_wire,
    decided_wire,
)
from entrypoints.approving import Decision, Kind

GROUP = "Approval"
OURS = (NotFound, NotAllowed)


@frozen
class ApprovalsAsk:
    kind: Kind = told("waiting for one's own decision, mine, or all", Kind.WAITING)


@frozen
class ApprovalAsk:
    request: UUID = told("id of the request")


@frozen
class DecisionAsk:
    request: UUID = told("id of the request")
    decision: Decision = told("approve or refuse; withdraw one's own; take-back what was refused, into one's cart")
    total_seen: Annotated[tuple[Money, ...], Longest(10)] = told("to approve: `totals` of its cart that were seen", ())
    reason: Annotated[str, Longest(1000)] = told("to refuse: why", "")


def approvals(caller: Caller, ask: ApprovalsAsk) -> ApprovalsWire:
    return approvals_wire(tuple(caller.use_cases.approvals.list(caller.visit, ask.kind.value)))


def approval(caller: Caller, ask: ApprovalAsk) -> ApprovalWire:
    return approval_wire(caller.use_cases.approvals.look(caller.visit, ask.request), caller.language)


def send(caller: Caller, ask: OrderAsk) -> Reply[SentWire]:
    visit, command = caller.visit, ordered(ask)
    try:
        return Reply(SentWire(str(caller.use_cases.send_for_approval(visit, command))), 201)
    except Refusals:
        caller.explain_by(caller.use_cases.chosen_cart(visit, command.choice).quoted)
        raise


def decide(caller: Caller, ask: DecisionAsk) -> DecidedWire:
    visit, desk = caller.visit, caller.use_cases.approvals
    match ask.decision:
        case Decision.APPROVE:
            try:
                placed = desk.approve(visit, ask.request, seen(ask.total_seen))
            except Refusals:
                explain(caller, desk.look(visit, ask.request))
                raise
            return decided_wire((RequestState.WAITING if placed is None else RequestState.APPROVED).value, placed)
        case Decision.REFUSE:
            desk.refuse(visit, ask.request, ask.reason)
            return decided_wire(RequestState.REFUSED.value)
        case Decision.WITHDRAW:
            desk.withdraw(visit, ask.request)
            return decided_wire(RequestState.WITHDRAWN.value)
        case Decision.TAKE_BACK:
            desk.take_back(visit, ask.request)
            return decided_wire(desk.look(visit, ask.request).view.row.state.value)


def explain(caller: Caller, looked: Looked) -> None:
    """The remedies name the lines: one more reading, on a refusal only."""
    if looked.cart is not None:
        caller.explain_by(looked.cart.quoted)


OPERATIONS: tuple[AnyOperation, ...] = (
    Operation(
        "GET",
        "/approvals",
        "approvals",
        "Requests for approval, newest first",
        ApprovalsAsk,
        ApprovalsWire,
        approvals,
        OURS,
    ),
    Operation(
        "POST",
        "/approvals",
        "sendForApproval",
        "Send the cart for approval, as it would be placed; once for each key",
        OrderAsk,
        SentWire,
        send,
        (
            *OURS,
            Refusals,
            CartChanged,
            CartEmpty,
            TotalChanged,
            DateInPast,
            CounterpartyBlocked,
            ApprovalNotNeeded,
            NobodyToApprove,
            WarehouseClosed,
        ),
        status=201,
    ),
    Operation(
        "GET",
        "/approvals/{request}",
        "approval",
        "A request with its steps and the cart as it would be placed now",
        ApprovalAsk,
        ApprovalWire,
        approval,
        OURS,
    ),
    Operation(
        "POST",
        "/approvals/{request}/decision",
        "decideApproval",
        "Approve (the last yes places the order), refuse, withdraw, or take back what was refused",
        DecisionAsk,
        DecidedWire,
        decide,
        (
            *OURS,
            RequestClosed,
            OwnOrder,
            NotYourStep,
            ReasonEmpty,
            RequesterGone,
            ActingRefused,
            TotalChanged,
            Refusals,
            CartChanged,
            CounterpartyBlocked,
            MethodGone,
            WarehouseClosed,
        ),
    ),
)
