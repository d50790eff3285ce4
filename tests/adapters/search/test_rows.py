"""Goods counted by their rows are those that sets would count."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from adapters.search.rows import WIDTH, Rows, room, type_of

PRODUCTS = range(1, 40)
some = st.frozensets(st.sampled_from(PRODUCTS))
# Twice as many values as a row has room for: some goods have none, some fill three rows.
values_ = st.lists(some, max_size=2 * WIDTH + 4)


def rows_of(values: Sequence[BitMap], sold: BitMap) -> Rows:
    """values: the goods of each."""
    pairs = [(id, number) for number, goods in enumerate(values) for id in goods]
    ids, numbers = np.array(pairs, np.uint32).reshape(-1, 2).T
    return Rows.of(ids, numbers, len(values), sold)


def read(rows: Rows) -> Rows:
    """As it lies in a file."""
    parts = (rows.first, rows.goes_on, rows.numbers, rows.totals)
    return Rows.read(*(memoryview(part.tobytes()) for part in parts))


@given(values=values_, sold=some, picked=some)
def test_rows_count_as_sets_do(values: list[frozenset[int]], sold: frozenset[int], picked: frozenset[int]) -> None:
    rows = read(rows_of(list(map(BitMap, values)), BitMap(sold)))
    counted = rows.counted(BitMap(picked & sold))
    assert counted.tolist() == [len(goods & picked & sold) for goods in values]
    assert rows.totals.tolist() == [len(goods & sold) for goods in values]


def test_a_good_fills_as_many_rows_as_it_needs() -> None:
    for most in (1, WIDTH, WIDTH + 1, 2 * WIDTH, 2 * WIDTH + 1):
        rows = rows_of([BitMap([3, 5])] * most + [BitMap([5])], BitMap([3, 4, 5]))
        assert rows.counted(BitMap([3, 4])).tolist() == [1] * most + [0]
        assert rows.counted(BitMap([3, 5])).tolist() == [2] * most + [1]


def test_more_values_than_sixteen_bits_number_are_told_apart() -> None:
    values = [BitMap([n % 7 + 1]) for n in range(1 << 16)]
    for told in (values[: -WIDTH - 1], values[:-WIDTH], values[: 1 - WIDTH], values):
        rows = read(rows_of(told, BitMap(range(1, 8))))
        assert rows.counted(BitMap([2])).tolist() == [n % 7 == 1 for n in range(len(told))]
        assert rows.totals.sum() == len(told)


@given(data=st.data(), had=values_, sold=some, then=some)
def test_rows_that_go_on_count_as_rows_that_were_made_anew(
    data: st.DataObject, had: list[frozenset[int]], sold: frozenset[int], then: frozenset[int]
) -> None:
    """Some goods are told anew, come or go; values come, go and are numbered otherwise."""
    gone = data.draw(some) | (sold ^ then)
    kept = data.draw(st.permutations(range(len(had))))[: data.draw(st.integers(0, len(had)))]
    # A value that is none any more is one of goods that are told anew; those of a column that is dropped may be others.
    told = data.draw(st.lists(some, min_size=len(kept), max_size=len(kept) + WIDTH))
    now = [goods & gone for goods in told]
    for place, number in enumerate(kept):
        now[place] |= had[number] - gone
    numbers = np.resize(room(len(now)), len(had) + WIDTH).astype(type_of(len(now)))
    for place, number in enumerate(kept):
        numbers[number] = place
    rests: list[None] = []
    fresh = rows_of([BitMap(goods & gone) for goods in told], BitMap(then))
    before = read(rows_of(list(map(BitMap, had)), BitMap(sold)))
    rows = read(before.renewed(numbers, BitMap(gone), fresh, BitMap(then), lambda: rests.append(None)))
    whole = rows_of(list(map(BitMap, now)), BitMap(then))
    assert rests
    assert rows.totals.tolist() == whole.totals.tolist()
    for good in then:
        assert rows.counted(BitMap([good])).tolist() == whole.counted(BitMap([good])).tolist()
