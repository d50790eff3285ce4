"""Saved carts and templates of a company: who may do what, and ordering by one."""

import re
from urllib.parse import unquote
from uuid import uuid4

import pytest

from adapters.postgres.housekeeping import Housekeeping
from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.carts.test_several import lines, made
from tests.shop import Shop, Visitor

VERSIONS = (
    "UPDATE catalogue_state SET (pricing_version, catalogue_version) = (pricing_version + 1, catalogue_version + 1)"
)


@pytest.fixture
def buyer(shop: Shop) -> Visitor:
    for table in ("cart_line", "cart_operation", "cart_removal", "order_list_line", "order_list"):
        shop.run(f"DELETE FROM {table}")
    shop.run("DELETE FROM cart WHERE NOT active")
    shop.run("UPDATE cart SET lines = 0, totals = '[]', version = version + 1, seen_short = NULL")
    return shop.buyer(1)


@pytest.fixture
def colleague(shop: Shop) -> Visitor:
    return shop.buyer(13)


def saved(buyer: Visitor, sharing: str = "private", **more: object) -> str:
    answer = buyer.ask("POST", "/api/v1/lists", {"name": "Недельный", "sharing": sharing, **more})
    assert answer.status_code == 200, answer.text
    return str(answer.json["id"])


@shows("M085", "N13")
def test_a_saved_cart_tells_what_changed_since_and_goes_to_the_cart_in_one(shop: Shop, buyer: Visitor) -> None:
    cart = buyer.fill([(1, "2"), (3, "50"), (5, "1")])
    one = saved(buyer, cart=cart["id"])
    buyer.ask("DELETE", f"/api/v1/carts/{cart['id']}/lines")
    shop.run("UPDATE price SET amount = 0.09 WHERE variant_id = 3")
    shop.run("UPDATE product SET deleted = true WHERE id = 5")
    shop.run(VERSIONS)
    try:
        told = buyer.ask("GET", f"/api/v1/lists/{one}").json
        assert [(c["variant"], c["what"]) for c in told["changes"]["lines"]] == [("3", ["dearer"]), ("5", ["gone"])]
        operation = str(uuid4())
        for repeated in (False, True):
            answer = buyer.ask("POST", f"/api/v1/lists/{one}/order", {"operation_id": operation}).json
            assert answer["repeated"] is repeated
            if not repeated:
                refused = [o["refusal"]["code"] for o in answer["outcomes"] if o["refusal"]]
                assert refused == ["goods.not-sellable"]
        assert lines(buyer.ask("GET", "/api/v1/cart").json) == {"1": "2", "3": "50"}
        page = buyer.form(f"/lists/{one}/order", {"operation": str(uuid4())})
        assert page.status_code == 200
        assert "Goods 5: снят с продажи." in page.text
    finally:
        shop.run("UPDATE price SET amount = 0.07 WHERE variant_id = 3")
        shop.run("UPDATE product SET deleted = false WHERE id = 5")
        shop.run(VERSIONS)


@shows("N13")
def test_a_list_of_two_thousand_lines_has_no_ceiling_of_fifty(shop: Shop, buyer: Visitor) -> None:
    """Eight goods in all their units; the bound itself is the cart's."""
    one = saved(buyer, lines=[{"variant": str(v), "quantity": "2"} for v in range(1, 9)])
    assert len(buyer.ask("GET", f"/api/v1/lists/{one}").json["lines"]) == 8
    many = [{"variant": "1", "quantity": "1"}] * 2000
    assert saved(buyer, lines=many)
    refused = buyer.ask("POST", "/api/v1/lists", {"name": "Пустой", "lines": []})
    assert (refused.status_code, refused.json["code"]) == (422, "list.empty")


@shows("N13")
@pytest.mark.parametrize("sharing", ["private", "read", "change"])
def test_colleagues_may_what_the_owner_lets_them(shop: Shop, buyer: Visitor, colleague: Visitor, sharing: str) -> None:
    one = saved(buyer, sharing, lines=[{"variant": "1", "quantity": "2"}])
    path, stranger = f"/api/v1/lists/{one}", shop.buyer(2)
    assert stranger.ask("GET", path).status_code == 404
    assert stranger.ask("POST", f"{path}/order", {}).status_code == 404
    assert stranger.ask("POST", f"{path}/restoration", {}).status_code == 404
    assert stranger.ask("POST", f"{path}/lines", {"lines": [{"variant": "1"}]}).status_code == 404
    assert stranger.ask("PUT", path, {"name": "Моё", "sharing": "read"}).status_code == 404
    assert stranger.ask("DELETE", path).status_code == 404
    for page, sent in ((f"/lists/{one}", {"do": "name", "name": "Моё"}), (f"/lists/{one}/order", {})):
        assert stranger.form(page, sent).status_code == 404
    assert stranger.ask("GET", f"/lists/{one}").status_code == 404
    assert stranger.ask("GET", "/api/v1/lists").json["lists"] == []

    seen = [found["id"] for found in colleague.ask("GET", "/api/v1/lists").json["lists"]]
    assert seen == ([] if sharing == "private" else [one])
    asked = {
        "see": colleague.ask("GET", path).status_code,
        "order": colleague.ask("POST", f"{path}/order", {}).status_code,
        "change": colleague.ask("POST", f"{path}/lines", {"lines": [{"variant": "2", "quantity": "5"}]}).status_code,
        "share": colleague.ask("PUT", path, {"name": "Наш", "sharing": "private"}).status_code,
        "delete": colleague.ask("DELETE", path).status_code,
    }
    may = {"private": (404,) * 5, "read": (200, 200, 403, 403, 403), "change": (200, 200, 200, 403, 403)}
    if sharing == "private":
        assert set(asked.values()) == {404}
    else:
        assert tuple(asked.values()) == may[sharing]


@shows("N13")
def test_a_list_belongs_to_its_company_alone(shop: Shop, buyer: Visitor) -> None:
    one = saved(buyer, "change", lines=[{"variant": "1"}])
    shop.run("UPDATE cart SET counterparty_id = %s WHERE user_id = %s", named("counterparty", 2), named("buyer", 1))
    shop.run(
        "INSERT INTO membership (id, user_id, counterparty_id, role) VALUES (%s, %s, %s, 'buyer')",
        named("other"), named("buyer", 1), named("counterparty", 2),
    )  # fmt: skip
    try:
        assert buyer.ask("GET", f"/api/v1/lists/{one}").status_code == 404
    finally:
        shop.run("DELETE FROM membership WHERE id = %s", named("other"))
        shop.run("UPDATE cart SET counterparty_id = %s WHERE user_id = %s", named("counterparty", 1), named("buyer", 1))


@shows("N13", "N20")
def test_no_list_tells_the_name_of_a_good_that_is_hidden(shop: Shop, buyer: Visitor) -> None:
    assert buyer.ask("POST", "/api/v1/lists", {"name": "Все", "lines": [{"variant": "999"}]}).status_code == 404
    shop.run(
        "INSERT INTO price_rule (id, name, priority, effect, value, which, whom) VALUES (%s, 'нет', 1, 'hide', 0,"
        " '{\"products\": [4]}', jsonb_build_object('counterparties', jsonb_build_array(%s::uuid)))",
        uuid4(), named("counterparty", 1),
    )  # fmt: skip
    shop.run(VERSIONS)
    try:
        refused = buyer.ask("POST", "/api/v1/lists", {"name": "Все", "lines": [{"variant": "4"}]})
        assert refused.status_code == 404
        assert "Goods" not in refused.text
    finally:
        shop.run("DELETE FROM price_rule")
        shop.run(VERSIONS)


@shows("M085", "N24")
def test_pages_of_lists_and_carts_do_what_they_offer(buyer: Visitor) -> None:
    cart = buyer.fill([(1, "2"), (2, "5")])["id"]
    assert buyer.form("/lists/new", {"cart": cart, "name": " "}).status_code == 422
    kept = buyer.form("/lists/new", {"cart": cart, "name": "Магазин", "sharing": "read"})
    path = kept.headers["location"].partition("?")[0]
    page = buyer.ask("GET", path).text
    assert "Магазин" in page
    gone = buyer.form(path, {"was": "1-0=2;2-0=5", "q-1-0": "2", "q-2-0": "7", "remove": "1-0"})
    assert gone.headers["location"] == f"{path}?removed=1-0%3D2"
    buyer.form(path, {"set": "1-0=2"})
    assert lines(buyer.ask("GET", f"/api/v1{path}").json) == {"2": "7", "1": "2"}
    new = buyer.form(f"{path}/order", {"do": "new", "operation": str(uuid4())})
    assert new.headers["location"] == "/cart?taken=2"
    assert "Магазин" in buyer.ask("GET", "/cart").text

    other = buyer.ask("GET", f"/cart?cart={cart}").text
    assert "Эта корзина не активна" in other
    buyer.form("/cart/lines", {"cart": cart, "was": "1-0=2;2-0=5", "q-1-0": "4", "q-2-0": "5"})
    assert lines(buyer.ask("GET", f"/api/v1/carts/{cart}").json) == {"1": "4", "2": "5"}
    emptied = buyer.form("/cart/lines", {"cart": cart, "clear": "2"}).headers["location"]
    aside = emptied.partition("emptied=")[2].partition("&")[0]
    buyer.form("/cart/lines", {"cart": cart, "aside": aside})
    assert lines(buyer.ask("GET", f"/api/v1/carts/{cart}").json) == {"1": "4", "2": "5"}
    deleted = buyer.form("/carts", {"do": "delete", "cart": cart}).headers["location"]
    assert deleted == f"/carts?deleted={cart}"
    assert buyer.ask("GET", f"/cart?cart={cart}").status_code == 404
    assert buyer.form("/carts", {"do": "restore", "cart": cart}).status_code == 303
    assert buyer.form("/carts", {"do": "make", "name": " "}).status_code == 422
    assert made(buyer, "Третья") in buyer.ask("GET", "/carts").text


@shows("M086")
def test_checkout_begins_with_what_changed(shop: Shop, buyer: Visitor) -> None:
    buyer.fill([(1, "2"), (3, "5")])
    shop.run("UPDATE price SET amount = 120 WHERE variant_id = 1")
    shop.run(VERSIONS)
    try:
        assert buyer.ask("GET", "/checkout").headers["location"] == "/cart#changes"
        page = buyer.ask("GET", "/cart")
        assert "Изменилось с прошлого просмотра" in page.text
        assert "подорожал" in page.text
        version = page.text.partition('action="/cart/changes"')[2].partition('name="version" value="')[2]
        buyer.form("/cart/changes", {"version": version.partition('"')[0]})
        assert buyer.ask("GET", "/checkout").status_code == 200
    finally:
        shop.run("UPDATE price SET amount = 100 WHERE variant_id = 1")
        shop.run(VERSIONS)


@shows("N24", "N13")
def test_what_was_deleted_goes_for_good_after_thirty_days(shop: Shop, buyer: Visitor) -> None:
    first = buyer.fill([(1, "2")])["id"]
    one = saved(buyer, cart=first)
    made(buyer, "Новая")
    keeping = Housekeeping(shop.database)
    for path in (f"carts/{first}", f"lists/{one}"):
        assert buyer.ask("DELETE", f"/api/v1/{path}").status_code == 204
    keeping.carts()
    keeping.order_lists()
    assert buyer.ask("POST", f"/api/v1/lists/{one}/restoration", {}).status_code == 200
    buyer.ask("DELETE", f"/api/v1/lists/{one}")
    shop.run("UPDATE cart SET deleted_at = now() - interval '31 days' WHERE id = %s", first)
    shop.run("UPDATE order_list SET deleted_at = now() - interval '31 days' WHERE id = %s", one)
    assert (keeping.carts() >= 1, keeping.order_lists()) == (True, 1)
    assert buyer.ask("POST", f"/api/v1/carts/{first}/restoration", {}).status_code == 404
    assert buyer.ask("POST", f"/api/v1/lists/{one}/restoration", {}).status_code == 404


@shows("N24")
def test_what_was_typed_while_a_session_ended_comes_through_signing_in(shop: Shop, buyer: Visitor) -> None:
    """Added quantities are summed with the cart's, those of the cart's own fields take their place."""
    buyer.fill([(1, "2"), (2, "5")])
    gone = Visitor(shop.client, "no-such-session")
    for path, fields, expected in (
        ("/cart/add", {"q-1": "3", "q-3": "1"}, {"1": "5", "2": "5", "3": "1"}),
        ("/cart/lines", {"was": "1-0=5;2-0=5", "q-1-0": "4", "q-2-0": "5"}, {"1": "4", "2": "5", "3": "1"}),
    ):
        away = gone.form(path, fields).headers["location"]
        assert away.startswith("/login?next=%2Fcart%2Ftyped")
        page = buyer.ask("GET", unquote(away.partition("next=")[2]))
        assert page.status_code == 200, page.text
        shown = dict(re.findall(r'name="(q-[0-9-]+)" value="([^"]+)"', page.text))
        buyer.form(path, {"operation": str(uuid4()), "back": "/cart", **shown})
        assert lines(buyer.ask("GET", "/api/v1/cart").json) == expected
    assert gone.form("/cart/add", {}).headers["location"] == "/login"
