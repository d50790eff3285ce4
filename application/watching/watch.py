"""A buyer begins to wait for goods or a price, sees what he waits for, ends it."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.pricing.goods import Reading, circumstances
from application.queries.offers import Offer, offer
from application.shared.ports import Ids, Tokens
from application.watching.ports import MOST, AlreadyThere, TooManyWatches, Watch, Watches, WatchForNothing
from domain.access.permission import Permission
from domain.shared.errors import NotFound
from domain.shared.ids import VariantId, WarehouseId
from domain.shared.money import Currency
from domain.shared.quantity import quantity_of

ONE = Decimal(1)
ZERO = Decimal(0)


@frozen
class StartWatch:
    variant: VariantId
    quantity: str = ""
    warehouse: WarehouseId | None = None
    of_stock: bool = True
    of_price: bool = False


def there_is(shown: Offer, warehouse: WarehouseId | None) -> Decimal:
    """What can be had now: at the one warehouse, else in the whole region."""
    return shown.available if warehouse is None else max(ZERO, shown.row.stock.get(warehouse, ZERO))


def price_of(shown: Offer) -> tuple[Decimal | None, Currency]:
    line = shown.price
    if line is None:
        return None, Currency.RUB
    return (None if line.refusal is not None else line.price), line.currency


@frozen
class StartWatchHandler:
    watches: Watches
    reading: Reading
    ids: Ids
    tokens: Tokens

    def __call__(self, visit: Visit, command: StartWatch) -> None:
        """Raises NotFound for what the client does not have and for a warehouse that does not serve him,
        QuantityInvalid, WatchForNothing, AlreadyThere, TooManyWatches."""
        context = visit.buyer()
        visit.authority.need(Permission.SEE_CATALOGUE, context.party.id)
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        if not command.of_stock and not command.of_price:
            raise WatchForNothing
        if command.warehouse is not None and command.warehouse not in {one.id for one in context.warehouses}:
            raise NotFound("warehouse", str(command.warehouse))
        board, facts = self.reading.variants([command.variant], context, visit.pricing_version)
        if not board.rows or not board.rows[0].goods.sellable:
            raise NotFound("variant", str(command.variant))
        wanted = quantity_of(command.quantity) if command.quantity.strip() else ONE
        shown = offer(board.rows[0], circumstances(context, facts, board))
        available = there_is(shown, command.warehouse)
        if command.of_stock and not command.of_price and available >= wanted:
            raise AlreadyThere(command.variant, available, shown.row.goods.unit)
        of_stock = command.of_stock and available < wanted
        price, currency = price_of(shown)
        watch = Watch(
            self.ids.new(), visit.authority.user, context.party.id, context.region, command.warehouse,
            command.variant, wanted, of_stock, command.of_price, price, currency, context.chosen,
        )  # fmt: skip
        if not self.watches.add(watch, self.tokens.new(), MOST):
            raise TooManyWatches


@frozen
class WatchRow:
    """`offer`: None for what was withdrawn from sale."""

    watch: Watch
    name: str
    sku: str
    unit: str
    warehouse: str
    offer: Offer | None


@frozen
class WatchesQuery:
    watches: Watches
    reading: Reading

    def __call__(self, visit: Visit) -> Sequence[WatchRow]:
        """Of the active counterparty; what rules hide from it is left out."""
        context = visit.buyer()
        visit.authority.need(Permission.SEE_CATALOGUE, context.party.id)
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        kept = self.watches.of(visit.authority.user, context.party.id)
        if not kept:
            return ()
        board, facts = self.reading.variants([one.variant for one in kept], context, visit.pricing_version)
        under, rows = circumstances(context, facts, board), {row.goods.variant: row for row in board.rows}
        names = {place.id: place.name for place in context.warehouses}
        return [
            WatchRow(
                one, rows[one.variant].goods.name, rows[one.variant].goods.sku, rows[one.variant].goods.unit,
                "" if one.warehouse is None else names.get(one.warehouse, ""),
                offer(rows[one.variant], under) if rows[one.variant].goods.sellable else None,
            )
            for one in kept
            if one.variant in rows
        ]  # fmt: skip


@frozen
class EndWatches:
    watches: Watches

    def __call__(self, visit: Visit, ids: Collection[UUID]) -> int:
        visit.authority.need(Permission.SEE_CATALOGUE, visit.buyer().party.id)
        return self.watches.remove(visit.authority.user, ids)
