"""What stands around a list: kept by all that it is written from, and so nobody else's."""

from collections.abc import Mapping
from typing import Any

import attrs
import pytest
from attrs import evolve

from application.pricing.price_order import GoodsOrder
from application.queries.tree import Section
from domain.catalog.label import Label
from domain.shared.ids import CategoryId
from entrypoints.pages.rendering import Edition, Pages
from entrypoints.storefront.around import MOST_KEPT, Around, AroundShelf, ListFacts
from entrypoints.storefront.by_price import ANY_PRICE, ByPrice

ROOT = Section(CategoryId(1), "Крепёж", None, (CategoryId(2),), 100)
BOLTS = Section(CategoryId(2), "Болты <М6>", CategoryId(1), (), 60, "Bolts")
PLAIN = ListFacts(
    "/catalogue/2", (), False, (ROOT, BOLTS), "", None, ANY_PRICE, False, False, 0, 24, 60, 41,
    (GoodsOrder.NAME, GoodsOrder.ALPHABET, GoodsOrder.NEW), ((Label.HIT, 7),), True, 0, True, "RUB", True, True,
)  # fmt: skip
OTHERWISE: Mapping[str, Any] = {
    "address": "/sections/bolts",
    "kept": (("sort", "new"),),
    "path": (ROOT,),
    "label": Label.HIT,
    "by_price": ByPrice(GoodsOrder.NEW),
    "in_stock": True,
    "is_tiles": True,
    "offset": 24,
    "limit": 48,
    "total": 59,
    "stocked": 40,
    "orders": (GoodsOrder.NAME, GoodsOrder.NEW),
    "labels": ((Label.HIT, 8),),
    "has_facets": False,
    "picked": 2,
    "shows_prices": False,
    "currency": "USD",
    "sees_lists": False,
    "fills_orders": False,
}
TYPED = ("text", "is_typed")


@pytest.fixture(scope="module")
def ru(pages: Pages) -> Edition:
    return pages.editions["ru"]


def text(around: Around) -> str:
    return b"".join((around.title, around.tools, around.orders, around.pages)).decode()


def test_the_same_list_is_written_once(ru: Edition, pages: Pages) -> None:
    shelf = AroundShelf()
    first = shelf.of(PLAIN, ru)
    assert shelf.of(evolve(PLAIN), ru) is first
    assert "Болты &lt;М6&gt;" in first.title.decode() and "60 товаров" in first.title.decode()
    assert "Bolts" in shelf.of(PLAIN, pages.editions["en"]).title.decode()


@pytest.mark.parametrize("name", [field.name for field in attrs.fields(ListFacts) if field.name not in TYPED])
def test_whatever_differs_is_written_anew_and_shows(name: str, ru: Edition) -> None:
    """A fact that is not told would be one too many in the key, and none may be missing there."""
    shelf = AroundShelf()
    first, other = shelf.of(PLAIN, ru), shelf.of(evolve(PLAIN, **{name: OTHERWISE[name]}), ru)
    assert other is not first and text(other) != text(first)
    assert shelf.of(PLAIN, ru) is first


def test_what_a_person_types_is_not_kept(ru: Edition) -> None:
    shelf, typed = AroundShelf(), evolve(PLAIN, text="болт <b>", is_typed=True)
    first = shelf.of(typed, ru)
    assert "болт &lt;b&gt;" in first.title.decode()
    assert shelf.of(typed, ru) is not first


def test_tools_are_for_those_who_may_use_them(ru: Edition) -> None:
    shelf = AroundShelf()
    assert "/quick-order/table/2" in shelf.of(PLAIN, ru).tools.decode()
    assert "/price-lists?section=2" in shelf.of(PLAIN, ru).tools.decode()
    reader = shelf.of(evolve(PLAIN, sees_lists=False, fills_orders=False), ru).tools.decode()
    assert "/quick-order" not in reader and "/price-lists" not in reader


def test_the_longest_unused_goes_first(ru: Edition) -> None:
    shelf = AroundShelf()
    kept = shelf.of(PLAIN, ru)
    for total in range(1000, 1000 + MOST_KEPT - 1):
        shelf.of(evolve(PLAIN, total=total), ru)
    assert shelf.of(PLAIN, ru) is kept
    shelf.of(evolve(PLAIN, total=5), ru)
    assert shelf.of(PLAIN, ru) is kept and shelf.of(evolve(PLAIN, total=1001), ru) is not None


def test_pages_and_orders_of_a_list_are_kept_as_its_beginning_is(ru: Edition) -> None:
    shelf = AroundShelf()
    further = evolve(PLAIN, offset=24, by_price=ByPrice(GoodsOrder.CHEAP_FIRST), kept=(("sort", "price"),))
    first = shelf.of(further, ru)
    assert shelf.of(evolve(further), ru) is first
    assert "sort=price&amp;offset=24" in first.pages.decode() or "sort=price&offset=24" in first.back
