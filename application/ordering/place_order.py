"""Turn the cart into orders that hold stock and credit: all or nothing, once for each key."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from attrs import frozen

from application.access.context import BuyerContext, Visit
from application.ordering.cart_quotes import CartQuotes, CartView
from application.ordering.choice import WHOLE_CART, CartChoice
from application.ordering.delivery_ports import NOT_CHOSEN, Asked, Deliveries, DeliveryChoice, Planned
from application.ordering.oversight import Approving, Oversight, Spender
from application.ordering.ports import Begin, Consignees, Entry, Key, Keys, PlacedOrder
from application.ordering.refining import Refining
from application.shared.outbox import ORDER_HELD, ORDER_PLACED, Event
from application.shared.ports import Clock, Ids
from domain.access.authority import CounterpartyBlocked
from domain.access.permission import Permission
from domain.ordering.cart import CartChanged
from domain.ordering.order import DateInPast, Order, OrderDetails, TotalChanged
from domain.ordering.placing import place
from domain.ordering.quoted_cart import QuotedCart
from domain.ordering.splitting import parts
from domain.ordering.status import Phase
from domain.shared.errors import DomainError, NotFound, Refusals
from domain.shared.ids import ConsigneeId
from domain.shared.money import Money

OPERATION = "order.place"


@frozen
class PlaceOrder:
    """`cart_version` and `total_seen` are what the buyer confirmed on the screen."""

    key: str
    cart_version: int
    total_seen: tuple[Money, ...]
    consignee: ConsigneeId | None = None
    ship_on: date | None = None
    comment: str = ""
    choice: CartChoice = WHOLE_CART
    delivery: DeliveryChoice = NOT_CHOSEN

    def hash(self) -> bytes:
        """Of everything that makes two requests the same one."""
        totals = ",".join(f"{money.amount} {money.currency}" for money in self.total_seen)
        told: list[object] = [self.cart_version, totals, self.consignee, self.ship_on, self.comment]
        # What was not chosen is left out, so that a request of yesterday's client is still the same one today.
        told += [text for text in (self.choice.text(), self.delivery.text()) if text]
        return sha256("\x1f".join(map(str, told)).encode()).digest()


@frozen
class PlacedOrders:
    orders: tuple[PlacedOrder, ...]
    repeated: bool = False


def as_wished(visit: Visit, asked: Asked, quoted: QuotedCart) -> Planned:
    """Where nothing of delivery is configured: any day from today on."""
    if asked.ship_on is not None and asked.ship_on < visit.buyer().day:
        raise DateInPast(asked.ship_on, visit.buyer().day)
    return Planned(None, lambda promised: asked.ship_on)


@frozen
class PlaceOrderHandler:
    quotes: CartQuotes
    refining: Refining
    keys: Keys
    consignees: Consignees
    begin: Begin
    clock: Clock
    ids: Ids
    oversight: Oversight
    deliveries: Deliveries = as_wished

    def __call__(self, visit: Visit, command: PlaceOrder, approving: Approving | None = None) -> PlacedOrders:
        """Raises Refusals with all reasons at once; TotalChanged, CartChanged, KeyReused, CounterpartyBlocked;
        ApprovalNeeded, unless this is the last yes to a request (`approving`).
        """
        context = visit.buyer()
        visit.authority.need(Permission.PLACE_ORDER, context.party.id)
        key = Key(visit.authority.user, OPERATION, command.key, command.hash())
        try:
            return self._placed(visit, context, key, command, approving)
        except DomainError:
            # A repetition finds its cart spent by itself. The key and the cart are written by one transaction, so
            # that whoever saw the one finds the other: his answer is what he is told, whatever else has changed.
            if (stored := self.keys.stored(key)) is None:
                raise
            return PlacedOrders(tuple(stored), repeated=True)

    def _placed(
        self, visit: Visit, context: BuyerContext, key: Key, command: PlaceOrder, approving: Approving | None
    ) -> PlacedOrders:
        self._check(context, command)
        view = self.quotes.taken(visit, command.choice)
        if view.quoted.version != command.cart_version:
            raise CartChanged(command.cart_version, view.quoted.version)
        # The ERP is asked before the transaction and never within it: while it thinks, nothing is locked.
        view = self.refining.asked_where_due(visit, view, command.choice)
        quoted = view.quoted
        if quoted.version != command.cart_version:
            raise CartChanged(command.cart_version, quoted.version)
        _check_seen(quoted, command)
        planned = self._planned(visit, command, quoted)
        spender = self.oversight.before(visit, view, approving)
        with self.begin() as work:
            entered = work.enter(_entry(key, context, view, spender))
            if entered.stored is not None:
                return PlacedOrders(tuple(entered.stored), repeated=True)
            if entered.cart_version != quoted.version:
                raise CartChanged(quoted.version, entered.cart_version)
            details = _details(visit, context, command, planned)
            orders = place(
                quoted, entered.locked, details, entered.names, self.clock.now(), view.splitting, planned.ship_on
            )
            placed = answers(orders)
            work.save(orders, self.ids.new())
            self.oversight.settle(work, entered, orders, view.rates, spender, approving, self.clock.now())
            work.spend_cart(context.cart, command.choice.postponed)
            work.record([_event(order) for order in orders])
            work.answer(key, placed)
            work.commit()
        return PlacedOrders(placed)

    def _planned(self, visit: Visit, command: PlaceOrder, quoted: QuotedCart) -> Planned:
        """What delivery has against the order is told together with what stands in the way of its lines."""
        asked = Asked(command.delivery, command.consignee, command.ship_on, command.choice.pickup)
        try:
            return self.deliveries(visit, asked, quoted)
        except Refusals as refused:
            raise Refusals((*quoted.refusals, *refused.reasons)) from None

    def _check(self, context: BuyerContext, command: PlaceOrder) -> None:
        if context.status != "active":
            raise CounterpartyBlocked(context.party.id, context.party.name, context.status_reason)
        if command.consignee is not None:
            known = {consignee.id for consignee in self.consignees.of(context.party.id)}
            if command.consignee not in known:
                raise NotFound("consignee", str(command.consignee))


def _entry(key: Key, context: BuyerContext, view: CartView, spender: Spender | None) -> Entry:
    quoted = view.quoted
    stock = frozenset((line.wanted.key.variant, s.warehouse.id) for line in quoted.lines for s in line.shares)
    promo = quoted.promo.promo.code.id if quoted.promo is not None else None
    split = len(parts(quoted, view.splitting))
    budgets = () if spender is None else spender.budgets
    return Entry(
        key, context.cart, context.party.id, frozenset(quoted.terms), stock, split, view.rates, promo, budgets,
        context.day,
    )  # fmt: skip


def _check_seen(quoted: QuotedCart, command: PlaceOrder) -> None:
    """The buyer gets what he confirmed: this cart at these sums.

    A code that holds no more and a price that the ERP raised change the total, too; then they are what is told, with
    their own ways out. A line may be dearer while the total is not: the total alone would not ask for a yes to it.
    """
    is_promo_gone = quoted.promo is not None and quoted.promo.refusal is not None
    if is_promo_gone or (quoted.refinement is not None and quoted.refinement.refusals):
        raise Refusals(quoted.refusals)
    if quoted.totals != command.total_seen:
        raise TotalChanged(command.total_seen, quoted.totals)


def _details(visit: Visit, context: BuyerContext, command: PlaceOrder, planned: Planned) -> OrderDetails:
    authority = visit.authority
    return OrderDetails(
        authority.signer, authority.acting_for, command.consignee, context.region, command.ship_on, command.comment,
        planned.details,
    )


def _event(order: Order) -> Event:
    """An order on hold has neither an invoice nor a way to the ERP yet."""
    kind = ORDER_HELD if order.phase is Phase.ON_HOLD else ORDER_PLACED
    return Event(kind, {"order_id": str(order.id), "number": order.number})


def answers(orders: Sequence[Order]) -> tuple[PlacedOrder, ...]:
    return tuple(
        PlacedOrder(o.id, o.number, o.total, o.terms.organization_name, o.warehouse.name, len(o.lines)) for o in orders
    )
