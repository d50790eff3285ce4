"""The catalogue as its buyer sees it: sections and pages of goods."""

from collections.abc import Callable, Mapping, Sequence
from itertools import compress
from typing import Protocol

from attrs import evolve, field, frozen

from application.access.context import BuyerContext, Visit
from application.pricing.goods import Reading, circumstances
from application.pricing.price_order import EVERY_PRICE, GoodsOrder, Part, PriceBounds, PriceOrders
from application.queries.assortment import Assortment, Assortments
from application.queries.facets import (
    NO_PICKS,
    NOTHING_GONE,
    AskFacets,
    Edition,
    Editions,
    Facets,
    Goods,
    NoEditions,
    NothingReserved,
    Picks,
    Reserved,
    Unknown,
    Within,
)
from application.queries.marks import true_marks
from application.queries.offers import Card, Offer, offer
from application.queries.tree import Section, Tree
from application.search.find_goods import Found, Search, everything
from domain.access.permission import Permission
from domain.catalog.label import Label
from domain.catalog.mark import Mark
from domain.shared.errors import NotFound
from domain.shared.ids import CategoryId, ProductId

PAGE = 24
MOST_PAGE = 200
MOST_FOUND = 1000


class CatalogIndex(Protocol):
    """What does not depend on the client: trees and orders of goods, by catalogue version."""

    def tree(self, version: int) -> Tree: ...

    def section(self, version: int, section: CategoryId | None) -> Sequence[ProductId]:
        """Products of the section and below, each once, by name; None is the whole catalogue. Unknown: empty."""


@frozen
class CataloguePage:
    """stocked: how many goods of the list the region has; told with the facets alone.

    marks: by product, where they were asked for; goods without any are left out.
    """

    tree: Tree
    section: Section | None
    path: tuple[Section, ...]
    text: str
    in_stock: bool
    cards: tuple[Card, ...]
    total: int
    offset: int
    limit: int
    can_order: bool = True
    facets: Facets | None = None
    stocked: int = 0
    unknown: tuple[Unknown, ...] = ()
    orders: tuple[GoodsOrder, ...] = (GoodsOrder.NAME,)
    found: Found | None = None
    labels: Mapping[Label, int] = field(factory=dict)
    marks: Mapping[ProductId, Mark] = field(factory=dict)


@frozen
class AskPage:
    """What a page is asked for. `text` searches within the section. facets: which of them are to be told, if any.

    order: NAME is the best match first where a text is searched for. exactly: the text is read in no other way.
    """

    section: CategoryId | None = None
    text: str = ""
    in_stock: bool = False
    offset: int = 0
    limit: int = PAGE
    order: GoodsOrder = GoodsOrder.NAME
    prices: PriceBounds = EVERY_PRICE
    exactly: bool = False
    picks: Picks = NO_PICKS
    facets: AskFacets | None = None
    label: Label | None = None
    marked: bool = False

    @property
    def is_by_price(self) -> bool:
        return self.order.is_by_price or not self.prices.is_open


def searched(ask: AskPage, context: BuyerContext, tree: Tree, seen: Assortment | None) -> Search:
    """What the page searches for: in this client's goods alone, by his own articles as well."""
    sections = None if ask.section is None else tree.below(ask.section)
    only = everything if seen is None else seen.only
    return Search(ask.text, sections, context.party.id, only, seen is not None, ask.exactly, MOST_FOUND)


def part_of(ask: AskPage, ids: Sequence[ProductId]) -> Part:
    """What a text finds depends on synonyms, too, and on how it was read: what was found is a part of the key."""
    return Part(ask.section, f"{ask.text}\n{hash(tuple(ids))}" if ask.text else "")


class Narrowing(Protocol):
    """The labels of a list's goods, as the client may be told them."""

    def narrowed(
        self, visit: Visit, ids: Sequence[ProductId], among: Goods | None, label: Label | None
    ) -> tuple[Sequence[ProductId], Mapping[Label, int]]:
        """Those under the label, all where none is asked for; how many of all of them each label has.

        among: the same goods, to be asked whether one is there; None where they are only listed.
        """


@frozen
class CataloguePageQuery:
    index: CatalogIndex
    reading: Reading
    orders: PriceOrders
    assortments: Assortments
    search: Callable[[Search], Found]
    editions: Editions = field(factory=NoEditions)
    reserved: Reserved = field(factory=NothingReserved)
    labels: Narrowing | None = None

    def __call__(self, visit: Visit, ask: AskPage) -> CataloguePage:
        """Raises NotAllowed; NotFound for a section that is not there; TooManyToOrder."""
        context = visit.buyer()
        visit.authority.need(Permission.SEE_CATALOGUE, context.party.id)
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        edition = self.editions.newest()
        if edition is not None:
            if visit.catalogue_version != edition.version:
                visit = evolve(visit, catalogue_version=edition.version)
            return self._indexed(visit, context, ask, edition)
        version, seen = visit.catalogue_version, self.assortments.of(visit)
        tree = self.index.tree(version) if seen is None else seen.tree
        if ask.section is not None and ask.section not in tree.sections:
            raise NotFound("section", str(ask.section))
        found = self.search(searched(ask, context, tree, seen)) if ask.text else None
        ids = self._section(version, ask, seen) if found is None else found.ids
        can_order = len(ids) <= self.orders.most
        if ask.is_by_price:
            ids = self._by_price(visit, ask, ids)
        if ask.in_stock:
            ids = self._in_stock(context, ids, seen)
        ids, labels = self._labelled(visit, ids, None, ask)
        cards, marks = self._cards(visit, context, ask, ids[ask.offset : ask.offset + ask.limit])
        section = tree.sections.get(ask.section) if ask.section is not None else None
        path = tree.path(ask.section) if ask.section is not None else ()
        return CataloguePage(
            tree, section, path, ask.text, ask.in_stock, cards, len(ids), ask.offset, ask.limit, can_order,
            found=found, labels=labels, marks=marks,
        )  # fmt: skip

    def _indexed(self, visit: Visit, context: BuyerContext, ask: AskPage, edition: Edition) -> CataloguePage:
        """All of it from one edition, which may be older than the tables: what is gone since is not on the board."""
        seen = self.assortments.of(visit)
        tree = edition.tree if seen is None else seen.tree
        if ask.section is not None and ask.section not in tree.sections:
            raise NotFound("section", str(ask.section))
        found = self.search(searched(ask, context, tree, seen)) if ask.text else None
        within = self._within(context, ask, seen, found)
        goods = edition.goods(within, ask.picks)
        ids = self._listed(visit, ask, edition, within, goods)
        ids, labels = self._labelled(visit, ids, goods if ask.prices.is_open else None, ask)
        facets = None
        if ask.facets is not None:
            if ask.label is not None:
                within = self._under_label(visit, ask, edition, within)
            facets = edition.facets(within, ask.picks, ask.facets)
        section = tree.sections.get(ask.section) if ask.section is not None else None
        cards, marks = self._cards(visit, context, ask, ids[ask.offset : ask.offset + ask.limit])
        return CataloguePage(
            tree,
            section,
            tree.path(ask.section) if ask.section is not None else (),
            ask.text,
            ask.in_stock,
            cards,
            len(ids),
            ask.offset,
            ask.limit,
            labels=labels,
            found=found,
            facets=facets,
            stocked=edition.stocked(within, ask.picks) if facets is not None else 0,
            unknown=tuple(edition.unknown(within, ask.picks)) if ask.picks else (),
            orders=tuple(edition.orders),
            marks=marks,
        )

    def _within(self, context: BuyerContext, ask: AskPage, seen: Assortment | None, found: Found | None) -> Within:
        places = tuple(warehouse.id for warehouse in context.warehouses)
        counts_stock = ask.in_stock or ask.facets is not None
        gone = self.reserved.gone(places) if counts_stock else NOTHING_GONE
        return Within(ask.section, None if found is None else found.ids, seen, places, ask.in_stock, gone)

    def _labelled(
        self, visit: Visit, ids: Sequence[ProductId], among: Goods | None, ask: AskPage
    ) -> tuple[Sequence[ProductId], Mapping[Label, int]]:
        if self.labels is None:
            return ids, {}
        return self.labels.narrowed(visit, ids, among, ask.label)

    def _under_label(self, visit: Visit, ask: AskPage, edition: Edition, within: Within) -> Within:
        """So that the counts of facets follow a label as they follow a text."""
        goods = edition.goods(within, NO_PICKS)
        listed = self._listed(visit, ask, edition, within, goods)
        labelled, _ = self._labelled(visit, listed, goods, ask)
        return evolve(within, found=labelled)

    def _listed(
        self, visit: Visit, ask: AskPage, edition: Edition, within: Within, goods: Goods
    ) -> Sequence[ProductId]:
        order, found = ask.order, within.found
        if not ask.is_by_price:
            if found is not None and order is GoodsOrder.NAME:
                return only(found, goods)
            return edition.ordered(goods, order)
        # The order is of all that the client has there, so that it is kept whatever he picks.
        whole = found
        if whole is None:
            whole = edition.ordered(edition.goods(Within(within.section, seen=within.seen)), GoodsOrder.NAME)
        own = self.orders.of(visit, part_of(ask, whole), whole)
        if order.is_by_price:
            listed = own.ordered(order, ask.prices)
            # Nothing is narrowed: a page is cut from what is kept.
            return listed if len(goods) == len(whole) else only(listed, goods)
        priced = edition.among(goods, own.ordered(GoodsOrder.CHEAP_FIRST, ask.prices))
        if found is not None and order is GoodsOrder.NAME:
            return only(found, priced)
        return edition.ordered(priced, order)

    def _section(self, version: int, ask: AskPage, seen: Assortment | None) -> Sequence[ProductId]:
        goods = self.index.section(version, ask.section)
        return goods if seen is None else seen.section(ask.section, goods)

    def _by_price(self, visit: Visit, ask: AskPage, ids: Sequence[ProductId]) -> Sequence[ProductId]:
        own = self.orders.of(visit, part_of(ask, ids), ids)
        if ask.order.is_by_price:
            return own.ordered(ask.order, ask.prices)
        within = set(own.ordered(GoodsOrder.CHEAP_FIRST, ask.prices))
        return [id for id in ids if id in within]

    def _cards(
        self, visit: Visit, context: BuyerContext, ask: AskPage, ids: Sequence[ProductId]
    ) -> tuple[tuple[Card, ...], Mapping[ProductId, Mark]]:
        if not ids:
            return (), {}
        person = visit.authority.user if ask.marked else None
        board, facts = self.reading.products(ids, context, visit.pricing_version, person)
        under = circumstances(context, facts, board)
        by_product: dict[ProductId, list[Offer]] = {}
        for row in board.rows:
            by_product.setdefault(row.goods.product, []).append(offer(row, under))
        cards = tuple(Card(product, tuple(by_product[product])) for product in ids if product in by_product)
        return cards, true_marks(board.marks, by_product) if board.marks else board.marks

    def _in_stock(
        self, context: BuyerContext, ids: Sequence[ProductId], seen: Assortment | None
    ) -> Sequence[ProductId]:
        warehouses = tuple(w.id for w in context.warehouses)
        unseen = seen.unseen(ids) if seen is not None and seen.blind else ((), ())
        return self.reading.board.stocked(ids, warehouses, *unseen)


def only(ids: Sequence[ProductId], goods: Goods) -> Sequence[ProductId]:
    return list(compress(ids, map(goods.__contains__, ids)))


