"""Individual prices by file: sending one, the report of its rows, applying them."""

from collections.abc import Sequence
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.price_desk.entry import Asked, Reader
from application.price_desk.uploads import ReportRow
from application.shared.sheets import MOST_BYTES, MOST_ROWS, FileRefused
from domain.pricing.agreed import Verdict
from entrypoints.http.problems import remedies, sentence, status
from entrypoints.http.visits import check_csrf
from entrypoints.pages.errors import ways
from entrypoints.pages.forms import whole
from entrypoints.pages.paging import address
from entrypoints.pages.rendering import see_other
from entrypoints.pages.uploads import sent_form
from entrypoints.workplace.prices.desk import UPLOADS, PriceDesk

PAGE = 200
COLOURS = {"new": "green", "changed": "blue", "same": "", "refused": "red"}


@frozen
class Uploads:
    """/manage/prices/uploads"""

    desk: PriceDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, self.desk.visit(req), None)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        try:
            form, sent = sent_form(req, "file")
            check_csrf(req, visit, form.get("csrf", ""))
            upload = self.desk.prices.take_upload(visit, sent.name, sent.content)
        except FileRefused as refusal:
            self._show(req, resp, visit, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"{UPLOADS}/{upload}")

    def _show(self, req: falcon.Request, resp: falcon.Response, visit: Visit, refusal: FileRefused | None) -> None:
        language = self.desk.desk.edition(visit, req).language.code
        self.desk.show(
            req,
            resp,
            "price_uploads.html",
            visit,
            "individual",
            rows=self.desk.prices.uploads(visit),
            csrf=visit.authority.csrf,
            refusal=sentence(refusal, language) if refusal else "",
            ways=ways(remedies(refusal, language)) if refusal else (),
            most_megabytes=MOST_BYTES // 1024 // 1024,
            most_rows=MOST_ROWS,
        )


@frozen
class Told:
    """A row of the report: what its cells mean where they can be read, and its faults in words."""

    row: ReportRow
    asked: Asked | None
    faults: Sequence[str]


@frozen
class Upload:
    """/manage/prices/uploads/{upload}"""

    desk: PriceDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, upload: UUID) -> None:
        visit = self.desk.visit(req)
        after = whole(str(req.params.get("after", "")), 0, 10**9)
        view = self.desk.prices.upload(visit, upload, str(req.params.get("verdict", "")), after, PAGE)
        language = self.desk.desk.edition(visit, req).language.code
        path, query = f"{UPLOADS}/{upload}", {"verdict": view.verdict}
        told = [
            Told(row, Reader(row.entry).asked(), [sentence(fault.error, language) for fault in row.faults])
            for row in view.rows
        ]
        self.desk.show(
            req,
            resp,
            "price_upload.html",
            visit,
            "individual",
            view=view,
            upload=view.upload,
            told=told,
            colours=COLOURS,
            verdicts=[(verdict.value, address(path, {}, verdict=verdict.value)) for verdict in Verdict],
            path=path,
            csrf=visit.authority.csrf,
            first=address(path, query) if after else "",
            next=address(path, query, after=view.next) if view.next else "",
        )


@frozen
class Apply:
    """/manage/prices/uploads/{upload}/apply"""

    desk: PriceDesk

    def on_post(self, req: falcon.Request, resp: falcon.Response, upload: UUID) -> None:
        visit = self.desk.visit(req)
        self.desk.desk.form(req, visit)
        self.desk.prices.apply_upload(visit, upload)
        see_other(resp, f"{UPLOADS}/{upload}")
