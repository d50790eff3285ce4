"""Services of bases that are asked for prices, the latest questions, and the policies of a client's contracts."""

from collections.abc import Mapping
from uuid import UUID

import falcon
from attrs import frozen

from application.ordering.refinement_ports import MOST_PATIENCE, BaseId
from application.refinement_desk.ports import ServiceUnfit, SetService
from domain.access.permission import Permission
from domain.pricing.refinement import RefinementPolicy
from entrypoints.http.problems import sentence, status
from entrypoints.http.sentences.refinement import why_unconfirmed
from entrypoints.pages.forms import uuid_of, whole
from entrypoints.pages.rendering import Edition, see_other
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.refinement.use_cases import RefinementUseCases

PATH = "/manage/exchange/prices"


@frozen
class Services:
    """/manage/exchange/prices"""

    desk: StaffDesk
    use_cases: RefinementUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, {}, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        form = self.desk.form(req, visit)
        try:
            self.use_cases.set_service(visit, _command(form))
        except ServiceUnfit as unfit:
            self._show(req, resp, form, unfit)
            resp.status = status(unfit)
            return
        see_other(resp, f"{PATH}?saved=1")

    def _show(
        self, req: falcon.Request, resp: falcon.Response, typed: Mapping[str, str], unfit: ServiceUnfit | None
    ) -> None:
        visit = self.desk.visit(req)
        page = self.use_cases.page(visit)
        edition = self.desk.edition(visit, req)
        language = edition.language.code
        self.desk.show(
            req, resp, "refinement_services.html", visit, "exchange",
            page=page,
            whys={one.id: why_unconfirmed(one.unanswered).said(language) for one in page.askings if one.unanswered},
            may_change=Permission.SET_REFINEMENT in visit.authority.staff_permissions,
            csrf=visit.authority.csrf,
            typed=typed,
            faults={} if unfit is None else {unfit.field: sentence(unfit, language)},
            patiences=[(n, n) for n in range(1, MOST_PATIENCE + 1)],
            saved=req.params.get("saved") == "1",
        )  # fmt: skip


def _command(form: Mapping[str, str]) -> SetService:
    return SetService(
        BaseId(whole(form.get("base", ""), 0, 10**9)),
        form.get("url", ""),
        form.get("login", "").strip(),
        form.get("password", ""),
        whole(form.get("patience", ""), 0, 1000),
    )


@frozen
class Policies:
    """/manage/clients/{client}/refinement"""

    desk: StaffDesk
    use_cases: RefinementUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, client: UUID) -> None:
        visit = self.desk.visit(req)
        found = self.desk.use_cases.client(visit, client)
        contracts = self.use_cases.policies(visit, client)
        names = policy_names(self.desk.edition(visit, req))
        self.desk.show(
            req, resp, "refinement_policies.html", visit, "clients",
            client=found,
            contracts=contracts,
            names=names,
            options=list(names.items()),
            may_change=Permission.SET_REFINEMENT in visit.authority.staff_permissions,
            csrf=visit.authority.csrf,
            saved=req.params.get("saved") == "1",
        )  # fmt: skip

    def on_post(self, req: falcon.Request, resp: falcon.Response, client: UUID) -> None:
        visit = self.desk.visit(req)
        form = self.desk.form(req, visit)
        self.desk.use_cases.client(visit, client)
        contract = uuid_of(form.get("contract", ""), "contract")
        told = form.get("policy", "")
        policy = RefinementPolicy(told) if told in tuple(RefinementPolicy) else None
        self.use_cases.set_policy(visit, client, contract, policy)
        see_other(resp, f"/manage/clients/{client}/refinement?saved=1")


def policy_names(edition: Edition) -> dict[str, str]:
    say = edition.language.say
    return {
        "": say("as usual: without an answer the order goes to be confirmed"),
        RefinementPolicy.NONE.value: say("the ERP is not asked"),
        RefinementPolicy.CONFIRM.value: say("without an answer the order goes to be confirmed"),
        RefinementPolicy.WAIT.value: say("without an answer nothing is ordered"),
    }
