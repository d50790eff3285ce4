"""Lines in bulk, judged one by one, and repeated without harm."""

from typing import Any
from uuid import uuid4

import pytest

from tests.capabilities import shows
from tests.http.api.client import Client, an_app
from tests.http.api.trade import Trade


def change(client: Client, *lines: dict[str, Any], **more: Any) -> Any:
    return client.post("/cart/lines", {"lines": list(lines), **more})


@shows("N02")
def test_good_rows_stand_while_bad_ones_are_told(anna: Client) -> None:
    answer = change(
        anna,
        {"variant": "1", "quantity": "3"},
        {"variant": "2", "quantity": "7"},
        {"variant": "999", "quantity": "1"},
        {"variant": "1", "packaging": "1", "quantity": "2"},
        {"variant": "5", "quantity": "много"},
    )
    assert answer.status_code == 200
    outcomes = answer.json["outcomes"]
    assert [o["quantity"] for o in outcomes] == ["3.000", None, None, "2.000", None]
    codes = [o["refusal"]["code"] for o in outcomes if o["refusal"]]
    assert codes == ["quantity.off-multiple", "not-found", "quantity.invalid"]
    assert answer.json["totals"] == [{"amount": "2700.00", "currency": "RUB"}]
    assert answer.json["version"] == anna.get("/cart").json["version"]


@shows("M013", "A09")
def test_off_the_multiple_both_neighbours_are_told(anna: Client) -> None:
    refusal = change(anna, {"variant": "2", "quantity": "17"}).json["outcomes"][0]["refusal"]
    assert (refusal["lower"], refusal["upper"]) == ("10", "20")
    assert [(r["action"], r["quantity"]) for r in refusal["remedies"]] == [
        ("set_quantity", "20"),
        ("set_quantity", "10"),
    ]


def test_add_sums_set_replaces_remove_removes(anna: Client) -> None:
    line = {"variant": "1", "quantity": "3"}
    change(anna, line)
    assert change(anna, line | {"operation": "add"}).json["outcomes"][0]["quantity"] == "6.000"
    assert change(anna, line | {"operation": "set"}).json["outcomes"][0]["quantity"] == "3.000"
    change(anna, {"variant": "1", "operation": "remove"})
    assert anna.get("/cart").json["lines"] == []


@shows("N01")
def test_a_repeated_operation_does_nothing(anna: Client) -> None:
    line, operation = {"variant": "1", "quantity": "3", "operation": "add"}, str(uuid4())
    first = change(anna, line, operation_id=operation).json
    second = change(anna, line, operation_id=operation).json
    assert (first["repeated"], second["repeated"]) == (False, True)
    assert first["totals"] == second["totals"] == [{"amount": "300.00", "currency": "RUB"}]


def test_a_line_is_removed_by_its_address(anna: Client) -> None:
    anna.fill(v1="3", v5="1")
    assert anna.delete("/cart/lines/1").json["totals"] == [{"amount": "5.10", "currency": "RUB"}]
    assert anna.delete("/cart/lines/1").status_code == 200
    assert anna.delete("/cart/lines/nothing").status_code == 404


@shows("A09")
def test_the_cart_tells_what_stands_in_its_way(anna: Client) -> None:
    cart = anna.fill(v1="3", v2="100", v3="1")
    refusals = [line["refusals"] for line in cart["lines"]]
    assert not cart["can_be_placed"]
    assert [[r["code"] for r in found] for found in refusals] == [
        [],
        ["stock.not-enough"],
        ["price.on-request"],
    ]
    assert refusals[1][0]["detail"].replace("\u00a0", " ") == "Болт 2: доступно 35 шт, нужно 100 шт."
    assert refusals[1][0]["remedies"][0]["quantity"] == "30"
    assert cart["lines"][2]["price"] is None


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, [("lines", "missing")]),
        ({"lines": []}, [("lines", "missing")]),
        ({"lines": {}}, [("lines", "list")]),
        ({"lines": [5]}, [("lines[0]", "object")]),
        ({"lines": [{"quantity": "1"}]}, [("lines[0].variant", "missing")]),
        ({"lines": [{"variant": 1}]}, [("lines[0].variant", "id")]),
        ({"lines": [{"variant": "1", "quantity": 1.5}]}, [("lines[0].quantity", "text")]),
        ({"lines": [{"variant": "1", "operation": "double"}]}, [("lines[0].operation", "operation")]),
        ({"lines": [{"variant": "1", "price": "1"}]}, [("lines[0].price", "unknown")]),
        ({"lines": [{"variant": "1"}], "operation_id": "7"}, [("operation_id", "id")]),
        ([], [("", "object")]),
    ],
)
def test_a_misfit_of_the_body_is_named_by_its_path(anna: Client, body: Any, fields: list[tuple[str, str]]) -> None:
    answer = anna.post("/cart/lines", body)
    assert (answer.status_code, answer.json["code"]) == (422, "request.invalid")
    assert [(f["field"], f["expected"]) for f in answer.json["fields"]] == fields


@shows("N02")
def test_a_cart_has_an_end(anna: Client, trade: Trade) -> None:
    lines = [{"variant": "1", "quantity": "1"}] * 2001
    answer = change(anna, *lines)
    assert (answer.status_code, answer.json["fields"]) == (422, [{"field": "lines", "expected": "length"}])


@shows("M031")
def test_who_may_not_change_the_cart_is_told_which_right_it_takes(trade: Trade) -> None:
    accountant = Client.of(an_app(trade)).sign_in("accountant")
    answer = change(accountant, {"variant": "1", "quantity": "1"})
    assert (answer.status_code, answer.json["permission"]) == (403, "cart.change")
    assert answer.json["detail"] == "У вас нет права менять корзину."
