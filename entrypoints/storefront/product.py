"""The card of a product."""

from collections.abc import Mapping

import falcon
from attrs import frozen

from application.access.context import Visit
from application.queries.card_media import as_the_text_tells
from application.queries.units import Wish, unit_offers
from application.reviews.write import TypedReview
from domain.ordering.cart import LineKey
from domain.shared.ids import ProductId, VariantId
from entrypoints.http.visits import visit_of
from entrypoints.pages.forms import whole
from entrypoints.storefront.card.about import NO_FAULTS, NOTHING_TYPED, about
from entrypoints.storefront.card.use_cases import CardUseCases
from entrypoints.storefront.desk import Desk, trusted_form
from entrypoints.storefront.listing import listing
from entrypoints.storefront.row import Typed
from entrypoints.storefront.units import unit_rows, wishes_entered, wishes_of


@frozen
class Product:
    """/goods/{product}; `?unit=<variant>-<packaging>` opens it in that unit."""

    desk: Desk
    cards: CardUseCases | None = None

    def on_get(self, req: falcon.Request, resp: falcon.Response, product: int) -> None:
        wishes = wishes_of({"unit": str(req.params.get("unit", ""))})
        self.show(req, resp, visit_of(req), product, {}, wishes)

    def show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        product: int,
        entered: Mapping[LineKey, Typed],
        wishes: Mapping[VariantId, Wish] | None = None,
        review: tuple[TypedReview, Mapping[str, str]] = (NOTHING_TYPED, NO_FAULTS),
    ) -> None:
        """`entered`: what the cart refused, still in its field. review: one that was refused, with its faults."""
        card = self.desk.use_cases.product(visit, ProductId(product))
        edition = self.desk.edition(visit, req)
        offset = whole(str(req.params.get("reviews", "")), 0, 100_000)
        offers = unit_offers(card, {**(wishes or {}), **wishes_entered(entered)})
        section = card.path[-1].id if card.path else None
        around = None if self.cards is None else self.cards.around(visit, card, offset)
        self.desk.show(
            req,
            resp,
            "product.html",
            visit,
            "catalogue",
            card=card,
            canonical=f"{req.prefix}/goods/{product}",
            media=as_the_text_tells(card) if around is None else around.media,
            rows=unit_rows(offers, entered, edition.language.code),
            form=listing(visit, f"/goods/{product}"),
            tree=self.desk.trees.html(card.tree, section, edition.figures),
            about=about(self.cards, visit, card, around, edition, *review) if self.cards and around else None,
        )

    def show_refused(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        product: int,
        review: tuple[TypedReview, Mapping[str, str]],
    ) -> None:
        """With a review that was refused, still in its form."""
        self.show(req, resp, visit, product, {}, review=review)


@frozen
class Count:
    """POST /goods/{product}/count: the same card with other units, and the sums of what is typed. Changes nothing."""

    product: Product

    def on_post(self, req: falcon.Request, resp: falcon.Response, product: int) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        self.product.show(req, resp, visit, product, {}, wishes_of(form))
