"""Technical documents: uploaded once, bound to many, replaced on every card, and given to whoever sees the good."""

import re
from collections.abc import Mapping
from io import BytesIO

import openpyxl
import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.media.desk import Desk
from tests.http.pages.person import seen
from tests.http.rules.staff import staff_of

PATH = "/manage/goods-documents"
PDF = b"%PDF-1.7 certificate"
FACTS = {"title": "Сертификат ГОСТ Р", "kind": "certificate", "number": "RU-77", "valid_from": "", "valid_to": ""}
pytestmark = shows("M011")

STRUCTURE = """
INSERT INTO category (id, connection_id, erp_id, name, parent_id) OVERRIDING SYSTEM VALUE
VALUES (901, 1, 'm1', 'Метизы', NULL), (902, 1, 'm2', 'Болты', 901), (903, 1, 'm3', 'Разное', NULL),
       (904, 1, 'm4', 'Болты', 903);
INSERT INTO product_category (category_id, product_id) VALUES (902, 1), (901, 2), (904, 3);
INSERT INTO property (id, connection_id, erp_id, name, kind, options) OVERRIDING SYSTEM VALUE
VALUES (901, 1, 'q1', 'Покрытие', 'reference', '{"z": "Цинк", "n": "Никель"}'), (902, 1, 'q2', 'Длина', 'number', '{}');
UPDATE product SET properties = '{"901": ["z"], "902": ["40"]}' WHERE id IN (3, 4)
"""


@pytest.fixture(scope="module", autouse=True)
def structure(desk: Desk) -> None:
    for statement in STRUCTURE.split(";"):
        desk.shop.run(statement)
    desk.shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")


@pytest.fixture(autouse=True)
def no_papers(desk: Desk) -> None:
    desk.shop.run("TRUNCATE tech_document, tech_document_version, tech_document_binding")


def added(desk: Desk, content: bytes = PDF, name: str = "гост.pdf", **more: str) -> str:
    answer = desk.post(PATH, {**FACTS, **more}, [("file", name, content)])
    assert answer.status_code == 303, seen(answer.text)
    return str(answer.headers["Location"])


def bound(desk: Desk, document: str, **what: str) -> str:
    answer = desk.post(document, {"do": "bind", **what}, [])
    assert answer.status_code == 200, seen(answer.text)
    return seen(answer.text)


def cards(desk: Desk) -> set[int]:
    """Which of the first goods show a paper, by their pages."""
    found = set()
    for product in range(1, 9):
        answer = desk.shop.buyer(0).ask("GET", f"/goods/{product}")
        if 'id="papers"' in answer.text:
            found.add(product)
    return found


@pytest.mark.parametrize(
    ("what", "where"),
    [
        ({"skus": "АВ-1, ab4\nАВ-8"}, {1, 4, 8}),
        ({"sections": "метизы"}, {1, 2}),
        ({"sections": "Метизы / Болты"}, {1}),
        ({"sections": "Болты"}, {1, 3}),
        ({"values": "покрытие = Цинк"}, {3, 4}),
        ({"values": "Длина = 40; 50"}, {3, 4}),
        ({"skus": "АВ-8", "sections": "Метизы", "values": "Покрытие = Никель"}, {1, 2, 8}),
    ],
)
def test_a_document_is_bound_by_list_section_or_property(desk: Desk, what: Mapping[str, str], where: set[int]) -> None:
    document = added(desk)
    assert "Пока его нет ни на одной карточке" in desk.text(document)
    bound(desk, document, **what)
    assert cards(desk) == where
    assert f"Показан на {len(where)} карточк" in desk.text(document)


def test_a_good_that_comes_into_the_section_later_has_it_at_once(desk: Desk) -> None:
    bound(desk, added(desk), sections="Метизы")
    desk.shop.run("INSERT INTO product_category (category_id, product_id) VALUES (902, 5)")
    try:
        assert cards(desk) == {1, 2, 5}
    finally:
        desk.shop.run("DELETE FROM product_category WHERE product_id = 5 AND category_id = 902")


def test_a_workbook_of_articles_binds_and_what_is_unknown_stays_in_the_form(desk: Desk) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (("Наименование", "Артикул"), ("Болт", "АВ-1"), ("Гайка", "нет-такого"), ("Шайба", "АВ-2")):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    document = added(desk)
    answer = desk.post(document, {"do": "bind", "sections": "Нет раздела"}, [("list", "a.xlsx", content.getvalue())])
    told = seen(answer.text)
    assert "Добавлено 2 условия" in told
    assert "2 строки ничего не нашли и остались в форме" in told
    assert re.search(r'name="skus"[^>]*>нет-такого<', answer.text)
    assert re.search(r'name="sections"[^>]*>Нет раздела<', answer.text)
    assert cards(desk) == {1, 2}
    assert "0 условий" in bound(desk, document, skus="АВ-1")
    refused = desk.post(document, {"do": "bind"}, [("list", "a.xlsx", PDF)])
    assert refused.status_code == 422
    assert "Это PDF, а не таблица" in seen(refused.text)


def test_a_replaced_file_stands_on_every_card_and_the_former_in_the_history(desk: Desk) -> None:
    document = added(desk)
    bound(desk, document, skus="АВ-1,АВ-2")
    newer = b"%PDF-1.7 newer"
    answer = desk.post(
        document, {"do": "replace", "number": "RU-78", "valid_to": "2099-01-31"}, [("file", "новый.pdf", newer)]
    )
    assert answer.status_code == 303
    buyer = desk.shop.buyer(0)
    for product in (1, 2):
        page = buyer.ask("GET", f"/goods/{product}").text
        assert "RU-78" in page
        assert "31.01.2099" in seen(page)
        link = re.search(r'href="(/goods/\d+/documents/[^"]+)"', page)
        assert link is not None
        file = buyer.ask("GET", link[1])
        assert (file.status_code, file.content) == (200, newer)
        assert "attachment" in file.headers["Content-Disposition"]
        assert file.headers["Cache-Control"] == "private, no-store"
    assert desk.editor.ask("GET", f"{document}/versions/1").content == PDF
    assert "RU-77" in desk.text(document)
    assert desk.editor.ask("GET", f"{document}/versions/3").status_code == 404


@shows("M008")
def test_the_card_tells_type_size_and_term_and_marks_what_is_over(desk: Desk) -> None:
    bound(desk, added(desk, number="OLD", valid_to="2020-01-01"), skus="АВ-1")
    bound(
        desk, added(desk, PDF * 200, title="Паспорт", kind="passport", number="P-1", valid_to="2099-05-01"), skus="АВ-1"
    )
    bound(desk, added(desk, title="Ещё не действует", valid_from="2099-01-01"), skus="АВ-1")
    told = seen(desk.shop.buyer(0).ask("GET", "/goods/1").text).replace("\u00a0", " ")
    assert "Паспорт Паспорт № P-1 · PDF, 4 КБ до 01.05.2099" in told
    assert "Сертификат № OLD · PDF, 1 КБ истёк 01.01.2020" in told
    assert told.index("P-1") < told.index("OLD"), "what is over stands last"
    assert "Ещё не действует" not in told


def test_what_expires_soon_and_what_has_is_listed(desk: Desk) -> None:
    day = desk.shop.one("SELECT (now() AT TIME ZONE 'Europe/Moscow')::date + 10")
    added(desk, title="Скоро", valid_to=day.isoformat())
    added(desk, title="Прошёл", valid_to="2020-01-01")
    added(desk, title="Бессрочный")
    assert {t: t in desk.text(f"{PATH}?state=soon") for t in ("Скоро", "Прошёл", "Бессрочный")} == {
        "Скоро": True, "Прошёл": False, "Бессрочный": False,
    }  # fmt: skip
    assert "Прошёл" in desk.text(f"{PATH}?state=expired")
    assert "Истекают за 30 дней 1" in desk.text(PATH)
    assert "Бессрочный" in desk.text(f"{PATH}?q=бессроч")


def test_a_withdrawn_document_is_on_no_card_and_comes_again(desk: Desk) -> None:
    document = added(desk)
    bound(desk, document, skus="АВ-1")
    link = f"/goods/1/documents/{document[-36:]}"
    buyer = desk.shop.buyer(0)
    assert buyer.ask("GET", link).status_code == 200
    desk.editor.form(document, {"do": "withdraw"})
    assert buyer.ask("GET", link).status_code == 404
    assert cards(desk) == set()
    desk.editor.form(document, {"do": "restore"})
    assert cards(desk) == {1}
    binding = desk.shop.one("SELECT id FROM tech_document_binding")
    desk.editor.form(document, {"do": "unbind", "binding": str(binding)})
    assert cards(desk) == set()


@shows("M008", "A10")
def test_a_document_of_goods_that_a_client_does_not_have_is_not_there_for_him(desk: Desk) -> None:
    document = added(desk)
    bound(desk, document, skus="АВ-1")
    link = f"/goods/1/documents/{document[-36:]}"
    desk.shop.run(
        "INSERT INTO price_rule (id, name, priority, effect, value, which, whom) VALUES (gen_random_uuid(), 'Закрыто',"
        " 1, 'hide', 0, '{\"products\": [1]}', jsonb_build_object('counterparties', jsonb_build_array(%s::text)))",
        str(named("counterparty", 0)),
    )
    desk.shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")
    try:
        assert desk.shop.buyer(0).ask("GET", link).status_code == 404
        assert desk.shop.buyer(1).ask("GET", link).status_code == 200
        assert desk.shop.buyer(1).ask("GET", link.replace("/goods/1/", "/goods/2/")).status_code == 404
    finally:
        desk.shop.run("DELETE FROM price_rule")
        desk.shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ\x90", "сертификат.pdf", "Это EXE"),
        (b"<html><script>", "паспорт.pdf", "Это HTML"),
        (b"<svg onload='x'/>", "схема.svg", "Это SVG"),
        (b"", "пусто.pdf", "Файл не выбран или пуст"),
        (b"\x00\x01\x02", "данные.pdf", "понять не удалось"),
    ],
)
def test_what_is_no_paper_is_refused_and_what_was_typed_stays(desk: Desk, content: bytes, name: str, said: str) -> None:
    answer = desk.post(PATH, FACTS, [("file", name, content)])
    assert answer.status_code == 422
    assert said in seen(answer.text)
    assert 'value="RU-77"' in answer.text
    assert desk.shop.one("SELECT count(*) FROM tech_document") == 0


def test_a_picture_called_pdf_is_given_as_what_it_is(desk: Desk) -> None:
    added(desk, b"\x89PNG\r\n\x1a\n...", "скан.pdf")
    assert desk.shop.rows("SELECT filename, content_type FROM tech_document_version") == [("скан.png", "image/png")]


def test_a_document_without_a_title_or_with_a_wrong_term_is_told_beside_the_field(desk: Desk) -> None:
    for more, said in (
        ({"title": " "}, "Назовите документ"),
        ({"valid_from": "2026-05-01", "valid_to": "2026-01-01"}, "кончается раньше"),
    ):
        answer = desk.post(PATH, {**FACTS, **more}, [("file", "a.pdf", PDF)])
        assert answer.status_code == 422
        assert said in seen(answer.text)


@shows("A10")
def test_documents_are_a_right(desk: Desk) -> None:
    document = added(desk)
    for who in (staff_of(desk.shop, "manager").visitor, desk.shop.buyer(0)):
        assert {who.ask("GET", path).status_code for path in (PATH, document, f"{document}/versions/1")} == {403}
        assert desk.post(PATH, FACTS, [("file", "a.pdf", PDF)], who).status_code == 403
        assert desk.post(document, {"do": "withdraw"}, [], who).status_code == 403
    assert desk.shop.one("SELECT count(*) FROM tech_document WHERE withdrawn_at IS NULL") == 1
