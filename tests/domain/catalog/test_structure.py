"""What an editor's verbs keep of a tree, and that every edit is taken back exactly."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalog.slugs import slug_of
from domain.catalog.structure import (
    MappingRule,
    PortalSection,
    SectionNotSound,
    Structure,
    StructureMovedOn,
    edit_between,
)
from domain.shared.errors import NotFound
from domain.shared.ids import CategoryId
from tests.capabilities import shows

pytestmark = shows("M093")

Verb = Callable[[Structure], Structure]
numbers = st.integers(1, 12)
maybe = st.none() | numbers


def added(parent: int | None) -> Verb:
    """A section with an id that nothing had, as the counter gives them."""
    return lambda s: s.with_section(
        PortalSection(CategoryId(max(s.sections, default=0) + 1), f"Раздел {len(s.sections) % 4}", _id(parent))
    )


def _id(n: int | None) -> CategoryId | None:
    return None if n is None else CategoryId(n)


verbs: st.SearchStrategy[Verb] = st.one_of(
    st.builds(added, maybe),
    st.builds(lambda n, p, at: lambda s: s.moved(CategoryId(n), _id(p), at), numbers, maybe, st.integers(-1, 4)),
    st.builds(lambda n: lambda s: s.renamed(CategoryId(n), "Иначе", "Else", "other"), numbers),
    st.builds(lambda n, on: lambda s: s.hiding(CategoryId(n), hidden=on), numbers, st.booleans()),
    st.builds(lambda n, to: lambda s: s.without(CategoryId(n), goods_to=_id(to)), numbers, maybe),
    st.builds(lambda n, to: lambda s: s.with_rule(MappingRule(n, CategoryId(to), maker="Болт")), numbers, numbers),
    st.builds(lambda n: lambda s: s.without_rule(n), numbers),
    st.builds(lambda n, at: lambda s: s.with_rule_at(n, at), numbers, st.integers(0, 5)),
)


def tried(structure: Structure, verb: Verb) -> Structure:
    try:
        return verb(structure)
    except (SectionNotSound, NotFound):
        return structure


def grown(of: list[Verb]) -> list[Structure]:
    states = [Structure()]
    for verb in of:
        states.append(tried(states[-1], verb))
    return states


def check(structure: Structure) -> None:
    assert {section.id for section, _ in structure.walk()} == structure.sections.keys(), "nothing hangs or goes round"
    slugs = [section.slug for section in structure.sections.values()]
    assert len(set(slugs)) == len(slugs)
    assert all(slugs)
    assert all(rule.section in structure.sections for rule in structure.rules.values())


@given(st.lists(verbs, max_size=30))
def test_every_edit_is_taken_back_exactly(of: list[Verb]) -> None:
    states = grown(of)
    for before, after in pairwise(states):
        edit = edit_between(before, after)
        assert edit.applied(before) == after
        assert edit.inverse.applied(after) == before
        assert edit.is_empty == (before == after)


@given(st.lists(verbs, max_size=30))
def test_no_verb_leaves_a_section_or_a_rule_hanging(of: list[Verb]) -> None:
    for structure in grown(of):
        check(structure)


def test_what_was_changed_since_is_not_taken_back() -> None:
    one = added(None)(Structure())
    two = one.renamed(CategoryId(1), "Болты", "", "")
    three = two.renamed(CategoryId(1), "Болты и гайки", "", "")
    with pytest.raises(StructureMovedOn) as told:
        edit_between(one, two).inverse.applied(three)
    assert told.value.names == ("Болты",)
    with pytest.raises(StructureMovedOn):
        # A section below has come since: it would hang.
        edit_between(Structure(), one).inverse.applied(added(1)(one))


def test_a_section_does_not_go_into_itself() -> None:
    tree = added(2)(added(1)(added(None)(Structure())))
    with pytest.raises(SectionNotSound):
        tree.moved(CategoryId(1), CategoryId(3), 0)
    assert tree.hiding(CategoryId(2), hidden=True).shown() == {1}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Болты М10, оцинкованные", "bolty-m10-otsinkovannye"),
        ("  Щётки / Ёршики ", "schetki-ershiki"),
        ("100 % хлопок", "100-hlopok"),
        ("…", ""),
    ],
)
def test_an_address_is_made_of_a_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug
