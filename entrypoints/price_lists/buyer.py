"""Price lists of the buyer: asking for one, their history, their files."""

from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.price_lists.values import TooManyPriceLists
from domain.pricing.travel import MomentInFuture, MomentInvalid
from domain.shared.ids import CategoryId
from entrypoints.http.problems import status
from entrypoints.http.visits import visit_of
from entrypoints.pages.forms import whole
from entrypoints.pages.rendering import see_other
from entrypoints.price_lists.form import NO_FAULTS, Faults, Typed
from entrypoints.price_lists.history import check_of, facts, rows_of
from entrypoints.price_lists.sending import send
from entrypoints.storefront.desk import Desk, trusted_form
from entrypoints.use_cases import PriceListUseCases

PATH = "/price-lists"


@frozen
class PriceLists:
    """/price-lists"""

    desk: Desk
    lists: PriceListUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        section = whole(str(req.params.get("section", "")), 0, 10**9)
        ticked = frozenset((CategoryId(section),)) if section else frozenset[CategoryId]()
        self._show(req, resp, visit_of(req), Typed(ticked), NO_FAULTS)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        typed = Typed.of(form)
        try:
            self.lists.ask(visit, typed.ask(form))
        except (MomentInvalid, MomentInFuture, TooManyPriceLists) as refusal:
            language = self.desk.edition(visit, req).language.code
            self._show(req, resp, visit, typed, Faults.of(refusal, language))
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}#lists")

    def _show(self, req: falcon.Request, resp: falcon.Response, visit: Visit, typed: Typed, faults: Faults) -> None:
        edition = self.desk.edition(visit, req)
        rows = rows_of(self.lists.lists(visit), PATH, edition)
        check = check_of(req, resp, visit, self.lists.issued, edition)
        self.desk.show(
            req,
            resp,
            "price_lists.html",
            visit,
            "price-lists",
            typed=typed,
            nodes=typed.nodes(self.desk.use_cases.tree(visit)),
            faults=faults,
            csrf=visit.authority.csrf,
            party=visit.buyer().party.name,
            **facts(rows, check, PATH),
        )


@frozen
class Download:
    """/price-lists/{price_list}"""

    lists: PriceListUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, price_list: UUID) -> None:
        send(resp, *self.lists.download(visit_of(req), price_list))
