"""Facets through the doors: counts that follow the picks, chips, what does not exist, what a client may not see."""

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape

import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.shop import Shop

TICK = re.compile(r'name="(f\w+)" value="([^"]*)"( checked)?><span>[^<]*</span><span class="count">([^<]*)<')
TOTAL = re.compile(r'<span class="quiet">(\d+) товар')


def ticks(page: str) -> dict[tuple[str, str], int]:
    return {(facet, unescape(text)): int(count) for facet, text, _, count in TICK.findall(page)}


def total(page: str) -> int:
    found = TOTAL.search(page)
    assert found, page
    return int(found[1])


def hide(shop: Shop, which: str, whom: str = "{}") -> None:
    shop.run(
        "INSERT INTO price_rule (id, name, priority, effect, value, which, whom, properties)"
        " VALUES (gen_random_uuid(), 'hidden', 0, 'hide', 0, %s::jsonb, %s::jsonb, '{1}')",
        which,
        whom,
    )
    shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")


def get(shop: Shop, path: str, buyer: int = 0, status: int = 200) -> str:
    answer = shop.buyer(buyer).ask("GET", path)
    assert answer.status_code == status, answer.text
    return answer.text


@shows("M106", "M092")
def test_counts_follow_the_picks_of_the_other_facets(shop: Shop, index: Callable[[], None]) -> None:
    page = get(shop, "/catalogue")
    assert total(page) == 8
    assert ticks(page)["f1", "Красный"] == 3
    assert ticks(page)["f1", "Серый"] == 5
    page = get(shop, "/catalogue?f1=Красный")
    assert total(page) == 3
    # Its own values stay to be chosen, those of others are what is left under it.
    assert ticks(page)["f1", "Серый"] == 5
    assert ticks(page)["fm", "Гайка"] == 2
    assert ticks(page)["fm", "ООО «Болт»"] == 1
    page = get(shop, "/catalogue?f1=Красный&f1=Серый&fm=Гайка")
    assert total(page) == 4
    page = get(shop, "/catalogue?f2.from=20&f2.to=40")
    assert total(page) == 3
    assert ticks(page)["f1", "Красный"] == 2


def test_picks_are_chips_that_are_taken_back_one_by_one(shop: Shop, index: Callable[[], None]) -> None:
    page = get(shop, "/catalogue?f1=Красный&f1=Серый&f2.from=20&sort=-price")
    assert "Цвет: <b>Красный</b>" in page
    assert "Длина: <b>с 20</b>" in page
    assert 'class="chip" href="/catalogue?sort=-price&amp;f1=%D0%A1%D0%B5%D1%80%D1%8B%D0%B9&amp;f2.from=20"' in page
    assert 'href="/catalogue?sort=-price">Сбросить все</a>' in page
    # What the list is ordered by is kept by the form, and pages keep the picks.
    assert '<input type="hidden" name="sort" value="-price">' in page


def test_what_is_not_there_is_said_and_the_rest_of_the_page_stays(shop: Shop, index: Callable[[], None]) -> None:
    page = get(shop, "/catalogue?f999=x&f1=Лиловый&fm=Гайка")
    assert "Свойства из адреса в каталоге нет" in page
    assert "У свойства «Цвет» нет значения «Лиловый»" in page
    assert total(page) == 4
    page = get(shop, "/catalogue?f2.from=много", status=422)
    assert "«много» – не число." in page
    assert total(page) == 8
    page = get(shop, "/catalogue?f2.from=40&f2.to=20", status=422)
    assert "«От» больше, чем «до»." in page


@pytest.mark.parametrize(
    "query", ["f=1", "fx=2", "f99999999999999=1", "f1=", "open=f1&open=%00", "findf1=%3Cscript%3E", "f1.from=1e9&f-1=2"]
)
def test_an_address_edited_by_hand_breaks_nothing(shop: Shop, index: Callable[[], None], query: str) -> None:
    answer = shop.buyer(0).ask("GET", f"/catalogue?{query}")
    assert answer.status_code in (200, 303, 422)
    assert "<script>" not in answer.text


def test_an_empty_field_is_left_out_of_the_address(shop: Shop, index: Callable[[], None]) -> None:
    answer = shop.buyer(0).ask("GET", "/catalogue?f2.from=&f2.to=40&fm=Гайка")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/catalogue?fm=%D0%93%D0%B0%D0%B9%D0%BA%D0%B0&f2.to=40"


def test_values_are_found_by_a_piece_without_a_script(shop: Shop, index: Callable[[], None]) -> None:
    page = get(shop, "/catalogue?open=f1&findf1=сер")
    assert ("f1", "Серый") in ticks(page)
    assert ("f1", "Красный") not in ticks(page)


@shows("M114")
def test_goods_in_stock_are_counted_and_listed_alike(shop: Shop, index: Callable[[], None]) -> None:
    shop.run("UPDATE stock SET free = 0 WHERE variant_id < 4")
    index()
    page = get(shop, "/catalogue?stock=1")
    assert total(page) == 5
    assert ("f1", "Красный") not in ticks(page)
    assert ticks(page)["f1", "Серый"] == 5
    assert '<span class="quiet">5</span></a>' in get(shop, "/catalogue?stock=0")
    shop.run("UPDATE stock SET free = 100000")
    index()


@shows("M106")
def test_hidden_goods_are_absent_from_every_count_and_their_values_do_not_exist(
    shop: Shop, index: Callable[[], None]
) -> None:
    hide(shop, '{"products": [1, 2, 3]}', f'{{"counterparties": ["{named("counterparty", 0)}"]}}')
    page = get(shop, "/catalogue", 0)
    assert total(page) == 5
    assert ("f1", "Красный") not in ticks(page)
    assert "Красный" not in page
    # To him, there is no such value: the page says what it says of one that nobody has.
    assert "нет значения «Красный»" in get(shop, "/catalogue?f1=Красный", 0)
    told = shop.buyer(0).ask("GET", "/api/v1/products?facets=true&facet=1&filter=1:Красный").json
    assert told["unknown"] == [{"facet": "1", "value": "Красный"}]
    assert "Красный" not in str(told["facets"])
    assert told["total"] == 5
    others = [n for n in range(1, 12) if total(get(shop, "/catalogue", n)) == 8]
    assert others
    assert ticks(get(shop, "/catalogue", others[0]))["f1", "Красный"] == 3


@shows("M106")
def test_facets_as_json(shop: Shop, index: Callable[[], None]) -> None:
    path = "/api/v1/products?facets=true&filter=1:Красный&filter=2:20..30&limit=5"
    told = shop.buyer(0).ask("GET", path).json
    assert told["total"] == 2
    facets = {facet["id"]: facet for facet in told["facets"]["facets"]}
    assert {value["value"]: value["goods"] for value in facets["1"]["values"]} == {"Красный": 2}
    assert (facets["2"]["least"], facets["2"]["most"]) == ("10", "30")
    assert told["facets"]["in_stock"] == 2
    plain = shop.buyer(0).ask("GET", "/api/v1/products").json
    assert (plain["facets"], plain["unknown"]) == (None, [])
    refused = shop.buyer(0).ask("GET", "/api/v1/products?filter=red")
    assert refused.status_code == 422
    assert refused.json["type"] == "/problems/catalogue.facet-pick-invalid"


def test_new_goods_come_first_and_own_prices_order_what_is_picked(shop: Shop, index: Callable[[], None]) -> None:
    def ids(query: str) -> list[str]:
        return [card["id"] for card in shop.buyer(0).ask("GET", f"/api/v1/products?{query}").json["products"]]

    assert ids("sort=new") == [str(n) for n in range(8, 0, -1)]
    cheap = ids("sort=price")
    assert ids("sort=price&filter=1:Красный") == [id for id in cheap if id in {"1", "2", "3"}]
    assert ids("sort=-price") == cheap[::-1]
    prices = {
        card["id"]: Decimal(card["offers"][0]["price"]["gross"])
        for card in shop.buyer(0).ask("GET", "/api/v1/products").json["products"]
    }
    least = sorted(prices.values())[3]
    dear = [str(n) for n in range(1, 9) if prices[str(n)] >= least]
    assert ids(f"price_from={least}") == dear
    assert ids(f"price_from={least}&filter=1:Красный") == [id for id in dear if id in {"1", "2", "3"}]
    # A text searched for is narrowed by the same picks.
    assert ids("q=A-3&filter=1:Красный") == ["3"]
    assert ids("q=A-3&filter=1:Серый") == []
    assert ids("q=A-3&sort=price") == ids("q=A-3&sort=alphabet") == ["3"]


def test_an_index_that_fell_behind_answers_and_the_probe_tells(shop: Shop, index: Callable[[], None]) -> None:
    shop.run("UPDATE product SET name = 'Renamed', deleted = true WHERE id = 8")
    shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")
    page = get(shop, "/catalogue?size=96")
    assert total(page) == 8
    assert "Renamed" not in page
    ready = shop.client.simulate_get("/readyz")
    assert ready.status_code == 200
    assert ready.json["catalogue_index"] is False
    shop.run("UPDATE product SET deleted = false WHERE id = 8")
    index()
    assert shop.client.simulate_get("/readyz").json["catalogue_index"] is True


def test_a_section_removed_while_it_is_open_is_not_found(shop: Shop, index: Callable[[], None]) -> None:
    assert total(get(shop, "/catalogue/3")) == 2
    shop.run("UPDATE category SET deleted = true WHERE id = 3")
    index()
    assert "<h1>" in get(shop, "/catalogue/3?f1=Красный", status=404)
    shop.run("UPDATE category SET deleted = false WHERE id = 3")


ASKED = (
    "facets=true", "facets=true&facet=1&facet=manufacturer", "facets=true&filter=1:Красный", "filter=1:Серый",
    "facets=true&filter=1:Серый",
    "facets=true&filter=2:10..30", "facets=true&filter=manufacturer:Тайна", "facets=true&category=3", "sort=new",
    "sort=-price&filter=2:..50", "in_stock=true&facets=true", "q=A-2&facets=true", "facets=true&filter=9:секрет",
)  # fmt: skip


@shows("M106")
def test_what_he_may_not_see_changes_nothing_that_he_is_told(shop: Shop, index: Callable[[], None]) -> None:
    """Goods hidden from him, with a maker and a property that only they have, against goods that are not there."""
    shop.run(
        "INSERT INTO property (id, connection_id, erp_id, name) OVERRIDING SYSTEM VALUE VALUES (9, 1, 'p9', 'Тайное')"
        " ON CONFLICT (id) DO NOTHING"
    )
    shop.run(
        "UPDATE product SET manufacturer = 'Тайна', properties = properties || '{\"9\": [\"секрет\"]}' WHERE id < 4"
    )
    hide(shop, '{"products": [1, 2, 3]}', f'{{"counterparties": ["{named("counterparty", 0)}"]}}')
    index()
    hidden = [shop.buyer(0).ask("GET", f"/api/v1/products?{query}").json for query in ASKED]
    assert "Тайн" not in str([{**told, "unknown": None} for told in hidden])
    shop.run("UPDATE product SET deleted = true WHERE id < 4")
    index()
    gone = [shop.buyer(0).ask("GET", f"/api/v1/products?{query}").json for query in ASKED]
    for query, with_them, without in zip(ASKED, hidden, gone, strict=True):
        assert with_them == without, query
    shop.run("UPDATE product SET deleted = false, properties = properties - '9' WHERE id < 4")
    shop.run("UPDATE product SET manufacturer = CASE WHEN id = 2 THEN 'ООО «Болт»' ELSE 'Гайка' END WHERE id < 4")
    index()


def facets(page: str) -> list[str]:
    """Facets in their order."""
    return [
        unescape(text)
        for text in re.findall(r'<details class="facet" id="[^"]*"[^>]*><summary>([^<]*)</summary>', page)
    ]


@shows("M094", "M092")
def test_an_editors_choice_of_facets_is_followed_by_the_next_index(shop: Shop, index: Callable[[], None]) -> None:
    def set_(property_: int, **told: object) -> None:
        names, values = ", ".join(told), ", ".join(["%s"] * len(told))
        shop.run("DELETE FROM property_setting WHERE property_id = %s", property_)
        shop.run(
            f"INSERT INTO property_setting (property_id, {names}) VALUES (%s, {values})", property_, *told.values()
        )
        index()

    found = facets(get(shop, "/catalogue"))
    assert {"Цвет", "Длина"} <= set(found)
    try:
        set_(1, name="Окраска", facet="none")
        assert not {"Цвет", "Окраска"} & set(facets(get(shop, "/catalogue")))
        # To a buyer it is a facet that does not exist, also where an old address names it.
        assert total(get(shop, "/catalogue?f1=Красный")) == 8
        set_(1, name="Окраска", facet="values", position=1)
        page = get(shop, "/catalogue")
        assert facets(page)[0] == "Окраска"
        assert ticks(page)["f1", "Красный"] == 3
        set_(2, type="number", facet="values", unit="мм", position=0)
        page = get(shop, "/catalogue")
        assert facets(page)[:2] == ["Длина, мм", "Окраска"]
        assert ("f2", "10") in ticks(page)
        set_(2, hidden=True)
        assert "Длина" not in " ".join(facets(get(shop, "/catalogue")))
    finally:
        shop.run("TRUNCATE property_setting")
        index()
    assert facets(get(shop, "/catalogue")) == found
