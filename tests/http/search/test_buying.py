"""What a buyer finds through the doors: pages and JSON, suggestions, and nothing of what is not his."""

from typing import Any
from urllib.parse import quote

import pytest

from application.queries.suggestions import ASKINGS
from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.pages.person import seen
from tests.http.rules.staff import Staff
from tests.shop import Shop, Visitor

HIS, OTHER = 1, 2
HIDE = {"effect": "hide", "value": "", "skus": "СШ-8", f"counterparty-{named('counterparty', HIS)}": "1"}


def found(who: Visitor, text: str, more: str = "") -> dict[str, Any]:
    answer = who.ask("GET", f"/api/v1/products?limit=200&q={quote(text)}{more}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json
    return told


def ids(who: Visitor, text: str, more: str = "") -> list[int]:
    return sorted(int(each["id"]) for each in found(who, text, more)["products"])


def page(who: Visitor, path: str) -> str:
    answer = who.ask("GET", path)
    assert answer.status_code == 200, answer.text
    return seen(answer.text).replace("\u00a0", " ")


def suggested(who: Visitor, text: str) -> dict[str, Any]:
    answer = who.ask("GET", f"/api/v1/search/suggestions?q={quote(text)}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json
    return told


@shows("N17")
@pytest.mark.parametrize(
    ("typed", "goods"),
    [("rhjdfnm", [1, 2]), ("кравать", [1, 2]), ("krovat", [1, 2]), ("макита", [5]), ("М10 болты", [3]),
     ("болт m10", [3]), ("А-105", [7]), ("a105", [7]), ("123", [4]), ("БЛ10", [3]), ("4600000000006", [6]),
     ("ufqrf", []), ("кабель 3*2.5", [7])],
)  # fmt: skip
def test_goods_are_found_however_they_are_typed(shop: Shop, typed: str, goods: list[int]) -> None:
    assert ids(shop.buyer(OTHER), typed) == goods


@shows("N17")
def test_the_page_says_how_the_text_was_read_and_takes_it_exactly_on_demand(shop: Shop) -> None:
    who = shop.buyer(OTHER)
    told = page(who, "/search?q=rhjdfnm")
    assert "Показаны результаты по запросу «кровать»" in told and "Искать точно «rhjdfnm»" in told
    assert "Кровать детская" in told
    exact = page(who, "/search?q=rhjdfnm&exactly=1")
    assert "Ничего не найдено" in exact and "Искать с исправлениями" in exact and "Искать «кровать»" in exact
    assert found(who, "rhjdfnm")["reading"] == {"text": "кровать", "how": "respelt"}
    assert found(who, "кровать")["reading"]["how"] == "plain"
    assert found(who, "rhjdfnm", "&exactly=true")["total"] == 0
    assert found(who, "")["reading"] is None


def test_goods_that_have_some_of_the_words_are_told_as_such(shop: Shop) -> None:
    told = page(shop.buyer(OTHER), f"/search?q={quote('кровать резиновая')}")
    assert "Товаров, в которых есть все эти слова, нет" in told and "Кровать детская" in told


def test_within_a_section_the_way_to_all_sections_is_told(shop: Shop) -> None:
    told = page(shop.buyer(OTHER), f"/catalogue/3?q={quote('кровать')}")
    assert "Ничего не найдено" in told and "Искать во всём каталоге" in told
    assert ids(shop.buyer(OTHER), "болт", "&category=3") == [3, 4]
    assert ids(shop.buyer(OTHER), "болт", "&category=4") == []


def test_who_finds_nothing_is_told_whom_to_ask(shop: Shop) -> None:
    manager = "INSERT INTO manager (id, connection_id, erp_id, name, phone) VALUES (%s, 1, 'm', 'Котова Анна', %s)"
    shop.run(manager, named("manager", 1), "+7 (495) 555-12-40 доб. 101")
    shop.run("UPDATE counterparty SET manager_id = %s WHERE id = %s", named("manager", 1), named("counterparty", OTHER))
    answer = shop.buyer(OTHER).ask("GET", f"/search?q={quote('вертолёт')}")
    assert "Или спросите вашего менеджера: Котова Анна" in seen(answer.text)
    assert 'href="tel:+74955551240"' in answer.text


@shows("N20")
def test_what_a_client_may_not_see_is_not_found_suggested_or_counted(shop: Shop, head: Staff) -> None:
    head.saved(HIDE)
    him, other = shop.buyer(HIS), shop.buyer(OTHER)
    for typed in ("секретный", "секретнный", "ctrhtnysq", "СШ-8", "4600000000008", "тайна", "шпатель"):
        assert ids(other, typed) == [8]
        assert found(him, typed)["total"] == 0
        told = page(him, f"/search?q={quote(typed)}")
        assert "Показаны результаты" not in told and "Секретный" not in told
    assert suggested(other, "секр")["words"] == ["секретный"]
    nothing = suggested(him, "секр")
    assert (nothing["words"], nothing["goods"]) == ([], [])
    assert suggested(him, "шпат")["goods"] == []


@shows("N17")
def test_suggestions_tell_sections_words_and_goods(shop: Shop) -> None:
    told = suggested(shop.buyer(OTHER), "крова")
    assert [one["name"] for one in told["sections"]] == ["Кровати"]
    assert told["sections"][0]["above"] == "Всё для дома"
    assert told["words"] == ["кровать"]
    assert [one["sku"] for one in told["goods"]] == ["КР-001", "КР-002"]
    switched = suggested(shop.buyer(OTHER), "rhjdf")
    assert switched["respelt"] and [one["sku"] for one in switched["goods"]] == ["КР-001", "КР-002"]
    begun = suggested(shop.buyer(OTHER), "кр")
    assert begun["words"] == ["кровать"] and begun["goods"] == []
    assert suggested(shop.buyer(OTHER), "к") == {
        "text": "к", "respelt": False, "sections": [], "words": [], "goods": []
    }  # fmt: skip


def test_the_part_below_the_field_holds_options(shop: Shop) -> None:
    answer = shop.buyer(OTHER).ask("GET", f"/search/suggest?q={quote('перф')}")
    assert answer.status_code == 200
    assert answer.text.count('role="option"') == 4
    assert 'href="/goods/5"' in answer.text and 'href="/catalogue/4"' in answer.text
    assert "<script" not in shop.buyer(OTHER).ask("GET", f"/search/suggest?q={quote('<script>alert(1)')}").text


@shows("N17", "N06")
def test_a_clients_own_article_is_his_alone(shop: Shop) -> None:
    mine = "INSERT INTO client_sku (counterparty_id, sku_key, sku, variant_id) VALUES (%s, 'XX77', 'ХХ-77', 6)"
    shop.run(mine, named("counterparty", HIS))
    him, other = shop.buyer(HIS), shop.buyer(OTHER)
    assert ids(him, "хх-77") == ids(him, "XX 77") == [6]
    assert ids(other, "хх-77") == []
    assert suggested(him, "хх-77")["goods"][0]["own_sku"] == "ХХ-77"
    assert suggested(him, "перфоратор ударник")["goods"][0]["own_sku"] == "ХХ-77"
    assert suggested(other, "перфоратор ударник")["goods"][0]["own_sku"] == ""
    assert suggested(other, "хх-77")["goods"] == []


BAD = ["я" * 10_000, "& | ! : * ( ) \" ' \\", "   ", "😀😀😀", "a\0b", "%", "<b>болт</b>", "болт:*&!", "1' OR '1'='1"]


@pytest.mark.parametrize("text", BAD)
def test_whatever_is_typed_has_an_answer(shop: Shop, text: str) -> None:
    who = shop.buyer(OTHER)
    for path in ("/search", "/catalogue/1", "/search/suggest"):
        answer = who.ask("GET", f"{path}?q={quote(text)}")
        assert answer.status_code == 200, (path, answer.status_code)
        assert "<b>болт</b>" not in answer.text
    api = who.ask("GET", f"/api/v1/products?q={quote(text)}")
    assert api.status_code == (422 if len(text) > 200 or "\0" in text else 200), api.text


def test_no_more_suggestions_are_asked_for_than_a_person_types(shop: Shop) -> None:
    who = shop.buyer(5)
    answers = [who.ask("GET", "/api/v1/search/suggestions?q=бо") for _ in range(ASKINGS + 1)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert answers[-1].json["type"].endswith("search.too-often")
    assert ids(who, "болт") == [3, 4], "the search itself goes on"


def test_by_own_price_a_search_is_ordered_as_it_was_read(shop: Shop) -> None:
    assert ids(shop.buyer(OTHER), "rhjdfnm", "&sort=price") == [1, 2]
    assert ids(shop.buyer(OTHER), "rhjdfnm", "&sort=price&exactly=true") == []
