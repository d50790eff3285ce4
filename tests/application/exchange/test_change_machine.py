"""Orders, their holds and requests to change them, as a machine: whatever is asked, answered, repeated, late or silent.

O3: ordered = cancelled + shipped + remaining, each >= 0. S2: what is held ends once. S1, C1: nothing that is told
takes a hold above what it was. A request moves nothing; it is closed once, and by the order as it then is.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from application.exchange.order_facts import (
    ChangeAnswer,
    CreditFacts,
    HoldFacts,
    LineNews,
    OrderFacts,
    OrderNews,
)
from application.exchange.order_news import Heard, Policy, heard
from domain.inventory.stock import Mark, ReservationState
from domain.ordering.change_request import ChangeRequest, ChangeState, asked_of, cancellation_of
from domain.ordering.correction import NothingCorrected, StandingLine
from domain.ordering.status import Phase
from domain.shared.quantity import Packaging
from tests.builders import an_erp_line
from tests.capabilities import shows

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
ZERO = Decimal("0.000")
PRICE = Decimal("100.00")
COUNTS = st.integers(0, 14).map(lambda n: Decimal(n).quantize(ZERO))


def an_order() -> OrderFacts:
    ten = Decimal("10.000")
    lines = tuple(an_erp_line(n, f"p{n}", ten) for n in (1, 2))
    holds = tuple(HoldFacts(n, n, 1, ten, ten, ReservationState.ACTIVE) for n in (1, 2))
    credit = CreditFacts(PRICE * 20, PRICE * 20, Decimal("0.00"), "open")
    mark = Mark(NOON, 0)
    return OrderFacts(
        UUID(int=1), "B000001", Phase.CONFIRMED, "confirmed", "e1", "УТ-1", None, None, None, NOON, mark, lines, holds,
        credit,
    )  # fmt: skip


def substance(order: OrderFacts) -> tuple[object, ...]:
    """All but the places of facts in the history of their sender."""
    held = [(hold.quantity, hold.uncontained, hold.state) for hold in order.holds]
    credit = None if order.credit is None else (order.credit.uncontained, order.credit.shipped, order.credit.state)
    return order.phase, order.lines, held, credit, order.asked


def standing(order: OrderFacts) -> list[StandingLine]:
    free = Decimal("0.00")
    return [
        StandingLine(
            one.line, one.product, Packaging(), one.ordered, PRICE, True, None, one.gross, free, one.gross, free, None,
            one.shipped, one.cancelled,
        )
        for one in order.lines
    ]  # fmt: skip


def has_ended(order: OrderFacts) -> bool:
    """As the use case sees it: nothing more is asked of what is shipped whole."""
    return not order.phase.is_open or order.phase is Phase.SHIPPED


class Changing(RuleBasedStateMachine):
    """One order that the ERP has. told: all messages that ever were, which may come again."""

    def __init__(self) -> None:
        super().__init__()
        self.order = an_order()
        self.told: list[OrderNews] = []
        self.answers: list[ChangeRequest] = []
        self.number = self.seq = 0

    def ask(self, cancels: bool, wanted: dict[int, Decimal]) -> None:
        before = self.order
        lines = standing(before)
        try:
            asked = cancellation_of(lines) if cancels else asked_of(lines, wanted)
        except NothingCorrected:
            return
        self.number += 1
        request = ChangeRequest(UUID(int=self.number), self.number, cancels, asked)
        self.order = evolve(before, asked=request)
        assert evolve(self.order, asked=None) == before

    @precondition(lambda self: self.order.asked is None and not has_ended(self.order))
    @rule(data=st.data())
    def ask_for_other_quantities(self, data: st.DataObject) -> None:
        wanted = {line.line: max(data.draw(COUNTS), line.shipped) for line in self.order.lines}
        self.ask(cancels=False, wanted=wanted)

    @precondition(lambda self: self.order.asked is None and not has_ended(self.order))
    @rule()
    def ask_to_cancel(self) -> None:
        self.ask(cancels=True, wanted={})

    @precondition(lambda self: self.order.asked is not None)
    @rule(part=st.sampled_from([0, 1, 2]), names=st.booleans())
    def answer(self, part: int, names: bool) -> None:
        """As asked in so many lines; the others stay. Unnamed it is understood where all was done."""
        asked = self.order.asked
        assert asked is not None
        granted = {one.line: one.asked for one in asked.lines[:part]}
        rows = {
            line.line: LineNews(
                quantity=granted.get(line.line, line.wanted),
                cancelled=max(line.ordered - granted.get(line.line, line.wanted), line.cancelled),
            )
            for line in self.order.lines
        }
        self.tell(OrderNews(self.mark(), lines=rows, answer=ChangeAnswer(asked.number, "так") if names else None))

    @rule(line=st.sampled_from([1, 2]), count=COUNTS)
    def ship(self, line: int, count: Decimal) -> None:
        wanted = {one.line: one.wanted for one in self.order.lines}
        self.tell(OrderNews(self.mark(), lines={line: LineNews(shipped=min(count, wanted[line]))}))

    @precondition(lambda self: self.answers)
    @rule(data=st.data())
    def answer_a_closed_request_once_more(self, data: st.DataObject) -> None:
        number, before = data.draw(st.sampled_from([one.number for one in self.answers])), self.order
        self.tell(OrderNews(self.mark(), answer=ChangeAnswer(number)))
        assert substance(self.order) == substance(before)

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def repeat_something_old(self, data: st.DataObject) -> None:
        news = data.draw(st.sampled_from(self.told))
        before, number = self.order, len(self.answers)
        self.hear(news)
        assert substance(self.order) == substance(before)
        assert len(self.answers) == number

    @rule()
    def cancel_in_the_erp(self) -> None:
        self.tell(OrderNews(self.mark(), cancelled=True))

    def mark(self) -> Mark:
        self.seq += 1
        return Mark(NOON + timedelta(minutes=self.seq), self.seq)

    def tell(self, news: OrderNews) -> None:
        self.hear(news)
        self.told.append(news)

    def hear(self, news: OrderNews) -> None:
        before = self.order
        told: Heard = heard(before, news, Policy(), NOON)
        self.order = told.order
        for old, hold in zip(before.holds, told.order.holds, strict=True):
            assert old.state is ReservationState.ACTIVE or hold == old
            assert hold.quantity <= old.quantity
        assert before.credit is not None
        assert told.order.credit is not None
        assert told.order.credit.uncontained <= before.credit.uncontained
        if told.answered is not None:
            assert before.asked is not None
            assert told.answered.number == before.asked.number
            assert told.order.asked is None
            wanted = {line.line: line.wanted for line in told.order.lines}
            assert all(line.granted == wanted[line.line] for line in told.answered.lines)
            self.answers.append(told.answered)

    @invariant()
    def every_line_adds_up(self) -> None:
        for line in self.order.lines:
            assert line.cancelled >= 0
            assert line.shipped >= 0
            assert line.remaining >= 0

    @invariant()
    def holds_follow_their_lines(self) -> None:
        for hold, line in zip(self.order.holds, self.order.lines, strict=True):
            if hold.state is ReservationState.ACTIVE:
                assert ZERO < hold.quantity <= max(line.wanted, ZERO)
            assert 0 <= hold.uncontained <= hold.quantity

    @invariant()
    def each_request_is_closed_once(self) -> None:
        numbers = [one.number for one in self.answers]
        assert numbers == sorted(set(numbers))
        assert all(one.state is not ChangeState.ASKED for one in self.answers)
        if self.order.asked is not None:
            assert self.order.asked.number not in numbers
            assert not has_ended(self.order)


TestChanging = shows("M048", "M077", "M078")(Changing.TestCase)
TestChanging.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
