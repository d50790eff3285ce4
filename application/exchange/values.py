"""Connections, sessions, inbox messages and what came of them (semantics 7)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, NewType
from uuid import UUID

from attrs import Factory, frozen

ConnectionId = NewType("ConnectionId", int)
SessionId = NewType("SessionId", UUID)


@frozen
class ExchangeRefused(Exception):
    """A request of the ERP that is refused. It is told in the words of the exchange, not as a problem for people.

    `code` is a promise to clients: never renamed, never reused.
    """

    code: ClassVar[str] = "exchange.refused"


@frozen
class ErpConnection:
    """A login of one ERP base.

    base: the base's own name in packets, pinned by the first one unless `any_base`. profile: how orders are written,
    classic or container. erp_reserves_at: acceptance, status or never. file_limit: bytes of one part, 0 is no limit.
    """

    id: ConnectionId
    name: str
    login: str
    password_hash: str
    base: str | None
    any_base: bool
    profile: str
    zone: str
    zip: bool
    file_limit: int
    erp_reserves_at: str
    margin_seconds: int
    vat_included: bool
    disabled: bool


@frozen
class ErpSession:
    """One login of 1C; its files are kept apart from those of any other."""

    id: SessionId
    connection: ErpConnection
    type: str
    version: str
    seen_at: datetime


class Kind(StrEnum):
    """What an inbox message is, and so who applies it."""

    CATALOG = "catalog"
    SALE = "sale"
    REFERENCE = "reference"
    MEDIA = "media"
    ARCHIVE = "archive"
    PACKET = "packet"


class State(StrEnum):
    """receiving → received (durable, whole) → applied or refused."""

    RECEIVING = "receiving"
    RECEIVED = "received"
    APPLIED = "applied"
    REFUSED = "refused"


@frozen
class InboxMessage:
    """`id` is the inbox number: within a connection the lower one is applied first."""

    id: int
    connection_id: ConnectionId
    session_id: SessionId | None
    kind: Kind
    name: str
    size: int
    state: State
    received_at: datetime
    attempts: int = 0
    packet_no: int | None = None
    progress: Mapping[str, Any] = Factory(dict)
    error_text: str = ""


class Weight(StrEnum):
    """REFUSED: not applied. WAITING: kept until a parent or a mapping comes. NOTICE: applied with a remark."""

    REFUSED = "refused"
    WAITING = "waiting"
    NOTICE = "notice"


@frozen
class Remark:
    """One line of the exchange log: `place` in the file, or the id of a packet's message; a Russian sentence."""

    weight: Weight
    code: str
    text: str
    place: str = ""
    erp_ref: str = ""
    field: str = ""


@frozen
class Outcome:
    """What a message changed, {entity: {added, changed, removed, unchanged}}, and what of it was not applied."""

    diff: Mapping[str, Mapping[str, int]] = Factory(dict)
    refusals: Sequence[Remark] = ()
