"""Asking the ERP about a quoted cart: before any transaction, with nothing locked and no connection held."""

from collections.abc import Sequence
from decimal import Decimal

from attrs import frozen

from application.access.context import Visit
from application.ordering.cart_quotes import CartQuotes, CartView
from application.ordering.choice import WHOLE_CART, CartChoice
from application.ordering.refinement_ports import Askings, PriceRefinery, Question, Source, Sources
from application.shared.ports import Clock, Ids
from domain.ordering.refined_cart import CartRefinement, ref_of
from domain.pricing.ask import QuotedLine
from domain.pricing.refinement import LineRef
from domain.pricing.refining import AskedLine, asking_of, is_due, judged


@frozen
class Refining:
    quotes: CartQuotes
    sources: Sources
    refinery: PriceRefinery
    askings: Askings
    clock: Clock
    ids: Ids

    def asked(self, visit: Visit, view: CartView, choice: CartChoice = WHOLE_CART) -> CartView:
        """Ask now, keep what was said, quote again. The same view where there is nobody to ask."""
        refinement = view.quoted.refinement
        if refinement is None:
            return view
        context, owner = visit.buyer(), visit.authority.user
        lines = _lines(view, refinement)
        for source in self.sources.of(lines, context.party.id):
            question = Question(self.ids.new(), refinement.hash, source, _of(source, lines), self.clock.now())
            asking = asking_of(question.id, source.base.name, refinement.hash, question.lines, question.asked_at)
            said = self.refinery.ask(question)
            kept = judged(asking, question.lines, said, self.clock.now())
            self.askings.keep(context.cart, owner, context.party.id, source.base.id, kept)
        return self.quotes.chosen(visit, choice)

    def asked_where_due(self, visit: Visit, view: CartView, choice: CartChoice = WHOLE_CART) -> CartView:
        """What placing does: no second question about a cart that was just asked about."""
        refinement = view.quoted.refinement
        if refinement is None:
            return view
        contracts = {state.terms.contract: state for state in refinement.contracts}
        due = is_due(contracts, view.askings, refinement.hash, self.clock.now())
        return self.asked(visit, view, choice) if due else view


def _lines(view: CartView, refinement: CartRefinement) -> dict[LineRef, tuple[Decimal, QuotedLine]]:
    """What the cart has of each, over all warehouses, with one of its quoted lines."""
    found: dict[LineRef, tuple[Decimal, QuotedLine]] = {}
    asked = {state.terms.contract for state in refinement.contracts}
    for line in view.quoted.lines:
        for share in line.shares:
            ref = ref_of(share.quoted.ask)
            if ref.contract in asked:
                before = found[ref][0] if ref in found else Decimal(0)
                found[ref] = before + share.quoted.ask.quantity, share.quoted
    return found


def _of(source: Source, lines: dict[LineRef, tuple[Decimal, QuotedLine]]) -> tuple[AskedLine, ...]:
    """Numbered by what the lines are and not by where they stand, so that one cart is always one question."""
    mine: Sequence[LineRef] = sorted(ref for ref in lines if ref.contract in source.contracts and ref in source.units)
    return tuple(_asked(number, ref, *lines[ref]) for number, ref in enumerate(mine, 1))


def _asked(number: int, ref: LineRef, quantity: Decimal, quoted: QuotedLine) -> AskedLine:
    price, packaging = None if quoted.refusal is not None else quoted.price, quoted.ask.packaging
    coefficient = packaging.numerator / packaging.denominator
    return AskedLine(number, ref, quantity, quoted.currency, price, quoted.vat_included, coefficient)
