"""Several carts of one person, through the API."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.shop import Shop, Visitor


@pytest.fixture
def buyer(shop: Shop) -> Visitor:
    """With one empty cart."""
    for table in ("cart_line", "cart_operation", "cart_removal"):
        shop.run(f"DELETE FROM {table}")
    shop.run("DELETE FROM cart WHERE NOT active")
    shop.run("UPDATE cart SET lines = 0, totals = '[]', version = version + 1, seen_short = NULL")
    return shop.buyer(1)


def carts(buyer: Visitor) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = buyer.ask("GET", "/api/v1/carts").json["carts"]
    return found


def made(buyer: Visitor, name: str, **more: str) -> str:
    answer = buyer.ask("POST", "/api/v1/carts", {"name": name, **more})
    assert answer.status_code == 200, answer.text
    return str(answer.json["id"])


def lines(cart: dict[str, Any]) -> dict[str, str]:
    return {line["variant"]: f"{Decimal(line['quantity']).normalize():f}" for line in cart["lines"]}


def change(buyer: Visitor, cart: str, rows: list[dict[str, str]], **more: Any) -> Any:
    return buyer.ask("POST", f"/api/v1/carts/{cart}/lines", {"lines": rows, **more}).json


@shows("N24")
def test_each_cart_keeps_its_lines_and_one_is_placed(buyer: Visitor) -> None:
    buyer.fill([(1, "2")])
    [first] = carts(buyer)
    second = made(buyer, "  Объект   на Лесной ")
    buyer.fill([(2, "3")])
    assert [(one["name"], one["lines"], one["is_active"]) for one in carts(buyer)] == [
        ("Объект на Лесной", 1, True), ("", 1, False)]  # fmt: skip
    assert lines(buyer.ask("GET", f"/api/v1/carts/{first['id']}").json) == {"1": "2"}

    placed = buyer.order(buyer.ask("GET", "/api/v1/cart").json, str(uuid4()))
    assert placed.status_code == 201
    assert [(one["id"], one["lines"]) for one in carts(buyer)] == [(second, 0), (first["id"], 1)]


@shows("N24")
def test_what_was_seen_of_one_cart_does_not_place_another(buyer: Visitor) -> None:
    """Even where both hold the same at the same sum: a version is of one cart alone."""
    seen = buyer.fill([(1, "2")])
    made(buyer, "Второй", copy_of=seen["id"])
    assert lines(buyer.ask("GET", "/api/v1/cart").json) == {"1": "2"}
    assert buyer.order(seen, str(uuid4())).json["code"] == "cart.changed"


@shows("N24")
def test_a_deleted_cart_comes_back_and_the_last_one_leaves_an_empty_one(buyer: Visitor) -> None:
    first = buyer.fill([(1, "2")])["id"]
    second = made(buyer, "Временная")
    assert buyer.ask("DELETE", f"/api/v1/carts/{second}").status_code == 204
    assert [one["id"] for one in carts(buyer)] == [first]
    assert carts(buyer)[0]["is_active"]
    assert buyer.ask("DELETE", f"/api/v1/carts/{first}").status_code == 204
    [spare] = carts(buyer)
    assert (spare["lines"], spare["is_active"]) == (0, True)
    assert buyer.ask("POST", f"/api/v1/carts/{first}/restoration", {}).status_code == 200
    assert lines(buyer.ask("GET", f"/api/v1/carts/{first}").json) == {"1": "2"}


@shows("N24")
def test_an_emptied_cart_is_filled_again_beside_what_came_in_since(buyer: Visitor) -> None:
    cart = buyer.fill([(1, "2"), (2, "5")])["id"]
    aside = buyer.ask("DELETE", f"/api/v1/carts/{cart}/lines").json["aside"]
    assert lines(buyer.ask("GET", "/api/v1/cart").json) == {}
    change(buyer, cart, [{"variant": "2", "quantity": "7"}, {"variant": "3", "quantity": "1"}])
    back = buyer.ask("POST", f"/api/v1/carts/{cart}/lines/restoration", {"aside": aside})
    assert lines(back.json) == {"1": "2", "2": "7", "3": "1"}
    again = buyer.ask("POST", f"/api/v1/carts/{cart}/lines/restoration", {"aside": aside})
    assert lines(again.json) == {"1": "2", "2": "7", "3": "1"}


@shows("N24")
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/activation"), ("POST", "/restoration"), ("POST", "/lines"),
     ("DELETE", "/lines"), ("POST", "/lines/restoration")],
)  # fmt: skip
def test_anothers_cart_is_unknown_also_to_a_colleague(shop: Shop, buyer: Visitor, method: str, path: str) -> None:
    mine = buyer.fill([(1, "2")])["id"]
    body = {
        ("PUT", ""): {"name": "Моя"},
        ("POST", "/lines"): {"lines": [{"variant": "1"}]},
        ("POST", "/lines/restoration"): {"aside": mine},
        ("POST", "/activation"): {},
        ("POST", "/restoration"): {},
    }.get((method, path))
    for other in (shop.buyer(13), shop.buyer(2)):
        refused = other.ask(method, f"/api/v1/carts/{mine}{path}", body)
        assert (refused.status_code, refused.json["code"]) == (404, "not-found")
    assert lines(buyer.ask("GET", "/api/v1/cart").json) == {"1": "2"}


@shows("N24")
def test_a_cart_of_a_company_that_one_left_is_there_no_more(shop: Shop, buyer: Visitor) -> None:
    mine = buyer.fill([(1, "2")])["id"]
    shop.run("UPDATE membership SET valid_to = '2020-01-01' WHERE user_id = %s", named("buyer", 1))
    try:
        assert buyer.ask("GET", "/api/v1/carts").status_code == 404
        assert buyer.ask("GET", f"/api/v1/carts/{mine}").status_code == 404
        assert buyer.ask("POST", f"/api/v1/carts/{mine}/activation", {}).status_code == 404
    finally:
        shop.run("UPDATE membership SET valid_to = NULL WHERE user_id = %s", named("buyer", 1))


@shows("N24")
def test_a_quantity_typed_in_an_old_view_brings_no_removed_line_back(buyer: Visitor) -> None:
    seen = buyer.fill([(1, "2"), (2, "5")])
    removed = change(buyer, seen["id"], [{"variant": "1", "operation": "remove"}])
    late = change(buyer, seen["id"], [{"variant": "1", "quantity": "9"}, {"variant": "2", "quantity": "6"}],
                  based_on=seen["version"])  # fmt: skip
    assert [one["refusal"] and one["refusal"]["code"] for one in late["outcomes"]] == ["cart.line-removed", None]
    assert lines(buyer.ask("GET", "/api/v1/cart").json) == {"2": "6"}
    change(buyer, seen["id"], [{"variant": "1", "quantity": "4"}], based_on=removed["version"])
    change(buyer, seen["id"], [{"variant": "1", "quantity": "1", "operation": "add"}], based_on=seen["version"])
    assert lines(buyer.ask("GET", "/api/v1/cart").json) == {"1": "5", "2": "6"}


@shows("N24")
def test_a_line_taken_back_at_once_stands_where_it_stood(buyer: Visitor) -> None:
    cart = buyer.fill([(1, "1"), (2, "5"), (3, "4")])["id"]
    for later, order in ((False, ["1", "2", "3"]), (True, ["1", "3", "2"])):
        change(buyer, cart, [{"variant": "2", "operation": "remove"}])
        if later:
            change(buyer, cart, [{"variant": "3", "quantity": "2"}])
        change(buyer, cart, [{"variant": "2", "quantity": "5"}])
        assert [*lines(buyer.ask("GET", "/api/v1/cart").json)] == order


@shows("N24", "N01")
def test_a_placed_cart_does_not_rise_from_another_tab(buyer: Visitor) -> None:
    seen = buyer.fill([(1, "2")])
    assert buyer.order(seen, str(uuid4())).status_code == 201
    late = change(buyer, seen["id"], [{"variant": "1", "quantity": "3"}], based_on=seen["version"])
    assert late["outcomes"][0]["refusal"]["code"] == "cart.line-removed"
    assert lines(buyer.ask("GET", "/api/v1/cart").json) == {}


@shows("N24")
def test_names_and_the_number_of_carts_are_bounded(shop: Shop, buyer: Visitor) -> None:
    assert buyer.ask("POST", "/api/v1/carts", {"name": " \t "}).json["code"] == "cart.name-not-sound"
    assert buyer.ask("POST", "/api/v1/carts", {"name": "н" * 101}).json["code"] == "cart.name-not-sound"
    for n in range(49):
        made(buyer, f"Корзина {n}")
    refused = buyer.ask("POST", "/api/v1/carts", {"name": "Лишняя"})
    assert (refused.status_code, refused.json["code"], refused.json["most"]) == (409, "cart.too-many", 50)
