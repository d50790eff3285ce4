"""Price lists that managers make for their clients."""

from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.price_lists.values import TooManyPriceLists
from domain.pricing.travel import MomentInFuture, MomentInvalid
from entrypoints.http.problems import status
from entrypoints.pages.rendering import see_other
from entrypoints.price_lists.form import NO_FAULTS, Faults, Typed
from entrypoints.price_lists.history import Check, check_of, facts, rows_of
from entrypoints.price_lists.sending import send
from entrypoints.use_cases import PriceListUseCases
from entrypoints.workplace.desk import StaffDesk

PATH = "/manage/price-lists"


@frozen
class AllPriceLists:
    """/manage/price-lists"""

    desk: StaffDesk
    lists: PriceListUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        edition = self.desk.edition(visit, req)
        rows = rows_of(self.lists.lists(visit), PATH, edition)
        check = check_of(req, resp, visit, self.lists.issued, edition)
        self.desk.show(req, resp, "all_price_lists.html", visit, "clients", **facts(rows, check, PATH))


@frozen
class ClientPriceLists:
    """/manage/clients/{client}/price-lists"""

    desk: StaffDesk
    lists: PriceListUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, client: UUID) -> None:
        self._show(req, resp, self.desk.visit(req), client, Typed(), NO_FAULTS)

    def on_post(self, req: falcon.Request, resp: falcon.Response, client: UUID) -> None:
        visit = self.desk.visit(req)
        form = self.desk.form(req, visit)
        typed = Typed.of(form)
        try:
            self.lists.ask(visit, typed.ask(form, client))
        except (MomentInvalid, MomentInFuture, TooManyPriceLists) as refusal:
            language = self.desk.edition(visit, req).language.code
            self._show(req, resp, visit, client, typed, Faults.of(refusal, language))
            resp.status = status(refusal)
            return
        see_other(resp, f"/manage/clients/{client}/price-lists#lists")

    def _show(
        self, req: falcon.Request, resp: falcon.Response, visit: Visit, client: UUID, typed: Typed, faults: Faults
    ) -> None:
        edition = self.desk.edition(visit, req)
        found, files = self.lists.of_client(visit, client)
        self.desk.show(
            req,
            resp,
            "client_price_lists.html",
            visit,
            "clients",
            client=found,
            typed=typed,
            nodes=typed.nodes(self.desk.use_cases.tree(visit)),
            faults=faults,
            csrf=visit.authority.csrf,
            **facts(rows_of(files, PATH, edition), Check(), f"/manage/clients/{client}/price-lists"),
        )


@frozen
class ClientDownload:
    """/manage/price-lists/{price_list}"""

    desk: StaffDesk
    lists: PriceListUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, price_list: UUID) -> None:
        send(resp, *self.lists.download(self.desk.visit(req), price_list))
