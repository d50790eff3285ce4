"""The exchange log: what came, what was not applied, which orders do not go (semantics 7, X2 and X3)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from domain.access.permission import Permission
from domain.shared.errors import NotFound


@frozen
class JournalFilter:
    """Every part narrows. state: receiving, received, applied, refused; kind: catalog, sale, packet, reference."""

    connection: int | None = None
    state: str = ""
    kind: str = ""
    with_refusals: bool = False
    offset: int = 0
    limit: int = 50


@frozen
class JournalRow:
    """diff: {entity: {added, changed, removed, unchanged}}. refused, waiting, notices: how many remarks of each."""

    id: int
    connection: int
    connection_name: str
    kind: str
    name: str
    size: int
    state: str
    received_at: datetime
    applied_at: datetime | None
    attempts: int
    packet_no: int | None
    error_code: str
    error_text: str
    diff: Mapping[str, Any]
    refused: int
    waiting: int
    notices: int


@frozen
class JournalPage:
    rows: tuple[JournalRow, ...]
    total: int
    connections: tuple[tuple[int, str], ...]
    filter: JournalFilter


@frozen
class RefusalRow:
    weight: str
    place: str
    code: str
    text: str
    erp_ref: str
    field: str


@frozen
class JournalEntry:
    row: JournalRow
    refusals: tuple[RefusalRow, ...]


@frozen
class QueuedOrder:
    """An order that has not come back from 1C. state: pending or delivered; error: why it is not offered."""

    order: UUID
    number: str
    placed_at: datetime
    counterparty_name: str
    connection_name: str
    state: str
    queries: int
    error: str
    delivered_at: datetime | None


class Journal(Protocol):
    def page(self, filter: JournalFilter) -> JournalPage: ...

    def entry(self, message_id: int, limit: int) -> JournalEntry | None: ...

    def queue(self, limit: int) -> Sequence[QueuedOrder]:
        """Those with an error first, then the oldest."""


@frozen
class JournalPageQuery:
    journal: Journal

    def __call__(self, visit: Visit, filter: JournalFilter) -> JournalPage:
        visit.authority.need(Permission.SEE_EXCHANGE)
        return self.journal.page(filter)


@frozen
class JournalEntryQuery:
    journal: Journal

    def __call__(self, visit: Visit, message_id: int) -> JournalEntry:
        """Raises NotFound."""
        visit.authority.need(Permission.SEE_EXCHANGE)
        found = self.journal.entry(message_id, 1000)
        if found is None:
            raise NotFound("message", str(message_id))
        return found


@frozen
class OrderQueueQuery:
    journal: Journal

    def __call__(self, visit: Visit) -> tuple[QueuedOrder, ...]:
        visit.authority.need(Permission.SEE_EXCHANGE)
        return tuple(self.journal.queue(500))
