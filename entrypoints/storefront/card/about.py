"""What a card shows beside the good itself, made for its template."""

from collections.abc import Mapping

from attrs import field, frozen

from application.access.context import Visit
from application.around.card import Around
from application.queries.offers import Card
from application.queries.product_card import ProductCard
from application.related.related import LinkKind
from application.reviews.write import CardReviews, TypedReview
from domain.catalog.mark import UNMARKED, Mark
from entrypoints.pages.rendering import Edition
from entrypoints.storefront.card.marks import Rating, Tag, rating, tags
from entrypoints.storefront.card.use_cases import CardUseCases

NOTHING_TYPED = TypedReview()
NO_FAULTS: Mapping[str, str] = {}


@frozen
class ShelfItem:
    """One good of a row of recommended ones: what a glance needs."""

    product: int
    name: str
    picture: str | None
    price: str
    unit: str
    stock: str
    tags: tuple[Tag, ...] = ()
    rating: Rating | None = None


@frozen
class About:
    """kept: the first variant among the person's favourites. instead: shown where the good itself is not there."""

    tags: tuple[Tag, ...]
    rating: Rating | None
    variant: int | None
    is_kept: bool
    is_compared: bool
    instead: tuple[ShelfItem, ...]
    recommended: tuple[ShelfItem, ...]
    texts: Mapping[str, str]
    reviews: CardReviews
    signed: str
    typed: TypedReview = TypedReview()
    faults: Mapping[str, str] = field(factory=dict)


def about(
    use_cases: CardUseCases,
    visit: Visit,
    card: ProductCard,
    around: Around,
    edition: Edition,
    typed: TypedReview = NOTHING_TYPED,
    faults: Mapping[str, str] = NO_FAULTS,
) -> About:
    """`typed`, `faults`: of a review that was refused."""
    product = card.text.product
    mark = around.mark
    is_there = any(each.available > 0 for each in card.offers)
    kinds = [LinkKind.RECOMMENDED] if is_there else [LinkKind.SUBSTITUTE, LinkKind.RECOMMENDED]
    related = use_cases.related_to(visit, product, kinds)
    substitutes = related.get(LinkKind.SUBSTITUTE, ())
    items = shelf(use_cases, visit, (*substitutes, *related[LinkKind.RECOMMENDED]), edition)
    cut = len(substitutes)
    variants = [each.variant for each in card.offers]
    kept = next((each for each in variants if each in mark.kept), None)
    return About(
        tags(mark.labels, edition.language),
        rating(mark),
        kept if kept is not None else (variants[0] if variants else None),
        kept is not None,
        mark.is_compared,
        items[:cut],
        items[cut:],
        around.texts,
        around.reviews,
        typed.signed or visit.authority.name,
        typed,
        faults,
    )


def shelf(use_cases: CardUseCases, visit: Visit, cards: tuple[Card, ...], edition: Edition) -> tuple[ShelfItem, ...]:
    marks = use_cases.marks(visit, cards) if cards else {}
    return tuple(_item(card, edition, marks.get(card.product, UNMARKED)) for card in cards)


def _item(card: Card, edition: Edition, mark: Mark) -> ShelfItem:
    main, figures = card.main, edition.figures
    line, goods = main.price, main.row.goods
    price = figures.price(line.price, line.currency.value) if line is not None and line.refusal is None else ""
    stock = figures.quantity(main.available, goods.unit)
    said = tags(mark.labels, edition.language)
    return ShelfItem(card.product, goods.name, main.row.picture, price, goods.unit, stock, said, rating(mark))
