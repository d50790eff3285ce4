"""Pages of reserves and of credit beyond limits."""

from typing import Any
from zoneinfo import ZoneInfo

import falcon

from entrypoints.storefront.desk import Desk
from entrypoints.storefront.reserves import OwnReserves
from entrypoints.storefront.shipments.pages import Shipments, ShipmentUseCases
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.reserves.credit import ClientCreditPage
from entrypoints.workplace.reserves.pages import PATH, POLICIES, Policies, Prolong, Reserves
from entrypoints.workplace.reserves.shipments import StaffShipments
from entrypoints.workplace.reserves.use_cases import ReserveUseCases


def reserve_routes(
    app: "falcon.App[Any, Any]", desk: Desk, staff: StaffDesk, use_cases: ReserveUseCases, zone: ZoneInfo
) -> None:
    reserves = Reserves(staff, use_cases)
    app.add_route(PATH, reserves)
    app.add_route(PATH + "/{order:uuid}/prolong", Prolong(staff, use_cases, reserves))
    app.add_route(POLICIES, Policies(staff, use_cases))
    app.add_route("/manage/clients/{client:uuid}/credit", ClientCreditPage(staff, use_cases, zone))
    app.add_route("/reserves", OwnReserves(desk, use_cases.reserves))


def shipment_routes(app: "falcon.App[Any, Any]", desk: Desk, staff: StaffDesk, use_cases: ShipmentUseCases) -> None:
    app.add_route("/orders/{order:uuid}/shipments", Shipments(desk, use_cases))
    app.add_route("/manage/orders/{order:uuid}/shipments", StaffShipments(staff, use_cases))
