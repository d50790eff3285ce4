"""What clients wait for: goods that come back, prices that change (N15)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from domain.shared.errors import DomainError
from domain.shared.ids import ContractId, CounterpartyId, OrganizationId, RegionId, UserId, VariantId, WarehouseId
from domain.shared.money import Currency

MOST = 200


@frozen
class TooManyWatches(DomainError):
    code: ClassVar[str] = "watch.too-many"
    most: int = MOST


@frozen
class WatchForNothing(DomainError):
    """Neither the stock nor the price is waited for."""

    code: ClassVar[str] = "watch.for-nothing"


@frozen
class AlreadyThere(DomainError):
    """As much as is waited for can be ordered now."""

    code: ClassVar[str] = "watch.already-there"
    variant_id: int
    available: Decimal
    unit: str


@frozen
class Watch:
    """warehouse: None is the whole region. quantity: in base units. price: seen last; None where there was none."""

    id: UUID
    user: UserId
    counterparty: CounterpartyId
    region: RegionId | None
    warehouse: WarehouseId | None
    variant: VariantId
    quantity: Decimal
    of_stock: bool
    of_price: bool
    price: Decimal | None
    currency: Currency
    contracts: Mapping[OrganizationId, ContractId]


class Watches(Protocol):
    """By their person and the counterparty for which he waits."""

    def of(self, user: UserId, counterparty: CounterpartyId) -> Sequence[Watch]:
        """The latest first."""

    def add(self, watch: Watch, token: str, most: int) -> bool:
        """Takes the place of the one on the same goods. `token` ends all letters of the person, if he has none yet.

        False where there are so many already.
        """

    def remove(self, user: UserId, ids: Collection[UUID]) -> int: ...

    def end(self, token: str) -> bool:
        """Of whoever the token is: everything he waits for. False for an unknown token."""

    def is_known(self, token: str) -> bool: ...


@frozen
class Met:
    """Something that came to pass. kind: stock or price; quantity: what there is; price: None is «on request» now."""

    watch: UUID
    kind: str
    name: str
    sku: str
    unit: str
    currency: Currency
    quantity: Decimal | None = None
    price: Decimal | None = None
    was: Decimal | None = None


class DueWatches(Protocol):
    """Of everybody, for the clock."""

    def groups(self, day: date, most: int) -> Sequence[Sequence[Watch]]:
        """Those that may have come to pass, a group for each person, counterparty, region and contracts.

        A person who was written to within the last quarter of an hour is left for later.
        """

    def visit(self, watch: UUID) -> Visit | None:
        """In the context of the watch, with the rights of today; None where the person has none of them left."""

    def tell(self, watches: Sequence[Watch], met: Sequence[Met], counterparty: str, version: int, day: date) -> int:
        """One digest, and what was told is not waited for any more: one transaction. What somebody else told or
        removed meanwhile is left out. How many lines the digest has."""
