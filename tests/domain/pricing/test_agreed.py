"""Agreed prices: on no day do two of the same agreement hold, whatever is entered in whatever order."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from domain.parties.level import Level
from domain.pricing.agreed import (
    AgreedPrice,
    Agreement,
    PriceKeptByErp,
    PricesOverlap,
    Standing,
    Validity,
    ValidityBackwards,
    Verdict,
    check_overlap,
    ended,
    verdict_on,
)
from domain.pricing.book import PriceType
from domain.pricing.price_types import FallbackLoops, check_fallback
from domain.shared.ids import PackagingId, PriceTypeId, VariantId
from domain.shared.money import Currency

FIRST = date(2026, 1, 1)
days = st.integers(0, 20).map(lambda n: FIRST + timedelta(days=n))
Bounds = tuple[date | None, date | None]


def in_order(pair: Bounds) -> bool:
    start, end = pair
    return start is None or end is None or start <= end


bounds: st.SearchStrategy[Bounds] = st.tuples(st.none() | days, st.none() | days).filter(in_order)


def price(amount: str = "10", start: date | None = None, end: date | None = None, minimum: str = "0") -> AgreedPrice:
    agreement = Agreement(Level.CONTRACT, UUID(int=1), VariantId(1), PackagingId(0), Decimal(minimum))
    return AgreedPrice(agreement, Decimal(amount), Currency.RUB, True, Validity(start, end))


def standing(of: AgreedPrice, by_erp: bool = False) -> Standing:
    return Standing(uuid4(), of, by_erp)


@given(st.lists(st.tuples(bounds, st.sampled_from(["10", "11"]), st.sampled_from(["0", "5"])), max_size=12))
def test_no_two_prices_of_one_agreement_hold_on_one_day(
    entered: list[tuple[Bounds, str, str]],
) -> None:
    rows: list[Standing] = []
    for (start, end), amount, minimum in entered:
        wanted = price(amount, start, end, minimum)
        try:
            verdict, former = verdict_on(wanted, rows)
        except PricesOverlap:
            continue
        if verdict is Verdict.NEW:
            rows.append(standing(wanted))
        elif former is not None:
            rows[rows.index(former)] = evolve(former, price=wanted)
    for n in range(-1, 22):
        day = FIRST + timedelta(days=n)
        for minimum in ("0", "5"):
            holding = [row for row in rows if row.price.agreement.minimum == Decimal(minimum)
                       and row.price.validity.overlaps(Validity(day, day))]  # fmt: skip
            assert len(holding) <= 1


@given(bounds, bounds)
def test_overlapping_is_mutual_and_means_a_common_day(left: Bounds, right: Bounds) -> None:
    a, b = Validity(*left), Validity(*right)
    common = any(all(v.overlaps(Validity(d, d)) for v in (a, b)) for d in (FIRST + timedelta(n) for n in range(-1, 22)))
    assert a.overlaps(b) == b.overlaps(a) == common


def test_a_day_in_common_is_an_overlap_and_the_next_day_is_not() -> None:
    until, after = Validity(None, FIRST), Validity(FIRST + timedelta(days=1), None)
    assert not until.overlaps(after) and not after.overlaps(until)
    assert until.overlaps(Validity(FIRST, None)) and Validity(FIRST, None).overlaps(until)
    assert Validity().overlaps(after) and after.overlaps(Validity())


def test_an_overlap_is_told_with_the_price_that_stands_its_days_and_its_row() -> None:
    last = FIRST + timedelta(days=9)
    stands = evolve(standing(price("10", FIRST, last)), line=7)
    with pytest.raises(PricesOverlap) as refused:
        verdict_on(price("11", last), [stands])
    told = refused.value
    assert (told.amount, told.currency, told.valid_from, told.valid_to, told.line) == (
        Decimal(10), Currency.RUB, FIRST, last, 7,
    )  # fmt: skip
    # Of another agreement nothing is in the way.
    check_overlap(price("11", last, minimum="5"), [stands])
    with pytest.raises(PricesOverlap):
        check_overlap(price("11", last, minimum="5"), [stands, standing(price("9", None, minimum="5"))])


def test_what_the_erp_keeps_is_told_whole() -> None:
    last = FIRST + timedelta(days=9)
    told = standing(price("10", FIRST, last), by_erp=True)
    with pytest.raises(PriceKeptByErp) as refused:
        verdict_on(price("11", last), [told])
    kept = refused.value
    assert (kept.amount, kept.currency, kept.valid_from, kept.valid_to) == (Decimal(10), Currency.RUB, FIRST, last)


def test_the_same_first_day_is_the_same_price() -> None:
    stands = standing(price("10", FIRST))
    assert verdict_on(price("11", FIRST), [stands]) == (Verdict.CHANGED, stands)
    assert verdict_on(price("10", FIRST), [stands]) == (Verdict.SAME, stands)
    assert verdict_on(price("10", FIRST, minimum="5"), [stands]) == (Verdict.NEW, None)


def test_what_the_erp_keeps_is_its_own_on_any_day() -> None:
    told = standing(price("10", None, FIRST), by_erp=True)
    with pytest.raises(PriceKeptByErp) as refused:
        verdict_on(price("11", FIRST + timedelta(days=5)), [told])
    assert (refused.value.amount, refused.value.valid_to) == (Decimal(10), FIRST)
    assert verdict_on(price("10", None, FIRST), [told]) == (Verdict.SAME, told)


def test_a_price_does_not_end_before_it_begins() -> None:
    assert ended(price("10", FIRST), FIRST).validity == Validity(FIRST, FIRST)
    with pytest.raises(ValidityBackwards) as refused:
        ended(price("10", FIRST), FIRST - timedelta(days=1))
    assert (refused.value.valid_from, refused.value.valid_to) == (FIRST, FIRST - timedelta(days=1))


@given(st.lists(st.tuples(st.integers(1, 6), st.none() | st.integers(1, 6)), max_size=30))
def test_no_sequence_of_fallbacks_goes_in_a_circle(steps: list[tuple[int, int | None]]) -> None:
    types = {PriceTypeId(n): PriceType(PriceTypeId(n), f"t{n}", Currency.RUB) for n in range(1, 7)}
    for changed, fallback in steps:
        target = None if fallback is None else PriceTypeId(fallback)
        try:
            check_fallback(types, PriceTypeId(changed), target)
        except FallbackLoops:
            continue
        types[PriceTypeId(changed)] = evolve(types[PriceTypeId(changed)], fallback=target)
    for kind in types:
        seen = []
        current: PriceTypeId | None = kind
        while current is not None:
            assert current not in seen
            seen.append(current)
            current = types[current].fallback


def test_a_circle_is_told_by_the_names_on_it() -> None:
    kinds = {PriceTypeId(n): PriceType(PriceTypeId(n), f"t{n}", Currency.RUB) for n in (1, 2, 3)}
    kinds[PriceTypeId(2)] = evolve(kinds[PriceTypeId(2)], fallback=PriceTypeId(3))
    kinds[PriceTypeId(3)] = evolve(kinds[PriceTypeId(3)], fallback=PriceTypeId(1))
    with pytest.raises(FallbackLoops) as refused:
        check_fallback(kinds, PriceTypeId(1), PriceTypeId(2))
    assert refused.value.names == ("t1", "t2", "t3", "t1")
