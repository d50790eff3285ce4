"""Workbooks: written by rust_xlsxwriter, read by calamine (ADR 0018)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum
from rustpy_xlsxwriter import FastExcel, Format

from adapters.files.archive import look_through
from adapters.files.kinds import kind_of
from application.shared.sheets import MOST_BYTES, MOST_ROWS, Cell, Column, FileRefused, Form, Sheet, SheetRead

# Codes of the file format; a program with a Russian locale shows them with its own comma and thin space. `_-` leaves
# the width of a dash after a number: the text of the next column would touch it.
NUMBER_FORMATS: Final[Mapping[Form, str]] = {
    Form.TEXT: "@",
    Form.PRICE: "#,##0.00###_-",
    Form.QUANTITY: "General_-",
    Form.DAY: "dd.mm.yyyy",
}
# What a table program takes for a formula when a person edits the cell, or when the sheet is saved as CSV.
RISKY = ("=", "+", "-", "@", "\t", "\r")
SIGNIFICANT = 15
A4 = 9  # ECMA-376, 18.3.1.63, paperSize


class XlsxSheets:
    """The port `Sheets`, in this process and in memory."""

    def write(self, sheets: Sequence[Sheet]) -> bytes:
        target = BytesIO()
        workbook = FastExcel(target).freeze(row=1)
        for sheet in sheets:
            workbook.sheet(
                sheet.name,
                _records(sheet),
                column_widths=[float(column.width) for column in sheet.columns],
                column_formats=[column_format(column) for column in sheet.columns],
                header_format=heading_format(),
                autofilter=True,
                page_setup=on_paper(0),
            )
        workbook.save()
        return target.getvalue()

    def read(self, content: bytes) -> SheetRead:
        if len(content) > MOST_BYTES:
            raise FileRefused("too-large", MOST_BYTES)
        kind = kind_of(content)
        if kind != "zip":
            raise FileRefused(kind)
        look_through(content)
        try:
            return _read(content)
        except PasswordError:
            raise FileRefused("locked") from None
        except CalamineError:
            raise FileRefused("broken") from None


def _records(sheet: Sheet) -> Iterator[dict[str, Any]]:
    """A sheet without rows has its headings still: they are written with the first row."""
    names = [column.heading for column in sheet.columns]
    written = False
    for row in sheet.rows:
        written = True
        yield dict(zip(names, map(harmless, row), strict=True))
    if not written:
        yield dict.fromkeys(names)


def harmless(cell: Cell) -> Cell:
    """Text that begins like a formula is written behind an apostrophe, which `read` takes away again."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RISKY) else cell


def on_paper(headings: int) -> dict[str, Any]:
    """A4 across, all columns on a page; on every page its number and the row of headings, counted from 0."""
    return {
        "landscape": True, "paper_size": A4, "fit_to_pages": (1, 0), "repeat_rows": headings, "footer": "&R&P / &N"
    }  # fmt: skip


def column_format(column: Column) -> Format:
    made = Format().set_num_format(NUMBER_FORMATS[column.form])
    return made.set_align("right") if column.form in (Form.PRICE, Form.QUANTITY) else made


def heading_format() -> Format:
    return Format().set_bold().set_background_color("#E8F0FB").set_border_bottom("thin")


def _read(content: bytes) -> SheetRead:
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    shown = (one.name for one in workbook.sheets_metadata
             if one.typ is SheetTypeEnum.WorkSheet and one.visible is SheetVisibleEnum.Visible)  # fmt: skip
    name = next(shown, None)
    if name is None:
        raise FileRefused("no-sheet")
    rows = [(place, tuple(map(text_of, row))) for place, row in enumerate(_cells(workbook, name), 1)]
    filled = [(place, row) for place, row in rows if any(row)]
    if not filled:
        raise FileRefused("empty")
    if len(filled) - 1 > MOST_ROWS:
        raise FileRefused("too-long", MOST_ROWS)
    headings = tuple(" ".join(heading.split()) for heading in filled[0][1])
    return SheetRead(name, headings, tuple(filled[1:]))


def _cells(workbook: CalamineWorkbook, name: str) -> list[list[Any]]:
    return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def text_of(cell: object) -> str:
    """As a person sees it: numbers without an exponent and without the noise of binary fractions, days by ISO."""
    if isinstance(cell, str):
        text = cell.strip()
        return text[1:] if text[:1] == "'" and text[1:].startswith(RISKY) else text
    if isinstance(cell, bool):
        return "ИСТИНА" if cell else "ЛОЖЬ"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float):
        # The format keeps numbers as binary fractions; fifteen digits are what table programs show of them.
        plain = f"{Decimal(f'{cell:.{SIGNIFICANT}g}'):f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return str(cell) if isinstance(cell, time | timedelta) else ""
