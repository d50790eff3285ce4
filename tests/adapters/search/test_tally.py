"""Whichever way values are counted, they are counted as plain sets of goods would count them."""

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from random import Random

import pytest
from attrs import evolve, field, frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from adapters.search.building import build
from adapters.search.edition import Edition
from adapters.search.tally import FEW, Tally
from application.indexing.ports import GoodsRow, Mark, PropertyRow, SectionRow
from domain.shared.ids import CategoryId, ProductId, WarehouseId

GOODS = range(1, 4 * FEW)
COLOURS = tuple(f"colour {n:02}" for n in range(20))  # more than a row of one good has room for
COLOUR, RARE, LENGTH = 1, 2, 3
PROPERTIES = (
    PropertyRow(COLOUR, "Colour", "string", {}), PropertyRow(LENGTH, "Length", "number", {}),
    PropertyRow(RARE, "Rare", "reference", {"a": "One", "b": "One", "c": "Two"}),
)  # fmt: skip
Values = Mapping[int, Mapping[str, Sequence[str]]]


@frozen
class Told:
    """A reading of goods that are told here: ids with what they have, those on sale, those that were written."""

    values: Values
    sold: frozenset[int]
    changed: Sequence[int] | None = None
    moved: bool = False
    mark: Mark = Mark(1, 1, 1, 1)
    changed_properties: Sequence[int] = field(default=())

    def sections(self) -> Sequence[SectionRow]:
        return ()

    def properties(self) -> Sequence[PropertyRow]:
        return PROPERTIES

    def members(self, sections: object) -> Sequence[tuple[CategoryId, Sequence[int]]]:
        return ()

    def places(self, ids: object) -> Sequence[tuple[CategoryId, Sequence[int]]]:
        return ()

    def by_name(self) -> Sequence[int]:
        return sorted(self.sold)

    def goods(self, ids: Sequence[int] | None) -> Sequence[Sequence[GoodsRow]]:
        asked = self.sold if ids is None else self.sold & set(ids)
        return [[(ProductId(id), self.values[id], "Maker" if id % 3 else "", "", id) for id in sorted(asked)]]

    def available(self, ids: Sequence[int] | None) -> Sequence[tuple[WarehouseId, Sequence[int]]]:
        return ()

    def orders(self) -> Sequence[tuple[str, Sequence[int]]]:
        return ()

    def labels(self) -> Sequence[tuple[str, Sequence[int]]]:
        return ()

    def counts(self, column: int, goods: set[int]) -> dict[str, int]:
        found: dict[str, int] = {}
        for id in goods:
            for text in self._texts(column, id):
                found[text] = found.get(text, 0) + 1
        return found

    def _texts(self, column: int, id: int) -> set[str]:
        told = self.values[id].get(str(column), ())
        if column == RARE:
            return {PROPERTIES[2].options[raw] for raw in told}
        return {"Maker"} if column < 0 and id % 3 else set(told)


def edition(reading: Told, base: Edition | None = None) -> Edition:
    file = BytesIO()
    build(reading, 1, base).write(file)
    return Edition.of(memoryview(file.getvalue()))


def good() -> st.SearchStrategy[Mapping[str, Sequence[str]]]:
    def some(of: Sequence[str]) -> st.SearchStrategy[list[str]]:
        return st.sets(st.sampled_from(of)).map(sorted)

    return st.fixed_dictionaries(
        {str(COLOUR): some(COLOURS) | some(COLOURS[:2])},
        optional={str(RARE): some("abc"), str(LENGTH): st.just(["2,5"])},
    )


# What goods have is drawn from a few kinds, which are laid out over all of them: a hundred drawn ones take seconds.
kinds = st.lists(good(), min_size=1, max_size=8)
seeds = st.randoms(use_true_random=False)
FEWER = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@st.composite
def readings(draw: st.DrawFn) -> Told:
    of, seed = draw(kinds), draw(seeds)
    unsold = draw(st.sets(st.sampled_from(GOODS), max_size=3))
    return Told({id: seed.choice(of) for id in GOODS}, frozenset(GOODS) - unsold)


def chance_of_two_values(counts: Mapping[str, int]) -> float:
    """That two goods, one taken after the other was put back, differ."""
    told = sum(counts.values())
    return sum(one / told * (told - one) / told for one in counts.values())


def are_counted(edition: Edition, told: Told, goods: set[int]) -> None:
    for tally in (Tally.of_all(edition, BitMap(goods)), Tally(edition, BitMap(goods))):
        for column in edition.columns:
            assert tally.has(column) == bool(told.counts(column, goods))
            if column != LENGTH:
                assert {text: n for text, n in tally.of(column) if n} == told.counts(column, goods)
        assert tally.evenness() == {
            column: pytest.approx(chance_of_two_values(told.counts(column, goods)))
            for column in edition.columns if column != LENGTH and told.counts(column, goods)
        }  # fmt: skip


SELECTIONS: Mapping[str, Callable[[Sequence[int], Random], set[int]]] = {
    "nobody": lambda sold, seed: set(),
    "few": lambda sold, seed: set(seed.sample(sold, 3)),
    "half": lambda sold, seed: set(seed.sample(sold, len(sold) // 2)),
    "nearly all": lambda sold, seed: set(sold) - set(seed.sample(sold, 3)),
    "all": lambda sold, seed: set(sold),
}


@pytest.mark.parametrize("size", SELECTIONS)
@given(told=readings(), seed=seeds)
@FEWER
def test_a_selection_of_any_size_is_counted_as_sets_count_it(size: str, told: Told, seed: Random) -> None:
    goods = SELECTIONS[size](sorted(told.sold), seed)
    is_by_rows = min(len(goods), len(told.sold) - len(goods)) * FEW < len(told.sold)
    assert is_by_rows == (size != "half")
    are_counted(edition(told), told, goods)


@given(told=readings(), seed=seeds)
@FEWER
def test_the_goods_of_a_value_and_those_without_any_are_counted_as_sets_count_them(told: Told, seed: Random) -> None:
    made = edition(told)
    for column in made.columns:
        if column != LENGTH:
            having = set(made.goods_of(column))
            are_counted(made, told, having)
            are_counted(made, told, set(told.sold) - having)
            for goods in made.choice(column).values():
                are_counted(made, told, set(goods))


@given(told=readings(), then=kinds, changed=st.sets(st.sampled_from(GOODS), max_size=4),
       shelved=st.sets(st.sampled_from(GOODS), max_size=2), seed=seeds)
@FEWER  # fmt: skip
def test_a_file_made_from_the_one_before_it_counts_what_goods_have_now(
    told: Told, then: list[Mapping[str, Sequence[str]]], changed: set[int], shelved: set[int], seed: Random
) -> None:
    """The file before has goods that are shelved now, and what they had."""
    values = {**told.values, **{id: seed.choice(then) for id in changed}}
    now = evolve(told, values=values, sold=told.sold - shelved, changed=sorted(changed | shelved))
    made = edition(now, edition(told))
    sold = sorted(now.sold)
    assert dict(zip(made.texts(-1), made.rows.totals[made.numbers[-1]].tolist(), strict=True)) == {
        "Maker": sum(1 for id in sold if id % 3)
    }
    for select in SELECTIONS.values():
        are_counted(made, now, select(sold, seed))


class Asked(Exception):
    """For the order of all goods."""


@frozen
class Unasked(Told):
    def by_name(self) -> Sequence[int]:
        raise Asked


def test_all_goods_are_put_in_order_only_where_one_came_or_has_another_name() -> None:
    before = edition(Told({id: {} for id in GOODS}, frozenset(GOODS) - {7}))
    now = Unasked({id: {str(COLOUR): ["red"]} for id in GOODS}, frozenset(GOODS) - {7, 9}, changed=[3, 9])
    made = edition(now, before)
    assert list(made.ids(made.head.by_name)) == sorted(now.sold)
    assert list(made.choice(COLOUR)["red"]) == [3]
    with pytest.raises(Asked):
        edition(evolve(now, sold=frozenset(GOODS), changed=[7]), before)
