"""The promo code of the cart: naming it and taking it off."""

import falcon
from attrs import frozen

from domain.pricing.promo_refusals import PromoUnknown
from domain.shared.errors import DomainError
from entrypoints.http.problems import status
from entrypoints.http.visits import visit_of
from entrypoints.pages.rendering import is_part, see_other
from entrypoints.storefront.cart import Cart
from entrypoints.storefront.desk import trusted_form
from entrypoints.storefront.lines import NOTHING_ASKED


@frozen
class Promo:
    """POST /cart/promo"""

    cart: Cart

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        use_cases, typed = self.cart.desk.use_cases, form.get("code", "").strip()
        if "remove" in form or not typed:
            use_cases.remove_promo(visit)
            see_other(resp, "/cart")
            return
        try:
            use_cases.name_promo(visit, typed)
        except DomainError as refusal:
            if not refusal.code.startswith("promo."):
                raise
            said = refusal.promo if isinstance(refusal, PromoUnknown) else typed
            self.cart.show(req, resp, visit, NOTHING_ASKED, promo=(said, refusal))
            resp.status = falcon.HTTP_200 if is_part(req) else status(refusal)
            return
        see_other(resp, "/cart")
