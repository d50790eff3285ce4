"""Steps by a cart's total as they are typed: row by row, with the row and what was in it where one is refused."""

from decimal import Decimal

import pytest

from domain.pricing.price_type import Threshold
from domain.pricing.thresholds import MOST, StepInvalid, steps_of
from domain.shared.ids import PriceTypeId

OWN, OTHER, THIRD = PriceTypeId(1), PriceTypeId(2), PriceTypeId(3)
KNOWN = {OWN, OTHER, THIRD}
Row = tuple[str, PriceTypeId | None]


def test_steps_come_in_the_order_of_their_sums_and_empty_rows_are_none() -> None:
    rows: list[Row] = [("50 000", OTHER), ("  ", None), ("1\u00a0000,5", THIRD), ("", None)]
    assert steps_of(rows, OWN, KNOWN) == (Threshold(Decimal("1000.5"), THIRD), Threshold(Decimal(50000), OTHER))
    assert steps_of([], OWN, KNOWN) == ()


@pytest.mark.parametrize("text", ["0.01", "999999999999.99", "007", "5,", "1.20"])
def test_a_sum_up_to_a_trillion_is_taken(text: str) -> None:
    (step,) = steps_of([(text, OTHER)], OWN, KNOWN)
    assert step.total == Decimal(text.replace(",", "."))


@pytest.mark.parametrize(
    "text",
    ["0", "0,00", "-5", "+5", "1e3", "1.005", "1.2.3", "1,2,3", ".5", "1000000000000", "²", "١", "сто", "5 руб", ""],
)
def test_what_is_no_sum_is_told_with_its_row_and_its_beginning(text: str) -> None:
    with pytest.raises(StepInvalid) as refused:
        steps_of([("100", OTHER), (text, THIRD)], OWN, KNOWN)
    assert (refused.value.place, refused.value.why, refused.value.value) == (2, "total", text)
    with pytest.raises(StepInvalid) as cut:
        steps_of([("9" * 100, THIRD)], OWN, KNOWN)
    assert (cut.value.place, cut.value.value) == (1, "9" * 40)


@pytest.mark.parametrize(
    ("rows", "place", "why", "value"),
    [
        ([("100", OTHER), ("", None), ("100,00", THIRD)], 3, "repeated", "100,00"),
        ([("100", None)], 1, "type", ""),
        ([("100", PriceTypeId(99))], 1, "type", ""),
        ([("50", OTHER), ("100", OWN)], 2, "itself", ""),
        ([(str(n), OTHER) for n in range(1, MOST + 2)], MOST + 1, "many", ""),
    ],
)
def test_a_row_that_makes_no_step_is_refused(rows: list[Row], place: int, why: str, value: str) -> None:
    with pytest.raises(StepInvalid) as refused:
        steps_of(rows, OWN, KNOWN)
    assert (refused.value.place, refused.value.why, refused.value.value) == (place, why, value)


def test_as_many_steps_as_are_kept_are_taken() -> None:
    assert len(steps_of([(str(n), OTHER) for n in range(MOST, 0, -1)], OWN, KNOWN)) == MOST
