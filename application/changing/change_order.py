"""The buyer, his head or his manager changes or cancels an order: at once, or by a request to the ERP (M029, M078).

One rule for all: until the ERP was given the order it is made smaller or cancelled here; from then on it is the ERP's
to change, and the portal asks. Which of the two it is, the locks of the transaction decide.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from decimal import Decimal
from hashlib import sha256

from attrs import field, frozen

from application.access.context import Visit
from application.changing.ports import (
    Asked,
    Change,
    ChangeRequests,
    ChangeWork,
    KeyOfAsking,
    RequestView,
    StandingOrder,
)
from application.company.acts import act
from application.queries.orders import readers
from domain.access.permission import Permission
from domain.ordering.change_request import (
    ChangeAwaitsAnswer,
    OrderEnded,
    asked_of,
    cancellation_of,
    known,
)
from domain.ordering.correction import OrderMoved, TakenByErp, corrected
from domain.shared.ids import OrderId
from domain.shared.money import Money
from domain.shared.quantity import quantity_of

ZERO = Decimal(0)


@frozen
class ChangeOrder:
    """lines: what is to be wanted of them, shipped or still to be, as it was typed; the others stay.

    version: of the order as it was looked at. cancels: nothing more of the order, whatever `lines` say. key: made for
    one look at the order, so that a second press asks nothing.
    """

    order: OrderId
    version: int
    key: str
    cancels: bool = False
    lines: Mapping[int, str] = field(factory=dict)
    reason: str = ""

    @property
    def hash(self) -> bytes:
        lines = sorted(self.lines.items())
        return sha256(f"{self.order} {self.version} {self.cancels} {lines} {self.reason}".encode()).digest()


@frozen
class ChangesView:
    """may_change: whether this person may; what stands in the way of anybody is told by the order itself."""

    order: StandingOrder
    requests: tuple[RequestView, ...]
    may_change: bool
    may_close: bool


@frozen
class ChangePreview:
    """What the order comes to now and then, at its own prices. at_once: nobody is asked."""

    before: Money
    after: Money
    at_once: bool
    cancels: bool


@frozen
class ChangesQuery:
    begin: Callable[[], AbstractContextManager[ChangeWork]]
    requests: ChangeRequests

    def preview(self, visit: Visit, command: ChangeOrder) -> ChangePreview:
        """Raises what `ChangeOrderHandler` raises of the order as it stands, and changes nothing."""
        wanted = {line: typed(text) for line, text in command.lines.items()}
        with self.begin() as work:
            order = work.read(readers(visit), command.order)
        needs_right(visit, order)
        stands(order)
        known(order.lines, wanted)
        left = {line.line: wanted.get(line.line, line.wanted) for line in order.lines}
        cancels = command.cancels or not any(left.values())
        if command.cancels:
            left = {line.line: line.shipped for line in order.lines}
        elif order.is_taken:
            asked_of(order.lines, left)
        elif not cancels:
            corrected(order.lines, left)
        return ChangePreview(order.total(), order.total(left), not order.is_taken, cancels)

    def __call__(self, visit: Visit, order: OrderId) -> ChangesView:
        """Raises: NotFound, NotAllowed."""
        with self.begin() as work:
            found = work.read(readers(visit), order)
        may = right_to(visit, found) in _held(visit, found)
        closes = visit.authority.is_staff and may and found.open is not None
        return ChangesView(found, self.requests.of(order), may, closes)


@frozen
class ChangeOrderHandler:
    begin: Callable[[], AbstractContextManager[ChangeWork]]

    def __call__(self, visit: Visit, command: ChangeOrder) -> Change:
        """Raises: NotFound, NotAllowed, ActingRefused, KeyReused, TakenByErp, OrderEnded, OrderMoved, LineUnknown,
        ChangeAwaitsAnswer, NothingCorrected, CorrectionRaises, BelowShipped, QuantityOffMultiple, QuantityInvalid.
        """
        wanted = {} if command.cancels else {line: typed(text) for line, text in command.lines.items()}
        key = KeyOfAsking(visit.authority.signer, command.key, command.hash)
        with self.begin() as work:
            before = work.claim(key)
            if before is not None:
                return before
            order = work.lock(readers(visit), command.order)
            needs_right(visit, order)
            stands(order)
            if order.version != command.version:
                raise OrderMoved
            known(order.lines, wanted)
            change = (
                _ask(work, visit, order, command, wanted)
                if order.is_taken
                else _do(work, visit, order, command, wanted)
            )
            work.answer(key, change)
        return change


def _do(
    work: ChangeWork, visit: Visit, order: StandingOrder, command: ChangeOrder, wanted: Mapping[int, Decimal]
) -> Change:
    by = visit.authority.signer
    before = {line.line: line.ordered for line in order.lines}
    left = {line.line: wanted.get(line.line, line.ordered) for line in order.lines}
    if command.cancels or not any(left.values()):
        work.cancel(order, by, command.reason)
        told = {str(line): [str(quantity), "0"] for line, quantity in before.items()}
        name = "order.cancelled"
    else:
        changed = corrected(order.lines, wanted)
        work.lower(order, changed, by, command.reason)
        told = {str(line.line): [str(before[line.line]), str(line.ordered)] for line in changed}
        name = "order.corrected"
    facts = {"number": order.number, "lines": told, "reason": command.reason}
    work.record(act(visit, name, order.id, order.counterparty, **facts))
    return Change(order.id, at_once=True)


def _ask(
    work: ChangeWork, visit: Visit, order: StandingOrder, command: ChangeOrder, wanted: Mapping[int, Decimal]
) -> Change:
    lines = cancellation_of(order.lines) if command.cancels else asked_of(order.lines, wanted)
    authority = visit.authority
    number = work.ask(order, Asked(command.cancels, lines, command.reason, authority.signer, authority.acting_for))
    told = {str(line.line): [str(line.before), str(line.asked)] for line in lines}
    facts = {"number": order.number, "change": number, "lines": told, "reason": command.reason}
    work.record(act(visit, "order.change-asked", order.id, order.counterparty, **facts))
    return Change(order.id, at_once=False, number=number)


def stands(order: StandingOrder) -> None:
    """Raises: TakenByErp, OrderEnded, ChangeAwaitsAnswer."""
    if order.is_offline:
        raise TakenByErp(order.number)
    if order.is_ended:
        raise OrderEnded(order.number)
    if order.open is not None:
        raise ChangeAwaitsAnswer(order.number, order.open)


def needs_right(visit: Visit, order: StandingOrder) -> None:
    """One's own orders by the right to place them; a colleague's by that to correct; a client's by the manager's.

    Raises: NotAllowed, ActingRefused.
    """
    authority, right = visit.authority, right_to(visit, order)
    if right is Permission.CORRECT_ORDERS:
        authority.himself()
    authority.need(right, None if authority.is_staff else order.counterparty)


def right_to(visit: Visit, order: StandingOrder) -> Permission:
    authority = visit.authority
    if authority.is_staff:
        return Permission.CHANGE_CLIENT_ORDERS
    is_own = authority.user in (order.placed_by, order.acting_for)
    return Permission.PLACE_ORDER if is_own else Permission.CORRECT_ORDERS


def _held(visit: Visit, order: StandingOrder) -> frozenset[str]:
    authority = visit.authority
    return authority.staff_permissions if authority.is_staff else authority.party(order.counterparty).permissions


def typed(text: str) -> Decimal:
    """Nothing and zero strike the line out. Raises QuantityInvalid."""
    text = text.strip().replace(",", ".")
    if not text or (set(text) <= set("0.") and "0" in text):
        return ZERO
    return quantity_of(text)
