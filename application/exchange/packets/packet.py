"""A packet and what came of its messages. Source: docs/exchange/packets.md."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from attrs import frozen

from application.exchange.values import ExchangeRefused

FORMAT, VERSION = "b2b-erp", "1.0"


@frozen
class PacketUnreadable(ExchangeRefused):
    """Not JSON or not the format: nothing is stored."""

    code: ClassVar[str] = "packet.unreadable"
    text: str


@frozen
class ForeignPacket(ExchangeRefused):
    """`from` or `to` are not this connection's: a copied base, or a wrong address."""

    code: ClassVar[str] = "packet.foreign"
    sender: str
    receiver: str


class MessageRefused(Exception):
    """One message that cannot be used; `text` is for the 1C programmer, `field` the path in the payload."""

    def __init__(self, code: str, text: str, field: str = "") -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.field = field


class Waits(Exception):
    """A message that is to be tried again when its parent has come."""

    def __init__(self, entity: str, erp_id: str) -> None:
        super().__init__(f"{entity}:{erp_id}")
        self.reason = f"{entity}:{erp_id}"


class Stale(Exception):
    """A newer fact stands already."""


@frozen
class Message:
    """The whole state of one object; payload: JSON with numbers as exact decimals."""

    id: str
    seq: int
    type: str
    version: int
    key: str
    op: str
    payload: Mapping[str, Any]
    occurred_at: datetime | None = None


@frozen
class Packet:
    """received_no: the last packet of ours that the sender has stored."""

    sender: str
    receiver: str
    number: int
    messages: Sequence[Message]
    received_no: int = 0


class Status(StrEnum):
    """STORED: kept, waits for a parent object or for its turn. STALE: a newer one was applied before."""

    APPLIED = "applied"
    STORED = "stored"
    STALE = "stale"
    REJECTED = "rejected"


@frozen
class Result:
    id: str
    status: Status
    code: str = ""
    text: str = ""
    field: str = ""
