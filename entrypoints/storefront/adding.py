"""Adding to the cart from a list or a card: all quantities that were typed, in one go."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import falcon
from attrs import frozen

from application.access.context import Visit
from application.ordering.change_cart import CartChanged, CartRow, ChangeCart, RowOutcome
from application.queries.catalogue import AskPage
from domain.ordering.cart import LineKey, Operation
from domain.shared.ids import CategoryId, PackagingId, VariantId
from entrypoints.http.problems import sentence
from entrypoints.http.visits import visit_of
from entrypoints.pages.forms import inner, operation_of, whole
from entrypoints.pages.rendering import Edition, html, is_part, see_other
from entrypoints.pages.shell import buyer
from entrypoints.storefront.by_price import ByPrice
from entrypoints.storefront.card.marks import label_of
from entrypoints.storefront.cart import fresh, typed_rows
from entrypoints.storefront.carts.typed import carried_over
from entrypoints.storefront.catalogue import Catalogue, Liking
from entrypoints.storefront.desk import Desk, trusted_form
from entrypoints.storefront.faceting import FacetQuery
from entrypoints.storefront.lines import key_of, key_text
from entrypoints.storefront.product import Product
from entrypoints.storefront.row import Typed


@frozen
class Said:
    """What became of one row, for its place in the list."""

    place: str
    field: str
    text: str
    is_fault: bool


@frozen
class Add:
    """POST /cart/add"""

    desk: Desk
    catalogue: Catalogue
    product: Product

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        if carried_over(req, resp, "add"):
            return
        visit = visit_of(req)
        form = trusted_form(req, visit)
        rows = asked_rows(form)
        back = inner(form.get("back", ""), "/catalogue")
        edition = self.desk.edition(visit, req)
        if not rows:
            self._nothing(req, resp, edition, back)
            return
        changed = self.desk.use_cases.change_cart(visit, ChangeCart(tuple(rows), operation_of(form), round_up=True))
        after = fresh(self.desk, req, visit)
        if is_part(req):
            self._part(resp, edition, after, rows, changed)
        elif changed.refused:
            self._again(req, resp, after, form, rows, changed, back)
        else:
            mark = "&" if "?" in back else "?"
            see_other(resp, f"{back}{mark}added={len(rows) if changed.outcomes else 0}")

    def _nothing(self, req: falcon.Request, resp: falcon.Response, edition: Edition, back: str) -> None:
        if is_part(req):
            told = edition.language.say("Type a quantity in any row.")
            html(resp, edition.environment.get_template("part_told.html").render(told=told))
        else:
            see_other(resp, back)

    def _part(
        self, resp: falcon.Response, edition: Edition, visit: Visit, rows: Sequence[CartRow], changed: CartChanged
    ) -> None:
        """The new header cart, a word in each row, and a new id for the next thing that the form asks for."""
        told = [_said(rows[outcome.row], outcome, edition) for outcome in changed.outcomes]
        template = edition.environment.get_template("part_added.html")
        frame = buyer(visit.buyer(), sees_debt=False)
        html(resp, template.render(buyer=frame, said=told, operation=str(uuid4()), repeated=not changed.outcomes))

    def _again(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        form: Mapping[str, str],
        rows: Sequence[CartRow],
        changed: CartChanged,
        back: str,
    ) -> None:
        """Without the script: the same page once more, what was refused still in its field."""
        entered = {
            LineKey(rows[o.row].variant, rows[o.row].packaging): Typed(
                _text(form, rows[o.row]), _said(rows[o.row], o, self.desk.edition(visit, req)).text
            )
            for o in changed.refused
        }
        address = urlsplit(back)
        query = dict(parse_qsl(address.query))
        if address.path.startswith("/goods/"):
            product = whole(address.path.removeprefix("/goods/"), 0, 10**9)
            self.product.show(req, resp, visit, product, entered)
        else:
            liking = Liking.of(req)
            section = self._section(visit, address.path)
            offset = whole(query.get("offset", ""), 0, 1_000_000)
            by_price, facets = ByPrice.of(query), FacetQuery.of(repeated(address.query))
            ask = AskPage(
                CategoryId(section) if section else None, query.get("q", ""), liking.in_stock, offset, liking.size,
                by_price.order, by_price.bounds, query.get("exactly") == "1", facets.picks, facets.ask,
                label_of(query.get("label")),
            )  # fmt: skip
            variants = {key.variant: typed for key, typed in entered.items()}
            self.catalogue.show(req, resp, visit, ask, liking, variants, by_price, facets)
        resp.status = falcon.HTTP_422

    def _section(self, visit: Visit, path: str) -> int | None:
        if path.startswith("/sections/"):
            found = self.desk.use_cases.section_at(visit, path.removeprefix("/sections/")).section
            return found.id if found else None
        return whole(path.removeprefix("/catalogue/"), 0, 10**9) or None


def repeated(query: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(query):
        found.setdefault(name, []).append(value)
    return found


def asked_rows(form: Mapping[str, str]) -> list[CartRow]:
    """Everything typed; the row whose button was pressed takes its least quantity when nothing stands there."""
    rows = typed_rows(form, Operation.ADD)
    pressed = key_of(form.get("add", ""))
    if pressed is not None and pressed not in rows:
        rows[pressed] = CartRow(pressed.variant, "1", pressed.packaging, Operation.ADD)
    return list(rows.values())


def _text(form: Mapping[str, str], row: CartRow) -> str:
    key = LineKey(VariantId(row.variant), PackagingId(row.packaging))
    return form.get(f"q-{key_text(key)}", form.get(f"q-{row.variant}", ""))


def _said(row: CartRow, outcome: RowOutcome, edition: Edition) -> Said:
    place = str(row.variant) if row.packaging == 0 else f"{row.variant}-{row.packaging}"
    language, figures = edition.language, edition.figures
    if outcome.refusal is not None or outcome.quantity is None:
        text = sentence(outcome.refusal, language.code) if outcome.refusal else ""
        return Said(place, f"q-{place}", text, True)
    facts = {"quantity": figures.quantity(outcome.quantity)}
    if outcome.raised_from is not None:
        facts["asked"] = figures.quantity(outcome.raised_from)
        said = language.say("In the cart: %(quantity)s, raised from %(asked)s to the multiple")
        return Said(place, f"q-{place}", said % facts, False)
    return Said(place, f"q-{place}", language.say("In the cart: %(quantity)s") % facts, False)
