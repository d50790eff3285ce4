"""Placing: a preview of the orders to be, ways out of what stands in the way, then one press that does it once."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import uuid4

import falcon
from attrs import evolve, frozen

from application.access.context import Visit
from application.fulfilment.address_book import AddressBook, AddressBookFull, AddressInvalid, TypedAddress
from application.fulfilment.options import Offer
from application.ordering.cart_quotes import CartView
from application.ordering.ports import KeyReused
from domain.access.permission import Permission
from domain.ordering.cart import CartEmpty
from domain.ordering.order import DateInPast
from domain.ordering.placing import WarehouseClosed
from domain.shared.errors import DomainError, NotAllowed, NotFound, Refusals
from domain.shared.ids import OrderId
from entrypoints.http.entry import Around
from entrypoints.http.problems import remedies, sentence, status
from entrypoints.http.visits import token_of, visit_of
from entrypoints.pages.forms import day_of, uuid_of
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.approval import approval_note, asked_for
from entrypoints.storefront.checkout_form import choice_of, command_of, consignee_of, delivery_of, sums_text, without
from entrypoints.storefront.desk import Desk, trusted_form
from entrypoints.storefront.lines import NOTHING_ASKED, Button, Told, buttons
from entrypoints.storefront.mending import mended
from entrypoints.storefront.parts import Part, parted
from entrypoints.storefront.refinement_words import refinement_view

MOST_PARTS = 50
MOST_TOLD = 20
NEW_ADDRESS = "new_"
CHOSEN_ELSEWHERE = ("consignee", "address", "counterparty")


@frozen
class Checkout:
    """/checkout"""

    desk: Desk
    addresses: AddressBook | None = None

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        visit.authority.need(Permission.PLACE_ORDER, visit.buyer().party.id)
        chosen = {name: str(req.params.get(name, "")) for name in ("later", "pickup", "method", "address", "ship_on")}
        self._show(req, resp, visit, {"key": str(uuid4()), **chosen})

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        if "add_address" in form:
            self._add_address(req, resp, visit, form)
            return
        visit.authority.need(Permission.PLACE_ORDER, visit.buyer().party.id)
        if (after := mended(self.desk, visit, form)) is not None:
            # The cart may be another one now: the visit is read again, for the header and for the version.
            self._show(req, resp, self.desk.use_cases.visit(token_of(req)) or visit, after)
            return
        self._place(req, resp, visit, self._usual(visit, form) if "express" in form else form)

    def _place(self, req: falcon.Request, resp: falcon.Response, visit: Visit, form: Mapping[str, str]) -> None:
        try:
            if form.get("do") == "ask":
                see_other(resp, asked_for(self.desk, visit, command_of(form)))
                return
            placed = self.desk.use_cases.place_order(visit, command_of(form))
        except (NotAllowed, CartEmpty):
            raise
        except DomainError as refusal:
            if isinstance(refusal, NotFound) and refusal.kind not in CHOSEN_ELSEWHERE:
                raise
            typed = dict(form) | ({"key": str(uuid4())} if isinstance(refusal, KeyReused) else {})
            self._show(req, resp, visit, typed, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, "/placed?orders=" + ",".join(str(order.id) for order in placed.orders))

    def _usual(self, visit: Visit, form: Mapping[str, str]) -> Mapping[str, str]:
        """What one press from the cart asks for: the company's usual delivery, as soon as it goes (M079)."""
        offer = self.desk.use_cases.delivery_options(visit, self.desk.use_cases.cart(visit), delivery_of(form), None)
        method, address = offer.method, offer.address
        usual = {
            "method": str(method.id) if method else "",
            "address": str(address.id) if address and address.id else "",
        }
        return {**form, **usual}

    def _add_address(self, req: falcon.Request, resp: falcon.Response, visit: Visit, form: dict[str, str]) -> None:
        """A new address is kept and chosen; a bad one comes back with its faults, and the order with what was typed."""
        if self.addresses is None:
            raise NotFound("page", "addresses")
        try:
            added = self.addresses.add(visit, TypedAddress.of(form, NEW_ADDRESS))
        except (AddressInvalid, AddressBookFull) as refusal:
            self._show(req, resp, visit, form, refusal)
            resp.status = status(refusal)
            return
        left = {name: text for name, text in form.items() if not name.startswith(NEW_ADDRESS)}
        self._show(req, resp, visit, {**left, "address": str(added)})

    def _view(self, visit: Visit, form: Mapping[str, str]) -> tuple[CartView, dict[str, str], DomainError | None]:
        """What was chosen, or all of the cart where that is no longer to be had."""
        try:
            return self.desk.use_cases.chosen_cart(visit, choice_of(form)), dict(form), None
        except WarehouseClosed as closed:
            left = without(form, "pickup")
            return self.desk.use_cases.chosen_cart(visit, choice_of(left)), left, closed

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        form: Mapping[str, str],
        refusal: DomainError | None = None,
    ) -> None:
        view, form, closed = self._view(visit, form)
        if not view.quoted.lines:
            see_other(resp, "/cart")
            return
        refusal = refusal or closed
        if refusal is None and view.has_changed:
            # What changed overnight is confirmed first; a total alone would hide a line that is dearer and one cheaper.
            see_other(resp, "/cart#changes")
            return
        whole = visit.buyer()
        cart_lines = whole.cart_lines if form.get("later") else len(view.quoted.lines)
        context = evolve(whole, cart_lines=cart_lines)
        language = self.desk.edition(visit, req).language.code
        held = context.party.permissions
        offer = self.desk.use_cases.delivery_options(
            visit, evolve(view, context=whole), delivery_of(form), consignee_of(form)
        )
        cart = parted(view, language, Permission.SEE_DEBT in held, NOTHING_ASKED)
        is_date = isinstance(refusal, DateInPast)
        faults = {fault.field: sentence(fault, language) for fault in getattr(refusal, "faults", ())}
        self.desk.show(
            req,
            resp,
            "checkout.html",
            evolve(visit, context=context),
            "cart",
            cart=cart,
            offer=offer,
            days=days_of(cart.parts, offer, day_of(form.get("ship_on", ""))),
            division=[one for one in view.quoted.division if one.amount],
            csrf=visit.authority.csrf,
            form=form,
            faults=faults,
            later=len([key for key in form.get("later", "").split(",") if key]),
            key=form.get("key") or str(uuid4()),
            totals=sums_text(view.quoted.totals),
            consignees=self.desk.use_cases.consignees(visit) if offer.consignees is None else offer.consignees,
            refinement=refinement_view(view.quoted, language),
            today=context.day,
            blocked=context.status != "active",
            date_fault=sentence(refusal, language) if refusal and is_date else "",
            keeps_addresses=self.addresses is not None,
            approval=approval_note(self.desk, visit, view, language),
            **told_of(refusal if not is_date and not faults else None, view, language, held),
        )


def days_of(parts: Sequence[Part], offer: Offer, wished: date | None) -> list[date | None]:
    """Of each part, the day on which it goes; None where nobody can say."""
    return [offer.ships_on(part.promised, wished) for part in parts]


def told_of(refusal: DomainError | None, view: CartView, language: str, held: frozenset[str]) -> dict[str, object]:
    """Each reason with its ways out, then what mends several at once; without a refusal, that of the cart's own."""
    quoted = view.quoted
    if refusal is None and quoted.refusals:
        refusal = Refusals(quoted.refusals)
    around = Around(held, quoted)
    reasons = refusal.reasons if isinstance(refusal, Refusals) else (refusal,) if refusal else ()
    told = [Told(sentence(r, language, around), buttons(remedies(r, language, around))) for r in reasons[:MOST_TOLD]]
    together: tuple[Button, ...] = ()
    if isinstance(refusal, Refusals):
        single = {button for one in told for button in one.buttons}
        found = buttons(remedies(refusal, language, around))
        together = tuple(button for button in found if button.kind == "postpone" and button not in single)
    return {"told": told, "together": together, "untold": max(0, len(reasons) - MOST_TOLD)}


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
