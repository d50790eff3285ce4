"""Frames of pages: kept for the very visit that they were made of, for no other."""

from decimal import Decimal

import pytest
from attrs import evolve

from application.access.context import Visit
from domain.shared.money import Money
from entrypoints.pages.frame import MOST_KEPT, Frames
from entrypoints.pages.rendering import Edition, Pages
from tests.http.pages.trade import BUYER, MANAGER, PARTIES, REGIONS, authority, context, visit


@pytest.fixture(scope="module")
def ru(pages: Pages) -> Edition:
    return pages.editions["ru"]


def a_visit(sum_: str = "100.00") -> Visit:
    who = authority(BUYER)
    return visit(who, context(who, next(iter(PARTIES)), next(iter(REGIONS)), {}, 1, 2, (Money(Decimal(sum_)),)))


def test_a_visit_that_is_the_same_has_the_same_frame(ru: Edition) -> None:
    frames, mine = Frames(), a_visit()
    first = frames.of(mine, "catalogue", ru.environment)
    assert frames.of(mine, "catalogue", ru.environment) is first
    assert frames.of(mine, "orders", ru.environment).head != first.head


def test_a_visit_that_differs_in_anything_has_a_frame_of_its_own(ru: Edition) -> None:
    frames, mine = Frames(), a_visit()
    first = frames.of(mine, "", ru.environment)
    assert mine.authority.name in first.head.decode() and "100,00" in first.head.decode()
    others = evolve(mine, authority=evolve(mine.authority, name="Чужой", csrf="another"))
    head = frames.of(others, "", ru.environment).head.decode()
    assert "Чужой" in head and "another" in head and mine.authority.name not in head
    assert "250,00" in frames.of(a_visit("250.00"), "", ru.environment).head.decode()
    # Equal is not the same: whoever is made anew is asked anew.
    assert frames.of(a_visit(), "", ru.environment) is not first


def test_one_that_is_gone_leaves_its_frame_to_nobody(ru: Edition) -> None:
    frames = Frames()
    for n in range(2 * MOST_KEPT):
        # Each is forgotten at once, so that the next could come to stand in its place.
        assert f"{n},00" in frames.of(a_visit(f"{n}.00"), "", ru.environment).head.decode().replace("\u00a0", "")


def test_whoever_is_no_buyer_has_no_head_kept(ru: Edition) -> None:
    assert not Frames().of(visit(authority(MANAGER), None), "", ru.environment).head
