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

from adapters.files.xlsx import RISKY, column_format, harmless, heading_format, on_paper
from application.filling.stamps import Stamps
from application.price_lists.ports import ListHead, ListLine
from application.price_lists.values import Format as ListFormat
from application.price_lists.words import ListWords, cells
from application.shared.sheets import Cell
from domain.shared.money import Currency

Row = list[Cell]


@frozen
class PriceListSheets:
    """`zone`: in which moments are written. A workbook of present prices is an order form, too: its lines have keys."""

    zone: ZoneInfo
    stamps: Stamps

    def write(self, form: ListFormat, head: ListHead, lines: Iterable[ListLine]) -> BinaryIO:
        words = ListWords(head.language, self.zone)
        file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  # whoever asked closes it
        try:
            if form is ListFormat.CSV:
                _csv(file, words, head, _rows(lines, words))
            elif head.moment is None:
                _xlsx(file, words, head, _keyed(lines, words, str(head.id)[:8], self.stamps), is_form=True)
            else:
                _xlsx(file, words, head, _rows(lines, words))
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


def _keyed(lines: Iterable[ListLine], words: ListWords, file: str, stamps: Stamps) -> Iterator[Row]:
    """The same with an empty cell for the quantity, and the key of the line."""
    vats: dict[tuple[bool, Decimal | None], str] = {}
    key, rub = stamps.key, Currency.RUB.value
    for line in lines:
        row = list(cells(line, words, vats))
        for place in TOLD_BY_OTHERS:
            cell = row[place]
            if cell and cell[0] in STARTS:  # type: ignore[index]  # these columns are text
                row[place] = harmless(cell)
        price, seen = (None, rub) if line.price is None else (line.price.price, str(row[CURRENCY]))
        row += (None, key(file, line.goods.variant, 0, price, seen, line.available or ZERO))
        yield row


ZERO = Decimal(0)
# Text that the ERP has told: section, article, name, unit, packagings, contract. The rest is ours.
TOLD_BY_OTHERS, CURRENCY = (0, 1, 2, 3, 4, 11), 8
STARTS = frozenset(RISKY)
MULTIPLE, PRICE = 6, 7  # places of the columns
YELLOW = "#FFF8D6"


def _order_column(words: ListWords, top: int, place: int) -> dict[str, Any]:
    """A warning, no ban: the portal raises what is off its multiple, and says so."""
    multiple, order = f"{letter(MULTIPLE)}{top + 2}", f"{letter(place)}{top + 2}"
    return {
        words.say("order"): {
            "type": "custom",
            "formula": f'=OR(NOT(ISNUMBER({multiple})),{multiple}=0,MOD({order},{multiple})=0)',
            "error_style": "warning",
            "error_title": words.say("order"),
            "error_message": words.say("off-step"),
        }
    }


def letter(place: int) -> str:
    """Of a column among the first 26."""
    return chr(ord("A") + place)


def _xlsx(file: BinaryIO, words: ListWords, head: ListHead, rows: Iterator[Row], *, is_form: bool = False) -> None:
    """In the memory of one row: the block above the headings is merged cells, which the writer puts there first."""
    columns = (*words.columns(), *(words.order_columns() if is_form else ()))
    names = [column.heading for column in columns]
    told = [str(harmless(line)) for line in words.head(head)]
    order = len(names) - 2
    formats = [column_format(column) for column in columns]
    more: dict[str, Any] = {}
    if is_form:
        told.append(words.say("order-how"))
        formats[order] = formats[order].set_unlocked()
        yellow = Format().set_background_color(YELLOW)
        more = {
            "data_validations": _order_column(words, len(told), order),
            # Cells that hold nothing are not written, nor is their format: a rule colours them, for empty is zero.
            "conditional_formats": {names[order]: {"type": "cell", "criteria": ">=", "value": 0, "format": yellow}},
            "outline": {"columns": [{"from": names[-1], "to": names[-1], "collapsed": True}]},
        }
    title = Format().set_bold().set_font_size(14)
    block: list[tuple[Any, ...]] = [(0, 0, 0, len(names) - 1, told[0], title)]
    block += [(place, 0, place, len(names) - 1, line, Format()) for place, line in enumerate(told[1:], 1)]
    top = len(told) + (not is_form)
    workbook = FastExcel(file).freeze(row=top + 1)
    workbook.sheet(
        words.say("sheet"),
        _records(names, rows),
        column_widths=[float(column.width) for column in columns],
        column_formats=formats,
        header_format=heading_format(),
        header_row=top,
        merge_ranges=block,
        autofilter=True,
        page_setup=on_paper(top),
        **more,
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
    writer.writerows([_text(cell, place) for place, cell in enumerate(row)] for row in rows)
    text.flush()
    text.detach()


def _text(cell: Cell, place: int) -> str:
    """A quantity without the zeros behind its comma: «10,000» is ten to one reader and ten thousand to another."""
    if isinstance(cell, Decimal):
        written = f"{cell:f}"
        if place != PRICE and "." in written:
            written = written.rstrip("0").rstrip(".")
        return written.replace(".", ",")
    return "" if cell is None else str(cell)
