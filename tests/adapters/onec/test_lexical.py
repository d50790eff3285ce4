"""How 1C spells numbers, flags, dates, rates and ids."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.exchange.lexical import (
    NO_VAT,
    NotNumber,
    VatRate,
    clock,
    currency_code,
    day,
    flag,
    identity,
    moment,
    number,
    requisite_key,
    vat_rate,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("801.90", "801.90"),
        ("231.7400", "231.7400"),
        ("27 700", "27700"),
        ("27\u00a0700,50", "27700.50"),
        ("27\u202f700", "27700"),
        ("-5", "-5"),
        ("+3", "3"),
        (".5", "0.5"),
        ("4.", "4"),
        ("  12\n", "12"),
    ],
)
def test_numbers_with_any_separators_are_read(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize("text", [None, "", "  ", "\u00a0"])
def test_an_empty_number_is_not_told(text: str | None) -> None:
    assert number(text) is None


@pytest.mark.parametrize("text", ["1E5", "1e-3", "NaN", "Infinity", "12a", "1,234.56", "1.2.3", "--1", "²", "٣", "."])
def test_exponents_and_other_texts_are_no_numbers(text: str) -> None:
    with pytest.raises(NotNumber):
        number(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**14), max_value=10**14))
def test_a_plain_decimal_survives_any_spelling(value: Decimal) -> None:
    plain = format(value, "f")
    assert number(plain) == number(plain.replace(".", ",")) == number(f"\u00a0{value:,f}".replace(",", " ")) == value


def test_flags_have_four_spellings() -> None:
    assert [flag(text) for text in ("true", "1", "Да", " Истина ")] == [True] * 4
    assert [flag(text) for text in ("false", "0", "Нет", "Ложь")] == [False] * 4
    assert [flag(text) for text in (None, "", "может быть")] == [None] * 3


def test_moments_of_1c_are_read_and_its_empty_date_is_none() -> None:
    assert moment("2014-06-01T0:36:33") == datetime(2014, 6, 1, 0, 36, 33)  # noqa: DTZ001 - local time of the ERP
    assert moment("05.03.2026 14:03:22") == datetime(2026, 3, 5, 14, 3, 22)  # noqa: DTZ001
    assert moment("2018-02-24") == datetime(2018, 2, 24)  # noqa: DTZ001
    assert [moment(text) for text in ("0001-01-01T00:00:00", "T", "", None, "2026-13-45")] == [None] * 5
    assert day("2026-02-30") is None
    assert clock("18:45:21") == time(18, 45, 21)
    assert day("2015-08-12T10:00:00") == date(2015, 8, 12)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("20", Decimal(20)),
        ("20%", Decimal(20)),
        ("10/110", Decimal(10)),
        ("20/120", Decimal(20)),
        ("НДС 20%", Decimal(20)),
        ("0", Decimal(0)),
        ("Без НДС", NO_VAT),
        ("Без налога", NO_VAT),
        ("", None),
    ],
)
def test_vat_rates_and_their_absence_are_told_apart(text: str, rate: VatRate) -> None:
    assert vat_rate(text) == rate


def test_an_unknown_rate_is_not_guessed() -> None:
    with pytest.raises(NotNumber):
        vat_rate("Общая")


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("p#c", ("p", "c")),
        ("p", ("p", None)),
        ("p#", ("p", None)),
        (" p # c ", ("p", "c")),
        ("p#c#d", ("p", "c#d")),
        ("#c", ("", "c")),
        ("#", ("", None)),
        (None, ("", None)),
    ],
)
def test_an_id_is_split_at_its_first_hash(text: str | None, halves: tuple[str, str | None]) -> None:
    assert identity(text) == halves


def test_currencies_are_known_by_letters_codes_and_names() -> None:
    assert {currency_code(text) for text in ("RUB", "руб", "руб.", "643", "RUR")} == {"RUB"}
    assert currency_code("USD") == "USD"
    assert currency_code("фантик") is None


def test_one_requisite_has_many_spellings() -> None:
    assert len({requisite_key(name) for name in ("Статус заказа", "Статус Заказа", "СтатусЗаказа")}) == 1
