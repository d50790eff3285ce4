"""What the portal tells the ERP in packets. Source: docs/exchange/packets.md, version 1.

The ERP is always the client: it takes them with the answer to its own packet, or by asking. A message is written in
the transaction that made it, and goes into every packet until the ERP has told that it stored one with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from attrs import frozen

from application.exchange.packets.packet import FORMAT, VERSION
from application.exchange.values import ConnectionId

ORDER_CHANGE = "order.change"
ORDER_CANCEL = "order.cancel"
MOST = 500


@frozen
class OutgoingMessage:
    """`id` is for ever that of this message, however often it goes; `seq` grows."""

    id: UUID
    seq: int
    type: str
    key: str
    payload: Mapping[str, Any]
    occurred_at: datetime


@frozen
class OutgoingPacket:
    number: int
    messages: Sequence[OutgoingMessage]
    more: bool


class Outgoing(Protocol):
    def acknowledge(self, connection: ConnectionId, received_no: int) -> None:
        """The ERP has stored our packets up to this number. A number that we never gave means that our count is of an
        older time than the ERP's: nothing is taken as stored, and the next packet gets a number above it.
        """

    def next(self, connection: ConnectionId, most: int) -> OutgoingPacket | None:
        """All that is not acknowledged, oldest first, under a new number; None when there is nothing."""


@frozen
class AskedLine:
    """In base units: what was wanted of the line, and what is asked for."""

    line: int
    before: Decimal
    asked: Decimal


def change_asked(
    order: UUID, number: str, change: int, reason: str, lines: Iterable[AskedLine], *, cancels: bool
) -> tuple[str, str, dict[str, Any]]:
    """Type, key and payload."""
    told: dict[str, Any] = {"order": str(order), "number": number, "change": change, "reason": reason}
    if cancels:
        return ORDER_CANCEL, str(order), told
    rows = [{"line": one.line, "before": plain(one.before), "quantity": plain(one.asked)} for one in lines]
    return ORDER_CHANGE, f"{order}/{change}", {**told, "lines": rows}


def plain(quantity: Decimal) -> str:
    return f"{quantity:f}"


def wire(packet: OutgoingPacket) -> dict[str, Any]:
    return {"packet_no": packet.number, "more": packet.more, "messages": [_message(one) for one in packet.messages]}


def _message(one: OutgoingMessage) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "seq": one.seq,
        "type": one.type,
        "version": 1,
        "key": one.key,
        "op": "upsert",
        "occurred_at": one.occurred_at.isoformat(timespec="milliseconds"),
        "payload": one.payload,
    }


@frozen
class GivePacket:
    """GET packets: the ERP asks for ours without a packet of its own."""

    outgoing: Outgoing
    name: str

    def __call__(self, connection: ConnectionId, base: str | None, after: int, most: int) -> Mapping[str, Any]:
        self.outgoing.acknowledge(connection, after)
        packet = self.outgoing.next(connection, min(most, MOST))
        told: dict[str, Any] = {"format": FORMAT, "format_version": VERSION, "from": self.name, "to": base}
        return told if packet is None else {**told, "packet": wire(packet)}
