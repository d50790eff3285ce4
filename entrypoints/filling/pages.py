"""The quick order: a list that is pasted, a file that is sent, the template, the client's own articles."""

import falcon
from attrs import frozen

from application.access.context import Visit
from application.filling.drafts import DraftTooLong, NothingPasted
from application.filling.sheets import MOST_BYTES
from application.filling.typed import MOST_DRAFTED
from application.shared.sheets import FileRefused
from domain.shared.errors import DomainError
from entrypoints.filling.drafts import PATH
from entrypoints.filling.use_cases import FillingUseCases
from entrypoints.http.problems import remedies, sentence, status
from entrypoints.http.visits import check_csrf, visit_of
from entrypoints.pages.errors import ways
from entrypoints.pages.forms import whole
from entrypoints.pages.paging import paging
from entrypoints.pages.rendering import see_other
from entrypoints.pages.uploads import sent_form
from entrypoints.storefront.desk import Desk, trusted_form

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 100


@frozen
class QuickOrder:
    """/quick-order"""

    desk: Desk
    filling: FillingUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self.show(req, resp, visit_of(req))

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        text = trusted_form(req, visit).get("text", "")
        try:
            draft = self.filling.start(visit, text)
        except (NothingPasted, DraftTooLong) as refusal:
            self.show(req, resp, visit, text, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}/{draft}")

    def show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        text: str = "",
        of_text: DomainError | None = None,
        of_file: DomainError | None = None,
    ) -> None:
        language = self.desk.edition(visit, req).language.code
        self.desk.show(
            req,
            resp,
            "quick_order.html",
            visit,
            "quick-order",
            party=visit.buyer().party.name,
            drafts=self.filling.drafts(visit),
            tree=self.desk.use_cases.tree(visit),
            text=text,
            text_fault=sentence(of_text, language) if of_text else "",
            file_fault=sentence(of_file, language) if of_file else "",
            file_ways=ways(remedies(of_file, language)) if of_file else (),
            most_lines=MOST_DRAFTED,
            most_megabytes=MOST_BYTES // 1024 // 1024,
            csrf=visit.authority.csrf,
        )


@frozen
class OrderFile:
    """POST /quick-order/file"""

    page: QuickOrder

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        try:
            form, sent = sent_form(req, "file")
            check_csrf(req, visit, form.get("csrf", ""))
            draft = self.page.filling.take_file(visit, sent.name, sent.content)
        except (FileRefused, DraftTooLong) as refusal:
            self.page.show(req, resp, visit, of_file=refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}/{draft}")


@frozen
class Template:
    """/quick-order/template.xlsx"""

    desk: Desk
    filling: FillingUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        language = self.desk.edition(visit, req).language.code
        resp.content_type = XLSX
        resp.set_header("Content-Disposition", "attachment; filename=\"order.xlsx\"")
        resp.set_header("Cache-Control", "private, no-store")
        resp.data = self.filling.template(language)


@frozen
class OwnArticles:
    """/quick-order/articles"""

    desk: Desk
    filling: FillingUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        text = str(req.params.get("q", "")).strip()[:100]
        offset = whole(str(req.params.get("offset", "")), 0, 10**6)
        rows, total = self.filling.own_skus(visit, text, offset, PAGE)
        self.desk.show(
            req, resp, "own_articles.html", visit, "quick-order", party=visit.buyer().party.name, rows=rows, text=text,
            paging=paging("/quick-order/articles", {"q": text}, offset, PAGE, total), csrf=visit.authority.csrf,
        )  # fmt: skip

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        if key := form.get("forget", "")[:200]:
            self.filling.forget(visit, [key])
        see_other(resp, "/quick-order/articles")
