"""How numbers, sums and days are written for people."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.shared.words import (
    counted,
    date_text,
    instant_text,
    long_date_text,
    money_text,
    percent_text,
    plural,
    price_text,
    quantity_text,
    sum_text,
)

GOODS = ("товар", "товара", "товаров")


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1234567.50", "RUB", "1\u00a0234\u00a0567,50\u00a0₽"),
        ("0", "RUB", "0,00\u00a0₽"),
        ("999.9", "USD", "999,90\u00a0$"),
        ("-1500", "CNY", "\u22121\u00a0500,00\u00a0¥"),
        ("1", "GBP", "1,00\u00a0GBP"),
    ],
)
def test_money_has_two_decimals_and_its_sign(amount: str, currency: str, text: str) -> None:
    assert money_text(Decimal(amount), currency) == text


def test_english_writes_the_code_of_the_currency() -> None:
    assert money_text(Decimal("1234.5"), "RUB", "en") == "1,234.50\u00a0RUB"


def test_a_price_keeps_the_decimals_that_give_its_amount() -> None:
    assert price_text(Decimal("4.12750")) == "4,1275"
    assert price_text(Decimal("615")) == "615,00"
    assert price_text(Decimal("0.01235"), "RUB") == "0,01235\u00a0₽"


def test_a_quantity_has_the_decimals_that_it_needs() -> None:
    assert quantity_text(Decimal("1200.000"), "шт") == "1\u00a0200\u00a0шт"
    assert quantity_text(Decimal("0.250")) == "0,25"


def test_per_cent_and_days() -> None:
    assert percent_text(Decimal("22.00")) == "22\u00a0%"
    assert date_text(date(2026, 11, 3)) == "03.11.2026"
    assert long_date_text(date(2026, 11, 3)) == "3\u00a0ноября 2026\u00a0г."
    moscow = ZoneInfo("Europe/Moscow")
    assert instant_text(datetime(2026, 11, 3, 22, 5, tzinfo=UTC), moscow) == "04.11.2026\u00a001:05\u00a0МСК"


@pytest.mark.parametrize(
    ("n", "word"),
    [
        (0, 2),
        (1, 0),
        (2, 1),
        (4, 1),
        (5, 2),
        (11, 2),
        (12, 2),
        (14, 2),
        (21, 0),
        (22, 1),
        (101, 0),
        (111, 2),
        (121, 0),
    ],
)
def test_the_word_agrees_with_the_number(n: int, word: int) -> None:
    assert plural(n, *GOODS) == GOODS[word]


def test_a_fraction_takes_the_genitive_singular() -> None:
    assert plural(Decimal("1.5"), "рубль", "рубля", "рублей") == "рубля"
    assert counted(1000, *GOODS) == "1\u00a0000\u00a0товаров"


@given(st.decimals(-(10**12), 10**12, places=2))
def test_a_sum_reads_back_as_it_was(amount: Decimal) -> None:
    text = sum_text(amount).replace("\u00a0", "").replace(",", ".").replace("\u2212", "-")
    assert Decimal(text) == amount
