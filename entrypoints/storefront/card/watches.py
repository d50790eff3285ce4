"""Subscriptions of a buyer: begun on a card, listed on a page of their own, ended there or from a letter."""

import falcon
from attrs import frozen

from application.watching.ports import AlreadyThere, TooManyWatches, WatchForNothing
from application.watching.watch import StartWatch
from domain.shared.errors import DomainError
from domain.shared.ids import VariantId, WarehouseId
from domain.shared.quantity import QuantityInvalid
from entrypoints.http.problems import sentence, status
from entrypoints.http.visits import visit_of
from entrypoints.pages.figures import read_quantity
from entrypoints.pages.forms import inner, number_of, uuid_of
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.card.use_cases import WatchUseCases
from entrypoints.storefront.desk import Desk, trusted_form

PATH = "/watches"


@frozen
class Watches:
    """/watches; a POST begins one, or ends one by `end`."""

    desk: Desk
    watches: WatchUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        if form.get("end"):
            self.watches.end(visit, [uuid_of(form["end"], "watch")])
            see_other(resp, f"{PATH}?done=ended")
            return
        place = form.get("warehouse", "")
        command = StartWatch(
            VariantId(number_of(form.get("variant", ""), "variant")),
            read_quantity(form.get("quantity", "")),
            WarehouseId(number_of(place, "warehouse")) if place else None,
            "stock" in form,
            "price" in form,
        )
        try:
            self.watches.start(visit, command)
        except (AlreadyThere, TooManyWatches, WatchForNothing, QuantityInvalid) as refusal:
            self._show(req, resp, refusal, form.get("back", ""))
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}?done=begun")

    def _show(self, req: falcon.Request, resp: falcon.Response, refusal: DomainError | None, back: str = "") -> None:
        visit = visit_of(req)
        language = self.desk.edition(visit, req).language.code
        self.desk.show(
            req,
            resp,
            "watches.html",
            visit,
            "watches",
            rows=self.watches.rows(visit),
            refusal=sentence(refusal, language) if refusal else "",
            back=inner(back, ""),
            path=PATH,
            done=str(req.params.get("done", "")),
            csrf=visit.authority.csrf,
        )


@frozen
class EndLetters:
    """/watches/end/{token}: from a letter, without signing in. Looking ends nothing: mail programs open links, too."""

    desk: Desk
    watches: WatchUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, token: str) -> None:
        self._show(req, resp, token, "asked" if self.watches.is_known(token) else "unknown")

    def on_post(self, req: falcon.Request, resp: falcon.Response, token: str) -> None:
        self._show(req, resp, token, "ended" if self.watches.end_all(token) else "unknown")

    def _show(self, req: falcon.Request, resp: falcon.Response, token: str, state: str) -> None:
        self.desk.pages.show(req, resp, "watches_end.html", None, "", state=state, address=f"{PATH}/end/{token}")
        if state == "unknown":
            resp.status = falcon.HTTP_404
