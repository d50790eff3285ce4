"""Sections, search and the list of goods."""

from collections.abc import Mapping

import falcon
from attrs import field, frozen

from application.access.context import Visit
from application.pricing.price_order import GoodsOrder, currency_of
from application.queries.catalogue import PAGE, AskPage, CataloguePage
from application.queries.section_address import SectionPlace
from domain.catalog.asked import cleaned
from domain.shared.errors import NotFound
from domain.shared.ids import CategoryId, VariantId
from entrypoints.http.visits import visit_of
from entrypoints.pages.forms import whole
from entrypoints.pages.paging import address, filled
from entrypoints.pages.rendering import Edition, see_other
from entrypoints.storefront.around import SIZES, AroundShelf, ListFacts
from entrypoints.storefront.by_price import ANY_PRICE, ByPrice
from entrypoints.storefront.card.about import ShelfItem, shelf
from entrypoints.storefront.card.facts import list_facts
from entrypoints.storefront.card.marks import label_of, list_marks
from entrypoints.storefront.card.use_cases import CardUseCases
from entrypoints.storefront.desk import Desk
from entrypoints.storefront.faceting import NO_FACETS, FacetQuery, PanelMaker
from entrypoints.storefront.listing import NOTHING, RowMaker, can_order, listing
from entrypoints.storefront.reading import readings
from entrypoints.storefront.row import RowShelf, Typed
from entrypoints.storefront.tree import section_path

LIKING = "optovik_list"  # the cookie that keeps how a person likes lists: tiles, stock
A_YEAR = 365 * 24 * 3600


@frozen
class Liking:
    """How a person looks at lists; kept in a cookie, so that the next section is shown alike."""

    tiles: bool = False
    in_stock: bool = False
    size: int = PAGE

    @classmethod
    def of(cls, req: falcon.Request) -> "Liking":
        """The cookie's, changed by what this address asks for."""
        kept = req.cookies.get(LIKING, "").split(".")
        view, stock = req.params.get("view"), req.params.get("stock")
        size = next((size for size in SIZES if str(size) in (req.params.get("size"),)), None)
        return cls(
            view == "tiles" if view else "tiles" in kept,
            stock == "1" if stock else "stock" in kept,
            size or next((size for size in SIZES if str(size) in kept), PAGE),
        )

    def keep(self, resp: falcon.Response) -> None:
        parts = ["tiles"] * self.tiles + ["stock"] * self.in_stock + [str(self.size)]
        resp.set_cookie(LIKING, ".".join(parts), max_age=A_YEAR, path="/", secure=False, same_site="Lax")


@frozen
class Catalogue:
    """/catalogue, /catalogue/{section}, /search"""

    desk: Desk
    cards: CardUseCases | None = None
    around: AroundShelf = field(factory=AroundShelf)
    rows: RowShelf = field(factory=RowShelf)

    def on_get(self, req: falcon.Request, resp: falcon.Response, section: int | None = None) -> None:
        visit = visit_of(req)
        liking = Liking.of(req)
        text = cleaned(str(req.params.get("q", "")))
        offset = whole(str(req.params.get("offset", "")), 0, 1_000_000)
        by_price, facets = ByPrice.of(req.params), FacetQuery.of(req.params)
        ask = AskPage(
            CategoryId(section) if section else None, text, liking.in_stock, offset, liking.size, by_price.order,
            by_price.bounds, req.params.get("exactly") == "1", facets.picks, facets.ask,
            label_of(req.params.get("label")), marked=True,
        )  # fmt: skip
        if {"view", "stock", "size"} & req.params.keys():
            liking.keep(resp)
        if by_price.is_untidy or facets.is_untidy:
            see_other(resp, address(req.path, {**kept_of(ask), **by_price.kept, **facets.kept}))
            return
        try:
            self.show(req, resp, visit, ask, liking, by_price=by_price, facets=facets)
        except NotFound:
            # Only now: a section that stands costs nothing to look up.
            if not section:
                raise
            self.elsewhere(req, resp, self.desk.use_cases.section_at(visit, str(section)))

    def elsewhere(self, req: falcon.Request, resp: falcon.Response, place: SectionPlace) -> None:
        """The section has another address, or is gone: then a page that says so and leads on."""
        if place.is_gone or place.section is None:
            resp.status = falcon.HTTP_410
            visit = visit_of(req)
            shown = place.section
            self.desk.show(
                req, resp, "section_gone.html", visit, "catalogue", section=shown,
                path=section_path(shown) if shown else "",
            )  # fmt: skip
            return
        resp.status = falcon.HTTP_301
        resp.location = section_path(place.section) + (f"?{req.query_string}" if req.query_string else "")
        # The tree may be changed back, and what leads on depends on who asks: no browser keeps the answer.
        resp.set_header("Cache-Control", "no-store")

    def show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        ask: AskPage,
        liking: Liking,
        entered: Mapping[VariantId, Typed] = NOTHING,
        by_price: ByPrice = ANY_PRICE,
        facets: FacetQuery = NO_FACETS,
    ) -> None:
        page = self.desk.use_cases.page(visit, ask)
        resp.status = falcon.HTTP_UNPROCESSABLE_ENTITY if facets.faults else by_price.status
        edition = self.desk.edition(visit, req)
        path = section_path(page.section) if page.section is not None else "/search" if ask.text else "/catalogue"
        kept = filled({**kept_of(ask), **by_price.kept, **facets.kept})
        panel = None
        if page.facets is not None:
            panel = self.desk.panels.panel(page.facets, PanelMaker(path, kept, facets, edition.figures), edition)
        shell = self.desk.shell(visit, "catalogue", edition)
        facts = ListFacts(
            address=path,
            kept=tuple(kept.items()),
            is_typed=bool(ask.text or facets.kept) or not by_price.is_plain,
            path=page.path,
            text=ask.text,
            label=ask.label,
            by_price=by_price,
            in_stock=liking.in_stock,
            is_tiles=liking.tiles,
            offset=page.offset,
            limit=page.limit,
            total=page.total,
            stocked=None if panel is None else page.stocked,
            orders=tuple(offered(page)),
            labels=tuple(page.labels.items()),
            has_facets=panel is not None and panel.is_shown,
            picked=0 if panel is None else panel.picked,
            shows_prices=page.can_order and not (page.found and not page.found.ids),
            currency=currency_of(visit.buyer()).value,
            sees_lists=shell.sees_lists,
            fills_orders=shell.fills_orders,
        )
        around = self.around.of(facts, edition)
        told: Mapping[VariantId, bytes] = {}
        if self.cards is not None and page.cards:
            told = list_facts(page.cards, self.cards.listed, visit.catalogue_version)
        marks, draw = list_marks(page, edition), self.rows.drawer(edition)
        maker = RowMaker(edition, draw, can_order(visit), liking.tiles, entered, told, marks)
        self.desk.show(
            req,
            resp,
            "catalogue.html",
            visit,
            "catalogue",
            page=page,
            search=ask.text,
            tree=self.desk.trees.html(page.tree, ask.section, edition.figures),
            listing=listing(visit, around.back, liking.tiles),
            rows=maker.rows(page.cards),
            canonical=req.prefix + path,
            facets=panel,
            facets_form=b"" if panel is None else panel.html,
            around=around,
            title=around.title,
            tools=around.tools,
            orders=around.orders,
            pages=around.pages,
            readings=readings(
                page, path, None if page.total else self.desk.use_cases.own_manager(visit),
                is_exact=ask.exactly,
            ),
            novelties=self._novelties(visit, ask, edition),
        )  # fmt: skip

    def _novelties(self, visit: Visit, ask: AskPage, edition: Edition) -> tuple[ShelfItem, ...]:
        """Above the whole catalogue alone: elsewhere the label itself is a filter."""
        is_whole = ask.section is None and not ask.text and ask.label is None and not ask.offset and not ask.is_by_price
        if self.cards is None or not is_whole:
            return ()
        return shelf(self.cards, visit, self.cards.novelties(visit), edition)


def kept_of(ask: AskPage) -> dict[str, object]:
    """What the address keeps of what was searched for."""
    return {"q": ask.text, "exactly": "1" if ask.exactly else "", "label": ask.label or ""}


def offered(page: CataloguePage) -> list[GoodsOrder]:
    """The orders of this list: by likeness and by name are two where a text was searched for."""
    found = [order for order in page.orders if order is not GoodsOrder.ALPHABET or page.text]
    return [*found, *((GoodsOrder.CHEAP_FIRST, GoodsOrder.DEAR_FIRST) if page.can_order else ())]


@frozen
class SectionByName:
    """/sections/{name}: a section of the portal's own tree by its readable address, or by one that it had."""

    catalogue: Catalogue

    def on_get(self, req: falcon.Request, resp: falcon.Response, name: str) -> None:
        place = self.catalogue.desk.use_cases.section_at(visit_of(req), name)
        if place.section is None or place.is_gone or place.moved:
            self.catalogue.elsewhere(req, resp, place)
        else:
            self.catalogue.on_get(req, resp, place.section.id)
