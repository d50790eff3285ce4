"""Shipment requests of the clients' orders."""

from uuid import UUID

import falcon
from attrs import frozen

from domain.shared.ids import OrderId
from entrypoints.storefront.shipments.pages import ShipmentUseCases, facts
from entrypoints.workplace.desk import StaffDesk


@frozen
class StaffShipments:
    """/manage/orders/{order}/shipments: the manager reads."""

    desk: StaffDesk
    use_cases: ShipmentUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, order: UUID) -> None:
        visit = self.desk.visit(req)
        view = self.use_cases.see(visit, OrderId(order))
        self.desk.show(
            req, resp, "order_shipments.html", visit, "orders",
            **facts(view, self.desk.edition(visit, req), None, None),
            may_divide=False, base="/manage/orders", csrf=visit.authority.csrf, saved=False,
        )  # fmt: skip
