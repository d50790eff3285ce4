"""Rules say from which quantity and by which step a client orders (N21); whom they do not name orders as ever."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.pages.person import seen
from tests.http.rules.staff import PATH, Staff
from tests.shop import Shop, Visitor

HIS, OTHER = 1, 2
HIM = {f"counterparty-{named('counterparty', HIS)}": "1"}


@pytest.fixture(autouse=True)
def stock(shop: Shop, nothing_held: None) -> None:
    shop.run("UPDATE stock SET free = 100")


@pytest.fixture
def him(shop: Shop) -> Visitor:
    return shop.buyer(HIS)


@pytest.fixture
def other(shop: Shop) -> Visitor:
    return shop.buyer(OTHER)


def steps(who: Visitor, variant: int) -> tuple[Decimal | int, Decimal | int]:
    """As the list, the card and its base unit tell them."""
    card = who.ask("GET", f"/api/v1/products/{variant}").json
    page = who.ask("GET", "/api/v1/products?limit=200").json["products"]
    [listed] = [each["offers"][0] for each in page if each["id"] == str(variant)]
    assert card["variants"][0]["offer"] == listed
    return Decimal(listed["minimum"]), Decimal(listed["multiple"])


def put(who: Visitor, variant: int, quantity: str, **more: object) -> dict[str, Any]:
    rows = [{"variant": str(variant), "quantity": quantity}]
    told = who.ask("POST", "/api/v1/cart/lines", {"lines": rows, "operation_id": str(uuid4()), **more}).json
    outcome: dict[str, Any] = told["outcomes"][0]
    return outcome


@shows("N21")
def test_a_minimum_and_a_step_are_of_those_clients_and_those_goods(head: Staff, him: Visitor, other: Visitor) -> None:
    before = {number: steps(other, number) for number in (1, 3)}
    head.saved({"effect": "least", "value": "20", "skus": "A-1", **HIM})
    head.saved({"effect": "multiple", "value": "10", "skus": "A-1", **HIM})
    assert steps(him, 1) == (20, 10)
    assert steps(him, 3) == before[3]
    assert {number: steps(other, number) for number in (1, 3)} == before
    assert put(other, 1, "1")["refusal"] is None
    refusal = put(him, 1, "15")["refusal"]
    assert refusal["code"] == "quantity.off-multiple"
    assert [Decimal(refusal[name]) for name in ("minimum", "multiple", "lower", "upper")] == [20, 10, 20, 20]
    page = seen(him.ask("GET", "/goods/1").text).replace("\u00a0", " ")
    assert "от 20" in page, page
    assert "кратно 10" in page, page


@shows("N21")
def test_placing_asks_the_step_of_the_day(shop: Shop, head: Staff, him: Visitor) -> None:
    """What went into the cart before the rule came is refused with both neighbours, and passes at either."""
    cart = him.fill([(1, "15")])
    rule = head.saved({"effect": "multiple", "value": "10", "skus": "A-1", **HIM})
    refused = him.order(cart, str(uuid4()))
    assert refused.status_code == 409, refused.text
    [reason] = refused.json["reasons"]
    assert reason["code"] == "quantity.off-multiple"
    assert [Decimal(reason[name]) for name in ("lower", "upper")] == [10, 20]
    assert shop.one("SELECT count(*) FROM sales_order") == 0
    assert him.placed([(1, "20")], str(uuid4()))
    cart = him.fill([(1, "15")]) if put(him, 1, "15")["refusal"] is None else him.ask("GET", "/api/v1/cart").json
    assert cart["lines"] == []
    assert head.do("off", rule, 1).status_code == 303
    assert him.placed([(1, "15")], str(uuid4()))


@shows("N21")
def test_the_later_rule_frees_whom_the_earlier_one_binds(head: Staff, him: Visitor, other: Visitor) -> None:
    everybody = {f"region-{named('region')}": "1"}
    head.saved({"effect": "least", "value": "50", "skus": "A-1", **everybody})
    head.saved({"effect": "least", "value": "0", "priority": "200", "skus": "A-1", **HIM})
    assert steps(other, 1)[0] == 50
    assert put(him, 1, "1")["refusal"] is None
    assert put(other, 1, "49")["refusal"]["code"] == "quantity.off-multiple"


@shows("N21", "N06")
def test_a_pasted_list_is_raised_to_the_step(head: Staff, him: Visitor) -> None:
    head.saved({"effect": "multiple", "value": "10", "skus": "A-1", **HIM})
    report = him.form("/quick-order", {"text": "A-1 15"})
    assert report.status_code == 303, report.text
    him.form(report.headers["Location"], {"do": "add"})
    [line] = him.ask("GET", "/api/v1/cart").json["lines"]
    assert Decimal(line["quantity"]) == 20


@shows("N21", "A08")
def test_the_consequences_count_the_carts_that_would_be_off(head: Staff, him: Visitor) -> None:
    him.fill([(1, "15"), (3, "5")])
    draft = {"effect": "multiple", "value": "10", "skus": "A-1", **HIM, "name": "Десятками"}
    told = seen(head.send(draft, do="preview").text).replace("\u00a0", " ")
    assert "Строк открытых корзин, которые нельзя будет заказать 1" in told, told


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"effect": "least", "value": "-1"}, "Количество — число от нуля"),
        ({"effect": "multiple", "value": "1,1234"}, "Не больше трёх знаков"),
        ({"effect": "multiple", "value": "5", "warehouse": "1"}, "Склад называют, только когда"),
        ({"effect": "least", "value": ""}, "Здесь нужно число."),
    ],
)
def test_what_is_no_step_is_told_by_its_field(head: Staff, fields: dict[str, str], says: str) -> None:
    answer = head.send({"skus": "A-1", **fields})
    assert answer.status_code == 422
    assert says in seen(answer.text).replace("\u00a0", " ")


def test_the_rule_says_what_it_does(head: Staff) -> None:
    rule: UUID = head.saved({"effect": "least", "value": "12", "skus": "A-1"})
    assert "заказ от 12" in head.text(PATH)
    assert '<option value="least" selected' in head.visitor.ask("GET", f"{PATH}/{rule}").text
