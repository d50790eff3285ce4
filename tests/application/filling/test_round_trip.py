"""The price list goes out, quantities are typed into it, and it comes back as an order (A14)."""

from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import pytest

from adapters.files.order_files import OrderFileReader
from application.filling.change_draft import DraftReport
from application.filling.report import Remark, State
from application.price_lists.ask import AskPriceList
from application.price_lists.values import Format
from entrypoints.bootstrap.filling import filling_use_cases
from entrypoints.bootstrap.people import people_use_cases
from entrypoints.bootstrap.price_lists import make_price_list, price_list_use_cases
from entrypoints.filling.use_cases import FillingUseCases
from tests.application.filling.conftest import Filling
from tests.assortment import told
from tests.capabilities import shows

pytestmark = shows("A14")


@pytest.fixture(scope="module")
def pages(filling: Filling) -> FillingUseCases:
    return filling_use_cases(filling.parts, people_use_cases(filling.parts))


def price_list(filling: Filling) -> bytes:
    lists, id = price_list_use_cases(filling.parts), uuid4()
    lists.ask(filling.visit(), AskPriceList(id, (), Format.XLSX))
    outbox = filling.shop.one("SELECT id FROM outbox WHERE payload ->> 'price_list_id' = %s", str(id))
    make_price_list(filling.parts)(outbox)
    with lists.download(filling.visit(), id)[1] as file:
        return file.read()


def ordered(content: bytes, quantities: Mapping[str, Any], *, cut: str = "") -> bytes:
    """As a person does: opens it, types, and saves. cut: a heading whose column he deletes."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    headings = {str(cell.value): cell.column for cell in sheet[9]}
    for row in sheet.iter_rows(min_row=10):
        sku = str(row[headings["Артикул"] - 1].value or "")
        if sku in quantities:
            sheet.cell(row[0].row, headings["Заказ"], quantities[sku])
    if cut:
        sheet.delete_cols(headings[cut])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def taken(filling: Filling, pages: FillingUseCases, content: bytes) -> tuple[UUID, DraftReport]:
    id = pages.take_file(filling.visit(), "прайс.xlsx", content)
    return id, pages.draft(filling.visit(), id)


def test_quantities_typed_into_the_list_come_back_and_go_to_the_cart(filling: Filling, pages: FillingUseCases) -> None:
    content = price_list(filling)
    id, told_back = taken(filling, pages, ordered(content, {"00123": 4, "АВ-10/2": "2 упак", "DUP 1": 3}))
    lines = {line.sku: line for line in told_back.report.lines}
    assert {sku: (int(line.variant), str(line.quantity)) for sku, line in lines.items()} == {
        "00123": (2, "4"), "АВ-10/2": (1, "2"), "DUP 1": (6, "3"),
    }  # fmt: skip
    assert lines["АВ-10/2"].packaging.name == "упак"
    # The key names the goods: what two goods are called alike makes no question.
    assert all(line.state is State.FOUND for line in lines.values())
    assert all(set(line.remarks) == {Remark.BY_KEY} for line in lines.values())
    assert pages.add(filling.visit(), id).lines == 3


def test_what_has_changed_since_is_told_by_line(filling: Filling, pages: FillingUseCases) -> None:
    content = ordered(price_list(filling), {"00123": 4, "WIRE-8": "2,5", "123-45": 1})
    shop = filling.shop
    shop.run("UPDATE price SET amount = 40 WHERE variant_id = 2")
    shop.run("UPDATE price SET amount = 3 WHERE variant_id = 8")
    shop.run("UPDATE stock SET free = 2 WHERE variant_id = 3")
    told(shop)
    lines = {line.sku: line for line in taken(filling, pages, content)[1].report.lines}
    assert Remark.PRICE_UP in lines["00123"].remarks
    assert Remark.PRICE_DOWN in lines["WIRE-8"].remarks
    assert lines["123-45"].remarks[Remark.STOCK_LESS] == {"was": 14, "now": 4}
    assert [lines[sku].price for sku in ("00123", "WIRE-8")] == [Decimal(40), Decimal(3)]
    assert all(line.is_changed for line in lines.values())


def test_a_list_whose_keys_were_deleted_is_read_by_its_articles(filling: Filling, pages: FillingUseCases) -> None:
    content = ordered(price_list(filling), {"00123": 4, "DUP 1": 3}, cut="Ключ строки")
    lines = {line.typed.article: line for line in taken(filling, pages, content)[1].report.lines}
    assert lines["00123"].state is State.FOUND
    assert lines["DUP 1"].state is State.SEVERAL


def test_the_form_is_for_typing(filling: Filling) -> None:
    sheet = openpyxl.load_workbook(BytesIO(price_list(filling))).worksheets[0]
    headings = [cell.value for cell in sheet[9]]
    assert headings[-2:] == ["Заказ", "Ключ строки"]
    assert sheet.column_dimensions["O"].hidden
    (rules,) = sheet.conditional_formatting
    assert str(rules.sqref).startswith("N10:N")
    assert sheet.data_validations.dataValidation[0].errorStyle == "warning"
    assert "Впишите количества" in sheet["A8"].value


def test_twenty_thousand_lines_are_read_back(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["Артикул", "Наименование", "Заказ"])
    for n in range(20_000):
        sheet.append([f"A-{n}", "x" * 20, 1 if n % 20 == 0 else None])
    book.save(tmp_path / "long.xlsx")
    table = OrderFileReader().open((tmp_path / "long.xlsx").read_bytes())[0]
    assert sum(1 for _, (quantity,) in table.picked([2], 1, 2) if quantity) == 1_000
