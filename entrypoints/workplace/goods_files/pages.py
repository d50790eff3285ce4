"""Goods from a file: sending it, saying what its columns mean, the report of its rows, loading it."""

from collections.abc import Mapping
from io import BytesIO
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.goods_files.columns import IGNORE, PROPERTY, template
from application.goods_files.judge import GoodsFileUnmapped, RowFault
from application.goods_files.load import MEANINGS, CheckedFile, GoodsFileDesk
from application.shared.sheets import MOST_BYTES, FileRefused
from domain.shared.errors import DomainError
from entrypoints.http.problems import status
from entrypoints.http.visits import check_csrf
from entrypoints.pages.language import Language
from entrypoints.pages.rendering import see_other
from entrypoints.pages.uploads import sent_form
from entrypoints.workplace.goods_files.use_cases import Workbook
from entrypoints.workplace.structure.pages import FILES, StructureDesk

PATH = FILES
MOST_FAULTS = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@frozen
class FilePages:
    desk: StructureDesk
    files: GoodsFileDesk
    workbook: Workbook

    def show(self, req: falcon.Request, resp: falcon.Response, template: str, visit: Visit, /, **facts: object) -> None:
        self.desk.show(req, resp, template, visit, "files", at=PATH, **facts)


@frozen
class Files:
    """/manage/goods-files"""

    pages: FilePages

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, self.pages.desk.desk.visit(req), None)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.pages.desk.desk.visit(req)
        try:
            form, sent = sent_form(req, "file")
            check_csrf(req, visit, form.get("csrf", ""))
            made = self.pages.files.take(visit, sent.name, sent.content)
        except FileRefused as refusal:
            resp.status = status(refusal)
            self._show(req, resp, visit, refusal)
            return
        see_other(resp, f"{PATH}/{made}")

    def _show(self, req: falcon.Request, resp: falcon.Response, visit: Visit, refusal: DomainError | None) -> None:
        said = self.pages.desk.said(req, visit, refusal) if refusal else ""
        facts = {"files": self.pages.files.latest(visit), "refusal": said, "most": MOST_BYTES // 1024 // 1024}
        self.pages.show(req, resp, "goods_files.html", visit, **facts)


@frozen
class Template:
    """/manage/goods-files/template.xlsx"""

    pages: FilePages

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self.pages.files.latest(self.pages.desk.desk.visit(req))
        resp.content_type = XLSX
        resp.downloadable_as = "goods.xlsx"
        resp.stream = BytesIO(self.pages.workbook(template()))


@frozen
class File:
    """/manage/goods-files/{file}: a look at it by GET, with other meanings of its columns or to load it by POST."""

    pages: FilePages

    def on_get(self, req: falcon.Request, resp: falcon.Response, file: UUID) -> None:
        self._show(req, resp, self.pages.desk.desk.visit(req), file, ())

    def on_post(self, req: falcon.Request, resp: falcon.Response, file: UUID) -> None:
        visit = self.pages.desk.desk.visit(req)
        form = self.pages.desk.desk.form(req, visit)
        meaning = _meaning(form)
        if form.get("do") != "load":
            self._show(req, resp, visit, file, meaning)
            return
        try:
            self.pages.files.load(visit, file, meaning)
        except (GoodsFileUnmapped, FileRefused):
            # The same report says why; nothing of it was loaded.
            self._show(req, resp, visit, file, meaning)
            return
        see_other(resp, f"{PATH}/{file}")

    def _show(
        self, req: falcon.Request, resp: falcon.Response, visit: Visit, file: UUID, meaning: tuple[str, ...]
    ) -> None:
        said = ""
        try:
            checked = self.pages.files.check(visit, file, meaning)
        except GoodsFileUnmapped as refusal:
            resp.status = status(refusal)
            said = self.pages.desk.said(req, visit, refusal)
            checked = self.pages.files.look(visit, file, meaning)
        language = self.pages.desk.desk.edition(visit, req).language
        self.pages.show(
            req, resp, "goods_file.html", visit, checked=checked, file=checked.file, judged=checked.judged,
            refusal=said, columns=_columns(checked), meanings=meanings(language),
            faults=[(fault, fault_words(fault, language)) for fault in _first(checked)],
        )  # fmt: skip


def _meaning(form: Mapping[str, str]) -> tuple[str, ...]:
    """Of the columns c0, c1 … as far as the form goes on."""
    found: list[str] = []
    while (told := form.get(f"c{len(found)}")) is not None:
        found.append(told)
    return tuple(found)


def _columns(checked: CheckedFile) -> list[tuple[str, str, str]]:
    """Heading, meaning, and the first cell that is not empty."""
    rows = checked.sheet.rows[:50]
    return [
        (heading, meaning, next((cells[n] for _, cells in rows if n < len(cells) and cells[n]), ""))
        for n, (heading, meaning) in enumerate(zip(checked.sheet.headings, checked.meaning, strict=True))
    ]


def _first(checked: CheckedFile) -> tuple[RowFault, ...]:
    return checked.judged.faults[:MOST_FAULTS] if checked.judged else ()


def meanings(language: Language) -> list[tuple[str, str]]:
    say = language.say
    names = {
        "sku": say("Article"), "name": say("Name of the good"), "section": say("Section"), "unit": say("Unit"),
        "barcode": say("Barcode"), "maker": say("Manufacturer"), "country": say("Country"), "vat": say("VAT rate"),
        "description": say("Description"), PROPERTY: say("a property of the good"), IGNORE: say("leave aside"),
    }  # fmt: skip
    return [(code, names[code]) for code in MEANINGS]


def fault_words(fault: RowFault, language: Language) -> str:
    say, told = language.say, {"told": fault.told}
    known = {
        "empty": say("is empty"),
        "too-long": say("is longer than %(told)s characters"),
        "barcode": say("“%(told)s” is no barcode of 8, 12, 13 or 14 digits"),
        "vat": say("“%(told)s” is no rate of VAT"),
        "twice": say("the article stands in line %(told)s already"),
        "too-deep": say("is deeper than %(told)s levels"),
        "of-the-erp": say("the good “%(told)s” comes from 1C, which has the word over it"),
    }
    return f"{dict(meanings(language))[fault.field]}: {known[fault.why] % told}"
