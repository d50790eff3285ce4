"""Tables that people send as orders: XLSX, XLS and CSV, by their bytes (documents 8.3).

Calamine reads values; what it leaves out (hidden rows and columns, formulas without a value, numbers that are shown
with leading zeros) is looked for in the parts of the archive, which are unpacked once to be weighed anyhow.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from attrs import field, frozen
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from adapters.files.csv_text import CsvTable, csv_tables
from adapters.files.kinds import kind_of
from adapters.files.peeking import Peeked, peek
from adapters.files.xlsx import text_of
from application.filling.sheets import MOST_BYTES, OpenTable, TableNotes
from application.shared.sheets import FileRefused

# Beyond fifteen digits a table program has already put zeros in their place.
EXACT = 1e15
MARKUP = re.compile(rb"\s*(?:<\?xml|<!doctype|<html|<table|<meta)", re.IGNORECASE)


@frozen
class CalamineTable:
    """zeros: how many digits a cell is shown with, by (row, column) from 1."""

    name: str
    notes: TableNotes
    cells: Sequence[Sequence[Any]]
    first: int
    zeros: Mapping[tuple[int, int], int] = field(factory=dict)

    def head(self, rows: int) -> Sequence[tuple[int, tuple[str, ...]]]:
        found = []
        for number, row in enumerate(self.cells, self.first):
            texts = tuple(self._text(number, place, cell) for place, cell in enumerate(row))
            if any(texts):
                found.append((number, texts))
            if len(found) >= rows:
                break
        return found

    def picked(self, columns: Sequence[int], after: int, filled: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        for number, row in enumerate(self.cells, self.first):
            width = len(row)
            if number > after and filled < width and row[filled] not in ("", None):
                yield (
                    number,
                    tuple(self._text(number, place, row[place]) if place < width else "" for place in columns),
                )

    def _text(self, row: int, column: int, cell: object) -> str:
        if type(cell) is str:
            return text_of(cell)
        if type(cell) is float and abs(cell) >= EXACT:
            return f"{cell:.5E}".replace(".", ",")
        text = text_of(cell)
        digits = self.zeros.get((row, column + 1)) if self.zeros else None
        return text.zfill(digits) if digits and text.isdigit() else text


class OrderFileReader:
    """The port `OrderFiles`."""

    def open(self, content: bytes) -> Sequence[OpenTable]:
        if len(content) > MOST_BYTES:
            raise FileRefused("too-large", MOST_BYTES)
        kind = kind_of(content)
        if MARKUP.match(content[:400].lstrip(b"\xef\xbb\xbf")):
            raise FileRefused("markup")
        found: Sequence[OpenTable]
        if kind == "csv" or (kind == "unknown" and b"\0" in content[:400]):
            found = csv_tables(content)
        elif kind in ("zip", "xls"):
            found = workbook(content, peek(content) if kind == "zip" else {})
        else:
            raise FileRefused(kind)
        if not found:
            raise FileRefused("empty")
        return found


def workbook(content: bytes, peeked: Mapping[int, Peeked]) -> Sequence[OpenTable]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        shown = [
            (place, one.name)
            for place, one in enumerate(book.sheets_metadata)
            if one.typ is SheetTypeEnum.WorkSheet and one.visible is SheetVisibleEnum.Visible
        ]
        if not shown:
            raise FileRefused("no-sheet")
        tables = [_table(book, place, name, peeked.get(place, Peeked())) for place, name in shown]
    except PasswordError:
        raise FileRefused("locked") from None
    except CalamineError:
        raise FileRefused("broken") from None
    return [table for table in tables if table.cells]


def _table(book: CalamineWorkbook, place: int, name: str, peeked: Peeked) -> CalamineTable:
    sheet = book.get_sheet_by_index(place)
    return CalamineTable(name, peeked.notes, sheet.to_python(skip_empty_area=False), 1, peeked.zeros)


__all__ = ["CsvTable", "OrderFileReader"]
