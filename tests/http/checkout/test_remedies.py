"""A refusal tells the way out, and the way out does pass: each is taken through the door, and the order goes (A09)."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.checkout.world import (
    FIRST,
    ODD,
    OTHER_FIRST,
    contract,
    day_off,
    limit,
    method,
    next_weekday,
    overdue,
    paid,
    restore,
    told,
)
from tests.shop import Shop, Visitor

Ask = dict[str, Any]
TODAY = datetime.now(UTC).date()
BUYER = 1  # of a company with a limit of its own and of each contract


def fill(buyer: Visitor, *lines: tuple[int, str]) -> Ask:
    """What POST /orders is to confirm of a cart with these lines."""
    cart = buyer.fill(lines)
    return {"cart_version": cart["version"], "total_seen": cart["totals"]}


def two_sellers(shop: Shop, buyer: Visitor) -> Ask:
    """One line under each contract: the odd good lies at the second seller's warehouse alone."""
    shop.run("UPDATE stock SET free = 0 WHERE variant_id = %s AND warehouse_id = 1", ODD)
    return fill(buyer, (FIRST, "3"), (ODD, "100"))


def over_the_limit(shop: Shop, buyer: Visitor) -> Ask:
    limit(shop, contract(BUYER, 1), "100")
    return fill(buyer, (FIRST, "1"), (OTHER_FIRST, "2"), (6, "3"))


def over_one_of_two_contracts(shop: Shop, buyer: Visitor) -> Ask:
    limit(shop, contract(BUYER, 2), "1")
    return two_sellers(shop, buyer)


def over_the_companys_limit(shop: Shop, buyer: Visitor) -> Ask:
    limit(shop, named("counterparty", BUYER), "45")
    return two_sellers(shop, buyer)


def late_with_a_payment(shop: Shop, buyer: Visitor) -> Ask:
    overdue(shop, contract(BUYER, 2))
    return two_sellers(shop, buyer)


def over_the_stock(shop: Shop, buyer: Visitor) -> Ask:
    shop.run("UPDATE stock SET free = 7 WHERE variant_id = %s", FIRST)
    return fill(buyer, (FIRST, "20"), (OTHER_FIRST, "1"))


def none_left(shop: Shop, buyer: Visitor) -> Ask:
    shop.run("UPDATE stock SET free = 0 WHERE variant_id = %s", FIRST)
    return fill(buyer, (FIRST, "20"), (OTHER_FIRST, "1"))


def off_the_multiple(shop: Shop, buyer: Visitor) -> Ask:
    ask = fill(buyer, (FIRST, "7"), (OTHER_FIRST, "1"))
    told(shop, "UPDATE product SET multiple = 5 WHERE id = %s", FIRST)
    return ask


def under_the_minimum(shop: Shop, buyer: Visitor) -> Ask:
    ask = fill(buyer, (FIRST, "2"), (OTHER_FIRST, "1"))
    told(shop, "UPDATE product SET minimum = 5 WHERE id = %s", FIRST)
    return ask


def withdrawn(shop: Shop, buyer: Visitor) -> Ask:
    fill(buyer, (FIRST, "2"), (OTHER_FIRST, "1"))
    told(shop, "UPDATE product SET deleted = true WHERE id = %s", FIRST)
    cart = buyer.ask("GET", "/api/v1/cart").json
    return {"cart_version": cart["version"], "total_seen": cart["totals"]}


def dearer_meanwhile(shop: Shop, buyer: Visitor) -> Ask:
    ask = fill(buyer, (FIRST, "2"))
    shop.run("UPDATE price SET amount = amount + 1 WHERE variant_id = %s", FIRST)
    shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")
    return ask


def contract_ended(shop: Shop, buyer: Visitor) -> Ask:
    two_sellers(shop, buyer)
    shop.run("UPDATE contract SET valid_to = current_date - 2 WHERE id = %s", contract(BUYER, 2))
    cart = buyer.ask("GET", "/api/v1/cart").json
    return {"cart_version": cart["version"], "total_seen": cart["totals"]}


def pickup_closed(shop: Shop, buyer: Visitor) -> Ask:
    ask = fill(buyer, (FIRST, "2"))
    shop.run("UPDATE warehouse SET deleted = true WHERE id = 2")
    return {**ask, "pickup": "2"}


def changed_in_another_tab(shop: Shop, buyer: Visitor) -> Ask:
    ask = fill(buyer, (FIRST, "2"))
    fill(buyer, (OTHER_FIRST, "1"))
    return ask


def on_a_holiday(shop: Shop, buyer: Visitor) -> Ask:
    monday = next_weekday(TODAY, 1)
    day_off(shop, monday)
    return {**fill(buyer, (FIRST, "2")), "method": str(method(shop, "pickup")), "ship_on": monday.isoformat()}


def off_the_route(shop: Shop, buyer: Visitor) -> Ask:
    tuesdays = method(shop, "pickup", weekdays=[2])
    return {**fill(buyer, (FIRST, "2")), "method": str(tuesdays), "ship_on": next_weekday(TODAY, 4).isoformat()}


def in_the_past(shop: Shop, buyer: Visitor) -> Ask:
    return {**fill(buyer, (FIRST, "2")), "ship_on": "2026-01-12"}


def at_wrong_hours(shop: Shop, buyer: Visitor) -> Ask:
    mornings = method(shop, "pickup", windows=["09:00–13:00"])
    return {**fill(buyer, (FIRST, "2")), "method": str(mornings), "window": "20:00–21:00"}


def too_little_to_deliver(shop: Shop, buyer: Visitor) -> Ask:
    large = method(shop, "carrier", minimum="1000")
    method(shop, "pickup")
    shop.run("UPDATE counterparty SET address = 'Пермь, Ленина, 1'")
    return {**fill(buyer, (FIRST, "2")), "method": str(large)}


def take(shop: Shop, buyer: Visitor, ask: Ask, remedy: Ask, reason: Ask) -> Ask:
    """What the person or the program does that reads the remedy; the answer is what is asked next."""
    lines = [{"operation": "remove", **line} for line in remedy.get("lines", ())]
    match remedy["action"]:
        case "postpone_lines":
            preview = buyer.ask("POST", "/api/v1/checkout", {"postponed": remedy["lines"]}).json
            return {**ask, "postponed": remedy["lines"], "total_seen": preview["totals"]}
        case "remove_line":
            lines = [{"variant": remedy["variant"], "packaging": remedy["packaging"], "operation": "remove"}]
        case "set_quantity":
            lines = [{name: remedy[name] for name in ("variant", "packaging", "quantity")}]
        case "pay" if reason["code"] == "credit.overdue":
            shop.run("DELETE FROM overdue_document WHERE document = ANY(%s)", remedy["documents"])
        case "pay":
            owner = named("counterparty", BUYER) if reason["level"] == "counterparty" else reason["contracts"][0]
            paid(shop, owner, remedy["amount"])
        case "confirm_total":
            return {**ask, "total_seen": remedy["total_seen"]}
        case "set_date":
            return {**ask, "ship_on": remedy["date"]}
        case "set_window":
            return {**ask, "window": remedy["window"]}
        case "set_method":
            return {**ask, "method": remedy["method"]}
        case "set_pickup":
            return {**ask, "pickup": remedy["pickup"]}
        case "add_lines":
            price = Decimal("33.33")
            lines = [
                {"variant": str(FIRST), "quantity": str(int(Decimal(remedy["amount"]) / price) + 1), "operation": "add"}
            ]
        case "remove_lines" | "reload":
            pass
        case other:
            raise AssertionError(f"nobody here knows how to {other}")
    if lines:
        assert buyer.ask("POST", "/api/v1/cart/lines", {"lines": lines}).status_code == 200
    cart = buyer.ask("GET", "/api/v1/cart").json
    return {**ask, "cart_version": cart["version"], "total_seen": cart["totals"]}


def place(buyer: Visitor, ask: Ask) -> Any:
    return buyer.ask("POST", "/api/v1/orders", ask, Idempotency_Key=str(uuid4()))


CASES: list[tuple[Callable[[Shop, Visitor], Ask], str, set[str]]] = [
    (over_the_limit, "credit.limit-exceeded", {"pay", "postpone_lines", "remove_lines"}),
    (over_one_of_two_contracts, "credit.limit-exceeded", {"pay", "postpone_lines", "remove_lines"}),
    (over_the_companys_limit, "credit.limit-exceeded", {"pay", "postpone_lines", "remove_lines"}),
    (late_with_a_payment, "credit.overdue", {"pay", "postpone_lines", "remove_lines"}),
    (over_the_stock, "stock.not-enough", {"set_quantity", "remove_line"}),
    (none_left, "stock.not-enough", {"remove_line"}),
    (off_the_multiple, "quantity.off-multiple", {"set_quantity"}),
    (under_the_minimum, "quantity.off-multiple", {"set_quantity", "remove_line"}),
    (withdrawn, "goods.not-sellable", {"remove_line"}),
    (dearer_meanwhile, "order.total-changed", {"confirm_total"}),
    (contract_ended, "contract.none-in-force", {"postpone_lines", "remove_lines"}),
    (pickup_closed, "warehouse.closed", {"set_pickup"}),
    (changed_in_another_tab, "cart.changed", {"reload"}),
    (on_a_holiday, "delivery.date-not-offered", {"set_date"}),
    (off_the_route, "delivery.date-not-offered", {"set_date"}),
    (in_the_past, "order.date-in-past", {"set_date"}),
    (at_wrong_hours, "delivery.window-not-offered", {"set_window"}),
    (too_little_to_deliver, "delivery.minimum-not-reached", {"set_method", "add_lines"}),
]
# What only a person can do, and not by an order: it may stand beside, and is not counted on.
BESIDE = {"contact_manager", "switch_context"}


@shows("A09", "M043", "M074")
@pytest.mark.parametrize(("arranged", "code", "actions"), CASES, ids=[case[0].__name__ for case in CASES])
def test_every_way_out_of_a_refusal_does_pass(
    shop: Shop, arranged: Callable[[Shop, Visitor], Ask], code: str, actions: set[str]
) -> None:
    reason = refused(shop, arranged)
    assert reason["code"] == code
    assert reason["detail"] and reason["title"]
    ways = [way for way in reason["remedies"] if way["action"] not in BESIDE]
    assert {way["action"] for way in ways} == actions
    assert all(way["text"] for way in ways)
    for number in range(len(ways)):
        restore(shop)
        again = refused(shop, arranged)
        way = [way for way in again["remedies"] if way["action"] not in BESIDE][number]
        buyer = shop.buyer(BUYER)
        answer = place(buyer, take(shop, buyer, again["ask"], way, again))
        assert answer.status_code == 201, (way, answer.text)


def refused(shop: Shop, arranged: Callable[[Shop, Visitor], Ask]) -> dict[str, Any]:
    """The one reason that stands in the way, with what was asked; a refusal leaves nothing behind."""
    buyer = shop.buyer(BUYER)
    ask = arranged(shop, buyer)
    orders = shop.one("SELECT count(*) FROM sales_order")
    answer = place(buyer, ask)
    assert answer.status_code in (409, 422), answer.text
    assert shop.one("SELECT count(*) FROM sales_order") == orders
    found: dict[str, Any] = answer.json
    reasons = found.get("reasons", [found])
    assert len(reasons) == 1, [reason["code"] for reason in reasons]
    reason = reasons[0]
    return {**reason, "ask": ask}


@shows("A09")
def test_several_lines_are_left_for_later_at_once_and_stay_in_the_cart(shop: Shop) -> None:
    shop.run("UPDATE stock SET free = 0 WHERE variant_id IN (2, 6)")
    buyer = shop.buyer(BUYER)
    ask = fill(buyer, (2, "1"), (OTHER_FIRST, "2"), (6, "3"))
    answer = place(buyer, ask).json
    assert {reason["code"] for reason in answer["reasons"]} == {"stock.not-enough"}
    (later,) = [way for way in answer["remedies"] if way["action"] == "postpone_lines"]
    assert {line["variant"] for line in later["lines"]} == {"2", "6"}
    assert place(buyer, take(shop, buyer, ask, later, answer)).status_code == 201
    left = buyer.ask("GET", "/api/v1/cart").json["lines"]
    assert [(line["variant"], line["quantity"]) for line in left] == [("2", "1.000"), ("6", "3.000")]


@shows("N01")
def test_a_key_with_another_choice_is_refused_and_with_the_same_is_that_order(shop: Shop) -> None:
    buyer, key = shop.buyer(BUYER), str(uuid4())
    ask = fill(buyer, (FIRST, "2"))
    first = buyer.ask("POST", "/api/v1/orders", ask, Idempotency_Key=key)
    again = buyer.ask("POST", "/api/v1/orders", ask, Idempotency_Key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["orders"] == again.json["orders"]
    for other in ({"comment": "другое"}, {"pickup": "1"}, {"method": str(uuid4())}, {"window": "9-13"}):
        refused = buyer.ask("POST", "/api/v1/orders", {**ask, **other}, Idempotency_Key=key)
        assert (refused.status_code, refused.json["code"]) == (422, "idempotency.key-reused")


@pytest.mark.parametrize("typed", ["-1", "1.123456789", "1000000000000", "1e3", "NaN", "0", ""])
def test_a_quantity_that_is_none_changes_nothing(shop: Shop, typed: str) -> None:
    buyer = shop.buyer(BUYER)
    before = buyer.fill([(FIRST, "2")])
    row = {"variant": str(FIRST), "quantity": typed}
    outcome = buyer.ask("POST", "/api/v1/cart/lines", {"lines": [row]}).json["outcomes"][0]
    assert outcome["refusal"]["code"] == "quantity.invalid"
    assert buyer.ask("GET", "/api/v1/cart").json["totals"] == before["totals"]


def test_a_person_who_was_disabled_places_nothing(shop: Shop) -> None:
    buyer = shop.buyer(BUYER)
    ask = fill(buyer, (FIRST, "2"))
    shop.run("UPDATE app_user SET disabled = true WHERE id = %s", named("buyer", BUYER))
    assert place(buyer, ask).status_code == 401
