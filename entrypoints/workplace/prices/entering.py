"""A new individual price, by form."""

from collections.abc import Mapping

import attrs
import falcon
from attrs import frozen

from application.access.context import Visit
from application.price_desk.change import EntryRefused
from application.price_desk.entry import Entry
from application.price_desk.rows import may_change
from domain.access.permission import Permission
from domain.shared.errors import NotAllowed
from domain.shared.money import Currency
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.prices.desk import INDIVIDUAL, PriceDesk

FIELDS = tuple(field.name for field in attrs.fields(Entry) if field.name != "line")


@frozen
class NewPrice:
    """/manage/prices/individual/new"""

    desk: PriceDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """What the address tells is filled in: a page of a client or of goods leads here."""
        visit = self.desk.visit(req)
        asked = {name: str(req.params.get(name, ""))[:100] for name in FIELDS}
        self._show(req, resp, visit, asked, {})

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        form = self.desk.desk.form(req, visit)
        typed = {name: form.get(name, "") for name in FIELDS}
        try:
            judged = self.desk.prices.enter(visit, Entry(0, **typed))
        except EntryRefused as refused:
            self._show(req, resp, visit, typed, self.desk.faults(req, visit, refused))
            resp.status = falcon.HTTP_422
            return
        see_other(resp, f"{INDIVIDUAL}?done={judged.verdict.value}")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        typed: Mapping[str, str],
        faults: Mapping[str, str],
    ) -> None:
        if not may_change(visit):
            raise NotAllowed(Permission.CHANGE_INDIVIDUAL_PRICES)
        self.desk.show(
            req,
            resp,
            "individual_price_new.html",
            visit,
            "individual",
            typed=typed,
            faults=faults,
            csrf=visit.authority.csrf,
            vats=self.desk.vats(req, visit),
            levels=self.desk.levels(req, visit),
            currencies=[(currency.value, currency.value) for currency in Currency],
        )
