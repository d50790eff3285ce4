from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shared.quantity import Packaging, QuantityInvalid, Steps, quantity_of

quantities = st.decimals(min_value="0.001", max_value=10**6, places=3)


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "1e3", "1.2345", "١٢", "NaN", "inf", "1000000000", "1,5", "0.000", "+2"]
)
def test_what_is_not_a_quantity_is_refused(text: str) -> None:
    with pytest.raises(QuantityInvalid):
        quantity_of(text)


@given(quantities)
def test_what_is_a_quantity_is_kept_exactly(quantity: Decimal) -> None:
    assert quantity_of(str(quantity)) == quantity


@pytest.mark.parametrize(
    ("asked", "minimum", "multiple", "up", "down"),
    [
        ("50", "24", "12", "60", "48"),
        ("5", "24", "12", "24", "24"),
        ("60", "24", "12", "60", "60"),
        ("24", "20", "12", "24", "24"),
        ("1", "0", "12", "12", "0"),
        ("0.7", "0.5", "0.25", "0.75", "0.50"),
    ],
)
def test_the_worked_examples_of_multiples(asked: str, minimum: str, multiple: str, up: str, down: str) -> None:
    """documents 5.3, E11b."""
    steps = Steps(Decimal(minimum), Decimal(multiple))
    assert steps.upper(Decimal(asked)) == Decimal(up)
    if asked != "5":  # under the minimum there is only «remove» below it
        assert steps.lower(Decimal(asked)) == Decimal(down)


@given(quantities, st.sampled_from(["0", "0.25", "1", "5", "12"]), st.sampled_from(["0", "1", "10", "24"]))
def test_both_neighbours_are_allowed_and_stand_on_either_side(asked: Decimal, multiple: str, minimum: str) -> None:
    steps = Steps(Decimal(minimum), Decimal(multiple))
    lower, upper = steps.lower(asked), steps.upper(asked)
    assert upper >= asked and steps.allows(upper)
    assert lower == 0 or steps.allows(lower)
    if steps.allows(asked):
        assert lower == upper == asked
        assert steps.check(1, asked) is None


def test_packs_convert_by_a_fraction_and_not_by_a_rounded_coefficient() -> None:
    third = Packaging(5, "", "треть", Decimal(1), Decimal(3))
    assert third.to_base(Decimal(3)) == Decimal("1.000")
