"""Individual prices entered, changed and ended by hand, by right."""

from typing import ClassVar
from uuid import UUID

from attrs import evolve, frozen

from application.access.context import Visit
from application.price_desk.entry import Entry, Fault, Reader, currency_of, day_of, price_of, required, vat_of
from application.price_desk.judge import Judged, judge
from application.price_desk.lookups import HoldingShared
from application.price_desk.rows import staff_readers
from application.price_desk.work import Act, Locked, PriceWork, PriceWorks, Write, facts_of
from domain.access.permission import Permission
from domain.pricing.agreed import (
    AgreedPrice,
    PriceChangedMeanwhile,
    PriceKeptByErp,
    Verdict,
    check_overlap,
    ended,
)
from domain.shared.errors import DomainError
from domain.shared.money import Currency

ENTERED, CHANGED, ENDED = "individual-price.entered", "individual-price.changed", "individual-price.ended"
WITHDRAWN = "individual-price.withdrawn"


@frozen
class EntryRefused(DomainError):
    """Everything that is wrong with an entry, field by field."""

    code: ClassVar[str] = "individual-price.entry-refused"
    reasons: tuple[DomainError, ...]
    fields: tuple[str, ...]

    @classmethod
    def of(cls, faults: tuple[Fault, ...] | list[Fault]) -> "EntryRefused":
        return cls(tuple(fault.error for fault in faults), tuple(fault.field for fault in faults))


@frozen
class EnterPriceHandler:
    works: PriceWorks

    def __call__(self, visit: Visit, entry: Entry) -> Judged:
        """What stands already as written is answered with `same`. Raises EntryRefused."""
        visit.authority.need(Permission.CHANGE_INDIVIDUAL_PRICES)
        with self.works.begin() as work:
            (judged,) = judge([entry], work, staff_readers(visit))
            if judged.verdict is Verdict.REFUSED:
                raise EntryRefused.of(judged.faults)
            if judged.verdict is not Verdict.SAME:
                _write(work, visit, judged)
        return judged


def _write(work: PriceWork, visit: Visit, judged: Judged) -> None:
    assert judged.price is not None
    former = judged.changes
    facts = {"after": facts_of(judged.price), "before": facts_of(former.price) if former else None}
    subject = f"{judged.owner_name}: {judged.goods_name}"
    act = work.record(Act(visit.authority.user, CHANGED if former else ENTERED, subject, facts))
    work.write(act, [Write(judged.price, former.id if former else None)])


@frozen
class ChangePrice:
    """The terms as typed; whose price it is, for which goods and unit, is not changed: that is another price."""

    id: UUID
    seen: str
    amount: str
    currency: str
    vat: str
    valid_from: str
    valid_to: str

    def terms(self, price: AgreedPrice) -> AgreedPrice:
        """Raises EntryRefused."""
        typed = Entry(amount=self.amount, currency=self.currency, vat=self.vat)
        reader = Reader(evolve(typed, valid_from=self.valid_from, valid_to=self.valid_to))
        amount = reader.read("amount", price_of, price.amount)
        currency = reader.read("currency", currency_of, Currency.RUB)
        vat_included, validity = reader.read("vat", vat_of, True), reader.validity()
        if reader.faults:
            raise EntryRefused.of(reader.faults)
        return evolve(price, amount=amount, currency=currency, vat_included=vat_included, validity=validity)


@frozen
class ChangePriceHandler:
    works: PriceWorks

    def __call__(self, visit: Visit, command: ChangePrice) -> None:
        """Raises NotFound, PriceKeptByErp, PriceChangedMeanwhile, HoldingShared, EntryRefused."""
        visit.authority.need(Permission.CHANGE_INDIVIDUAL_PRICES)
        with self.works.begin() as work:
            held = _held(work, visit, command.id, command.seen)
            price = held.standing.price
            wanted = command.terms(price)
            if wanted == price:
                return
            others = work.standing([(price.agreement.owner, price.agreement.variant)])
            try:
                check_overlap(wanted, (other for other in others if other.id != command.id))
            except DomainError as fault:
                raise EntryRefused.of([Fault("valid_from", fault)]) from None
            facts = {"before": facts_of(price), "after": facts_of(wanted)}
            act = work.record(Act(visit.authority.user, CHANGED, str(command.id), facts))
            work.write(act, [Write(wanted, command.id)])


@frozen
class EndPrice:
    """last: the last day on which it holds, as typed."""

    id: UUID
    seen: str
    last: str


@frozen
class EndPriceHandler:
    works: PriceWorks

    def __call__(self, visit: Visit, command: EndPrice) -> None:
        """A price that has not begun to hold is withdrawn, whatever the day. Raises as a change does."""
        visit.authority.need(Permission.CHANGE_INDIVIDUAL_PRICES)
        with self.works.begin() as work:
            held = _held(work, visit, command.id, command.seen)
            price, start = held.standing.price, held.standing.price.validity.start
            today = visit.authority.today
            if start is not None and today is not None and start > today:
                facts = {"before": facts_of(price), "after": None}
                work.withdraw(work.record(Act(visit.authority.user, WITHDRAWN, str(command.id), facts)), command.id)
                return
            wanted = _ended(price, command.last)
            if wanted == price:
                return
            facts = {"before": facts_of(price), "after": facts_of(wanted)}
            act = work.record(Act(visit.authority.user, ENDED, str(command.id), facts))
            work.write(act, [Write(wanted, command.id)])


def _ended(price: AgreedPrice, typed: str) -> AgreedPrice:
    reader = Reader(Entry(valid_to=typed))
    reader.read("valid_to", required, "")
    last = reader.read("valid_to", day_of, None)
    if reader.faults or last is None:
        raise EntryRefused.of(reader.faults)
    try:
        return ended(price, last)
    except DomainError as fault:
        raise EntryRefused.of([Fault("valid_to", fault)]) from None


def _held(work: PriceWork, visit: Visit, id: UUID, seen: str) -> Locked:
    held = work.lock(staff_readers(visit), id)
    if held.standing.by_erp:
        price = held.standing.price
        raise PriceKeptByErp(price.amount, price.currency, price.validity.start, price.validity.end)
    if held.is_shared:
        raise HoldingShared(held.owner_name)
    if held.version != seen:
        raise PriceChangedMeanwhile
    return held
