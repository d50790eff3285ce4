"""A price list as a workbook or as CSV, written line by line (documents 8)."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast
from zoneinfo import ZoneInfo

from attrs import frozen
from rustpy_xlsxwriter import FastExcel, Format

from adapters.files.price_list_words import ListWords, cells
from adapters.files.xlsx import RISKY, column_format, harmless, heading_format
from application.price_lists.ports import ListHead, ListLine
from application.price_lists.values import Format as ListFormat
from application.shared.sheets import Cell

Row = list[Cell]


@frozen
class PriceListSheets:
    """`zone`: in which moments are written."""

    zone: ZoneInfo

    def write(self, form: ListFormat, head: ListHead, lines: Iterable[ListLine]) -> BinaryIO:
        words = ListWords(head.language, self.zone)
        file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  # whoever asked closes it
        try:
            (_xlsx if form is ListFormat.XLSX else _csv)(file, words, head, _rows(lines, words))
            file.seek(0)
        except BaseException:
            file.close()
            raise
        return file


def _rows(lines: Iterable[ListLine], words: ListWords) -> Iterator[Row]:
    vats: dict[tuple[bool, Decimal | None], str] = {}
    for line in lines:
        # Over a million cells of a whole list: whatever begins harmlessly is not asked about further.
        yield [harmless(cell) if type(cell) is str and cell[:1] in RISKY else cell for cell in cells(line, words, vats)]


def _xlsx(file: BinaryIO, words: ListWords, head: ListHead, rows: Iterator[Row]) -> None:
    """In the memory of one row: the block above the headings is merged cells, which the writer puts there first."""
    columns = words.columns()
    names = [column.heading for column in columns]
    told = [str(harmless(line)) for line in words.head(head)]
    title = Format().set_bold().set_font_size(14)
    block: list[tuple[Any, ...]] = [(0, 0, 0, len(names) - 1, told[0], title)]
    block += [(place, 0, place, len(names) - 1, line, Format()) for place, line in enumerate(told[1:], 1)]
    top = len(told) + 1
    workbook = FastExcel(file).freeze(row=top + 1)
    workbook.sheet(
        words.say("sheet"),
        _records(names, rows),
        column_widths=[float(column.width) for column in columns],
        column_formats=[column_format(column) for column in columns],
        header_format=heading_format(),
        header_row=top,
        merge_ranges=block,
        autofilter=True,
        page_setup={"landscape": True, "repeat_rows": top},
    )
    workbook.save()


def _records(names: list[str], rows: Iterator[Row]) -> Iterator[dict[str, Cell]]:
    written = False
    for row in rows:
        written = True
        yield dict(zip(names, row, strict=True))
    if not written:
        yield dict.fromkeys(names)


def _csv(file: BinaryIO, words: ListWords, head: ListHead, rows: Iterator[Row]) -> None:
    """As a Russian Excel opens it by a double click: UTF-8 with its mark, semicolons, a decimal comma, CRLF."""
    text = TextIOWrapper(file, "utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([str(harmless(line))] for line in words.head(head))
    writer.writerow([])
    writer.writerow([column.heading for column in words.columns()])
    writer.writerows([_text(cell) for cell in row] for row in rows)
    text.flush()
    text.detach()


def _text(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    return "" if cell is None else str(cell)
