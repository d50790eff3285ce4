"""The quick order at its doors: a pasted list, a file, the report, mending it, the cart; without a script."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
from attrs import frozen
from falcon.testing import Result

from entrypoints.bootstrap.filling import read_draft
from entrypoints.bootstrap.parts import Parts
from tests.application.filling.conftest import skus
from tests.capabilities import shows
from tests.shop import CSRF, Shop, Visitor, settings, settle

ANNA, BORIS = 0, 1


@frozen
class Office:
    shop: Shop
    parts: Parts

    @property
    def anna(self) -> Visitor:
        return self.shop.buyer(ANNA)

    def cart(self, who: Visitor) -> list[tuple[str, str]]:
        lines = who.ask("GET", "/api/v1/cart").json["lines"]
        return [(line["variant"], line["quantity"]) for line in lines]


@pytest.fixture(scope="module")
def opened(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settle(postgres_url)
    of = settings(postgres_url, redis_url, tmp_path_factory.mktemp("home"))
    office = Office(Shop.open(of), Parts.of(of, 4))
    skus(office.shop)
    yield office
    office.shop.close()
    office.parts.database.close()


@pytest.fixture
def office(opened: Office) -> Office:
    """With nothing begun and nothing in any cart."""
    opened.shop.run("TRUNCATE order_draft, order_layout, client_sku")
    opened.shop.run("DELETE FROM cart_line")
    opened.shop.run("UPDATE outbox_delivery SET done_at = now() WHERE done_at IS NULL")
    return opened


def text(answer: Result) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def pasted(who: Visitor, lines: str) -> str:
    answer = who.form("/quick-order", {"text": lines})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def sent(who: Visitor, content: bytes, name: str = "заказ.xlsx") -> Result:
    boundary = uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{CSRF}\r\n'.encode(),
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n".encode(), content, f"\r\n--{boundary}--\r\n".encode(),
    ]  # fmt: skip
    kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return who.client.simulate_post("/quick-order/file", body=b"".join(parts), headers=kind, cookies=who.cookies)


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    target = BytesIO()
    book.save(target)
    return target.getvalue()


@shows("M082")
def test_a_pasted_list_is_reported_and_nothing_is_in_the_cart_before_the_press(office: Office) -> None:
    path = pasted(office.anna, "ab 102 2\n0123; 3\nнет-такого 4\ndup1 1")
    page = office.anna.ask("GET", path)
    said = text(page)
    assert "2 строки пойдут в корзину" in said
    assert "Такого артикула или штрихкода нет" in said
    assert "Под этот артикул подходит несколько товаров" in said
    assert office.cart(office.anna) == []
    errors = text(office.anna.ask("GET", f"{path}?show=errors"))
    assert "Goods 1" not in errors
    added = office.anna.form(path, {"do": "add"})
    assert added.headers["Location"] == f"{path}?show=errors&added=2"
    assert office.cart(office.anna) == [("1", "2.000"), ("2", "3.000")]
    assert "2 строки добавлены" in text(office.anna.ask("GET", added.headers["Location"]))


@shows("M082")
def test_rows_are_mended_in_place_chosen_and_removed(office: Office) -> None:
    path = pasted(office.anna, "нет-такого 4\ndup1 1\n00123 1.000\nхлам")
    answer = office.anna.form(
        path, {"a-1": "ab102", "q-1": "6", "a-2": "dup1", "v-2": "6", "q-2": "1", "q-3": "1000", "remove": "4"}
    )
    assert answer.headers["Location"] == path
    assert "3 строки пойдут" in text(office.anna.ask("GET", path))
    assert office.anna.form(path, {"do": "add"}).headers["Location"] == "/cart"
    assert office.cart(office.anna) == [("1", "6.000"), ("6", "1.000"), ("2", "1000.000")]
    assert office.anna.ask("GET", path).status_code == 404


def test_an_unknown_unit_is_not_taken_for_another(office: Office) -> None:
    path = pasted(office.anna, "ab102;2;кг")
    assert "Единицы «кг» у товара нет" in text(office.anna.ask("GET", path))
    office.anna.form(path, {"a-1": "ab102", "q-1": "2", "u-1": ""})
    assert "Единицы «кг» у товара нет" in text(office.anna.ask("GET", path))
    office.anna.form(path, {"a-1": "ab102", "q-1": "2", "u-1": "1", "do": "add"})
    assert office.shop.one("SELECT packaging_id FROM cart_line") == 1


def test_what_was_typed_outlives_a_reload_and_a_sign_in_elsewhere(office: Office) -> None:
    path = pasted(office.anna, "ab102 2\nхлам 1")
    office.anna.form(path, {"a-2": "совсем хлам", "q-2": "5"})
    assert 'value="совсем хлам"' in office.anna.ask("GET", path).text
    assert path in office.anna.ask("GET", "/quick-order").text
    assert office.shop.buyer(BORIS).ask("GET", path).status_code == 404


def test_a_press_twice_adds_once(office: Office) -> None:
    path = pasted(office.anna, "ab102 2\nхлам 1")
    draft = path.rpartition("/")[2]
    for _ in range(2):
        # As two presses that both saw the same draft.
        office.anna.form(path, {"do": "add"})
        office.shop.run(
            "UPDATE order_draft SET version = 1, lines = '[{\"row\": 1, \"article\": \"ab102\", \"quantity\": \"2\"}]'"
            " WHERE id = %s",
            draft,
        )
    assert office.cart(office.anna) == [("1", "2.000")]


def test_nothing_typed_and_nothing_ready_are_said_where_they_stand(office: Office) -> None:
    answer = office.anna.form("/quick-order", {"text": " \n ;; "})
    assert answer.status_code == 422
    assert "нет ни одного артикула" in text(answer)
    path = pasted(office.anna, "хлам 1")
    answer = office.anna.form(path, {"do": "add", "a-1": "хлам", "q-1": "1"})
    assert answer.status_code == 422
    assert "ждут исправления: 1 строка" in text(answer)


@shows("M081")
def test_a_file_by_the_template_becomes_a_report_with_its_own_rows(office: Office) -> None:
    template = openpyxl.load_workbook(BytesIO(office.anna.ask("GET", "/quick-order/template.xlsx").content))
    sheet = template.worksheets[0]
    for place, row in enumerate((("00123", 2), ("хлам", 1), ("AB-10/2", "много"), ("123-45", 3)), 2):
        for column, value in enumerate(row, 1):
            sheet.cell(place, column, value)
    target = BytesIO()
    template.save(target)
    path = sent(office.anna, target.getvalue()).headers["Location"]
    page = office.anna.ask("GET", path)
    assert re.findall(r'id="r-(\d+)"', page.text) == ["2", "3", "4", "5"]
    assert "Это не число" in text(page)
    assert "заказ.xlsx" in text(page)
    assert office.cart(office.anna) == []


@shows("N06")
def test_columns_are_told_once_and_remembered_for_the_client(office: Office) -> None:
    content = workbook([("Чего", "Сколько-нибудь", "По-нашему"), ("ab102", "две", "Н-1"), ("00123", 4, "Н-2")])
    path = sent(office.anna, content).headers["Location"]
    moved = office.anna.ask("GET", path)
    assert moved.headers["Location"] == f"{path}/columns"
    assert "По-нашему" in text(office.anna.ask("GET", f"{path}/columns"))
    refused = office.anna.form(f"{path}/columns", {"header": "1", "c-0": "article"})
    assert "Не указан столбец" in text(refused)
    told = {"header": "1", "c-0": "article", "c-1": "quantity", "c-2": "own"}
    assert office.anna.form(f"{path}/columns", told).headers["Location"] == path
    assert office.anna.ask("GET", path).status_code == 200
    again = sent(office.anna, content).headers["Location"]
    assert office.anna.ask("GET", again).status_code == 200
    others = sent(office.shop.buyer(BORIS), content).headers["Location"]
    assert office.shop.buyer(BORIS).ask("GET", others).status_code == 303


@shows("N06")
def test_the_clients_own_articles_are_learnt_used_and_forgotten(office: Office) -> None:
    content = workbook([("Артикул", "Наш артикул", "Кол-во"), ("ab102", "СК-001", 2), ("00123", "СК-002", 4)])
    path = sent(office.anna, content).headers["Location"]
    assert "запомним при добавлении" in text(office.anna.ask("GET", path))
    office.anna.form(path, {"do": "add"})
    page = text(office.anna.ask("GET", "/quick-order/articles"))
    assert "СК-001" in page
    assert "СК-002" in page
    by_own = pasted(office.anna, "ск 001\t7")
    assert "по вашему артикулу" in text(office.anna.ask("GET", by_own))
    office.anna.form("/quick-order/articles", {"forget": "CK001"})
    assert "Такого артикула" in text(office.anna.ask("GET", by_own))
    assert "пока нет" in text(office.shop.buyer(BORIS).ask("GET", "/quick-order/articles"))


@shows("M081")
def test_a_long_file_is_read_by_the_worker(office: Office) -> None:
    rows = [("Артикул", "Кол-во", "Что-то")]
    noise = ("".join(uuid4().hex for _ in range(10)) for _ in range(6000))
    rows += [(f"нет-{n}", "3" if n % 50 == 7 else "", text) for n, text in enumerate(noise)]
    content = workbook(rows)
    assert len(content) > 700_000
    path = sent(office.anna, content).headers["Location"]
    waiting = office.anna.ask("GET", path)
    assert 'hx-trigger="every 1s"' in waiting.text
    read = read_draft(office.parts)
    for (outbox,) in office.shop.rows(
        "SELECT outbox_id FROM outbox_delivery WHERE consumer = 'order-file' AND done_at IS NULL"
    ):
        read(outbox)
    assert "120 позиций" in text(office.anna.ask("GET", path))


@shows("M084")
def test_the_cart_goes_to_a_workbook_and_comes_back_unchanged(office: Office) -> None:
    path = pasted(office.anna, "ab102;2;упак\nab102;3\n00123;5\nwire8;2,5\ndup1;1")
    office.anna.form(path, {"a-5": "dup1", "q-5": "1", "v-5": "6"})
    office.anna.form(path, {"do": "add"})
    before = office.anna.ask("GET", "/api/v1/cart").json
    answer = office.anna.ask("GET", "/cart.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert str(cells[0][0]).startswith("Корзина на ")
    assert cells[3][0].startswith("Итого: ")
    headings = cells[5]
    assert headings[:5] == ["Артикул", "Наименование", "Количество", "Ед.", "Цена"]
    assert [row[:4] for row in cells[6:8]] == [["АВ-10/2", "Goods 1", 2, "упак"], ["АВ-10/2", "Goods 1", 3, "шт"]]
    assert sum(row[7] for row in cells[6:]) == pytest.approx(float(before["totals"][0]["amount"]))
    assert sheet.column_dimensions["I"].hidden
    office.shop.run("DELETE FROM cart_line")
    back = sent(office.anna, answer.content).headers["Location"]
    assert "5 строк пойдут" in text(office.anna.ask("GET", back))
    office.anna.form(back, {"do": "add"})
    after = office.anna.ask("GET", "/api/v1/cart").json
    told = ("variant", "packaging", "quantity", "price")
    lines = [[[line[name] for name in told] for line in cart["lines"]] for cart in (before, after)]
    assert lines[0] == lines[1]
    assert before["totals"] == after["totals"]


@shows("M084")
def test_the_cart_is_printed_as_a_sheet(office: Office) -> None:
    assert "Корзина пуста." in text(office.anna.ask("GET", "/cart/print"))
    office.anna.form(pasted(office.anna, "ab102;2;упак"), {"do": "add"})
    page = text(office.anna.ask("GET", "/cart/print")).replace("\xa0", " ")
    assert "1 АВ-10/2 Goods 1 2 упак 500,00 ₽ 1 000,00 ₽" in page


@shows("A09")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n", "Это изображение"), (b"", "нет ни одной строки"), (b"<html><table>", "веб-страница"),
        (b"PK\x03\x04", "повреждена"), (b"x" * (10 * 1024 * 1024 + 1), "больше 10 МБ"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_order_is_refused_in_words(office: Office, content: bytes, said: str) -> None:
    answer = sent(office.anna, content)
    assert answer.status_code == 422
    assert said in text(answer)
    assert office.shop.one("SELECT count(*) FROM order_draft") == 0


@shows("M083")
def test_a_section_is_filled_as_a_table_without_a_script(office: Office) -> None:
    office.shop.run(
        "INSERT INTO category (id, connection_id, erp_id, name) OVERRIDING SYSTEM VALUE VALUES (1, 1, 'c', 'Метизы')"
        " ON CONFLICT DO NOTHING"
    )
    office.shop.run(
        "INSERT INTO product_category (category_id, product_id) SELECT 1, id FROM product ON CONFLICT DO NOTHING"
    )
    office.shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")
    page = office.anna.ask("GET", "/quick-order/table/1")
    assert 'name="q-1"' in page.text
    assert 'data-size="5.000"' in page.text
    operation = str(uuid4())
    filled = {"q-1": "2", "u-1": "1", "q-2": "1 000", "q-3": "", "operation": operation}
    for _ in range(2):
        answer = office.anna.form("/quick-order/table/1", filled)
        assert answer.status_code == 303
    assert office.cart(office.anna) == [("1", "2.000"), ("2", "1000.000")]
    refused = office.anna.form("/quick-order/table/1", {"q-1": "много", "q-8": "2,5", "operation": str(uuid4())})
    assert refused.status_code == 422
    assert 'value="много"' in refused.text
    assert ("8", "2.500") in office.cart(office.anna)
