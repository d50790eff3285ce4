"""Drafts of orders: what a person has pasted or sent, kept until it is in the cart."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from enum import StrEnum
from typing import Any, BinaryIO, ClassVar, Protocol
from uuid import UUID

from attrs import field, frozen

from application.exchange.ports import StoredFile
from application.filling.layout import Layout
from application.filling.typed import MOST_DRAFTED, TypedLine
from application.shared.outbox import Deliveries
from domain.shared.errors import DomainError
from domain.shared.ids import CounterpartyId, UserId

MOST_DRAFTS = 20


class DraftState(StrEnum):
    """WAITING for the worker, MAPPING for a person to say what the columns are."""

    WAITING = "waiting"
    MAPPING = "mapping"
    READY = "ready"
    FAILED = "failed"


@frozen
class NothingPasted(DomainError):
    """No line of the text names anything."""

    code: ClassVar[str] = "filling.nothing-typed"


@frozen
class DraftTooLong(DomainError):
    """More lines than a draft holds: nothing was kept."""

    code: ClassVar[str] = "filling.too-long"
    lines: int
    most: int = MOST_DRAFTED


@frozen
class PartGone(DomainError):
    """The part of a long draft is in the cart already, or its lines have changed: nothing was added."""

    code: ClassVar[str] = "filling.part-gone"
    row: int


@frozen
class NothingToAdd(DomainError):
    """Every line still waits for a person."""

    code: ClassVar[str] = "filling.nothing-to-add"
    waiting: int


@frozen
class LayoutIncomplete(DomainError):
    """A column of articles, barcodes or own articles is needed, and one of quantities."""

    code: ClassVar[str] = "filling.layout-incomplete"


@frozen
class NoRowsOrdered(DomainError):
    """The columns are known, and no row has an article and a quantity."""

    code: ClassVar[str] = "filling.no-rows-ordered"


@frozen
class DraftFileGone(DomainError):
    """The file was removed after its term: other columns cannot be read from it."""

    code: ClassVar[str] = "filling.file-gone"


@frozen
class FileNotes:
    """What the file was besides its lines."""

    hidden: int = 0
    hidden_columns: int = 0
    unevaluated: int = 0


@frozen
class Draft:
    """failure: the code and the facts of the refusal of its file."""

    id: UUID
    by: UserId
    client: CounterpartyId
    version: int = 1
    name: str = ""
    state: DraftState = DraftState.READY
    lines: tuple[TypedLine, ...] = ()
    file: str = ""
    layout: Layout = field(factory=Layout)
    notes: FileNotes = field(factory=FileNotes)
    failure: Mapping[str, Any] | None = None
    size: int = 0
    updated_at: datetime | None = None


@frozen
class DraftRow:
    """In the list of what is not finished."""

    id: UUID
    name: str
    state: DraftState
    lines: int
    updated_at: datetime


class Drafts(Protocol):
    """Of one person for one client: both are part of every question."""

    def add(self, draft: Draft) -> None:
        """The oldest beyond `MOST_DRAFTS` go. One that waits is told to the worker in the same transaction."""

    def one(self, id: UUID, by: UserId, client: CounterpartyId) -> Draft:
        """Raises NotFound."""

    def save(self, draft: Draft) -> None:
        """Raises its version."""

    def remove(self, id: UUID, by: UserId, client: CounterpartyId) -> None: ...

    def latest(self, by: UserId, client: CounterpartyId) -> Sequence[DraftRow]: ...


class Layouts(Protocol):
    """What the columns of a client's files are, by the signature of their headings."""

    def of(self, client: CounterpartyId, signatures: Sequence[str]) -> Mapping[str, Layout]: ...

    def remember(self, client: CounterpartyId, signature: str, layout: Layout) -> None: ...


class DraftFiles(Protocol):
    """Files by the hash of their content."""

    def keep(self, file: BinaryIO, kind: str) -> StoredFile: ...

    def open(self, digest: str) -> BinaryIO | None: ...

    def remove(self, digest: str) -> None: ...


class DraftWork(Protocol):
    """One transaction of the worker."""

    @property
    def deliveries(self) -> Deliveries: ...

    def waiting(self, id: UUID) -> Draft | None:
        """None where nobody waits for it any more."""

    def save(self, draft: Draft) -> None: ...


Begin = Callable[[], AbstractContextManager[DraftWork]]


class OldDrafts(Protocol):
    def remove_old(self) -> Sequence[str]:
        """Drafts that nobody has touched for a month; the files that no draft names any more."""
