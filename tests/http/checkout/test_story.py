"""A credit order from two warehouses of two seller organizations, as a buyer and his seller live it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from adapters.onec.exchange.offers import outgoing
from adapters.postgres.exchange.offers import PostgresOffers
from application.exchange.values import ConnectionId
from tests.capabilities import shows
from tests.http.checkout.test_delivery import HOME, preview
from tests.http.checkout.test_remedies import BUYER, fill, place, take
from tests.http.checkout.world import FIRST, ODD, OTHER_FIRST, contract, day_off, limit, method, next_weekday
from tests.http.prices.office import staff
from tests.shop import Shop

OFFER = "INSERT INTO order_offer (order_id, connection_id) SELECT unnest(%s::uuid[]), 1 ON CONFLICT DO NOTHING"


@shows("M001", "M030", "M035", "M074", "M076", "M109", "N23", "A09")
def test_a_credit_order_in_two_warehouses_of_two_sellers(shop: Shop) -> None:
    # The seller goes on Tuesdays and Thursdays by his own lorry; one Thursday is a holiday.
    admin = staff(shop, "sales_head", None)
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    lorry = method(shop, "delivery", weekdays=[2, 4], windows=["09:00–13:00"], name="Наша машина")
    holiday = next_weekday(tomorrow, 4)
    day_off(shop, holiday)

    # The buyer keeps his yard in the book. Half of the bolts lie at the second warehouse, and so do all nuts.
    buyer = shop.buyer(BUYER)
    buyer.form("/addresses", HOME | {"name": "Двор", "contact": "Пётр"})
    (yard,) = preview(buyer)["addresses"]
    shop.run("UPDATE stock SET free = 5 WHERE variant_id = %s AND warehouse_id = 1", FIRST)
    shop.run("UPDATE stock SET free = 5 WHERE variant_id = %s AND warehouse_id = 2", FIRST)
    shop.run("UPDATE stock SET free = 0 WHERE variant_id = %s AND warehouse_id = 1", ODD)
    ask = fill(buyer, (FIRST, "10"), (OTHER_FIRST, "2"), (ODD, "100"))
    ask |= {"method": str(lorry), "address": yard["id"], "window": "09:00–13:00", "ship_on": holiday.isoformat()}

    # Before he presses he sees three orders: the first seller's from each warehouse, and the second seller's.
    told = preview(buyer, method=str(lorry), address=yard["id"])
    assert [(order["seller"], [w["id"] for w in order["warehouses"]]) for order in told["orders"]] == [
        ("Seller 1", ["1"]), ("Seller 1", ["2"]), ("Seller 2", ["2"]),
    ]  # fmt: skip
    assert sum(Decimal(order["total"]["amount"]) for order in told["orders"]) == Decimal(told["totals"][0]["amount"])

    # The holiday is refused with the next day, and his limit with the first seller with the lines that may wait.
    limit(shop, contract(BUYER, 1), "400")
    refused = place(buyer, ask).json["reasons"]
    assert [reason["code"] for reason in refused] == ["delivery.date-not-offered"]
    (day,) = refused[0]["remedies"]
    ask = take(shop, buyer, ask, day, refused[0])
    (excess,) = place(buyer, ask).json["reasons"]
    assert (excess["code"], excess["contracts"]) == ("credit.limit-exceeded", [str(contract(BUYER, 1))])
    (wait,) = [way for way in excess["remedies"] if way["action"] == "postpone_lines"]
    assert [line["variant"] for line in wait["lines"]] == [str(OTHER_FIRST)]

    # Without them the order goes; what waits is still in the cart, and nothing is reserved of it.
    later = take(shop, buyer, ask, wait, excess)
    orders = place(buyer, later).json["orders"]
    assert len(orders) == 3
    ids = [UUID(order["id"]) for order in orders]
    left = buyer.ask("GET", "/api/v1/cart").json["lines"]
    assert [line["variant"] for line in left] == [str(OTHER_FIRST)]
    reserved = "SELECT DISTINCT variant_id FROM reservation WHERE order_id = ANY(%s) ORDER BY 1"
    assert shop.rows(reserved, ids) == [(FIRST,), (ODD,)]
    (shipped,) = shop.rows("SELECT DISTINCT ship_on::text FROM sales_order WHERE id = ANY(%s)", ids)
    assert shipped == (day["date"],)

    # 1C is told where to, when and by whom in words; the book may change meanwhile.
    buyer.form(f"/addresses/{yard['id']}", HOME | {"street": "Мира, 9"})
    shop.run(OFFER, ids)
    offered = [order for order in PostgresOffers(shop.database).pending(ConnectionId(1), 100) if order.id in ids]
    assert len(offered) == 3
    for order in offered:
        words = dict(outgoing(order, ZoneInfo("Europe/Moscow")).requisites)
        assert (words["Способ доставки"], words["Время доставки"]) == ("Наша машина", "09:00–13:00")
        assert words["Адрес доставки"] == "Екатеринбург, Ленина, 5"
        assert words["Контакт для доставки"] == "Пётр, +73433456789"

    # The seller raises the limit; one press then orders what waited, by the same lorry to the same yard.
    limit(shop, contract(BUYER, 1), "100000")
    cart = buyer.ask("GET", "/api/v1/cart").json
    sums = ";".join(f"{sum_['amount']} {sum_['currency']}" for sum_ in cart["totals"])
    press = {"express": "1", "key": "rest", "version": str(cart["version"]), "total": sums}
    rest = buyer.form("/checkout", press)
    assert rest.status_code == 303, rest.text
    last = UUID(rest.headers["location"].partition("=")[2])
    kept = shop.rows("SELECT method_name, address FROM order_delivery WHERE order_id = %s", last)
    assert kept == [("Наша машина", "Екатеринбург, Мира, 9")]
    assert admin.client.simulate_get(f"/manage/orders/{last}", cookies=admin.cookies).status_code == 200
