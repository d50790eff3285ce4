"""The twin as a program: the first load, the control door, the switches that break things."""

from pathlib import Path
from threading import Thread
from xml.etree.ElementTree import ParseError, fromstring

import httpx
import pytest

from simulators.onec.control import control
from simulators.onec.twin import OtherBooks, Twin
from tests.simulators.books import SPACE, Clock, a_contract, a_twin, an_order
from tests.simulators.portal import EMPTY, Portal


def test_the_first_load_sends_packets_goods_and_terms_in_order(twin: Twin, portal: Portal) -> None:
    twin.first_load()
    kinds = list(dict.fromkeys(one["type"] for packet in portal.packets for one in packet["messages"]))
    assert kinds == [
        "organization",
        "warehouse",
        "price_type",
        "currency_rate",
        "holding",
        "counterparty",
        "contract",
        "individual_price",
        "credit.balance",
    ]
    paths = [one.path for one in portal.asked]
    assert paths[0] == paths[-1] == "/erp/v1/packets"
    assert {"import0_1.xml", "import0_3.xml", "offers0_3.xml"} <= set(portal.uploaded())
    numbers = [packet["packet_no"] for packet in portal.packets]
    seqs = [one["seq"] for packet in portal.packets for one in packet["messages"]]
    assert numbers == sorted(set(numbers))
    assert seqs == sorted(set(seqs))
    owners = {one["payload"]["owner"]["kind"] for one in portal.messages("credit.balance")}
    assert owners == {"contract", "holding"}
    assert any(one["payload"]["overdue"] for one in portal.messages("credit.balance"))
    assert twin.sent


def test_a_broken_load_goes_on_where_it_broke(portal: Portal, tmp_path: Path) -> None:
    portal.script["import"] = ["failure\nрано"]
    first = a_twin(portal, tmp_path)
    with pytest.raises(Exception, match="рано"):
        first.first_load()
    first.store.close()
    del portal.script["import"]
    again = a_twin(portal, tmp_path)
    again.first_load()
    again.store.close()
    assert len(portal.messages("organization")) == 2


def test_switches_break_what_they_say(twin: Twin, portal: Portal) -> None:
    twin.switches.turn({"delay_orders": 1, "duplicate": True, "half_file": True})
    portal.script["query"] = [an_order(twin), EMPTY]
    assert twin.run_cycle()["orders"] == 0
    (stock,) = portal.uploaded().values()
    with pytest.raises(ParseError):
        fromstring(stock)
    twin.switches.turn({"half_file": False, "wrong_encoding": True})
    assert twin.run_cycle()["orders"] == 1
    assert any("Документ".encode("cp1251") in one.body for one in portal.of("file"))
    numbers = [packet["packet_no"] for packet in portal.packets]
    assert len(numbers) == 2 * len(set(numbers))
    twin.switches.turn({"down": True})
    assert not twin.run_cycle()["ok"]


def test_the_control_door_serves_people_and_programs(twin: Twin, portal: Portal) -> None:
    server = control(twin, "127.0.0.1", 0)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    portal.script["query"] = [an_order(twin), EMPTY]
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{server.server_address[1]}", trust_env=False) as http:
            assert http.get("/status").json()["sent"] is False
            assert http.post("/cycle").json()["taken"] == {"Z000000001": "new"}
            assert http.post("/orders/Z000000001/ship", json={"lines": {"1": "3"}}).json()["shipped"] == "37.50"
            assert http.post("/orders/none/ship").status_code == 409
            assert http.post("/switches", json={"slow": "x"}).status_code == 409
            assert http.post("/switches", json={"slow": 0.5}).json()["slow"] == 0.5
            contract = a_contract(twin).id
            assert http.post("/payments", json={"contract": contract, "amount": "10.00"}).status_code == 200
            assert http.post("/payments", data={"contract": contract, "amount": "10.00"}).status_code == 303
            page = http.get("/").text
            assert "ОП00-000001" in page
            assert "Частично отгружен" in page
            assert http.get("/status").json()["orders"][0]["lines"][0]["shipped"] == "3"
    finally:
        server.shutdown()
        server.server_close()


def test_another_size_is_not_mixed_with_kept_books(twin: Twin, portal: Portal) -> None:
    with pytest.raises(OtherBooks):
        Twin(portal.url, "erp", "x", twin.state, goods=41, tell=lambda _: None, clock=Clock())


def test_a_portal_that_lost_everything_is_told_again(twin: Twin, portal: Portal) -> None:
    portal.script["query"] = [an_order(twin), EMPTY]
    twin.first_load()
    twin.run_cycle()
    before = len(portal.messages("order"))
    twin.load_again()
    twin.run_cycle()
    assert len(portal.messages("organization")) == 4
    assert len(portal.messages("order")) == before + 1
    offers = fromstring(portal.of("file")[-1].body).findall(f".//{SPACE}Предложение")
    assert len(offers) == len(twin.books.offers)
