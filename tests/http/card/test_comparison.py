"""Comparison: goods of one section side by side, their differences, a workbook."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tests.capabilities import shows
from tests.http.card.people import Office, text
from tests.http.pages.person import seen
from tests.shop import Shop, Visitor


def add(who: Visitor, *products: int) -> None:
    for product in products:
        answer = who.form("/compare/change", {"add": str(product), "back": "/compare"})
        assert answer.status_code == 303, seen(answer.text)


@shows("N32")
def test_goods_of_a_section_stand_side_by_side_and_other_sections_apart(him: Visitor, other: Visitor) -> None:
    add(him, 1, 2, 4)
    page = text(him, "/compare?section=2")
    assert "Болты · 2 товара" in page
    assert "Goods 1" in page
    assert "Goods 4" not in page
    assert "Goods 4" in text(him, "/compare")  # the section that was added to last
    assert "Сравнивать пока нечего" in text(other, "/compare")


@shows("N32")
def test_differences_alone_leave_out_what_is_alike(him: Visitor) -> None:
    add(him, 1, 2)
    whole, only = text(him, "/compare?section=2"), text(him, "/compare?section=2&differences=1")
    assert "Цвет" in whole
    assert "Цвет" not in only
    assert "Длина" in only


@shows("N32")
def test_the_workbook_holds_what_the_page_shows(him: Visitor) -> None:
    add(him, 1, 2)
    answer = him.ask("GET", "/compare.xlsx?section=2&differences=1")
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Характеристика", "Goods 1", "Goods 2"]
    named = {row[0]: row[1:] for row in rows[1:]}
    assert named["Длина"] == ["10", "20"]
    assert "Цвет" not in named
    assert all(str(cell).endswith("/шт") for cell in named["Ваша цена"])


@shows("N32")
@pytest.mark.parametrize(("told", "times"), [("Бета", 1), ("Гамма", 2)])
def test_what_the_erp_tells_twice_is_told_once(shop: Shop, him: Visitor, told: str, times: int) -> None:
    """The manufacturer, and a property of that name: both stand only where they do not say the same."""
    shop.run("INSERT INTO property (id, connection_id, erp_id, name) VALUES (900, 1, 'maker', 'производитель')")
    shop.run("UPDATE product SET manufacturer = CASE id WHEN 1 THEN 'Альфа' ELSE 'Бета' END WHERE id IN (1, 2)")
    for id, maker in ((1, "Альфа"), (2, told)):
        shop.run("UPDATE product SET properties = jsonb_set(properties, '{900}', jsonb_build_array(%s::text)) "
                 "WHERE id = %s", maker, id)  # fmt: skip
    try:
        add(him, 1, 2)
        assert text(him, "/compare?section=2").casefold().count("производитель") == times
    finally:
        shop.run("UPDATE product SET manufacturer = '', properties = properties - '900' WHERE id IN (1, 2)")
        shop.run("DELETE FROM property WHERE id = 900")


@shows("N32")
def test_a_seventh_of_a_section_is_refused_with_the_way_out(shop: Shop, him: Visitor) -> None:
    shop.run("INSERT INTO product_category SELECT 3, n FROM generate_series(4, 8) AS n ON CONFLICT DO NOTHING")
    shop.run("INSERT INTO product_category VALUES (3, 1), (3, 2), (3, 3) ON CONFLICT DO NOTHING")
    shop.run("DELETE FROM product_category WHERE category_id <> 3")
    shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")
    try:
        add(him, 1, 2, 3, 4, 5, 6)
        refused = him.form("/compare/change", {"add": "7", "back": "/compare"})
        assert refused.status_code == 409
        assert "не больше 6 товаров из раздела «Инструмент»" in seen(refused.text)
        him.form("/compare/change", {"take": "6", "back": "/compare"})
        add(him, 7)
    finally:
        shop.run("DELETE FROM product_category")
        shop.run("INSERT INTO product_category VALUES (2, 1), (2, 2), (1, 3), (3, 4), (3, 5)")


@shows("N32", "N20")
def test_hidden_and_withdrawn_goods_are_left_out(him: Visitor, office: Office) -> None:
    add(him, 1, 4, 5)
    office.withdraw(5)
    office.hide(1, 1)
    page = text(him, "/compare")
    assert "Goods 4" in page
    assert "Goods 1" not in page
    assert "Goods 5" not in page
    assert him.form("/compare/change", {"add": "2"}).status_code == 404


def test_a_list_is_cleared_at_once(him: Visitor) -> None:
    add(him, 1, 2)
    him.form("/compare/change", {"clear": "1,2", "back": "/compare"})
    assert "Сравнивать пока нечего" in text(him, "/compare")
