"""The catalogue as its buyer sees it: sections, a page of goods, a card, why a price."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import compress
from typing import Protocol

from attrs import evolve, field, frozen

from application.access.context import BuyerContext, Visit
from application.pricing.goods import OfferRow, Reading, circumstances
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
from application.queries.tree import Section, Tree
from application.search.find_goods import Found, Search, everything
from domain.access.permission import Permission
from domain.catalog.label import Label
from domain.inventory.stock import ZERO
from domain.ordering.quoted_cart import Circumstances, NoValidContract, ServingWarehouse
from domain.pricing.ask import BASE, Ask, QuotedLine
from domain.pricing.book import PriceBook, VatKind
from domain.pricing.quote import quote_line
from domain.pricing.trail import Explained, explained, fingerprint
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import CategoryId, PackagingId, ProductId, VariantId
from domain.shared.quantity import Packaging, Steps

PAGE = 24
MOST_PAGE = 200
MOST_FOUND = 1000
ONE = Decimal(1)
BASE_UNIT = Packaging()


class CatalogIndex(Protocol):
    """What does not depend on the client: trees and orders of goods, by catalogue version."""

    def tree(self, version: int) -> Tree: ...

    def section(self, version: int, section: CategoryId | None) -> Sequence[ProductId]:
        """Products of the section and below, each once, by name; None is the whole catalogue. Unknown: empty."""

    def search(
        self, version: int, text: str, section: CategoryId | None, most: int | None = MOST_FOUND
    ) -> Sequence[ProductId]:
        """The best matches of a text, an article or a barcode, best first, at most so many; None is all of them."""


@frozen
class Offer:
    """One variant with this client's price and this region's stock.

    price: of one unit, of the seller that would serve it; `refusal` says why there is none.
    on_order: in how many days comes what is not available. book: what the price was quoted by.
    """

    row: OfferRow
    price: QuotedLine | None
    available: Decimal
    steps: Steps
    seller: ServingWarehouse | None
    refusal: DomainError | None = None
    on_order: int | None = None
    book: PriceBook | None = field(default=None, eq=False, repr=False)

    @property
    def variant(self) -> VariantId:
        return self.row.goods.variant


@frozen
class Card:
    """A product of a list with its variants; the first is the one shown in the line."""

    product: ProductId
    offers: tuple[Offer, ...]

    @property
    def main(self) -> Offer:
        return self.offers[0]


@frozen
class CataloguePage:
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
    unknown: tuple[Unknown, ...] = ()
    orders: tuple[GoodsOrder, ...] = (GoodsOrder.NAME,)
    found: Found | None = None
    labels: Mapping[Label, int] = field(factory=dict)


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


def offer(row: OfferRow, under: Circumstances) -> Offer:
    """The offer of one row: the first warehouse that has it decides the seller, else the first with a contract."""
    goods, stock = row.goods, row.stock
    served = under.serving(goods)
    steps = goods.steps(BASE_UNIT)
    if not served:
        seller = under.warehouses[0] if under.warehouses else None
        refusal = None
        if seller is not None:
            why = under.why_no_terms.get(seller.organization, "none")
            refusal = NoValidContract(seller.organization, seller.organization_name, why)
        return Offer(row, None, ZERO, steps, None, refusal)
    available, serving = ZERO, served[0]
    for warehouse in reversed(served):
        free = stock.get(warehouse.id, ZERO)
        if free > 0:
            available += free
            serving = warehouse
    promise = under.promise(goods) if under.shown else None
    if promise is not None and not available:
        serving = promise[0]
    price = quote_line(under.book, ask_of(row, under, serving, BASE_UNIT))
    days = None if promise is None else promise[1]
    return Offer(row, price, available, steps, serving, price.refusal, days, under.book)


def ask_of(
    row: OfferRow, under: Circumstances, serving: ServingWarehouse, packaging: Packaging, quantity: Decimal = ONE
) -> Ask:
    goods = row.goods
    terms = under.terms[under.seller_of(goods, serving)]
    reached = quantity if packaging.is_base else packaging.to_base(quantity)
    vat = VatKind(goods.vat_kind)
    return Ask(goods.variant, terms, quantity, packaging, reached, vat, goods.vat_rate, goods.traits)


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
            return self._indexed(evolve(visit, catalogue_version=edition.version), context, ask, edition)
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
        cards = self._cards(visit, context, ids[ask.offset : ask.offset + ask.limit])
        section = tree.sections.get(ask.section) if ask.section is not None else None
        path = tree.path(ask.section) if ask.section is not None else ()
        return CataloguePage(
            tree, section, path, ask.text, ask.in_stock, cards, len(ids), ask.offset, ask.limit, can_order,
            found=found, labels=labels,
        )

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
        return CataloguePage(
            tree,
            section,
            tree.path(ask.section) if ask.section is not None else (),
            ask.text,
            ask.in_stock,
            self._cards(visit, context, ids[ask.offset : ask.offset + ask.limit]),
            len(ids),
            ask.offset,
            ask.limit,
            labels=labels,
            found=found,
            facets=facets,
            unknown=tuple(edition.unknown(within, ask.picks)) if ask.picks else (),
            orders=tuple(edition.orders),
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

    def _cards(self, visit: Visit, context: BuyerContext, ids: Sequence[ProductId]) -> tuple[Card, ...]:
        if not ids:
            return ()
        board, facts = self.reading.products(ids, context, visit.pricing_version)
        under = circumstances(context, facts, board)
        by_product: dict[ProductId, list[Offer]] = {}
        for row in board.rows:
            by_product.setdefault(row.goods.product, []).append(offer(row, under))
        return tuple(Card(product, tuple(by_product[product])) for product in ids if product in by_product)

    def _in_stock(
        self, context: BuyerContext, ids: Sequence[ProductId], seen: Assortment | None
    ) -> Sequence[ProductId]:
        warehouses = tuple(w.id for w in context.warehouses)
        unseen = seen.unseen(ids) if seen is not None and seen.blind else ((), ())
        return self.reading.board.stocked(ids, warehouses, *unseen)


def only(ids: Sequence[ProductId], goods: Goods) -> Sequence[ProductId]:
    return list(compress(ids, map(goods.__contains__, ids)))


@frozen
class ProductText:
    """What a card shows beside its offers. properties: (name, value) in the seller's order.

    property_groups: the same by heading; the first may have none.
    """

    product: ProductId
    sku: str
    name: str
    description: str
    manufacturer: str
    country: str
    barcode: str
    pictures: tuple[str, ...]
    properties: tuple[tuple[str, str], ...]
    sections: tuple[CategoryId, ...]
    property_groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


class ProductTexts(Protocol):
    def of(self, product: ProductId) -> ProductText:
        """Raises NotFound for an unknown or withdrawn product."""


@frozen
class PackPrice:
    packaging: Packaging
    price: QuotedLine
    steps: Steps


@frozen
class ProductCard:
    """`under`: what its prices and its stock are made of, for sums in other units and quantities."""

    text: ProductText
    tree: Tree
    path: tuple[Section, ...]
    offers: tuple[Offer, ...]
    packs: Mapping[VariantId, tuple[PackPrice, ...]]
    warehouses: tuple[ServingWarehouse, ...]
    under: Circumstances


@frozen
class ProductCardQuery:
    texts: ProductTexts
    reading: Reading
    assortments: Assortments

    def __call__(self, visit: Visit, product: ProductId) -> ProductCard:
        context = visit.buyer()
        visit.authority.need(Permission.SEE_CATALOGUE, context.party.id)
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        text = self.texts.of(product)
        board, facts = self.reading.product(product, context, visit.pricing_version)
        if not board.rows:
            # Goods that he does not have are told like goods that are not there.
            raise NotFound("product", str(product))
        under = circumstances(context, facts, board)
        offers = tuple(offer(row, under) for row in board.rows)
        packs = {o.variant: self._packs(o, under) for o in offers}
        tree = self.assortments.tree(visit)
        sections = [s for s in text.sections if s in tree.sections]
        path = tree.path(sections[0]) if sections else ()
        return ProductCard(text, tree, path, offers, packs, context.warehouses, under)

    def _packs(self, shown: Offer, under: Circumstances) -> tuple[PackPrice, ...]:
        if shown.seller is None:
            return ()
        goods = shown.row.goods
        return tuple(
            PackPrice(p, quote_line(under.book, ask_of(shown.row, under, shown.seller, p)), goods.steps(p))
            for p in shown.row.packagings
        )


@frozen
class PriceExplanation:
    """Why a price: the steps in order, and a hash over the inputs."""

    goods_name: str
    sku: str
    variant: VariantId
    line: QuotedLine
    steps: tuple[Explained, ...]
    hash: str


@frozen
class PriceExplanationQuery:
    reading: Reading

    def __call__(
        self, visit: Visit, variant: VariantId, quantity: Decimal = ONE, packaging: PackagingId = BASE
    ) -> PriceExplanation:
        """Raises NotFound; NoValidContract when no seller of the goods has a contract in force."""
        context = visit.buyer()
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        board, facts = self.reading.variants([variant], context, visit.pricing_version)
        if not board.rows or not board.rows[0].goods.sellable:
            raise NotFound("variant", str(variant))
        row = board.rows[0]
        pack = row.packaging(packaging)
        if pack is None:
            raise NotFound("packaging", str(packaging))
        under = circumstances(context, facts, board)
        shown = offer(row, under)
        if shown.seller is None:
            raise shown.refusal or NotFound("warehouse", str(variant))
        terms = under.terms[under.seller_of(row.goods, shown.seller)]
        kind = VatKind(row.goods.vat_kind)
        ask = Ask(variant, terms, quantity, pack, pack.to_base(quantity), kind, row.goods.vat_rate, row.goods.traits)
        line = quote_line(under.book, ask)
        return PriceExplanation(row.goods.name, row.goods.sku, variant, line, explained(line.trail), proof_of(line))


def proof_of(line: QuotedLine) -> str:
    """The hash of a line: whose, what, how much, and every fact that the steps used."""
    ask, terms = line.ask, line.ask.terms
    return fingerprint(line.trail, terms.contract, terms.counterparty, ask.variant, ask.packaging.id, ask.quantity)
