"""What reads as a number, a truth and a date, as people write them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalog.property_types import PropertyType, date_of, number_of, reads_as, truth_of
from tests.capabilities import shows

pytestmark = shows("M094")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_a_number_reads_with_a_comma_and_thin_spaces(number: Decimal) -> None:
    assert number_of(f"{number:,}".replace(",", "\u202f").replace(".", ",")) == number


@given(st.dates())
def test_a_date_reads_both_ways(day: date) -> None:
    assert date_of(day.isoformat()) == date_of(f"{day:%d}.{day:%m}.{day.year:04}") == day


@given(st.text(max_size=30))
def test_any_text_is_judged_without_a_fault(text: str) -> None:
    assert reads_as(PropertyType.TEXT, text)
    for type_ in PropertyType:
        assert reads_as(type_, text) in (True, False)


@pytest.mark.parametrize(
    ("text", "truth"), [("Да", True), ("ИСТИНА", True), ("нет", False), ("0", False), ("10", None)]
)
def test_yes_and_no(text: str, truth: bool | None) -> None:
    assert truth_of(text) is truth


@pytest.mark.parametrize("text", ["", "10 - 12", "NaN", "бесконечность", "1,2,3"])
def test_what_is_no_number(text: str) -> None:
    assert number_of(text) is None
