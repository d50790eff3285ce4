"""Why a price: now, or at a moment that has passed."""

from decimal import Decimal, InvalidOperation

import falcon
from attrs import evolve, frozen

from application.access.context import Visit
from application.price_history.own import AskPastPrice
from application.queries.price_explanation import PriceExplanation
from domain.pricing.travel import (
    BeforeTheRecords,
    By,
    ContractNotInForceThen,
    ContractUnknownThen,
    MomentInFuture,
    MomentInvalid,
)
from domain.shared.errors import NotFound
from domain.shared.ids import PackagingId, VariantId
from domain.shared.quantity import QuantityInvalid, quantity_of
from entrypoints.http.problems import sentence
from entrypoints.http.visits import visit_of
from entrypoints.pages.explaining import Said, steps_in_words
from entrypoints.pages.figures import read_quantity
from entrypoints.pages.forms import whole
from entrypoints.pages.rendering import Edition
from entrypoints.storefront.desk import Desk

NO_PAST = (MomentInvalid, MomentInFuture, BeforeTheRecords, ContractUnknownThen, ContractNotInForceThen)


@frozen
class WhyPrice:
    """/why/{variant}: the steps of a price in words; `packaging` and `quantity` by the query."""

    desk: Desk

    def on_get(self, req: falcon.Request, resp: falcon.Response, variant: int) -> None:
        visit = visit_of(req)
        packaging = PackagingId(whole(str(req.params.get("packaging", "")), 0, 10**9))
        quantity = _quantity(str(req.params.get("quantity", "")))
        why = self._why(visit, VariantId(variant), quantity, packaging, is_in_cart=bool(req.params.get("cart")))
        edition = self.desk.edition(visit, req)
        unit = why.line.ask.packaging.name
        at = str(req.params.get("at", ""))[:40]
        ask = AskPastPrice(VariantId(variant), at, By.RECORDED, quantity, packaging)
        past = [self._past(visit, evolve(ask, by=by), edition) for by in By] if at else []
        self.desk.show(
            req, resp, "why.html", visit, "catalogue", why=why, steps=_said(why, edition), unit=unit, at=at, past=past,
            kept={"quantity": req.params.get("quantity", ""), "packaging": req.params.get("packaging", "")},
        )  # fmt: skip

    def _why(
        self, visit: Visit, variant: VariantId, quantity: Decimal, packaging: PackagingId, *, is_in_cart: bool
    ) -> PriceExplanation:
        """As the cart has it; a line that is no more there is a good like any other."""
        if is_in_cart:
            try:
                return self.desk.use_cases.explain_in_cart(visit, variant, packaging)
            except NotFound as gone:
                if gone.kind != "cart line":
                    raise
        return self.desk.use_cases.explain(visit, variant, quantity, packaging)

    def _past(self, visit: Visit, ask: AskPastPrice, edition: Edition) -> "PastWhy":
        say = edition.language.say
        title = say("Seen then") if ask.by is By.RECORDED else say("In force then")
        try:
            why = self.desk.use_cases.past_price(visit, ask)
        except NO_PAST as refused:
            return PastWhy(title, None, (), sentence(refused, edition.language.code))
        refusal = why.line.refusal
        told = sentence(refusal, edition.language.code) if refusal else ""
        return PastWhy(title, None if refusal else why, _said(why, edition), told)


@frozen
class PastWhy:
    """One of the two answers of a moment that has passed; refusal where there is no price."""

    title: str
    why: PriceExplanation | None
    steps: tuple[Said, ...]
    refusal: str


def _said(why: PriceExplanation, edition: Edition) -> tuple[Said, ...]:
    line = why.line
    steps = [(step.step, step.facts) for step in why.steps]
    contract, unit = line.ask.terms.contract_number, line.ask.packaging.name
    return steps_in_words(steps, edition, contract, line.currency.value, unit)


def _quantity(text: str) -> Decimal:
    try:
        return quantity_of(read_quantity(text)) if text else Decimal(1)
    except (QuantityInvalid, InvalidOperation):
        return Decimal(1)
