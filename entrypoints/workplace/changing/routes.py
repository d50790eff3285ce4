"""The pages on which orders are changed."""

from typing import Any

import falcon

from entrypoints.storefront.desk import Desk
from entrypoints.workplace.changing.pages import ChangingOrder
from entrypoints.workplace.desk import StaffDesk


def changing_routes(app: "falcon.App[Any, Any]", desk: Desk, staff: StaffDesk) -> None:
    app.add_route("/orders/{order:uuid}/change", ChangingOrder(desk, "/orders"))
    app.add_route("/manage/orders/{order:uuid}/change", ChangingOrder(staff, "/manage/orders"))
