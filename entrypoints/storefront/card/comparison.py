"""Comparison: goods in columns, facts in rows, differences alone if asked; the same as a workbook."""

from collections.abc import Sequence
from urllib.parse import urlencode

import falcon
from attrs import frozen

from application.access.context import Visit
from application.comparing.compare import ComparedGood, Comparison, PropertyRow
from application.shared.sheets import Column, Form, Sheet
from domain.shared.errors import DomainError
from domain.shared.ids import CategoryId, ProductId
from entrypoints.http.problems import sentence
from entrypoints.http.visits import visit_of
from entrypoints.pages.forms import inner, number_of, whole
from entrypoints.pages.rendering import Edition, html, is_part, see_other
from entrypoints.storefront.card.marks import rating
from entrypoints.storefront.card.use_cases import CardUseCases
from entrypoints.storefront.desk import Desk, trusted_form
from entrypoints.storefront.listing import can_order

PATH = "/compare"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@frozen
class Compare:
    """/compare; `?section=` chooses the group, `?differences=1` leaves out what is alike."""

    desk: Desk
    cards: CardUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        found = self.cards.comparison.show(visit, section_of(req))
        edition = self.desk.edition(visit, req)
        only = req.params.get("differences") == "1"
        told = facts(found, edition)
        self.desk.show(
            req,
            resp,
            "compare.html",
            visit,
            "compare",
            comparison=found,
            facts=[row for row in told if row.differs or not only],
            rows=[row for row in found.rows if row.differs or not only],
            alike=sum(1 for row in (*told, *found.rows) if not row.differs),
            ratings=self._ratings(visit, found.goods),
            only=only,
            path=PATH,
            csrf=visit.authority.csrf,
            can_order=can_order(visit),
            query_of=lambda **more: f"{PATH}?{urlencode({'section': found.section, **more})}",
        )

    def _ratings(self, visit: Visit, goods: Sequence[ComparedGood]) -> dict[ProductId, object]:
        marks = self.cards.marks(visit, [good.card for good in goods])
        return {id: rating(mark) for id, mark in marks.items()}


def section_of(req: falcon.Request) -> CategoryId | None:
    text = str(req.params.get("section", ""))
    return CategoryId(whole(text, 0, 10**9)) if text else None


def facts(found: Comparison, edition: Edition) -> list[PropertyRow]:
    """Rows above the properties: of client and seller. What the ERP tells as a property, too, is told once."""
    say, figures = edition.language.say, edition.figures

    def price(good: ComparedGood) -> str:
        line, unit = good.card.main.price, good.card.main.row.goods.unit
        if line is None or line.refusal is not None:
            return say("Price on request")
        return f"{figures.price(line.price, line.currency.value)}/{unit}"

    def stock(good: ComparedGood) -> str:
        main = good.card.main
        return figures.quantity(main.available, main.row.goods.unit) if main.available > 0 else say("out of stock")

    told = [
        PropertyRow(say("Your price"), tuple(map(price, found.goods))),
        PropertyRow(say("In stock"), tuple(map(stock, found.goods))),
        PropertyRow(say("Article"), tuple(good.sheet.sku for good in found.goods)),
        PropertyRow(say("Manufacturer"), tuple(good.sheet.manufacturer for good in found.goods)),
        PropertyRow(say("Country"), tuple(good.sheet.country for good in found.goods)),
    ]
    twins = {(row.name.casefold(), row.values) for row in found.rows}
    return [row for row in told if any(row.values) and (row.name.casefold(), row.values) not in twins]


@frozen
class CompareFile:
    """/compare.xlsx"""

    desk: Desk
    cards: CardUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        found = self.cards.comparison.show(visit, section_of(req))
        if not found.goods:
            see_other(resp, PATH)
            return
        edition = self.desk.edition(visit, req)
        only = req.params.get("differences") == "1"
        rows = [row for row in (*facts(found, edition), *found.rows) if row.differs or not only]
        columns = (Column(edition.language.say("Property"), 28), *headings(found.goods))
        name = edition.language.say("Comparison")
        sheet = Sheet(name, columns, [(row.name, *row.values) for row in rows])
        resp.data = self.cards.comparison.sheets.write([sheet])
        resp.content_type = XLSX
        resp.downloadable_as = f"{name}.xlsx"
        resp.set_headers({"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})


def headings(goods: Sequence[ComparedGood]) -> tuple[Column, ...]:
    """Two goods of one name have two columns all the same."""
    named: list[str] = []
    for good in goods:
        name = good.sheet.name
        named.append(name if name not in named else f"{name} ({good.sheet.sku or len(named) + 1})")
    return tuple(Column(name, 32, Form.TEXT) for name in named)


@frozen
class ChangeComparison:
    """POST /compare/change: `add` or `take` names the product; `clear` names all of a group."""

    desk: Desk
    cards: CardUseCases

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        back = inner(form.get("back", ""), PATH)
        if "clear" in form:
            ids = [ProductId(number_of(text, "product")) for text in form["clear"].split(",")[:60] if text]
            self.cards.comparison.remove(visit, ids)
            see_other(resp, back)
            return
        is_added = "add" in form
        product = ProductId(number_of(form.get("add", form.get("take", "")), "product"))
        edition = self.desk.edition(visit, req)
        try:
            if is_added:
                self.cards.comparison.add(visit, product)
            else:
                self.cards.comparison.remove(visit, [product])
        except DomainError as refusal:
            if not is_part(req):
                raise
            told = sentence(refusal, edition.language.code)
            html(resp, edition.environment.get_template("part_told.html").render(told=told))
            return
        if is_part(req):
            template = edition.environment.get_template("part_compare.html")
            html(resp, template.render(product=product, is_compared=is_added))
        else:
            see_other(resp, back)
