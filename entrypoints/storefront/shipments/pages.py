"""Shipment requests of an order: the buyer divides it, his manager sees how."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.shipping.divide import ShipmentsView
from domain.access.permission import Permission
from domain.fulfilment.requests import (
    MOST_REQUESTS,
    OrderClosed,
    Progress,
    RequestState,
    RequestsUnequal,
    RequestUnfit,
    ShipmentRequest,
)
from domain.shared.errors import DomainError
from domain.shared.ids import OrderId
from domain.shared.quantity import QuantityInvalid, quantity_of
from entrypoints.http.problems import sentence, status
from entrypoints.http.visits import visit_of
from entrypoints.pages.forms import day_of, whole
from entrypoints.pages.rendering import Edition, see_other
from entrypoints.storefront.desk import Desk, trusted_form

COLOURS = {
    RequestState.PLANNED: "blue",
    RequestState.PARTLY_SHIPPED: "violet",
    RequestState.SHIPPED: "green",
    RequestState.CANCELLED: "red",
}


@frozen
class ShipmentUseCases:
    see: Callable[[Visit, OrderId], ShipmentsView]
    divide: Callable[[Visit, OrderId, Sequence[ShipmentRequest]], None]


@frozen
class Column:
    """One request as the form has it; texts as they were typed."""

    ship_on: str
    address: str
    comment: str
    quantities: Mapping[int, str]


@frozen
class Shipments:
    """/orders/{order}/shipments"""

    desk: Desk
    use_cases: ShipmentUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, order: UUID) -> None:
        self._show(req, resp, order, None, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response, order: UUID) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        columns = typed(form)
        deed = form.get("deed", "")
        if deed == "add":
            self._show(req, resp, order, [*columns, Column("", columns[-1].address if columns else "", "", {})], None)
            return
        if deed.startswith("drop-"):
            gone = whole(deed.removeprefix("drop-"), 0, MOST_REQUESTS)
            self._show(req, resp, order, [one for n, one in enumerate(columns, 1) if n != gone], None)
            return
        try:
            self.use_cases.divide(visit, OrderId(order), read(columns))
        except (OrderClosed, RequestUnfit, RequestsUnequal, QuantityInvalid) as refused:
            resp.status = status(refused)
            self._show(req, resp, order, columns, refused)
            return
        see_other(resp, f"/orders/{order}/shipments?saved=1")

    def _show(
        self, req: falcon.Request, resp: falcon.Response, order: UUID, columns: Sequence[Column] | None,
        refused: DomainError | None,
    ) -> None:  # fmt: skip
        visit = visit_of(req)
        view = self.use_cases.see(visit, OrderId(order))
        edition = self.desk.edition(visit, req)
        party = visit.authority.party(view.order.row.counterparty) if not visit.authority.is_staff else None
        may_divide = view.is_open and party is not None and Permission.PLACE_ORDER in party.permissions
        self.desk.show(
            req, resp, "order_shipments.html", visit, "orders",
            **facts(view, edition, columns, refused),
            may_divide=may_divide,
            base="/orders",
            csrf=visit.authority.csrf,
            saved=req.params.get("saved") == "1",
        )  # fmt: skip


def facts(
    view: ShipmentsView, edition: Edition, columns: Sequence[Column] | None, refused: DomainError | None
) -> dict[str, object]:
    lines = [line for line in view.order.lines if line.ordered > line.cancelled]
    wanted = {line.line: line.ordered - line.cancelled for line in lines}
    shown = list(columns) if columns is not None else standing(view.requests) or [whole_order(view, wanted)]
    return {
        "order": view.order,
        "lines": lines,
        "wanted": wanted,
        "columns": shown,
        "left": {line: quantity - told(shown, line) for line, quantity in wanted.items()},
        "requests": view.requests,
        "addresses": view.addresses,
        "states": state_names(edition),
        "colours": COLOURS,
        "fault": "" if refused is None else sentence(refused, edition.language.code),
        "can_add": len(shown) < MOST_REQUESTS,
        "names": {line.line: line.name for line in view.order.lines},
        "units": {line.line: line.unit for line in view.order.lines},
    }


def standing(requests: Sequence[Progress]) -> list[Column]:
    return [
        Column(
            one.request.ship_on.isoformat(), one.request.address, one.request.comment,
            {line: plain(quantity - one.gone.get(line, 0)) for line, quantity in one.request.quantities.items()},
        )
        for one in requests
    ]  # fmt: skip


def whole_order(view: ShipmentsView, wanted: Mapping[int, Decimal]) -> Column:
    """What was never divided is one request, on the day that was asked for."""
    day = view.order.ship_on.isoformat() if view.order.ship_on else ""
    return Column(day, view.order.consignee, "", {line: plain(quantity) for line, quantity in wanted.items()})


def plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"


def told(columns: Sequence[Column], line: int) -> Decimal:
    """The sum of what can be read; what cannot counts as nothing."""
    return sum((_quantity(one.quantities.get(line, "")) or Decimal(0) for one in columns), Decimal(0))


def _quantity(text: str) -> Decimal | None:
    try:
        return quantity_of(text.replace(",", ".").replace("\u00a0", "").strip())
    except QuantityInvalid:
        return None


def typed(form: Mapping[str, str]) -> list[Column]:
    """Columns by their numbers, as many as the form names."""
    count = whole(form.get("count", ""), 0, MOST_REQUESTS)
    columns = []
    for n in range(1, count + 1):
        prefix = f"q-{n}-"
        quantities = {
            int(name.removeprefix(prefix)): text.strip()
            for name, text in form.items()
            if name.startswith(prefix) and name.removeprefix(prefix).isdigit() and len(name) < 20
        }
        said = [form.get(f"{part}-{n}", "").strip() for part in ("day", "address", "comment")]
        columns.append(Column(said[0], said[1][:501], said[2][:500], quantities))
    return columns


def read(columns: Sequence[Column]) -> list[ShipmentRequest]:
    """Raises RequestUnfit, QuantityInvalid."""
    return [_request(number, one) for number, one in enumerate(columns, 1)]


def _request(number: int, one: Column) -> ShipmentRequest:
    day: date | None = day_of(one.ship_on)
    if day is None:
        raise RequestUnfit(number, "past")
    quantities = {}
    for line, text in one.quantities.items():
        if text.strip() not in ("", "0"):
            quantities[line] = quantity_of(text.replace(",", ".").replace("\u00a0", ""))
    return ShipmentRequest(number, day, one.address, quantities, one.comment)


def state_names(edition: Edition) -> dict[RequestState, str]:
    say = edition.language.say
    return {
        RequestState.PLANNED: say("planned"),
        RequestState.PARTLY_SHIPPED: say("shipped in part"),
        RequestState.SHIPPED: say("shipped as a whole"),
        RequestState.CANCELLED: say("wanted no more"),
    }
