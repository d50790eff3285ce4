"""Questions to the ERP kept in memory, and an ERP that answers as a test tells it: for doors without a database."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from attrs import define, evolve, field, frozen

from application.ordering.cart_quotes import CartQuotes
from application.ordering.refinement_ports import Base, BaseId, Item, Question, Source
from application.ordering.refining import Refining
from application.shared.ports import Clock, Ids
from domain.pricing.refinement import Asking, LineRef, Unanswered
from domain.pricing.refining import Told, ToldLine
from domain.shared.ids import CartId, ContractId, CounterpartyId, UserId

BASE = Base(BaseId(1), "УТ", "http://127.0.0.1:9/hs/b2b/v1")


@define
class KnownAskings:
    """By cart, its owner and the counterparty that it was then of."""

    kept: list[tuple[CartId, UserId, CounterpartyId, Asking]] = field(factory=list)

    def newest(self, cart: CartId, owner: UserId, counterparty: CounterpartyId) -> Sequence[Asking]:
        mine = [a for c, o, k, a in self.kept if (c, o, k) == (cart, owner, counterparty)]
        answered = [a for a in mine if a.answer is not None]
        return tuple({a.id: a for a in [*mine[-1:], *answered[-1:]]}.values())

    def keep(self, cart: CartId, owner: UserId, counterparty: CounterpartyId, base: BaseId, asking: Asking) -> None:
        self.kept.append((cart, owner, counterparty, asking))

    def accept(self, cart: CartId, owner: UserId, answers: Collection[UUID], at: datetime) -> None:
        self.kept = [(c, o, k, _accepted(a) if a.id in answers else a) for c, o, k, a in self.kept]


def _accepted(asking: Asking) -> Asking:
    return evolve(asking, answer=evolve(asking.answer, accepted=True)) if asking.answer else asking


@frozen
class OneBase:
    """Every contract is of it."""

    def of(self, lines: Collection[LineRef], counterparty: CounterpartyId) -> Sequence[Source]:
        contracts: dict[ContractId, str] = {ref.contract: f"c-{ref.contract}" for ref in lines}
        items = {ref.variant: Item(f"i-{ref.variant}", "", "", f"Товар {ref.variant}") for ref in lines}
        return [Source(BASE, f"k-{counterparty}", contracts, items, dict.fromkeys(lines, "796"))]


Say = Callable[[Question], Told | Unanswered]


def at(factor: str, holds: timedelta = timedelta(minutes=15)) -> Say:
    """The portal's own prices times this, to the kopeck."""

    def said(question: Question) -> Told:
        lines = [
            ToldLine(line.number, str(round((line.price or Decimal(100)) * Decimal(factor), 2)), line.currency.value,
                     line.vat_included)
            for line in question.lines
        ]  # fmt: skip
        return Told(str(question.id), question.cart_hash, question.asked_at + holds, lines)

    return said


@define
class KnownErp:
    say: Say = field(factory=lambda: at("1"))
    asked: list[Question] = field(factory=list)

    def ask(self, question: Question) -> Told | Unanswered:
        self.asked.append(question)
        return self.say(question)


def refining(quotes: CartQuotes, askings: KnownAskings, erp: KnownErp, clock: Clock, ids: Ids) -> Refining:
    return Refining(quotes, OneBase(), erp, askings, clock, ids)
