"""What feeds need of the outside."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol
from uuid import UUID

from application.access.context import BuyerContext, Visit
from application.feeds.values import FeedForm, FeedKey, NewKey, Reader, Scope, Seen
from application.price_lists.ports import ListHead, ListLine
from domain.shared.ids import CounterpartyId, UserId, VariantId


class FeedKeys(Protocol):
    """Every method filters by the client in the statement itself; making and revoking is written to the audit log."""

    def add(self, key: NewKey, most: int) -> bool:
        """False where the id was there already. Raises TooManyFeedKeys."""

    def of(self, client: CounterpartyId) -> Sequence[FeedKey]: ...

    def revoke(self, id: UUID, client: CounterpartyId, by: UserId) -> None:
        """One that is revoked already stays as it was. Raises NotFound."""


class FeedVisits(Protocol):
    def of(self, hash: bytes) -> tuple[Reader, Visit, BuyerContext]:
        """With the rights that whoever made the key has now. Raises NotFound for an unknown or revoked key."""


class FeedState(Protocol):
    """What was told under one key, locked until the block ends."""

    def known(self) -> Mapping[VariantId, Seen]: ...

    def tell(self, told: Mapping[VariantId, bytes], gone: Iterable[VariantId], cursor: int) -> None: ...


class FeedStates(Protocol):
    def locked(self, key: UUID) -> AbstractContextManager[FeedState]: ...


class FeedWriter(Protocol):
    def write(
        self, form: FeedForm, head: ListHead, lines: Iterable[ListLine], scopes: frozenset[Scope]
    ) -> "UnfinishedFeed":
        """Lines are taken one by one."""


class UnfinishedFeed(Protocol):
    def finished(self, cursor: int, gone: Iterable[VariantId]) -> BinaryIO:
        """At its beginning; gone when it is closed."""
