"""The carts of a person: the list, and what is done to one of them; the yes to what changed in a cart."""

from collections.abc import Mapping
from uuid import uuid4

import falcon
from attrs import frozen

from application.access.context import Visit
from domain.ordering.cart import CartChanged
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import CartId
from entrypoints.http.problems import sentence, status
from entrypoints.http.visits import visit_of
from entrypoints.pages.forms import inner, uuid_of
from entrypoints.pages.paging import address
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.cart import Cart, fresh, version_of
from entrypoints.storefront.carts.typed import told
from entrypoints.storefront.desk import Desk, trusted_form

PATH = "/carts"


@frozen
class Carts:
    """/carts; a POST says by `do` what is done, to which `cart`, under which `name`."""

    desk: Desk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, visit_of(req))

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        try:
            see_other(resp, self._done(visit, form))
        except NotFound:
            raise
        except DomainError as refusal:
            self._show(req, resp, fresh(self.desk, req, visit), form, refusal)
            resp.status = status(refusal)

    def _done(self, visit: Visit, form: Mapping[str, str]) -> str:
        """Where to go then. Raises NameNotSound, TooManyCarts, NotFound."""
        use_cases, name = self.desk.use_cases.carts, form.get("name", "")
        if form.get("do") == "make":
            use_cases.make(visit, name)
            return "/cart"
        cart = CartId(uuid_of(form.get("cart", ""), "cart"))
        match form.get("do"):
            case "activate":
                use_cases.activate(visit, cart)
                return inner(form.get("back", ""), PATH)
            case "copy":
                use_cases.make(visit, name, cart)
                return "/cart"
            case "rename":
                use_cases.rename(visit, cart, name)
                return address(PATH, {}, renamed=1)
            case "delete":
                use_cases.delete(visit, cart)
                return address(PATH, {}, deleted=cart)
            case "restore":
                use_cases.restore(visit, cart)
                return PATH
            case _:
                return PATH

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        form: Mapping[str, str] | None = None,
        refusal: DomainError | None = None,
    ) -> None:
        language = self.desk.edition(visit, req).language.code
        carts = self.desk.use_cases.carts.all(visit)
        self.desk.show(
            req,
            resp,
            "carts.html",
            visit,
            "cart",
            carts=carts,
            parties={one.counterparty for one in carts},
            csrf=visit.authority.csrf,
            form=form or {},
            refusal=sentence(refusal, language) if refusal else "",
            deleted=str(req.params.get("deleted", ""))[:40],
            renamed="renamed" in req.params,
        )


@frozen
class SeenChanges:
    """POST /cart/changes: what changed is known now. Where the cart is another by now, its page tells the rest."""

    cart: Cart

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        form = trusted_form(req, visit_of(req))
        visit = self.cart.inside(visit_of(req), form.get("cart", ""))
        try:
            self.cart.desk.use_cases.carts.accept(visit, version_of(form) or 0)
        except CartChanged:
            see_other(resp, address("/cart", {"cart": form.get("cart", "")}) + "#changes")
            return
        see_other(resp, address("/cart", {"cart": form.get("cart", "")}))


@frozen
class TypedBefore:
    """/cart/typed: what was typed before signing in. Added quantities are summed with the cart's, set ones win."""

    desk: Desk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        added, put = told(str(req.params.get("add", ""))), told(str(req.params.get("set", "")))
        if not added and not put:
            see_other(resp, "/cart")
            return
        facts = {"added": added, "put": put, "csrf": visit.authority.csrf, "operation": str(uuid4())}
        self.desk.show(req, resp, "cart_typed.html", visit, "cart", **facts)
