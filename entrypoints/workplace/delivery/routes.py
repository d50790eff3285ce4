"""The pages under the menu's entry «Delivery»."""

from typing import Any

import falcon

from application.fulfilment.desk import DeliveryDesk
from entrypoints.workplace.delivery.pages import (
    PATH,
    Delivery,
    Edited,
    method_fields,
    route_fields,
    saving_methods,
    saving_routes,
)
from entrypoints.workplace.desk import StaffDesk


def delivery_routes(app: "falcon.App[Any, Any]", staff: StaffDesk, desk: DeliveryDesk) -> None:
    app.add_route(PATH, Delivery(staff, desk))
    app.add_route(PATH + "/methods/{id}", Edited(staff, desk, "method", method_fields, saving_methods(desk)))
    app.add_route(PATH + "/routes/{id}", Edited(staff, desk, "route", route_fields, saving_routes(desk)))
