"""The manager's explanations of prices."""

from typing import Any

import falcon

from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.why.client import UseCase as ClientPrice
from entrypoints.workplace.why.client import WhyClientPrice
from entrypoints.workplace.why.order import UseCase as OrderPrice
from entrypoints.workplace.why.order import WhyOrderPrice


def why_routes(
    app: "falcon.App[Any, Any]", desk: StaffDesk, client_price: ClientPrice, order_price: OrderPrice
) -> None:
    app.add_route("/manage/clients/{client:uuid}/why", WhyClientPrice(desk, client_price))
    app.add_route("/manage/orders/{order:uuid}/lines/{line:int(min=1)}/why", WhyOrderPrice(desk, order_price))
