"""Goods to compare, kept by their person (N32)."""

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar, Protocol

from attrs import frozen

from domain.shared.errors import DomainError
from domain.shared.ids import CategoryId, ProductId, UserId

MOST = 6
MOST_IN_ALL = 60


@frozen
class TooManyToCompare(DomainError):
    """Of one section."""

    code: ClassVar[str] = "compare.too-many"
    section: str
    most: int = MOST


@frozen
class ProductSheet:
    """What a product is. properties: (id, name, value) in the seller's order."""

    product: ProductId
    name: str
    sku: str
    manufacturer: str
    country: str
    properties: tuple[tuple[int, str, str], ...]
    sections: tuple[CategoryId, ...]
    picture: str | None = None


class ProductSheets(Protocol):
    def of(self, products: Sequence[ProductId]) -> Mapping[ProductId, ProductSheet]:
        """Those on sale, in two statements."""


class Compared(Protocol):
    """By their person; nobody else's are ever read."""

    def of(self, user: UserId) -> Sequence[ProductId]:
        """In the order in which they came in."""

    def add(self, user: UserId, product: ProductId) -> None: ...

    def remove(self, user: UserId, products: Collection[ProductId]) -> int: ...
