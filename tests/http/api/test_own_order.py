"""Goods by own prices, asked through the API."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from tests.capabilities import shows
from tests.http.api.client import Client


def told(anna: Client, **asked: str) -> list[dict[str, Any]]:
    """All pages of seven, one after another."""
    found: list[dict[str, Any]] = []
    while True:
        page = anna.get("/products", limit="7", offset=str(len(found)), **asked).json
        found += page["products"]
        if not page["products"] or len(found) >= page["total"]:
            return found


def price(card: dict[str, Any]) -> Decimal | None:
    shown = card["offers"][0]["price"]
    return Decimal(shown["gross"]) if shown else None


@shows("M106")
@pytest.mark.parametrize(("sort", "sign"), [("price", 1), ("-price", -1)])
def test_pages_go_on_in_the_order_of_own_prices(anna: Client, sort: str, sign: int) -> None:
    cards = told(anna, sort=sort)
    assert {card["id"] for card in cards} == {card["id"] for card in told(anna)}
    keys = [(price(card) is None, sign * (price(card) or 0), int(card["id"])) for card in cards]
    assert keys == sorted(keys)
    assert {key[0] for key in keys} == {True, False}, "some goods are on request, or their place would prove nothing"


def test_prices_are_bounded_on_both_sides(anna: Client) -> None:
    every = [found for card in told(anna) if (found := price(card)) is not None]
    least, most = sorted(set(every))[1], max(every)
    within = [price(card) for card in told(anna, price_from=str(least), price_to=str(most), sort="price")]
    assert within == sorted(one for one in every if least <= one <= most)
    assert len(within) < len(every)
    by_name = [card["id"] for card in told(anna, price_from=str(least))]
    assert by_name == [card["id"] for card in told(anna) if (one := price(card)) is not None and one >= least]


def test_an_order_holds_within_a_search_and_in_stock(anna: Client) -> None:
    found = told(anna, q="Болт", in_stock="true", sort="price")
    assert found
    assert all((price(one) or 0) <= (price(other) or 10**9) for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("asked", "code", "field"),
    [
        ({"sort": "weight"}, "request.invalid", "sort"),
        ({"price_from": "cheap"}, "request.invalid", "price_from"),
        ({"price_from": "9", "price_to": "3"}, "catalogue.price-bounds-inverted", ""),
    ],
)
def test_what_cannot_be_asked_is_said(anna: Client, asked: dict[str, str], code: str, field: str) -> None:
    answer = anna.get("/products", **asked)
    assert (answer.status_code, answer.json["code"]) in ((422, code), (400, code))
    assert field in answer.text
    assert answer.json["remedies"]
