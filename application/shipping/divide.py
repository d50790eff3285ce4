"""Divide an order into shipment requests, and see how far each has come."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.queries.orders import OrderQuery, OrderView
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.fulfilment.requests import OrderClosed, Progress, ShipmentRequest, checked, progress
from domain.ordering.status import Phase
from domain.shared.ids import OrderId

CLOSED = (Phase.SHIPPED, Phase.COMPLETED, Phase.CANCELLED, Phase.REFUSED_BY_ERP)


@frozen
class ShipmentsView:
    """Without requests the whole order goes as one."""

    order: OrderView
    requests: tuple[Progress, ...]
    addresses: tuple[str, ...]
    is_open: bool


class ShipmentWork(Protocol):
    """One transaction over a locked order; leaving it without an exception commits."""

    @property
    def number(self) -> str: ...

    @property
    def phase(self) -> Phase: ...

    @property
    def wanted(self) -> Mapping[int, Decimal]:
        """What is shipped or still to be, by line."""

    def requests(self) -> Sequence[ShipmentRequest]: ...

    def put(self, requests: Sequence[ShipmentRequest], by: UUID) -> None:
        """In the place of all that were; the ERP is offered the order anew."""


class Shipments(Protocol):
    def of(self, order: OrderId) -> Sequence[ShipmentRequest]:
        """Of an order that the asker has been shown."""

    def addresses(self, counterparty: UUID) -> tuple[str, ...]: ...

    def begin(self, order: OrderId) -> AbstractContextManager[ShipmentWork]: ...


@frozen
class ShipmentsQuery:
    orders: OrderQuery
    shipments: Shipments

    def __call__(self, visit: Visit, order: OrderId) -> ShipmentsView:
        """Raises NotFound for another's order as well."""
        view = self.orders(visit, order)
        lines = {line.line: line for line in view.lines}
        wanted = {number: line.ordered - line.cancelled for number, line in lines.items()}
        shipped = {number: line.shipped for number, line in lines.items()}
        found = progress(self.shipments.of(order), shipped, wanted)
        is_open = Phase(view.row.status.phase) not in CLOSED
        return ShipmentsView(view, found, self.shipments.addresses(view.row.counterparty), is_open)


@frozen
class DivideHandler:
    orders: OrderQuery
    shipments: Shipments
    clock: Clock

    def __call__(self, visit: Visit, order: OrderId, requests: Sequence[ShipmentRequest]) -> None:
        """Raises OrderClosed, RequestUnfit, RequestsUnequal, NotFound; NotAllowed for who only reads."""
        view = self.orders(visit, order)
        visit.authority.need(Permission.PLACE_ORDER, view.row.counterparty)
        with self.shipments.begin(order) as work:
            if work.phase in CLOSED:
                raise OrderClosed(work.number)
            kept = frozenset(one.ship_on for one in work.requests())
            wanted = {line: quantity for line, quantity in work.wanted.items() if quantity}
            work.put(checked(requests, wanted, kept, self.clock.today()), visit.authority.user)
