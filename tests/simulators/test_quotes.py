"""The twin's service for the prices of carts, asked over its own socket in each manner that it knows."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Thread
from typing import Any

import httpx
import pytest

from simulators.onec import quotes
from simulators.onec.control import control
from simulators.onec.demo.goods import Offer
from simulators.onec.demo.parties import Contract
from simulators.onec.quotes import MANNERS, PATH
from simulators.onec.switches import UnknownSwitch
from simulators.onec.twin import Twin
from tests.capabilities import shows
from tests.simulators.books import NOON, a_contract, plenty

pytestmark = shows("M024")


@pytest.fixture
def door(twin: Twin) -> Iterator[str]:
    server = control(twin, "127.0.0.1", 0)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}{PATH}"
    server.shutdown()
    server.server_close()


def a_line(contract: Contract, offer: Offer, number: int = 1, quantity: str = "2", **more: object) -> dict[str, Any]:
    item, _, characteristic = offer.id.partition("#")
    return {
        "line": number, "contract": {"id": contract.id}, "item": {"id": item}, "unit": "796", "coefficient": "1",
        "characteristic": {"id": characteristic} if characteristic else None, "quantity": quantity, "price": "1.00",
        "currency": contract.currency, "vat_included": True, **more,
    }  # fmt: skip


def ask(door: str, *lines: dict[str, Any], login: str = "erp") -> httpx.Response:
    asked = {"type": "quote.request", "request_id": "r-1", "cart_hash": "h-1", "lines": list(lines)}
    return httpx.post(door, json=asked, auth=(login, "x"), trust_env=False)


def listed(twin: Twin, contract: Contract, offer: Offer) -> Decimal:
    return twin.books.prices[offer.id][contract.price_type]


def priced(twin: Twin, contract: Contract, count: int = 2) -> list[Offer]:
    agreed = {one.offer for one in twin.books.individual_prices if one.contract == contract.id}
    known = [o for o in twin.books.offers if contract.price_type in twin.books.prices[o.id] and o.id not in agreed]
    return known[:count]


def test_the_base_answers_by_its_own_books_and_not_by_what_the_portal_thinks(twin: Twin, door: str) -> None:
    contract = a_contract(twin)
    one, two = priced(twin, contract)
    answer = ask(door, a_line(contract, one), a_line(contract, two, 2, "1")).json()
    assert (answer["request_id"], answer["cart_hash"]) == ("r-1", "h-1")
    assert datetime.fromisoformat(answer["valid_until"]) == NOON + timedelta(minutes=15)
    told = {line["line"]: line for line in answer["lines"]}
    assert Decimal(told[2]["price"]) == listed(twin, contract, two)
    assert (told[1]["currency"], told[1]["vat_included"]) == ("RUB", True)


def test_the_base_gives_for_a_whole_cart_what_the_portal_does_not_know(twin: Twin, door: str) -> None:
    contract = a_contract(twin)
    [offer] = priced(twin, contract, 1)
    price = listed(twin, contract, offer)
    many = str(int(quotes.MANY / price) + 1)
    [line] = ask(door, a_line(contract, offer, quantity=many)).json()["lines"]
    assert Decimal(line["price"]) == (price * quotes.OFF).quantize(Decimal("0.01"))
    [pack] = ask(door, a_line(contract, offer, quantity="1", coefficient="12")).json()["lines"]
    assert Decimal(pack["price"]) in (price * 12, (price * 12 * quotes.OFF).quantize(Decimal("0.01")))


def test_an_agreed_price_is_the_bases_too(twin: Twin, door: str) -> None:
    agreed = twin.books.individual_prices[0]
    contract = next(one for one in twin.books.contracts if one.id == agreed.contract)
    offer = next(one for one in twin.books.offers if one.id == agreed.offer)
    [line] = ask(door, a_line(contract, offer, quantity="1")).json()["lines"]
    assert Decimal(line["price"]) == agreed.price


def test_goods_and_contracts_that_it_does_not_know_are_not_priced(twin: Twin, door: str) -> None:
    contract = a_contract(twin)
    unknown = a_line(contract, plenty(twin)) | {"item": {"id": "nothing"}, "characteristic": None}
    stranger = a_line(contract, plenty(twin), 2) | {"contract": {"id": "nobody"}}
    assert ask(door, unknown, stranger).json()["lines"] == []


def test_a_wrong_login_hears_no_price(twin: Twin, door: str) -> None:
    assert ask(door, a_line(a_contract(twin), plenty(twin)), login="stranger").status_code == 401


@pytest.mark.parametrize("manner", sorted(MANNERS))
def test_each_manner_is_what_it_is_called(twin: Twin, door: str, manner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotes, "SLOW", 0.0)
    monkeypatch.setattr(quotes, "SILENT", 0.0)
    contract = a_contract(twin)
    one, two = priced(twin, contract)
    lines = a_line(contract, one), a_line(contract, two, 2)
    plain = {line["line"]: Decimal(line["price"]) for line in ask(door, *lines).json()["lines"]}
    twin.switches.turn({"quotes": manner})
    answer = ask(door, *lines)
    if manner in ("down", "garbage"):
        assert (answer.status_code, answer.text[:6]) == ((503, '{\n "er') if manner == "down" else (200, "<html>"))
        return
    told = answer.json()
    found = [line["price"] for line in told["lines"]]
    assert (told["cart_hash"] == "h-1") is (manner != "other-cart")
    assert (told["request_id"] == "r-1") is (manner != "other-request")
    assert (datetime.fromisoformat(told["valid_until"]) > NOON) is (manner != "expired")
    assert len(found) == {"partial": 1, "twice": 4}.get(manner, 2)
    assert {line["currency"] for line in told["lines"]} == {"EUR" if manner == "currency" else "RUB"}
    if manner in ("dearer", "cheaper"):
        assert all((Decimal(line["price"]) > plain[line["line"]]) is (manner == "dearer") for line in told["lines"])
    spelt = {"zero": "0.00", "negative": "-", "exponent": "1.5E3", "comma": ","}
    if manner in spelt:
        assert all(spelt[manner] in price for price in found)


def test_a_base_that_is_down_answers_no_question(twin: Twin, door: str) -> None:
    twin.switches.turn({"down": True})
    assert ask(door, a_line(a_contract(twin), plenty(twin))).status_code == 503


def test_an_unknown_manner_is_refused_with_those_that_there_are(twin: Twin) -> None:
    with pytest.raises(UnknownSwitch, match="other-cart"):
        twin.switches.turn({"quotes": "polite"})
    assert twin.switches.quotes == "normal"
