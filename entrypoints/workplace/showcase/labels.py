"""Labels at the seller's: the list, a new one, one that is changed or taken away."""

from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.labels.bind import LabelChangedMeanwhile, LabelRefused, LabelRow, TypedLabel
from domain.catalog.label import Label
from domain.shared.errors import DomainError
from entrypoints.http.problems import sentence, status
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.card.marks import COLOURS, label_name
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.showcase.use_cases import ShowcaseUseCases

PATH = "/manage/labels"


@frozen
class Labels:
    """/manage/labels"""

    desk: StaffDesk
    showcase: ShowcaseUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        language = self.desk.edition(visit, req).language
        rows = self.showcase.labels(visit)
        today = visit.authority.today
        assert today is not None
        facts = {
            "rows": [(row, label_name(row.binding.label, language), row.state(today)) for row in rows],
            "colours": COLOURS,
            "done": str(req.params.get("done", "")),
        }
        self.desk.show(req, resp, "labels.html", visit, "labels", path=PATH, **facts)


@frozen
class NewLabel:
    """/manage/labels/new"""

    desk: StaffDesk
    showcase: ShowcaseUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        self.showcase.labels(visit)
        show(self.desk, req, resp, visit, TypedLabel(), None, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        form = self.desk.form(req, visit)
        typed = TypedLabel.of(form)
        try:
            self.showcase.save_label(visit, typed)
        except LabelRefused as refusal:
            show(self.desk, req, resp, visit, typed, None, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}?done=saved")


@frozen
class OneLabel:
    """/manage/labels/{label}; the button «remove» takes it away."""

    desk: StaffDesk
    showcase: ShowcaseUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, label: UUID) -> None:
        visit = self.desk.visit(req)
        row, typed = self.showcase.labels.card(visit, label)
        show(self.desk, req, resp, visit, typed, row, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response, label: UUID) -> None:
        visit = self.desk.visit(req)
        form = self.desk.form(req, visit)
        if form.get("do") == "remove":
            self.showcase.remove_label(visit, label)
            see_other(resp, f"{PATH}?done=removed")
            return
        typed = TypedLabel.of(form)
        try:
            self.showcase.save_label(visit, typed, label, form.get("seen", ""))
        except (LabelRefused, LabelChangedMeanwhile) as refusal:
            row, _ = self.showcase.labels.card(visit, label)
            show(self.desk, req, resp, visit, typed, row, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}?done=saved")


def show(
    desk: StaffDesk,
    req: falcon.Request,
    resp: falcon.Response,
    visit: Visit,
    typed: TypedLabel,
    row: LabelRow | None,
    refusal: DomainError | None,
) -> None:
    language = desk.edition(visit, req).language
    faults: dict[str, str] = {}
    for fault in refusal.faults if isinstance(refusal, LabelRefused) else ():
        said = sentence(fault, language.code)
        faults[fault.field] = f"{faults[fault.field]} {said}" if fault.field in faults else said
    desk.show(
        req,
        resp,
        "label.html",
        visit,
        "labels",
        typed=typed,
        row=row,
        faults=faults,
        refusal=sentence(refusal, language.code) if isinstance(refusal, LabelChangedMeanwhile) else "",
        labels=[(label.value, label_name(label, language)) for label in Label],
        path=PATH,
        csrf=visit.authority.csrf,
    )
