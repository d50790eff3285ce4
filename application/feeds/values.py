"""Feeds by key: what a program of the client reads without signing in."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, NamedTuple
from uuid import UUID

from attrs import frozen

from domain.shared.errors import DomainError
from domain.shared.ids import CategoryId, ContractId, CounterpartyId, OrganizationId, RegionId, UserId

MOST_KEYS = 20
LONGEST_NAME = 80
# Of one key. A whole feed of a large catalogue takes seconds of a processor.
MOST_AN_HOUR, HOUR = 60, 3600
MOST_GUESSES, MINUTE = 30, 60


class Scope(StrEnum):
    PRICES = "prices"
    STOCK = "stock"


class FeedForm(StrEnum):
    CSV = "csv"
    JSON = "json"
    YML = "yml"


@frozen
class NewKey:
    """Whose prices in which context; `contracts` chosen by seller. hash: of the key, which is kept nowhere."""

    id: UUID
    by: UserId
    counterparty: CounterpartyId
    region: RegionId | None
    contracts: Mapping[OrganizationId, ContractId]
    name: str
    hash: bytes
    scopes: frozenset[Scope]


@frozen
class FeedKey:
    """A row of the page."""

    id: UUID
    name: str
    made_by: str
    scopes: frozenset[Scope]
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


@frozen
class Reader:
    """What stands behind a key that was shown."""

    id: UUID
    scopes: frozenset[Scope]
    sections: tuple[CategoryId, ...] = ()


class Seen(NamedTuple):
    """How a line was told last, and under which cursor."""

    hash: bytes
    seen: int
    gone: bool


@frozen
class FeedKeyNameless(DomainError):
    code: ClassVar[str] = "feed.name-empty"


@frozen
class FeedScopeless(DomainError):
    code: ClassVar[str] = "feed.scope-empty"


@frozen
class TooManyFeedKeys(DomainError):
    code: ClassVar[str] = "feed.too-many-keys"
    most: int = MOST_KEYS


@frozen
class FeedTooOften(DomainError):
    code: ClassVar[str] = "feed.too-often"
    retry_after: int


@frozen
class CursorInvalid(DomainError):
    """No cursor that was told under this key."""

    code: ClassVar[str] = "feed.cursor-invalid"
    value: str
