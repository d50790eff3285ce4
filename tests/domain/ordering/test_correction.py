"""What a line comes to after a part of it is gone."""

from decimal import Decimal
from typing import Any

from attrs import evolve

from domain.ordering.correction import StandingLine, Sums, standing_sums
from domain.shared.quantity import Packaging
from tests.capabilities import shows

pytestmark = shows("M078")

NOTHING = Decimal("0.00")


def a_line(**more: Any) -> StandingLine:
    """Three for 10.05 each, the kopeck of the sum told otherwise by whoever made the order."""
    line = StandingLine(
        *(1, "Болт", Packaging(), Decimal(3), Decimal("10.05"), True, Decimal(20)),
        *(Decimal("30.14"), Decimal("5.02"), Decimal("30.14"), NOTHING),
    )
    return evolve(line, **more)


def test_a_line_of_which_nothing_was_cancelled_keeps_its_sums() -> None:
    assert standing_sums(a_line()) == Sums(Decimal("30.14"), Decimal("5.02"), Decimal("30.14"), NOTHING)


def test_what_is_left_of_a_line_is_at_its_price() -> None:
    assert standing_sums(a_line(cancelled=Decimal(1))).gross == Decimal("20.10")


def test_a_discount_goes_down_with_its_line() -> None:
    line = a_line(cancelled=Decimal(1), gross=Decimal("27.00"), amount=Decimal("27.00"), discount=Decimal("3.15"))
    assert standing_sums(line) == Sums(Decimal("18.00"), Decimal("3.00"), Decimal("18.00"), Decimal("2.10"))


def test_of_a_line_cancelled_whole_nothing_is_left() -> None:
    assert standing_sums(a_line(cancelled=Decimal(3))) == Sums(NOTHING, NOTHING, NOTHING, NOTHING)
    struck_out = a_line(ordered=Decimal(0), amount=NOTHING, vat=NOTHING, gross=NOTHING)
    assert standing_sums(struck_out).gross == 0
