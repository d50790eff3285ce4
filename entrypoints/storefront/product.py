"""The card of a product."""

from collections.abc import Mapping
from decimal import Decimal

import falcon
from attrs import frozen

from application.access.context import Visit
from application.queries.catalogue import Offer, PackPrice
from domain.access.permission import Permission
from domain.ordering.cart import LineKey
from domain.shared.ids import PackagingId, ProductId, VariantId
from entrypoints.http.visits import visit_of
from entrypoints.pages.figures import typed
from entrypoints.storefront.desk import Desk
from entrypoints.storefront.listing import Listing, Typed


@frozen
class PackRow:
    """One packaging of a variant that can be ordered by itself."""

    key: str
    pack: PackPrice
    step: str
    entered: Typed


@frozen
class OfferRowView:
    offer: Offer
    step: str
    least: str
    entered: Typed
    packs: tuple[PackRow, ...]


BLANK = Typed("", "")


@frozen
class Product:
    """/goods/{product}"""

    desk: Desk

    def on_get(self, req: falcon.Request, resp: falcon.Response, product: int) -> None:
        self.show(req, resp, visit_of(req), product, {})

    def show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        product: int,
        entered: Mapping[LineKey, Typed],
    ) -> None:
        card = self.desk.use_cases.product(visit, ProductId(product))
        figures = self.desk.edition(visit, req).figures
        rows = tuple(_row(offer, card.packs.get(offer.variant, ()), entered) for offer in card.offers)
        section = card.path[-1].id if card.path else None
        can_order = Permission.CHANGE_CART in visit.buyer().party.permissions
        self.desk.show(
            req,
            resp,
            "product.html",
            visit,
            "catalogue",
            card=card,
            canonical=f"{req.prefix}/goods/{product}",
            rows=rows,
            form=Listing((), visit.authority.csrf, f"/goods/{product}", can_order),
            tree=self.desk.trees.html(card.tree, section, figures),
        )


def _row(offer: Offer, packs: tuple[PackPrice, ...], entered: Mapping[LineKey, Typed]) -> OfferRowView:
    steps, variant = offer.steps, offer.variant
    return OfferRowView(
        offer,
        typed(steps.multiple or Decimal(1)),
        typed(max(steps.minimum, steps.multiple) or Decimal(1)),
        entered.get(LineKey(variant), BLANK),
        tuple(_pack(variant, pack, entered) for pack in packs),
    )


def _pack(variant: VariantId, pack: PackPrice, entered: Mapping[LineKey, Typed]) -> PackRow:
    key = LineKey(variant, PackagingId(pack.packaging.id))
    step = typed(pack.steps.multiple or Decimal(1))
    return PackRow(f"{variant}-{pack.packaging.id}", pack, step, entered.get(key, BLANK))
