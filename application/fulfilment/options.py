"""What the checkout offers: methods with their days, addresses, payers, warehouses with real stock for the cart."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from application.access.context import BuyerContext, Visit
from application.fulfilment.deliver import payers
from application.fulfilment.ports import DeliveryBook, OpenBook
from application.ordering.cart_quotes import CartView
from application.ordering.delivery_ports import DeliveryChoice
from application.ordering.ports import Consignee
from application.shared.ports import Clock
from domain.fulfilment.calendar import Timetable
from domain.fulfilment.delivery import Address, Kind, Method
from domain.ordering.circumstances import ServingWarehouse
from domain.shared.ids import ConsigneeId, CounterpartyId
from domain.shared.money import Money


@frozen
class PickupPoint:
    """A warehouse of the region: how many lines of the cart it has whole, of how many."""

    warehouse: ServingWarehouse
    whole: int
    lines: int

    @property
    def has_all(self) -> bool:
        return self.whole == self.lines


@frozen
class Offer:
    """method: the chosen one, else the usual one of this company. dates: those that may be chosen, soonest first.

    later: of what is to be delivered, the day by which it comes and the first day on which it then goes.
    consignees: None where they are not read together with delivery.
    """

    methods: tuple[Method, ...]
    method: Method | None
    address: Address | None
    addresses: tuple[Address, ...]
    dates: tuple[date, ...]
    windows: tuple[str, ...]
    cut_off: str
    payers: Sequence[tuple[CounterpartyId, str]]
    pickups: tuple[PickupPoint, ...]
    later: tuple[tuple[date, date], ...]
    lacking: Money | None
    consignees: Sequence[Consignee] | None = None

    def ships_on(self, promised: date | None, wished: date | None) -> date | None:
        """The day of an order to be, as placing will set it."""
        day = wished if wished in self.dates or not self.dates else self.dates[0]
        if promised is None or (day is not None and day >= promised):
            return day
        return dict(self.later).get(promised, day)

    @property
    def needs_address(self) -> bool:
        return self.method is not None and self.method.needs_address


def nothing_offered(visit: Visit, view: CartView, choice: DeliveryChoice, consignee: ConsigneeId | None) -> Offer:
    """Where no method is configured: the date is a wish."""
    return Offer((), None, None, (), (), (), "", payers(visit, visit.buyer()), (), (), None)


@frozen
class DeliveryOptions:
    book: DeliveryBook
    clock: Clock
    zone: ZoneInfo

    def __call__(self, visit: Visit, view: CartView, choice: DeliveryChoice, consignee: ConsigneeId | None) -> Offer:
        """`choice` may name what is no longer there: then it is as if it were not chosen."""
        context = visit.buyer()
        opened = self.book.of(context.party.id, consignee)
        terms, addresses = opened.terms, tuple(opened.addresses)
        usual = opened.last if choice.method is None else (None, None)
        wanted = choice.method or usual[0]
        usual_method = next(iter(terms.offered), None)
        method = next((each for each in terms.offered if each.id == wanted), usual_method)
        if method is None:
            return evolve(nothing_offered(visit, view, choice, consignee), consignees=opened.consignees)
        address = _address(opened, method, choice, usual[1])
        schedule = terms.schedule(method, address)
        table = Timetable(terms.calendar, schedule, self.clock.now().astimezone(self.zone), terms.horizon)
        promised = sorted({s.promised for line in view.quoted.lines for s in line.shares if s.promised is not None})
        later = tuple((day, first) for day in promised if (first := table.first(day)) is not None)
        return Offer(
            terms.offered, method, address, addresses, table.offered(), schedule.windows,
            schedule.cut_off.strftime("%H:%M"), payers(visit, context),
            _points(context, view) if method.kind is Kind.PICKUP else (), later, method.lacks(view.quoted.totals),
            opened.consignees,
        )  # fmt: skip


def _address(opened: OpenBook, method: Method, choice: DeliveryChoice, usual: UUID | None) -> Address | None:
    if not method.needs_address:
        return None
    wanted = choice.address or usual
    found = next((each for each in opened.addresses if each.id == wanted), None) if wanted is not None else None
    return found or opened.told or next(iter(opened.addresses), None)


def _points(context: BuyerContext, view: CartView) -> tuple[PickupPoint, ...]:
    """Where a variant stands in two lines, both count only if the warehouse holds both."""
    wanted: dict[int, Decimal] = {}
    for line in view.quoted.lines:
        variant = line.wanted.key.variant
        wanted[variant] = wanted.get(variant, Decimal(0)) + line.wanted.base_quantity
    lines = [line.wanted.key.variant for line in view.quoted.lines]
    return tuple(
        PickupPoint(w, sum(view.stock.get((v, w.id), Decimal(0)) >= wanted[v] for v in lines), len(lines))
        for w in context.warehouses
    )
