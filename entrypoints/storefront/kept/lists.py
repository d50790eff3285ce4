"""Saved lists of the company: all of them, one of them, saving the cart as one, ordering by one."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID, uuid4

import falcon
from attrs import frozen

from application.access.context import Visit
from application.order_lists.keep import ListRow
from domain.ordering.cart import LineKey, Operation
from domain.ordering.order_list import Sharing
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import CartId, OrderId, PackagingId, VariantId
from entrypoints.carts.lists import ListUseCases
from entrypoints.http.problems import sentence, status
from entrypoints.http.visits import visit_of
from entrypoints.pages.figures import read_quantity, typed
from entrypoints.pages.forms import operation_of, uuid_of
from entrypoints.pages.paging import address
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.card.instead import substitutes
from entrypoints.storefront.card.use_cases import CardUseCases
from entrypoints.storefront.cart import fresh
from entrypoints.storefront.carts.changed import changes_view
from entrypoints.storefront.desk import Desk, trusted_form
from entrypoints.storefront.kept.taken import taken_lines, with_substitutes
from entrypoints.storefront.lines import NOTHING_ASKED, key_of, key_text, line_views
from entrypoints.storefront.listing import can_order

PATH = "/lists"


def sharing_of(form: Mapping[str, str]) -> Sharing:
    text = form.get("sharing", "")
    return Sharing(text) if text in set(Sharing) else Sharing.PRIVATE


@frozen
class Lists:
    """/lists; a POST deletes or brings back."""

    desk: Desk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        self.desk.show(
            req,
            resp,
            "lists.html",
            visit,
            "lists",
            lists=self.desk.use_cases.lists.all(visit),
            csrf=visit.authority.csrf,
            operation=str(uuid4()),
            can_change=can_order(visit),
            deleted=str(req.params.get("deleted", ""))[:40],
        )

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        one = uuid_of(form.get("list", ""), "list")
        if form.get("do") == "restore":
            self.desk.use_cases.lists.restore(visit, one)
            see_other(resp, f"{PATH}/{one}")
        else:
            self.desk.use_cases.lists.delete(visit, one)
            see_other(resp, f"{PATH}?{urlencode({'deleted': one})}")


@frozen
class NewList:
    """/lists/new?cart=… or ?order=…: keeps what is in a cart or an order, or adds a cart to an older list."""

    desk: Desk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, visit_of(req), {name: str(value) for name, value in req.params.items()})

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        try:
            made = self._saved(visit, form)
        except NotFound:
            raise
        except DomainError as refusal:
            self._show(req, resp, visit, form, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}/{made}?saved=1")

    def _saved(self, visit: Visit, form: Mapping[str, str]) -> UUID:
        use_cases = self.desk.use_cases
        lists: ListUseCases = use_cases.lists
        if form.get("order"):
            view = use_cases.order(visit, OrderId(uuid_of(form["order"], "order")))
            rows = [
                ListRow(LineKey(VariantId(line.variant), PackagingId(line.packaging)), f"{line.requested:f}")
                for line in view.lines
                if line.variant is not None and line.requested > 0
            ]
            return lists.save(visit, form.get("name", ""), sharing_of(form), rows)
        inside = use_cases.carts.inside(visit, CartId(uuid_of(form.get("cart", ""), "cart")))
        if form.get("into"):
            older = uuid_of(form["into"], "list")
            lists.add_cart(inside, older)
            return older
        return lists.save_cart(inside, form.get("name", ""), sharing_of(form))

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        form: Mapping[str, str],
        refusal: DomainError | None = None,
    ) -> None:
        language = self.desk.edition(visit, req).language.code
        cart = form.get("cart", "")
        if not form.get("order") and not cart:
            cart = str(visit.buyer().cart)
        self.desk.show(
            req,
            resp,
            "list_new.html",
            visit,
            "lists",
            cart=cart,
            order=form.get("order", ""),
            form=form,
            older=[one for one in self.desk.use_cases.lists.all(visit) if one.may_change] if cart else [],
            csrf=visit.authority.csrf,
            refusal=sentence(refusal, language) if refusal else "",
        )


@frozen
class OneList:
    """/lists/{list}: its lines as they would be ordered now; a POST changes them, its name, or who may see it."""

    desk: Desk
    cards: CardUseCases | None = None

    def on_get(self, req: falcon.Request, resp: falcon.Response, list: UUID) -> None:
        self._show(req, resp, visit_of(req), list)

    def on_post(self, req: falcon.Request, resp: falcon.Response, list: UUID) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        lists = self.desk.use_cases.lists
        try:
            if form.get("do") == "name":
                lists.rename(visit, list, form.get("name", ""), sharing_of(form))
                see_other(resp, f"{PATH}/{list}?saved=1")
                return
            rows, removed = changed_rows(form)
            if rows:
                lists.change(visit, list, rows)
        except NotFound:
            raise
        except DomainError as refusal:
            self._show(req, resp, visit, list, form, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, address(f"{PATH}/{list}", {}, removed=removed, saved="" if removed or not rows else "1"))

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        id: UUID,
        form: Mapping[str, str] | None = None,
        refusal: DomainError | None = None,
    ) -> None:
        found = self.desk.use_cases.lists.one(visit, id)
        edition, user = self.desk.edition(visit, req), visit.authority.user
        language, one = edition.language.code, found.order_list
        instead = substitutes(self.cards, visit, found.view)
        lines = line_views(found.view, language, NOTHING_ASKED)
        can = can_order(visit)
        removed = str(req.params.get("removed", "")).partition("=")
        self.desk.show(
            req,
            resp,
            "list.html",
            visit,
            "lists",
            one=one,
            lines=lines,
            was=";".join(f"{line.key}={typed(line.quantity)}" for line in lines),
            typed_texts={name.removeprefix("q-"): text for name, text in (form or {}).items()},
            totals=found.view.quoted.totals,
            changed=changes_view(found.view, edition.language, instead),
            instead=instead,
            csrf=visit.authority.csrf,
            operation=str(uuid4()),
            can_order=can,
            can_change=can and one.may_be_changed_by(user),
            is_mine=one.owner == user,
            form=form or {},
            refusal=sentence(refusal, language) if refusal else "",
            removed=removed if key_of(removed[0]) is not None and removed[2] else None,
            saved="saved" in req.params,
        )


def changed_rows(form: Mapping[str, str]) -> tuple[list[ListRow], str]:
    """What differs from what stood there, what the pressed button removes, what an undo sets; `removed` for the
    undo."""
    was = dict(pair.split("=", 1) for pair in form.get("was", "").split(";") if "=" in pair)
    rows: dict[LineKey, ListRow] = {}
    for name, text in form.items():
        key = key_of(name.removeprefix("q-")) if name.startswith("q-") else None
        if key is not None and text.strip() and was.get(key_text(key)) != text.strip():
            rows[key] = ListRow(key, read_quantity(text))
    name, _, text = form.get("set", "").partition("=")
    if (key := key_of(name)) is not None and text:
        rows[key] = ListRow(key, read_quantity(text))
    gone = form.get("remove", "")
    if (key := key_of(gone)) is None:
        return [*rows.values()], ""
    rows[key] = ListRow(key, operation=Operation.REMOVE)
    return [*rows.values()], f"{gone}={was.get(gone, '1')}"


@frozen
class OrderByList:
    """POST /lists/{list}/order: into the active cart, or into a new one of the list's name."""

    desk: Desk
    cards: CardUseCases | None = None

    def on_post(self, req: falcon.Request, resp: falcon.Response, list: UUID) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        use_cases = self.desk.use_cases
        found = use_cases.lists.one(visit, list)
        inside = visit
        if form.get("do") == "new":
            inside = use_cases.carts.inside(visit, use_cases.carts.make(visit, found.order_list.name))
        sent, changed = use_cases.lists.order_by(inside, list, operation_of(form))
        after = fresh(self.desk, req, visit)
        language = self.desk.edition(visit, req).language.code
        lines = taken_lines(found.view, [*sent.lines], changed, language)
        remarks = [line for line in lines if line.quantity is None or line.raised_from is not None]
        if not remarks:
            see_other(resp, f"/cart?taken={len(lines)}")
            return
        self.desk.show(
            req,
            resp,
            "list_taken.html",
            after,
            "lists",
            one=found.order_list,
            lines=with_substitutes(self.cards, visit, remarks),
            taken=sum(1 for line in lines if line.quantity is not None),
        )
