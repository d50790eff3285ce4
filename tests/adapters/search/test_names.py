"""Goods keep their order for as long as nobody brings another name, and only then."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from adapters.search.names import Names

goods = st.dictionaries(st.integers(1, 30), st.integers(-(2**63), 2**63 - 1) | st.integers(0, 2))


def names(of: Mapping[int, int]) -> Names:
    return Names.of([*of], [*of.values()])


def told(found: Names) -> dict[int, int]:
    assert sorted(found.ids.tolist()) == found.ids.tolist()
    return dict(zip(found.ids.tolist(), found.numbers.tolist(), strict=True))


@given(had=goods, then=goods)
def test_names_are_forgotten_and_learnt_as_a_dictionary_does(had: dict[int, int], then: dict[int, int]) -> None:
    assert told(names(had)) == had
    left = names(had).but(BitMap(then))
    assert told(left) == {id: name for id, name in had.items() if id not in then}
    assert told(left.with_(names(then))) == had | then


@given(had=goods, others=goods, some=st.sets(st.integers(1, 30)))
def test_they_are_known_if_all_are_there_under_the_same_names(
    had: dict[int, int], others: dict[int, int], some: set[int]
) -> None:
    assert names(had).knows(names(others)) == (others.items() <= had.items())
    assert names(had).knows(names({id: name for id, name in had.items() if id in some}))
