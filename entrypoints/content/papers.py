"""Documents of goods at the content editor's desk."""

from collections.abc import Mapping
from uuid import UUID

import falcon
from attrs import evolve, frozen

from application.access.context import Visit
from application.content.documents import PaperIncomplete, PaperKind, PapersAsked, TooManyNamed
from application.content.files import ContentRefused, SentContent
from application.shared.sheets import FileRefused
from domain.shared.errors import DomainError
from entrypoints.content.paper_form import TypedBinding, TypedPaper, fault_field, named_of
from entrypoints.content.use_cases import PaperUseCases
from entrypoints.http.problems import remedies, sentence, status
from entrypoints.http.visits import check_csrf
from entrypoints.pages.content_form import NOTHING, content_form
from entrypoints.pages.forms import day_of, number_of, whole
from entrypoints.pages.giving import give
from entrypoints.pages.paging import address, paging
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.desk import StaffDesk

PATH = "/manage/goods-documents"
MOST_PLACE = 10**6


def said(refusal: DomainError, language: str) -> str:
    return " ".join((sentence(refusal, language), *(way.text for way in remedies(refusal, language))))


@frozen
class Papers:
    """/manage/goods-documents"""

    desk: StaffDesk
    papers: PaperUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, self.desk.visit(req), TypedPaper())

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        typed = TypedPaper()
        try:
            form, files = content_form(req)
            check_csrf(req, visit, form.get("csrf", ""))
            typed = TypedPaper.of(form)
            id = self.papers.add(visit, typed.facts, files.get("file", NOTHING))
        except (PaperIncomplete, ContentRefused) as refusal:
            language = self.desk.edition(visit, req).language.code
            self._show(req, resp, visit, evolve(typed, faults={fault_field(refusal): said(refusal, language)}))
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}/{id}")

    def _show(self, req: falcon.Request, resp: falcon.Response, visit: Visit, typed: TypedPaper) -> None:
        told = {name: str(req.params.get(name, ""))[:100] for name in ("q", "kind", "state")}
        offset = whole(str(req.params.get("offset", "")), 0, MOST_PLACE)
        page = self.papers.page(visit, PapersAsked(told["q"], told["kind"], told["state"], offset))
        self.desk.show(
            req,
            resp,
            "goods_documents.html",
            visit,
            "media",
            page=page,
            typed=typed,
            told=told,
            states=[
                (state, address(PATH, told, state=state, offset="")) for state in ("", "soon", "expired", "withdrawn")
            ],
            kinds=[kind.value for kind in PaperKind],
            csrf=visit.authority.csrf,
            paging=paging(PATH, told, page.asked.offset, page.asked.limit, page.total),
        )


@frozen
class Paper:
    """/manage/goods-documents/{document}"""

    desk: StaffDesk
    papers: PaperUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, document: UUID) -> None:
        self._show(req, resp, self.desk.visit(req), document, {})

    def on_post(self, req: falcon.Request, resp: falcon.Response, document: UUID) -> None:
        visit = self.desk.visit(req)
        language = self.desk.edition(visit, req).language.code
        try:
            form, files = content_form(req)
            check_csrf(req, visit, form.get("csrf", ""))
            left = self._done(visit, document, form, files)
        except (PaperIncomplete, ContentRefused, FileRefused, TooManyNamed) as refusal:
            self._show(req, resp, visit, document, {"refused": said(refusal, language)})
            resp.status = status(refusal)
            return
        if left is None:
            see_other(resp, f"{PATH}/{document}")
        else:
            self._show(req, resp, visit, document, {"binding": left})

    def _done(
        self, visit: Visit, id: UUID, form: Mapping[str, str], files: Mapping[str, SentContent]
    ) -> TypedBinding | None:
        """What is left to be told on the page itself; None where its new state tells all."""
        do = form.get("do", "")
        if do == "replace":
            until = day_of(form.get("valid_to", ""))
            self.papers.replace(visit, id, form.get("number", "").strip()[:100], until, files.get("file", NOTHING))
        elif do == "change":
            self.papers.change(visit, id, TypedPaper.of(form).facts)
        elif do in ("withdraw", "restore"):
            self.papers.withdraw(visit, id, do == "withdraw")
        elif do == "unbind":
            self.papers.unbind(visit, id, number_of(form.get("binding", ""), "binding"))
        else:
            new, unknown = self.papers.bind(visit, id, named_of(form, files.get("list"), self.papers.sheets))
            return TypedBinding.left(unknown, new)
        return None

    def _show(
        self, req: falcon.Request, resp: falcon.Response, visit: Visit, document: UUID, more: Mapping[str, object]
    ) -> None:
        view = self.papers.one(visit, document)
        facts = {"binding": TypedBinding(), "refused": "", **more}
        self.desk.show(
            req,
            resp,
            "goods_document.html",
            visit,
            "media",
            view=view,
            kinds=[kind.value for kind in PaperKind],
            csrf=visit.authority.csrf,
            path=f"{PATH}/{document}",
            **facts,
        )


@frozen
class PaperVersion:
    """/manage/goods-documents/{document}/versions/{version}"""

    desk: StaffDesk
    papers: PaperUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, document: UUID, version: int) -> None:
        give(resp, self.papers.version(self.desk.visit(req), document, version))
