"""Ready panels of filters: kept for whoever sees the same goods, for nobody else."""

import pytest
from attrs import evolve

from application.queries.facets import Facet, Facets, Pick, Value
from entrypoints.pages.rendering import Edition, Pages
from entrypoints.storefront.faceting import MOST_KEPT, FacetQuery, PanelMaker, PanelShelf


@pytest.fixture(scope="module")
def ru(pages: Pages) -> Edition:
    return pages.editions["ru"]


@pytest.fixture(scope="module")
def en(pages: Pages) -> Edition:
    return pages.editions["en"]


def facets(text: str, goods: int = 3) -> Facets:
    return Facets((Facet(7, "Цвет", Pick(), (Value(text, goods), Value("белый", 1)), 2),))


def maker(edition: Edition, path: str = "/catalogue/1", **query: object) -> PanelMaker:
    asked = FacetQuery.of(query)
    return PanelMaker(path, asked.kept, asked, edition.figures)


def test_a_panel_is_of_the_goods_that_were_counted_whoever_asks_at_the_same_address(ru: Edition) -> None:
    shelf = PanelShelf()
    mine, others = facets("красный"), facets("секретный")
    first = shelf.panel(mine, maker(ru), ru)
    assert "красный" in first.html.decode() and shelf.panel(mine, maker(ru), ru) is first
    assert "секретный" in shelf.panel(others, maker(ru), ru).html.decode()
    # Equal is not the same: what another client's goods come to by chance is not his.
    assert shelf.panel(evolve(mine), maker(ru), ru) is not first


def test_a_panel_is_of_its_address_its_picks_and_its_language(ru: Edition, en: Edition) -> None:
    shelf, counted = PanelShelf(), facets("красный")
    plain = shelf.panel(counted, maker(ru), ru)
    assert 'action="/catalogue/2"' in shelf.panel(counted, maker(ru, "/catalogue/2"), ru).html.decode()
    assert shelf.panel(counted, maker(ru, f7="красный"), ru).chips and not plain.chips
    assert "7.from" not in plain.html.decode()
    assert "Filters" in shelf.panel(counted, maker(en), en).html.decode() and "Filters" not in plain.html.decode()


def test_the_longest_unused_panel_goes_first(ru: Edition) -> None:
    shelf, counted = PanelShelf(), facets("красный")
    kept = shelf.panel(counted, maker(ru, "/catalogue/0"), ru)
    for section in range(1, MOST_KEPT):
        shelf.panel(counted, maker(ru, f"/catalogue/{section}"), ru)
    assert shelf.panel(counted, maker(ru, "/catalogue/0"), ru) is kept
    shelf.panel(counted, maker(ru, "/catalogue/new"), ru)
    assert len(shelf.kept) == MOST_KEPT and shelf.panel(counted, maker(ru, "/catalogue/0"), ru) is kept


def test_what_a_seller_calls_a_value_is_text_and_no_markup(ru: Edition) -> None:
    assert "<b>" not in PanelShelf().panel(facets("<b>красный</b>"), maker(ru), ru).html.decode()


def test_a_facet_that_is_the_very_one_of_another_panel_is_not_drawn_again(ru: Edition) -> None:
    shelf, before = PanelShelf(), facets("красный")
    first = shelf.panel(before, maker(ru), ru)
    maker_of = Facet(8, "Завод", Pick(), (Value("Альфа", 1),), 1)
    after = shelf.panel(evolve(before, facets=(*before.facets, maker_of)), maker(ru), ru)
    assert after.groups[0] is first.groups[0] and "Альфа" in after.html.decode() and "красный" in after.html.decode()
    assert shelf.panel(evolve(before), maker(ru, "/catalogue/2"), ru).groups[0] is not first.groups[0]
