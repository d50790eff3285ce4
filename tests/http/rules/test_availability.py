"""Rules on stock: what is capped, what comes on order, what one warehouse does not give (M026, M114)."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.pages.person import seen
from tests.http.rules.staff import PATH, Staff
from tests.shop import Shop, Visitor

BUYER = 1


@pytest.fixture(autouse=True)
def stock(shop: Shop, nothing_held: None) -> None:
    """Thirty in the first warehouse, fifty in the second, of goods that either may sell."""
    shop.run("UPDATE stock SET free = CASE warehouse_id WHEN 1 THEN 30 ELSE 50 END")


@pytest.fixture
def buyer(shop: Shop) -> Visitor:
    return shop.buyer(BUYER)


def offer(who: Visitor, variant: int) -> dict[str, Any]:
    card = who.ask("GET", f"/api/v1/products/{variant}").json
    page = who.ask("GET", "/api/v1/products?limit=200").json["products"]
    [listed] = [each for each in page if each["id"] == str(variant)]
    told: dict[str, Any] = listed["offers"][0]
    assert told == card["variants"][0]["offer"]
    return told


def available(who: Visitor, variant: int) -> Decimal:
    return Decimal(offer(who, variant)["available"])


def stocked(who: Visitor) -> list[int]:
    found = who.ask("GET", "/api/v1/products?limit=200&in_stock=true").json
    assert found["total"] == len(found["products"])
    return sorted(int(each["id"]) for each in found["products"])


def lines(who: Visitor) -> dict[str, Any]:
    return {line["variant"]: line for line in who.ask("GET", "/api/v1/cart").json["lines"]}


@shows("M026")
def test_a_cap_is_all_that_is_shown_and_sold_in_one_cart(shop: Shop, head: Staff, buyer: Visitor) -> None:
    assert available(buyer, 1) == 80
    head.saved({"effect": "cap", "value": "35", "skus": "A-1"})
    assert available(buyer, 1) == 35
    assert "35 шт" in seen(buyer.ask("GET", "/goods/1").text).replace("\u00a0", " ")
    assert available(buyer, 3) == 80
    cart = buyer.fill([(1, "60")])
    [refusal] = lines(buyer)["1"]["refusals"]
    # The refusal must not tell what the cap hides.
    assert (refusal["code"], Decimal(refusal["available"])) == ("stock.not-enough", Decimal(35))
    assert buyer.order(cart, str(uuid4())).status_code == 409
    placed = buyer.placed([(1, "35")], str(uuid4()))
    assert placed
    assert shop.one("SELECT sum(quantity) FROM reservation WHERE variant_id = 1") == 35
    # It is a cap of what is shown and not a ration: what is left is shown up to it again.
    assert available(buyer, 1) == 35


@shows("M026")
def test_a_cap_of_one_warehouse_leaves_the_others(head: Staff, buyer: Visitor) -> None:
    head.saved({"effect": "cap", "value": "10", "warehouse": "2", "skus": "A-1"})
    assert available(buyer, 1) == 40


@shows("M026", "M114")
def test_what_is_capped_to_nothing_is_not_in_stock(head: Staff, buyer: Visitor) -> None:
    head.saved({"effect": "cap", "value": "0", "category-1": "1"})
    assert available(buyer, 1) == 0
    assert stocked(buyer) == [4, 5, 6, 7, 8]


@shows("M026")
def test_a_warehouse_that_does_not_give_goods_serves_none(shop: Shop, head: Staff, buyer: Visitor) -> None:
    head.saved({"effect": "hide", "value": "", "warehouse": "1", "skus": "A-1; A-3"})
    assert available(buyer, 1) == 50
    shop.run("UPDATE stock SET free = 0 WHERE warehouse_id = 2 AND variant_id = 3")
    assert available(buyer, 3) == 0
    assert 3 not in stocked(buyer)
    assert 1 in stocked(buyer)
    buyer.fill([(1, "20")])
    assert [share["warehouse"]["name"] for share in lines(buyer)["1"]["shares"]] == ["Warehouse 2"]
    head.saved({"effect": "hide", "value": "", "warehouse": "2", "skus": "A-3"})
    assert buyer.ask("GET", "/api/v1/products/3").status_code == 404


@shows("M026", "M114")
def test_goods_on_order_are_told_so_and_ordered_by_a_promised_day(shop: Shop, head: Staff, buyer: Visitor) -> None:
    head.saved({"effect": "on-order", "value": "5", "skus": "A-1; A-3", f"region-{named('region')}": "1"})
    shop.run("UPDATE stock SET free = 0 WHERE variant_id = 3")
    told = offer(buyer, 3)
    assert (Decimal(told["available"]), told["on_order_days"], told["refusal"]) == (Decimal(0), 5, None)
    assert "под заказ, 5 дней" in seen(buyer.ask("GET", "/catalogue").text).replace("\u00a0", " ")
    assert "под заказ, 5 дней" in seen(buyer.ask("GET", "/goods/3").text).replace("\u00a0", " ")
    assert 3 not in stocked(buyer)
    # Eighty are there, the other twenty come later: each an order of its own.
    cart = buyer.fill([(1, "100"), (3, "7")])
    later = [share for line in cart["lines"] for share in line["shares"] if share["promised_on"]]
    assert sorted(Decimal(share["base_quantity"]) for share in later) == [7, 20]
    assert cart["can_be_placed"] is True
    assert "под заказ" in seen(buyer.ask("GET", "/cart").text)
    assert "не резервируются" in seen(buyer.ask("GET", "/checkout").text)
    answer = buyer.order(cart, str(uuid4()))
    assert answer.status_code == 201, answer.text
    orders = [buyer.ask("GET", f"/api/v1/orders/{order['id']}").json for order in answer.json["orders"]]
    promised = [line for order in orders for line in order["lines"] if line["promised_on"]]
    assert sorted(Decimal(line["ordered"]) for line in promised) == [7, 20]
    assert {Decimal(line["reserved"]) for line in promised} == {0}
    assert all(len({bool(line["promised_on"]) for line in order["lines"]}) == 1 for order in orders)
    assert shop.one("SELECT sum(quantity) FROM reservation") == 80
    day = shop.one("SELECT DISTINCT promised_on - (placed_at AT TIME ZONE 'Europe/Moscow')::date FROM order_line l"
                   " JOIN sales_order o ON o.id = l.order_id WHERE promised_on IS NOT NULL")  # fmt: skip
    assert day == 5
    number = next(order["order"]["id"] for order in orders if order["lines"][0]["promised_on"])
    assert "под заказ, к" in seen(buyer.ask("GET", f"/orders/{number}").text)


@shows("M026")
def test_without_the_promise_what_is_lacking_is_refused(head: Staff, buyer: Visitor) -> None:
    rule = head.saved({"effect": "on-order", "value": "5", "skus": "A-1"})
    buyer.fill([(1, "100")])
    assert lines(buyer)["1"]["refusals"] == []
    head.do("off", rule, 1)
    assert [each["code"] for each in lines(buyer)["1"]["refusals"]] == ["stock.not-enough"]


@shows("M026")
def test_a_rule_of_availability_is_said_in_one_sentence_and_opened_again(head: Staff) -> None:
    rule = head.saved({"effect": "on-order", "value": "5", "warehouse": "2", "skus": "A-1"})
    text = head.text(PATH)
    assert "под заказ, 5 дней (склад «Warehouse 2») · артикул A-1" in text
    page = head.visitor.ask("GET", f"{PATH}/{rule}").text
    assert '<option value="on-order" selected' in page
    assert '<option value="2" selected' in page
    head.saved({"effect": "hide", "value": "", "skus": "A-1", "version": "1"}, rule)
    assert "скрыть · артикул A-1" in head.text(PATH)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"effect": "on-order", "value": "0"}, "Дней — целое число от 1 до 365."),
        ({"effect": "on-order", "value": ""}, "Здесь нужно число."),
        ({"effect": "cap", "value": "-1"}, "Остаток — число от нуля"),
        ({"effect": "cap", "value": "1,1234"}, "Не больше трёх знаков"),
        ({"effect": "hide", "value": "5"}, "число здесь не нужно"),
        ({"effect": "only", "value": "", "warehouse": "1"}, "Склад называют, только когда"),
        ({"effect": "percent", "value": "5", "warehouse": "1"}, "Склад называют, только когда"),
        ({"effect": "hide", "value": "", "warehouse": "777"}, "Не найден склад: 777."),
        ({"effect": "hide", "value": "", "warehouse": "x"}, "Такого склада нет."),
        ({"effect": "hide", "value": "", "minimum": "5"}, "оставьте поле пустым"),
        ({"effect": "hide", "value": "", "touches_agreed": "1"}, "снимите отметку"),
        ({"effect": "only", "value": "", "stops": "1"}, "снимите отметку"),
    ],
)
def test_what_means_nothing_is_said_beside_its_field(
    shop: Shop, head: Staff, fields: dict[str, str], said: str
) -> None:
    answer = head.send({"skus": "A-1", **fields})
    assert answer.status_code == 422
    assert said in seen(answer.text)
    assert shop.one("SELECT count(*) FROM price_rule") == 0


@shows("M026")
def test_a_rule_of_availability_is_the_same_document(shop: Shop, head: Staff, buyer: Visitor) -> None:
    path, id = "/admin/api/v1/rules", str(uuid4())
    told = {
        "name": "Под заказ", "priority": 100, "effect": "on-order", "value": "5", "currency": None, "warehouse": 2,
        "which": {"products": [1]}, "whom": {}, "minimum": "0", "valid_from": None, "valid_to": None, "stops": False,
        "touches_agreed": False,
    }  # fmt: skip
    made = head.visitor.ask("POST", path, {**told, "rule": id})
    assert made.status_code == 201, made.text
    assert {name: made.json[name] for name in told} == told
    assert offer(buyer, 1)["on_order_days"] == 5
    hide = {**told, "effect": "hide", "version": 1}
    refused = head.visitor.ask("PUT", f"{path}/{id}", hide)
    assert (refused.status_code, refused.json["field"]) == (422, "value")
    del hide["value"]
    assert head.visitor.ask("PUT", f"{path}/{id}", hide).status_code == 200
    assert head.visitor.ask("POST", f"{path}/{id}/state", {"version": 2, "undo": True}).json["warehouse"] == 2
    assert [each["content"] for each in head.visitor.ask("GET", f"{path}/{id}").json["versions"]][-1] == told
