"""Reserves of the manager's clients, and how long reserves live."""

from collections.abc import Mapping
from uuid import UUID

import falcon
from attrs import frozen

from application.reserves.ports import PoliciesPage, PolicyTaken, ProlongedTooFar, ReserveOver
from domain.access.permission import Permission
from domain.inventory.life import AtStatus, PolicyUnfit, ReservePolicy
from domain.shared.errors import DomainError
from domain.shared.ids import OrderId
from entrypoints.http.problems import sentence, status
from entrypoints.pages.forms import uuid_of, whole
from entrypoints.pages.paging import address, paging
from entrypoints.pages.rendering import Edition, see_other
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.reserves.use_cases import ReserveUseCases

PATH, POLICIES = "/manage/reserves", "/manage/reserves/policies"
UNTYPED = dict.fromkeys(("policy", "deed", "status", "terms", "hours", "warn_hours", "at_status"), "")
PROLONGED = (4, 24, 48, 72, 168)


@frozen
class Reserves:
    """/manage/reserves"""

    desk: StaffDesk
    use_cases: ReserveUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self.show(req, resp)

    def show(self, req: falcon.Request, resp: falcon.Response, fault: str = "") -> None:
        visit = self.desk.visit(req)
        ending = req.params.get("show") == "ending"
        offset = whole(str(req.params.get("offset", "")), 0, 1_000_000)
        page = self.use_cases.reserves(visit, ending, offset)
        kept: dict[str, object] = {"show": "ending"} if ending else {}
        held = visit.authority.staff_permissions
        self.desk.show(
            req, resp, "reserves.html", visit, "reserves",
            page=page,
            only_ending=ending,
            paging=paging(PATH, kept, page.offset, page.limit, page.total),
            all_link=PATH,
            ending_link=address(PATH, {}, show="ending"),
            may_prolong=Permission.PROLONG_RESERVES in held,
            may_set=Permission.SET_RESERVES in held,
            hours=PROLONGED,
            csrf=visit.authority.csrf,
            fault=fault,
            prolonged=req.params.get("prolonged", ""),
        )  # fmt: skip


@frozen
class Prolong:
    """/manage/reserves/{order}/prolong"""

    desk: StaffDesk
    use_cases: ReserveUseCases
    page: Reserves

    def on_post(self, req: falcon.Request, resp: falcon.Response, order: UUID) -> None:
        visit = self.desk.visit(req)
        form = self.desk.form(req, visit)
        try:
            self.use_cases.prolong(visit, OrderId(order), whole(form.get("hours", ""), 0, 10**6))
        except (ReserveOver, ProlongedTooFar) as refused:
            resp.status = status(refused)
            self.page.show(req, resp, sentence(refused, self.desk.edition(visit, req).language.code))
            return
        see_other(resp, address(PATH, {}, prolonged=form.get("number", "")[:20]))


@frozen
class Policies:
    """/manage/reserves/policies"""

    desk: StaffDesk
    use_cases: ReserveUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, {}, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        form = self.desk.form(req, visit)
        policies, deed = self.use_cases.policies, form.get("deed", "")
        try:
            if deed == "switch":
                policies.switch(visit, form.get("kind", ""), form.get("key", "").strip(), form.get("off") == "1")
            elif deed == "drop":
                policies.drop(visit, uuid_of(form.get("policy", ""), "policy"))
            else:
                id = uuid_of(form["policy"], "policy") if form.get("policy") else None
                policies.put(visit, id, _policy(form))
        except (PolicyUnfit, PolicyTaken) as refused:
            resp.status = status(refused)
            self._show(req, resp, form, refused)
            return
        see_other(resp, f"{POLICIES}?saved=1")

    def _show(
        self, req: falcon.Request, resp: falcon.Response, typed: Mapping[str, str], refused: DomainError | None
    ) -> None:
        visit = self.desk.visit(req)
        page = self.use_cases.policies.page(visit)
        edition = self.desk.edition(visit, req)
        names = Names.of(page, edition)
        self.desk.show(
            req, resp, "reserve_policies.html", visit, "reserves",
            page=page,
            names=names,
            typed={**UNTYPED, **typed} if typed else {},
            fault="" if refused is None else sentence(refused, edition.language.code),
            saved=req.params.get("saved") == "1",
            csrf=visit.authority.csrf,
        )  # fmt: skip


def _policy(form: Mapping[str, str]) -> ReservePolicy:
    """Hours left empty are without end; what is no number is refused as one out of range."""
    hours = form.get("hours", "").strip()
    at = form.get("at_status", "")
    return ReservePolicy(
        form.get("status") or None,
        form.get("terms") if form.get("terms") in ("prepayment", "limited", "unlimited") else None,
        whole(hours, 0, 10**6) if hours else None,
        whole(form.get("warn_hours", "").strip() or "0", -1, 10**6),
        AtStatus(at) if at in tuple(AtStatus) else AtStatus.KEEP,
    )


@frozen
class Names:
    """Words for codes, in the reader's language."""

    statuses: Mapping[str, str]
    terms: Mapping[str, str]
    deeds: Mapping[str, str]
    switches: Mapping[str, str]

    @classmethod
    def of(cls, page: PoliciesPage, edition: Edition) -> "Names":
        say, english = edition.language.say, edition.language.code == "en"
        return cls(
            {"": say("any status")} | {s.code: s.name_en if english else s.name_ru for s in page.statuses},
            {
                "": say("any terms"),
                "prepayment": say("prepayment"),
                "limited": say("with a limit"),
                "unlimited": say("without a limit"),
            },
            {
                "keep": say("leaves the reserve as it is"),
                "prolong": say("the reserve begins anew"),
                "release": say("the reserve ends"),
            },
            {"base": say("Base of 1C"), "warehouse": say("Warehouse"), "contract": say("Contract")},
        )
