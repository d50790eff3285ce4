"""The ERP's word on the prices of the cart: asking for it, and saying yes to what became dearer."""

from uuid import UUID

import falcon
from attrs import frozen

from domain.shared.errors import DomainError
from entrypoints.http.problems import remedies, sentence, status
from entrypoints.http.visits import visit_of
from entrypoints.pages.forms import uuid_of
from entrypoints.pages.rendering import is_part, see_other
from entrypoints.storefront.cart import Cart
from entrypoints.storefront.desk import trusted_form
from entrypoints.storefront.lines import NOTHING_ASKED

MOST_ANSWERS = 20
OURS = ("price.answer-gone", "price.asked-too-often", "price.nobody-to-ask")


@frozen
class Refinement:
    """POST /cart/refinement: asks, or with `accept` says yes to the answers of these ids."""

    cart: Cart

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        use_cases = self.cart.desk.use_cases
        try:
            if "accept" in form:
                use_cases.accept_prices(visit, answers_of(form["accept"]))
            else:
                use_cases.refine_prices(visit)
        except DomainError as refusal:
            if refusal.code not in OURS:
                raise
            language = self.cart.desk.edition(visit, req).language.code
            ways = tuple(way.text for way in remedies(refusal, language))
            self.cart.show(req, resp, visit, NOTHING_ASKED, refinement=(sentence(refusal, language), ways))
            resp.status = falcon.HTTP_200 if is_part(req) else status(refusal)
            return
        see_other(resp, "/cart#refinement")


def answers_of(text: str) -> list[UUID]:
    """Raises NotFound for what is no id."""
    return [uuid_of(part, "refinement") for part in text.split(",") if part][:MOST_ANSWERS]
