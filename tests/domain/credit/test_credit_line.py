"""Laws C1 and C2 (semantics 5)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.credit.credit_line import (
    CreditLimitExceeded,
    HoldNotPositive,
    OverdueDocument,
    overdue,
    overdue_days,
)
from domain.shared.money import Currency, Money
from tests.builders import CONTRACT, NOON, a_credit_line, rub

amounts = st.decimals(min_value=-1000, max_value=10000, places=2)


@given(st.decimals(min_value=0, max_value=10000, places=2), amounts, st.lists(amounts, max_size=20))
def test_c1_no_sequence_of_holds_takes_exposure_past_the_limit(
    limit: Decimal, debt: Decimal, asked: list[Decimal]
) -> None:
    line = a_credit_line(rub(limit), debt=str(debt))
    for amount in asked:
        before = line.available
        try:
            hold = line.hold(Money(amount), NOON)
        except (CreditLimitExceeded, HoldNotPositive):
            assert line.available == before
        else:
            assert hold.basis_limit - hold.basis_debt - hold.basis_held >= hold.amount
    assert line.held.amount <= max(Decimal(0), limit - debt)


def test_the_refusal_tells_what_is_missing() -> None:
    with pytest.raises(CreditLimitExceeded) as refused:
        a_credit_line(rub("1000"), debt="400", held="500").hold(rub("141.20"), NOON)
    assert (refused.value.available, refused.value.excess) == (rub("100"), rub("41.20"))


def test_a_limit_of_zero_is_a_limit() -> None:
    with pytest.raises(CreditLimitExceeded):
        a_credit_line(rub("0")).hold(rub("0.01"), NOON)


def test_an_advance_gives_room() -> None:
    line = a_credit_line(rub("0"), debt="-500")
    line.hold(rub("500"), NOON)
    assert line.available == rub("0")


def document(days: int) -> OverdueDocument:
    return OverdueDocument("УПД 7", date(2026, 10, 1), rub("100"), days)


@pytest.mark.parametrize(("days", "tolerance", "refused"), [(0, 0, False), (1, 0, True), (5, 5, False), (6, 5, True)])
def test_c2_debt_older_than_tolerated_refuses(days: int, tolerance: int, refused: bool) -> None:
    assert (overdue(CONTRACT, [document(days)], tolerance, Currency.RUB) is not None) == refused


def test_the_refusal_names_only_the_late_documents_and_sums_them() -> None:
    found = overdue(CONTRACT, [document(0), document(3), document(9)], 0, Currency.RUB)
    assert found is not None
    assert (len(found.documents), found.total) == (2, rub("200"))


def test_overdue_begins_the_day_after_the_due_date() -> None:
    due = date(2026, 11, 19)
    assert [overdue_days(date(2026, 11, day), due) for day in (18, 19, 20, 23)] == [0, 0, 1, 4]
