"""What stands around a card: marks, the seller's texts, reviews, media. Read at once, whatever there is."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from attrs import frozen

from application.access.context import Visit
from application.queries.card_media import CardMedia, FoundMedia, media_of
from application.queries.marks import true_mark
from application.queries.product_card import ProductCard
from application.reviews.ports import ShownReview, Standing
from application.reviews.write import PAGE, CardReviews, reviews_of
from domain.access.permission import Permission
from domain.catalog.mark import Mark
from domain.shared.ids import CounterpartyId, ProductId, UserId


@frozen
class AskAround:
    """client: whose orders and review count; None for a person who may write none. day: of the client's prices."""

    product: ProductId
    pictures: Sequence[str]
    user: UserId
    client: CounterpartyId | None
    day: date
    today: date
    offset: int = 0
    limit: int = PAGE


@frozen
class FoundAround:
    """texts: by place. total: of all reviews that are shown."""

    mark: Mark
    texts: Mapping[str, str]
    reviews: Sequence[ShownReview]
    total: int
    standing: Standing
    media: FoundMedia


class AroundCards(Protocol):
    def of(self, ask: AskAround) -> FoundAround:
        """One statement."""


@frozen
class Around:
    mark: Mark
    texts: Mapping[str, str]
    reviews: CardReviews
    media: CardMedia


@frozen
class AroundQuery:
    """Only for a card that the asker was given before. least: from how many frames a good is shown turning."""

    cards: AroundCards
    today: Callable[[], date]
    least: int

    def __call__(self, visit: Visit, card: ProductCard, offset: int = 0) -> Around:
        context = visit.buyer()
        visit.authority.need(Permission.SEE_CATALOGUE, context.party.id)
        may_order = Permission.PLACE_ORDER in context.party.permissions
        found = self.cards.of(
            AskAround(
                card.text.product, card.text.pictures, visit.authority.user, context.party.id if may_order else None,
                context.day, self.today(), offset,
            )
        )  # fmt: skip
        return Around(
            true_mark(found.mark, card.offers),
            {place: body for place, body in found.texts.items() if body},
            reviews_of(found.reviews, found.total, offset, found.standing),
            media_of(card, found.media, self.least),
        )
