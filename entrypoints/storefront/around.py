"""What stands around the goods of a list: its title, its tools, its orders, its pages."""

from typing import Any

from attrs import define, field, frozen

from application.pricing.price_order import GoodsOrder
from application.queries.tree import Section
from domain.catalog.label import Label
from entrypoints.pages.paging import Paging, address, paging
from entrypoints.pages.rendering import Edition
from entrypoints.pages.shelf import Shelf
from entrypoints.storefront.by_price import ByPrice
from entrypoints.storefront.by_price import Told as ToldByPrice
from entrypoints.storefront.card.marks import Chip, chips

SIZES = (24, 48, 96)
MOST_KEPT = 1024  # some four kilobytes each


@frozen
class ListFacts:
    """All that is written around a list is written from this, so that what is kept by it can be nobody else's: a fact
    that is not here cannot be told there. None of it is one client's own but what he has typed, which is not kept.

    kept: what the addresses of the page keep of what was asked for. path: the sections that lead to this one, which is
    the last of them; empty for the whole catalogue. stocked: of the goods, those that the region has; None where no
    facets are told. picked: from how many facets. is_typed: a text, values of facets, prices: few others will ask so.
    """

    address: str
    kept: tuple[tuple[str, object], ...]
    is_typed: bool
    path: tuple[Section, ...]
    text: str
    label: Label | None
    by_price: ByPrice
    in_stock: bool
    is_tiles: bool
    offset: int
    limit: int
    total: int
    stocked: int | None
    orders: tuple[GoodsOrder, ...]
    labels: tuple[tuple[Label, int], ...]
    has_facets: bool
    picked: int
    shows_prices: bool
    currency: str
    sees_lists: bool
    fills_orders: bool

    @property
    def section(self) -> Section | None:
        return self.path[-1] if self.path else None


@frozen
class Around:
    """stock_toggle, by_price: the ways out that an empty list names, too. The parts are markup in UTF-8."""

    back: str
    stock_toggle: str
    by_price: ToldByPrice
    title: bytes
    tools: bytes
    orders: bytes
    pages: bytes


@frozen
class Links:
    """Addresses of the same list otherwise."""

    paging: Paging
    view: str
    stock: str
    sizes: tuple[tuple[int, str], ...]
    by_price: ToldByPrice
    chips: tuple[Chip, ...]


@define
class AroundShelf:
    """By everything that it is written from, in each language."""

    kept: Shelf[Around] = field(factory=lambda: Shelf(MOST_KEPT), init=False)

    def of(self, facts: ListFacts, edition: Edition) -> Around:
        if facts.is_typed:
            return written(facts, edition)
        return self.kept.get(edition, facts, lambda: written(facts, edition))


def written(facts: ListFacts, edition: Edition) -> Around:
    path, kept = facts.address, dict(facts.kept)
    links = Links(
        paging(path, kept, facts.offset, facts.limit, facts.total),
        address(path, kept, view="rows" if facts.is_tiles else "tiles"),
        address(path, kept, stock="0" if facts.in_stock else "1"),
        tuple((size, address(path, kept, size=size)) for size in SIZES),
        facts.by_price.told(path, kept, facts.currency, edition.language.code, facts.orders),
        chips(dict(facts.labels), facts.label, path, kept, edition.language),
    )
    module: Any = edition.environment.get_template("components/around.html").module
    return Around(
        address(path, kept, offset=facts.offset),
        links.stock,
        links.by_price,
        module.title(facts).encode(),
        module.tools(facts, links).encode(),
        module.orders(facts, links).encode(),
        module.pages(links).encode(),
    )
