"""Placing: a preview of the orders to be, then one press that does it once."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from uuid import uuid4

import falcon
from attrs import evolve, frozen

from application.access.context import Visit
from application.ordering.place_order import PlaceOrder
from application.ordering.ports import KeyReused
from domain.access.permission import Permission
from domain.ordering.cart import CartEmpty
from domain.ordering.order import DateInPast
from domain.shared.errors import DomainError, NotAllowed, NotFound, Refusals
from domain.shared.ids import ConsigneeId, OrderId
from domain.shared.money import Currency, Money
from entrypoints.http.entry import Around
from entrypoints.http.problems import remedies, sentence, status
from entrypoints.http.visits import visit_of
from entrypoints.pages.forms import day_of, uuid_of
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.desk import Desk, trusted_form
from entrypoints.storefront.lines import NOTHING_ASKED, Told, buttons
from entrypoints.storefront.parts import parted
from entrypoints.storefront.refinement_words import refinement_view

LONGEST_COMMENT = 1000
MOST_PARTS = 50


def sums_text(sums: tuple[Money, ...]) -> str:
    return ";".join(f"{money.amount} {money.currency.value}" for money in sums)


def sums_of(text: str) -> tuple[Money, ...]:
    """The sums of a hidden field; nothing for what no form of ours has sent, which then differs from any total."""
    try:
        pairs = [part.split(" ") for part in text.split(";") if part]
        return tuple(Money(Decimal(amount), Currency(currency)) for amount, currency in pairs)
    except (ValueError, InvalidOperation, DomainError):
        return ()


@frozen
class Checkout:
    """/checkout"""

    desk: Desk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        visit.authority.need(Permission.PLACE_ORDER, visit.buyer().party.id)
        self._show(req, resp, visit, {"key": str(uuid4())})

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        try:
            placed = self.desk.use_cases.place_order(visit, command_of(form))
        except (NotAllowed, CartEmpty):
            raise
        except DomainError as refusal:
            if isinstance(refusal, NotFound) and refusal.kind != "consignee":
                raise
            typed = dict(form) | ({"key": str(uuid4())} if isinstance(refusal, KeyReused) else {})
            self._show(req, resp, visit, typed, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, "/placed?orders=" + ",".join(str(order.id) for order in placed.orders))

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        form: Mapping[str, str],
        refusal: DomainError | None = None,
    ) -> None:
        view = self.desk.use_cases.cart(visit)
        if not view.quoted.lines:
            see_other(resp, "/cart")
            return
        if refusal is None and view.has_changed:
            # What changed overnight is confirmed first; a total alone would hide a line that is dearer and one cheaper.
            see_other(resp, "/cart#changes")
            return
        context = evolve(view.context, cart_lines=len(view.quoted.lines), cart_totals=view.quoted.totals)
        language = self.desk.edition(visit, req).language.code
        held = context.party.permissions
        cart = parted(view, language, Permission.SEE_DEBT in held, NOTHING_ASKED)
        is_date = isinstance(refusal, DateInPast)
        around = Around(held, view.quoted)
        reasons = refusal.reasons if isinstance(refusal, Refusals) else (refusal,) if refusal and not is_date else ()
        self.desk.show(
            req,
            resp,
            "checkout.html",
            evolve(visit, context=context),
            "cart",
            cart=cart,
            csrf=visit.authority.csrf,
            form=form,
            key=form.get("key") or str(uuid4()),
            totals=sums_text(view.quoted.totals),
            consignees=self.desk.use_cases.consignees(visit),
            refinement=refinement_view(view.quoted, language),
            today=context.day,
            blocked=context.status != "active",
            date_fault=sentence(refusal, language) if refusal and is_date else "",
            told=[Told(sentence(r, language, around), buttons(remedies(r, language, around))) for r in reasons],
        )


def command_of(form: Mapping[str, str]) -> PlaceOrder:
    version, consignee = form.get("version", ""), form.get("consignee", "")
    return PlaceOrder(
        form.get("key", "")[:200],
        int(version) if version.isascii() and version.isdigit() else 0,
        sums_of(form.get("total", "")),
        ConsigneeId(uuid_of(consignee, "consignee")) if consignee else None,
        day_of(form.get("ship_on", "")),
        form.get("comment", "").strip()[:LONGEST_COMMENT],
    )


@frozen
class Placed:
    """/placed?orders=…: what came of the cart."""

    desk: Desk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        ids = [part for part in str(req.get_param("orders", default="")).split(",") if part][:MOST_PARTS]
        orders = [self.desk.use_cases.order(visit, OrderId(uuid_of(id, "order"))) for id in ids]
        if not orders:
            see_other(resp, "/orders")
            return
        self.desk.show(req, resp, "placed.html", visit, "orders", orders=orders)
