"""Workbooks as people make them and as they are made here."""

import struct
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from adapters.files import archive
from adapters.files.xlsx import XlsxSheets, text_of
from application.shared.sheets import MOST_BYTES, MOST_ROWS, Column, FileRefused, Form, Sheet

SHEETS = XlsxSheets()
COLUMNS = (Column("Текст", 20), Column("Цена", 12, Form.PRICE), Column("День", 12, Form.DAY))
amounts = st.decimals(min_value=0, max_value=10**9, places=5)


def book(*rows: Sequence[Any], title: str = "Лист") -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def written(*rows: tuple[Any, ...]) -> Worksheet:
    content = SHEETS.write([Sheet("Цены", COLUMNS, rows)])
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def why(content: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        SHEETS.read(content)
    return refused.value.why


def test_numbers_are_numbers_and_days_are_days() -> None:
    sheet = written(("болт", Decimal("1234.50"), date(2026, 1, 2)))
    text, price, day = sheet[2]
    assert (text.value, price.value, day.value) == ("болт", 1234.5, datetime(2026, 1, 2))  # noqa: DTZ001
    assert (price.data_type, day.is_date) == ("n", True)
    assert price.number_format == "#,##0.00###_-"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C2"
    assert 12 <= sheet.column_dimensions["B"].width < 13
    assert sheet["A1"].font.bold


@pytest.mark.parametrize("text", ["=1+1", "+7 495", "-10", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")'])
def test_no_text_becomes_a_formula(text: str) -> None:
    cell = written((text, None, None))["A2"]
    assert cell.data_type != "f"
    assert cell.value == f"'{text}"
    again = SHEETS.read(SHEETS.write([Sheet("Цены", COLUMNS, [(text, None, None)])]))
    assert again.rows[0][1][0] == text.strip() or text == "\tx"


def test_a_sheet_without_rows_still_has_its_headings() -> None:
    assert [cell.value for cell in written()[1]] == ["Текст", "Цена", "День"]


@given(st.lists(amounts, min_size=1, max_size=20))
def test_what_is_written_is_read_back_to_the_last_digit(prices: list[Decimal]) -> None:
    rows = [("x", price, date(2026, 1, 1)) for price in prices]
    read = SHEETS.read(SHEETS.write([Sheet("Цены", COLUMNS, rows)]))
    assert [Decimal(cells[1]) for _, cells in read.rows] == prices
    assert {cells[2] for _, cells in read.rows} == {"2026-01-01"}


def test_rows_keep_their_numbers_and_empty_ones_are_left_out() -> None:
    read = SHEETS.read(book([], ["Артикул ", " Цена"], ["a", 1], [], [None, "  "], ["b", 2.5]))
    assert read.headings == ("Артикул", "Цена")
    assert read.rows == ((3, ("a", "1")), (6, ("b", "2.5")))


def test_of_a_formula_the_kept_value_is_read() -> None:
    content = rewritten(book(["Цена"], [1]), b'<c r="A2" t="n"><v>1</v></c>', b'<c r="A2"><f>1/3</f><v>33.5</v></c>')
    assert SHEETS.read(content).rows == ((2, ("33.5",)),)


def test_a_hidden_sheet_is_not_the_one_to_read() -> None:
    made = openpyxl.load_workbook(BytesIO(book(["чужое"], ["x"])))
    made.create_sheet("Цены").append(["Цена"])
    made["Цены"].append([5])
    made["Лист"].sheet_state = "hidden"
    assert SHEETS.read(saved(made)).name == "Цены"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (0.1 + 0.2, "0.3"), (1e20, "100000000000000000000"), (1e-7, "0.0000001"), (7701234567.0, "7701234567"),
        (100.0, "100"), (True, "ИСТИНА"), (datetime(2026, 1, 2), "2026-01-02"), (" x ", "x"),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_cells_are_told_as_people_see_them(cell: object, text: str) -> None:
    assert text_of(cell) == text


def test_too_much_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert why(b"PK" + b"\0" * MOST_BYTES) == "too-large"
    rows: list[list[Any]] = [["x"], *[[n] for n in range(MOST_ROWS + 1)]]
    assert why(book(*rows)) == "too-long"
    assert SHEETS.read(book(*rows[:-1])).rows[-1][0] == MOST_ROWS + 1


@pytest.mark.parametrize(("cell", "reason"), [("XFD2", "too-wide"), ("A1048576", "too-long")])
def test_one_cell_in_the_last_corner_is_no_table(cell: str, reason: str) -> None:
    made = openpyxl.load_workbook(BytesIO(book(["Цена"], [1])))
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    sheet[cell] = 1
    assert why(saved(made)) == reason


def test_style_without_content_reaches_nowhere() -> None:
    made = openpyxl.load_workbook(BytesIO(book(["Цена"], [1])))
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    sheet["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    assert SHEETS.read(saved(made)).rows == ((2, ("1",)),)


@pytest.mark.parametrize("honest", [True, False], ids=["told", "lied about"])
def test_a_bomb_is_not_unpacked_whatever_it_says_of_itself(honest: bool) -> None:
    target = BytesIO(book(["Цена"], [1]))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/zeros.bin", b"\0" * (archive.MOST_UNPACKED + 1))
    content = target.getvalue()
    if not honest:
        # The central directory says: one byte.
        place = content.rindex(b"PK\x01\x02")
        content = content[: place + 24] + struct.pack("<I", 1) + content[place + 28 :]
    assert len(content) < MOST_BYTES
    assert why(content) == "bomb"


def test_other_kinds_are_known_by_their_content() -> None:
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    kinds = {
        b"": "empty", b"%PDF-1.7": "pdf", b"\xff\xd8\xff\xe0": "picture", b"a;b\n": "csv", encrypted: "locked",
        b"\xff\xfea\0;\0": "csv", b"\x00\x01\x02": "unknown", archived("word/document.xml"): "document",
        archived("content.xml"): "ods", archived("xl/workbook.bin"): "xlsb", archived("x.txt"): "unknown",
        archived("xl/workbook.xml"): "broken",
    }  # fmt: skip
    assert {content: why(content) for content in kinds} == kinds


@given(st.binary(max_size=200), st.integers(0, 5000))
def test_a_damaged_workbook_is_refused_and_breaks_nothing(noise: bytes, place: int) -> None:
    content = book(["Цена"], [1])
    place %= len(content)
    try:
        SHEETS.read(content[:place] + noise + content[place + len(noise) :])
    except FileRefused:
        pass


def archived(name: str) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr(name, "x")
    return target.getvalue()


def rewritten(content: bytes, old: bytes, new: bytes) -> bytes:
    source, target = zipfile.ZipFile(BytesIO(content)), BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert old in part, part
                part = part.replace(old, new)
            packed.writestr(name, part)
    return target.getvalue()
