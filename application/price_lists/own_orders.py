"""Orders of goods by own prices: computed in bulk by whoever asks first, kept in the process, bounded in number.

Where the prices are those that an order was made of and only the catalogue is another, or the stock has moved on, the
order that stands goes on answering while the next one is made beside the requests: a page shows the prices of now,
and for a moment a good whose price a rule has changed by its new traits stands where it stood (ADR 0059). The next one
is made of the one before it where goods that may have another price are known and few (ADR 0071).
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from threading import Lock

from attrs import evolve, field, frozen

from application.access.context import BuyerContext, Visit
from application.price_lists.bulk_prices import MANY, Basis, BulkPrices, Priced, own_prices
from application.pricing.price_order import (
    MOST_ORDERED,
    OwnOrder,
    Part,
    PriceIdentity,
    TooManyToOrder,
    currency_of,
    unlike,
)
from application.pricing.whole import WholeReading
from application.shared.ports import Clock, Later, Rest, without_rest
from domain.shared.ids import ProductId

# Goods of which one process keeps an order: 16 bytes each, eight times that where prices are no short decimals.
MOST_KEPT = 2_000_000
LONG = 8
# More than a fifth of the goods: pricing all of them is as fast.
FEW = 5
AT_ONCE = 40  # goods read and priced before a rest
# Where two sellers serve the same goods, stock decides whose price is shown, and stock has no version.
STOCK_LASTS = timedelta(seconds=60)

Key = tuple[PriceIdentity, Part]
# Goods that were written since a version of the catalogue, up to another one; None where nobody knows.
Written = Callable[[int, int], Collection[ProductId] | None]


def unknown(since: int, version: int) -> None:
    return None


@frozen(eq=False)
class Made:
    """order: what answers. priced: the order that was made last, of the goods that the catalogue then had; the same,
    unless that one stands over other goods. basis: what it was made of, if that is known."""

    order: OwnOrder
    priced: OwnOrder
    basis: Basis | None = None


@frozen(eq=False)
class OwnOrders:
    """Orders that were asked for lately. Each is computed by whoever asks first; the others wait for him."""

    reading: WholeReading
    clock: Clock
    most: int = MOST_ORDERED
    most_kept: int = MOST_KEPT
    bulk: BulkPrices | None = None
    later: Later | None = None
    written: Written = unknown
    rest: Rest = without_rest
    _kept: OrderedDict[Key, Made] = field(factory=OrderedDict, init=False)
    _versions: dict[Key, tuple[Key, ...]] = field(factory=dict, init=False)
    _making: set[Key] = field(factory=set, init=False)
    _lock: Lock = field(factory=Lock, init=False)
    _turns: tuple[Lock, ...] = field(factory=lambda: tuple(Lock() for _ in range(16)), init=False)

    def of(self, visit: Visit, part: Part, goods: Sequence[ProductId]) -> OwnOrder:
        """Raises TooManyToOrder."""
        if len(goods) > self.most:
            raise TooManyToOrder(len(goods), self.most)
        context = visit.buyer()
        key = PriceIdentity.of(visit, context), part
        with self._turns[hash(key) % len(self._turns)]:
            found = self._find(key)
            if found is None:
                found = self._standing(key, goods)
                if found is None:
                    found = self._computed(visit, context, goods)
                    self._keep(key, found)
                elif self.later is not None:
                    self.later(partial(self._made_anew, key, visit, context, goods))
        return found.order

    def _find(self, key: Key) -> Made | None:
        with self._lock:
            found = self._kept.get(key)
            if found is None or (key not in self._making and self._is_over(found.order)):
                return None
            self._kept.move_to_end(key)
            return found

    def _standing(self, key: Key, goods: Sequence[ProductId]) -> Made | None:
        """What answers while the next one is made: of the same prices, and not long over."""
        with self._lock:
            newest = self._newest(key) if self.later is not None else None
            former = None if newest is None else self._kept[newest]
            if former is None or self._is_over(former.order, STOCK_LASTS):
                return None
        standing = evolve(former, order=former.order.over(goods))
        with self._lock:
            self._making.add(key)
        self._keep(key, standing)
        return standing

    def _made_anew(self, key: Key, visit: Visit, context: BuyerContext, goods: Sequence[ProductId]) -> None:
        try:
            # Of two that came quickly one after another, the first is wanted no more.
            if self._newest(key) == key:
                made = self._renewed(key, visit, context, goods)
                self._keep(key, made or self._computed(visit, context, goods, self.rest))
        finally:
            with self._lock:
                self._making.discard(key)

    def _is_over(self, order: OwnOrder, since: timedelta = timedelta(0)) -> bool:
        return order.until is not None and order.until + since < self.clock.now()

    def _keep(self, key: Key, made: Made) -> None:
        """Of one list under one client's prices, those of the last two versions of the catalogue: requests that began
        before the newest one still ask for the other."""
        with self._lock:
            self._kept[key] = made
            bare = but_catalogue(key)
            before = [each for each in self._versions.get(bare, ()) if each != key]
            for old in before[1:]:
                del self._kept[old]
            self._versions[bare] = (key, *before[:1])
            kept = sum(weight(each.order) for each in self._kept.values())
            while kept > self.most_kept and len(self._kept) > 1:
                gone, last = self._kept.popitem(last=False)
                kept -= weight(last.order)
                self._forget(gone)

    def _forget(self, key: Key) -> None:
        bare = but_catalogue(key)
        left = tuple(each for each in self._versions[bare] if each != key)
        if left:
            self._versions[bare] = left
        else:
            del self._versions[bare]

    def _newest(self, key: Key) -> Key | None:
        """The key of the same list under the same prices that was kept last, whichever version of the catalogue."""
        return next(iter(self._versions.get(but_catalogue(key), ())), None)

    def _computed(
        self, visit: Visit, context: BuyerContext, goods: Sequence[ProductId], rest: Rest | None = None
    ) -> Made:
        until = self.clock.now() + STOCK_LASTS if follows_stock(context) else None
        if self.bulk is not None:
            with self.bulk.open(visit, context, goods, MANY if rest is None else AT_ONCE) as bulk:
                order = OwnOrder.of(bulk.prices if rest is None else resting(bulk.prices, rest), until)
                return Made(order, order, bulk.basis)
        with self.reading.open(lambda _: goods, context, visit.pricing_version) as read:
            order = OwnOrder.of(own_prices(read, currency_of(context)), until)
            return Made(order, order)

    def _renewed(self, key: Key, visit: Visit, context: BuyerContext, goods: Sequence[ProductId]) -> Made | None:
        """The order that was made last, with the goods priced anew that may have another price. It lasts no longer.

        None where it has to be made whole: what was written is not known any more or is much, or the prices of the
        others hang on something else.
        """
        former = self._kept.get(key)
        if former is None or former.basis is None or self.bulk is None or self._is_over(former.priced):
            return None
        basis = self.bulk.basis(visit, context)
        written = self.written(former.basis.catalogue_version, basis.catalogue_version)
        moved = former.basis.moved(basis)
        if written is None or moved is None:
            return None
        self.rest()
        new, gone = map(frozenset, unlike(goods, former.priced.ids))
        self.rest()
        places = former.priced.places(gone.union(written, moved), self.rest)
        asked = [*(product for product in map(former.priced.ids.__getitem__, places) if product not in gone), *new]
        if len(asked) * FEW > len(goods):
            return None
        self.rest()
        with self.bulk.open(visit, context, asked, AT_ONCE) as bulk:
            prices = list(resting(bulk.prices, self.rest))
            order = former.priced.renewed(places, prices) if bulk.basis == basis else None
        return None if order is None else Made(order, order, basis)


def resting(prices: Iterable[Priced], rest: Rest) -> Iterator[Priced]:
    for place, each in enumerate(prices):
        if place % AT_ONCE == 0:
            rest()
        yield each


def but_catalogue(key: Key) -> Key:
    identity, part = key
    return evolve(identity, catalogue_version=0), part


def weight(order: OwnOrder) -> int:
    """In goods: an order of nothing, which a search for nonsense finds, is kept, too, and takes some room."""
    return len(order.ids) * (1 if order.decimals else LONG) + 100


def follows_stock(context: BuyerContext) -> bool:
    return len({warehouse.organization for warehouse in context.warehouses}) > 1
