"""What is made ready of a new edition, some of it taken from the one before, is what it tells by itself."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from adapters.search.answers import Answers
from adapters.search.listed import Listed
from application.pricing.price_order import GoodsOrder
from application.queries.facets import NO_PICKS, AskFacets, Within
from domain.shared.ids import CategoryId
from tests.adapters.search.readings import COLOUR, LENGTH, NOTE, SHAPE, Books, Good, Shop, edition, good_, shops, shown_

OPEN = AskFacets(opened=(COLOUR, LENGTH, NOTE, SHAPE, -1))
SECTIONS = (None, *map(CategoryId, (1, 2, 3)))


def asked(of: Answers) -> list[object]:
    """Facets of the sections, and their goods in order."""
    told: list[object] = [of.facets(Within(section), NO_PICKS, OPEN) for section in SECTIONS]
    return [*told, *(list(of.ordered(of.goods(Within(section)), GoodsOrder.NAME)) for section in SECTIONS)]


def ready(had: Shop, then: Shop, changed: Sequence[int], shown: Sequence[int] = (1, 2, 3)) -> Answers:
    first = edition(Books(had))
    before = Answers.of(first)
    asked(before)
    after = Answers.of(edition(Books(then, changed, shown=shown), first), before)
    after.make_ready(before)
    return after


@given(had=shops, some=st.dictionaries(st.integers(1, 25), good_ | st.none(), max_size=3), shown=shown_)
def test_of_any_goods(had: Shop, some: dict[int, Good | None], shown: list[int]) -> None:
    then = {id: good for id, good in {**had, **some}.items() if good is not None}
    after = ready(had, then, sorted(some), shown)
    assert asked(after) == asked(Answers.of(after.edition))


def test_a_facet_is_drawn_anew_where_a_good_has_another_value_or_comes_or_goes() -> None:
    shop: dict[int, Good] = {n: ({"1": ["rg"[n % 2]], "3": ["ab"[n % 2]]}, "Zeus") for n in range(1, 9)}
    others: list[Shop] = [
        shop | {1: ({"1": ["r"], "3": ["b"]}, "Zeus")},
        shop | {9: ({"1": ["r"], "3": ["a"]}, "Zeus")},
        {id: good for id, good in shop.items() if id > 1},
    ]
    for then in others:
        after = ready(shop, then, [1, 9])
        assert asked(after) == asked(Answers.of(after.edition)) != asked(Answers.of(edition(Books(shop))))


def test_other_facets_are_the_very_ones_of_before() -> None:
    shop: dict[int, Good] = {n: ({"1": ["rg"[n % 2]], "3": ["ab"[n % 2]]}, "Zeus") for n in range(1, 9)}
    first = edition(Books(shop))
    before = Answers.of(first)
    drawn = {facet.id: facet for facet in before.facets(Within(), NO_PICKS, OPEN).facets}
    after = Answers.of(edition(Books(shop | {1: ({"1": ["r"], "3": ["b"]}, "Zeus")}, [1]), first), before)
    after.make_ready(before)
    stay = {facet.id for facet in after.facets(Within(), NO_PICKS, OPEN).facets if drawn[facet.id] is facet}
    assert drawn.keys() == {COLOUR, NOTE} and stay == {NOTE}


def test_goods_that_stand_otherwise_are_put_in_order_anew() -> None:
    """The order of names is by maker here; few of many goods of a section are sorted, and kept so."""
    shop: dict[int, Good] = {n: ({}, "Zeus" if n % 9 else "Ajax") for n in range(1, 40)}
    renamed = shop | {18: ({}, "Ajax "), 36: ({}, " Ajax")}
    stand = {"": 1, "Zeus": 1, "Ajax": 2, "Ajax ": 2, " Ajax": 2}
    first = edition(Books(shop, stand=stand))
    before = Answers.of(first)
    assert list(before.ordered(before.section(CategoryId(2)), GoodsOrder.NAME)) == [9, 18, 27, 36]
    asked(before)
    after = Answers.of(edition(Books(renamed, [18, 36], stand=stand), first), before)
    after.make_ready(before)
    assert after.section(CategoryId(2)) == before.section(CategoryId(2))
    assert list(after.ordered(after.section(CategoryId(2)), GoodsOrder.NAME)) == [36, 9, 27, 18]


def test_goods_of_a_section_that_has_others_now_are_put_in_order_anew() -> None:
    shop: dict[int, Good] = {n: ({}, "Zeus" if n % 9 else "Ajax") for n in range(1, 40)}
    shop[5] = ({}, "Bjax")
    stand = {"": 1, "Zeus": 1, "Ajax": 2, "Bjax": 1}
    first = edition(Books(shop, stand=stand))
    before = Answers.of(first)
    assert len(before.ordered(before.section(CategoryId(2)), GoodsOrder.NAME)[:9]) == 4
    asked(before)
    after = Answers.of(edition(Books(shop, [], moved=True, stand=stand | {"Bjax": 2}), first), before)
    after.make_ready(before)
    assert list(after.ordered(after.section(CategoryId(2)), GoodsOrder.NAME)) == [9, 18, 27, 36, 5]


def test_goods_that_stand_alike_are_not_sorted_again() -> None:
    shop: dict[int, Good] = {n: ({"1": ["rg"[n % 2]]}, "Zeus" if n % 9 else "Ajax") for n in range(1, 40)}
    stand = {"": 1, "Zeus": 1, "Ajax": 2}
    first = edition(Books(shop, stand=stand))
    before = Answers.of(first)
    asked(before)
    after = Answers.of(edition(Books(shop | {9: ({"1": ["r"]}, "Ajax")}, [9], stand=stand), first), before)
    after.make_ready(before)
    had, now = (one.ordered(one.section(CategoryId(2)), GoodsOrder.NAME) for one in (before, after))
    assert isinstance(had, Listed) and isinstance(now, Listed)
    assert now._sorted is had._sorted is not None
    assert list(now) == list(had) == [9, 18, 27, 36]
