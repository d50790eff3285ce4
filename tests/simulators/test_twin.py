"""Orders in the twin's books: never doubled, reserved, shipped, told back."""

from datetime import timedelta
from decimal import Decimal
from xml.etree.ElementTree import fromstring

import pytest

from simulators.onec.documents import OrdersRefused, read_orders
from simulators.onec.twin import Twin
from tests.simulators.books import NOON, SPACE, Clock, a_contract, an_order, free, plenty
from tests.simulators.portal import EMPTY, Portal


def test_an_order_is_taken_reserved_and_told_back(twin: Twin, portal: Portal) -> None:
    before = free(twin)
    portal.script["query"] = [an_order(twin), EMPTY]
    report = twin.run_cycle()
    assert report["ok"], report
    assert portal.modes() == [
        *("sale:checkauth", "sale:query", "sale:success"),
        *("sale:checkauth", "sale:init", "sale:file", "sale:import"),
        *("catalog:checkauth", "catalog:init", "catalog:file", "catalog:import"),
    ]
    assert free(twin) == before - 10
    (name, orders), (_, stock) = portal.uploaded().items()
    assert name.startswith("orders-")
    document = fromstring(orders)[0]
    told = {one[0].text: one[1].text for one in document.iter(f"{SPACE}ЗначениеРеквизита")}
    assert document.findtext(f"{SPACE}Номер") == "Z000000001"
    assert (told["Номер по 1С"], told["Проведен"], told["Статус заказа"]) == ("ОП00-000001", "true", "Подтвержден")
    rows = [row.get("КоличествоНаСкладе") for row in fromstring(stock).iter(f"{SPACE}Склады")]
    assert len(rows) == 4
    assert str(rows[0]) == f"{before - 10:f}"
    (message,) = portal.messages("order")
    assert message["payload"]["lines"] == [
        {"line": 1, "quantity": "10", "reserved": "10", "shipped": "0", "cancelled": "0"}
    ]


def test_a_repeated_order_changes_nothing(twin: Twin, portal: Portal) -> None:
    portal.script["query"] = [an_order(twin)]
    twin.run_cycle()
    reserved = free(twin)
    twin.run_cycle()
    twin.run_cycle()
    assert free(twin) == reserved
    assert twin.store.db.execute("SELECT count(*), max(received) FROM orders").fetchone()[:] == (1, 3)


def test_a_repeat_before_agreement_updates_the_order(twin: Twin, portal: Portal) -> None:
    twin.pace.confirm = None
    before = free(twin)
    portal.script["query"] = [an_order(twin), an_order(twin, quantity="4"), EMPTY]
    twin.run_cycle()
    assert twin.run_cycle()["taken"] == {"Z000000001": "updated"}
    assert free(twin) == before - 4


def test_a_long_number_is_cut_to_eleven(twin: Twin, portal: Portal) -> None:
    portal.script["query"] = [an_order(twin, "Z0000000001-A"), an_order(twin, "Z0000000001-B"), EMPTY]
    twin.run_cycle()
    twin.run_cycle()
    assert [row["number"] for row in twin.store.db.execute("SELECT number FROM orders")] == ["Z0000000001"]


def test_a_bad_order_refuses_the_batch_without_success(twin: Twin, portal: Portal) -> None:
    portal.script["query"] = [an_order(twin, operation="Продажа")]
    report = twin.run_cycle()
    assert not report["ok"]
    assert "sale:success" not in portal.modes()


def test_a_partial_shipment_raises_the_debt_by_its_sum(twin: Twin, portal: Portal) -> None:
    twin.first_load()
    opening = [
        Decimal(one["payload"]["debt"])
        for one in portal.messages("credit.balance")
        if one["payload"]["owner"]["id"] == a_contract(twin).id
    ]
    portal.script["query"] = [an_order(twin), EMPTY]
    twin.run_cycle()
    assert twin.ship("Z000000001", {1: Decimal(4)}) == Decimal("50.00")
    twin.run_cycle()
    owned = [
        one["payload"]
        for one in portal.messages("credit.balance")
        if one["payload"]["owner"]["id"] == a_contract(twin).id
    ]
    assert Decimal(owned[-1]["debt"]) == opening[-1] + 50
    assert owned[-1]["orders"] == []
    assert portal.messages("order")[-1]["payload"]["state"] == "Частично отгружен"
    assert portal.messages("order")[-1]["payload"]["lines"] == [
        {"line": 1, "quantity": "10", "reserved": "6", "shipped": "4", "cancelled": "0"}
    ]
    twin.ship("Z000000001")
    twin.run_cycle()
    owned = [
        one["payload"]
        for one in portal.messages("credit.balance")
        if one["payload"]["owner"]["id"] == a_contract(twin).id
    ]
    assert Decimal(owned[-1]["debt"]) == opening[-1] + 125
    assert owned[-1]["orders"] == ["Z000000001"]
    assert [one["amount"] for one in portal.messages("order")[-1]["payload"]["shipments"]] == ["50.00", "75.00"]


def test_time_moves_orders_on_and_payment_closes_debts(twin: Twin, portal: Portal) -> None:
    twin.pace.ship = 30
    portal.script["query"] = [an_order(twin), EMPTY]
    twin.run_cycle()
    assert isinstance(twin.clock, Clock)
    states = []
    for seconds in (25, 60):
        twin.clock.now = NOON + timedelta(seconds=seconds)
        twin.run_cycle()
        states.append(portal.messages("order")[-1]["payload"]["state"])
    assert states == ["В сборке", "Отгружен"]
    twin.pay(a_contract(twin).id, Decimal(10_000_000))
    twin.run_cycle()
    last = portal.messages("credit.balance")
    mine = [one["payload"] for one in last if one["payload"]["owner"]["id"] == a_contract(twin).id][-1]
    assert mine["debt"] == "0.00"
    assert Decimal(mine["advance"]) > 0


def test_a_cancelled_order_gives_its_stock_back(twin: Twin, portal: Portal) -> None:
    before = free(twin)
    gone = "<ЗначениеРеквизита><Наименование>Отменен</Наименование><Значение>true</Значение></ЗначениеРеквизита>"
    portal.script["query"] = [an_order(twin), an_order(twin, extra=gone), EMPTY]
    twin.run_cycle()
    twin.run_cycle()
    assert free(twin) == before
    assert portal.messages("order")[-1]["payload"]["cancelled"] is True


def test_news_that_failed_go_with_the_next_cycle(twin: Twin, portal: Portal) -> None:
    portal.script["query"] = [an_order(twin), EMPTY]
    portal.script["sale:import"] = ["failure\nзанято"]
    assert "занято" in twin.run_cycle()["error"]
    del portal.script["sale:import"]
    told = {"at": "", "ok": True, "taken": {}, "answered": {}, "orders": 1, "stock": 1, "balances": 1}
    assert twin.run_cycle() | {"at": ""} == told
    assert twin.run_cycle()["orders"] == 0


@pytest.mark.parametrize("quantity", ["0", "-1", "много"])
def test_a_quantity_that_is_none_refuses_the_batch(twin: Twin, quantity: str) -> None:
    wrong = an_order(twin).decode("cp1251").replace("<Количество>10", f"<Количество>{quantity}")
    with pytest.raises(OrdersRefused):
        read_orders(wrong.encode("cp1251"))


def test_a_package_is_counted_in_base_units(twin: Twin) -> None:
    packed = an_order(twin).decode("cp1251").replace("<Количество>", "<Коэффициент>25</Коэффициент><Количество>")
    (order,) = read_orders(packed.encode("cp1251"))
    assert (order.lines[0].quantity, order.lines[0].price) == (Decimal(250), Decimal("0.50000"))


def test_stock_can_go_by_packets_after_the_order_that_took_it(twin: Twin, portal: Portal) -> None:
    twin.stock_by = "packets"
    portal.script["query"] = [an_order(twin), EMPTY]
    twin.run_cycle()
    assert not any(name.startswith("offers") for name in portal.uploaded())
    stock = [one for one in portal.messages("stock") if one["payload"]["item"]["id"] == plenty(twin).product.id]
    assert len(stock) == 4
    assert min(one["seq"] for one in stock) > portal.messages("order")[-1]["seq"]
