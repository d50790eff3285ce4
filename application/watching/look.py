"""The clock looks at what people wait for: one letter for everything that came to pass, and nothing twice."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from application.pricing.goods import Reading, circumstances
from application.queries.offers import Offer, offer
from application.shared.ports import Clock
from application.watching.ports import DueWatches, Met, Watch
from application.watching.watch import price_of, there_is
from domain.access.permission import Permission

# Groups of one run: the next run goes on where this one ended.
MOST = 200


@frozen
class LookAtWatches:
    due: DueWatches
    reading: Reading
    clock: Clock

    def __call__(self) -> int:
        """How many people are written to. The rights are those of today, the prices those of the client."""
        day = self.clock.today()
        return sum(map(self._told, self.due.groups(day, MOST)))

    def _told(self, watches: Sequence[Watch]) -> int:
        visit = self.due.visit(watches[0].id)
        if visit is None or visit.context is None:
            return 0
        context = visit.buyer()
        held = context.party.permissions
        if Permission.SEE_CATALOGUE not in held or Permission.SEE_PRICES not in held:
            return 0
        board, facts = self.reading.variants([one.variant for one in watches], context, visit.pricing_version)
        under = circumstances(context, facts, board)
        offers = {row.goods.variant: offer(row, under) for row in board.rows if row.goods.sellable}
        met = [one for watch in watches if watch.variant in offers for one in news(watch, offers[watch.variant])]
        return min(1, self.due.tell(watches, met, context.party.name, facts.version, context.day))


def news(watch: Watch, shown: Offer) -> Iterator[Met]:
    goods = shown.row.goods
    price, currency = price_of(shown)
    available = there_is(shown, watch.warehouse)
    if watch.of_stock and available >= watch.quantity:
        yield Met(watch.id, "stock", goods.name, goods.sku, goods.unit, currency, quantity=available)
    if watch.of_price and (price, currency) != (watch.price, watch.currency) and (price or watch.price):
        was = watch.price if currency is watch.currency else None
        yield Met(watch.id, "price", goods.name, goods.sku, goods.unit, currency, price=price, was=was)
