"""A client writes a review of what he bought; reads what others wrote, and what became of his own."""

from collections.abc import Sequence

from attrs import frozen

from application.access.context import Visit
from application.pricing.goods import Reading
from application.related.related import cards_of
from application.reviews.ports import NewReview, OwnReview, Reviews, ShownReview, Standing
from application.shared.ports import Ids
from domain.access.permission import Permission
from domain.catalog.review import (
    LONGEST,
    LONGEST_NAME,
    AlreadyReviewed,
    NotBought,
    ReviewNotSound,
    ReviewState,
    plain_text,
    stars_of,
)
from domain.shared.errors import NotFound
from domain.shared.ids import ProductId

PAGE = 10
MOST_OWN = 200


@frozen
class TypedReview:
    stars: str = ""
    body: str = ""
    signed: str = ""


@frozen
class WriteReview:
    reviews: Reviews
    reading: Reading
    ids: Ids

    def __call__(self, visit: Visit, product: ProductId, typed: TypedReview) -> None:
        """Raises NotFound for what the client does not have, NotBought, AlreadyReviewed, ReviewNotSound."""
        visit.authority.himself()
        context = visit.buyer()
        visit.authority.need(Permission.PLACE_ORDER, context.party.id)
        if not cards_of(self.reading, visit, [product]):
            raise NotFound("product", str(product))
        stars, body = stars_of(typed.stars), plain_text(typed.body, "body", LONGEST)
        signed = plain_text(typed.signed, "signed", LONGEST_NAME).replace("\n", " ")
        if not signed:
            raise ReviewNotSound("signed", "missing")
        standing = self.reviews.standing(context.party.id, product)
        if standing.order is None:
            raise NotBought(product)
        user = visit.authority.user
        made = NewReview(self.ids.new(), product, context.party.id, user, standing.order, stars, body, signed)
        if not self.reviews.add(made):
            raise AlreadyReviewed(product, standing.own.state.value if standing.own else ReviewState.WAITING.value)


@frozen
class CardReviews:
    """On a card. may_write: he bought it and his company's people have said nothing of it yet."""

    shown: Sequence[ShownReview]
    total: int
    offset: int
    own: OwnReview | None
    may_write: bool


def reviews_of(shown: Sequence[ShownReview], total: int, offset: int, standing: Standing) -> CardReviews:
    own = standing.own
    free = own is None or own.state is ReviewState.REFUSED
    return CardReviews(shown, total, offset, own, standing.order is not None and free)


@frozen
class OwnReviewsQuery:
    reviews: Reviews
    reading: Reading

    def __call__(self, visit: Visit) -> Sequence[OwnReview]:
        """Of the client; of goods that rules hide from him nothing is said."""
        context = visit.buyer()
        visit.authority.need(Permission.SEE_CATALOGUE, context.party.id)
        found = self.reviews.own(context.party.id, MOST_OWN)
        had = {card.product for card in cards_of(self.reading, visit, [one.product for one in found])}
        return [one for one in found if one.product in had]
