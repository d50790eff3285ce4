"""What the ERP's figures contain of our holds: by line, by number, by time; each unit ends once (S2)."""

from decimal import Decimal
from typing import Any

import pytest

from adapters.postgres.exchange.connections import PostgresConnections
from adapters.postgres.reserves.clockwork import PostgresClockwork
from application.reserves.keep import ExpireReserves
from tests.capabilities import shows
from tests.http.exchange.books import balance, books, order_message, packet, placed, stock
from tests.http.exchange.files import document, orders
from tests.http.exchange.portal import Portal

pytestmark = shows("M048")

LATER = "2026-03-05T16:00:00+03:00"


@pytest.fixture
def one(exchange: Portal) -> Portal:
    books(exchange)
    placed(exchange)
    return exchange


def left(exchange: Portal) -> Decimal:
    return Decimal(exchange.one("SELECT uncontained FROM reservation"))


def exposed(exchange: Portal) -> tuple[Any, ...]:
    return exchange.rows("SELECT state, uncontained FROM credit_hold")[0]


def accepted(exchange: Portal, at: str = "2026-03-05T15:00:00", **facts: str) -> None:
    told = document("B000001", **{"Номер_по_1С": "УТ-1", **facts})
    assert exchange.login("sale").load("orders.xml", orders(told, at=at)) == "success"


def test_acknowledgement_alone_contains_nothing(one: Portal) -> None:
    caller = one.login("sale")
    caller.ask("query")
    caller.ask("success")
    one.packet(packet(3, stock(50, "90", as_of=LATER), balance(51, as_of=LATER, includes_unshipped=True)))

    assert left(one) == 10
    assert exposed(one) == ("open", 1000)


def test_a_snapshot_after_the_acceptance_contains_the_reservation(one: Portal) -> None:
    accepted(one)
    assert left(one) == 10

    one.packet(packet(3, stock(50, "90", as_of="2026-03-05T15:01:00+03:00")))
    assert left(one) == 10, "within the margin nothing is sure"

    one.packet(packet(4, stock(51, "90", as_of=LATER)))
    assert left(one) == 0
    assert one.rows("SELECT state, closed_at FROM reservation") == [("active", None)]


def test_a_snapshot_between_delivery_and_the_number_contains_the_reservation(one: Portal) -> None:
    caller = one.login("sale")
    caller.ask("query")
    caller.ask("success")
    one.run("UPDATE order_offer SET delivered_at = '2026-03-05T10:00:00Z'")
    one.packet(packet(3, stock(50, "90", as_of="2026-03-05T14:00:00+03:00")))
    assert left(one) == 10

    accepted(one, at="2026-03-05T15:00:00")
    assert left(one) == 0


def test_by_numbers_time_is_not_asked(one: Portal) -> None:
    one.packet(packet(3, order_message(60)))
    one.packet(packet(4, stock(61, "90", as_of="2026-03-05T14:00:01+03:00")))

    assert left(one) == 0


def test_by_line_only_what_the_erp_reserved_is_contained(one: Portal) -> None:
    one.packet(packet(3, order_message(60, lines=[{"line": 1, "reserved": 4}])))
    one.packet(packet(4, stock(61, "96")))

    assert left(one) == 6


def test_what_the_erp_told_by_line_outweighs_its_setting(one: Portal) -> None:
    one.packet(packet(3, order_message(60, lines=[{"line": 1, "reserved": 4}])))
    one.packet(packet(4, stock(61, "96")))
    accepted(one, at="2026-03-05T17:00:00")
    one.packet(packet(5, stock(62, "96", as_of="2026-03-05T18:00:00+03:00")))

    assert left(one) == 6, "its file says that it has the order, not that it reserved the rest"


def test_what_the_erp_lets_go_of_is_subtracted_again(one: Portal) -> None:
    one.packet(packet(3, order_message(60, lines=[{"line": 1, "reserved": 10}])))
    one.packet(packet(4, stock(61, "90")))
    assert left(one) == 0

    one.packet(packet(5, order_message(62, lines=[{"line": 1, "reserved": 3}]), stock(63, "97")))
    assert left(one) == 7, "the order goes on wanting what its snapshot now gives to everybody"


def test_a_snapshot_that_was_here_before_the_order_contains_nothing_of_it(exchange: Portal) -> None:
    """Its clock runs an hour ahead."""
    books(exchange)
    exchange.packet(packet(3, stock(20, "100", as_of="2026-03-05T20:00:00+03:00")))
    placed(exchange)
    accepted(exchange)
    assert left(exchange) == 10

    exchange.packet(packet(4, stock(21, "90", as_of="2026-03-05T20:00:01+03:00")))
    assert left(exchange) == 0


@pytest.mark.parametrize("options", [{"erp_reserves_at": "status"}])
def test_a_shipment_in_part_does_not_say_that_the_rest_is_reserved(one: Portal) -> None:
    one.packet(packet(3, order_message(60, lines=[{"line": 1, "shipped": 4}]), stock(61, "96")))

    assert left(one) == 6


def test_what_was_contained_stays_so_and_a_shipment_ends_it_once(one: Portal) -> None:
    accepted(one)
    one.packet(packet(3, stock(50, "90", as_of=LATER)))
    for hour in (17, 18):
        accepted(one, at=f"2026-03-05T{hour}:00:00", Отгружен="true")

    assert left(one) == 0
    assert one.rows("SELECT state FROM reservation") == [("shipped",)]
    assert one.one("SELECT count(*) FROM order_event WHERE kind = 'reservation'") == 1


@pytest.mark.parametrize("options", [{"erp_reserves_at": "status"}])
def test_a_base_that_reserves_at_a_status(one: Portal) -> None:
    accepted(one, Статус_заказа="Подтвержден")
    one.packet(packet(3, stock(50, "100", as_of=LATER)))
    assert left(one) == 10

    accepted(one, at="2026-03-05T17:00:00", Статус_заказа="В сборке")
    one.packet(packet(4, stock(51, "90", as_of="2026-03-05T18:00:00+03:00")))
    assert left(one) == 0


@pytest.mark.parametrize("options", [{"erp_reserves_at": "never"}])
def test_a_base_that_never_reserves_contains_shipments_alone(one: Portal) -> None:
    accepted(one, Статус_заказа="В сборке")
    one.packet(packet(3, stock(50, "100", as_of=LATER)))
    assert left(one) == 10

    accepted(one, at="2026-03-05T17:00:00", Отгружен="true")
    assert left(one) == 10, "what was shipped stays subtracted until a snapshot contains the shipment"
    one.packet(packet(4, stock(51, "90", as_of="2026-03-05T18:00:00+03:00")))
    assert left(one) == 0


def test_a_cancelled_order_is_subtracted_no_more(one: Portal) -> None:
    accepted(one, Отменен="true")
    one.packet(packet(3, stock(50, "100")))

    assert left(one) == 0
    assert one.rows("SELECT state FROM reservation") == [("released",)]


def test_a_snapshot_that_breaks_the_promise_makes_the_newest_short_once(exchange: Portal) -> None:
    books(exchange)
    placed(exchange, "B000001", ("p1", "10"))
    placed(exchange, "B000002", ("p1", "20"))

    for number, free in enumerate(("15", "14"), 3):
        exchange.packet(packet(number, stock(50 + number, free)))

    rows = exchange.rows(
        "SELECT o.number, e.facts ->> 'free' FROM order_event e JOIN sales_order o ON o.id = e.order_id"
        " WHERE kind = 'reservation.short'"
    )
    assert rows == [("B000002", "15.000")]


def test_a_balance_that_names_the_order_contains_its_credit(one: Portal) -> None:
    one.packet(packet(3, balance(50, debt="1000.00", orders=["B000001"])))

    assert exposed(one) == ("contained", 0)


def test_a_balance_with_unshipped_orders_contains_what_was_accepted_before(one: Portal) -> None:
    accepted(one)
    one.packet(packet(3, balance(50, debt="1000.00", includes_unshipped=True, as_of="2026-03-05T14:30:00+03:00")))
    assert exposed(one) == ("open", 1000)

    one.packet(packet(4, balance(51, debt="1000.00", includes_unshipped=True, as_of=LATER)))
    assert exposed(one) == ("contained", 0)


def test_a_plain_balance_contains_shipments_alone(one: Portal) -> None:
    half = order_message(60, lines=[{"line": 1, "shipped": 4}], shipments=[{"number": "1", "amount": "400.00"}])
    one.packet(packet(3, half, balance(61, debt="400.00")))
    assert exposed(one) == ("open", 600)

    rest = order_message(62, lines=[{"line": 1, "shipped": 10}], shipments=[{"number": "1", "amount": "1000.00"}])
    one.packet(packet(4, rest))
    assert exposed(one) == ("open", 600)
    one.packet(packet(5, balance(63, debt="1000.00")))
    assert exposed(one) == ("contained", 0)


def test_every_owner_with_a_balance_must_contain_it(one: Portal) -> None:
    own = balance(51, debt="1000.00", orders=["B000001"])
    one.packet(packet(3, balance(50, "k1", "counterparty", debt="0.00"), own))
    assert exposed(one) == ("open", 1000)

    one.packet(packet(4, balance(52, "k1", "counterparty", debt="1000.00", orders=["B000001"])))
    assert exposed(one) == ("contained", 0)


def test_containment_again_changes_nothing(one: Portal) -> None:
    accepted(one)
    one.packet(packet(3, stock(50, "90", as_of=LATER)))
    connection = PostgresConnections(one.database).by_id(one.connection)

    assert one.contain(connection) == 0


def test_reservations_end_with_their_term_unless_the_erp_took_the_order(exchange: Portal) -> None:
    books(exchange)
    placed(exchange, "B000001")
    placed(exchange, "B000002")
    exchange.run("UPDATE reservation SET expires_at = now() - interval '1 minute'")
    accepted(exchange)
    expire = ExpireReserves(PostgresClockwork(exchange.database))

    assert expire() == 1
    assert expire() == 0

    assert exchange.rows("SELECT state, uncontained FROM reservation ORDER BY order_id") == [
        ("active", Decimal("10.000")), ("expired", Decimal("0.000")),
    ]  # fmt: skip
    assert exchange.one("SELECT count(*) FROM order_event WHERE kind = 'reservation.expired'") == 1
