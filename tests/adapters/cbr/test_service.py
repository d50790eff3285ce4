"""The Bank of Russia as it is and as it must not be taken, over a socket and from bytes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.cbr.daily import told
from adapters.cbr.service import CbrRates
from application.pricing.rate_ports import (
    RatesAbsent,
    RatesAway,
    RatesSwitchedOff,
    RatesUnreadable,
    Refused,
)
from domain.pricing.rates import DayRate
from domain.shared.errors import DomainError
from domain.shared.money import Currency
from tests.bank import Bank, a_bank
from tests.capabilities import shows
from tests.consequences import closed_port

pytestmark = shows("M022")

SATURDAY, MONDAY, TUESDAY = date(2026, 11, 21), date(2026, 11, 23), date(2026, 11, 24)
MONDAY_MORNING = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
MONDAY_EVENING = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
# As the Bank really writes: windows-1251, decimal commas, no zeros at the end of VunitRate, an exponent in a small one.
DOLLAR = (
    '<Valute ID="R01235"><NumCode>840</NumCode><CharCode>USD</CharCode><Nominal>1</Nominal><Name>Доллар США</Name>'
    "<Value>80,1234</Value><VunitRate>80,1234</VunitRate></Valute>"
)
TENGE = (
    '<Valute ID="R01335"><NumCode>398</NumCode><CharCode>KZT</CharCode><Nominal>100</Nominal><Name>Тенге</Name>'
    "<Value>15,8000</Value><VunitRate>0,158</VunitRate></Valute>"
)

PROLOG = '<?xml version="1.0" encoding="windows-1251"?>'


def listed(*valutes: str, day: str = "21.11.2026", prolog: str = PROLOG) -> bytes:
    body = "".join(valutes)
    return f'{prolog}<ValCurs Date="{day}" name="Foreign Currency Market">{body}</ValCurs>'.encode("windows-1251")


def lira(vunit: str, value: str = "0,5881", nominal: str = "10000") -> str:
    """A currency that is next to nothing, for the exponent."""
    return (
        f"<Valute><CharCode>TRY</CharCode><Nominal>{nominal}</Nominal><Name>Лир</Name>"
        f"<Value>{value}</Value><VunitRate>{vunit}</VunitRate></Valute>"
    )


@pytest.fixture
def bank() -> Iterator[Bank]:
    with a_bank(now=lambda: MONDAY_MORNING) as running:
        yield running


def test_mondays_question_is_answered_by_saturdays_list(bank: Bank) -> None:
    answer = CbrRates(bank.url).on(MONDAY)
    assert (answer.asked, answer.dated) == (MONDAY, SATURDAY)
    rates = {rate.currency: rate for rate in answer.rates}
    assert rates.keys() == {c for c in Currency if c is not Currency.RUB}
    assert {rate.day for rate in rates.values()} == {SATURDAY}
    assert (rates[Currency.KZT].nominal, rates[Currency.TRY].nominal) == (100, 10)
    assert Decimal(70) < rates[Currency.USD].per_unit < Decimal(95)
    assert answer.refused == ()
    assert CbrRates(bank.url).on(MONDAY) == answer


@pytest.mark.parametrize(("now", "dated"), [(MONDAY_MORNING, SATURDAY), (MONDAY_EVENING, TUESDAY)])
def test_tomorrows_list_is_there_once_it_is_published(now: datetime, dated: date) -> None:
    with a_bank(now=lambda: now) as running:
        assert CbrRates(running.url).on(TUESDAY).dated == dated
        # A day that is over is answered by its own list for ever.
        assert CbrRates(running.url).on(SATURDAY).dated == SATURDAY


@pytest.mark.parametrize(
    ("switch", "expected"),
    [
        ("down", RatesAway("RemoteProtocolError")),
        ("html", RatesUnreadable("html")),
        ("empty", RatesAbsent(MONDAY)),
        ("slow", RatesAway("timeout")),
    ],
)
def test_whatever_is_no_list_is_told_by_name(switch: str, expected: DomainError) -> None:
    with a_bank(switch, delay=1.0, now=lambda: MONDAY_MORNING) as running, pytest.raises(type(expected)) as refused:
        CbrRates(running.url, patience=0.2).on(MONDAY)
    assert repr(refused.value) == repr(expected)


def test_figures_that_contradict_each_other_are_refused_by_the_name_of_the_currency() -> None:
    with a_bank("disagree", now=lambda: MONDAY_MORNING) as running:
        answer = CbrRates(running.url).on(MONDAY)
    assert answer.refused == (Refused("USD", "disagrees"),)
    assert Currency.USD not in {rate.currency for rate in answer.rates}
    assert len(answer.rates) == 5


def test_an_exponent_in_the_check_figure_is_read() -> None:
    with a_bank("exponent", now=lambda: MONDAY_MORNING) as plainly_wrong, a_bank(now=lambda: MONDAY_MORNING) as plain:
        assert CbrRates(plainly_wrong.url).on(MONDAY) == CbrRates(plain.url).on(MONDAY)


def test_a_thousandfold_that_agrees_with_itself_is_left_to_the_use_case() -> None:
    with a_bank("thousand", now=lambda: MONDAY_MORNING) as running:
        rates = {rate.currency: rate.per_unit for rate in CbrRates(running.url).on(MONDAY).rates}
    assert rates[Currency.USD] > 10_000


def test_nobody_at_the_address_and_another_page_there_are_told(bank: Bank) -> None:
    with pytest.raises(RatesAway):
        CbrRates(f"http://127.0.0.1:{closed_port()}/scripts").on(MONDAY)
    with pytest.raises(RatesAway) as refused:
        CbrRates(f"{bank.url}/elsewhere").on(MONDAY)
    assert refused.value.reason == "status-404"


def test_an_installation_may_do_without_the_service() -> None:
    with pytest.raises(RatesSwitchedOff):
        CbrRates("off").on(MONDAY)


def test_the_banks_own_sample_is_read_to_the_last_digit() -> None:
    answer = told(listed(DOLLAR, TENGE, "<Injected>by a proxy</Injected>"), MONDAY)
    assert answer.rates == (
        DayRate(Currency.USD, SATURDAY, Decimal("80.1234"), 1, "cbr"),
        DayRate(Currency.KZT, SATURDAY, Decimal("15.8"), 100, "cbr"),
    )


@pytest.mark.parametrize(
    ("valute", "why"),
    [
        (lira("5,88139E-05", "0,5881"), "disagrees"),
        (lira("5,881E-05", "-0,5881"), "unreadable"),
        (lira("", "0,5881"), "unreadable"),
        (lira("5,881E-05", "ноль"), "unreadable"),
        (lira("5,881E-05", "0,5881", "0"), "unreadable"),
        (lira("NaN", "0,5881"), "unreadable"),
        (lira("5,881E-05", "Infinity"), "unreadable"),
        (lira("0,2352", "0,5881", "2,5"), "unreadable"),
    ],
)
def test_one_bad_currency_never_stops_the_others(valute: str, why: str) -> None:
    answer = told(listed(valute, DOLLAR), MONDAY)
    assert [rate.currency for rate in answer.rates] == [Currency.USD]
    assert answer.refused == (Refused("TRY", why),)


def test_a_small_rate_with_an_exponent_is_taken() -> None:
    (rate,) = told(listed(lira("5,881E-05")), MONDAY).rates
    assert (rate.rate, rate.nominal, rate.per_unit) == (Decimal("0.5881"), 10_000, Decimal("0.00005881"))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", RatesUnreadable("not-xml")),
        (b"Error in parameters", RatesAbsent(MONDAY)),
        (b"<!DOCTYPE html><html><body>503</body></html>", RatesUnreadable("html")),
        (b"<html><body>503</body></html>", RatesUnreadable("html")),
        (b'<?xml version="1.0"?><Other Date="21.11.2026"/>', RatesUnreadable("wrong-root")),
        (listed(DOLLAR)[:-20], RatesUnreadable("not-xml")),
        (listed(DOLLAR, day="2026-11-21"), RatesUnreadable("bad-date")),
        (listed(DOLLAR, day="24.11.2026"), RatesUnreadable("later-day")),
        (listed(), RatesAbsent(MONDAY)),
        (listed(DOLLAR, prolog='<?xml version="1.0" encoding="klingon"?>'), RatesUnreadable("not-xml")),
        (
            b'<?xml version="1.0"?><!DOCTYPE ValCurs [<!ENTITY a "81,4">]><ValCurs Date="21.11.2026">&a;</ValCurs>',
            RatesUnreadable("doctype"),
        ),
        (
            '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "1">]><ValCurs/>'.encode("utf-16"),
            RatesUnreadable("doctype"),
        ),
    ],
)
def test_bytes_that_are_no_list_are_refused_by_name(content: bytes, expected: DomainError) -> None:
    with pytest.raises(type(expected)) as refused:
        told(content, MONDAY)
    assert repr(refused.value) == repr(expected)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(noise: bytes) -> None:
    for content in (noise, listed(DOLLAR).replace(b"80,1234", noise[:20])):
        try:
            answer = told(content, MONDAY)
        except (RatesUnreadable, RatesAbsent):
            continue
        assert all(rate.rate > 0 and rate.nominal > 0 for rate in answer.rates)
