"""Reviews of a client: writing one on a card, and what became of them all."""

from collections.abc import Mapping
from typing import Protocol

import falcon
from attrs import frozen

from application.access.context import Visit
from application.reviews.write import TypedReview
from domain.catalog.review import AlreadyReviewed, NotBought, ReviewNotSound
from domain.shared.ids import ProductId
from entrypoints.http.problems import sentence, status
from entrypoints.http.visits import visit_of
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.card.use_cases import ReviewUseCases
from entrypoints.storefront.desk import Desk, trusted_form


class CardPage(Protocol):
    """The page of the card, shown again with what was refused."""

    @property
    def desk(self) -> Desk: ...

    def show_refused(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        product: int,
        review: tuple[TypedReview, Mapping[str, str]],
    ) -> None: ...


@frozen
class WriteReview:
    """POST /goods/{product}/review"""

    product: CardPage
    reviews: ReviewUseCases

    def on_post(self, req: falcon.Request, resp: falcon.Response, product: int) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        typed = TypedReview(form.get("stars", ""), form.get("body", ""), form.get("signed", ""))
        try:
            self.reviews.write(visit, ProductId(product), typed)
        except (ReviewNotSound, NotBought, AlreadyReviewed) as refusal:
            language = self.product.desk.edition(visit, req).language.code
            field = refusal.field if isinstance(refusal, ReviewNotSound) else ""
            self.product.show_refused(req, resp, visit, product, (typed, {field: sentence(refusal, language)}))
            resp.status = status(refusal)
            return
        see_other(resp, f"/goods/{product}?reviewed=1#reviews")


@frozen
class OwnReviews:
    """/reviews"""

    desk: Desk
    reviews: ReviewUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        self.desk.show(req, resp, "reviews.html", visit, "reviews", rows=self.reviews.own(visit))
