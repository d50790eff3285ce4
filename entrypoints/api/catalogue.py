"""Sections, goods, and why a price."""

from decimal import Decimal
from typing import Annotated

from attrs import frozen

from application.price_history.own import AskPastPrice
from application.pricing.price_order import GoodsOrder, PriceBounds, PriceBoundsInverted, TooManyToOrder
from application.queries.catalogue import MOST_PAGE, PAGE, AskPage
from application.queries.facets import AskFacets, FacetPickInvalid
from application.queries.suggestions import SearchedTooOften
from domain.ordering.circumstances import NoValidContract
from domain.pricing.ask import BASE
from domain.pricing.travel import (
    BeforeTheRecords,
    By,
    ContractNotInForceThen,
    ContractUnknownThen,
    MomentInFuture,
    MomentInvalid,
)
from domain.shared.errors import NotAllowed, NotFound
from domain.shared.ids import CategoryId, PackagingId, ProductId, VariantId
from domain.shared.quantity import QuantityInvalid, quantity_of
from entrypoints.api.asking import Between, Longest, told
from entrypoints.api.operation import AnyOperation, Caller, NoAsk, Operation
from entrypoints.api.wire_catalogue import (
    CategoriesWire,
    PriceExplanationWire,
    ProductsWire,
    ProductWire,
    categories_wire,
    explanation_wire,
    product_wire,
    products_wire,
)
from entrypoints.api.wire_facets import FACET, facet_id, picks_of
from entrypoints.api.wire_search import SuggestionsWire, suggestions_wire

GROUP = "Catalogue and prices"
MOST_OFFSET = 10_000_000
MOST_FILTERS = 50


@frozen
class ProductsAsk:
    category: CategoryId | None = told("only this section and those below it", None)
    q: Annotated[str, Longest(200)] = told("text, article or barcode to search for", "")
    exactly: bool = told("take q as it is typed: no other spelling, layout or alphabet", False)
    in_stock: bool = told("only what the region has in stock", False)
    sort: GoodsOrder = told(
        "name (by likeness to q), alphabet, new, rating; price or -price: own prices of a unit with VAT",
        GoodsOrder.NAME,
    )
    price_from: Decimal | None = told("least own price of a unit with VAT", None)
    price_to: Decimal | None = told("greatest own price of a unit with VAT", None)
    filter: Annotated[tuple[str, ...], Longest(MOST_FILTERS)] = told(
        "picks as facet:value or facet:from..to; several of one facet add up, facets narrow each other", ()
    )
    facets: bool = told("whether the facets of the list are told", False)
    facet: Annotated[tuple[str, ...], Longest(MOST_FILTERS)] = told("facets to be told with all their values", ())
    offset: Annotated[int, Between(0, MOST_OFFSET)] = told("how many products to skip", 0)
    limit: Annotated[int, Between(1, MOST_PAGE)] = told("how many products to tell", PAGE)


@frozen
class SuggestionsAsk:
    q: Annotated[str, Longest(200)] = told("what has been typed so far")


@frozen
class ProductAsk:
    product: ProductId = told("id of the product")


@frozen
class PriceAsk:
    variant: VariantId = told("id of the variant")
    quantity: Annotated[str, Longest(40)] = told("quantity in units of the packaging", "1")
    packaging: PackagingId = told("id of the packaging; 0 is the base unit", BASE)
    at: Annotated[str, Longest(40)] = told(
        "a moment that has passed, such as 2026-03-12T14:05 in the portal's zone or with an offset; empty is now", ""
    )
    by: By = told("recorded: what was to be seen then; validity: what was in force, by what is known now", By.RECORDED)


def categories(caller: Caller, _: NoAsk) -> CategoriesWire:
    return categories_wire(caller.use_cases.tree(caller.visit))


def products(caller: Caller, ask: ProductsAsk) -> ProductsWire:
    prices = PriceBounds(ask.price_from, ask.price_to)
    opened = tuple(facet_id(name) for name in ask.facet if FACET.fullmatch(name))
    asked = AskPage(
        ask.category, ask.q.strip(), ask.in_stock, ask.offset, ask.limit, ask.sort, prices, ask.exactly,
        picks_of(ask.filter), AskFacets(opened) if ask.facets else None,
    )  # fmt: skip
    page = caller.use_cases.page(caller.visit, asked)
    return products_wire(page, caller.language)


def suggestions(caller: Caller, ask: SuggestionsAsk) -> SuggestionsWire:
    return suggestions_wire(caller.use_cases.suggest(caller.visit, ask.q))


def product(caller: Caller, ask: ProductAsk) -> ProductWire:
    return product_wire(caller.use_cases.product(caller.visit, ask.product), caller.language)


def price(caller: Caller, ask: PriceAsk) -> PriceExplanationWire:
    visit, quantity = caller.visit, wanted(ask.quantity)
    explanation = (
        caller.use_cases.past_price(visit, AskPastPrice(ask.variant, ask.at, ask.by, quantity, ask.packaging))
        if ask.at else caller.use_cases.explain(visit, ask.variant, quantity, ask.packaging)
    )  # fmt: skip
    return explanation_wire(explanation, caller.language, visit.authority.is_staff)


def wanted(text: str) -> Decimal:
    """Raises QuantityInvalid."""
    return quantity_of(text)


NO_PAST = (MomentInvalid, MomentInFuture, BeforeTheRecords, ContractUnknownThen, ContractNotInForceThen)

OPERATIONS: tuple[AnyOperation, ...] = (
    Operation(
        "GET",
        "/categories",
        "categories",
        "The tree of sections",
        NoAsk,
        CategoriesWire,
        categories,
        (NotFound, NotAllowed),
    ),
    Operation(
        "GET",
        "/products",
        "products",
        "A page of goods with own prices and the region's stock",
        ProductsAsk,
        ProductsWire,
        products,
        (NotFound, NotAllowed, PriceBoundsInverted, TooManyToOrder, FacetPickInvalid),
    ),
    Operation(
        "GET",
        "/search/suggestions",
        "suggestions",
        "Sections, words and goods for what has been typed so far",
        SuggestionsAsk,
        SuggestionsWire,
        suggestions,
        (NotAllowed, NotFound, SearchedTooOften),
    ),
    Operation(
        "GET",
        "/products/{product}",
        "product",
        "A product with its variants, packagings and properties",
        ProductAsk,
        ProductWire,
        product,
        (NotFound, NotAllowed),
    ),
    Operation(
        "GET",
        "/variants/{variant}/price",
        "explainPrice",
        "Why a price, now or at a moment that has passed: its steps and the hash of all that it was made of",
        PriceAsk,
        PriceExplanationWire,
        price,
        (NotFound, NotAllowed, QuantityInvalid, NoValidContract, *NO_PAST),
    ),
)
