"""Orders of goods by own prices: computed in bulk by whoever asks first, kept in the process, bounded in number."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import timedelta
from threading import Lock

from attrs import field, frozen

from application.access.context import BuyerContext, Visit
from application.price_lists.bulk_prices import BulkPrices, own_prices
from application.pricing.price_order import MOST_ORDERED, OwnOrder, Part, PriceIdentity, TooManyToOrder, currency_of
from application.pricing.whole import WholeReading
from application.shared.ports import Clock
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
    _kept: OrderedDict[Key, OwnOrder] = field(factory=OrderedDict, init=False)
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
                found = self._computed(visit, context, goods)
                self._keep(key, found)
        return found

    def _find(self, key: Key) -> OwnOrder | None:
        with self._lock:
            found = self._kept.get(key)
            if found is None or (found.until is not None and found.until < self.clock.now()):
                return None
            self._kept.move_to_end(key)
            return found

    def _keep(self, key: Key, order: OwnOrder) -> None:
        with self._lock:
            self._kept[key] = order
            kept = sum(map(weight, self._kept.values()))
            while kept > self.most_kept and len(self._kept) > 1:
                kept -= weight(self._kept.popitem(last=False)[1])

    def _computed(self, visit: Visit, context: BuyerContext, goods: Sequence[ProductId]) -> OwnOrder:
        until = self.clock.now() + STOCK_LASTS if follows_stock(context) else None
        if self.bulk is not None:
            return OwnOrder.of(self.bulk.of(visit, context, goods), until)
        with self.reading.open(lambda _: goods, context, visit.pricing_version) as read:
            return OwnOrder.of(own_prices(read, currency_of(context)), until)


def weight(order: OwnOrder) -> int:
    """In goods: an order of nothing, which a search for nonsense finds, is kept, too, and takes some room."""
    return len(order.ids) * (1 if order.decimals else LONG) + 100


def follows_stock(context: BuyerContext) -> bool:
    return len({warehouse.organization for warehouse in context.warehouses}) > 1
