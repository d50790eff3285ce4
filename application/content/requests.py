"""What a buyer misses on a card: asked from the card, answered with a file, told by mail and in the cabinet."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.content.documents import SeesGoods
from application.content.files import ContentFiles, GivenFile, KeptFile, SentContent
from application.queries.orders import Readers, readers
from domain.access.permission import Permission
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import CounterpartyId, ProductId, UserId

MOST_OPEN = 20
LATEST = 200
LONGEST = 1000


class Wanted(StrEnum):
    PHOTO = "photo"
    VIDEO = "video"
    DOCUMENT = "document"
    OTHER = "other"


class RequestState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"


@frozen
class TooManyRequests(DomainError):
    """So many of the person's requests wait for an answer."""

    code: ClassVar[str] = "content.too-many-requests"
    most: int


@frozen
class AnswerEmpty(DomainError):
    """Neither a file nor a word."""

    code: ClassVar[str] = "content.answer-empty"


@frozen
class AskContent:
    """id: of the form, so that one sent twice asks once."""

    id: UUID
    product: ProductId
    what: Wanted
    comment: str


@frozen
class NewRequest:
    ask: AskContent
    user: UserId
    counterparty: CounterpartyId


@frozen
class RequestRow:
    id: UUID
    product: ProductId
    sku: str
    goods: str
    client: str
    by: str
    what: Wanted
    comment: str
    asked_at: datetime
    state: RequestState
    answer: str
    file: KeptFile | None
    is_public: bool
    answered_at: datetime | None
    answered_by: str


@frozen
class Answer:
    text: str
    file: KeptFile | None
    is_public: bool
    is_declined: bool


class RequestWork(Protocol):
    """One transaction; an answer is told to the asker by the outbox."""

    def find(self, whose: Readers, id: UUID) -> None:
        """Locked. Raises NotFound, also for another manager's client."""

    def answer(self, whose: Readers, id: UUID, answer: Answer, by: UserId) -> None:
        """Raises NotFound, also for another manager's client."""

    def record(self, user: UserId, action: str, subject: str, facts: Mapping[str, object]) -> None: ...


class ContentRequests(Protocol):
    """Every reading method filters by the readers in the statement itself (A1)."""

    def add(self, new: NewRequest, most: int) -> None:
        """A repeated id does nothing. Raises TooManyRequests."""

    def latest(self, whose: Readers, client: CounterpartyId | None, state: str, limit: int) -> Sequence[RequestRow]: ...

    def file(self, whose: Readers, id: UUID) -> KeptFile | None:
        """Of an answer to one of theirs."""

    def public(self, id: UUID) -> tuple[ProductId, KeptFile] | None:
        """Of an answer that all may have who have the good."""


@frozen
class AskContentHandler:
    sees: SeesGoods
    requests: ContentRequests

    def __call__(self, visit: Visit, ask: AskContent) -> None:
        """Raises NotAllowed, NotFound, TooManyRequests."""
        visit.authority.himself()
        self.sees(visit, ask.product)
        self.requests.add(NewRequest(ask, visit.authority.user, visit.buyer().party.id), MOST_OPEN)


@frozen
class OwnRequests:
    sees: SeesGoods
    requests: ContentRequests
    files: ContentFiles

    def list(self, visit: Visit) -> Sequence[RequestRow]:
        party = visit.buyer().party.id
        visit.authority.need(Permission.SEE_CATALOGUE, party)
        return self.requests.latest(readers(visit, Permission.SEE_CATALOGUE), party, "", LATEST)

    def file(self, visit: Visit, id: UUID) -> GivenFile:
        """One's own, or one that is for all who have the good. Raises NotFound."""
        own = self.requests.file(readers(visit, Permission.SEE_CATALOGUE), id)
        if own is not None:
            return self.files.give(own)
        found = self.requests.public(id)
        if found is None or visit.context is None:
            raise NotFound("content", str(id))
        self.sees(visit, found[0])
        return self.files.give(found[1])


@frozen
class RequestDesk:
    """A manager answers his own clients, an editor everybody."""

    begin: Callable[[], AbstractContextManager[RequestWork]]
    requests: ContentRequests
    files: ContentFiles

    def list(self, visit: Visit, state: str) -> Sequence[RequestRow]:
        return self.requests.latest(whose(visit), None, state if state in set(RequestState) else "", LATEST)

    def file(self, visit: Visit, id: UUID) -> GivenFile:
        found = self.requests.file(whose(visit), id)
        if found is None:
            raise NotFound("content", str(id))
        return self.files.give(found)

    def answer(self, visit: Visit, id: UUID, text: str, sent: SentContent, is_public: bool, declined: bool) -> None:
        """Raises NotAllowed, NotFound, ContentRefused, AnswerEmpty."""
        asked_by = whose(visit)
        with self.begin() as work:
            work.find(asked_by, id)
            told = text.replace("\0", "").strip()[:LONGEST]
            file = self.files.take(sent) if sent.content and not declined else None
            if file is None and not told:
                raise AnswerEmpty
            answer = Answer(told, file, is_public and file is not None, declined)
            work.answer(asked_by, id, answer, visit.authority.user)
            work.record(visit.authority.user, "content.answered", str(id), {"declined": declined, "public": is_public})


def whose(visit: Visit) -> Readers:
    """Raises NotAllowed."""
    authority = visit.authority
    if not authority.is_staff:
        raise NotFound("content", "")
    return Readers() if Permission.CHANGE_CONTENT in authority.staff_permissions else readers(visit)
