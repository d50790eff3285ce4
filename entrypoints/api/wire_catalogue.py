"""Sections, goods and prices as JSON. The page of goods is a measured path: flat shapes, no prose."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import define, frozen

from application.queries.catalogue import CataloguePage
from application.queries.offers import Card, Offer
from application.queries.price_explanation import PriceExplanation
from application.queries.product_card import PackPrice, ProductCard
from application.queries.tree import Tree
from domain.pricing.trail import ASSIGNED, INDIVIDUAL, LISTED, PASSED, Explained
from domain.shared.ids import CategoryId
from domain.shared.money import Money
from entrypoints.api.wire_facets import FacetsWire, UnknownFacetWire, facets_wire, unknown_wire
from entrypoints.api.wire_search import ReadingWire, reading_wire
from entrypoints.api.wire_shared import (
    Named,
    PackagingWire,
    PriceWire,
    ProblemWire,
    RefusalWire,
    WarehouseWire,
    packaging_wire,
    path_wire,
    picture_url,
    price_of_one,
    problem_wire,
    refusal_wire,
    unit_price,
)

# What a buyer is not told of a price: ids of ours, and what was passed over (semantics 3).
OURS: Mapping[str, frozenset[str]] = {
    INDIVIDUAL: frozenset(("owner", "price")),
    LISTED: frozenset(("price_type",)),
    ASSIGNED: frozenset(("owner", "assignment", "price_type")),
}


@frozen
class CategoryWire:
    """`goods` counts each product once, those of the sections below included."""

    id: str
    name: str
    goods: int
    children: tuple["CategoryWire", ...]


@frozen
class CategoriesWire:
    version: str
    goods: int
    categories: tuple[CategoryWire, ...]


# Of a measured path, as the two after it: what guards its fields takes five times as long to make.
@define
class OfferWire:
    """One variant with this client's price and his region's stock, in base units.

    price: of one base unit; null with the refusal that says why.
    on_order_days: what is not available can be ordered all the same, and comes in so many days.
    """

    variant: str
    sku: str
    name: str
    variant_name: str
    unit: str
    picture: str | None
    price: PriceWire | None
    available: Decimal
    minimum: Decimal
    multiple: Decimal
    seller: str | None
    refusal: RefusalWire | None
    on_order_days: int | None = None


@define
class CardWire:
    """A product with its variants; the first is the one to be shown."""

    id: str
    name: str
    offers: tuple[OfferWire, ...]


@frozen
class ProductsWire:
    total: int
    offset: int
    limit: int
    category: Named | None
    path: tuple[Named, ...]
    products: tuple[CardWire, ...]
    reading: ReadingWire | None = None
    facets: FacetsWire | None = None
    unknown: tuple[UnknownFacetWire, ...] = ()


@frozen
class PropertyWire:
    name: str
    value: str


@frozen
class PackWire:
    packaging: PackagingWire
    price: PriceWire | None
    minimum: Decimal
    multiple: Decimal


@frozen
class VariantWire:
    offer: OfferWire
    packs: tuple[PackWire, ...]


@frozen
class ProductWire:
    id: str
    sku: str
    name: str
    description: str
    manufacturer: str
    country: str
    barcode: str
    pictures: tuple[str, ...]
    properties: tuple[PropertyWire, ...]
    path: tuple[Named, ...]
    variants: tuple[VariantWire, ...]
    warehouses: tuple[WarehouseWire, ...]


@frozen
class StepWire:
    """One step of a price: assigned, individual, listed, packaging, rate, rounding, amount or vat, with its figures."""

    step: str
    facts: dict[str, Any]


@frozen
class PriceExplanationWire:
    """`hash` changes when anything that the price was made of changes. total: price x quantity, with VAT."""

    variant: str
    name: str
    sku: str
    packaging: str
    quantity: Decimal
    price: PriceWire | None
    total: Money | None
    vat: Decimal
    contract: Named
    seller: Named
    steps: tuple[StepWire, ...]
    hash: str
    refusal: ProblemWire | None


def categories_wire(tree: Tree) -> CategoriesWire:
    def category(id_: CategoryId) -> CategoryWire:
        section = tree.sections[id_]
        return CategoryWire(str(id_), section.name, section.goods, tuple(category(child) for child in section.children))

    return CategoriesWire(str(tree.version), tree.goods, tuple(category(root) for root in tree.roots))


def products_wire(page: CataloguePage, language: str) -> ProductsWire:
    section = page.section
    return ProductsWire(
        page.total,
        page.offset,
        page.limit,
        None if section is None else Named(str(section.id), section.name),
        path_wire(page.path),
        tuple([card_wire(card, language) for card in page.cards]),
        None if page.found is None else reading_wire(page.found),
        None if page.facets is None else facets_wire(page.facets, page.stocked),
        unknown_wire(page.unknown) if page.unknown else (),
    )


def card_wire(card: Card, language: str) -> CardWire:
    offers = tuple([offer_wire(offer, language) for offer in card.offers])
    return CardWire(str(card.product), offers[0].name, offers)


def offer_wire(offer: Offer, language: str) -> OfferWire:
    row, steps, seller = offer.row, offer.steps, offer.seller
    goods = row.goods
    return OfferWire(
        str(goods.variant),
        goods.sku,
        goods.name,
        row.variant_name,
        goods.unit,
        picture_url(row.picture),
        price_of_one(offer.price),
        offer.available,
        steps.minimum,
        steps.multiple,
        None if seller is None else seller.organization_name,
        None if offer.refusal is None else refusal_wire(offer.refusal, language),
        offer.on_order,
    )


def product_wire(card: ProductCard, language: str) -> ProductWire:
    text = card.text
    return ProductWire(
        str(text.product),
        text.sku,
        text.name,
        text.description,
        text.manufacturer,
        text.country,
        text.barcode,
        tuple(f"/media/{key}" for key in text.pictures),
        tuple(PropertyWire(name, value) for name, value in text.properties),
        path_wire(card.path),
        tuple(
            VariantWire(offer_wire(offer, language), tuple(pack_wire(p) for p in card.packs.get(offer.variant, ())))
            for offer in card.offers
        ),
        tuple(
            WarehouseWire(str(w.id), w.name, Named(str(w.organization), w.organization_name)) for w in card.warehouses
        ),
    )


def pack_wire(pack: PackPrice) -> PackWire:
    price = price_of_one(pack.price)
    return PackWire(packaging_wire(pack.packaging), price, pack.steps.minimum, pack.steps.multiple)


def explanation_wire(explanation: PriceExplanation, language: str, is_staff: bool) -> PriceExplanationWire:
    line = explanation.line
    terms = line.ask.terms
    refusal = line.refusal
    return PriceExplanationWire(
        str(explanation.variant),
        explanation.goods_name,
        explanation.sku,
        str(line.ask.packaging.id),
        line.ask.quantity,
        unit_price(line),
        None if refusal else Money(line.gross, line.currency),
        line.vat,
        Named(str(terms.contract), terms.contract_number),
        Named(str(terms.organization), terms.organization_name),
        steps_wire(explanation.steps, is_staff),
        explanation.hash,
        None if refusal is None else problem_wire(refusal, language),
    )


def steps_wire(steps: tuple[Explained, ...], is_staff: bool) -> tuple[StepWire, ...]:
    if is_staff:
        return tuple(StepWire(step.step, plain(step.facts)) for step in steps)
    return tuple(StepWire(step.step, plain(told(step))) for step in steps if step.step != PASSED)


def told(step: Explained) -> dict[str, Any]:
    ours = OURS.get(step.step, frozenset())
    return {name: fact for name, fact in step.facts.items() if name not in ours}


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(fact) if isinstance(fact, UUID) else fact for name, fact in facts.items()}
