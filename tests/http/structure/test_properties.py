"""Properties as an editor sets them, and as the card of a good follows."""

import pytest

from tests.capabilities import shows
from tests.http.pages.person import seen
from tests.http.rules.staff import staff_of
from tests.http.structure.editor import Editor
from tests.shop import Shop

PATH = "/manage/properties"
SHOWN = {"on_card": "1", "compared": "1"}


@pytest.fixture(autouse=True)
def unset(shop: Shop) -> None:
    shop.run("TRUNCATE property_setting")
    shop.run("UPDATE product SET properties = properties || '{\"2\": [\"10 - 12\"]}' WHERE id = 8")
    shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")


def card(shop: Shop, product: int = 1) -> str:
    return seen(shop.buyer(0).ask("GET", f"/goods/{product}").text)


@shows("M094")
def test_the_card_follows_names_groups_order_and_hiding(shop: Shop, editor: Editor) -> None:
    assert "Характеристики Длина 10 Цвет Красный" in card(shop)
    form = {**SHOWN, "type": "number", "unit": "мм", "name": "Длина стержня", "group": "Размеры", "anyway": "1"}
    assert editor.visitor.form(f"{PATH}/2", form).status_code == 303
    assert "Характеристики Цвет Красный Размеры Длина стержня 10 мм" in card(shop)
    told = shop.rows("SELECT facts -> 'after' ->> 'unit', user_id FROM audit_log WHERE action = 'property.set'")
    assert told[-1][0] == "мм"
    assert editor.visitor.form(f"{PATH}/1", {**SHOWN, "hidden": "1"}).status_code == 303
    assert "Цвет" not in card(shop)
    assert "Цвет" not in shop.buyer(0).ask("GET", "/api/v1/products/1").text
    answer = editor.visitor.form(f"{PATH}/1", {**SHOWN, "hidden": "1"})
    assert answer.headers["Location"].endswith("done=0"), "the same again changes nothing"


@shows("M094")
def test_values_that_do_not_read_are_told_before_the_type_is_set(shop: Shop, editor: Editor) -> None:
    # The ERP calls it a number, so that is its type until an editor says otherwise; as text it reads, as a date not.
    refused = editor.visitor.form(f"{PATH}/2", {**SHOWN, "type": "date"})
    assert refused.status_code == 409
    told = seen(refused.text)
    assert "8 значений из 8 не читаются" in told
    assert "«10 - 12»" in told
    assert "Сохранить всё равно" in told
    assert shop.one("SELECT count(*) FROM property_setting") == 0
    assert editor.visitor.form(f"{PATH}/2", {**SHOWN, "type": "text"}).status_code == 303
    assert editor.visitor.form(f"{PATH}/2", {**SHOWN, "type": "number"}).status_code == 409
    assert editor.visitor.form(f"{PATH}/2", {**SHOWN, "type": "number", "anyway": "1"}).status_code == 303


@shows("M094")
def test_a_dry_run_on_one_good_shows_fields_types_and_targets(shop: Shop, editor: Editor) -> None:
    editor.visitor.form(f"{PATH}/1", {"in_lists": "1", "facet": "values"})
    told = editor.text(f"{PATH}?article=a-8")
    assert "Длина 10 - 12 число не читается" in told
    assert "Цвет Серый текст Цвет в списках, в отборе" in told
    assert "нет" in editor.text(f"{PATH}?article=missing")


@shows("M094")
def test_the_list_is_filtered_and_bad_input_is_told(shop: Shop, editor: Editor) -> None:
    assert "Длина" not in editor.text(f"{PATH}?q=цв").partition("Проверить на одном товаре")[0]
    assert "Таких свойств нет" in editor.text(f"{PATH}?used=1000")
    assert "Таких свойств нет" in editor.text(f"{PATH}?q=%25")
    editor.visitor.form(f"{PATH}/1", {"hidden": "1"})
    assert "1 свойство" in editor.text(f"{PATH}?shown=hidden")
    for form, said in (
        ({"facet": "range"}, "у чисел: выберите"),
        ({"unit": "мм"}, "Единица бывает только у числа"),
        ({"name": "я" * 200}, "Не длиннее 150"),
        ({"position": "-1"}, "целое число"),
    ):
        answer = editor.visitor.form(f"{PATH}/1", form)
        assert answer.status_code == 422
        assert said in seen(answer.text)
    assert editor.visitor.ask("GET", f"{PATH}/999").status_code == 404
    assert editor.visitor.form(f"{PATH}/999", SHOWN).status_code == 404
    for who in (shop.buyer(0), staff_of(shop, "manager").visitor):
        assert who.ask("GET", PATH).status_code == 403
        assert who.ask("GET", f"{PATH}/1").status_code == 403
        assert who.form(f"{PATH}/1", SHOWN).status_code == 403


@shows("M094")
def test_a_list_tells_what_an_editor_has_put_there(shop: Shop, editor: Editor) -> None:
    buyer = shop.buyer(0)
    assert "Длина стержня" not in seen(buyer.ask("GET", "/catalogue?stock=0").text)
    form = {"in_lists": "1", "type": "number", "unit": "мм", "name": "Длина <стержня>", "anyway": "1", "position": "2"}
    assert editor.visitor.form(f"{PATH}/2", form).status_code == 303
    editor.visitor.form(f"{PATH}/1", {"in_lists": "1", "position": "1"})
    page = buyer.ask("GET", "/catalogue?stock=0").text
    assert "Цвет: Красный · Длина &lt;стержня&gt;: 10 мм" in page
    editor.visitor.form(f"{PATH}/2", {**form, "hidden": "1"})
    assert "стержня" not in buyer.ask("GET", "/catalogue?stock=0").text
