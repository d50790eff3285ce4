"""Recommended goods and substitutes: linked by hand, by a file, by a rule; texts of the card."""

import pytest
from falcon.testing import Result

from adapters.files.xlsx import XlsxSheets
from application.shared.sheets import Column, Sheet
from tests.capabilities import shows
from tests.http.card.people import Office, text
from tests.http.differential.askings import parts
from tests.http.pages.person import seen
from tests.http.rules.staff import Staff
from tests.shop import Shop, Visitor


@pytest.fixture
def manager(office: Office) -> Staff:
    return office.person("manager")


def link(by: Staff, sku: str, others: str, kind: str = "recommended") -> Result:
    return by.visitor.form("/manage/links", {"sku": sku, "kind": kind, "others": others})


def shelf(who: Visitor, product: int, id: str = "recommended") -> list[str]:
    page = who.ask("GET", f"/goods/{product}").text
    if f'id="{id}"' not in page:
        return []
    part = page[page.index(f'id="{id}"') :]
    part = part[: part.index("</section>")]
    return sorted(
        (f"Goods {n}" for n in range(1, 9) if f">Goods {n}<" in part), key=lambda name: part.index(f">{name}<")
    )


@shows("M010")
def test_linked_goods_stand_in_the_order_of_the_list(him: Visitor, manager: Staff) -> None:
    assert shelf(him, 1) == []
    assert link(manager, "A-1", "A-5\nA-2; A-4").status_code == 303
    assert shelf(him, 1) == ["Goods 5", "Goods 2", "Goods 4"]
    assert link(manager, "A-1", "").status_code == 303
    assert shelf(him, 1) == []


@shows("M010", "N20")
def test_what_is_not_there_or_hidden_is_skipped(
    shop: Shop, him: Visitor, other: Visitor, office: Office, manager: Staff
) -> None:
    link(manager, "A-8", "A-1\nA-4\nA-5\nA-6")
    shop.run("UPDATE stock SET free = 0 WHERE variant_id = 4")
    office.withdraw(5)
    office.hide(1, 1)
    assert shelf(him, 8) == ["Goods 6"]
    assert shelf(other, 8) == ["Goods 1", "Goods 6"]


@shows("N26")
def test_substitutes_stand_on_the_card_and_in_the_cart_when_there_is_nothing_left(
    shop: Shop, him: Visitor, manager: Staff
) -> None:
    link(manager, "A-4", "A-5", "substitute")
    him.fill([(4, "2")])
    assert shelf(him, 4, "instead") == []
    assert "Вместо него" not in text(him, "/cart")
    shop.run("UPDATE stock SET free = 0 WHERE variant_id = 4")
    assert shelf(him, 4, "instead") == ["Goods 5"]
    assert "Вместо него: Goods 5" in text(him, "/cart")


@shows("N26", "M010")
def test_a_rule_links_whole_sections_by_equal_properties(shop: Shop, him: Visitor, manager: Staff) -> None:
    rule = {"kind": "recommended", "section": "крепёж", "other": "Инструмент", "properties": ""}
    assert manager.visitor.form("/manage/links/rules", rule).status_code == 303
    assert shelf(him, 1) == ["Goods 4", "Goods 5"]  # goods 1 stand in a section below
    assert shelf(him, 4) == []
    id = shop.one("SELECT id FROM link_rule")
    manager.visitor.form(f"/manage/links/rules/{id}", {})
    assert shelf(him, 1) == []
    same = {"kind": "recommended", "section": "Инструмент", "other": "Инструмент", "properties": "Цвет"}
    manager.visitor.form("/manage/links/rules", same)
    assert shelf(him, 4) == ["Goods 5"]
    manager.visitor.form("/manage/links/rules", {**same, "properties": "Длина"})
    shop.run("DELETE FROM link_rule WHERE properties = '{1}'")
    assert shelf(him, 4) == []
    wrong = manager.visitor.form("/manage/links/rules", {**same, "section": "Нет такого", "properties": "Вес"})
    assert "Раздела «Нет такого» нет" in seen(wrong.text)
    assert "Свойства «Вес» нет" in seen(wrong.text)


def sent(
    by: Staff, *rows: tuple[str, ...], headings: tuple[str, ...] = ("Артикул", "Вид", "Связанный артикул")
) -> Result:
    content = XlsxSheets().write([Sheet("Связи", tuple(Column(name, 20) for name in headings), rows)])
    body, headers = parts({"csrf": "csrf"}, {"file": ("links.xlsx", content)})
    return by.visitor.client.simulate_post("/manage/links/file", body=body, headers=headers, cookies=by.visitor.cookies)


@shows("M010", "N26")
def test_a_file_links_many_and_tells_every_row_that_it_cannot(shop: Shop, him: Visitor, manager: Staff) -> None:
    good = sent(manager, ("A-1", "Рекомендуемый", "A-4"), ("A-1", "рекомендуемый", "A-5"), ("a 2", "аналог", "A-6"))
    assert good.headers["Location"].endswith("count=3")
    assert shelf(him, 1) == ["Goods 4", "Goods 5"]
    bad = sent(manager, ("A-1", "Рекомендуемый", "Я-1"), ("A-1", "сосед", "A-4"), ("A-3", "аналог", "A-3"))
    told = seen(bad.text)
    assert bad.status_code == 422
    assert "Строка 2: товара с артикулом «Я-1» нет." in told
    assert "Строка 3: вид «сосед»" in told
    assert "Строка 4: «A-3» связан сам с собой." in told
    assert shelf(him, 1) == ["Goods 4", "Goods 5"]
    headless = sent(manager, ("A-1", "A-2"), headings=("Товар", "Сосед"))
    assert "Нет столбцов" in seen(headless.text)


@shows("M007")
def test_texts_of_the_card_are_written_by_the_administrator_and_escaped(him: Visitor, office: Office) -> None:
    admin = office.person("administrator").visitor
    body = "Доставка по Москве — от 5 000 ₽.\n<script>alert(1)</script>"
    assert admin.form("/manage/card-texts", {"place": "delivery", "body": body, "seen": "0"}).status_code == 303
    page = him.ask("GET", "/goods/4").text
    assert "Доставка по Москве — от 5 000 ₽." in page
    assert "<script>alert" not in page
    stale = admin.form("/manage/card-texts", {"place": "delivery", "body": "Иначе", "seen": "0"})
    assert stale.status_code == 409
    assert "Иначе" in stale.text
    long = admin.form("/manage/card-texts", {"place": "payment", "body": "я" * 5001, "seen": "0"})
    assert (long.status_code, "5001 знак" in seen(long.text)) == (422, True)
    assert office.person("manager").visitor.ask("GET", "/manage/card-texts").status_code == 403
