"""Whoever leads corrects a colleague's order before the ERP took it; each correction is signed (M029)."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Protocol

from attrs import frozen

from application.access.context import Visit
from application.company.acts import Act, act
from application.queries.orders import Readers, readers
from domain.access.permission import Permission
from domain.ordering.correction import OrderMoved, StandingLine, TakenByErp, corrected
from domain.shared.errors import NotAllowed
from domain.shared.ids import CounterpartyId, OrderId, UserId
from domain.shared.quantity import quantity_of


@frozen
class CorrectOrder:
    """version: of the order as it was looked at. lines: quantities as they were typed."""

    order: OrderId
    version: int
    lines: Mapping[int, str]


@frozen
class StandingOrder:
    """is_ours: the ERP has not taken it, and nothing has happened to it since it was placed."""

    id: OrderId
    number: str
    counterparty: CounterpartyId
    version: int
    is_ours: bool
    lines: tuple[StandingLine, ...]


class CorrectionWork(Protocol):
    """One transaction: what orders compete for is locked before the order, in the global order."""

    def lock(self, whose: Readers, order: OrderId) -> StandingOrder:
        """Raises NotFound."""

    def read(self, whose: Readers, order: OrderId) -> StandingOrder:
        """Nothing is locked. Raises NotFound."""

    def save(self, order: StandingOrder, changed: Sequence[StandingLine], by: UserId) -> None:
        """With the holds that are let go, the history, and another version for the ERP. All struck is cancelled."""

    def record(self, act: Act) -> None: ...


@frozen
class CorrectOrderHandler:
    begin: Callable[[], AbstractContextManager[CorrectionWork]]

    def look(self, visit: Visit, order: OrderId) -> StandingOrder:
        """Raises: NotFound, NotAllowed."""
        with self.begin() as work:
            found = work.read(readers(visit), order)
        visit.authority.need(Permission.CORRECT_ORDERS, found.counterparty)
        return found

    def __call__(self, visit: Visit, command: CorrectOrder) -> None:
        """Raises: NotFound, NotAllowed, ActingRefused, TakenByErp, OrderMoved, NothingCorrected, CorrectionRaises,
        QuantityOffStep, QuantityInvalid.
        """
        authority = visit.authority
        authority.himself()
        if authority.is_staff:
            raise NotAllowed(Permission.CORRECT_ORDERS)
        wanted = {line: _quantity(text) for line, text in command.lines.items()}
        with self.begin() as work:
            order = work.lock(readers(visit), command.order)
            authority.need(Permission.CORRECT_ORDERS, order.counterparty)
            if not order.is_ours:
                raise TakenByErp(order.number)
            if order.version != command.version:
                raise OrderMoved
            changed = corrected(order.lines, wanted)
            work.save(order, changed, authority.user)
            before = {line.line: line.ordered for line in order.lines}
            told = {str(line.line): [str(before[line.line]), str(line.ordered)] for line in changed}
            work.record(act(visit, "order.corrected", order.id, order.counterparty, number=order.number, lines=told))


def _quantity(text: str) -> Decimal:
    """Nothing and zero strike the line out. Raises QuantityInvalid."""
    text = text.strip().replace(",", ".")
    if not text or (set(text) <= set("0.") and "0" in text):
        return Decimal(0)
    return quantity_of(text)
