"""Orders of goods by own prices: computed in bulk by whoever asks first, kept in the process, bounded in number.

Where the prices are those that an order was made of and only the catalogue is another, or the stock has moved on, the
order that stands goes on answering while the next one is made beside the requests: a page shows the prices of now,
and for a second or two a good whose price a rule has changed by its new traits stands where it stood (ADR 0059).
"""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from threading import Lock

from attrs import evolve, field, frozen

from application.access.context import BuyerContext, Visit
from application.price_lists.bulk_prices import BulkPrices, own_prices
from application.pricing.price_order import MOST_ORDERED, OwnOrder, Part, PriceIdentity, TooManyToOrder, currency_of
from application.pricing.whole import WholeReading
from application.shared.ports import Clock, Later
from domain.shared.ids import ProductId

# Goods of which one process keeps an order: 20 bytes each, eight times that where prices are no short decimals.
MOST_KEPT = 2_000_000
LONG = 8
# Where two sellers serve the same goods, stock decides whose price is shown, and stock has no version.
STOCK_LASTS = timedelta(seconds=60)

Key = tuple[PriceIdentity, Part]


@frozen(eq=False)
class OwnOrders:
    """Orders that were asked for lately. Each is computed by whoever asks first; the others wait for him."""

    reading: WholeReading
    clock: Clock
    most: int = MOST_ORDERED
    most_kept: int = MOST_KEPT
    bulk: BulkPrices | None = None
    later: Later | None = None
    _kept: OrderedDict[Key, OwnOrder] = field(factory=OrderedDict, init=False)
    _former: dict[Key, Key] = field(factory=dict, init=False)
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
        return found

    def _find(self, key: Key) -> OwnOrder | None:
        with self._lock:
            found = self._kept.get(key)
            if found is None or (key not in self._making and self._is_over(found)):
                return None
            self._kept.move_to_end(key)
            return found

    def _standing(self, key: Key, goods: Sequence[ProductId]) -> OwnOrder | None:
        """What answers while the next one is made: of the same prices, and not long over."""
        with self._lock:
            former = self._kept.get(self._former.get(but_catalogue(key), key)) if self.later is not None else None
            if former is None or self._is_over(former, STOCK_LASTS):
                return None
        standing = former.over(goods)
        with self._lock:
            self._making.add(key)
        self._keep(key, standing)
        return standing

    def _made_anew(self, key: Key, visit: Visit, context: BuyerContext, goods: Sequence[ProductId]) -> None:
        try:
            # Of two that came quickly one after another, the first is wanted no more.
            if self._former.get(but_catalogue(key)) == key:
                self._keep(key, self._computed(visit, context, goods))
        finally:
            with self._lock:
                self._making.discard(key)

    def _is_over(self, order: OwnOrder, since: timedelta = timedelta(0)) -> bool:
        return order.until is not None and order.until + since < self.clock.now()

    def _keep(self, key: Key, order: OwnOrder) -> None:
        with self._lock:
            self._kept[key] = order
            self._former[but_catalogue(key)] = key
            kept = sum(map(weight, self._kept.values()))
            while kept > self.most_kept and len(self._kept) > 1:
                gone, order = self._kept.popitem(last=False)
                kept -= weight(order)
                if self._former.get(but_catalogue(gone)) == gone:
                    del self._former[but_catalogue(gone)]

    def _computed(self, visit: Visit, context: BuyerContext, goods: Sequence[ProductId]) -> OwnOrder:
        until = self.clock.now() + STOCK_LASTS if follows_stock(context) else None
        if self.bulk is not None:
            return OwnOrder.of(self.bulk.of(visit, context, goods), until)
        with self.reading.open(lambda _: goods, context, visit.pricing_version) as read:
            return OwnOrder.of(own_prices(read, currency_of(context)), until)


def but_catalogue(key: Key) -> Key:
    identity, part = key
    return evolve(identity, catalogue_version=0), part


def weight(order: OwnOrder) -> int:
    """In goods: an order of nothing, which a search for nonsense finds, is kept, too, and takes some room."""
    return len(order.ids) * (1 if order.decimals else LONG) + 100


def follows_stock(context: BuyerContext) -> bool:
    return len({warehouse.organization for warehouse in context.warehouses}) > 1
