"""The catalogue as its buyer sees it: sections, a page of goods, a card, why a price."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from attrs import frozen

from application.access.context import BuyerContext, Visit
from application.pricing.goods import OfferRow, Reading, circumstances
from application.pricing.price_order import EVERY_PRICE, GoodsOrder, Part, PriceBounds, PriceOrders
from application.queries.assortment import Assortment, Assortments
from application.queries.tree import Section, Tree
from domain.access.permission import Permission
from domain.inventory.stock import ZERO
from domain.ordering.quoted_cart import Circumstances, NoValidContract, ServingWarehouse
from domain.pricing.ask import BASE, Ask, QuotedLine
from domain.pricing.book import VatKind
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
    on_order: in how many days comes what is not available.
    """

    row: OfferRow
    price: QuotedLine | None
    available: Decimal
    steps: Steps
    seller: ServingWarehouse | None
    refusal: DomainError | None = None
    on_order: int | None = None

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


@frozen
class AskPage:
    """What a page is asked for. `text` searches within the section.

    order: NAME is the best match first where a text is searched for.
    """

    section: CategoryId | None = None
    text: str = ""
    in_stock: bool = False
    offset: int = 0
    limit: int = PAGE
    order: GoodsOrder = GoodsOrder.NAME
    prices: PriceBounds = EVERY_PRICE

    @property
    def is_by_price(self) -> bool:
        return self.order is not GoodsOrder.NAME or not self.prices.is_open


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
    price = quote_line(under.book, _ask(row, under, serving, BASE_UNIT))
    days = None if promise is None else promise[1]
    return Offer(row, price, available, steps, serving, price.refusal, days)


def _ask(row: OfferRow, under: Circumstances, serving: ServingWarehouse, packaging: Packaging) -> Ask:
    goods = row.goods
    terms = under.terms[under.seller_of(goods, serving)]
    reached = ONE if packaging.is_base else packaging.to_base(ONE)
    return Ask(goods.variant, terms, ONE, packaging, reached, VatKind(goods.vat_kind), goods.vat_rate, goods.traits)


@frozen
class CataloguePageQuery:
    index: CatalogIndex
    reading: Reading
    orders: PriceOrders
    assortments: Assortments

    def __call__(self, visit: Visit, ask: AskPage) -> CataloguePage:
        """Raises NotAllowed; NotFound for a section that is not there; TooManyToOrder."""
        context = visit.buyer()
        visit.authority.need(Permission.SEE_CATALOGUE, context.party.id)
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        version, seen = visit.catalogue_version, self.assortments.of(visit)
        tree = self.index.tree(version) if seen is None else seen.tree
        if ask.section is not None and ask.section not in tree.sections:
            raise NotFound("section", str(ask.section))
        ids = self._ids(version, ask) if seen is None else self._own_ids(version, ask, seen)
        can_order = len(ids) <= self.orders.most
        if ask.is_by_price:
            ids = self._by_price(visit, ask, ids)
        if ask.in_stock:
            cards, total = self._in_stock(visit, context, ids, ask, seen)
        else:
            cards, total = self._cards(visit, context, ids[ask.offset : ask.offset + ask.limit]), len(ids)
        section = tree.sections.get(ask.section) if ask.section is not None else None
        path = tree.path(ask.section) if ask.section is not None else ()
        return CataloguePage(
            tree, section, path, ask.text, ask.in_stock, cards, total, ask.offset, ask.limit, can_order
        )

    def _ids(self, version: int, ask: AskPage) -> Sequence[ProductId]:
        if ask.text:
            return self.index.search(version, ask.text, ask.section)
        return self.index.section(version, ask.section)

    def _own_ids(self, version: int, ask: AskPage, seen: Assortment) -> Sequence[ProductId]:
        """Of all that is found, or what others have would push out what he has."""
        if ask.text:
            return seen.only(self.index.search(version, ask.text, ask.section, None))[:MOST_FOUND]
        return seen.section(ask.section, self.index.section(version, ask.section))

    def _by_price(self, visit: Visit, ask: AskPage, ids: Sequence[ProductId]) -> Sequence[ProductId]:
        own = self.orders.of(visit, Part(ask.section, ask.text), ids)
        if ask.order is not GoodsOrder.NAME:
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
        self, visit: Visit, context: BuyerContext, ids: Sequence[ProductId], ask: AskPage, seen: Assortment | None
    ) -> tuple[tuple[Card, ...], int]:
        warehouses = tuple(w.id for w in context.warehouses)
        unseen = seen.unseen(ids) if seen is not None and seen.blind else ((), ())
        stocked = self.reading.board.stocked(ids, warehouses, *unseen)
        return self._cards(visit, context, stocked[ask.offset : ask.offset + ask.limit]), len(stocked)


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
    text: ProductText
    tree: Tree
    path: tuple[Section, ...]
    offers: tuple[Offer, ...]
    packs: Mapping[VariantId, tuple[PackPrice, ...]]
    warehouses: tuple[ServingWarehouse, ...]


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
        return ProductCard(text, tree, path, offers, packs, context.warehouses)

    def _packs(self, shown: Offer, under: Circumstances) -> tuple[PackPrice, ...]:
        if shown.seller is None:
            return ()
        goods = shown.row.goods
        return tuple(
            PackPrice(p, quote_line(under.book, _ask(shown.row, under, shown.seller, p)), goods.steps(p))
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
