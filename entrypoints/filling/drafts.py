"""A draft of an order: the report of its lines, mending them, adding them; the columns of its file."""

from collections.abc import Mapping
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.filling.change_draft import DraftReport, Edit
from application.filling.drafts import (
    Draft,
    DraftState,
    DraftTooLong,
    LayoutIncomplete,
    NoRowsOrdered,
    NothingToAdd,
    PartGone,
)
from application.filling.layout import Layout, Role, by_content, by_headings
from application.filling.parts import parts_of
from application.filling.typed import MOST_DRAFTED, MOST_LINES
from application.shared.sheets import FileRefused
from domain.ordering.cart import CartTooLong
from domain.shared.errors import DomainError
from entrypoints.filling.rows import CHANGED, ERRORS, PAGE, filters, row_of, shown
from entrypoints.filling.use_cases import FillingUseCases
from entrypoints.http.problems import Remedy, remedies, sentence, status
from entrypoints.http.visits import visit_of
from entrypoints.pages.forms import whole
from entrypoints.pages.paging import address, paging
from entrypoints.pages.rendering import Edition, see_other
from entrypoints.storefront.cart import fresh
from entrypoints.storefront.desk import Desk, trusted_form

PATH = "/quick-order/drafts"
MOST_COLUMNS = 60


def why_failed(draft: Draft) -> DomainError | None:
    """The refusal as it was, made again from what was kept of it."""
    told = draft.failure or {}
    if told.get("code") in (CartTooLong.code, DraftTooLong.code):
        return DraftTooLong(int(told.get("lines", 0)))
    if told.get("code") == NoRowsOrdered.code:
        return NoRowsOrdered()
    return FileRefused(str(told.get("why", "broken")), told.get("limit")) if told else None


@frozen
class OneDraft:
    """/quick-order/drafts/{draft}"""

    desk: Desk
    filling: FillingUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, draft: UUID) -> None:
        visit = visit_of(req)
        added = whole(str(req.params.get("added", "")), -1, MOST_DRAFTED)
        self._show(req, resp, visit, draft, req.params, added=None if added < 0 else added)

    def on_post(self, req: falcon.Request, resp: falcon.Response, draft: UUID) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        deed, show = form.get("do", ""), form.get("show", "")
        if deed == "drop":
            self.filling.drop(visit, draft)
            see_other(resp, "/quick-order")
            return
        edits, removed = edits_of(form)
        if deed == "remove-waiting":
            removed += [line.typed.row for line in self.filling.draft(visit, draft).report.waiting]
        self.filling.edit(visit, draft, edits, removed)
        if deed == "add" or form.get("part"):
            self._add(req, resp, visit, draft, form)
            return
        if removed and draft not in {one.id for one in self.filling.drafts(visit)}:
            see_other(resp, "/quick-order")
            return
        offset = whole(form.get("offset", ""), 0, MOST_DRAFTED)
        see_other(resp, address(f"{PATH}/{draft}", {}, show=show if show in (ERRORS, CHANGED) else "", offset=offset))

    def _add(
        self, req: falcon.Request, resp: falcon.Response, visit: Visit, draft: UUID, form: Mapping[str, str]
    ) -> None:
        try:
            added = self.filling.add(visit, draft, whole(form.get("part", ""), 0, 10**7) or None)
        except (NothingToAdd, PartGone, CartTooLong) as refusal:
            self._show(req, resp, visit, draft, form, refusal)
            resp.status = status(refusal)
            return
        if added.left:
            show = "show=errors&" if added.left == added.waiting else ""
            see_other(resp, f"{PATH}/{draft}?{show}added={added.lines}")
        else:
            see_other(resp, "/cart")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        id: UUID,
        asked: Mapping[str, object],
        refusal: DomainError | None = None,
        added: int | None = None,
    ) -> None:
        told = self.filling.draft(visit, id)
        edition, draft = self.desk.edition(visit, req), told.draft
        if draft.state is DraftState.MAPPING:
            see_other(resp, f"{PATH}/{id}/columns")
            return
        if draft.state in (DraftState.WAITING, DraftState.FAILED):
            self._waiting(req, resp, visit, draft, edition)
            return
        show, offset = str(asked.get("show", "")), whole(str(asked.get("offset", "")), 0, MOST_DRAFTED)
        lines = shown(told.report, show)
        offset = offset if offset < len(lines) else 0
        language, parts = edition.language, parts_of(told.report)
        self.desk.show(
            req,
            resp,
            "order_draft.html",
            visit if added is None else fresh(self.desk, req, visit),
            "quick-order",
            draft=draft,
            path=f"{PATH}/{id}",
            show=show,
            offset=offset,
            rows=[row_of(line, edition.figures) for line in lines[offset : offset + PAGE]],
            paging=paging(f"{PATH}/{id}", {"show": show}, offset, PAGE, len(lines)),
            filters=filters(told.report, f"{PATH}/{id}", language),
            counts=counts_of(told),
            parts=parts if len(parts) > 1 else (),
            most_lines=MOST_LINES,
            totals=told.report.totals,
            notes=notes_of(draft, edition),
            problem=sentence(refusal, language.code) if refusal else "",
            blocked=blocked_of(visit),
            added=added,
            csrf=visit.authority.csrf,
        )

    def _waiting(
        self, req: falcon.Request, resp: falcon.Response, visit: Visit, draft: Draft, edition: Edition
    ) -> None:
        failure = why_failed(draft) if draft.state is DraftState.FAILED else None
        language = edition.language.code
        ways: tuple[Remedy, ...] = tuple(remedies(failure, language)) if failure else ()
        self.desk.show(
            req, resp, "order_draft_waiting.html", visit, "quick-order", draft=draft, path=f"{PATH}/{draft.id}",
            problem=sentence(failure, language) if failure else "", ways=ways, csrf=visit.authority.csrf,
        )  # fmt: skip


def blocked_of(visit: Visit) -> str | None:
    context = visit.buyer()
    return context.status_reason if context.status != "active" else None


def counts_of(told: DraftReport) -> Mapping[str, int]:
    report = told.report
    return {"all": len(report.lines), "ready": len(report.ready), "waiting": len(report.waiting)}


def notes_of(draft: Draft, edition: Edition) -> list[str]:
    """What a person should know of the file before he believes the report."""
    counted, told = edition.figures.counted, draft.notes
    found = []
    if told.hidden:
        found.append(counted("%(n)s of the lines stands in a hidden row of the sheet.",
                             "%(n)s of the lines stand in hidden rows of the sheet.", told.hidden))  # fmt: skip
    if told.hidden_columns:
        found.append(counted("%(n)s of the columns that are read is hidden.",
                             "%(n)s of the columns that are read are hidden.", told.hidden_columns))  # fmt: skip
    if told.unevaluated:
        found.append(counted("%(n)s formula has no value in the file and was read as empty: open the file in Excel and "
                             "save it.", "%(n)s formulas have no value in the file and were read as empty: open the "
                             "file in Excel and save it.", told.unevaluated))  # fmt: skip
    return found


def edits_of(form: Mapping[str, str]) -> tuple[dict[int, Edit], list[int]]:
    rows: dict[int, dict[str, str]] = {}
    for name, text in form.items():
        kind, _, number = name.partition("-")
        if kind in ("a", "q", "v", "u") and number.isascii() and number.isdigit() and len(number) < 8:
            rows.setdefault(int(number), {})[kind] = text.strip()[:200]
    edits = {
        number: Edit(
            told.get("a"),
            told["q"][:40] if "q" in told else None,
            whole(told.get("v", ""), 0, 2**31 - 1) or None,
            whole(told["u"], 0, 2**31 - 1) if told.get("u") else None,
        )
        for number, told in rows.items()
    }
    removed = whole(form.get("remove", ""), 0, 10**7)
    return edits, [removed] if removed else []


@frozen
class DraftColumns:
    """/quick-order/drafts/{draft}/columns"""

    desk: Desk
    filling: FillingUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, draft: UUID) -> None:
        self._show(req, resp, visit_of(req), draft, whole(str(req.params.get("sheet", "")), -1, 19), None, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response, draft: UUID) -> None:
        visit = visit_of(req)
        layout = layout_of(trusted_form(req, visit))
        try:
            self.filling.map_columns(visit, draft, layout)
        except (LayoutIncomplete, NoRowsOrdered, DraftTooLong) as refusal:
            self._show(req, resp, visit, draft, layout.table, layout, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}/{draft}")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        id: UUID,
        sheet: int,
        told: Layout | None,
        refusal: DomainError | None,
    ) -> None:
        view = self.filling.preview(visit, id)
        language = self.desk.edition(visit, req).language
        stored = view.draft.layout
        sheet = stored.table if sheet < 0 else min(sheet, len(view.tables) - 1)
        rows = view.tables[sheet][1]
        layout = told or (stored if sheet == stored.table and stored.columns else by_headings(rows, sheet))
        if not layout.columns:
            layout = by_content(rows)
        by_place = {place: role.value for role, place in layout.columns.items()}
        width = min(max((len(cells) for _, cells in rows), default=0), MOST_COLUMNS)
        failure = refusal or why_failed(view.draft)
        self.desk.show(
            req,
            resp,
            "order_columns.html",
            visit,
            "quick-order",
            draft=view.draft,
            path=f"{PATH}/{id}/columns",
            sheet=sheet,
            tables=[(place, name) for place, (name, _) in enumerate(view.tables)],
            rows=rows,
            header=layout.header,
            columns=[(place, by_place.get(place, "")) for place in range(width)],
            roles=[role.value for role in Role],
            problem=sentence(failure, language.code) if failure else "",
            is_guess=view.draft.state is not DraftState.MAPPING,
            csrf=visit.authority.csrf,
        )


def layout_of(form: Mapping[str, str]) -> Layout:
    """Of a role given to two columns the first counts."""
    columns: dict[Role, int] = {}
    told = sorted((whole(name[2:], 0, 10_000), text) for name, text in form.items() if name.startswith("c-"))
    for place, text in told:
        if text in Role.__members__.values():
            columns.setdefault(Role(text), place)
    return Layout(whole(form.get("sheet", ""), 0, 19), whole(form.get("header", ""), 0, 10_000), columns)
