"""Ask the ERP for the prices of the cart, and say yes to what became dearer by its answer (M024)."""

from collections.abc import Collection
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.access.ports import Limiter
from application.ordering.cart_quotes import CartQuotes, CartView
from application.ordering.refinement_ports import Askings
from application.ordering.refining import Refining
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.pricing.refinement import AnswerGone, AskedTooOften, NobodyToAsk

# A question holds a thread of ours and one of the ERP's; a person has use for a few, a loop for none.
ASKINGS, WINDOW = 20, 600


@frozen
class RefinePricesHandler:
    quotes: CartQuotes
    refining: Refining
    limiter: Limiter

    def __call__(self, visit: Visit) -> CartView:
        """Raises: NobodyToAsk; AskedTooOften. That the ERP did not answer is no refusal: the cart tells it."""
        context = visit.buyer()
        visit.authority.need(Permission.CHANGE_CART, context.party.id)
        view = self.quotes(visit)
        if view.quoted.refinement is None:
            raise NobodyToAsk
        if not self.limiter.allow(f"refine:{visit.authority.user}", ASKINGS, WINDOW):
            raise AskedTooOften(WINDOW)
        return self.quotes.answered(visit, view, self.refining.asked(visit, view))


@frozen
class AcceptPricesHandler:
    quotes: CartQuotes
    askings: Askings
    clock: Clock

    def __call__(self, visit: Visit, answers: Collection[UUID]) -> CartView:
        """Raises: AnswerGone for answers that are not those in force for the cart as it is now."""
        context = visit.buyer()
        visit.authority.need(Permission.PLACE_ORDER, context.party.id)
        refinement = self.quotes(visit).quoted.refinement
        standing = set() if refinement is None else {answer.id for answer in refinement.answers}
        if not answers or set(answers) != standing:
            raise AnswerGone
        self.askings.accept(context.cart, visit.authority.user, sorted(standing), self.clock.now())
        return self.quotes(visit)
