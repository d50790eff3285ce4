"""Buying without a script: every form answers by itself, nothing typed is lost, nothing is done twice."""

import re
from uuid import uuid4

import pytest

from domain.ordering.cart import LineKey
from domain.shared.ids import VariantId
from tests.capabilities import shows
from tests.http.pages.fakes import FakePortal
from tests.http.pages.person import Person, hidden, seen
from tests.http.pages.trade import CONTRACTS, PETERSBURG, REMONT, STROY

NBSP = "\u00a0"


def operation() -> dict[str, str]:
    return {"operation": str(uuid4())}


@shows("M007", "M013")
def test_a_list_shows_each_price_with_its_unit_and_vat(buyer: Person) -> None:
    text = buyer.text("/catalogue/3").replace(NBSP, " ")
    assert "14,27 ₽ /шт с НДС 22 % 1 600 шт" in text
    assert "Болт М6×20" in text


def test_typed_quantities_of_a_list_all_go_to_the_cart(buyer: Person, shop: FakePortal) -> None:
    form = {**operation(), "back": "/catalogue/3", "q-1020": "50", "q-1060": "2", "q-1080": ""}
    answer = buyer.post("/cart/add", form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/catalogue/3?added=2")
    assert shop.carts.cart.lines[LineKey(VariantId(1020))] == 250
    assert shop.carts.cart.lines[LineKey(VariantId(1060))] == 2


def test_the_same_form_sent_twice_is_carried_out_once(buyer: Person, shop: FakePortal) -> None:
    form = {**operation(), "back": "/catalogue", "q-1060": "3"}
    buyer.post("/cart/add", form)
    again = buyer.post("/cart/add", form)
    assert again.headers["Location"] == "/catalogue?added=0"
    assert shop.carts.cart.lines[LineKey(VariantId(1060))] == 3
    buyer.post("/cart/add", {**form, "q-1060": "4"})
    assert shop.carts.cart.lines[LineKey(VariantId(1060))] == 7


def test_what_cannot_be_read_stays_in_its_field_with_the_fault(buyer: Person) -> None:
    form = {**operation(), "back": "/catalogue/5", "q-1090": "12 ящиков", "q-1100": "3"}
    answer = buyer.post("/cart/add", form)
    assert answer.status_code == 422
    assert 'value="12 ящиков"' in answer.text
    assert "не количество" in seen(answer.text)


def test_what_no_page_may_hold_stays_as_browsers_show_it(buyer: Person) -> None:
    answer = buyer.post("/cart/add", {**operation(), "back": "/catalogue/5", "q-1090": "1\0 ящик"})
    assert answer.status_code == 422
    assert 'value="1\N{REPLACEMENT CHARACTER} ящик"' in answer.text and "\0" not in answer.text


def test_a_part_answers_with_a_word_in_the_row_and_the_new_sum(buyer: Person) -> None:
    answer = buyer.post(
        "/cart/add", {**operation(), "back": "/catalogue", "q-1060": "2", "add": "1080"}, HX_Request="true"
    )
    assert 'hx-target="#s-1060"' in answer.text
    assert f"В корзине {NBSP.join(['50'])}" in answer.text
    assert "увеличено с 1 до кратного" in answer.text
    assert 'hx-target="#header-cart"' in answer.text


@shows("M033")
def test_the_cart_is_grouped_as_it_will_be_split(buyer: Person) -> None:
    text = buyer.text("/cart").replace(NBSP, " ")
    assert "Заказ 1 · Центральный" in text
    assert "Заказ 2 · Подольск" in text
    assert "Доступно 40, нужно 55." in text
    assert "Взять 40 шт" in text
    assert "Останется" in text


def test_only_what_was_changed_is_sent_on(buyer: Person, shop: FakePortal) -> None:
    html = buyer.get("/cart").text
    shop.carts.cart.lines[LineKey(VariantId(1140))] += 5  # meanwhile, in another tab
    fields = dict(re.findall(r'name="(q-[0-9-]+)" value="([^"]*)"', html)) | {"q-1150-0": "4"}
    buyer.post("/cart/lines", {**operation(), "was": hidden(html, "was"), **fields})
    assert shop.carts.cart.lines[LineKey(VariantId(1150))] == 4
    assert shop.carts.cart.lines[LineKey(VariantId(1140))] == 17


def test_a_removed_line_is_brought_back(buyer: Person, shop: FakePortal) -> None:
    html = buyer.get("/cart").text
    gone = buyer.post("/cart/lines", {**operation(), "was": hidden(html, "was"), "remove": "1140-0"})
    assert LineKey(VariantId(1140)) not in shop.carts.cart.lines
    after = buyer.get(gone.headers["Location"])
    assert "Убрана 1 позиция." in seen(after.text).replace(NBSP, " ")
    buyer.post("/cart/lines", {**operation(), "set": hidden(after.text, "set")})
    assert shop.carts.cart.lines[LineKey(VariantId(1140))] == 12


@shows("M032", "M033")
def test_a_switch_keeps_the_lines_and_lists_what_changed(buyer: Person, shop: FakePortal) -> None:
    before = dict(shop.carts.cart.lines)
    answer = buyer.post("/context", {"counterparty": str(REMONT), "region": str(PETERSBURG)})
    text = seen(answer.text).replace(NBSP, " ")
    assert "Что изменилось в корзине" in text
    assert "Нет действующего договора с" in text
    assert dict(shop.carts.cart.lines) == before


def test_an_expired_contract_is_shown_with_its_reason_and_refused(buyer: Person) -> None:
    expired = next(c for c in CONTRACTS[STROY] if c.number == "08/2025")
    page = buyer.text("/context").replace(NBSP, " ")
    assert "истёк 31.12.2025" in page
    answer = buyer.post("/context", {"counterparty": str(STROY), "contract": str(expired.id)})
    assert answer.status_code == 409
    assert "истёк" in seen(answer.text)


def mended(buyer: Person) -> None:
    buyer.post("/cart/lines", {**operation(), "was": "", "set": "1030-0=40", "remove": "1220-0"})


def checkout_form(buyer: Person) -> dict[str, str]:
    html = buyer.get("/checkout").text
    return {name: hidden(html, name) for name in ("key", "version", "total")}


def test_one_press_places_the_orders_and_a_second_does_nothing(buyer: Person, shop: FakePortal) -> None:
    mended(buyer)
    form = {**checkout_form(buyer), "comment": "С 9 до 12"}
    many = len(shop.orders.rows)
    placed = buyer.post("/checkout", form)
    assert placed.status_code == 303
    assert len(shop.orders.rows) == many + 2
    assert buyer.post("/checkout", form).headers["Location"] == placed.headers["Location"]
    assert len(shop.orders.rows) == many + 2
    assert "Заказы оформлены" in buyer.text(placed.headers["Location"])
    assert "Корзина пуста" in buyer.text("/cart")


def test_refusals_come_with_their_ways_out_and_what_was_typed(buyer: Person) -> None:
    answer = buyer.post("/checkout", {**checkout_form(buyer), "comment": "С 9 до 12", "ship_on": "2026-11-27"})
    assert answer.status_code == 409
    text = seen(answer.text).replace(NBSP, " ")
    assert "доступно 40 шт, нужно 55 шт" in text
    assert "Взять 40" in text
    assert "С 9 до 12" in text
    assert 'value="2026-11-27"' in answer.text


def test_another_total_than_the_one_seen_is_asked_again(buyer: Person) -> None:
    mended(buyer)
    form = checkout_form(buyer)
    answer = buyer.post("/checkout", {**form, "total": "1.00 RUB"})
    assert answer.status_code == 409
    assert "Сумма изменилась" in seen(answer.text)
    assert hidden(answer.text, "total") == form["total"]
    assert hidden(answer.text, "key") == form["key"]


@pytest.mark.parametrize("path", ["/cart/add", "/cart/lines", "/context", "/checkout"])
def test_no_form_is_taken_without_its_token(buyer: Person, path: str) -> None:
    assert Person(buyer.client, "buyer", "guess").post(path, {}).status_code == 403


@shows("M018")
def test_why_a_price_is_said_in_plain_words(buyer: Person) -> None:
    text = buyer.text("/why/1020").replace(NBSP, " ")
    assert "Цена по договору № 12/2026, вид цен «Мелкий опт» 14,27 ₽" in text
    assert "Индивидуальная цена по договору № 12/2026 6,1275 ₽" in buyer.text("/why/1010").replace(NBSP, " ")
    assert "Пересчёт по курсу на 21.11.2026: 1 USD = 81,4000 RUB" in _by_dollar(buyer)


def _by_dollar(buyer: Person) -> str:
    dollar = next(c for c in CONTRACTS[STROY] if c.number == "14/2026-О")
    buyer.post("/context", {"counterparty": str(STROY), "contract": str(dollar.id)})
    return buyer.text("/why/1030").replace(NBSP, " ")


def test_an_accountant_sees_prices_and_buys_nothing(buyer: Person) -> None:
    accountant = Person(buyer.client, "accountant", "csrf-buyer")
    html = accountant.get("/catalogue/3").text
    assert "14,27" in html
    assert "/cart/add" in html
    assert 'name="q-' not in html
    assert accountant.get("/checkout").status_code == 403
