"""Orders as people's spreadsheets have them: titles above, merged cells, hidden rows, formulas, every encoding."""

from collections.abc import Callable, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from adapters.files.order_files import OrderFileReader
from adapters.files.order_template import OrderTemplate
from application.filling.layout import Layout, Role, guessed, lines_of
from application.shared.sheets import FileRefused
from tests.capabilities import shows

pytestmark = shows("M081", "N06")

ROWS = (("Артикул", "Наименование", "Кол-во, шт"), ("AB-1", "Болт", 5), ("00123", "Гайка", "1 000,5"))
Line = tuple[int, str, str]


def workbook(fill: Callable[[Worksheet], object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def rows(of: Sequence[Sequence[object]]) -> bytes:
    return workbook(lambda sheet: [sheet.append(list(row)) for row in of])


def read(content: bytes) -> tuple[list[Line], Layout, int]:
    tables = OrderFileReader().open(content)
    layout = guessed(tables)
    lines, hidden = lines_of(tables[layout.table], layout, 2000)
    return [(line.row, line.article, line.quantity) for line in lines], layout, hidden


def test_a_header_is_found_below_a_title_that_is_merged() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "Заказ поставщику № 17"
        sheet.merge_cells("A1:E2")
        sheet["C5"], sheet["D5"], sheet["E5"], sheet["F5"] = "Ед. изм.", "АРТИКУЛ", "Товар", "Заказ"
        sheet["A6"] = "Крепёж"
        sheet.merge_cells("A6:F6")
        sheet["C7"], sheet["D7"], sheet["E7"], sheet["F7"] = "упак", "AB-1", "Болт", 3
        sheet["D8"], sheet["E8"] = "AB-2", "Никто не заказал"
        sheet["E9"], sheet["F9"] = "Итого", 3

    lines, layout, _ = read(workbook(fill))
    assert lines == [(7, "AB-1", "3")]
    assert layout.header == 5
    assert layout.columns[Role.UNIT] == 2


def test_numbers_are_read_as_the_program_shows_them() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (("Код", "Количество"), (123, 1000.5), (4600051000057, 2), ("AB-1", 1e15), (7, 0.1 + 0.2)):
            sheet.append(row)
        sheet["A2"].number_format = "00000"

    assert read(workbook(fill))[0] == [
        (2, "00123", "1000.5"), (3, "4600051000057", "2"), (4, "AB-1", "1,00000E+15"), (5, "7", "0.3"),
    ]  # fmt: skip


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in ROWS:
            sheet.append(row)
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True

    content = workbook(fill)
    lines, _, hidden = read(content)
    assert (len(lines), hidden) == (2, 1)
    assert OrderFileReader().open(content)[0].notes.hidden_columns == {2}


def test_formulas_without_a_value_are_told() -> None:
    content = rows([*ROWS, ("AB-9", "Шайба", "=2+2")])
    assert OrderFileReader().open(content)[0].notes.unevaluated == 1
    assert [article for _, article, _ in read(content)[0]] == ["AB-1", "00123"]


def test_the_sheet_that_has_the_headings_is_taken() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Реквизиты").append(["ООО «Ромашка»"])
    hidden = book.create_sheet("Старое")
    hidden.sheet_state = "hidden"
    hidden.append(["Артикул", "Количество"])
    hidden.append(["OLD", 1])
    order = book.create_sheet("Заявка")
    for row in ROWS:
        order.append(list(row))
    target = BytesIO()
    book.save(target)
    assert [article for _, article, _ in read(target.getvalue())[0]] == ["AB-1", "00123"]


def test_a_file_without_headings_is_guessed_by_what_stands_in_it() -> None:
    lines, layout, _ = read(rows([("AB-1", "Болт", 5), ("AB-2", "Гайка", 7)]))
    assert lines == [(1, "AB-1", "5"), (2, "AB-2", "7")]
    assert (layout.header, layout.columns) == (0, {Role.ARTICLE: 0, Role.QUANTITY: 2})


TEXT = "Артикул{0}Количество{0}Наш артикул\r\nАВ-1{0}1 000,5{0}X-7\r\n00123{0}2{0}\r\n"


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_csv_is_read_in_every_encoding_and_division(encoding: str, mark: str) -> None:
    lines, layout, _ = read(TEXT.format(mark).encode(encoding))
    assert lines == [(2, "АВ-1", "1 000,5"), (3, "00123", "2")]
    assert layout.columns[Role.OWN] == 2


def test_csv_by_commas_keeps_its_quoted_decimals() -> None:
    assert read(b'sku,qty\nAB-1,"1,5"\nAB-2,3\n')[0] == [(2, "AB-1", "1,5"), (3, "AB-2", "3")]


def test_csv_that_tells_its_division_itself() -> None:
    assert read("sep=;\nартикул;кол-во\nAB-1;2\n=\"00123\";3".encode())[0] == [(3, "AB-1", "2"), (4, "00123", "3")]


def test_utf_8_that_was_saved_as_windows_1251_is_mended() -> None:
    broken = TEXT.format(";").encode().decode("cp1251").encode()
    assert read(broken)[0] == [(2, "АВ-1", "1 000,5"), (3, "00123", "2")]


def test_the_template_is_read_by_its_headings() -> None:
    for language in ("ru", "en"):
        layout = guessed(OrderFileReader().open(OrderTemplate()(language)))
        assert layout.is_enough
        assert layout.columns[Role.OWN] == 3


def bomb() -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (200 * 1024 * 1024))
    return target.getvalue()


def with_part(name: str) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr(name, b"")
    return target.getvalue()


@shows("A09")
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"), (b"x" * (10 * 1024 * 1024 + 1), "too-large"), (bomb, "bomb"),
        (b"\x89PNG\r\n\x1a\n", "picture"), (b"%PDF-1.7", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "broken"), (b"PK\x03\x04 broken", "broken"),
        (b"<html><table><tr><td>1", "markup"), (b"<?xml version='1.0'?><a/>", "markup"),
        (with_part("xl/vbaProject.bin"), "macros"), (bytes(range(32)) * 20, "unknown"), (b"\n\n  \n", "empty"),
        (b"\xff\xfe" + b"\x00\xd8\x00\xd8" * 30, "encoding"),
    ],
)  # fmt: skip
def test_what_is_no_order_is_refused_by_its_name(content: bytes | Callable[[], bytes], why: str) -> None:
    with pytest.raises(FileRefused) as refused:
        OrderFileReader().open(content() if callable(content) else content)
    assert refused.value.why == why
