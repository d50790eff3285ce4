"""The addresses of the ERP. Source: CommerceML (the standard path) and docs/exchange/packets.md."""

from typing import Any

import falcon

from entrypoints.exchange.door import OneCDoor
from entrypoints.exchange.packets import PacketDoor, PacketStateDoor
from entrypoints.exchange.use_cases import ExchangeUseCases

STANDARD = "/bitrix/admin/1c_exchange.php"
OWN = "/exchange/1c"


def routes(app: "falcon.App[Any, Any]", exchange: ExchangeUseCases) -> None:
    door = OneCDoor(exchange)
    app.add_route(STANDARD, door)
    app.add_route(OWN, door)
    app.add_route("/erp/v1/packets", PacketDoor(exchange))
    app.add_route("/erp/v1/state", PacketStateDoor(exchange))
