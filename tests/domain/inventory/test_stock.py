"""Laws S1 and S2, and containment by number, by time and by quantity (semantics 4)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.inventory.allocation import allocate
from domain.inventory.stock import ErpReserve, HoldNotPositive, Mark, OutOfStock, Reservation, ReservationState
from tests.builders import NOON, a_stock_line, an_id

quantities = st.decimals(min_value=-100, max_value=1000, places=3)


@given(quantities, st.lists(quantities, max_size=20))
def test_s1_no_sequence_of_holds_takes_more_than_is_free(free: Decimal, asked: list[Decimal]) -> None:
    line = a_stock_line(str(free))
    for quantity in asked:
        before = line.available
        try:
            hold = line.hold(quantity)
        except (OutOfStock, HoldNotPositive):
            assert line.available == before
        else:
            assert hold.basis_free - hold.basis_held >= quantity
    assert line.held <= max(free, Decimal(0))


def test_a_snapshot_may_break_the_inequality_and_then_nothing_more_is_held() -> None:
    line = a_stock_line("5", held="8")
    with pytest.raises(OutOfStock) as refused:
        line.hold(Decimal(1))
    assert refused.value.available == 0


def reservation(state: ReservationState = ReservationState.ACTIVE, erp: ErpReserve | None = None) -> Reservation:
    return Reservation(an_id("reservation"), Decimal(10), state, erp)


def test_a_reservation_that_the_erp_does_not_know_is_subtracted_whatever_the_snapshot() -> None:
    assert reservation().uncontained(Mark(NOON + timedelta(days=1), 99)) == 10


@pytest.mark.parametrize(("snapshot", "left"), [(4, 10), (5, 10), (6, 0)])
def test_by_number_a_snapshot_contains_what_was_accepted_before_it(snapshot: int, left: int) -> None:
    erp = ErpReserve(Decimal(10), Mark(NOON, 5))
    assert reservation(erp=erp).uncontained(Mark(NOON - timedelta(hours=1), snapshot)) == left


@pytest.mark.parametrize(("minutes", "left"), [(-1, 10), (0, 10), (1, 10), (2, 0), (60, 0)])
def test_by_time_a_margin_is_kept(minutes: int, left: int) -> None:
    erp = ErpReserve(Decimal(10), Mark(NOON))
    assert reservation(erp=erp).uncontained(Mark(NOON + timedelta(minutes=minutes))) == left


def test_by_quantity_only_what_the_erp_reserved_is_contained() -> None:
    erp = ErpReserve(Decimal(4), Mark(seq=1))
    assert reservation(erp=erp).uncontained(Mark(seq=2)) == 6


def test_what_was_shipped_stays_subtracted_until_a_snapshot_contains_it() -> None:
    erp = ErpReserve(Decimal(10), Mark(seq=7))
    shipped = reservation(ReservationState.SHIPPED, erp)
    assert shipped.uncontained(Mark(seq=7)) == 10
    assert shipped.uncontained(Mark(seq=8)) == 0


@pytest.mark.parametrize("state", [ReservationState.RELEASED, ReservationState.EXPIRED])
def test_what_was_given_back_is_not_subtracted(state: ReservationState) -> None:
    assert reservation(state).uncontained(Mark()) == 0


def test_a_mark_without_a_number_is_late_by_time() -> None:
    assert Mark(NOON - timedelta(seconds=1)).is_late(Mark(NOON))
    assert not Mark(NOON).is_late(Mark(NOON))
    assert Mark(NOON + timedelta(days=1), 3).is_late(Mark(NOON, 4))


stocks = st.lists(st.decimals(min_value=0, max_value=50, places=0), min_size=1, max_size=5)


@given(st.decimals(min_value=1, max_value=120, places=0), st.sampled_from([0, 1, 5, 12]), stocks)
def test_an_allocation_adds_up_takes_no_more_than_there_is_and_divides_by_the_multiple(
    quantity: Decimal, multiple: int, free: list[Decimal]
) -> None:
    shares, missing = allocate(quantity, Decimal(multiple), free)
    assert sum(part for _, part in shares) + missing == quantity
    assert all(0 < part <= free[place] for place, part in shares)
    assert [place for place, _ in shares] == sorted({place for place, _ in shares})
    if any(amount >= quantity for amount in free):
        assert len(shares) == 1 and missing == 0
    elif multiple and quantity % multiple == 0:
        assert all(part % multiple == 0 for _, part in shares)
