"""Delivery: only what the calendar, the cut-off and the route allow is offered, and placing checks it again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.checkout.test_remedies import BUYER, fill, place
from tests.http.checkout.world import FIRST, ODD, OTHER_FIRST, PRICING, day_off, method, next_weekday
from tests.http.prices.office import staff
from tests.shop import Shop, Visitor

TODAY = datetime.now(UTC).date()
LINE = """
INSERT INTO property (id, connection_id, erp_id, name) OVERRIDING SYSTEM VALUE VALUES (900, 1, 'line', 'Линия')
ON CONFLICT DO NOTHING
"""
NORTH = "INSERT INTO delivery_route (id, name, weekdays, cut_off) VALUES (%s, 'Север', '{2,4}', '23:59:59')"
HOME = {"city": "Екатеринбург", "street": "Ленина, 5", "phone": "8 (343) 345-67-89"}


def preview(buyer: Visitor, **chosen: Any) -> dict[str, Any]:
    answer = buyer.ask("POST", "/api/v1/checkout", chosen)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


def address(shop: Shop, buyer: Visitor, **more: str) -> UUID:
    assert buyer.form("/addresses", HOME | more).status_code == 303
    return UUID(str(shop.one("SELECT id FROM delivery_address ORDER BY id DESC LIMIT 1")))


@shows("M074", "N23")
def test_an_address_on_a_route_has_the_days_of_the_route(shop: Shop) -> None:
    buyer = shop.buyer(BUYER)
    fill(buyer, (FIRST, "2"))
    daily = method(shop, "delivery", windows=["09:00–13:00"])
    home = address(shop, buyer)
    route = uuid4()
    shop.run(NORTH, route)
    shop.run("UPDATE delivery_address SET route_id = %s", route)
    holiday = next_weekday(TODAY + timedelta(days=1), 4)
    day_off(shop, holiday)

    told = preview(buyer, method=str(daily), address=str(home))
    days = [date.fromisoformat(day) for day in told["dates"]]
    assert days and {day.isoweekday() for day in days} <= {2, 4} and holiday not in days
    assert told["windows"] == ["09:00–13:00"]

    ask = {**fill(buyer, (FIRST, "2")), "method": str(daily), "address": str(home)}
    refused = place(buyer, {**ask, "ship_on": holiday.isoformat()}).json["reasons"][0]
    assert (refused["code"], refused["why"]) == ("delivery.date-not-offered", "day-off")
    assert date.fromisoformat(refused["next"]) in days
    order = place(buyer, {**ask, "ship_on": days[-1].isoformat(), "window": "09:00–13:00"}).json["orders"][0]
    assert shop.rows(
        "SELECT o.ship_on, d.address, d.time_window, d.contact FROM sales_order o JOIN order_delivery d"
        " ON d.order_id = o.id WHERE o.id = %s", UUID(order["id"])
    ) == [(days[-1], "Екатеринбург, Ленина, 5", "09:00–13:00", "+73433456789")]  # fmt: skip


@shows("N23")
def test_after_the_cut_off_the_day_is_gone(shop: Shop) -> None:
    buyer = shop.buyer(BUYER)
    fill(buyer, (FIRST, "2"))
    shop.run("INSERT INTO ordering_settings (id, weekdays) VALUES (1, '{1,2,3,4,5,6,7}')")
    open_late, closed = method(shop, "pickup"), method(shop, "pickup", cut_off="00:00")
    first = [date.fromisoformat(preview(buyer, method=str(one))["dates"][0]) for one in (open_late, closed)]
    assert first[1] - first[0] == timedelta(days=1)
    ask = {**fill(buyer, (FIRST, "2")), "method": str(closed), "ship_on": first[0].isoformat()}
    assert place(buyer, ask).json["reasons"][0]["why"] == "cut-off"


@shows("M035")
def test_an_archived_address_is_offered_no_more_and_its_orders_keep_it(shop: Shop) -> None:
    buyer = shop.buyer(BUYER)
    own = method(shop, "delivery")
    home = address(shop, buyer, name="Цех")
    ask = {**fill(buyer, (FIRST, "2")), "method": str(own), "address": str(home)}
    order = place(buyer, ask).json["orders"][0]["id"]
    assert buyer.form(f"/addresses/{home}", {"do": "archive"}).status_code == 303
    assert [one["id"] for one in preview(buyer)["addresses"]] == []
    assert place(buyer, {**ask, **fill(buyer, (FIRST, "1"))}).status_code == 404
    page = buyer.client.simulate_get(f"/orders/{order}", cookies=buyer.cookies).text
    assert "Екатеринбург, Ленина, 5" in page
    assert buyer.form(f"/addresses/{home}", {"do": "return"}).status_code == 303
    assert place(buyer, {**ask, **fill(buyer, (FIRST, "1"))}).status_code == 201


@shows("M035")
@pytest.mark.parametrize(
    ("field", "typed"), [("city", ""), ("street", "Ленина"), ("postcode", "12"), ("phone", "12345"), ("name", "я" * 90)]
)
def test_a_bad_address_comes_back_with_its_fault(shop: Shop, field: str, typed: str) -> None:
    buyer = shop.buyer(BUYER)
    answer = buyer.form("/addresses", HOME | {field: typed})
    assert answer.status_code == 422
    assert f'id="f-{field}"' in answer.text and 'class="fault"' in answer.text
    assert shop.one("SELECT count(*) FROM delivery_address") == 0


@shows("M035")
def test_addresses_are_of_one_company(shop: Shop) -> None:
    mine, stranger = shop.buyer(BUYER), shop.buyer(BUYER + 1)
    own = method(shop, "delivery")
    home = address(shop, mine)
    fill(mine, (FIRST, "1"))
    assert [one["id"] for one in preview(mine)["addresses"]] == [str(home)]
    fill(stranger, (FIRST, "1"))
    assert preview(stranger)["addresses"] == []
    ask = {**fill(stranger, (FIRST, "1")), "method": str(own), "address": str(home)}
    assert place(stranger, ask).status_code == 404
    assert stranger.form(f"/addresses/{home}", HOME).status_code == 404
    assert stranger.form(f"/addresses/{home}", {"do": "archive"}).status_code == 404


@shows("M110", "M109")
def test_a_warehouse_to_come_to_is_offered_with_what_it_has_and_gives_all(shop: Shop) -> None:
    buyer = shop.buyer(BUYER)
    method(shop, "pickup")
    shop.run("UPDATE stock SET free = 0 WHERE variant_id = %s AND warehouse_id = 1", FIRST)
    fill(buyer, (FIRST, "5"), (OTHER_FIRST, "2"))
    told = preview(buyer)
    assert [(p["warehouse"]["id"], p["whole"], p["lines"]) for p in told["pickups"]] == [("1", 1, 2), ("2", 2, 2)]
    assert len(told["orders"]) == 2
    second = preview(buyer, pickup="2")
    assert [order["warehouses"][0]["id"] for order in second["orders"]] == ["2"]
    cart = buyer.ask("GET", "/api/v1/cart").json
    ask = {"cart_version": cart["version"], "total_seen": second["totals"], "pickup": "2"}
    (order,) = place(buyer, ask).json["orders"]
    assert shop.rows("SELECT DISTINCT warehouse_id FROM order_line WHERE order_id = %s", UUID(order["id"])) == [(2,)]


@shows("M076", "M030", "M109")
@pytest.mark.parametrize(("criteria", "orders"), [("{}", 2), ("{warehouse}", 3), ("{warehouse,property}", 4)])
def test_a_cart_is_split_as_the_seller_says_and_costs_the_same(shop: Shop, criteria: str, orders: int) -> None:
    """Goods of two sellers from two warehouses; two of them differ by a property."""
    buyer = shop.buyer(BUYER)
    shop.run(LINE)
    shop.run('UPDATE product SET properties = \'{"900": ["A"]}\' WHERE id = %s', OTHER_FIRST)
    shop.run("UPDATE stock SET free = 0 WHERE variant_id IN (%s, 6) AND warehouse_id = 1", ODD)
    fill(buyer, (FIRST, "3"), (OTHER_FIRST, "1"), (6, "7"), (ODD, "100"))
    usual = preview(buyer)
    shop.run("INSERT INTO ordering_settings (id, criteria, property_id) VALUES (1, %s::text[], 900)", criteria)
    shop.run(PRICING)
    told = preview(buyer)
    assert (len(told["orders"]), told["totals"]) == (orders, usual["totals"])
    cart = buyer.ask("GET", "/api/v1/cart").json
    placed = place(buyer, {"cart_version": cart["version"], "total_seen": cart["totals"]}).json["orders"]
    assert [order["total"] for order in placed] == [order["total"] for order in told["orders"]]
    held = shop.one(
        "SELECT count(*) FROM reservation r JOIN order_line l USING (order_id, line)"
        " WHERE r.state = 'active' AND l.warehouse_id = r.warehouse_id AND order_id = ANY(%s)",
        [UUID(order["id"]) for order in placed],
    )
    assert held == 4, "each line is reserved where its share comes from, however the orders are split"


@shows("M079")
def test_one_press_from_the_cart_orders_with_the_usual_delivery(shop: Shop) -> None:
    buyer = shop.buyer(BUYER)
    method(shop, "carrier", minimum="1000000")
    own = method(shop, "delivery")
    home = address(shop, buyer)
    usual = {**fill(buyer, (FIRST, "2")), "method": str(own), "address": str(home)}
    assert place(buyer, usual).status_code == 201

    ask = fill(buyer, (FIRST, "3"))
    press = {
        "express": "1", "key": str(uuid4()), "version": str(ask["cart_version"]),
        "total": ";".join(f"{sum_['amount']} {sum_['currency']}" for sum_ in ask["total_seen"]),
    }  # fmt: skip
    page = buyer.client.simulate_get("/cart", cookies=buyer.cookies).text
    assert 'name="express"' in page and f'value="{press["total"]}"' in page
    first, again = buyer.form("/checkout", press), buyer.form("/checkout", press)
    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    order = UUID(first.headers["location"].partition("=")[2])
    assert shop.rows("SELECT method_id, address_id FROM order_delivery WHERE order_id = %s", order) == [(own, home)]

    ask = fill(buyer, (FIRST, "3"))
    shop.run("UPDATE stock SET free = 1 WHERE variant_id = %s", FIRST)
    refused = buyer.form("/checkout", press | {"key": str(uuid4()), "version": str(ask["cart_version"])})
    assert refused.status_code == 409 and 'name="set"' in refused.text


@shows("A09")
def test_a_way_out_on_the_page_mends_the_cart_and_keeps_what_was_typed(shop: Shop) -> None:
    buyer = shop.buyer(BUYER)
    pickup = method(shop, "pickup")
    ask = fill(buyer, (FIRST, "20"), (OTHER_FIRST, "1"))
    shop.run("UPDATE stock SET free = 7 WHERE variant_id = %s", FIRST)
    typed = {"method": str(pickup), "comment": "Разгрузка с 9 до 12", "key": "k", "version": str(ask["cart_version"])}
    page = buyer.form("/checkout", typed | {"set": f"{FIRST}-0=7"})
    assert page.status_code == 200 and "Разгрузка с 9 до 12" in page.text
    lines = buyer.ask("GET", "/api/v1/cart").json["lines"]
    assert [line["quantity"] for line in lines] == ["7.000", "1.000"]
    later = buyer.form("/checkout", typed | {"postpone": f"{OTHER_FIRST}-0"})
    assert f'name="later" value="{OTHER_FIRST}-0"' in later.text and "Разгрузка с 9 до 12" in later.text
    assert len(buyer.ask("GET", "/api/v1/cart").json["lines"]) == 2


@shows("M074")
def test_another_company_of_the_holding_may_pay_and_a_stranger_may_not(shop: Shop) -> None:
    buyer = shop.buyer(BUYER)
    sister, stranger = named("counterparty", BUYER + 4), named("counterparty", BUYER + 1)
    shop.run(
        "INSERT INTO membership (id, user_id, counterparty_id, role) VALUES (%s, %s, %s, 'buyer')",
        uuid4(), named("buyer", BUYER), sister,
    )  # fmt: skip
    fill(buyer, (FIRST, "1"))
    assert str(sister) in {one["id"] for one in preview(buyer)["payers"]}
    assert place(buyer, {**fill(buyer, (FIRST, "1")), "payer": str(stranger)}).status_code == 404
    order = place(buyer, {**fill(buyer, (FIRST, "1")), "payer": str(sister)}).json["orders"][0]["id"]
    assert shop.one("SELECT payer_id FROM order_delivery WHERE order_id = %s", UUID(order)) == sister


@shows("M074")
def test_the_seller_sets_delivery_up_by_a_page_and_the_audit_keeps_who(shop: Shop) -> None:
    admin = staff(shop, "administrator", None)
    good = {"name": "Свой транспорт", "kind": "delivery", "day2": "1", "cut_off": "15:30", "lead_days": "1",
            "windows": "9:00-13:00, 13:00–18:00", "minimum": "10 000", "position": "0", "is_on": "1"}  # fmt: skip
    bad = admin.form("/manage/delivery/methods/new", good | {"windows": "вечером", "minimum": "-5"})
    assert bad.status_code == 422 and bad.text.count('class="fault"') == 2 and "вечером" in bad.text
    assert admin.form("/manage/delivery/methods/new", good).status_code == 303
    assert shop.rows("SELECT name, weekdays, cut_off::text, windows, minimum::text FROM delivery_method") == [
        ("Свой транспорт", [2], "15:30:00", ["09:00–13:00", "13:00–18:00"], "10000.00")
    ]
    assert admin.form("/manage/delivery", {"do": "day", "day": "2027-01-04", "works": "0"}).status_code == 303
    settings = {"do": "settings", "day1": "1", "day6": "1", "horizon": "14", "criterion1": "availability"}
    assert admin.form("/manage/delivery", settings).status_code == 303
    assert shop.rows("SELECT weekdays, horizon, criteria FROM ordering_settings") == [([1, 6], 14, ["availability"])]
    page = admin.client.simulate_get("/manage/delivery", cookies=admin.cookies)
    assert page.status_code == 200 and "Свой транспорт" in page.text
    deeds = shop.rows("SELECT action FROM audit_log WHERE action LIKE 'delivery.%%' ORDER BY id")
    assert [deed for (deed,) in deeds][-3:] == ["delivery.method", "delivery.day", "delivery.settings"]
    assert shop.buyer(BUYER).form("/manage/delivery", settings).status_code == 403
    assert staff(shop, "manager", None).form("/manage/delivery", settings).status_code == 403
