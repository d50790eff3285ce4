"""A buyer's own price of a moment that has passed."""

from decimal import Decimal

from attrs import evolve, frozen

from application.access.context import Visit
from application.price_history.moments import Moments
from application.price_history.past import ONE, Asked, PastBooks
from application.queries.orders import readers
from application.queries.price_explanation import PriceExplanation, PriceExplanationQuery, proof_of
from domain.access.permission import Permission
from domain.pricing.ask import BASE
from domain.pricing.trail import explained
from domain.pricing.travel import By
from domain.shared.ids import PackagingId, VariantId


@frozen
class AskPastPrice:
    variant: VariantId
    moment: str
    by: By = By.RECORDED
    quantity: Decimal = ONE
    packaging: PackagingId = BASE


@frozen
class PastPriceQuery:
    """A buyer's own price of then, under the contract that these goods are sold to him by now."""

    explain: PriceExplanationQuery
    books: PastBooks
    moments: Moments

    def __call__(self, visit: Visit, ask: AskPastPrice) -> PriceExplanation:
        """Raises NotFound, NoValidContract; MomentInvalid, MomentInFuture; BeforeTheRecords, ContractUnknownThen,
        ContractNotInForceThen."""
        moment = self.moments.of(ask.moment, ask.by)
        now = self.explain(visit, ask.variant, ask.quantity, ask.packaging)
        terms = now.line.ask.terms
        asked = Asked(terms.contract, (ask.variant,), terms.region, visit.authority.user)
        past = self.books.of(readers(visit, Permission.SEE_PRICES), asked, moment)
        line = past.quote(ask.variant, ask.quantity, ask.packaging)
        return evolve(now, line=line, steps=explained(line.trail), hash=proof_of(line))
