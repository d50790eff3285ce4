"""What was chosen of delivery, checked as if no page had offered it (M074, N23)."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from attrs import frozen

from application.access.context import BuyerContext, Visit
from application.fulfilment.ports import DeliveryBook, OpenBook
from application.ordering.delivery_ports import Asked, DeliveryChoice, Planned
from application.shared.ports import Clock
from domain.fulfilment.calendar import Schedule, Timetable
from domain.fulfilment.delivery import (
    Address,
    AddressNeeded,
    DeliveryMinimum,
    DeliveryTerms,
    Method,
    WindowNotOffered,
)
from domain.ordering.delivery_details import DeliveryDetails
from domain.ordering.order import DateInPast
from domain.ordering.placing import DateOf
from domain.ordering.quoted_cart import QuotedCart
from domain.shared.errors import DomainError, NotFound, Refusals
from domain.shared.ids import CounterpartyId
from domain.shared.money import Money


def payers(visit: Visit, context: BuyerContext) -> Sequence[tuple[CounterpartyId, str]]:
    """Who may pay: the company itself, then those of its holding that the person may act for."""
    party = context.party
    others = [p for p in visit.authority.parties if p.holding == party.holding and p.id != party.id]
    return [(party.id, party.name), *((p.id, p.name) for p in sorted(others, key=lambda p: p.name))]


@frozen
class PlanDelivery:
    book: DeliveryBook
    clock: Clock
    zone: ZoneInfo

    def __call__(self, visit: Visit, asked: Asked, quoted: QuotedCart) -> Planned:
        """Raises Refusals with all that stands against it; DateInPast; NotFound for another's address or payer."""
        context, choice = visit.buyer(), asked.choice
        if asked.ship_on is not None and asked.ship_on < context.day:
            raise DateInPast(asked.ship_on, context.day)
        payer = self._payer(visit, context, choice)
        if choice.method is None:
            return Planned(DeliveryDetails(payer=payer[0], payer_name=payer[1]) if payer else None, _as(asked.ship_on))
        opened = self.book.of(context.party.id, asked.consignee)
        terms = opened.terms
        method = terms.method(choice.method)
        address = _address(opened, method, choice)
        schedule = terms.schedule(method, address)
        table = Timetable(terms.calendar, schedule, self._now(), terms.horizon)
        reasons = list(_reasons(terms, method, address, schedule, table, asked, quoted))
        if reasons:
            raise Refusals(tuple(reasons))
        return Planned(_details(method, address, asked, payer), _by(table, asked.ship_on))

    def _now(self) -> datetime:
        return self.clock.now().astimezone(self.zone)

    def _payer(self, visit: Visit, context: BuyerContext, choice: DeliveryChoice) -> tuple[CounterpartyId, str] | None:
        if choice.payer is None or choice.payer == context.party.id:
            return None
        found = dict(payers(visit, context))
        if choice.payer not in found:
            raise NotFound("counterparty", str(choice.payer))
        return choice.payer, found[choice.payer]


def _address(opened: OpenBook, method: Method, choice: DeliveryChoice) -> Address | None:
    if not method.needs_address:
        return None
    if choice.address is None:
        return opened.told
    found = next((each for each in opened.addresses if each.id == choice.address), None)
    if found is None:
        raise NotFound("address", str(choice.address))
    return found


def _reasons(
    terms: DeliveryTerms,
    method: Method,
    address: Address | None,
    schedule: Schedule,
    table: Timetable,
    asked: Asked,
    quoted: QuotedCart,
) -> Sequence[DomainError]:
    found: list[DomainError] = []
    if method.needs_address and address is None:
        found.append(AddressNeeded(method.name))
    if asked.choice.window and asked.choice.window not in schedule.windows:
        found.append(WindowNotOffered(asked.choice.window, schedule.windows))
    if asked.ship_on is not None and (refusal := table.check(asked.ship_on)) is not None:
        found.append(refusal)
    if (lacking := method.lacks(quoted.totals)) is not None and method.minimum is not None:
        other = terms.instead_of(method, quoted.totals)
        told = (str(other.id), other.name) if other else ("", "")
        found.append(DeliveryMinimum(method.name, method.minimum, _total(quoted, lacking), lacking, *told))
    return found


def _total(quoted: QuotedCart, like: Money) -> Money:
    return next(sum_ for sum_ in quoted.totals if sum_.currency is like.currency)


def _details(
    method: Method, address: Address | None, asked: Asked, payer: tuple[CounterpartyId, str] | None
) -> DeliveryDetails:
    choice, (payer_id, payer_name) = asked.choice, payer or (None, "")
    return DeliveryDetails(
        method.id,
        method.name,
        method.kind.value,
        address.id if address else None,
        address.text if address else "",
        ", ".join(part for part in (address.contact, address.phone, address.note) if part) if address else "",
        choice.window,
        asked.pickup,
        payer_id,
        payer_name,
    )


def _as(ship_on: date | None) -> DateOf:
    """As wished; a part that is promised for later is not asked for sooner."""
    return lambda promised: ship_on if ship_on is None or promised is None else max(ship_on, promised)


def _by(table: Timetable, ship_on: date | None) -> DateOf:
    """The chosen day, else the first one; what is to be delivered goes by the first day after it has come."""

    def of(promised: date | None) -> date | None:
        wished = ship_on or table.first()
        return wished if promised is None or (wished and wished >= promised) else table.first(promised)

    return of
