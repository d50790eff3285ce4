"""The words of the search at the seller's: synonyms, and what buyers did not find."""

from collections.abc import Mapping
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.search_desk.book import MissPage, Page
from application.search_desk.change import SynonymsChangedMeanwhile
from application.shared.sheets import MOST_BYTES, MOST_ROWS, FileRefused
from domain.access.permission import Permission
from domain.catalog.spelling import other_layout
from domain.catalog.synonyms import Synonyms, SynonymsNotSound, listed
from domain.shared.errors import DomainError, NotAllowed
from entrypoints.http.problems import sentence, status
from entrypoints.http.visits import check_csrf
from entrypoints.pages.forms import whole
from entrypoints.pages.paging import address, paging
from entrypoints.pages.rendering import see_other
from entrypoints.pages.uploads import sent_form
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.search.use_cases import SearchDeskUseCases

MISSES = "/manage/search"
SYNONYMS = "/manage/search/synonyms"
PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@frozen
class SearchDesk:
    desk: StaffDesk
    words: SearchDeskUseCases

    def changing(self, req: falcon.Request) -> Visit:
        """Raises NotAllowed before a form is shown, and not after it was filled in."""
        visit = self.desk.visit(req)
        if not self.may_change(visit):
            raise NotAllowed(Permission.CHANGE_SEARCH)
        return visit

    def may_change(self, visit: Visit) -> bool:
        return Permission.CHANGE_SEARCH in visit.authority.staff_permissions

    def said(self, req: falcon.Request, visit: Visit, error: DomainError | None) -> str:
        return "" if error is None else sentence(error, self.desk.edition(visit, req).language.code)

    def show(self, req: falcon.Request, resp: falcon.Response, template: str, visit: Visit, /, **facts: object) -> None:
        more = {
            "csrf": visit.authority.csrf,
            "may_change": self.may_change(visit),
            "done": str(req.params.get("done", "")),
        }
        self.desk.show(req, resp, template, visit, "search", **more, **facts)


def page_of(req: falcon.Request) -> Page:
    text = str(req.params.get("q", "")).strip()[:100]
    return Page(text, whole(str(req.params.get("offset", "")), 0, 1_000_000), PAGE)


@frozen
class Misses:
    """/manage/search: what was not found; POST marks one as dealt with, or opens it again."""

    desk: SearchDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.desk.visit(req)
        ask = MissPage(page_of(req), req.params.get("handled") == "1", req.params.get("order") != "latest")
        rows, total = self.desk.words.read.misses(visit, ask)
        kept = {"q": ask.page.text, "handled": "1" if ask.handled else "", "order": "" if ask.often else "latest"}
        orders = {
            "often": address(MISSES, {**kept, "order": ""}),
            "latest": address(MISSES, {**kept, "order": "latest"}),
        }
        facts = {"paging": paging(MISSES, kept, ask.page.offset, PAGE, total), "orders": orders, "kept": kept}
        # What was typed in Latin letters is often Russian with the keyboard not switched.
        meant = {row.key: other_layout(row.key) if row.key.isascii() else "" for row in rows}
        self.desk.show(req, resp, "search_misses.html", visit, ask=ask, rows=rows, total=total, meant=meant, **facts)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.desk.visit(req)
        form = self.desk.desk.form(req, visit)
        handled = form.get("to") != "open"
        self.desk.words.handle(visit, form.get("key", "")[:200], handled=handled)
        see_other(
            resp, address(MISSES, {"handled": "" if handled else "1", "done": "handled" if handled else "opened"})
        )


@frozen
class SynonymsList:
    """/manage/search/synonyms"""

    desk: SearchDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self.show(req, resp, self.desk.desk.visit(req))

    def show(self, req: falcon.Request, resp: falcon.Response, visit: Visit, /, **facts: object) -> None:
        page = page_of(req)
        rows, total = self.desk.words.read.synonyms(visit, page)
        gone = {name: str(req.params.get(name, ""))[:2000] for name in ("words", "one_way")}
        told = {"refusal": "", "imported": None, "faults": (), "gone": gone, **facts}
        self.desk.show(
            req, resp, "search_synonyms.html", visit, page=page, rows=rows, total=total,
            paging=paging(SYNONYMS, {"q": page.text}, page.offset, PAGE, total),
            most_megabytes=MOST_BYTES // 1024 // 1024, most_rows=MOST_ROWS, **told,
        )  # fmt: skip


@frozen
class NewSynonyms:
    """/manage/search/synonyms/new; `miss` is what was not found and gets its words here."""

    desk: SearchDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.changing(req)
        miss = str(req.params.get("miss", ""))[:200]
        typed = {"words": self.desk.words.read.miss(visit, miss).text if miss else "", "one_way": "1" if miss else ""}
        self._show(req, resp, visit, typed, miss, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.desk.visit(req)
        form = self.desk.desk.form(req, visit)
        miss = form.get("miss", "")[:200]
        try:
            self.desk.words.add(visit, typed_in(form), miss)
        except SynonymsNotSound as refusal:
            self._show(req, resp, visit, form, miss, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"{MISSES if miss else SYNONYMS}?done=added")

    def _show(
        self, req: falcon.Request, resp: falcon.Response, visit: Visit, typed: Mapping[str, str], miss: str,
        refusal: SynonymsNotSound | None,
    ) -> None:  # fmt: skip
        facts = {"typed": fields(typed), "miss": miss, "fault": self.desk.said(req, visit, refusal)}
        self.desk.show(req, resp, "search_synonym.html", visit, row=None, path=f"{SYNONYMS}/new", **facts)


@frozen
class OneGroup:
    """/manage/search/synonyms/{synonyms}; POST saves it, or with `remove` takes it away."""

    desk: SearchDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, synonyms: UUID) -> None:
        self._show(req, resp, self.desk.desk.visit(req), synonyms, None, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response, synonyms: UUID) -> None:
        visit = self.desk.desk.visit(req)
        form = self.desk.desk.form(req, visit)
        if "remove" in form:
            was = self.desk.words.read.one(visit, synonyms).synonyms
            self.desk.words.remove(visit, synonyms)
            # The next page offers to put them back.
            gone = {"words": ", ".join(was.words), "one_way": "1" if was.one_way else ""}
            see_other(resp, address(SYNONYMS, {"done": "removed", **gone}))
            return
        try:
            self.desk.words.change(visit, synonyms, form.get("seen", ""), typed_in(form))
        except (SynonymsNotSound, SynonymsChangedMeanwhile) as refusal:
            self._show(req, resp, visit, synonyms, form, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"{SYNONYMS}?done=saved")

    def _show(
        self, req: falcon.Request, resp: falcon.Response, visit: Visit, synonyms: UUID, form: Mapping[str, str] | None,
        refusal: DomainError | None,
    ) -> None:  # fmt: skip
        row = self.desk.words.read.one(visit, synonyms)
        kept = {"words": "\n".join(row.synonyms.words), "one_way": "1" if row.synonyms.one_way else ""}
        facts = {"typed": fields(form or kept), "miss": "", "fault": self.desk.said(req, visit, refusal)}
        self.desk.show(req, resp, "search_synonym.html", visit, row=row, path=f"{SYNONYMS}/{synonyms}", **facts)


def fields(form: Mapping[str, str]) -> Mapping[str, str]:
    return {name: form.get(name, "") for name in ("words", "one_way")}


def typed_in(form: Mapping[str, str]) -> Synonyms:
    """Raises SynonymsNotSound."""
    return Synonyms.of(listed(form.get("words", "")[:4000]), one_way=bool(form.get("one_way")))


@frozen
class SynonymsFile:
    """GET /manage/search/synonyms/synonyms.xlsx"""

    desk: SearchDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        resp.data = self.desk.words.file(self.desk.desk.visit(req))
        resp.content_type = XLSX
        resp.downloadable_as = "synonyms.xlsx"
        resp.set_header("Cache-Control", "no-store")


@frozen
class TakeFile:
    """POST /manage/search/synonyms/import: the report stands above the list."""

    list: SynonymsList

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        desk = self.list.desk
        visit = desk.changing(req)
        try:
            fields, file = sent_form(req, "file")
            check_csrf(req, visit, fields.get("csrf", ""))
            imported = desk.words.take_file(visit, file.content)
        except FileRefused as refusal:
            self.list.show(req, resp, visit, refusal=desk.said(req, visit, refusal))
            resp.status = status(refusal)
            return
        faults = [(one.line, one.words, desk.said(req, visit, one.fault)) for one in imported.faults]
        self.list.show(req, resp, visit, imported=imported, faults=faults)
