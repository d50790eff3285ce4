"""The cart: adding from lists, editing, removing with a way back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import falcon
from attrs import evolve, frozen

from application.access.context import Visit
from application.ordering.change_cart import CartChanged, CartRow, ChangeCart
from domain.access.permission import Permission
from domain.ordering.cart import MOST_LINES, LineKey, Operation
from domain.shared.errors import DomainError
from domain.shared.ids import CartId
from entrypoints.http.problems import sentence
from entrypoints.http.visits import token_of, visit_of
from entrypoints.pages.figures import read_quantity
from entrypoints.pages.forms import operation_of, uuid_of, whole
from entrypoints.pages.paging import address
from entrypoints.pages.rendering import is_part, see_other
from entrypoints.storefront.card.instead import substitutes
from entrypoints.storefront.card.use_cases import CardUseCases
from entrypoints.storefront.carts.changed import changes_view
from entrypoints.storefront.carts.shown import Looking, shown_cart
from entrypoints.storefront.carts.typed import carried_over
from entrypoints.storefront.desk import Desk, trusted_form
from entrypoints.storefront.lines import NOTHING_ASKED, Asked, Told, key_of, key_text
from entrypoints.storefront.parts import parted
from entrypoints.storefront.promo_words import promo_view
from entrypoints.storefront.refinement_words import refinement_view

FIRST_PAGE = Looking()
MOST_UNDONE = 400  # lines that an address can name


def typed_rows(form: Mapping[str, str], operation: Operation) -> dict[LineKey, CartRow]:
    """The fields `q-<variant>[-<packaging>]` in which something stands."""
    rows = {}
    for name, text in form.items():
        key = key_of(name.removeprefix("q-")) if name.startswith("q-") else None
        if key is not None and text.strip():
            rows[key] = CartRow(key.variant, read_quantity(text), key.packaging, operation)
    return rows


def asked_of(rows: Sequence[CartRow], changed: CartChanged, form: Mapping[str, str]) -> Asked:
    """What the next page has to say of the rows: faults beside what was typed, quantities that were raised."""
    keys = [LineKey(row.variant, row.packaging) for row in rows]
    faults = {keys[o.row]: o.refusal for o in changed.outcomes if o.refusal is not None}
    raised = {keys[o.row]: o.raised_from for o in changed.outcomes if o.raised_from is not None}
    texts = {key: form.get(f"q-{key_text(key)}", form.get(f"q-{key.variant}", "")) for key in faults}
    return Asked(texts, faults, raised)


@frozen
class Cart:
    """/cart"""

    desk: Desk
    cards: CardUseCases | None = None

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit, params = visit_of(req), req.params
        inside = self.inside(visit, str(params.get("cart", "")))
        self.show(req, resp, inside, NOTHING_ASKED, _undone(params.get("removed", "")), looking=looking_of(params))

    def inside(self, visit: Visit, cart: str) -> Visit:
        """A tab goes on with the cart that it shows, whichever is active by now. Raises NotFound for another's."""
        return self.desk.use_cases.carts.inside(visit, CartId(uuid_of(cart, "cart"))) if cart else visit

    def show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        asked: Asked,
        undone: Sequence[tuple[str, str]] = (),
        promo: tuple[str, DomainError | None] = ("", None),
        refinement: tuple[str, Sequence[str]] = ("", ()),
        looking: Looking = FIRST_PAGE,
    ) -> None:
        """`visit`: in the cart that is shown. promo: a code that was typed, with what refused it.

        refinement: a fault of asking the ERP, and ways out.
        """
        view = self.desk.use_cases.cart(visit)
        shelf = self.desk.use_cases.carts.all(visit)
        is_active = not any(one.is_active and one.id != view.context.cart for one in shelf)
        # The header tells what this page tells, also when the sum was not known before it was made.
        context = evolve(view.context, cart_lines=len(view.quoted.lines), cart_totals=view.quoted.totals)
        frame = evolve(visit, context=context) if is_active else visit_of(req)
        held = context.party.permissions
        edition = self.desk.edition(visit, req)
        language = edition.language.code
        cart = parted(view, language, Permission.SEE_DEBT in held, asked)
        instead = substitutes(self.cards, visit, view)
        self.desk.show(
            req,
            resp,
            "cart.html",
            frame,
            "cart",
            cart=cart,
            page=shown_cart(cart, looking),
            looking=looking,
            cart_id=str(context.cart),
            cart_name=view.name,
            is_active=is_active,
            shelf=shelf,
            changed=changes_view(view, edition.language, instead),
            party=context.party.name,
            below=[Told(sentence(one, language), ()) for one in view.quoted.below],
            still_missing=[one.missing for one in view.quoted.below],
            promo=promo_view(view.quoted, language, *promo),
            refinement=refinement_view(view.quoted, language, *refinement),
            csrf=visit.authority.csrf,
            operation=str(uuid4()),
            undo_operation=str(uuid4()),
            one_key=str(uuid4()),
            can_change=Permission.CHANGE_CART in held,
            can_order=Permission.PLACE_ORDER in held,
            undone=undone,
            emptied=_emptied(req.params),
            instead=instead,
            can_clear=len(cart.lines) > 1,
        )


@frozen
class CartLines:
    """/cart/lines: whatever was changed in the fields, and what the pressed button asks for."""

    cart: Cart

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        if carried_over(req, resp, "set"):
            return
        form = trusted_form(req, visit_of(req))
        visit = self.cart.inside(visit_of(req), form.get("cart", ""))
        looking = looking_of(form)
        use_cases = self.cart.desk.use_cases
        if "clear" in form:
            aside = use_cases.carts.empty(visit)
            see_other(resp, address("/cart", {"cart": looking.cart}, emptied=aside or "", lines=form["clear"]))
            return
        if "aside" in form:
            use_cases.carts.bring_back(visit, CartId(uuid_of(form["aside"], "cart")))
            see_other(resp, address("/cart", {"cart": looking.cart}))
            return
        rows, removed = _asked_rows(form)
        if not rows:
            see_other(resp, address("/cart", looking.kept, offset=looking.offset))
            return
        command = ChangeCart(tuple(rows), operation_of(form), round_up=True, based_on=version_of(form))
        changed = use_cases.change_cart(visit, command)
        asked = asked_of(rows, changed, form)
        if asked.faults or asked.raised:
            self.cart.show(req, resp, visit, asked, looking=looking)
            resp.status = falcon.HTTP_422 if asked.faults and not is_part(req) else falcon.HTTP_200
            return
        pairs = ";".join(f"{key}={text}" for key, text in removed)
        see_other(resp, address("/cart", looking.kept, offset=looking.offset, removed=pairs))


def looking_of(params: Mapping[str, Any]) -> Looking:
    """Of an address or of a form that leads back to it."""
    offset = whole(str(params.get("offset", "")), 0, MOST_LINES)
    return Looking(str(params.get("cart", ""))[:40], offset, params.get("wrong") == "1")


def version_of(form: Mapping[str, str]) -> int | None:
    """Of the cart as the form shows it; a form that tells none speaks of the cart as it is."""
    text = form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _emptied(params: Mapping[str, Any]) -> tuple[str, int] | None:
    aside = str(params.get("emptied", ""))[:40]
    return (aside, whole(str(params.get("lines", "")), 0, MOST_LINES)) if aside else None


def _was(form: Mapping[str, str]) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in form.get("was", "").split(";") if "=" in pair)


def _asked_rows(form: Mapping[str, str]) -> tuple[list[CartRow], list[tuple[str, str]]]:
    """Rows to carry out, and what is removed with the quantities that stood there, to bring it back by."""
    was = _was(form)
    rows = {
        key: row
        for key, row in typed_rows(form, Operation.SET).items()
        if was.get(key_text(key)) != form[f"q-{key_text(key)}"].strip()
    }
    for part in form.get("set", "").split(";"):
        name, _, text = part.partition("=")
        key = key_of(name)
        if key is not None and text:
            rows[key] = CartRow(key.variant, read_quantity(text), key.packaging, Operation.SET)
    removed = []
    emptied = [name for name in was if form.get(f"q-{name}", "-").strip() in ("", "0")]
    for name in [*form.get("remove", "").split(","), *emptied]:
        key = key_of(name)
        if name and key is not None:
            rows[key] = CartRow(key.variant, "1", key.packaging, Operation.REMOVE)
            removed.append((name, was.get(name, "1")))
    return list(rows.values()), removed[:MOST_UNDONE]


def _undone(text: object) -> list[tuple[str, str]]:
    pairs = (part.split("=", 1) for part in str(text).split(";") if "=" in part)
    return [(name, quantity) for name, quantity in pairs if key_of(name) is not None][:MOST_UNDONE]


def fresh(desk: Desk, req: falcon.Request, visit: Visit) -> Visit:
    """The visit after a change: the header tells what is in the cart now."""
    return desk.use_cases.visit(token_of(req)) or visit
