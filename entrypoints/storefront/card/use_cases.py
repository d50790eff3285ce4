"""What buyers do around a card: favourites, comparison, reviews, watches; and what stands beside goods."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.around.card import Around
from application.comparing.compare import Comparison
from application.favourites.query import FavouriteRow
from application.properties.listed import ListedProperties
from application.queries.offers import Card
from application.queries.product_card import ProductCard
from application.related.related import LinkKind
from application.reviews.ports import OwnReview
from application.reviews.write import TypedReview
from application.shared.sheets import Sheets
from application.watching.watch import StartWatch, WatchRow
from domain.catalog.mark import Mark
from domain.ordering.cart import LineKey
from domain.shared.ids import CategoryId, PackagingId, ProductId, VariantId


class Related(Protocol):
    def __call__(
        self, visit: Visit, kind: LinkKind, products: Collection[ProductId], most: int = ...
    ) -> Mapping[ProductId, tuple[Card, ...]]: ...


class Keep(Protocol):
    def __call__(self, visit: Visit, variant: VariantId, packaging: PackagingId = ...) -> None: ...


@frozen
class FavouriteUseCases:
    rows: Callable[[Visit], tuple[FavouriteRow, ...]]
    keep: Keep
    change: Callable[[Visit, Mapping[LineKey, str]], None]
    remove: Callable[[Visit, Collection[VariantId]], int]


class Compare(Protocol):
    def __call__(self, visit: Visit, section: CategoryId | None = ...) -> Comparison: ...


@frozen
class ComparisonUseCases:
    show: Compare
    add: Callable[[Visit, ProductId], None]
    remove: Callable[[Visit, Collection[ProductId]], int]
    sheets: Sheets


class AroundOf(Protocol):
    def __call__(self, visit: Visit, card: ProductCard, offset: int = ...) -> Around: ...


@frozen
class ReviewUseCases:
    write: Callable[[Visit, ProductId, TypedReview], None]
    own: Callable[[Visit], Sequence[OwnReview]]


@frozen
class WatchUseCases:
    rows: Callable[[Visit], Sequence[WatchRow]]
    start: Callable[[Visit, StartWatch], None]
    end: Callable[[Visit, Collection[UUID]], int]
    is_known: Callable[[str], bool]
    end_all: Callable[[str], bool]


@frozen
class CardUseCases:
    marks: Callable[[Visit, Iterable[Card]], Mapping[ProductId, Mark]]
    related: Related
    novelties: Callable[[Visit], tuple[Card, ...]]
    around: AroundOf
    related_to: Callable[[Visit, ProductId, Sequence[LinkKind]], Mapping[LinkKind, tuple[Card, ...]]]
    favourites: FavouriteUseCases
    comparison: ComparisonUseCases
    reviews: ReviewUseCases
    watches: WatchUseCases
    listed: ListedProperties
