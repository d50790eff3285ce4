"""Goods, own prices, and why a price."""

import pytest

from tests.capabilities import shows
from tests.http.api.client import Client
from tests.http.api.trade import Trade


def test_a_page_tells_own_prices_and_stock(anna: Client) -> None:
    page = anna.get("/products", category="10", limit="2").json
    assert (page["total"], page["limit"], page["category"]["name"]) == (29, 2, "Метизы")
    offer = page["products"][0]["offers"][0]
    assert offer["price"] == {
        "amount": "100.00",
        "currency": "RUB",
        "vat_included": True,
        "vat_rate": "22",
        "gross": "100.00",
    }
    assert (offer["available"], offer["picture"], offer["refusal"]) == ("100.000", "/media/goods/1.png", None)


def test_goods_without_a_price_say_so(anna: Client) -> None:
    offer = anna.get("/products/3").json["variants"][0]["offer"]
    assert offer["price"] is None
    assert offer["refusal"]["code"] == "price.on-request"


@shows("M012")
def test_a_card_tells_the_price_of_each_packaging(anna: Client) -> None:
    card = anna.get("/products/1").json
    pack = card["variants"][0]["packs"][0]
    assert (pack["packaging"]["name"], pack["price"]["amount"]) == ("упак", "1200.00")
    assert card["properties"] == [{"name": "Сталь", "value": "А2"}]


def test_pages_follow_one_another(anna: Client) -> None:
    first = anna.get("/products", limit="20").json["products"]
    second = anna.get("/products", limit="20", offset="20").json["products"]
    assert len(first) + len(second) == 29
    assert not {card["id"] for card in first} & {card["id"] for card in second}


@shows("A01", "N18")
def test_a_price_is_explained_step_by_step(anna: Client) -> None:
    told = anna.get("/variants/1/price", quantity="3", packaging="1").json
    assert [step["step"] for step in told["steps"]] == ["listed", "packaging", "amount", "vat"]
    assert told["steps"][0]["facts"] == {
        "name": "Опт",
        "found_by": "contract",
        "amount": "100.00",
        "currency": "RUB",
    }
    assert told["price"]["amount"] == told["price"]["gross"] == "1200.00"
    assert told["total"] == {"amount": "3600.00", "currency": "RUB"}
    assert len(told["hash"]) == 64


def test_the_hash_of_a_price_changes_with_its_inputs(anna: Client) -> None:
    hashes = {anna.get("/variants/1/price", quantity=q).json["hash"] for q in ("1", "1.0", "2")}
    assert len(hashes) == 2


@pytest.mark.parametrize(
    "path",
    ["/products/999", "/products/abc", "/products/-1", "/products/99999999999999999999", "/products/1;drop"],
)
@shows("A10")
def test_an_unknown_id_is_told_alike_whatever_it_looks_like(anna: Client, path: str) -> None:
    answer = anna.get(path)
    assert (answer.status_code, answer.json["code"], answer.json["kind"]) == (404, "not-found", "product")


@pytest.mark.parametrize(
    ("params", "field", "expected"),
    [
        ({"limit": "201"}, "limit", "range"),
        ({"limit": "0"}, "limit", "range"),
        ({"offset": "-1"}, "offset", "range"),
        ({"limit": "many"}, "limit", "whole"),
        ({"in_stock": "yes"}, "in_stock", "flag"),
        ({"colour": "red"}, "colour", "unknown"),
        ({"sort": "weight"}, "sort", "order"),
        ({"q": "x" * 201}, "q", "length"),
    ],
)
def test_a_misfit_of_the_query_is_named(anna: Client, params: dict[str, str], field: str, expected: str) -> None:
    answer = anna.get("/products", **params)
    assert answer.status_code == 422
    assert answer.json["fields"] == [{"field": field, "expected": expected}]


@pytest.mark.parametrize("quantity", ["0", "-1", "1e3", "1.0001", "", "двенадцать"])
def test_a_quantity_that_is_none_is_refused(anna: Client, quantity: str) -> None:
    answer = anna.http.simulate_get(
        "/api/v1/variants/1/price",
        params={"quantity": quantity or " "},
        headers={"Cookie": f"optovik_session={anna.token}"},
    )
    assert (answer.status_code, answer.json["code"]) == (422, "quantity.invalid")


def test_blank_parameters_are_absent_ones(anna: Client) -> None:
    assert anna.http.simulate_get(
        "/api/v1/products", query_string="category=&q=&limit=", headers={"Cookie": f"optovik_session={anna.token}"}
    ).json["limit"] == 24  # fmt: skip


def test_the_tree_counts_goods(anna: Client, trade: Trade) -> None:
    told = anna.get("/categories").json
    assert told["categories"] == [{"id": "10", "name": "Метизы", "goods": len(trade.rows), "children": []}]
