from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shared.money import (
    Currency,
    CurrencyMismatch,
    Money,
    NotWholeKopecks,
    allocated,
    rounded,
    vat_on_top,
    vat_within,
)

amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
weights = st.lists(st.decimals(min_value=0, max_value=10**6, places=3), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("raw", "kopecks"),
    [("0.125", "0.13"), ("2.675", "2.68"), ("1.005", "1.01"), ("30.135", "30.14"), ("-0.125", "-0.13")],
)
def test_half_a_kopeck_goes_away_from_zero(raw: str, kopecks: str) -> None:
    """documents 5.3, E4."""
    assert rounded(Decimal(raw)) == Decimal(kopecks)


@pytest.mark.parametrize("value", [Decimal("0.001"), Decimal("NaN"), Decimal("Infinity"), 0.5, "1"])
def test_money_is_whole_kopecks_or_nothing(value: object) -> None:
    with pytest.raises(NotWholeKopecks):
        Money(value)  # type: ignore[arg-type]  # on purpose


def test_two_currencies_do_not_add_up() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(Decimal(1)) + Money(Decimal(1), Currency.USD)


@given(amounts, weights)
def test_parts_add_up_to_the_whole(amount: Decimal, by: list[Decimal]) -> None:
    assert sum(allocated(amount, by)) == amount


@given(amounts, weights)
def test_a_part_is_within_a_kopeck_of_its_share(amount: Decimal, by: list[Decimal]) -> None:
    if (total := sum(by)) > 0:
        for part, weight in zip(allocated(amount, by), by, strict=True):
            assert abs(part - amount * weight / total) < Decimal("0.0101")


@pytest.mark.parametrize(
    ("amount", "by", "parts"),
    [
        ("100.00", ("333.33", "333.33", "333.34"), ("33.33", "33.33", "33.34")),  # E9
        ("0.05", ("10.00", "20.00", "40.00"), ("0.01", "0.01", "0.03")),  # E9b
    ],
)
def test_the_worked_examples_of_distribution(amount: str, by: tuple[str, ...], parts: tuple[str, ...]) -> None:
    assert allocated(Decimal(amount), [Decimal(w) for w in by]) == tuple(Decimal(p) for p in parts)


@pytest.mark.parametrize(
    ("amount", "rate", "within", "on_top"),
    [
        ("300.00", 22, "54.10", "66.00"),  # E1
        ("245.91", 22, "44.34", "54.10"),  # E2
        ("12345.67", 5, "587.89", "617.28"),  # E7
        ("12345.67", 7, "807.66", "864.20"),
        ("974.02", 10, "88.55", "97.40"),  # E12
        ("1000.00", 0, "0.00", "0.00"),
    ],
)
def test_vat_within_and_on_top(amount: str, rate: int, within: str, on_top: str) -> None:
    assert vat_within(Decimal(amount), Decimal(rate)) == Decimal(within)
    assert vat_on_top(Decimal(amount), Decimal(rate)) == Decimal(on_top)


def test_without_vat_is_not_a_rate() -> None:
    assert vat_within(Decimal(100), None) == vat_on_top(Decimal(100), None) == Decimal("0.00")
