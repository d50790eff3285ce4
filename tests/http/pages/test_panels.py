"""Ready panels of filters: kept for whoever sees the same goods, for nobody else."""

from zoneinfo import ZoneInfo

from attrs import evolve

from application.queries.facets import Facet, Facets, Pick, Value
from entrypoints.pages.rendering import Edition, make_pages
from entrypoints.storefront.faceting import MOST_KEPT, FacetQuery, PanelMaker, PanelShelf

PAGES = make_pages(ZoneInfo("Europe/Moscow"))
RU, EN = PAGES.editions["ru"], PAGES.editions["en"]


def facets(text: str, goods: int = 3) -> Facets:
    return Facets((Facet(7, "Цвет", Pick(), (Value(text, goods), Value("белый", 1)), 2),))


def maker(path: str = "/catalogue/1", edition: Edition = RU, **query: object) -> PanelMaker:
    asked = FacetQuery.of(query)
    return PanelMaker(path, asked.kept, asked, edition.figures)


def test_a_panel_is_of_the_goods_that_were_counted_whoever_asks_at_the_same_address() -> None:
    shelf = PanelShelf()
    mine, others = facets("красный"), facets("секретный")
    first = shelf.panel(mine, maker(), RU)
    assert "красный" in first.html and shelf.panel(mine, maker(), RU) is first
    assert "секретный" in shelf.panel(others, maker(), RU).html
    # Equal is not the same: what another client's goods come to by chance is not his.
    assert shelf.panel(evolve(mine), maker(), RU) is not first


def test_a_panel_is_of_its_address_its_picks_and_its_language() -> None:
    shelf, counted = PanelShelf(), facets("красный")
    plain = shelf.panel(counted, maker(), RU)
    assert 'action="/catalogue/2"' in shelf.panel(counted, maker("/catalogue/2"), RU).html
    assert shelf.panel(counted, maker(f7="красный"), RU).chips and not plain.chips
    assert "7.from" not in plain.html
    assert "Filters" in shelf.panel(counted, maker(edition=EN), EN).html and "Filters" not in plain.html


def test_the_longest_unused_panel_goes_first() -> None:
    shelf, counted = PanelShelf(), facets("красный")
    kept = shelf.panel(counted, maker("/catalogue/0"), RU)
    for section in range(1, MOST_KEPT):
        shelf.panel(counted, maker(f"/catalogue/{section}"), RU)
    assert shelf.panel(counted, maker("/catalogue/0"), RU) is kept
    shelf.panel(counted, maker("/catalogue/new"), RU)
    assert len(shelf.kept) == MOST_KEPT and shelf.panel(counted, maker("/catalogue/0"), RU) is kept


def test_what_a_seller_calls_a_value_is_text_and_no_markup() -> None:
    assert "<b>" not in PanelShelf().panel(facets("<b>красный</b>"), maker(), RU).html
