"""A section as a table that is filled by the keyboard: every variant a row, all quantities in one press."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import uuid4

import falcon
from attrs import frozen

from application.access.context import Visit
from application.ordering.change_cart import CartRow, ChangeCart
from application.queries.catalogue import AskPage
from application.queries.offers import Offer
from domain.ordering.cart import CartTooLong, LineKey, Operation
from domain.shared.errors import DomainError
from domain.shared.ids import CategoryId, PackagingId, VariantId
from entrypoints.http.problems import sentence, status
from entrypoints.http.visits import visit_of
from entrypoints.pages.figures import Figures, read_quantity, typed
from entrypoints.pages.forms import operation_of, whole
from entrypoints.pages.paging import paging
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.cart import fresh
from entrypoints.storefront.desk import Desk, trusted_form

SIZE = 100


@frozen
class TableRow:
    """units: (id, name, base units in one). cost: of a base unit as the script adds it up, with VAT."""

    variant: int
    product: int
    name: str
    sku: str
    price: str
    vat: str
    cost: str
    stock: str
    units: list[tuple[int, str, str]]
    least: str
    typed: str
    unit: int
    fault: str


@frozen
class SectionTable:
    """/quick-order/table/{section}"""

    desk: Desk

    def on_get(self, req: falcon.Request, resp: falcon.Response, section: int) -> None:
        self._show(req, resp, visit_of(req), section, req.params, {}, {})

    def on_post(self, req: falcon.Request, resp: falcon.Response, section: int) -> None:
        """What is refused stays in its cell with the reason; the rest is in the cart."""
        visit = visit_of(req)
        form = trusted_form(req, visit)
        rows = rows_of(form)
        path = f"/quick-order/table/{section}"
        offset = whole(form.get("offset", ""), 0, 10**6)
        if not rows:
            see_other(resp, f"{path}?offset={offset}" if offset else path)
            return
        try:
            changed = self.desk.use_cases.change_cart(visit, ChangeCart(tuple(rows), operation_of(form), round_up=True))
        except CartTooLong as refusal:
            faults = {row.variant: refusal for row in rows[:1]}
            self._show(req, resp, visit, section, form, form, dict(faults))
            resp.status = status(refusal)
            return
        refused = {rows[one.row].variant: one.refusal for one in changed.refused if one.refusal is not None}
        if refused:
            self._show(req, resp, fresh(self.desk, req, visit), section, form, form, refused)
            resp.status = falcon.HTTP_422
            return
        see_other(resp, f"{path}?offset={offset}&added={len(changed.outcomes)}")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        section: int,
        asked: Mapping[str, object],
        form: Mapping[str, str],
        faults: Mapping[VariantId, DomainError],
    ) -> None:
        offset = whole(str(asked.get("offset", "")), 0, 10**6)
        in_stock = asked.get("stock") == "1"
        page = self.desk.use_cases.page(
            visit, AskPage(CategoryId(section), in_stock=in_stock, offset=offset, limit=SIZE)
        )
        edition = self.desk.edition(visit, req)
        maker = RowMaker(edition.figures, edition.language.code, form, faults)
        path = f"/quick-order/table/{section}"
        self.desk.show(
            req,
            resp,
            "section_table.html",
            visit,
            "quick-order",
            page=page,
            path=path,
            rows=[maker.row(offer) for card in page.cards for offer in card.offers],
            paging=paging(path, {"stock": "1" if in_stock else ""}, offset, SIZE, page.total),
            offset=offset,
            in_stock=in_stock,
            added=whole(str(req.params.get("added", "")), -1, 10_000),
            csrf=visit.authority.csrf,
            operation=str(uuid4()),
        )


@frozen
class RowMaker:
    figures: Figures
    language: str
    form: Mapping[str, str]
    faults: Mapping[VariantId, DomainError]

    def row(self, offer: Offer) -> TableRow:
        goods, line = offer.row.goods, offer.price
        fault = self.faults.get(goods.variant)
        is_priced = line is not None and line.refusal is None
        base = goods.base
        return TableRow(
            goods.variant,
            goods.product,
            goods.name,
            goods.sku,
            self.figures.price(line.price, line.currency.value) if line is not None and is_priced else "",
            self.figures.vat(line.vat_included, line.vat_rate) if line is not None and is_priced else "",
            f"{line.gross:f}" if line is not None and is_priced else "",
            self.figures.quantity(offer.available, goods.unit) if offer.available > 0 else "",
            [(one.id, one.name, f"{one.to_base(Decimal(1)):f}") for one in (base, *offer.row.packagings)],
            typed(max(offer.steps.minimum, offer.steps.multiple) or Decimal(1)),
            self.form.get(f"q-{goods.variant}", "") if fault else "",
            whole(self.form.get(f"u-{goods.variant}", ""), 0, 2**31 - 1) if fault else 0,
            sentence(fault, self.language) if fault else "",
        )


def rows_of(form: Mapping[str, str]) -> list[CartRow]:
    found: dict[LineKey, CartRow] = {}
    for name, text in form.items():
        number = name[2:]
        if not name.startswith("q-") or not text.strip() or not (number.isascii() and number.isdigit()):
            continue
        variant = VariantId(whole(number, 0, 2**31 - 1))
        unit = PackagingId(whole(form.get(f"u-{number}", ""), 0, 2**31 - 1))
        found[LineKey(variant, unit)] = CartRow(variant, read_quantity(text), unit, Operation.ADD)
    return list(found.values())
