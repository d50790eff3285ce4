"""Goods from a file: judged row by row, loaded by the road of every import, the second time without a change."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from falcon.testing import Result

from adapters.files.xlsx import XlsxSheets
from application.shared.sheets import Column, Sheet
from entrypoints.bootstrap.exchange import apply_next
from entrypoints.bootstrap.parts import Parts
from tests.capabilities import shows
from tests.http.pages.person import seen
from tests.http.rules.staff import staff_of
from tests.http.structure.editor import Editor
from tests.shop import CSRF, Shop, settings

PATH = "/manage/goods-files"
HEAD = "Артикул;Наименование;Раздел;Единица;Штрихкод;Производитель;НДС;Длина, мм\n"
ROWS = (
    "F-1;Шпилька М8;Метизы / Шпильки;шт;4600000000017;Метиз;20;100\n"
    "F-2;Шпилька М10 & <сталь>;Метизы / Шпильки;шт;;Метиз;без НДС;120\n"
    ";Без артикула;;;;;;\n"
    "f 1;Та же шпилька;;;;;;\n"
    "F-4;Плохой штрихкод;;;12;;19;\n"
    "A-1;Из 1С;;;;;;\n"
)


@pytest.fixture(scope="module")
def parts(shop: Shop, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    home: Path = tmp_path_factory.mktemp("files")
    made = Parts.of(settings(shop.database.url, redis_url, home), 2, timeout=0)
    yield made
    made.database.close()


def send(editor: Editor, content: bytes, name: str = "товары.csv") -> Result:
    mark = uuid4().hex
    body = BytesIO()
    for field, value, filename in (("csrf", CSRF.encode(), ""), ("file", content, name)):
        told = f'; filename="{filename}"' if filename else ""
        body.write(f'--{mark}\r\nContent-Disposition: form-data; name="{field}"{told}\r\n\r\n'.encode())
        body.write(value + b"\r\n")
    body.write(f"--{mark}--\r\n".encode())
    headers = {"Content-Type": f"multipart/form-data; boundary={mark}"}
    visitor = editor.visitor
    return visitor.client.simulate_post(PATH, body=body.getvalue(), headers=headers, cookies=visitor.cookies)


def sent(editor: Editor, content: bytes) -> str:
    answer = send(editor, content)
    assert answer.status_code == 303, seen(answer.text)
    return str(answer.headers["Location"])


def load(shop: Shop, editor: Editor, parts: Parts, address: str) -> str:
    columns = {f"c{n}": code for n, code in enumerate(meaning(editor.visitor.ask("GET", address).text))}
    assert editor.visitor.form(address, {"do": "load", **columns}).status_code == 303
    apply_next(parts)(shop.one("SELECT id FROM connection WHERE login = 'goods-files'"))
    return editor.text(address)


def meaning(page: str) -> list[str]:
    return re.findall(r'<option value="([^"]+)" selected', page)


@shows("M091")
def test_good_rows_load_bad_ones_are_told_and_the_second_time_changes_nothing(
    shop: Shop, editor: Editor, parts: Parts
) -> None:
    content = (HEAD + ROWS).encode("cp1251")
    address = sent(editor, content)
    told = editor.text(address)
    assert "2 строки годятся; 4 строки будут пропущены" in told
    for reason in (
        "4 Артикул: не заполнено",
        "5 Артикул: такой артикул уже есть в строке 2",
        "6 Штрихкод: «12» – не штрихкод",
        "6 Ставка НДС: «19» – не ставка НДС",
        "7 Артикул: товар «A-1» приходит из 1С",
    ):
        assert reason in told, reason
    assert shop.one("SELECT count(*) FROM product WHERE sku LIKE 'F-%%'") == 0, "only checked"
    told = load(shop, editor, parts, address)
    assert "загружен" in told
    assert "Товары файла 2 0 0" in told
    rows = shop.rows("SELECT sku, name, manufacturer, vat_kind, barcode FROM product WHERE sku LIKE 'F-%%' ORDER BY 1")
    assert rows == [
        ("F-1", "Шпилька М8", "Метиз", 1, "4600000000017"),
        ("F-2", "Шпилька М10 & <сталь>", "Метиз", 2, ""),
    ]
    tree = shop.buyer(0).ask("GET", "/api/v1/categories").json["categories"]
    metal = next(node for node in tree if node["name"] == "Метизы")
    assert (metal["goods"], metal["children"][0]["name"]) == (2, "Шпильки")
    product = shop.one("SELECT id FROM product WHERE sku = 'F-1'")
    assert "Длина, мм 100" in seen(shop.buyer(0).ask("GET", f"/goods/{product}").text)

    version = shop.one("SELECT catalogue_version FROM catalogue_state")
    told = load(shop, editor, parts, sent(editor, content))
    assert "ничего не изменилось" in told
    assert "Товары файла 0 0 2" in told
    assert shop.one("SELECT catalogue_version FROM catalogue_state") == version
    # A changed row changes its good, and what the file leaves out stays.
    told = load(shop, editor, parts, sent(editor, (HEAD + ROWS.splitlines()[0].replace("М8", "М8×100")).encode()))
    assert "Товары файла 0 1 0" in told
    assert shop.rows("SELECT name FROM product WHERE sku LIKE 'F-%%' AND NOT deleted ORDER BY sku") == [
        ("Шпилька М8×100",),
        ("Шпилька М10 & <сталь>",),
    ]
    assert shop.one("SELECT count(*) FROM audit_log WHERE action = 'goods-file.loaded'") == 3


@shows("M091")
def test_columns_of_any_layout_are_assigned(shop: Shop, editor: Editor, parts: Parts) -> None:
    columns = (Column("Код", 10), Column("Что это", 30), Column("Вес", 8))
    book = XlsxSheets().write([Sheet("x", columns, [("G-1", "Труба", "12"), ("G-2", "Уголок", "3")])])
    address = sent(editor, book)
    page = editor.visitor.ask("GET", address)
    assert page.status_code == 422
    assert "Ни одна колонка не назначена полю «Артикул», «Наименование»" in seen(page.text)
    again = editor.visitor.form(address, {"do": "check", "c0": "sku", "c1": "name", "c2": "ignore"})
    assert again.status_code == 200
    assert "2 строки годятся" in seen(again.text).replace("\u00a0", " ")
    assert editor.visitor.form(address, {"do": "load", "c0": "sku", "c1": "sku", "c2": "name"}).status_code == 422
    assert editor.visitor.form(address, {"do": "load", "c0": "sku", "c1": "name", "c2": "ignore"}).status_code == 303
    apply_next(parts)(shop.one("SELECT id FROM connection WHERE login = 'goods-files'"))
    assert shop.rows("SELECT name, properties::text FROM product WHERE sku = 'G-1'") == [("Труба", "{}")]
    # Pressed twice, it is loaded once.
    messages = shop.one("SELECT count(*) FROM inbox_message")
    editor.visitor.form(address, {"do": "load", "c0": "sku", "c1": "name"})
    assert shop.one("SELECT count(*) FROM inbox_message") == messages


@shows("M091", "A10")
def test_files_are_a_right_and_bad_ones_are_refused_in_words(shop: Shop, editor: Editor) -> None:
    for content, said in (
        (b"", "нет ни одной строки"),
        (HEAD.encode(), "нет ни одной строки"),
        (b"%PDF-1.4", "PDF"),
        (b"PK\x03\x04broken", "не"),
    ):
        answer = send(editor, content)
        assert answer.status_code == 422
        assert said in seen(answer.text)
    assert editor.visitor.ask("GET", f"{PATH}/{uuid4()}").status_code == 404
    book = editor.visitor.ask("GET", f"{PATH}/template.xlsx")
    assert XlsxSheets().read(book.content + b"").headings[:3] == ("Артикул", "Наименование", "Раздел")
    for who in (shop.buyer(0), staff_of(shop, "manager").visitor):
        assert who.ask("GET", PATH).status_code == 403
        assert who.ask("GET", f"{PATH}/template.xlsx").status_code == 403
        assert send(Editor(shop, who), b"x;y\n1;2").status_code == 403
