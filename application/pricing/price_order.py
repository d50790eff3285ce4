"""Goods in the order of one client's own prices, and the key under which an order may be kept (semantics 3, P5)."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import ClassVar, Protocol, runtime_checkable
from uuid import UUID

from attrs import field, frozen

from application.access.context import BuyerContext, Visit
from domain.pricing.terms import Terms
from domain.shared.errors import DomainError
from domain.shared.ids import CategoryId, ProductId, WarehouseId
from domain.shared.money import Currency

# What no catalogue of a wholesaler has; it bounds what one request may compute (ADR 0030).
MOST_ORDERED = 1_000_000
WRITTEN = re.compile(r"[0-9]{1,12}(\.[0-9]{1,5})?")


class GoodsOrder(StrEnum):
    """How a list of goods is ordered. NAME: where a text is searched for, the best match first. Equal prices stand by
    id, goods on request last."""

    NAME = "name"
    ALPHABET = "alphabet"
    NEW = "new"
    RATING = "rating"
    CHEAP_FIRST = "price"
    DEAR_FIRST = "-price"

    @property
    def is_by_price(self) -> bool:
        return self in (GoodsOrder.CHEAP_FIRST, GoodsOrder.DEAR_FIRST)


@frozen
class PriceBounds:
    """Of a unit with VAT, both inclusive, in the currency of the client's prices."""

    least: Decimal | None = None
    most: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        if self.least is not None and self.most is not None and self.least > self.most:
            raise PriceBoundsInverted(self.least, self.most)

    @property
    def is_open(self) -> bool:
        return self.least is None and self.most is None


EVERY_PRICE = PriceBounds()


@frozen
class PriceBoundInvalid(DomainError):
    code: ClassVar[str] = "catalogue.price-bound-invalid"
    value: str


@frozen
class PriceBoundsInverted(DomainError):
    code: ClassVar[str] = "catalogue.price-bounds-inverted"
    least: Decimal
    most: Decimal


@frozen
class TooManyToOrder(DomainError):
    """So many goods are not put into the order of prices within a request."""

    code: ClassVar[str] = "catalogue.too-many-to-order"
    goods: int
    most: int = MOST_ORDERED


def bound_of(text: str) -> Decimal | None:
    """As typed, blanks and a decimal comma allowed; None for nothing. Raises PriceBoundInvalid."""
    written = "".join(text.split()).replace(",", ".")
    if not written:
        return None
    if not WRITTEN.fullmatch(written):
        raise PriceBoundInvalid(text.strip()[:40])
    return Decimal(written)


@frozen
class PriceIdentity:
    """All that the prices of one client are made of: the only key under which they may be kept.

    terms: as the contracts tell them; they name all by which a price type is assigned, and the version what is.
    The bank day is the next validity boundary: prices, rules and contracts begin and end with days.
    """

    pricing_version: int
    catalogue_version: int
    counterparty: UUID
    holding: UUID
    region: UUID | None
    day: date
    terms: tuple[Terms, ...]
    warehouses: tuple[WarehouseId, ...]

    @classmethod
    def of(cls, visit: Visit, context: BuyerContext) -> "PriceIdentity":
        party = context.party
        return cls(
            visit.pricing_version,
            visit.catalogue_version,
            party.id,
            party.holding,
            context.region,
            context.day,
            tuple(context.own_terms().values()),
            tuple(warehouse.id for warehouse in context.warehouses),
        )


# Prices of a list have two decimals, with VAT on top four: whole numbers of this many take an eighth of the room, and
# compare as exactly. What was converted may have more, and is kept as it is.
DECIMALS = 8
MOST_WITHIN = 2
SCALE = Decimal(10) ** DECIMALS
LARGEST = 9 * 10**18


@runtime_checkable
class KnowsItsGoods(Protocol):
    """A list of a hundred thousand goods that need not be read to be compared with others."""

    def are(self, ids: Sequence[int], /) -> bool:
        """Whether these, in whichever order, are its goods; each is told once."""


@frozen(eq=False)
class OwnOrder:
    """ids: by price, then by id; from `priced` on those on request. levels: each price once, ascending, with the place
    of its first product in `starts`; the last of `starts` is `priced`. decimals: of the levels, if they are whole
    numbers, else 0."""

    ids: Sequence[ProductId]
    levels: Sequence[Decimal | int]
    starts: Sequence[int]
    until: datetime | None = None
    decimals: int = 0
    _dear: "list[array[int]]" = field(factory=list, init=False)
    _within: dict[PriceBounds, Sequence[ProductId]] = field(factory=dict, init=False)

    @classmethod
    def of(cls, prices: Iterable[tuple[ProductId, Decimal | None]], until: datetime | None = None) -> "OwnOrder":
        on_request: list[ProductId] = []
        priced: list[tuple[Decimal | int, ProductId]] = []
        for product, price in prices:
            if price is None:
                on_request.append(product)
            else:
                priced.append((price, product))
        whole = as_whole_numbers(priced)
        priced = priced if whole is None else whole
        priced.sort()
        levels: list[Decimal | int] = []
        starts = array("i")
        for place, (level, _) in enumerate(priced):
            if not levels or level != levels[-1]:
                levels.append(level)
                starts.append(place)
        starts.append(len(priced))
        ids = array("I", [*(product for _, product in priced), *sorted(on_request)])
        kept: Sequence[Decimal | int] = levels if whole is None else array("q", map(int, levels))
        return cls(ids, kept, starts, until, 0 if whole is None else DECIMALS)  # type: ignore[arg-type]  # ids are ints

    def over(self, goods: Sequence[ProductId]) -> "OwnOrder":
        """Of somewhat other goods: those that are gone are left out, and new ones stand with those on request."""
        if isinstance(goods, KnowsItsGoods) and goods.are(self.ids):
            return self
        known = frozenset(self.ids)
        new = [product for product in goods if product not in known]
        if not new and len(goods) == len(known):
            return self
        there, priced = frozenset(goods), self.starts[-1]
        ids, levels, starts = array("I"), list[Decimal | int](), array("i")
        for level, (start, end) in zip(self.levels, pairwise(self.starts), strict=True):
            left = [product for product in self.ids[start:end] if product in there]
            if left:
                levels.append(level)
                starts.append(len(ids))
                ids.extend(left)
        starts.append(len(ids))
        ids.extend(sorted([*(product for product in self.ids[priced:] if product in there), *new]))
        kept: Sequence[Decimal | int] = array("q", map(int, levels)) if self.decimals else levels
        return OwnOrder(ids, kept, starts, self.until, self.decimals)  # type: ignore[arg-type]  # ids are ints

    def ordered(self, order: GoodsOrder, bounds: PriceBounds) -> Sequence[ProductId]:
        """The products within the bounds; with bounds, those on request are none of them."""
        first = 0 if bounds.least is None else bisect_left(self.levels, self._level(bounds.least))
        last = len(self.levels) if bounds.most is None else bisect_right(self.levels, self._level(bounds.most))
        start, end, priced = self.starts[min(first, last)], self.starts[last], self.starts[-1]
        if order is GoodsOrder.DEAR_FIRST:
            dear = self._dear_first()
            found: Sequence[ProductId] = dear[priced - end : priced - start]  # type: ignore[assignment]  # ids are ints
            return dear if bounds.is_open else found  # type: ignore[return-value]  # ids are ints
        return self.ids if bounds.is_open else self._between(bounds, start, end)

    def _between(self, bounds: PriceBounds, start: int, end: int) -> Sequence[ProductId]:
        """The same object for the pages of one list, so that what is made of it may be kept by it."""
        found = self._within.get(bounds)
        if found is None:
            if len(self._within) >= MOST_WITHIN:
                self._within.clear()
            found = self._within[bounds] = self.ids[start:end]
        return found

    def _level(self, bound: Decimal) -> Decimal:
        return bound * SCALE if self.decimals else bound

    def _dear_first(self) -> "array[int]":
        """Made when it is first asked for: products of one price stand by id in both directions."""
        if not self._dear:
            places = reversed(list(pairwise(self.starts)))
            found = array("I", [product for start, end in places for product in self.ids[start:end]])
            found.extend(self.ids[self.starts[-1] :])
            self._dear.append(found)
        return self._dear[0]


def as_whole_numbers(
    priced: Sequence[tuple[Decimal | int, ProductId]],
) -> list[tuple[Decimal | int, ProductId]] | None:
    """None where a price has more decimals than that, or is too great."""
    found: list[tuple[Decimal | int, ProductId]] = []
    for price, product in priced:
        scaled = price * SCALE
        whole = int(scaled)
        if whole != scaled or whole > LARGEST:
            return None
        found.append((whole, product))
    return found


@frozen
class Part:
    """Of the catalogue: what an order is of."""

    section: CategoryId | None
    text: str


def currency_of(context: BuyerContext) -> Currency:
    """In which prices under several contracts compare: that of the first seller's."""
    return next((contract.currency for contract in context.active_contracts()), Currency.RUB)


class PriceOrders(Protocol):
    @property
    def most(self) -> int:
        """How many goods are put into order at once."""

    def of(self, visit: Visit, part: Part, goods: Sequence[ProductId]) -> OwnOrder:
        """`goods`: what the visitor may see of the part. Raises TooManyToOrder."""
