"""The envelope of a packet. Source: docs/exchange/packets.md, format v1."""

import json
from decimal import Decimal
from typing import NoReturn

from adapters.onec.packets.fields import Fields
from application.exchange.packets.packet import FORMAT, VERSION, Message, MessageRefused, Packet, PacketUnreadable

MOST = 1000
GREATEST = 2**63 - 1


def packet(body: bytes) -> Packet:
    """Numbers are read as exact decimals. Raises: PacketUnreadable."""
    try:
        told = json.loads(body.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise PacketUnreadable(f"Тело запроса не JSON в UTF-8: {str(error)[:120]}") from None
    if not isinstance(told, dict):
        raise PacketUnreadable("Пакет должен быть объектом JSON")
    if told.get("format") != FORMAT or not str(told.get("format_version", "")).startswith("1."):
        raise PacketUnreadable(f"Формат пакета должен быть {FORMAT} версии {VERSION}")
    try:
        return _packet(Fields(told))
    except MessageRefused as bad:
        raise PacketUnreadable(bad.text) from None


def _packet(f: Fields) -> Packet:
    messages = f.each("messages", _message)
    if len(messages) > MOST:
        raise PacketUnreadable(f"В пакете {len(messages)} сообщений; можно до {MOST}")
    received = f.whole("received_no", 0, GREATEST) if f.told.get("received_no") is not None else 0
    return Packet(f.id("from"), f.id("to"), f.whole("packet_no", 1, GREATEST), messages, received)


def _message(f: Fields) -> Message:
    payload = f.told.get("payload")
    version = f.whole("version", 1) if f.has("version") else 1
    return Message(
        f.id("id"), f.whole("seq", 0, GREATEST), f.text("type"), version, f.text("key"),
        f.text("op") if f.has("op") else "upsert", payload if isinstance(payload, dict) else {},
        f.or_none("occurred_at", f.instant),
    )  # fmt: skip


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
