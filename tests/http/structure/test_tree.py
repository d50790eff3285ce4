"""The portal's own tree as its editor makes it and as buyers meet it. Of the shop's goods 1 and 2 stand in Болты (2),
3 in Крепёж (1), 4 and 5 in Инструмент (3); the others in no group."""

import re

from adapters.postgres.structure.work import FollowGoods
from tests.capabilities import shows
from tests.http.pages.person import seen
from tests.http.rules.staff import staff_of
from tests.http.structure.editor import PATH, Editor, sections
from tests.shop import Shop

BEFORE = {"": 8, "Крепёж": 3, "Крепёж/Болты": 2, "Инструмент": 2}


def version(shop: Shop) -> int:
    return int(shop.one("SELECT catalogue_version FROM catalogue_state"))


@shows("M093")
def test_without_a_tree_of_its_own_the_portal_shows_that_of_the_erp(shop: Shop, editor: Editor) -> None:
    goods = shop.one("SELECT count(*) FROM product")
    assert sections(shop) == {**BEFORE, "": goods}
    editor.add("Метизы")
    assert sections(shop) == {**BEFORE, "": goods}, "what is being made is nobody's but the editor's"
    assert "Метизы" in editor.text()


@shows("M093", "M092")
def test_goods_stand_where_the_rules_put_them_and_count_once(shop: Shop, editor: Editor) -> None:
    goods = shop.one("SELECT count(*) FROM product")
    root = editor.add("Метизы")
    bolts = editor.add("Все болты", root)
    makers = editor.add("Марка «Болт»", root)
    editor.rule(bolts, group=1, reach="below")
    editor.rule(makers, maker="ооо  «болт»")
    red = editor.add("Красное")
    editor.rule(red, property=1, value="красный", group=2, reach="alone")
    editor.done("use")
    even = goods // 2
    told = sections(shop)
    own = {name: count for name, count in told.items() if name.startswith(("Метизы", "Красное"))}
    both = even + 2  # 2 of the three of Крепёж are of the other maker
    assert own == {"Метизы": both, "Метизы/Все болты": 3, "Метизы/Марка «Болт»": even, "Красное": 2}
    assert told[""] == goods
    # What no rule takes stands under the groups of the ERP, behind: product 5 alone, the maker's are taken.
    assert told["Инструмент"] == 1
    assert "Крепёж" not in told
    # One card, one address, one trail: that of the first rule.
    page = shop.buyer(0).ask("GET", "/goods/2").text
    crumbs = seen(page[page.index('class="crumbs"') : page.index("<h1>")])
    assert "Все болты" in crumbs
    assert "Марка" not in crumbs
    assert re.findall(r'rel="canonical" href="[^"]*(/[^"/]*/[^"/]*)"', page) == ["/goods/2"]
    for section in (bolts, makers):
        listed = shop.buyer(0).ask("GET", f"/catalogue/{section}").text
        assert 'href="/goods/2"' in listed
        assert f'rel="canonical" href="http://falconframework.org/sections/{editor.slug(section)}"' in listed
    order = editor.rule(red, maker="Болт ООО")
    assert order


@shows("M093")
def test_the_order_of_rules_names_the_canonical_section(shop: Shop, editor: Editor) -> None:
    first, second = editor.add("Первый"), editor.add("Второй")
    editor.rule(first, group=2)
    later = editor.rule(second, group=2)
    editor.done("use")
    where = "SELECT section_id FROM section_product WHERE product_id = 1 AND place = 1"
    assert shop.one(where) == first
    editor.done("rule-place", id=later, place=1)
    assert shop.one(where) == second
    assert shop.one("SELECT count(*) FROM section_product WHERE product_id = 1") == 2


@shows("M093")
def test_a_preview_says_what_would_move_and_changes_nothing(shop: Shop, editor: Editor) -> None:
    bolts, other = editor.add("Болты портала"), editor.add("Прочее")
    rule = editor.rule(bolts, group=2)
    editor.rule(other, group=1)
    editor.done("use")
    before, stood = sections(shop), version(shop)
    answer = editor.send("rule-remove", id=rule)
    assert answer.status_code == 200
    told = seen(answer.text).replace("\u00a0", " ")
    assert "Товаров сменят раздел 2" in told
    assert "Болты портала Прочее 2" in told
    assert (sections(shop), version(shop)) == (before, stood)
    editor.done("rule-remove", id=rule)
    assert sections(shop)["Прочее"] == 3
    assert version(shop) == stood + 1, "the version rises once"


@shows("M093")
def test_a_confirmed_preview_that_time_overtook_is_shown_anew(shop: Shop, editor: Editor) -> None:
    section = editor.add("Раздел")
    rule = editor.rule(section, group=2)
    seen_version = shop.one("SELECT version FROM portal_structure")
    editor.add("Ещё один")
    answer = editor.send("rule-remove", id=rule, confirm="1", seen=seen_version)
    assert answer.status_code == 409
    assert "структуру изменили" in seen(answer.text)
    assert shop.one("SELECT count(*) FROM section_rule") == 1


@shows("M093")
def test_every_change_is_taken_back_exactly_and_the_history_says_who(shop: Shop, editor: Editor) -> None:
    def everything() -> list[object]:
        tables = ("portal_section", "section_rule", "section_product", "unmapped_product", "shelved_product")
        return [shop.rows(f"SELECT to_jsonb(t) FROM {table} t ORDER BY to_jsonb(t)::text") for table in tables]

    root = editor.add("Корень")
    below = editor.add("Ниже", root)
    editor.rule(below, group=1)
    editor.done("use")
    for do, fields in (
        ("remove", {"section": root}),
        ("remove", {"section": below, "goods_to": root}),
        ("hide", {"section": below}),
        ("rename", {"section": below, "name": "Иначе", "slug": "inache"}),
        ("move", {"section": below, "parent": "", "place": 0}),
        ("unmapped", {"to": "hidden"}),
        ("start", {}),
    ):
        stood = everything()
        change = editor.done(do, **fields)
        assert everything() != stood or do == "unmapped", do
        editor.done("undo", change=change)
        assert everything() == stood, do
    told = editor.text(f"{PATH}/history")
    assert "Котова Анна" in told
    assert "раздел переименован: Ниже → Иначе" in told
    later = editor.done("rename", section=below, name="Второй раз", slug="")
    first = editor.done("rename", section=below, name="Третий раз", slug="")
    assert first > later
    refused = editor.send("undo", change=later, confirm="1")
    assert refused.status_code == 409
    assert "Третий раз" not in seen(refused.text).partition("Структура каталога")[0]


@shows("M092")
def test_former_addresses_lead_on_and_a_removed_section_says_so(shop: Shop, editor: Editor) -> None:
    root = editor.add("Крепёж портала")
    bolts = editor.add("Болты и гайки", root)
    editor.rule(bolts, group=2)
    editor.rule(root, group=1, reach="alone")
    editor.done("use")
    buyer, slug = shop.buyer(0), editor.slug(bolts)
    assert slug == "bolty-i-gayki"
    assert buyer.ask("GET", f"/sections/{slug}").status_code == 200
    editor.done("rename", section=bolts, name="Болты", slug="bolty", name_en="Bolts")
    moved = buyer.ask("GET", f"/sections/{slug}?offset=0")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/sections/bolty?offset=0")
    group = buyer.ask("GET", "/catalogue/2")
    assert (group.status_code, group.headers["Location"]) == (301, "/sections/bolty")
    editor.done("remove", section=bolts)
    for address in (f"/catalogue/{bolts}", "/sections/bolty", f"/sections/{slug}"):
        gone = buyer.ask("GET", address)
        assert gone.status_code == 410, address
        assert "Этого раздела больше нет" in gone.text
        assert f'href="/sections/{editor.slug(root)}"' in gone.text
    assert buyer.ask("GET", "/sections/never-was").status_code == 404
    assert buyer.ask("GET", "/catalogue/99999").status_code == 404
    editor.done("undo", change=shop.one("SELECT max(version) FROM structure_change"))
    assert buyer.ask("GET", "/sections/bolty").status_code == 200


@shows("M093")
def test_the_shelf_shows_its_goods_under_their_groups_or_not_at_all(shop: Shop, editor: Editor) -> None:
    goods = shop.one("SELECT count(*) FROM product")
    section = editor.add("Болты портала")
    editor.rule(section, group=2)
    editor.done("use")
    assert sections(shop) == {"": goods, "Болты портала": 2, "Крепёж": 1, "Инструмент": 2}
    assert "Инструмент" in editor.text(f"{PATH}/unmapped")
    editor.done("unmapped", to="hidden")
    assert sections(shop) == {"": 2, "Болты портала": 2}
    buyer = shop.buyer(0)
    assert buyer.ask("GET", "/goods/4").status_code == 404
    assert buyer.ask("GET", "/goods/1").status_code == 200
    name = shop.one("SELECT name FROM product WHERE id = 4")
    found = buyer.ask("GET", "/api/v1/products?limit=200").json["products"]
    assert name not in {each["name"] for each in found}
    added = buyer.ask("POST", "/api/v1/cart/lines", {"lines": [{"variant": "4", "quantity": "1"}]})
    assert added.status_code == 422 or added.json["outcomes"][0]["refusal"]
    # A section that is hidden takes its goods from buyers, unless they stand in another one.
    editor.done("hide", section=section)
    assert sections(shop) == {"": 0}
    editor.done("stop-using")
    assert sections(shop) == {**BEFORE, "": goods}


@shows("M093")
def test_a_new_group_of_the_erp_comes_to_the_shelf_and_is_told(
    shop: Shop, editor: Editor, follow: FollowGoods
) -> None:
    section = editor.add("Болты портала")
    editor.rule(section, group=2)
    editor.done("use")
    assert "новая группа" not in editor.text()
    assert follow() == 0
    stood = version(shop)
    shop.run("INSERT INTO category (connection_id, erp_id, name) VALUES (1, 'new', 'Новинки 1С')")
    shop.run("UPDATE product_category SET category_id = (SELECT id FROM category WHERE erp_id = 'new')"
             " WHERE product_id = 5")  # fmt: skip
    shop.run("INSERT INTO product_category (category_id, product_id) VALUES (2, 6)")
    shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")
    assert follow() > 0
    assert version(shop) == stood + 2, "once for the import, once for what followed"
    assert follow() == 0
    assert sections(shop)["Болты портала"] == 3
    assert sections(shop)["Новинки 1С"] == 1
    assert "1 новая группа 1С" in editor.text("/manage/clients")
    assert "Новинки 1С новая" in editor.text(f"{PATH}/unmapped")
    assert editor.visitor.form(f"{PATH}/unmapped", {}).status_code == 303
    assert "новая группа" not in editor.text("/manage/clients")
    shop.run("DELETE FROM product_category WHERE product_id = 6")
    shop.run("UPDATE product_category SET category_id = 3 WHERE product_id = 5")
    shop.run("DELETE FROM category WHERE erp_id = 'new'")


@shows("M093")
def test_the_tree_begins_with_the_groups_of_the_erp(shop: Shop, editor: Editor) -> None:
    editor.done("start")
    editor.done("use")
    goods = shop.one("SELECT count(*) FROM product")
    assert sections(shop) == {**BEFORE, "": goods}
    assert editor.done("start") == 0, "a second time there is nothing to take"


@shows("M093", "A10")
def test_the_structure_is_a_right_and_bad_input_is_told(shop: Shop, editor: Editor) -> None:
    for who in (shop.buyer(0), staff_of(shop, "manager").visitor, staff_of(shop, "auditor").visitor):
        for path in (PATH, f"{PATH}/rules", f"{PATH}/unmapped", f"{PATH}/history"):
            assert who.ask("GET", path).status_code == 403
        assert who.form(PATH, {"do": "add", "name": "x"}).status_code == 403
        assert who.form(f"{PATH}/unmapped", {}).status_code == 403
    assert editor.visitor.form(PATH, {"do": "add", "name": "x", "csrf": ""}).status_code == 403
    root = editor.add("Корень")
    below = editor.add("Ниже", root)
    for do, fields, said in (
        ("add", {"name": " "}, "название"),
        ("add", {"name": "я" * 151}, "150"),
        ("move", {"section": root, "parent": below}, "внутрь самого себя"),
        ("rename", {"section": below, "name": "Ниже", "slug": "koren"}, "уже у другого раздела"),
        ("rename", {"section": below, "name": "Ниже", "slug": "!!"}, "не получается адреса"),
        ("rule", {"section": below}, "нужна группа 1С"),
        ("rule", {"section": below, "group": 999}, "группы 1С уже нет"),
        ("rule", {"section": "", "group": 1}, "Выберите раздел"),
        ("rule", {"section": below, "property": 1}, "указать значение"),
        ("rule", {"section": below, "value": "x", "maker": "y"}, "выбрать свойство"),
        ("unmapped", {"to": "x"}, "настройки нет"),
    ):
        answer = editor.send(do, **fields)
        assert answer.status_code == 422, (do, fields)
        assert said in seen(answer.text), (do, fields)
    for do, fields in (("x", {}), ("rename", {"section": 999, "name": "x"}), ("undo", {"change": 999})):
        assert editor.send(do, **fields, confirm="1").status_code == 404
    assert shop.one("SELECT count(*) FROM structure_change") == 2
