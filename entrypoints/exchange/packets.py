"""POST and GET /erp/v1/packets, GET /erp/v1/state. Source: docs/exchange/packets.md."""

import json
from collections.abc import Mapping
from typing import Any

import falcon
from attrs import frozen

from application.exchange.packets.outgoing import MOST
from application.exchange.packets.packet import ForeignPacket, PacketUnreadable
from application.exchange.sign_in import WrongCredentials
from application.exchange.values import ErpConnection
from entrypoints.exchange import asking
from entrypoints.exchange.use_cases import ExchangeUseCases

MOST_BYTES = 8 << 20
GREATEST = 2**63 - 1  # of the numbers of packets, as they are stored


class PacketTooLarge(Exception):
    pass


@frozen
class PacketDoor:
    exchange: ExchangeUseCases

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        try:
            connection = entered(self.exchange, req)
            told(resp, self.exchange.take_packet(connection, whole(req)))
        except WrongCredentials:
            refuse_entry(resp)
        except PacketTooLarge:
            detail = f"Пакет больше {MOST_BYTES} байт; передайте изменения несколькими пакетами"
            problem(resp, 413, "packet.too-large", "Packet too large", detail)
        except PacketUnreadable as unreadable:
            problem(resp, 400, unreadable.code, "Not a packet", unreadable.text)
        except ForeignPacket as foreign:
            detail = (
                f"Пакет от «{foreign.sender}» для «{foreign.receiver}»: это подключение принадлежит другой базе. "
                "Если база скопирована, создайте для копии своё подключение."
            )
            problem(resp, 409, foreign.code, "Another base", detail)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """What waits for the ERP; `after` is the last packet of ours that it has stored."""
        try:
            connection = entered(self.exchange, req)
        except WrongCredentials:
            refuse_entry(resp)
            return
        after = req.get_param_as_int("after", min_value=0, max_value=GREATEST, default=0)
        # Asked for more than there is in one packet, it gives what it may: the ERP need not know our bound.
        most = req.get_param_as_int("limit", min_value=1, default=MOST)
        told(resp, self.exchange.give_packet(connection.id, connection.base, after, most))


@frozen
class PacketStateDoor:
    exchange: ExchangeUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        try:
            told(resp, self.exchange.packet_state(entered(self.exchange, req)))
        except WrongCredentials:
            refuse_entry(resp)


def entered(exchange: ExchangeUseCases, req: falcon.Request) -> ErpConnection:
    """Raises: WrongCredentials."""
    login = asking.login_of(req)
    if login is None:
        raise WrongCredentials
    return exchange.authenticate(login)


def whole(req: falcon.Request) -> bytes:
    """Raises: PacketTooLarge."""
    blocks, found, size = asking.body(req), [], 0
    for block in blocks:
        found.append(block)
        size += len(block)
        if size > MOST_BYTES:
            asking.drain(blocks)
            raise PacketTooLarge
    return b"".join(found)


def told(resp: falcon.Response, answer: Mapping[str, Any]) -> None:
    resp.content_type = "application/json; charset=utf-8"
    resp.data = json.dumps(answer, ensure_ascii=False).encode()


def refuse_entry(resp: falcon.Response) -> None:
    problem(resp, 401, "exchange.wrong-credentials", "Wrong credentials", "Неверный логин или пароль обмена")
    resp.set_header("WWW-Authenticate", 'Basic realm="1C exchange", charset="UTF-8"')


def problem(resp: falcon.Response, status: int, code: str, title: str, detail: str) -> None:
    resp.status = falcon.code_to_http_status(status)
    resp.content_type = "application/problem+json; charset=utf-8"
    answer = {"type": f"/problems/{code}", "title": title, "status": status, "detail": detail}
    resp.data = json.dumps(answer, ensure_ascii=False).encode()
