"""Properties by which a buyer narrows a list: what he has picked, and what is left to pick with how many goods.

Picks of one facet add up, facets narrow each other. Each facet is counted under the picks of the others, so that its
own values stay to be chosen (ADR 0030).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import ClassVar, Protocol

from attrs import field, frozen

from application.pricing.price_order import GoodsOrder
from application.queries.assortment import Assortment
from application.queries.tree import Tree
from domain.shared.errors import DomainError
from domain.shared.ids import CategoryId, ProductId, WarehouseId

MANUFACTURER, COUNTRY = -1, -2

FACETS_SHOWN = 8
MOST_NAMED = 200
VALUES_SHOWN = 8
MOST_VALUES = 300


@frozen
class Pick:
    """Of one facet: any of the texts, or the numbers between two bounds, both included; None is open."""

    texts: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None

    @property
    def is_empty(self) -> bool:
        return not self.texts and self.least is None and self.most is None


Picks = Mapping[int, Pick]
NO_PICKS: Picks = {}


class Goods(Protocol):
    """A set of product ids."""

    def __len__(self) -> int: ...

    def __contains__(self, id: ProductId, /) -> bool: ...

    def __iter__(self) -> Iterator[int]: ...


@frozen(eq=False)
class Gone:
    """Goods that a warehouse had when the index was built and that have been reserved since."""

    at: Mapping[WarehouseId, Sequence[ProductId]] = field(factory=dict)


NOTHING_GONE = Gone()


@frozen
class Within:
    """Of which goods: of a section, or found by a text; those that the client has; those that his region has."""

    section: CategoryId | None = None
    found: Sequence[ProductId] | None = None
    seen: Assortment | None = None
    places: tuple[WarehouseId, ...] = ()
    in_stock: bool = False
    gone: Gone = NOTHING_GONE


@frozen
class FacetPickInvalid(DomainError):
    """What cannot be read as a facet and its value."""

    code: ClassVar[str] = "catalogue.facet-pick-invalid"
    value: str


@frozen
class Value:
    text: str
    goods: int
    is_picked: bool = False


@frozen
class Facet:
    """values: those shown, of `total` that goods are left for. least, most: of a facet of numbers, else None."""

    id: int
    name: str
    pick: Pick
    values: tuple[Value, ...] = ()
    total: int = 0
    least: Decimal | None = None
    most: Decimal | None = None

    @property
    def is_range(self) -> bool:
        return self.least is not None

    @property
    def hidden(self) -> int:
        return self.total - len(self.values)


@frozen
class Unknown:
    """A facet of an address that the catalogue does not have, or one of its values; `name` where the facet is known."""

    id: int
    name: str = ""
    text: str = ""


@frozen
class Facets:
    """named: further facets of these goods that are not opened, as (id, name)."""

    facets: tuple[Facet, ...] = ()
    named: tuple[tuple[int, str], ...] = ()
    unknown: tuple[Unknown, ...] = ()
    names: Mapping[int, str] = field(factory=dict)
    goods: int = 0


@frozen
class AskFacets:
    """opened: facets to be shown with all that they have; find: a piece of text to look for among their values."""

    opened: tuple[int, ...] = ()
    all: bool = False
    find: Mapping[int, str] = field(factory=dict)


class Edition(Protocol):
    """One version of the catalogue; nothing in it changes."""

    @property
    def version(self) -> int: ...

    @property
    def tree(self) -> Tree: ...

    @property
    def orders(self) -> Collection[GoodsOrder]:
        """Those that goods can be put into beside own prices."""

    def goods(self, within: Within, picks: Picks = NO_PICKS) -> Goods:
        """Unknown facets and values narrow nothing."""

    def among(self, goods: Goods, ids: Sequence[ProductId]) -> Goods:
        """Those that are in both."""

    def ordered(self, goods: Goods, order: GoodsOrder) -> Sequence[ProductId]: ...

    def facets(self, within: Within, picks: Picks, ask: AskFacets) -> Facets:
        """The same object for the same question, as long as it is kept."""

    def stocked(self, within: Within, picks: Picks) -> int:
        """How many goods of the list the region has, whether or not the list is of those alone."""

    def unknown(self, within: Within, picks: Picks) -> Sequence[Unknown]:
        """What of the picks is not there, or only of goods that the client does not have."""


class Editions(Protocol):
    def newest(self) -> Edition | None:
        """None while nothing has been built."""


class Reserved(Protocol):
    """What has been sold since the index was built."""

    def gone(self, places: Sequence[WarehouseId]) -> Gone: ...


class NoEditions:
    """Where no index is built: lists come from the database, and there are no facets."""

    def newest(self) -> None:
        return None


class NothingReserved:
    def gone(self, places: Sequence[WarehouseId]) -> Gone:
        return NOTHING_GONE
