"""Individual prices by file: first a report of every row, then the good ones at once, and never twice."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.prices.office import (
    CONTRACT,
    INN,
    NEW,
    PRICES,
    UPLOADS,
    Office,
    entry,
    path_of,
    text,
    upload,
    workbook,
)

NBSP = "\u00a0"


def row(**more: Any) -> dict[str, Any]:
    return {"contract": CONTRACT, "sku": "АВ-10/1", "amount": 95.5} | more


def verdicts(office: Office) -> list[tuple[int, str]]:
    return [(line, verdict) for line, verdict in office.shop.rows(
        "SELECT line, verdict FROM price_upload_row ORDER BY line")]  # fmt: skip


def sent(office: Office, rows: Sequence[dict[str, Any]]) -> str:
    return path_of(upload(office.manager, workbook(rows)))


@shows("M020")
def test_a_file_is_judged_row_by_row_and_changes_nothing_until_it_is_applied(office: Office) -> None:
    office.manager.form(NEW, entry(sku="АВ-10/2"))
    before, version = office.prices(), office.version()
    report = sent(
        office,
        [
            row(),
            row(sku="AB 10.2", amount=f"1{NBSP}097,50"),
            row(sku="АВ-10/3", amount="0,5", minimum="2,5", valid_from=date(2026, 1, 1), valid_to="31.12.2026"),
            row(sku="НЕТ", amount="x", contract="1/1"),
            row(inn=INN, contract=None, sku="АВ-10/1", unit="упак (5 шт)", vat="сверху", currency="usd"),
            row(),
        ],
    )
    assert (office.prices(), office.version()) == (before, version)
    assert verdicts(office) == [(2, "new"), (3, "changed"), (4, "new"), (5, "refused"), (6, "new"), (7, "same")]
    page = text(office.manager.ask("GET", report))
    assert "4 строки изменят цены" in page
    assert "Цена: «x» – не число." in page
    assert "95,50 ₽ → 1 097,50 ₽" in page

    assert path_of(office.manager.form(f"{report}/apply", {})) == report

    assert sorted(row[1:7] for row in office.prices() if row[0] == 0) == sorted([
        (named("contract", 0, 1), 1, 0, "0", "95.5", "RUB"),
        (named("contract", 0, 1), 2, 0, "0", "1097.5", "RUB"),
        (named("contract", 0, 1), 3, 0, "2.5", "0.5", "RUB"),
    ])  # fmt: skip
    assert [row[2:8] for row in office.prices() if row[0] == 1] == [(1, 1, "0", "95.5", "USD", False)]
    assert office.version() == version + 1
    assert "Применено" in text(office.manager.ask("GET", report))


def test_applying_twice_does_nothing_twice(office: Office) -> None:
    report = sent(office, [row(), row(sku="АВ-10/2")])
    office.manager.form(f"{report}/apply", {})
    before = office.prices(), office.version(), office.shop.one("SELECT count(*) FROM audit_log")
    assert path_of(office.manager.form(f"{report}/apply", {})) == report
    assert (office.prices(), office.version(), office.shop.one("SELECT count(*) FROM audit_log")) == before


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    rows = [row(), row(sku="АВ-10/2")]
    office.manager.form(f"{sent(office, rows)}/apply", {})
    before = office.prices()
    again = sent(office, rows)
    assert "Ни одна строка файла не изменит цену." in text(office.manager.ask("GET", again))
    office.manager.form(f"{again}/apply", {})
    assert office.prices() == before


def test_what_time_has_overtaken_is_told_when_it_is_applied(office: Office) -> None:
    report = sent(office, [row(), row(sku="АВ-10/2")])
    office.manager.form(NEW, entry(valid_from="2026-01-01", amount="70"))
    office.manager.form(f"{report}/apply", {})
    assert sorted((row[2], row[5]) for row in office.prices()) == [(1, "70"), (2, "95.5")]
    assert "На эти дни уже есть цена 70,00 ₽ с 01.01.2026." in text(office.manager.ask("GET", report))


def test_rows_of_one_file_stand_before_each_other(office: Office) -> None:
    report = sent(office, [
        row(valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30)),
        row(valid_from=date(2026, 6, 1)),
        row(valid_from=date(2026, 1, 1), amount=1),
        row(valid_from=date(2026, 7, 1), amount=2),
    ])  # fmt: skip
    assert [verdict for _, verdict in verdicts(office)] == ["new", "refused", "refused", "new"]
    assert text(office.manager.ask("GET", report)).count("строка 2 этого файла") == 2


def test_another_managers_client_is_no_client_in_a_file_either(office: Office) -> None:
    report = sent(office, [row(contract="1/1"), row(contract=None, holding="Holding 0")])
    assert [verdict for _, verdict in verdicts(office)] == ["refused", "refused"]
    page = text(office.manager.ask("GET", report))
    assert "Договор «1/1» не найден среди ваших клиентов." in page
    assert "Client 1" not in page


def test_a_file_is_seen_and_applied_by_its_sender_and_the_sales_head(office: Office) -> None:
    report = sent(office, [row()])
    assert office.other.ask("GET", report).status_code == 404
    assert office.other.form(f"{report}/apply", {}).status_code == 404
    assert "цены.xlsx" not in text(office.other.ask("GET", UPLOADS))
    assert office.manager.form(f"{report}/apply", {"csrf": "other"}).status_code == 403
    assert office.prices() == []
    assert office.head.ask("GET", report).status_code == 200
    for path in (UPLOADS, report):
        assert office.auditor.ask("GET", path).status_code == 403
    assert upload(office.auditor, workbook([row()])).status_code == 403
    assert upload(office.manager, workbook([row()]), csrf="other").status_code == 403


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "В файле нет ни одной строки."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Это книга старого вида (.xls)"),
        ("Артикул;Цена\nАВ-10/1;95,5\n".encode("cp1251"), "Это текст или CSV, а не книга Excel."),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "Это изображение, а не таблица."),
        (b"PK\x03\x04 broken", "Книга повреждена и не читается."),
        (workbook([]), "В файле нет ни одной строки."),
    ],
    ids=["nothing", "xls", "csv", "picture", "broken", "no rows"],
)
def test_what_is_no_workbook_is_called_by_its_name(office: Office, content: bytes, said: str) -> None:
    answer = upload(office.manager, content, "цены.xlsx")
    assert answer.status_code == 422
    assert said in text(answer)
    assert office.shop.one("SELECT count(*) FROM price_upload") == 0


def test_headings_that_are_missing_are_named(office: Office) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["SKU", "Цена"])
    target = BytesIO()
    book.save(target)
    answer = upload(office.manager, target.getvalue())
    assert "нет заголовков: «Артикул», «ИНН / Договор / Холдинг»." in text(answer)


def test_an_exported_file_comes_back_unchanged(office: Office) -> None:
    office.manager.form(NEW, entry(minimum="2,5", unit="упак", valid_from="2026-01-01", vat="сверху"))
    office.manager.form(NEW, entry(contract="", inn=INN, sku="АВ-10/3", amount="0,07123"))
    exported = office.manager.ask("GET", f"{PRICES}.xlsx").content
    report = path_of(upload(office.manager, exported, "../../-=назад.xlsx"))
    assert [verdict for _, verdict in verdicts(office)] == ["same", "same"]
    page = text(office.manager.ask("GET", report))
    assert "-=назад.xlsx" in page
    assert "Столбцы, которые не читаются: Клиент, Наименование, Источник." in page


def test_the_template_is_a_file_that_is_read(office: Office) -> None:
    content = office.manager.ask("GET", f"{PRICES}/template.xlsx").content
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert sheet is not None
    places = {cell.value: cell.column for cell in sheet[1]}
    for heading, value in (("Договор", CONTRACT), ("Артикул", "AB101"), ("Цена", 12)):
        sheet.cell(2, places[heading], value)
    target = BytesIO()
    sheet.parent.save(target)
    path_of(upload(office.manager, target.getvalue()))
    assert verdicts(office) == [(2, "new")]


def test_the_report_is_narrowed_by_outcome(office: Office) -> None:
    report = sent(office, [row(), row(sku="НЕТ-77")])
    refused = text(office.manager.ask("GET", f"{report}?verdict=refused"))
    assert "НЕТ-77" in refused
    assert "Goods 1" not in refused
    assert "Таких строк нет" in text(office.manager.ask("GET", f"{report}?verdict=changed"))
