"""An order placed once more: its lines, in their units, into the cart; and what became of each."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

import falcon
from attrs import frozen

from application.ordering.change_cart import CartRow, ChangeCart, RowOutcome
from application.queries.offers import Card
from application.queries.orders import OrderLineView
from application.related.related import LinkKind
from domain.ordering.cart import Operation
from domain.shared.ids import OrderId, PackagingId, ProductId, VariantId
from entrypoints.http.problems import sentence
from entrypoints.http.visits import visit_of
from entrypoints.pages.forms import operation_of
from entrypoints.storefront.card.use_cases import CardUseCases
from entrypoints.storefront.cart import fresh
from entrypoints.storefront.desk import Desk, trusted_form

MOST_INSTEAD = 3


@frozen
class Repeated:
    """quantity: in the cart now; None where nothing came of the line. instead: what may be had in its place."""

    line: OrderLineView
    quantity: Decimal | None
    raised_from: Decimal | None
    why_not: str
    instead: tuple[Card, ...] = ()


@frozen
class RepeatOrder:
    """POST /orders/{order}/repeat: at the prices and the stock of today, in the active context."""

    desk: Desk
    cards: CardUseCases | None = None

    def on_post(self, req: falcon.Request, resp: falcon.Response, order: UUID) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        use_cases, language = self.desk.use_cases, self.desk.edition(visit, req).language
        view = use_cases.order(visit, OrderId(order))
        lines = [line for line in view.lines if line.variant is not None and line.requested > 0]
        rows = tuple(_row(line) for line in lines)
        changed = use_cases.change_cart(visit, ChangeCart(rows, operation_of(form), round_up=True))
        told = [_told(lines[one.row], one, language.code) for one in changed.outcomes]
        told += [Repeated(line, None, None, language.say("The goods are not in the catalogue.")) for line in view.lines
                 if line.variant is None]  # fmt: skip
        gone = [one.line.product for one in told if one.quantity is None and one.line.product is not None]
        instead: Mapping[ProductId, tuple[Card, ...]] = {}
        if self.cards is not None and gone:
            ids = [ProductId(id) for id in gone]
            instead = self.cards.related(visit, LinkKind.SUBSTITUTE, ids, MOST_INSTEAD)
        after = fresh(self.desk, req, visit)
        self.desk.show(
            req,
            resp,
            "repeated.html",
            after,
            "orders",
            row=view.row,
            lines=[_with(one, instead) for one in told],
            taken=sum(1 for one in told if one.quantity is not None),
            is_repeat=not changed.outcomes and bool(rows),
        )


def _row(line: OrderLineView) -> CartRow:
    """As many as were wished for first: what the seller corrected then says nothing of today."""
    variant, packaging = VariantId(line.variant or 0), PackagingId(line.packaging)
    return CartRow(variant, f"{line.requested.normalize():f}", packaging, Operation.ADD)


def _told(line: OrderLineView, outcome: RowOutcome, language: str) -> Repeated:
    refusal = outcome.refusal
    return Repeated(line, outcome.quantity, outcome.raised_from, sentence(refusal, language) if refusal else "")


def _with(one: Repeated, instead: Mapping[ProductId, tuple[Card, ...]]) -> Repeated:
    found = instead.get(ProductId(one.line.product or 0), ()) if one.quantity is None else ()
    return Repeated(one.line, one.quantity, one.raised_from, one.why_not, found)
