"""Reviews of goods: of clients, and of the seller's people who read them first."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.queries.orders import Readers
from application.shared.outbox import Event
from domain.catalog.rating import Votes
from domain.catalog.review import ReviewState
from domain.shared.ids import CounterpartyId, OrderId, ProductId, UserId


@frozen
class ShownReview:
    """As every buyer sees it: who signed, when, how many stars. Whose company he is from is told to nobody."""

    stars: int
    body: str
    signed: str
    written_at: datetime


@frozen
class OwnReview:
    id: UUID
    product: ProductId
    name: str
    stars: int
    body: str
    signed: str
    state: ReviewState
    reason: str
    written_at: datetime


@frozen
class Standing:
    """Of a client and a good. order: the last one in which he bought it."""

    order: OrderId | None
    own: OwnReview | None


@frozen
class NewReview:
    id: UUID
    product: ProductId
    counterparty: CounterpartyId
    user: UserId
    order: OrderId
    stars: int
    body: str
    signed: str


@frozen
class QueuedReview:
    """With what a moderator wants to know. is_shipped: something of that order has left the warehouse."""

    id: UUID
    product: ProductId
    sku: str
    name: str
    client: str
    author: str
    signed: str
    stars: int
    body: str
    state: ReviewState
    reason: str
    written_at: datetime
    order: OrderId
    order_number: str
    is_shipped: bool


class Reviews(Protocol):
    def standing(self, counterparty: CounterpartyId, product: ProductId) -> Standing: ...

    def own(self, counterparty: CounterpartyId, limit: int) -> Sequence[OwnReview]: ...

    def add(self, review: NewReview) -> bool:
        """Takes the place of a refused one. False where another stands."""

    def queue(
        self, readers: Readers, state: ReviewState, offset: int, limit: int
    ) -> tuple[Sequence[QueuedReview], int]:
        """Of the readers' clients, the oldest waiting first."""


class JudgingWork(Protocol):
    """One transaction."""

    def lock(self, readers: Readers, id: UUID) -> tuple[ProductId, ReviewState]:
        """Raises NotFound, for another's client as well."""

    def judge(self, id: UUID, state: ReviewState, reason: str, by: UserId) -> None: ...

    def votes(self, product: ProductId) -> Votes:
        """Of what is published now; the goods' row of ratings is locked."""

    def rate(self, product: ProductId, votes: Votes) -> None: ...

    def record(self, events: Sequence[Event]) -> None: ...


class JudgingWorks(Protocol):
    def begin(self) -> AbstractContextManager[JudgingWork]: ...
