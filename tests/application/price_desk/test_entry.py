"""What people write in a cell, and what it means."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.price_desk.entry import CellInvalid, Entry, Reader, day_of, inn_of, price_of
from application.shared.words import number_text
from domain.parties.level import Level


@given(st.decimals(min_value="0.00001", max_value=10**9, places=5))
def test_a_price_as_it_is_printed_is_read_to_the_last_digit(price: Decimal) -> None:
    assert price_of("amount", number_text(price, 2, 5)) == price
    assert price_of("amount", f"{price:f}") == price


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_price_or_a_reason(typed: str) -> None:
    try:
        price = price_of("amount", typed)
    except CellInvalid:
        return
    assert 0 < price < 10**10
    assert price == price.quantize(Decimal("0.00001"))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "missing"), ("0,000", "zero"), ("-1", "negative"), ("\u2212 1", "negative"), ("1e5", "exponent"),
        ("1Е5", "exponent"), ("1.234,50", "not-a-number"), ("12 руб", "not-a-number"), ("NaN", "not-a-number"),
        ("9" * 11, "too-long"), ("0.000001", "too-fine"), ("1_000", "not-a-number"),
    ],
)  # fmt: skip
def test_why_it_is_no_price(typed: str, why: str) -> None:
    with pytest.raises(CellInvalid) as refused:
        price_of("amount", typed)
    assert refused.value.why == why


@pytest.mark.parametrize(("typed", "inn"), [("770123456", "0770123456"), ("77012345678", "077012345678"), ("", "")])
def test_a_tin_gets_back_the_zero_that_a_sheet_took(typed: str, inn: str) -> None:
    assert inn_of("inn", typed) == inn


def test_days_in_both_ways_of_writing() -> None:
    assert day_of("valid_from", "31.12.2026") == day_of("valid_from", "2026-12-31") == date(2026, 12, 31)
    for typed in ("31.02.2026", "12/31/2026", "46022", "31.12.26"):
        with pytest.raises(CellInvalid):
            day_of("valid_from", typed)


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ({"contract": "12", "inn": "7700000000", "holding": "Х"}, Level.CONTRACT),
        ({"inn": "7700000000", "holding": "Х"}, Level.COUNTERPARTY),
        ({"holding": "Х"}, Level.HOLDING),
        ({"level": "Контрагент", "contract": "12", "inn": "7700000000"}, Level.COUNTERPARTY),
    ],
)
def test_the_nearest_owner_named_unless_another_is_meant(told: dict[str, str], level: Level) -> None:
    asked = Reader(Entry(0, sku="A", amount="1", **told)).asked()
    assert asked is not None
    assert asked.owner.level is level
