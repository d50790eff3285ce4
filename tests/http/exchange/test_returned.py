"""Orders that come back: acceptance, status, quantities, cancellation, shipment; by file and by message."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from tests.capabilities import shows
from tests.http.exchange.books import books, order_message, packet, placed, statuses
from tests.http.exchange.files import document, goods, orders
from tests.http.exchange.portal import Portal

pytestmark = shows("M090", "M003")


def back(exchange: Portal, *documents: str, at: str = "2026-03-05T15:00:00") -> None:
    assert exchange.login("sale").load("orders.xml", orders(*documents, at=at)) == "success"


def order(exchange: Portal, columns: str) -> tuple[Any, ...]:
    return exchange.rows(f"SELECT {columns} FROM sales_order ORDER BY number")[0]


def hold(exchange: Portal) -> tuple[Any, ...]:
    return exchange.rows("SELECT state, quantity, uncontained, closed_at IS NOT NULL FROM reservation ORDER BY line")[0]


def events(exchange: Portal) -> list[str]:
    return [row[0] for row in exchange.rows("SELECT kind FROM order_event ORDER BY id")]


@pytest.fixture
def one(exchange: Portal) -> Portal:
    books(exchange)
    placed(exchange)
    return exchange


def test_the_number_of_1c_proves_the_acceptance(one: Portal) -> None:
    back(one, document("B000001", Номер_по_1С="УТ-000017", Дата_по_1С="2026-03-05", Статус_заказа="Подтвержден"))

    assert order(one, "erp_number, erp_date::text, erp_accepted_at IS NOT NULL, status, phase, erp_total") == (
        "УТ-000017", "2026-03-05", True, "confirmed", "confirmed", Decimal("1000.00"),
    )  # fmt: skip
    assert events(one) == ["accepted", "status"]
    assert one.rows("SELECT kind FROM outbox") == [("order.changed",)]
    assert one.rows("SELECT consumer FROM outbox_delivery") == [("mail",)]
    assert one.one("SELECT state FROM order_offer") == "accepted"


def test_the_same_file_again_changes_nothing(one: Portal) -> None:
    told = document("B000001", Номер_по_1С="УТ-1", Статус_заказа="Подтвержден")

    back(one, told)
    back(one, told)

    assert events(one) == ["accepted", "status"]
    assert one.one("SELECT count(*) FROM outbox") == 1


def test_an_order_is_found_by_its_id_where_there_is_no_number(one: Portal) -> None:
    id = one.one("SELECT id::text FROM sales_order")

    back(one, document("", id=id, Номер_по_1С="УТ-1").replace("<Номер></Номер>", ""))

    assert order(one, "erp_number") == ("УТ-1",)


def test_a_late_file_never_moves_a_status_back(one: Portal) -> None:
    back(one, document("B000001", Номер_по_1С="УТ-1", Статус_заказа="В сборке"), at="2026-03-05T15:00:00")
    back(one, document("B000001", Номер_по_1С="УТ-1", Статус_заказа="Подтвержден"), at="2026-03-05T14:00:00")
    assert one.rows("SELECT code FROM refusal") == [("late",)]

    back(one, document("B000001", Номер_по_1С="УТ-1", Статус_заказа="Принят"), at="2026-03-05T16:00:00")
    assert order(one, "status") == ("in_assembly",)


def test_an_unknown_status_waits_for_its_mapping_and_the_rest_is_applied(one: Portal) -> None:
    back(one, document("B000001", Номер_по_1С="УТ-1", Статус_заказа="На согласовании у шефа"))

    assert order(one, "status, erp_state, erp_number") == ("new", "На согласовании у шефа", "УТ-1")
    assert one.rows("SELECT weight, code FROM refusal") == [("waiting", "unknown_status")]


def test_windows_1251_is_read_as_well(one: Portal) -> None:
    body = orders(document("B000001", Статус_заказа="Подтвержден"), encoding="windows-1251")

    assert one.login("sale").load("orders.xml", body) == "success"
    assert order(one, "status") == ("confirmed",)


@pytest.mark.parametrize("told", [{"Отменен": "true"}, {"ПометкаУдаления": "true"}, {"Статус_заказа": "Отклонен"}])
def test_a_cancelled_order_lets_everything_go(one: Portal, told: dict[str, str]) -> None:
    back(one, document("B000001", Номер_по_1С="УТ-1", **told))

    assert order(one, "phase")[0] in ("cancelled", "refused_by_erp")
    assert hold(one) == ("released", Decimal("10.000"), Decimal("0.000"), True)
    assert one.rows("SELECT state, uncontained FROM credit_hold") == [("cancelled", Decimal("0.00"))]
    assert one.rows("SELECT ordered, cancelled, shipped, requested FROM order_line") == [
        (Decimal("10.000"), Decimal("10.000"), Decimal("0.000"), Decimal("10.000"))
    ]


@shows("M118")
def test_a_cancelled_order_gives_the_use_of_its_promo_code_back(one: Portal) -> None:
    promo = "INSERT INTO promo_code (id, code, key, kind, value) VALUES (%s, 'X', 'X', 'percent', 10)"
    use = (
        "INSERT INTO promo_use (order_id, promo_id, placing_id, counterparty_id, amount, currency)"
        " SELECT id, %s, placing_id, counterparty_id, 1, 'RUB' FROM sales_order"
    )
    one.run(promo, UUID(int=7))
    one.run(use, UUID(int=7))
    back(one, document("B000001", Номер_по_1С="УТ-1", Статус_заказа="Подтвержден"))
    assert one.rows("SELECT released_at FROM promo_use") == [(None,)]

    back(one, document("B000001", Номер_по_1С="УТ-1", Отменен="true"))

    assert one.rows("SELECT released_at IS NULL FROM promo_use") == [(False,)]


def test_a_shipped_order_ships_its_lines_and_its_holds(one: Portal) -> None:
    told = document("B000001", Номер_по_1С="УТ-1", Отгружен="true")
    back(one, told)
    back(one, told)

    assert order(one, "status") == ("shipped",)
    assert hold(one) == ("shipped", Decimal("10.000"), Decimal("10.000"), True)
    assert one.rows("SELECT shipped FROM order_line") == [(Decimal("10.000"),)]
    assert one.rows("SELECT state, shipped, uncontained FROM credit_hold") == [
        ("open", Decimal("1000.00"), Decimal("1000.00"))
    ]
    assert events(one) == ["accepted", "lines", "status", "reservation"]


def test_a_lower_quantity_lowers_the_reservation_and_keeps_the_wish(one: Portal) -> None:
    told = document("B000001", goods=goods(("p1", "7")), total="700.00", Номер_по_1С="УТ-1")
    back(one, told)
    back(one, told)

    assert one.rows("SELECT requested, ordered FROM order_line") == [(Decimal("10.000"), Decimal("7.000"))]
    assert hold(one) == ("active", Decimal("7.000"), Decimal("7.000"), False)
    assert one.rows("SELECT uncontained FROM credit_hold") == [(Decimal("700.00"),)]
    facts = one.rows("SELECT facts FROM order_event WHERE kind = 'lines'")
    assert facts == [({"lines": {"1": {"ordered": ["10.000", "7.000"]}}},)]


def test_a_raised_quantity_raises_the_line_alone(one: Portal) -> None:
    back(one, document("B000001", goods=goods(("p1", "12")), Номер_по_1С="УТ-1"))

    assert one.rows("SELECT ordered FROM order_line") == [(Decimal("12.000"),)]
    assert hold(one)[1] == Decimal("10.000")


def test_a_removed_line_is_cancelled_and_an_added_one_is_noticed(exchange: Portal) -> None:
    books(exchange, "p1", "p2")
    placed(exchange, "B000001", ("p1", "10"), ("p2", "5"))

    back(exchange, document("B000001", goods=goods(("p2", "5"), ("p9", "1")), Номер_по_1С="УТ-1"))

    assert exchange.rows("SELECT line, cancelled FROM order_line ORDER BY line") == [
        (1, Decimal("10.000")), (2, Decimal("0.000")),
    ]  # fmt: skip
    assert exchange.rows("SELECT state FROM reservation ORDER BY line") == [("released",), ("active",)]
    assert exchange.rows("SELECT weight, code FROM refusal") == [("notice", "lines-added")]


def test_a_number_of_ours_that_does_not_exist_waits(one: Portal) -> None:
    back(one, document("B000777", Номер_по_1С="УТ-1"), document("B000001", id="e2", Номер_по_1С="УТ-2"))

    assert one.rows("SELECT weight, code FROM refusal") == [("waiting", "unknown_order")]
    assert order(one, "erp_number") == ("УТ-2",)


BUYER = (
    "<Контрагенты><Контрагент><Ид>{id}</Ид><Наименование>К</Наименование><ИНН>{inn}</ИНН><КПП>{kpp}</КПП>"
    "</Контрагент></Контрагенты>"
)


@pytest.mark.parametrize(("id", "inn"), [("k1", "0"), ("other", "7728168971")])
def test_an_order_made_in_1c_stands_beside_ours(exchange: Portal, id: str, inn: str) -> None:
    books(exchange)
    told = document(
        "УТ-55", BUYER.format(id=id, inn=inn, kpp="772801001"), goods=goods(("p1", "3")), total="300.00",
        Номер_по_1С="УТ-55", ДоговорИд="c1", СкладИд="w1", Статус_заказа="Подтвержден",
    )  # fmt: skip
    back(exchange, told)
    back(exchange, told)

    columns = "number, origin, status, total, contract_id IS NOT NULL, warehouse_id IS NOT NULL"
    assert exchange.rows(f"SELECT {columns} FROM sales_order") == [
        ("УТ-55", "offline", "confirmed", Decimal("300.00"), True, True)
    ]
    assert exchange.rows("SELECT ordered, variant_id IS NOT NULL FROM order_line") == [(Decimal("3.000"), True)]


def test_an_order_of_a_stranger_waits(exchange: Portal) -> None:
    books(exchange)
    back(exchange, document("УТ-55", BUYER.format(id="x", inn="1", kpp="1"), Номер_по_1С="УТ-55"))

    assert exchange.rows("SELECT FROM sales_order") == []
    assert exchange.rows("SELECT weight, code FROM refusal") == [("waiting", "unknown_counterparty")]


def test_a_message_tells_lines_and_shipments(one: Portal) -> None:
    first = {"number": "7", "amount": 400}
    half = order_message(50, lines=[{"line": 1, "reserved": 6, "shipped": 4}], shipments=[first])
    assert statuses(one.packet(packet(3, half))) == ["applied"]

    assert order(one, "status, erp_number, erp_id") == ("partly_shipped", "УТ-1", "erp-1")
    assert one.rows("SELECT shipped FROM order_line") == [(Decimal("4.000"),)]
    assert one.rows("SELECT state, erp_quantity, erp_mark_seq FROM reservation") == [("active", Decimal("10.000"), 50)]
    assert one.rows("SELECT shipped FROM credit_hold") == [(Decimal("400.00"),)]

    rest = order_message(51, at="2026-03-05T15:00:00+03:00", lines=[{"line": 1, "reserved": 0, "shipped": 10}])
    one.packet(packet(4, rest))
    assert order(one, "status") == ("shipped",)
    assert hold(one)[0] == "shipped"


def test_a_message_about_a_line_that_is_not_there_is_rejected(one: Portal) -> None:
    answer = one.packet(packet(3, order_message(50, lines=[{"line": 9, "shipped": 1}])))

    assert answer.json["results"][0]["code"] == "unknown_line"
    assert order(one, "erp_number") == (None,)


def test_a_late_message_is_stale(one: Portal) -> None:
    one.packet(packet(3, order_message(50, state="В сборке", at="2026-03-05T15:00:00+03:00")))
    late = one.packet(packet(4, order_message(49, state="Подтвержден")))
    file = document("B000001", Статус_заказа="Отгружен")
    back(one, file, at="2026-03-05T14:00:00")

    assert statuses(late) == ["stale"]
    assert order(one, "status") == ("in_assembly",)


def test_shipments_of_a_container_are_the_order_s(one: Portal) -> None:
    shipment = document("", goods=goods(("p1", "4")), id="s1", total="400.00").replace("Заказ товара", "Отпуск товара")
    deal = document("B000001", goods=goods(("p1", "10")), Номер_по_1С="УТ-1")
    body = orders(f"<Контейнер>{deal}{shipment}</Контейнер>")

    assert one.login("sale").load("orders.xml", body) == "success"

    assert order(one, "status") == ("partly_shipped",)
    assert one.rows("SELECT shipped FROM order_line") == [(Decimal("4.000"),)]


@shows("N08")
def test_another_promised_day_is_kept_beside_the_former_and_told_once(one: Portal) -> None:
    first = order_message(50, lines=[{"line": 1, "promised_on": "2026-03-12"}])
    later = order_message(51, at="2026-03-05T15:00:00+03:00", lines=[{"line": 1, "promised_on": "2026-03-20"}])
    for number, told in enumerate((first, first, later, first), 3):
        one.packet(packet(number, told))

    assert one.rows("SELECT promised_on::text FROM order_line") == [("2026-03-20",)]
    kept = one.rows("SELECT facts -> 'lines' -> '1' -> 'promised' FROM order_event WHERE kind = 'lines' ORDER BY id")
    assert kept == [([None, "2026-03-12"],), (["2026-03-12", "2026-03-20"],)]
    assert one.one("SELECT count(*) FROM outbox WHERE kind = 'order.changed'") == 2

    answer = one.packet(packet(9, order_message(52, lines=[{"line": 1, "promised_on": "вчера"}])))
    assert answer.json["results"][0]["code"] == "bad_value"
    assert one.rows("SELECT promised_on::text FROM order_line") == [("2026-03-20",)]
