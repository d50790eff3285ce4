"""Favourites: what a person keeps, whatever device he signs in from (M060)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Protocol

from attrs import frozen

from domain.shared.errors import DomainError
from domain.shared.ids import PackagingId, UserId, VariantId

MOST = 500


@frozen
class TooManyFavourites(DomainError):
    code: ClassVar[str] = "favourites.too-many"
    most: int = MOST


@frozen
class Favourite:
    """quantity: what the person usually takes, in units of the packaging; 0 is not said."""

    variant: VariantId
    packaging: PackagingId
    quantity: Decimal
    added_at: datetime


class Favourites(Protocol):
    """By their person; nobody else's are ever read."""

    def of(self, user: UserId) -> Sequence[Favourite]:
        """The latest first."""

    def add(self, user: UserId, variant: VariantId, packaging: PackagingId, quantity: Decimal, most: int) -> bool:
        """Once only: what is kept already keeps its quantity. False where there are so many already."""

    def change(self, user: UserId, wanted: Sequence[tuple[VariantId, PackagingId, Decimal]]) -> None:
        """Quantities of what is kept; what is not is left alone."""

    def remove(self, user: UserId, variants: Collection[VariantId]) -> int: ...
