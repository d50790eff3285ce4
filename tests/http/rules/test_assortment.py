"""A client has but the goods of his assortment: what is hidden from him is at every door as if it did not exist."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.pages.person import seen
from tests.http.rules.staff import Staff
from tests.shop import Shop, Visitor

# Of client 1 the section «Крепёж» with its bolts is hidden: goods 1, 2 and 3. Client 2 has everything.
HIS, OTHER = 1, 2
HIDE = {"effect": "hide", "value": "", "category-1": "1", f"counterparty-{named('counterparty', HIS)}": "1"}
# As nobody's: ids that were never given.
NO_SECTION, NO_GOODS = 777, 888
THEN = "?at=2026-11-01T10:00"


@pytest.fixture(autouse=True)
def carts_empty(shop: Shop) -> None:
    shop.run("DELETE FROM cart_line")
    shop.run("UPDATE cart SET lines = 0, totals = '[]', version = version + 1")


@pytest.fixture
def him(shop: Shop) -> Visitor:
    return shop.buyer(HIS)


@pytest.fixture
def other(shop: Shop) -> Visitor:
    return shop.buyer(OTHER)


def products(who: Visitor, query: str = "") -> dict[str, Any]:
    answer = who.ask("GET", f"/api/v1/products?limit=200{query}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json
    return told


def ids(who: Visitor, query: str = "") -> list[int]:
    return sorted(int(each["id"]) for each in products(who, query)["products"])


@shows("N20", "M026")
def test_lists_counts_and_search_know_nothing_of_hidden_goods(head: Staff, him: Visitor, other: Visitor) -> None:
    assert ids(him) == ids(other) == [1, 2, 3, 4, 5, 6, 7, 8]
    head.saved(HIDE)
    assert ids(him) == [4, 5, 6, 7, 8]
    assert products(him)["total"] == 5
    assert products(him, "&in_stock=true")["total"] == 5
    assert ids(him, "&q=A-1") == []
    assert products(him, "&q=A-1")["total"] == 0
    assert ids(other) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert ids(other, "&q=A-1") == [1]
    page = him.ask("GET", "/catalogue").text
    assert "Goods 1<" not in page
    assert "Крепёж" not in page
    assert "Крепёж" in other.ask("GET", "/catalogue").text


@shows("N20")
def test_sections_that_become_empty_are_not_there(head: Staff, him: Visitor, other: Visitor) -> None:
    head.saved({**HIDE, "skus": "A-1; A-2"})
    tree = him.ask("GET", "/api/v1/categories").json
    assert tree["goods"] == 6
    fasteners = next(each for each in tree["categories"] if each["name"] == "Крепёж")
    assert (fasteners["goods"], fasteners["children"]) == (1, [])
    whole = other.ask("GET", "/api/v1/categories").json
    assert [each["goods"] for each in whole["categories"]] == [3, 2]
    assert [each["name"] for each in whole["categories"][0]["children"]] == ["Болты"]


@shows("N20", "N07")
@pytest.mark.parametrize(
    ("method", "hidden", "nowhere"),
    [
        ("GET", "/api/v1/products?category=2", f"/api/v1/products?category={NO_SECTION}"),
        ("GET", "/catalogue/2", f"/catalogue/{NO_SECTION}"),
        ("GET", "/api/v1/products/1", f"/api/v1/products/{NO_GOODS}"),
        ("GET", "/goods/1", f"/goods/{NO_GOODS}"),
        ("GET", "/api/v1/variants/1/price", f"/api/v1/variants/{NO_GOODS}/price"),
        ("GET", f"/api/v1/variants/1/price{THEN}", f"/api/v1/variants/{NO_GOODS}/price{THEN}"),
        ("GET", "/why/1", f"/why/{NO_GOODS}"),
    ],
)
def test_what_is_hidden_is_told_like_what_never_was(
    head: Staff, him: Visitor, method: str, hidden: str, nowhere: str
) -> None:
    assert him.ask(method, hidden).status_code == 200 or "at=" in hidden
    head.saved(HIDE)
    gone, never = him.ask(method, hidden), him.ask(method, nowhere)
    assert gone.status_code == 404
    told = [_plain(each.text) for each in (gone, never)]
    assert told[0] == told[1]


def _plain(text: str) -> str:
    for asked in (f"products/{NO_GOODS}", "products/1", f"goods/{NO_GOODS}", "goods/1", f"why/{NO_GOODS}", "why/1",
                  f"variants/{NO_GOODS}", "variants/1", f"catalogue/{NO_SECTION}", "catalogue/2",
                  f'"{NO_SECTION}"', '"2"', f'"{NO_GOODS}"', '"1"'):  # fmt: skip
        text = text.replace(asked, "#")
    return text


@shows("N20", "M026")
def test_hidden_goods_do_not_come_into_a_cart(head: Staff, him: Visitor) -> None:
    head.saved(HIDE)
    rows = [{"variant": str(variant), "quantity": "1"} for variant in (1, NO_GOODS, 4)]
    answer = him.ask("POST", "/api/v1/cart/lines", {"lines": rows, "operation_id": str(uuid4())}).json
    gone, never, there = (each["refusal"] for each in answer["outcomes"])
    assert there is None
    assert {**gone, "id": ""} == {**never, "id": ""}
    assert [line["variant"] for line in him.ask("GET", "/api/v1/cart").json["lines"]] == ["4"]
    added = seen(him.form("/cart/add", {"q-1": "2", "back": "/catalogue", "operation": str(uuid4())}).text)
    assert "Goods 1 " not in added


@shows("N20", "M026", "A09")
def test_a_line_hidden_since_is_told_refused_and_removed_by_its_remedy(head: Staff, him: Visitor) -> None:
    before = him.fill([(1, "2"), (4, "3")])
    head.saved(HIDE)
    cart = him.ask("GET", "/api/v1/cart").json
    line = next(each for each in cart["lines"] if each["variant"] == "1")
    [refusal] = line["refusals"]
    assert (refusal["code"], line["price"], line["available"], line["picture"], line["product"]) == (
        "goods.not-in-assortment", None, "0", None, "0",
    )  # fmt: skip
    assert cart["can_be_placed"] is False
    page = him.ask("GET", "/cart").text
    assert "больше не входит в ваш ассортимент" in page
    assert '/goods/1"' not in page
    stale = him.order(before, str(uuid4()))
    assert stale.json["code"] in ("order.total-changed", "refusals")
    key = str(uuid4())
    refused = him.order(cart, key)
    assert refused.status_code == 409
    assert [reason["code"] for reason in refused.json["reasons"]] == ["goods.not-in-assortment"]
    remedy = next(each for each in refused.json["remedies"] if each["action"] == "remove_line")
    him.ask("DELETE", f"/api/v1/cart/lines/{remedy['variant']}?packaging={remedy['packaging']}")
    placed = him.order(him.ask("GET", "/api/v1/cart").json, key)
    assert placed.status_code == 201, placed.text


@shows("N20", "M033")
def test_a_switch_of_company_tells_the_lines_that_the_other_one_does_not_have(
    shop: Shop, head: Staff, him: Visitor
) -> None:
    """He buys for client 1 and for client 5, who has everything."""
    user = shop.one("SELECT user_id FROM session WHERE token_hash = sha256(%s)", b"prove-1")
    shop.run(
        "INSERT INTO membership (id, user_id, role, counterparty_id) VALUES (%s, %s, 'buyer', %s)",
        *(uuid4(), user, named("counterparty", 5)),
    )
    head.saved(HIDE)
    try:
        _switch(him, named("counterparty", 5))
        him.fill([(1, "2"), (4, "1")])
        told = _switch(him, named("counterparty", HIS))
        [change] = [each for each in told["changes"] if each["name"] == "Goods 1"]
        assert [each["code"] for each in change["refusals"]] == ["goods.not-in-assortment"]
        assert change["price_after"] is None
    finally:
        _switch(him, named("counterparty", HIS))
        shop.run("DELETE FROM membership WHERE user_id = %s AND counterparty_id = %s", user, named("counterparty", 5))


def _switch(who: Visitor, party: UUID) -> Mapping[str, Any]:
    answer = who.ask("PUT", "/api/v1/context", {"counterparty": str(party)})
    assert answer.status_code == 200, answer.text
    told: Mapping[str, Any] = answer.json
    return told


@shows("N20")
def test_of_a_list_a_client_has_nothing_else(head: Staff, him: Visitor, other: Visitor) -> None:
    holding = named("holding", HIS)
    head.saved({"effect": "only", "value": "", "manufacturers": "Гайка", f"holding-{holding}": "1"})
    assert ids(him) == [1, 3, 5, 7]
    head.saved({"effect": "only", "value": "", "skus": "A-8", f"holding-{holding}": "1"})
    assert ids(him) == [1, 3, 5, 7, 8]
    head.saved({"effect": "hide", "value": "", "values": "Длина = 10", f"contract-{named('contract', HIS, 1)}": "1"})
    # Goods 1 have no seller of their own, and the other seller's warehouse still serves them.
    assert ids(him) == [1, 3, 5, 7, 8]
    assert ids(other) == [1, 2, 3, 4, 5, 6, 7, 8]


@shows("N20")
def test_an_exception_is_shown_again_and_undoing_the_rule_gives_all_back(
    head: Staff, him: Visitor, other: Visitor
) -> None:
    hidden = head.saved({"effect": "hide", "value": "", "category-1": "1"})
    assert ids(him) == ids(other) == [4, 5, 6, 7, 8]
    head.saved(
        {"effect": "show", "value": "", "category-2": "1", "priority": "200",
         f"counterparty-{named('counterparty', HIS)}": "1"}
    )  # fmt: skip
    assert ids(him) == [1, 2, 4, 5, 6, 7, 8]
    assert ids(other) == [4, 5, 6, 7, 8]
    head.do("undo", hidden, 1)
    assert ids(him) == ids(other) == [1, 2, 3, 4, 5, 6, 7, 8]


@shows("N20")
def test_everything_may_be_hidden(head: Staff, him: Visitor) -> None:
    head.saved({"effect": "hide", "value": "", f"counterparty-{named('counterparty', HIS)}": "1"})
    assert products(him) | {"path": []} == {
        "total": 0, "offset": 0, "limit": 200, "category": None, "path": [], "products": [],
        "facets": None, "reading": None, "unknown": [],
    }  # fmt: skip
    assert him.ask("GET", "/api/v1/categories").json["goods"] == 0
    assert him.ask("GET", "/catalogue").status_code == 200


@shows("N20", "M114")
def test_goods_that_move_to_a_hidden_section_are_gone_with_the_next_version(
    shop: Shop, head: Staff, him: Visitor
) -> None:
    head.saved(HIDE)
    assert 4 in ids(him)
    shop.run("INSERT INTO product_category (category_id, product_id) VALUES (2, 4)")
    shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")
    try:
        assert 4 not in ids(him)
        assert him.ask("GET", "/api/v1/products/4").status_code == 404
    finally:
        shop.run("DELETE FROM product_category WHERE category_id = 2 AND product_id = 4")


@shows("N20", "A08")
def test_a_preview_counts_the_goods_that_will_be_hidden_and_the_carts_that_cannot_be_placed(
    shop: Shop, head: Staff, him: Visitor, other: Visitor
) -> None:
    him.fill([(1, "2"), (4, "1")])
    other.fill([(1, "2")])
    document = {
        "name": "Закрыто", "priority": 100, "effect": "hide", "which": {"categories": [1]},
        "whom": {"counterparties": [str(named("counterparty", HIS))]},
    }  # fmt: skip
    told = head.visitor.ask("POST", "/admin/api/v1/rules/preview", document).json
    assert told["assortment"] == {
        "hidden": 3, "hidden_from": 2, "shown": 0, "shown_to": 0, "left_with_nothing": 0, "refused_lines": 1,
    }  # fmt: skip
    assert told["carts"]["changed"] == 1
    text = seen(head.send(HIDE, do="preview").text).replace("\u00a0", " ")
    assert "Товаров скроется 3 от 2 договоров" in text
    assert "Строк открытых корзин, которые нельзя будет заказать 1" in text
    assert "Goods 1 A-1 Client 1 и ещё 1" in text
    assert shop.one("SELECT count(*) FROM price_rule") == 0
    rule = head.saved(HIDE)
    widened = {**document, "effect": "show", "version": 1, "rule": str(rule)}
    back = head.visitor.ask("POST", "/admin/api/v1/rules/preview", widened).json["assortment"]
    assert (back["hidden"], back["shown"], back["shown_to"], back["refused_lines"]) == (0, 3, 2, -1)


@shows("N20", "A08")
def test_a_preview_warns_of_a_rule_that_leaves_a_client_with_nothing(head: Staff) -> None:
    party = {f"counterparty-{named('counterparty', HIS)}": "1"}
    text = seen(head.send({"effect": "only", "value": "", "skus": "A-2", **party}, do="preview").text)
    # Goods 2 are the first seller's: the contract with the other one has no goods left.
    assert "1 договор останется совсем без товаров." in text.replace("\u00a0", " ")


@shows("N22")
@pytest.mark.parametrize(
    "path",
    ["/catalogue", "/catalogue/1", "/search?q=A-1", "/goods/1", "/why/1", "/cart", "/api/v1/categories",
     "/api/v1/products", "/api/v1/products/1", "/api/v1/variants/1/price", "/api/v1/cart"],
)  # fmt: skip
def test_neither_a_guest_nor_an_account_that_waits_sees_goods_or_prices(shop: Shop, him: Visitor, path: str) -> None:
    """One that waits is signed in, and nobody has let him act for a company yet."""
    user = uuid4()
    shop.run(
        "INSERT INTO app_user (id, login, name, password_hash, kind) VALUES (%s, %s, 'Ждёт', '', 'buyer')",
        *(user, str(user)),
    )
    shop.run(
        "INSERT INTO session (token_hash, user_id, csrf, expires_at)"
        " VALUES (sha256(%s), %s, 'csrf', now() + interval '1 day')",
        *(str(user).encode(), user),
    )
    assert him.ask("GET", path).status_code == 200
    for who in (Visitor(shop.client), Visitor(shop.client, str(user))):
        answer = who.ask("GET", path)
        assert answer.status_code in (303, 401, 403, 404), (path, answer.status_code)
        told = answer.text.replace("\u00a0", " ")
        assert not [word for word in ("Goods", "Крепёж", "100.00", "100,00", "₽") if word in told]


@shows("N20", "M054")
def test_a_list_in_the_order_of_own_prices_has_no_hidden_goods(head: Staff, him: Visitor, other: Visitor) -> None:
    head.saved(HIDE)
    assert ids(him, "&sort=price") == [4, 5, 6, 7, 8]
    assert ids(other, "&sort=price") == [1, 2, 3, 4, 5, 6, 7, 8]
