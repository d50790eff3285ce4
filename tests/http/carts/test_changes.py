"""What changed since the cart was last seen is told until its owner says that he knows."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.shop import Shop, Visitor

VERSIONS = (
    "UPDATE catalogue_state SET (pricing_version, catalogue_version) = (pricing_version + 1, catalogue_version + 1)"
)


@pytest.fixture
def buyer(shop: Shop) -> Iterator[Visitor]:
    shop.run("DELETE FROM cart_line")
    shop.run("UPDATE cart SET lines = 0, totals = '[]', version = version + 1, seen_short = NULL")
    yield shop.buyer(1)
    shop.run("UPDATE price SET amount = 100 WHERE variant_id = 1")
    shop.run("UPDATE stock SET free = 100000")
    shop.run("UPDATE product SET deleted = false")
    shop.run("UPDATE credit_limit SET amount = 100000000")
    shop.run(VERSIONS)


def changes(buyer: Visitor) -> list[tuple[str, list[str]]]:
    found: dict[str, Any] = buyer.ask("GET", "/api/v1/cart").json["changes"]
    return [(one["variant"], one["what"]) for one in found["lines"]]


def dearer(shop: Shop, price: str) -> None:
    shop.run("UPDATE price SET amount = %s WHERE variant_id = 1", price)
    shop.run(VERSIONS)


@shows("M086", "M033")
def test_a_price_that_changed_is_told_until_it_is_confirmed(shop: Shop, buyer: Visitor) -> None:
    buyer.fill([(1, "2"), (3, "5")])
    assert changes(buyer) == []
    dearer(shop, "120")
    for _ in range(2):  # looking at it is no yes
        assert changes(buyer) == [("1", ["dearer"])]
    [told] = buyer.ask("GET", "/api/v1/cart").json["changes"]["lines"]
    assert (f"{Decimal(told['before']['price']):.2f}", told["now"]["price"]) == ("100.00", "120.00")
    version = buyer.ask("GET", "/api/v1/cart").json["version"]
    assert buyer.ask("POST", "/api/v1/cart/changes/acceptance", {"version": version - 1}).json["code"] == "cart.changed"
    accepted = buyer.ask("POST", "/api/v1/cart/changes/acceptance", {"version": version})
    assert accepted.json["changes"]["lines"] == []
    assert changes(buyer) == []


@shows("M086")
def test_a_change_of_ones_own_hides_nothing_that_came_from_outside(shop: Shop, buyer: Visitor) -> None:
    """The line he touches is seen by touching it; the others still tell."""
    buyer.fill([(1, "2"), (2, "5"), (3, "5")])
    dearer(shop, "90")
    shop.run("UPDATE stock SET free = 1 WHERE variant_id = 2")
    buyer.fill([(3, "6")])
    assert changes(buyer) == [("1", ["cheaper"]), ("2", ["short"])]
    buyer.fill([(1, "3")])
    assert changes(buyer) == [("2", ["short"])]


@shows("M086")
def test_what_ones_own_change_does_to_other_lines_is_no_news(shop: Shop, buyer: Visitor) -> None:
    """Five packs leave too little for the pieces: he did that himself."""
    shop.run("UPDATE stock SET free = 30 WHERE variant_id = 1")
    shop.run("UPDATE stock SET free = 0 WHERE variant_id = 1 AND warehouse_id = 2")
    buyer.fill([(1, "6")])
    pack = {"variant": "1", "packaging": "1", "quantity": "5"}
    cart = buyer.ask("GET", "/api/v1/cart").json["id"]
    buyer.ask("POST", f"/api/v1/carts/{cart}/lines", {"lines": [{**pack, "quantity": "1"}]})
    assert changes(buyer) == []
    buyer.ask("POST", f"/api/v1/carts/{cart}/lines", {"lines": [pack]})
    assert changes(buyer) == []


@shows("M086", "M085")
def test_goods_that_were_withdrawn_are_told_and_not_lost(shop: Shop, buyer: Visitor) -> None:
    buyer.fill([(1, "2"), (2, "5")])
    shop.run("UPDATE product SET deleted = true WHERE id = 2")
    shop.run(VERSIONS)
    assert changes(buyer) == [("2", ["gone"])]
    shop.run("UPDATE product SET deleted = false WHERE id = 2")
    shop.run(VERSIONS)
    assert changes(buyer) == []


@shows("M086", "M001")
def test_a_limit_that_shrank_is_told(shop: Shop, buyer: Visitor) -> None:
    cart = buyer.fill([(2, "5")])
    contract = named("contract", 1, 1)
    shop.run("UPDATE credit_limit SET amount = 100 WHERE owner_id = %s", contract)
    [told] = buyer.ask("GET", "/api/v1/cart").json["changes"]["limits"]
    assert (told["number"], told["over"]["amount"]) == ("1/1", "66.65")
    version = cart["version"]
    assert buyer.ask("POST", "/api/v1/cart/changes/acceptance", {"version": version}).json["changes"]["limits"] == []
    shop.run("UPDATE credit_limit SET amount = 100000 WHERE owner_id = %s", contract)
    [told] = buyer.ask("GET", "/api/v1/cart").json["changes"]["limits"]
    assert told["over"] is None


@shows("M033")
def test_a_switch_of_the_company_leaves_its_list_to_be_confirmed(shop: Shop, buyer: Visitor) -> None:
    """Client 2 has Prices 2 with the first seller: a twentieth dearer."""
    shop.run("UPDATE contract SET price_type_id = 2 WHERE id = %s", named("contract", 2, 1))
    shop.run(
        "INSERT INTO membership (id, user_id, counterparty_id, role) VALUES (%s, %s, %s, 'buyer')",
        named("more"), named("buyer", 1), named("counterparty", 2),
    )  # fmt: skip
    try:
        buyer.fill([(2, "5")])
        answer = buyer.ask("PUT", "/api/v1/context", {"counterparty": str(named("counterparty", 2))})
        assert answer.status_code == 200, answer.text
        assert changes(buyer) == [("2", ["dearer"])]
        buyer.ask("PUT", "/api/v1/context", {"counterparty": str(named("counterparty", 1))})
        assert changes(buyer) == []
    finally:
        shop.run("DELETE FROM membership WHERE id = %s", named("more"))
