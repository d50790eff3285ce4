"""Who has which price type: the list, one assignment with its history, a client's whole chain, regional variants."""

from collections.abc import Mapping
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.price_desk.assign import AssignmentRefused, ChangeAssignment, EndAssignment, need_right
from application.price_desk.assignments import AssignmentFilter, AssignmentView, may_assign
from application.price_desk.regional import SetRegional, VariantOfItself
from application.price_desk.rows import Period
from application.price_desk.types import named
from application.queries.rules import Names
from domain.access.permission import Permission
from domain.pricing.assigning import Assignee
from domain.shared.errors import DomainError
from domain.shared.ids import PriceTypeId, RegionId
from entrypoints.http.problems import sentence, status
from entrypoints.pages.forms import day_of, number_of, uuid_of
from entrypoints.pages.paging import address
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.assignments.form import AssignmentForm
from entrypoints.workplace.assignments.use_cases import AssignmentUseCases
from entrypoints.workplace.assignments.words import AssignmentWords
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.prices.desk import ASSIGNMENTS, TYPES, tabs
from entrypoints.workplace.rules.form import section_tree

PAGE = 50
SOURCES = ("erp", "portal")


@frozen
class AssignmentDesk:
    desk: StaffDesk
    use_cases: AssignmentUseCases

    def show(
        self, req: falcon.Request, resp: falcon.Response, template: str, visit: Visit, tab: str, /, **facts: object
    ) -> None:
        language = self.desk.edition(visit, req).language
        own = {"tabs": tabs(language), "tab": tab, "csrf": visit.authority.csrf, "may_assign": may_assign(visit)}
        self.desk.show(req, resp, template, visit, "prices", **{**own, **facts})

    def words(self, req: falcon.Request, visit: Visit, names: Names) -> AssignmentWords:
        return AssignmentWords(self.desk.edition(visit, req), names)

    def said(self, req: falcon.Request, visit: Visit, error: DomainError) -> str:
        return sentence(error, self.desk.edition(visit, req).language.code)

    def faults(self, req: falcon.Request, visit: Visit, refused: AssignmentRefused) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for field, reason in zip(refused.fields, refused.reasons, strict=True):
            found.setdefault(field, self.said(req, visit, reason))
        return found


def filter_of(req: falcon.Request) -> AssignmentFilter:
    """What somebody edited by hand narrows nothing."""
    asked = {name: str(value).strip()[:100].replace("\x00", "") for name, value in req.params.items()}
    try:
        before = UUID(asked["before"]) if asked.get("before") else None
    except ValueError:
        before = None
    kind, period, assignee = (asked.get(name, "") for name in ("type", "period", "assignee"))
    return AssignmentFilter(
        client=asked.get("client", ""),
        price_type=PriceTypeId(int(kind)) if kind.isascii() and kind.isdigit() and len(kind) < 10 else None,
        assignee=Assignee(assignee) if assignee in set(Assignee) else None,
        source=asked["source"] if asked.get("source") in SOURCES else "",
        period=Period(period) if period in set(Period) else None,
        day=day_of(asked.get("day", "")),
        before=before,
        limit=PAGE,
    )


def kept(ask: AssignmentFilter) -> Mapping[str, str]:
    """The filter as it stands in addresses."""
    return {
        "client": ask.client,
        "type": str(ask.price_type or ""),
        "assignee": ask.assignee.value if ask.assignee is not None else "",
        "source": ask.source,
        "period": ask.period.value if ask.period is not None else "",
        "day": ask.day.isoformat() if ask.day is not None else "",
    }


@frozen
class Assignments:
    """/manage/prices/assignments"""

    desk: AssignmentDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.desk.visit(req)
        ask = filter_of(req)
        page = self.desk.use_cases.page(visit, ask)
        query = kept(ask)
        self.desk.show(
            req,
            resp,
            "price_assignments.html",
            visit,
            "assignments",
            page=page,
            words=self.desk.words(req, visit, page.names),
            types=[(row.id, row.name) for row in self.desk.use_cases.types(visit)],
            kept=query,
            day=page.filter.day,
            is_filtered=any(query.values()),
            first=address(ASSIGNMENTS, query) if ask.before else "",
            next=address(ASSIGNMENTS, query, before=page.next) if page.next else "",
            told=str(req.params.get("done", "")),
        )


@frozen
class NewAssignment:
    """/manage/prices/assignments/new"""

    desk: AssignmentDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """What the address tells is filled in: a page of a client or of a type leads here."""
        visit = self.desk.desk.visit(req)
        asked = {name: str(value)[:200] for name, value in req.params.items()}
        self._show(req, resp, visit, AssignmentForm.sent(asked), {})

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.desk.visit(req)
        form = AssignmentForm.sent(self.desk.desk.form(req, visit))
        try:
            made = self.desk.use_cases.assign(visit, form.typed())
        except AssignmentRefused as refused:
            self._show(req, resp, visit, form, self.desk.faults(req, visit, refused))
            resp.status = status(refused)
            return
        see_other(resp, f"{ASSIGNMENTS}/{made}?saved=1")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        form: AssignmentForm,
        faults: Mapping[str, str],
    ) -> None:
        need_right(visit)
        facts = form_facts(self.desk, req, visit, form, faults)
        self.desk.show(req, resp, "price_assignment_new.html", visit, "assignments", **facts)


def form_facts(
    desk: AssignmentDesk, req: falcon.Request, visit: Visit, form: AssignmentForm, faults: Mapping[str, str]
) -> dict[str, object]:
    choices, owners = desk.use_cases.choices(), desk.use_cases.owners(visit)
    return {
        "texts": form.texts,
        "faults": faults,
        "tree": section_tree(choices.sections, form.ticks),
        "choices": choices,
        "is_of_segment": bool(form.ticks or any(form.texts[name] for name in ("manufacturers", "skus", "values"))),
        "assignees": list(desk.words(req, visit, Names()).assignees.items()),
        "regions": owners.regions,
        "groups": owners.groups,
        "types": choices.price_types,
    }


@frozen
class Assignment:
    """/manage/prices/assignments/{assignment}"""

    desk: AssignmentDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, assignment: UUID) -> None:
        visit = self.desk.desk.visit(req)
        self.show(req, resp, visit, self.desk.use_cases.one(visit, assignment), None, {})

    def on_post(self, req: falcon.Request, resp: falcon.Response, assignment: UUID) -> None:
        visit = self.desk.desk.visit(req)
        sent = self.desk.desk.form(req, visit)
        form = AssignmentForm.sent(sent)
        try:
            command = ChangeAssignment(assignment, sent.get("seen", ""), form.typed())
            self.desk.use_cases.change(visit, command)
        except AssignmentRefused as refused:
            view = self.desk.use_cases.one(visit, assignment)
            self.show(req, resp, visit, view, form, self.desk.faults(req, visit, refused))
            resp.status = status(refused)
            return
        see_other(resp, f"{ASSIGNMENTS}/{assignment}?saved=1")

    def show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        view: AssignmentView,
        form: AssignmentForm | None,
        faults: Mapping[str, str],
        last: str = "",
    ) -> None:
        row = view.row
        typed = form or AssignmentForm.of(row, view.names)
        stands = not view.formers or not view.formers[0].is_gone
        self.desk.show(
            req,
            resp,
            "price_assignment.html",
            visit,
            "assignments",
            row=row,
            view=view,
            words=self.desk.words(req, visit, view.names),
            stands=stands,
            may_change=may_assign(visit) and stands and not row.by_erp,
            today=visit.authority.today,
            last=last,
            path=f"{ASSIGNMENTS}/{row.id}",
            saved=req.params.get("saved") == "1",
            **form_facts(self.desk, req, visit, typed, faults),
        )


@frozen
class End:
    """/manage/prices/assignments/{assignment}/end"""

    page: Assignment

    def on_post(self, req: falcon.Request, resp: falcon.Response, assignment: UUID) -> None:
        desk = self.page.desk
        visit = desk.desk.visit(req)
        form = desk.desk.form(req, visit)
        last = form.get("last", "")
        try:
            desk.use_cases.end(visit, EndAssignment(assignment, form.get("seen", ""), last))
        except AssignmentRefused as refused:
            view = desk.use_cases.one(visit, assignment)
            faults = {"last": next(iter(desk.faults(req, visit, refused).values()))}
            self.page.show(req, resp, visit, view, None, faults, last)
            resp.status = status(refused)
            return
        see_other(resp, f"{ASSIGNMENTS}/{assignment}?saved=1")


@frozen
class ClientTypes:
    """/manage/clients/{client}/price-types: which type each contract has, from whom, and what gave way to it."""

    desk: AssignmentDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, client: UUID) -> None:
        visit = self.desk.desk.visit(req)
        row = self.desk.use_cases.client(visit, client)
        chains = self.desk.use_cases.chains(visit, client)
        words = self.desk.words(req, visit, Names())
        self.desk.desk.show(
            req, resp, "client_price_types.html", visit, "clients", client=row, chains=chains, words=words,
            may_assign=may_assign(visit),
        )  # fmt: skip


@frozen
class Regional:
    """/manage/prices/types/{kind}/regions"""

    desk: AssignmentDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, kind: int) -> None:
        self._show(req, resp, self.desk.desk.visit(req), PriceTypeId(kind), None, "")

    def on_post(self, req: falcon.Request, resp: falcon.Response, kind: int) -> None:
        visit = self.desk.desk.visit(req)
        form = self.desk.desk.form(req, visit)
        typed = {name.removeprefix("region-"): value for name, value in form.items() if name.startswith("region-")}
        variants = {
            RegionId(uuid_of(id, "region")): PriceTypeId(number_of(kind_, "price-type"))
            for id, kind_ in typed.items() if kind_
        }  # fmt: skip
        try:
            self.desk.use_cases.set_regional(visit, SetRegional(PriceTypeId(kind), variants))
        except VariantOfItself as refusal:
            self._show(req, resp, visit, PriceTypeId(kind), typed, self.desk.said(req, visit, refusal))
            resp.status = status(refusal)
            return
        see_other(resp, f"{TYPES}/{kind}/regions?saved=1")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        kind: PriceTypeId,
        typed: Mapping[str, str] | None,
        refusal: str,
    ) -> None:
        rows = self.desk.use_cases.types(visit)
        row = named(rows, kind)
        standing = self.desk.use_cases.regional(visit, kind)
        self.desk.show(
            req,
            resp,
            "price_type_regions.html",
            visit,
            "types",
            row=row,
            path=f"{TYPES}/{kind}/regions",
            regions=[(id, name, (typed or {}).get(str(id), str(variant or ""))) for id, name, variant in standing],
            others=[(other.id, other.name) for other in rows if other.id != kind],
            may_set=Permission.SET_PRICE_TYPES in visit.authority.staff_permissions,
            refusal=refusal,
            saved=req.params.get("saved") == "1",
        )
