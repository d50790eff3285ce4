"""Individual prices: the list with its filter, its export, one price with its history."""

from collections.abc import Mapping
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.price_desk.change import ChangePrice, EndPrice, EntryRefused
from application.price_desk.columns import export, template
from application.price_desk.rows import MOST_COUNTED, Period, PriceFilter, may_change
from domain.parties.level import Level
from domain.shared.money import Currency
from entrypoints.pages.forms import day_of
from entrypoints.pages.paging import address
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.prices.desk import INDIVIDUAL, PriceDesk

PAGE = 50
LEVELS = {level.name.lower(): level for level in Level}
SOURCES = ("erp", "portal")


def filter_of(req: falcon.Request) -> PriceFilter:
    """What somebody edited by hand narrows nothing."""
    asked = {name: str(value).strip()[:100] for name, value in req.params.items()}
    try:
        before = UUID(asked["before"]) if asked.get("before") else None
    except ValueError:
        before = None
    period = asked.get("period", "")
    return PriceFilter(
        client=asked.get("client", ""),
        goods=asked.get("goods", ""),
        level=LEVELS.get(asked.get("level", "")),
        source=asked["source"] if asked.get("source") in SOURCES else "",
        period=Period(period) if period in set(Period) else None,
        day=day_of(asked.get("day", "")),
        before=before,
        limit=PAGE,
    )


def kept(ask: PriceFilter) -> Mapping[str, str]:
    """The filter as it stands in addresses."""
    return {
        "client": ask.client,
        "goods": ask.goods,
        "level": ask.level.name.lower() if ask.level is not None else "",
        "source": ask.source,
        "period": ask.period.value if ask.period is not None else "",
        "day": ask.day.isoformat() if ask.day is not None else "",
    }


@frozen
class Prices:
    """/manage/prices/individual"""

    desk: PriceDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        ask = filter_of(req)
        page = self.desk.prices.page(visit, ask)
        query = kept(ask)
        self.desk.show(
            req,
            resp,
            "individual_prices.html",
            visit,
            "individual",
            page=page,
            day=page.filter.day,
            kept=query,
            is_filtered=any(query.values()),
            counted_all=page.total <= MOST_COUNTED,
            most=MOST_COUNTED,
            may_change=may_change(visit),
            export=address(f"{INDIVIDUAL}.xlsx", query),
            first=address(INDIVIDUAL, query) if ask.before else "",
            next=address(INDIVIDUAL, query, before=page.next) if page.next else "",
            told=str(req.params.get("done", "")),
        )


@frozen
class Export:
    """/manage/prices/individual.xlsx"""

    desk: PriceDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        rows = self.desk.prices.export(visit, filter_of(req))
        self.desk.send(resp, f"individual-prices-{visit.authority.today}.xlsx", export(rows))


@frozen
class Template:
    """/manage/prices/individual/template.xlsx"""

    desk: PriceDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self.desk.visit(req)
        self.desk.send(resp, "individual-prices-template.xlsx", template())


@frozen
class Price:
    """/manage/prices/individual/{price}"""

    desk: PriceDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, price: UUID) -> None:
        self._show(req, resp, self.desk.visit(req), price, {})

    def on_post(self, req: falcon.Request, resp: falcon.Response, price: UUID) -> None:
        visit = self.desk.visit(req)
        form = self.desk.desk.form(req, visit)
        typed = {name: form.get(name, "") for name in ("amount", "currency", "vat", "valid_from", "valid_to")}
        try:
            self.desk.prices.change(visit, ChangePrice(price, form.get("seen", ""), **typed))
        except EntryRefused as refused:
            self._show(req, resp, visit, price, self.desk.faults(req, visit, refused), typed)
            resp.status = falcon.HTTP_422
            return
        see_other(resp, f"{INDIVIDUAL}/{price}?saved=1")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        price: UUID,
        faults: Mapping[str, str],
        typed: Mapping[str, str] | None = None,
        last: str = "",
    ) -> None:
        view = self.desk.prices.history(visit, price)
        self.desk.show(
            req,
            resp,
            "individual_price.html",
            visit,
            "individual",
            view=view,
            row=view.row,
            typed=typed,
            faults=faults,
            last=last,
            today=visit.authority.today,
            currencies=[(currency.value, currency.value) for currency in Currency],
            vats=self.desk.vats(req, visit),
            may_change=may_change(visit) and view.is_there and not view.row.by_erp,
            csrf=visit.authority.csrf,
            path=f"{INDIVIDUAL}/{price}",
            saved=req.params.get("saved") == "1",
        )


@frozen
class End:
    """/manage/prices/individual/{price}/end"""

    page: Price

    def on_post(self, req: falcon.Request, resp: falcon.Response, price: UUID) -> None:
        desk = self.page.desk
        visit = desk.visit(req)
        form = desk.desk.form(req, visit)
        last = form.get("last", "")
        try:
            desk.prices.end(visit, EndPrice(price, form.get("seen", ""), last))
        except EntryRefused as refused:
            faults = {"last": next(iter(desk.faults(req, visit, refused).values()))}
            self.page._show(req, resp, visit, price, faults, None, last)
            resp.status = falcon.HTTP_422
            return
        see_other(resp, f"{INDIVIDUAL}/{price}?saved=1")
