"""How people type quantities, and what is asked about rather than guessed (documents 8.3)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.filling.quantities import Amount, Unclear, read_amount
from tests.capabilities import shows

pytestmark = shows("M081", "M082")

READ = (
    ("12", "12", ""), ("1 000,5", "1000.5", ""), ("1\u00a0000,5", "1000.5", ""), ("1\u202f000\u2009000", "1000000", ""),
    ("1.000,50", "1000.5", ""), ("1,000.50", "1000.5", ""), ("1000,5", "1000.5", ""), ("1,234", "1.234", ""),
    ("1.5", "1.5", ""), ("0.500", "0.5", ""), (",5", "0.5", ""), ("+7", "7", ""), ("12 шт", "12", "шт"),
    ("3уп.", "3", "уп."), ("100 м2", "100", "м2"), ("\ufeff5\u200b", "5", ""), ("1'000", "1000", ""),
    ("1.000.000", "1000000", ""), ("12,0000", "12", ""),
)  # fmt: skip
UNCLEAR = (
    ("много", Unclear.NOT_A_NUMBER), ("1 2 3", Unclear.NOT_A_NUMBER), ("5/2", Unclear.NOT_A_NUMBER),
    ("1,00,0", Unclear.NOT_A_NUMBER), ("-3", Unclear.NEGATIVE), ("\u22123", Unclear.NEGATIVE),
    ("1e3", Unclear.EXPONENT), ("4,6E+12", Unclear.EXPONENT), ("01.фев", Unclear.DATE), ("2026-02-01", Unclear.DATE),
    ("01.02.2026", Unclear.DATE), ("1.000", Unclear.AMBIGUOUS), ("12.500", Unclear.AMBIGUOUS),
    ("0,1234", Unclear.TOO_FINE), ("9999999999", Unclear.TOO_LARGE),
)  # fmt: skip


@pytest.mark.parametrize(("text", "value", "unit"), READ)
def test_a_quantity_is_read_as_people_write_it(text: str, value: str, unit: str) -> None:
    assert read_amount(text) == Amount(Decimal(value), unit)


@pytest.mark.parametrize(("text", "why"), UNCLEAR)
def test_what_may_be_two_numbers_is_asked_about(text: str, why: Unclear) -> None:
    assert read_amount(text) is why


@pytest.mark.parametrize("text", ["", " ", "-", "—", "0", "0,00", "\u00a0"])
def test_nothing_is_ordered_by_a_dash_and_by_zero(text: str) -> None:
    assert read_amount(text) is None


@given(st.decimals(min_value="0.001", max_value="999999", places=3), st.sampled_from(["\u00a0", " ", "\u202f", ""]))
def test_a_number_grouped_as_russian_programs_do_is_itself(value: Decimal, blank: str) -> None:
    text = f"{value:,.3f}".replace(",", blank).replace(".", ",")
    assert read_amount(text) == Amount(value)


@given(st.text(max_size=30))
def test_no_text_is_beyond_reading(text: str) -> None:
    read = read_amount(text)
    assert read is None or isinstance(read, Unclear) or 0 < read.value < 10**9
