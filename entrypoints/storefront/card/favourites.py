"""Favourites: the page, the heart of lists and cards, all of them to the cart."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import uuid4

import falcon
from attrs import frozen

from application.access.context import Visit
from application.favourites.query import FavouriteRow
from application.ordering.change_cart import CartRow, ChangeCart
from domain.ordering.cart import LineKey, Operation
from domain.shared.errors import DomainError
from domain.shared.ids import PackagingId, VariantId
from domain.shared.quantity import QuantityInvalid
from entrypoints.http.problems import sentence, status
from entrypoints.http.visits import visit_of
from entrypoints.pages.figures import read_quantity, typed
from entrypoints.pages.forms import inner, number_of, operation_of, whole
from entrypoints.pages.rendering import html, is_part, see_other
from entrypoints.storefront.card.use_cases import FavouriteUseCases
from entrypoints.storefront.desk import Desk, trusted_form
from entrypoints.storefront.lines import key_of, key_text
from entrypoints.storefront.listing import can_order
from entrypoints.storefront.units import field_of

PATH = "/favourites"


@frozen
class Row:
    """`place`: as fields and remarks are named. text: what stands in the field."""

    source: FavouriteRow
    place: str
    text: str
    step: str
    least: str
    fault: str

    @property
    def is_gone(self) -> bool:
        return self.source.offer is None


def _row(source: FavouriteRow, back: Mapping[LineKey, str], faults: Mapping[LineKey, str]) -> Row:
    shown = source.offer
    packaging = PackagingId(shown.unit.id) if shown else source.favourite.packaging
    key = LineKey(source.favourite.variant, packaging)
    quantity = typed(source.favourite.quantity) if source.favourite.quantity else ""
    step = typed(shown.steps.multiple or shown.least) if shown else "1"
    place = field_of(key).removeprefix("q-")
    return Row(source, place, back.get(key, quantity), step, typed(shown.least) if shown else "1", faults.get(key, ""))


@frozen
class Favourites:
    """/favourites; a POST keeps quantities, removes, or puts everything into the cart."""

    desk: Desk
    favourites: FavouriteUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, visit_of(req), {}, {})

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        gone = key_of(form.get("remove", ""))
        if gone is not None:
            self.favourites.remove(visit, [gone.variant])
            text = next((text for key, text in quantities(form).items() if key == gone), "")
            see_other(resp, f"{PATH}?{urlencode({'removed': key_text(gone), 'quantity': text})}")
            return
        typed_here = quantities(form)
        faults = self._kept(req, visit, typed_here)
        if faults:
            self._show(req, resp, visit, typed_here, faults)
            resp.status = falcon.HTTP_422
        elif form.get("do") == "cart":
            self._to_cart(req, resp, visit, form, typed_here)
        else:
            see_other(resp, f"{PATH}?saved=1")

    def _kept(self, req: falcon.Request, visit: Visit, wanted: Mapping[LineKey, str]) -> dict[LineKey, str]:
        """Faults beside their fields; the good quantities are kept all the same."""
        language = self.desk.edition(visit, req).language.code
        faults: dict[LineKey, str] = {}
        for key, text in wanted.items():
            try:
                self.favourites.change(visit, {key: read_quantity(text)})
            except QuantityInvalid as fault:
                faults[key] = sentence(fault, language)
        return faults

    def _to_cart(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        form: Mapping[str, str],
        wanted: Mapping[LineKey, str],
    ) -> None:
        """What is there; an empty field is the least quantity. What is gone or out of stock is left where it is."""
        there = {
            LineKey(row.favourite.variant, PackagingId(row.offer.unit.id))
            for row in self.favourites.rows(visit)
            if row.offer is not None and row.offer.price is not None and row.offer.price.refusal is None
        }
        rows = [
            CartRow(key.variant, read_quantity(text) or "1", key.packaging, Operation.ADD)
            for key, text in wanted.items()
            if key in there
        ]
        if not rows:
            see_other(resp, f"{PATH}?added=none")
            return
        command = ChangeCart(tuple(rows), operation_of(form), round_up=True)
        changed = self.desk.use_cases.change_cart(visit, command)
        language = self.desk.edition(visit, req).language.code
        faults = {
            LineKey(rows[o.row].variant, rows[o.row].packaging): sentence(o.refusal, language)
            for o in changed.refused
            if o.refusal is not None
        }
        if faults:
            self._show(req, resp, visit, wanted, faults)
            resp.status = falcon.HTTP_422
            return
        raised = sum(1 for outcome in changed.outcomes if outcome.raised_from is not None)
        see_other(resp, f"{PATH}?added={len(rows)}&raised={raised}")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        back: Mapping[LineKey, str],
        faults: Mapping[LineKey, str],
    ) -> None:
        rows = [_row(each, back, faults) for each in self.favourites.rows(visit)]
        self.desk.show(
            req,
            resp,
            "favourites.html",
            visit,
            "favourites",
            rows=rows,
            path=PATH,
            csrf=visit.authority.csrf,
            operation=str(uuid4()),
            can_order=can_order(visit),
            undo=key_of(str(req.params.get("removed", ""))),
            added=whole(str(req.params.get("added", "")), 0, 10_000),
            raised=whole(str(req.params.get("raised", "")), 0, 10_000),
            undo_quantity=str(req.params.get("quantity", ""))[:14],
        )


def quantities(form: Mapping[str, str]) -> dict[LineKey, str]:
    """Every field of the page, the empty ones, too."""
    found = {}
    for name, text in form.items():
        key = key_of(name.removeprefix("q-")) if name.startswith("q-") else None
        if key is not None:
            found[key] = text
    return found


@frozen
class KeepFavourite:
    """POST /favourites/keep: `keep` or `forget` names the variant; the script gets the button back, others the page."""

    desk: Desk
    favourites: FavouriteUseCases

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        is_kept = "keep" in form
        variant = VariantId(number_of(form.get("keep", form.get("forget", "")), "variant"))
        key = key_of(f"{variant}-{form.get(f'u-{variant}', '0')}") or LineKey(variant)
        try:
            if is_kept:
                self.favourites.keep(visit, variant, key.packaging)
                if form.get("quantity"):
                    self.favourites.change(visit, {key: read_quantity(form["quantity"])})
            else:
                self.favourites.remove(visit, [variant])
        except DomainError as refusal:
            if not is_part(req):
                raise
            self._refused(req, resp, visit, refusal)
            return
        if is_part(req):
            edition = self.desk.edition(visit, req)
            template = edition.environment.get_template("part_keep.html")
            html(resp, template.render(variant=variant, is_kept=is_kept, words="back" in form and _of_card(form)))
        else:
            see_other(resp, inner(form.get("back", ""), PATH))

    def _refused(self, req: falcon.Request, resp: falcon.Response, visit: Visit, refusal: DomainError) -> None:
        edition = self.desk.edition(visit, req)
        told = sentence(refusal, edition.language.code)
        html(resp, edition.environment.get_template("part_told.html").render(told=told))
        resp.status = status(refusal) if status(refusal) >= 500 else falcon.HTTP_200


def _of_card(form: Mapping[str, str]) -> bool:
    return form["back"].startswith("/goods/")
