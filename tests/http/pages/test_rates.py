"""Rates at the manager's screen and in front of the buyer."""

import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest

from application.pricing.rate_ports import Attempt, Refused, Told
from domain.pricing.rates import RateSource
from domain.shared.money import Currency
from entrypoints.pages.explaining import steps_in_words, stored_steps
from entrypoints.pages.rendering import Pages
from tests.capabilities import shows
from tests.http.pages.fakes import FakePortal
from tests.http.pages.person import Person, seen
from tests.http.pages.rates import SATURDAY, a_rate
from tests.http.pages.trade import CONTRACTS, DAY, NOON, STROY

pytestmark = shows("M022")

NBSP = "\u00a0"
DOLLAR = {"currency": "USD", "day": DAY.isoformat(), "rate": "82,1", "nominal": "1"}


def read(person: Person, path: str) -> str:
    return person.text(path).replace(NBSP, " ")


def test_the_rate_its_day_age_and_source_are_told(staff: Person) -> None:
    text = read(staff, "/manage/rates")
    assert "банковский день 23.11.2026" in text
    assert "USD 81,4025 21.11.2026 2 дня Банк России 81,4025 ₽" in text
    assert "EUR 94,8810 17.11.2026 6 дней введён вручную" in text
    assert "KZT цен в ней нет 15,8000 за 100" in text
    assert "CNY цен в ней нет 11,3600 21.11.2026 2 дня из 1С" in text
    assert "BYN нет курса по запросу" in text


def test_a_stale_rate_and_a_missing_one_are_told_on_every_page_of_the_staff(staff: Person, buyer: Person) -> None:
    manager = Person(staff.client, "manager", "csrf-staff")
    for person in (staff, manager):
        for path in ("/manage/clients", "/manage/orders", "/manage/rates"):
            text = read(person, path)
            assert "Курсу EUR 6 дней (на 17.11.2026)." in text, path
            assert "Нет курса BYN: цены в этой валюте по запросу." in text
            assert "Курсу USD" not in text
    assert "Курсу EUR" not in buyer.text("/cart")


def test_an_entered_rate_stands_there_with_its_history(staff: Person, shop: FakePortal) -> None:
    answer = staff.post("/manage/rates", DOLLAR)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/manage/rates?done=entered")
    assert shop.rates.version == 20
    assert "Курс записан." in read(staff, "/manage/rates?done=entered")
    assert "USD 82,1000 23.11.2026 сегодняшний введён вручную" in read(staff, "/manage/rates")
    assert "23.11.2026 82,1000 — введён вручную 23.11.2026 12:05 Администратор" in read(staff, "/manage/rates/USD")
    assert staff.post("/manage/rates", DOLLAR).headers["Location"] == "/manage/rates?done=same"
    assert shop.rates.version == 20


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"rate": "8e1"}, 422, "Курс «8e1» – не число. Пишите цифрами, без «е» и других знаков: 81,4025."),
        ({"rate": "0"}, 422, "Курс «0» должен быть больше нуля."),
        ({"rate": "-81,4"}, 422, "Курс «-81,4» должен быть больше нуля."),
        ({"rate": ""}, 422, "Курс «» – не число."),
        ({"rate": "81402,5"}, 422, "в десять раз и больше: это опечатка в запятой или в номинале."),
        ({"nominal": "ten"}, 422, "Номинал «ten» должен быть целым числом от 1 до 1 000 000."),
        ({"day": "вчера"}, 422, "Выберите день курса."),
        ({"day": "2020-01-01"}, 422, "Курс вводится на день с 22.11.2025 по 30.11.2026."),
        ({"currency": "RUB"}, 404, "Портал не ведёт курс валюты «RUB»."),
        ({"rate": "110"}, 409, "Курс 110,00 ₽ за 1 USD отличается от курса 81,4025 ₽ на 21.11.2026 больше чем на"),
    ],
)
def test_a_bad_rate_comes_back_with_its_fault_and_what_was_typed(
    staff: Person, shop: FakePortal, typed: dict[str, str], status: int, said: str
) -> None:
    answer = staff.post("/manage/rates", {**DOLLAR, **typed})
    assert answer.status_code == status
    assert said in seen(answer.text).replace(NBSP, " ")
    for name, value in typed.items():
        assert name == "currency" or f'name="{name}" value="{value}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert (shop.rates.version, shop.rates.log) == (19, [])


def test_a_far_rate_is_taken_once_it_is_said_to_be_right(staff: Person, shop: FakePortal) -> None:
    assert 'name="confirmed"' not in staff.get("/manage/rates").text
    far = {**DOLLAR, "rate": "110"}
    assert 'name="confirmed"' in staff.post("/manage/rates", far).text
    assert staff.post("/manage/rates", {**far, "confirmed": "1"}).status_code == 303
    assert shop.rates.rows[Currency.USD, DAY].rate == Decimal(110)


def test_a_day_is_read_as_people_write_it(staff: Person, shop: FakePortal) -> None:
    assert staff.post("/manage/rates", {**DOLLAR, "day": "22.11.2026"}).status_code == 303
    assert (Currency.USD, DAY - timedelta(days=1)) in shop.rates.rows


def test_the_markup_is_set_and_a_bad_one_is_refused(staff: Person, shop: FakePortal) -> None:
    assert staff.post("/manage/rates/markup", {"markup": "2,5"}).headers["Location"] == "/manage/rates?done=markup"
    assert "81,4025 21.11.2026 2 дня Банк России 83,4375625 ₽" in read(staff, "/manage/rates")
    refused = staff.post("/manage/rates/markup", {"markup": "70"})
    assert refused.status_code == 422
    assert "Надбавка «70» должна быть от 0 до 50 %" in seen(refused.text).replace(NBSP, " ")
    assert shop.rates.percent.percent == Decimal("2.5")


def test_the_bank_is_asked_by_a_button_and_what_it_told_is_shown(staff: Person, shop: FakePortal) -> None:
    rates = (a_rate(Currency.USD, DAY, "81.9"), a_rate(Currency.CNY, DAY, "11.4"))
    shop.bank.answer = Told(DAY, DAY, rates, (Refused("TRY", "disagrees"),))
    assert staff.post("/manage/rates/take", {}).headers["Location"] == "/manage/rates?done=taken"
    text = read(staff, "/manage/rates?done=taken")
    assert shop.bank.asked == [DAY]
    assert "На запрос за 23.11.2026 отвечено курсами на 23.11.2026." in text
    assert "TRY: цифры ответа противоречат друг другу: не принят" in text
    assert "USD 81,9000 23.11.2026 сегодняшний Банк России" in text
    # The yuan is the ERP's.
    assert "CNY цен в ней нет 11,3600 21.11.2026" in text


def test_a_bank_that_is_away_leaves_the_last_rate_and_says_so(staff: Person, shop: FakePortal) -> None:
    answer = staff.post("/manage/rates/take", {})
    text = seen(answer.text).replace(NBSP, " ")
    assert answer.status_code == 502
    assert "Банк России не отвечает (timeout)." in text
    assert "Последний курс действует; портал спросит снова через 15 минут, или введите курс вручную." in text
    assert "USD 81,4025 21.11.2026" in text
    assert "Банк России не ответил. Действуют последние курсы" in read(staff, "/manage/rates")


def test_an_installation_without_the_bank_says_so_and_offers_no_button(staff: Person, shop: FakePortal) -> None:
    shop.rates.last = Attempt(NOON, DAY, None, "rates.switched-off")
    page = staff.get("/manage/rates")
    assert "Выключен: курсы вводятся вручную и приходят из 1С." in seen(page.text)
    assert "/manage/rates/take" not in page.text


def test_an_order_of_before_names_the_bank_day_of_its_rate(pages: Pages) -> None:
    """Its stored steps do not hold the day that the rate is dated."""
    stored = [["rate", "USD", "RUB", "81.4000", "1", "2026-11-20", "10", "814"]]
    (said,) = steps_in_words(stored_steps(stored), pages.editions["ru"], "12", "RUB", "шт")
    assert said.text == "Пересчёт по курсу на 20.11.2026: 1 USD = 81,4000 RUB"
    newer = [[*stored[0], "2026-11-19", None, "2.5"]]
    (said,) = steps_in_words(stored_steps(newer), pages.editions["ru"], "12", "RUB", "шт")
    assert said.text.replace(NBSP, " ") == (
        "Пересчёт по курсу на 19.11.2026: 1 USD = 81,4000 RUB, с надбавкой продавца 2,5 %"
    )


def test_the_history_is_paged_and_goes_out_as_a_file(staff: Person, shop: FakePortal) -> None:
    for back in range(60):
        shop.rates.put(a_rate(Currency.USD, DAY - timedelta(days=back), f"80.{back:02}", RateSource.MANUAL), None)
    page = staff.get("/manage/rates/USD")
    assert "1–50 из 60" in seen(page.text).replace(NBSP, " ")
    assert "51–60 из 60" in read(staff, "/manage/rates/USD?offset=50")
    file = staff.get("/manage/rates/USD/history.csv")
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert file.headers["Content-Disposition"] == 'attachment; filename="rates-USD.csv"'
    assert file.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["День", "Курс, ₽", "Номинал", "Источник", "Был", "Номинал был", "Записан", "Кто"]
    assert len(rows) == 61
    changed = next(row for row in rows if row[0] == SATURDAY.isoformat())
    assert changed[1:6] == ["80,02", "1", "введён вручную", "81,4025", "1"]


@pytest.mark.parametrize("path", ["/manage/rates/XXX", "/manage/rates/usd", "/manage/rates/XXX/history.csv"])
def test_a_currency_that_is_not_kept_is_not_found(staff: Person, path: str) -> None:
    assert staff.get(path).status_code == 404


def test_who_may_not_change_sees_no_form_and_is_refused(staff: Person, buyer: Person, shop: FakePortal) -> None:
    manager = Person(staff.client, "manager", "csrf-staff")
    page = manager.get("/manage/rates")
    assert "Курсы валют" in page.text
    assert 'action="/manage/rates' not in page.text
    for person in (manager, buyer):
        for path in ("/manage/rates", "/manage/rates/take", "/manage/rates/markup"):
            assert person.post(path, {**DOLLAR, "markup": "2"}).status_code == 403
    assert buyer.get("/manage/rates/USD/history.csv").status_code == 403
    assert (shop.rates.version, shop.bank.asked) == (19, [])


@pytest.mark.parametrize("path", ["/manage/rates", "/manage/rates/take", "/manage/rates/markup"])
def test_no_form_of_rates_is_taken_without_its_token(staff: Person, shop: FakePortal, path: str) -> None:
    forger = Person(staff.client, "admin", "guess")
    assert forger.post(path, {**DOLLAR, "markup": "2"}).status_code == 403
    assert (shop.rates.version, shop.rates.last) == (19, None)


def test_the_pages_are_whole_in_english(staff: Person, shop: FakePortal) -> None:
    shop.language = "en"
    shop.rates.put(a_rate(Currency.USD, DAY, "81.9"), None)
    assert "USD 81.9000 23 November 2026 today's Bank of Russia" in read(staff, "/manage/rates")
    assert "The rate of EUR is 6 days old (of 17 November 2026)." in read(staff, "/manage/orders")
    assert "1 change" in read(staff, "/manage/rates/USD")


@shows("M023")
def test_the_buyers_cart_names_the_day_of_the_rate(buyer: Person) -> None:
    assert "По курсу" not in read(buyer, "/cart")
    dollar = next(c for c in CONTRACTS[STROY] if c.number == "14/2026-О")
    buyer.post("/context", {"counterparty": str(STROY), "contract": str(dollar.id)})
    assert read(buyer, "/cart").count("По курсу на 21.11.2026: 1 USD = 81,4000 ₽") == 1
