"""A buyer with a promo code, at both doors: what it takes, how it is refused, what the order and its papers keep."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.ordering.name_promo import NAMINGS
from domain.pricing.trail import replayed, restored
from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.pages.person import seen
from tests.http.promo.codes import made, put_on
from tests.shop import Shop, Visitor

TODAY = datetime.now(UTC).date()
DAY = timedelta(days=1)


def name(buyer: Visitor, code: str) -> Any:
    return buyer.ask("PUT", "/api/v1/cart/promo", {"code": code})


def money(told: Any) -> Decimal:
    return sum((Decimal(one["amount"]) for one in told), Decimal(0))


@shows("M118")
def test_a_code_is_named_however_typed_and_taken_off_again(shop: Shop) -> None:
    made(shop, "ЛЕТО-26")
    buyer = shop.buyer(0)
    before = buyer.fill([(1, "3"), (2, "2")])
    cart = name(buyer, "лetо26").json
    assert cart["promo"]["code"] == "ЛЕТО-26"
    assert cart["version"] > before["version"]
    off = money(cart["promo"]["discounts"])
    assert off == (money(before["totals"]) / 10).quantize(Decimal("0.01"))
    assert money(cart["totals"]) == money(before["totals"]) - off
    assert sum(Decimal(line["discount"]) for line in cart["lines"]) == off
    assert buyer.ask("DELETE", "/api/v1/cart/promo").json["totals"] == before["totals"]
    assert buyer.ask("DELETE", "/api/v1/cart/promo").status_code == 200


@shows("M118")
@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"valid_to": TODAY - DAY}, "promo.not-in-force"),
        ({"valid_from": TODAY + DAY + DAY}, "promo.not-in-force"),
        ({"minimum": "99999999"}, "promo.total-not-reached"),
        ({"whom": f'{{"counterparties": ["{uuid4()}"]}}'}, "promo.not-for-client"),
        ({"kind": "amount", "currency": "KZT"}, "promo.no-rate"),
    ],
)
def test_a_refusal_is_by_name_and_the_cart_stays_as_it_was(shop: Shop, how: dict[str, Any], code: str) -> None:
    text = f"NO-{uuid4().hex[:8]}"
    made(shop, text, **how)
    buyer = shop.buyer(1)
    before = buyer.fill([(1, "1")])
    refused = name(buyer, text)
    assert (refused.status_code, refused.json["code"]) == (409, code)
    assert refused.json["remedies"]
    after = buyer.ask("GET", "/api/v1/cart").json
    assert (after["version"], after["promo"]) == (before["version"], None)


@shows("M118")
def test_guessing_is_limited(shop: Shop) -> None:
    made(shop, "ЕСТЬ")
    buyer = shop.buyer(9)
    buyer.fill([(1, "1")])
    answers = [name(buyer, "ЕСТЬ" if n % 5 == 0 else f"УГАДАЮ-{n}").status_code for n in range(NAMINGS + 3)]
    assert answers[:NAMINGS] == [200 if n % 5 == 0 else 404 for n in range(NAMINGS)]
    assert answers[NAMINGS:] == [429] * 3
    assert name(shop.buyer(8), "ЕСТЬ").status_code == 200, "another person is not held back"


@shows("M118", "M030")
def test_o2_the_parts_of_an_order_add_up_and_every_line_replays(shop: Shop) -> None:
    promo = made(shop, "СТО", "100", "amount")
    buyer = shop.buyer(2)
    shop.run("UPDATE stock SET free = 0 WHERE warehouse_id = 1 AND variant_id IN (2, 4, 6)")
    without = buyer.fill([(v, "3") for v in range(1, 8)])
    cart = name(buyer, "СТО").json
    placed = buyer.order(cart, "parts").json["orders"]
    assert len(placed) > 1
    orders = [buyer.ask("GET", f"/api/v1/orders/{order['id']}").json for order in placed]
    assert sum(Decimal(order["discount"]["amount"]) for order in orders) == 100
    assert sum(Decimal(order["order"]["total"]["amount"]) for order in orders) == money(without["totals"]) - 100
    assert {order["promo"] for order in orders if Decimal(order["discount"]["amount"])} == {"СТО"}
    assert shop.one("SELECT sum(amount) FROM promo_use WHERE promo_id = %s", promo) == 100
    for order in placed:
        told = shop.one("SELECT explanations FROM sales_order WHERE id = %s", UUID(order["id"]))
        rows = shop.rows("SELECT line, gross, amount, vat, vat_included, discount FROM order_line WHERE order_id = %s",
                         UUID(order["id"]))  # fmt: skip
        for line, gross, amount, vat, included, discount in rows:
            trail = restored(told[str(line)])
            assert replayed(trail)[1:] == (amount, gross)
            assert gross == (amount if included else amount + vat)
            assert discount == (trail[-1][8] if trail[-1][0] == "promo" else 0)
    assert buyer.ask("GET", "/api/v1/cart").json["promo"] is None, "a spent cart has no code"


@shows("M118")
def test_a_code_that_stopped_holding_stands_in_the_way_until_it_is_taken_off(shop: Shop) -> None:
    promo = made(shop, "ПОКА", minimum="100")
    buyer = shop.buyer(3)
    buyer.fill([(1, "1000")])
    assert name(buyer, "ПОКА").status_code == 200
    shop.run("UPDATE promo_code SET state = 'off' WHERE id = %s", promo)
    cart = buyer.ask("GET", "/api/v1/cart").json
    assert cart["promo"]["refusal"]["code"] == "promo.not-in-force"
    assert not cart["can_be_placed"]
    refused = buyer.order(cart, "off")
    assert refused.status_code == 409
    assert [reason["code"] for reason in refused.json["reasons"]] == ["promo.not-in-force"]
    assert buyer.order(buyer.ask("DELETE", "/api/v1/cart/promo").json, "on").status_code == 201


@shows("M118")
def test_the_cart_page_names_shows_and_refuses(shop: Shop) -> None:
    made(shop, "СТРАНИЦА", "10")
    buyer = shop.buyer(5)
    buyer.fill([(1, "3")])
    unknown = buyer.form("/cart/promo", {"code": "НЕТ ТАКОГО"})
    assert unknown.status_code == 404
    assert "Промокода «НЕТ ТАКОГО» нет." in seen(unknown.text)
    assert 'value="НЕТ ТАКОГО"' in unknown.text, "what was typed stays"
    assert buyer.form("/cart/promo", {"code": "страница"}).status_code == 303
    page = seen(buyer.ask("GET", "/cart").text)
    assert "СТРАНИЦА" in page
    assert "Скидка по промокоду" in page
    why = seen(buyer.ask("GET", "/checkout").text)
    assert "Скидка по промокоду" in why
    assert buyer.form("/cart/promo", {"remove": "1"}).status_code == 303
    assert "Скидка по промокоду" not in seen(buyer.ask("GET", "/cart").text)


@shows("M118")
def test_the_order_page_tells_the_code_and_why(shop: Shop) -> None:
    made(shop, "ЗАКАЗ", "10")
    buyer = shop.buyer(6)
    buyer.fill([(1, "3")])
    [order] = buyer.order(name(buyer, "ЗАКАЗ").json, "a page").json["orders"]
    page = seen(buyer.ask("GET", f"/orders/{order['id']}").text)
    assert "Промокод ЗАКАЗ, −10 %" in page.replace("\u00a0", " ")
    assert "Скидка по промокоду" in page


@shows("M118")
def test_a_use_that_is_given_back_may_be_taken_by_another(shop: Shop) -> None:
    """That a cancelled order gives it back is shown where 1C cancels one: tests/http/exchange/test_returned.py."""
    promo = made(shop, "ВЕРНУ", uses=1)
    buyer, other = shop.buyer(7), shop.buyer(8)
    buyer.fill([(1, "1")])
    [order] = buyer.order(name(buyer, "ВЕРНУ").json, "to cancel").json["orders"]
    other.fill([(1, "1")])
    put_on(shop, promo, named("buyer", 8))
    assert other.ask("GET", "/api/v1/cart").json["promo"]["refusal"]["code"] == "promo.used-up"
    shop.run("UPDATE promo_use SET released_at = now() WHERE order_id = %s", UUID(order["id"]))
    assert other.ask("GET", "/api/v1/cart").json["promo"]["refusal"] is None
