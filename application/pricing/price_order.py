"""Goods in the order of one client's own prices, and the key under which an order may be kept (semantics 3, P5)."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import compress, count, pairwise
from typing import Any, ClassVar, Protocol, runtime_checkable
from uuid import UUID

from attrs import field, frozen

from application.access.context import BuyerContext, Visit
from application.shared.ports import Rest, without_rest
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
BITS = 32  # of a product's id below its price
LOW = (1 << BITS) - 1
LOOKED_THROUGH = 10_000  # goods before a rest
Priced = tuple[Decimal | int, ProductId]


@runtime_checkable
class KnowsItsGoods(Protocol):
    """A list of a hundred thousand goods that need not be read to be compared with others."""

    def are(self, ids: Sequence[int], /) -> bool:
        """Whether these, in whichever order, are its goods; each is told once."""

    def unlike(self, ids: Sequence[int], /) -> tuple[Sequence[ProductId], Sequence[ProductId]]:
        """Its goods that are none of these; those of these that are none of its goods."""


def unlike(goods: Sequence[ProductId], ids: Sequence[ProductId]) -> tuple[Sequence[ProductId], Sequence[ProductId]]:
    """Goods that are none of `ids`, and those of `ids` that are none of the goods."""
    if isinstance(goods, KnowsItsGoods):
        return goods.unlike(ids)
    known, there = frozenset(ids), frozenset(goods)
    return sorted(there - known), sorted(known - there)


@frozen(eq=False)
class OwnOrder:
    """ids: by price, then by id; from the end of `prices` on those on request. prices: of each, ascending. decimals: of
    the prices, if they are whole numbers, else 0."""

    ids: Sequence[ProductId]
    prices: Sequence[Decimal | int]
    until: datetime | None = None
    decimals: int = 0
    _dear: "list[array[int]]" = field(factory=list, init=False)
    _within: dict[PriceBounds, Sequence[ProductId]] = field(factory=dict, init=False)

    @classmethod
    def of(cls, prices: Iterable[tuple[ProductId, Decimal | None]], until: datetime | None = None) -> "OwnOrder":
        keys, exact, on_request = parted(prices)
        on_request.sort()
        if exact:
            priced = sorted([*exact, *map(as_decimal, keys)])
            ids = array("I", [*(product for _, product in priced), *on_request])
            return cls(ids, [price for price, _ in priced], until)  # type: ignore[arg-type]  # ids are ints
        keys.sort()
        ids = array("I", (key & LOW for key in keys))
        ids.extend(on_request)
        return cls(ids, array("q", (key >> BITS for key in keys)), until, DECIMALS)  # type: ignore[arg-type]  # the same

    def over(self, goods: Sequence[ProductId]) -> "OwnOrder":
        """Of somewhat other goods: those that are gone are left out, and new ones stand with those on request."""
        if isinstance(goods, KnowsItsGoods) and goods.are(self.ids):
            return self
        new, gone = unlike(goods, self.ids)
        if not new and not gone:
            return self
        changed = self.renewed(self.places(frozenset(gone)), [(product, None) for product in new])
        assert changed is not None  # goods on request have no price that it could not tell
        return changed

    def places(self, goods: Container[ProductId], rest: Rest = without_rest) -> list[int]:
        """Of those of the goods that it has, ascending."""
        found = list[int]()
        for start in range(0, len(self.ids), LOOKED_THROUGH):
            rest()
            some = self.ids[start : start + LOOKED_THROUGH]
            found += compress(count(start), map(goods.__contains__, some))
        return found

    def renewed(
        self, places: Sequence[int], told: Iterable[tuple[ProductId, Decimal | None]]
    ) -> "OwnOrder | None":
        """Without what stands at the places, and with goods at their prices: a few sorted ones put between the many.

        told: of goods that it has nowhere else. None where it could not tell a price among its own: it is to be made
        of all of them.
        """
        keys, exact, on_request = parted(told)
        if self.decimals and exact:
            return None
        priced = sorted([*exact, *map(as_whole if self.decimals else as_decimal, keys)])
        on_request.sort()
        many = len(self.prices)
        slots = [self._slot(*each) for each in priced]
        last = [bisect_left(self.ids, product, many) for product in on_request]
        ids = spliced(self.ids, places, [*slots, *last], [*(product for _, product in priced), *on_request])
        left = places[: bisect_left(places, many)]
        prices = spliced(self.prices, left, slots, [price for price, _ in priced])
        found = OwnOrder(ids, prices, self.until, self.decimals)
        if self._dear:
            # It was asked for, so it will be: not within a request.
            found._dear_first()
        return found

    def _slot(self, price: Decimal | int, product: ProductId) -> int:
        first = bisect_left(self.prices, price)
        return bisect_left(self.ids, product, first, bisect_right(self.prices, price, first))

    def ordered(self, order: GoodsOrder, bounds: PriceBounds) -> Sequence[ProductId]:
        """The products within the bounds; with bounds, those on request are none of them."""
        priced = len(self.prices)
        first = 0 if bounds.least is None else bisect_left(self.prices, self._level(bounds.least))
        end = priced if bounds.most is None else bisect_right(self.prices, self._level(bounds.most))
        start = min(first, end)
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
            prices = self.prices
            starts = [place for place, (one, next) in enumerate(pairwise(prices), 1) if one != next]
            places = reversed(list(pairwise([0, *starts, len(prices)])))
            found = array("I", [product for start, end in places for product in self.ids[start:end]])
            found.extend(self.ids[len(prices) :])
            self._dear.append(found)
        return self._dear[0]


def parted(prices: Iterable[tuple[ProductId, Decimal | None]]) -> tuple[list[int], list[Priced], list[ProductId]]:
    """Goods whose price is a whole number, as one number each that sorts by price and then by good; those whose price
    has more decimals than that or is too great; those on request.

    Pairs of half a million goods would take two hundred megabytes until they are sorted.
    """
    keys: list[int] = []
    exact: list[Priced] = []
    on_request: list[ProductId] = []
    for product, price in prices:
        if price is None:
            on_request.append(product)
            continue
        scaled = price * SCALE
        whole = int(scaled)
        if whole == scaled and whole <= LARGEST:
            keys.append(whole << BITS | product)
        else:
            exact.append((price, product))
    return keys, exact, on_request


def as_whole(key: int) -> Priced:
    return key >> BITS, ProductId(key & LOW)


def as_decimal(key: int) -> Priced:
    return Decimal(key >> BITS).scaleb(-DECIMALS), ProductId(key & LOW)


def spliced(many: Any, gone: Sequence[int], slots: Sequence[int], few: Sequence[Any]) -> Any:
    """An array or a list without what stands at the places `gone`, and with each of the few before its slot.

    Both ascend. The many are copied by the slice, so that it takes as long as the few are many.
    """
    changes = sorted([*((slot, 0, n) for n, slot in enumerate(slots)), *((place, 1, 0) for place in gone)])
    found, begun = many[:0], 0
    for place, is_gone, n in changes:
        found += many[begun:place]
        begun = place + is_gone
        if not is_gone:
            found.append(few[n])
    found += many[begun:]
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
