"""What the doors of 1C ask for; made by `bootstrap`, given to `routes`."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from attrs import frozen

from application.exchange.import_file import Imported
from application.exchange.offer_orders import QueryAnswer
from application.exchange.ports import Patience
from application.exchange.receive import ReceivePart
from application.exchange.sign_in import Began, Login
from application.exchange.values import ConnectionId, ErpConnection, ErpSession


class FindsSession(Protocol):
    def __call__(self, token: str | None, login: Login | None, type: str) -> ErpSession: ...


class TakesPacket(Protocol):
    def __call__(self, connection: ErpConnection, body: bytes) -> Mapping[str, Any]: ...


class GivesPacket(Protocol):
    def __call__(self, connection: ConnectionId, base: str | None, after: int, most: int) -> Mapping[str, Any]: ...


@frozen
class ExchangeUseCases:
    """`end` is for every sign that a session is over: pictures and orders left behind are put in line."""

    authenticate: Callable[[Login], ErpConnection]
    begin_session: Callable[[Login, str], Began]
    find_session: FindsSession
    init: Callable[[ErpSession, str], None]
    receive: ReceivePart
    import_file: Callable[[ErpSession, str], Imported]
    end: Callable[[ErpSession], object]
    query_orders: Callable[[ErpSession], QueryAnswer]
    confirm_orders: Callable[[ErpSession], int]
    has_orders: Callable[[ErpSession], bool]
    directories: Callable[[], bytes]
    patience: Patience
    take_packet: TakesPacket
    packet_state: Callable[[ErpConnection], Mapping[str, Any]]
    give_packet: GivesPacket
