"""Pictures: sending them, the report of an upload, files kept for later."""

from collections.abc import Sequence
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.media.judging import PictureRefused
from application.media.values import (
    MOST_FILES,
    MOST_SENT,
    SHOWN,
    FileRow,
    GoodsAmbiguous,
    GoodsNotFound,
    UploadRefused,
)
from domain.shared.errors import DomainError
from entrypoints.http.problems import remedies, sentence, status
from entrypoints.http.visits import check_csrf
from entrypoints.pages.errors import ways
from entrypoints.pages.forms import number_of, whole
from entrypoints.pages.many_files import sent_files
from entrypoints.pages.paging import address
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.media.use_cases import MediaUseCases

PATH = "/manage/media"
PAGE = 100
COLOURS = {"attached": "green", "duplicate": "", "several": "amber", "unmatched": "amber", "kept": "blue",
           "refused": "red"}  # fmt: skip
MIB = 1024 * 1024


@frozen
class Told:
    """A file of the report with the words of its refusal."""

    row: FileRow
    why: str


def told(rows: Sequence[FileRow], language: str) -> list[Told]:
    return [Told(row, sentence(PictureRefused(row.reason, row.found), language) if row.reason else "") for row in rows]


@frozen
class Media:
    """/manage/media"""

    desk: StaffDesk
    media: MediaUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, self.desk.visit(req), None)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        files = sent_files(req, lambda fields: check_csrf(req, visit, fields.get("csrf", "")))
        try:
            upload = self.media.take(visit, files)
        except UploadRefused as refusal:
            self._show(req, resp, visit, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}/uploads/{upload}")

    def _show(self, req: falcon.Request, resp: falcon.Response, visit: Visit, refusal: UploadRefused | None) -> None:
        language = self.desk.edition(visit, req).language.code
        desk = self.media.desk(visit)
        self.desk.show(
            req,
            resp,
            "media.html",
            visit,
            "media",
            tab="pictures",
            desk=desk,
            hidden=[(goods, path, sentence(PictureRefused(why), language)) for goods, path, why in desk.hidden],
            csrf=visit.authority.csrf,
            refusal=sentence(refusal, language) if refusal else "",
            ways=ways(remedies(refusal, language)) if refusal else (),
            most_files=MOST_FILES,
            most_megabytes=MOST_SENT // MIB,
        )


@frozen
class Upload:
    """/manage/media/uploads/{upload}"""

    desk: StaffDesk
    media: MediaUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, upload: UUID) -> None:
        visit = self.desk.visit(req)
        after = whole(str(req.params.get("after", "")), 0, 10**9)
        view = self.media.upload(visit, upload, str(req.params.get("verdict", "")), after, PAGE)
        path, query = f"{PATH}/uploads/{upload}", {"verdict": view.verdict}
        self.desk.show(
            req,
            resp,
            "media_upload.html",
            visit,
            "media",
            upload=view.upload,
            view=view,
            files=told(view.rows, self.desk.edition(visit, req).language.code),
            verdicts=[(one.value, address(path, {}, verdict=one.value)) for one in SHOWN],
            colours=COLOURS,
            path=path,
            csrf=visit.authority.csrf,
            first=address(path, query) if after else "",
            next=address(path, query, after=view.next) if view.next else "",
            matched=matched_of(req),
        )

    def on_post(self, req: falcon.Request, resp: falcon.Response, upload: UUID) -> None:
        visit = self.desk.visit(req)
        form = self.desk.form(req, visit)
        path, matched = f"{PATH}/uploads/{upload}", ""
        if form.get("do") == "undo":
            self.media.undo(visit, upload)
        elif form.get("do") == "keep":
            self.media.keep_all(visit, upload)
        else:
            matched = str(self.media.match(visit, upload))
        see_other(resp, address(path, {}, matched=matched))


@frozen
class Kept:
    """/manage/media/kept"""

    desk: StaffDesk
    media: MediaUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        after = whole(str(req.params.get("after", "")), 0, 10**9)
        rows, next = self.media.kept(visit, after, PAGE)
        path = f"{PATH}/kept"
        self.desk.show(
            req,
            resp,
            "media_kept.html",
            visit,
            "media",
            files=told(rows, self.desk.edition(visit, req).language.code),
            colours=COLOURS,
            csrf=visit.authority.csrf,
            first=path if after else "",
            next=address(path, {}, after=next) if next else "",
            matched=matched_of(req),
        )

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        self.desk.form(req, visit)
        see_other(resp, address(f"{PATH}/kept", {}, matched=str(self.media.match(visit, None))))


@frozen
class File:
    """/manage/media/files/{file}"""

    desk: StaffDesk
    media: MediaUseCases

    def on_post(self, req: falcon.Request, resp: falcon.Response, file: int) -> None:
        visit = self.desk.visit(req)
        form = self.desk.form(req, visit)
        back = f"{PATH}/kept" if form.get("back") == "kept" else ""
        try:
            upload = self._done(visit, form.get("do", ""), file, form.get("sku", ""), form.get("product", ""))
        except (GoodsNotFound, GoodsAmbiguous) as refusal:
            self._refused(req, resp, visit, refusal, back)
            return
        query = {"verdict": form.get("verdict", "") if form.get("verdict") in COLOURS else ""}
        see_other(resp, back or address(f"{PATH}/uploads/{upload}", query))

    def _done(self, visit: Visit, do: str, file: int, sku: str, product: str) -> UUID:
        if do == "keep":
            return self.media.keep(visit, file)
        if do == "detach":
            return self.media.detach(visit, file)
        return self.media.attach(visit, file, sku, number_of(product, "product") if product else None)

    def _refused(
        self, req: falcon.Request, resp: falcon.Response, visit: Visit, refusal: DomainError, back: str
    ) -> None:
        """Said on a page of its own: the list is long, and nothing of it was typed but this one article."""
        language = self.desk.edition(visit, req).language.code
        self.desk.show(
            req,
            resp,
            "media_refused.html",
            visit,
            "media",
            said=sentence(refusal, language),
            ways=ways(remedies(refusal, language)),
            back=back or PATH,
        )
        resp.status = status(refusal)


def matched_of(req: falcon.Request) -> int | None:
    """How many were found when names were matched anew; None where nobody asked."""
    matched = str(req.params.get("matched", ""))
    return whole(matched, 0, 10**6) if matched else None
