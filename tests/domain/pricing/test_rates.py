"""What may be entered as a rate, what of it is believed, and when it is old."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import assume, example, given
from hypothesis import strategies as st

from domain.pricing.rates import (
    EARLIEST,
    LATEST,
    RATED,
    CurrencyNotRated,
    DayRate,
    MarkupInvalid,
    RateDayInvalid,
    RateFar,
    RateImplausible,
    RateInvalid,
    RateSource,
    age_in_days,
    check_day,
    check_plausible,
    currency_of,
    is_stale,
    markup_of,
    may_replace,
    nominal_of,
    rate_of,
    with_markup,
)
from domain.shared.money import Currency
from tests.builders import TODAY

SATURDAY, MONDAY = date(2026, 11, 21), date(2026, 11, 23)
rates = st.decimals(min_value="0.0001", max_value=10**6, places=4)
nominals = st.sampled_from([1, 10, 100, 1_000, 10_000])
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def dollar(rate: Decimal | str, nominal: int = 1) -> DayRate:
    return DayRate(Currency.USD, SATURDAY, Decimal(rate), nominal, RateSource.CBR)


@given(rates)
def test_a_rate_is_read_as_it_is_written_with_a_comma_or_a_point(rate: Decimal) -> None:
    assert rate_of(f"{rate:f}") == rate_of(f"{rate:f}".replace(".", ",")) == rate


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_positive_plain_number_or_refused(text: str) -> None:
    try:
        rate = rate_of(text)
    except RateInvalid:
        return
    assert 0 < rate < 10**9
    assert not set(text) & set("eE_+")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("8e1", "number"),
        ("5,88139E-05", "number"),
        ("1_000", "number"),
        ("1.234,5", "number"),
        ("٨١", "number"),
        ("NaN", "number"),
        ("Infinity", "number"),
        ("", "number"),
        ("0", "positive"),
        ("0,0000", "positive"),
        ("-81,4", "positive"),
        ("81,12345678901", "finer"),
        ("1000000000", "larger"),
    ],
)
def test_what_is_no_rate_is_refused_by_its_reason(text: str, why: str) -> None:
    with pytest.raises(RateInvalid) as refused:
        rate_of(text)
    assert (refused.value.value, refused.value.why) == (text, why)


def test_thousands_are_grouped_as_people_do() -> None:
    assert rate_of(" 1\u00a0234,5600 ") == Decimal("1234.56")


@pytest.mark.parametrize("text", ["0.0000000001", "81.1234567890", "999999999.9999999999", "81.12345678900000"])
def test_a_rate_has_up_to_ten_decimals(text: str) -> None:
    assert rate_of(text) == Decimal(text)


@pytest.mark.parametrize("text", ["0", "-1", "1,5", "1000001", "", "1e3", "²"])
def test_a_nominal_is_a_whole_number(text: str) -> None:
    with pytest.raises(RateInvalid) as refused:
        nominal_of(text)
    assert refused.value.why == "nominal"


@pytest.mark.parametrize(("text", "nominal"), [("1", 1), ("1000000", 1_000_000), ("1\u00a0000", 1_000), ("007", 7)])
def test_a_nominal_up_to_a_million_is_taken(text: str, nominal: int) -> None:
    assert nominal_of(text) == nominal


def test_a_refusal_repeats_the_beginning_of_what_was_typed() -> None:
    typed = "9" * 100
    for read, most in ((nominal_of, 40), (rate_of, 40)):
        with pytest.raises(RateInvalid) as refused:
            read(typed)
        assert refused.value.value == typed[:most]
    with pytest.raises(MarkupInvalid) as too_much:
        markup_of(typed)
    assert too_much.value.value == typed[:40]
    with pytest.raises(CurrencyNotRated) as unknown:
        currency_of(typed)
    assert unknown.value.currency == typed[:10]


def test_every_other_currency_of_contracts_has_a_rate() -> None:
    assert [currency_of(currency.value) for currency in Currency if currency is not Currency.RUB] == list(RATED)


@pytest.mark.parametrize("code", ["RUB", "usd", "XXX", "", "USD "])
def test_only_a_currency_of_contracts_other_than_the_rouble_has_a_rate(code: str) -> None:
    with pytest.raises(CurrencyNotRated):
        currency_of(code)


@given(rates, nominals, st.decimals("0.81", "1.19", places=3), nominals)
def test_a_move_of_less_than_a_fifth_is_taken_whatever_the_nominal(
    rate: Decimal, nominal: int, move: Decimal, another: int
) -> None:
    after = dollar(rate / nominal * move * another, another)
    check_plausible(after, dollar(rate, nominal), confirmed=False)


@given(rates, st.decimals("0.101", "9.99", places=3))
def test_a_greater_move_needs_the_word_of_a_person_and_no_more(rate: Decimal, move: Decimal) -> None:
    assume(not Decimal("0.8") <= move <= Decimal("1.2"))
    with pytest.raises(RateFar):
        check_plausible(dollar(rate * move), dollar(rate), confirmed=False)
    check_plausible(dollar(rate * move), dollar(rate), confirmed=True)


@given(rates, st.decimals(10, 100_000, places=2), st.booleans())
def test_tenfold_is_a_slip_whoever_insists(rate: Decimal, times: Decimal, confirmed: bool) -> None:
    for slip in (rate * times, rate / times):
        assume(slip > 0)
        with pytest.raises(RateImplausible):
            check_plausible(dollar(slip), dollar(rate), confirmed)


@pytest.mark.parametrize(
    ("given", "confirmed", "refused"),
    [
        ("96", False, None), ("64", False, None), ("96.01", False, RateFar), ("63.99", False, RateFar),
        ("96.01", True, None), ("799.99", True, None), ("8.01", True, None), ("800", True, RateImplausible),
        ("8", True, RateImplausible),
    ],
)  # fmt: skip
def test_beside_a_rate_of_eighty(given: str, confirmed: bool, refused: type[RateFar | RateImplausible] | None) -> None:
    """A fifth is not far yet, ten times is wild already; what is refused is told beside what was known, and of when."""
    rate, known = evolve(dollar(Decimal(given) * 100, 100), day=TODAY), evolve(dollar(Decimal(80)), day=SATURDAY)
    if refused is None:
        check_plausible(rate, known, confirmed)
        return
    with pytest.raises(refused) as caught:
        check_plausible(rate, known, confirmed)
    found = caught.value
    assert isinstance(found, RateFar | RateImplausible)
    assert (found.currency, found.given, found.known) == (Currency.USD, Decimal(given), Decimal(80))
    assert found.known_on == SATURDAY


@given(rates)
def test_the_first_rate_of_a_currency_has_nothing_to_be_compared_with(rate: Decimal) -> None:
    check_plausible(dollar(rate), None, confirmed=False)


@given(st.sampled_from(["", *RateSource]), st.sampled_from([RateSource.MANUAL, RateSource.ERP]))
def test_a_person_and_the_erp_have_the_last_word(standing: str, coming: RateSource) -> None:
    assert may_replace(standing, coming)


def test_the_service_yields_to_both() -> None:
    yields = {source: not may_replace(source, RateSource.CBR) for source in RateSource}
    assert yields == {RateSource.CBR: False, RateSource.MANUAL: True, RateSource.ERP: True}


@given(rates, st.decimals(0, 50, places=2))
def test_a_markup_never_makes_a_rate_cheaper_and_zero_leaves_it(rate: Decimal, markup: Decimal) -> None:
    assert with_markup(rate, Decimal(0)) == rate
    assert with_markup(rate, markup) >= rate
    assert with_markup(rate, markup) - rate == rate * markup / 100


@pytest.mark.parametrize("text", ["-1", "50,01", "1,005", "2%", "", "1e1"])
def test_a_markup_is_a_plain_percent(text: str) -> None:
    with pytest.raises(MarkupInvalid):
        markup_of(text)


@pytest.mark.parametrize(("text", "markup"), [("2,50", "2.5"), ("0", "0"), ("50", "50"), ("0.01", "0.01")])
def test_a_markup_has_two_decimals_and_ends_at_fifty(text: str, markup: str) -> None:
    assert markup_of(text) == Decimal(markup)


@given(days, st.integers(-10, 400))
@example(SATURDAY, 3)
@example(SATURDAY, 4)
def test_a_rate_is_stale_after_three_days_and_never_before(day: date, later: int) -> None:
    bank_day = day + timedelta(days=later)
    assert age_in_days(day, bank_day) == max(0, later)
    assert is_stale(day, bank_day) == (later > 3)


def test_saturdays_rate_is_not_stale_on_monday() -> None:
    assert age_in_days(SATURDAY, MONDAY) == 2
    assert not is_stale(SATURDAY, MONDAY)


@given(st.integers(-1000, 1000))
@example(-EARLIEST.days)
@example(-EARLIEST.days - 1)
@example(LATEST.days)
@example(LATEST.days + 1)
def test_a_rate_is_entered_for_a_day_near_enough(days_off: int) -> None:
    day = TODAY + timedelta(days=days_off)
    if -EARLIEST.days <= days_off <= LATEST.days:
        check_day(day, TODAY)
        return
    with pytest.raises(RateDayInvalid) as refused:
        check_day(day, TODAY)
    assert (refused.value.earliest, refused.value.latest) == (TODAY - EARLIEST, TODAY + LATEST)
