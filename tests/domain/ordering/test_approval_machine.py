"""Requests and budgets under any order of sending, deciding, spending, cancelling: the laws of N05 and N10."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.ordering.approval import (
    ApprovalRequest,
    ApprovalRule,
    Approver,
    Asked,
    NotYourStep,
    OwnOrder,
    ReasonEmpty,
    RequestClosed,
    RequestState,
    RuleKind,
    Verdict,
    deciders,
    steps_for,
)
from domain.ordering.budget import BudgetExceeded, BudgetLine, Period, lacking
from domain.shared.ids import OrderId, UserId
from domain.shared.money import Money
from tests.builders import NOON
from tests.capabilities import shows

PEOPLE = tuple(UserId(UUID(int=n)) for n in range(1, 6))
people = st.sampled_from(PEOPLE)
sums = st.sampled_from([Money(Decimal(n)) for n in ("0.01", "99.99", "100.00", "250.50", "1000.00")])
REFUSALS = (OwnOrder, NotYourStep, RequestClosed, ReasonEmpty)


class Company(RuleBasedStateMachine):
    """One budget of everybody's and a request at a time; `ledger` is what a plain account of it says."""

    @initialize(amount=sums, able=st.sets(people, min_size=2), instead=st.dictionaries(people, people, max_size=2))
    def begin(self, amount: Money, able: set[UserId], instead: dict[UserId, UserId]) -> None:
        self.able, self.instead = able, {a: b for a, b in instead.items() if a != b}
        self.budget = BudgetLine(UUID(int=9), True, Period.MONTH, date(2026, 11, 1), amount, Money.zero())
        self.ledger: dict[OrderId, tuple[Money, bool]] = {}
        self.request: ApprovalRequest | None = None
        self.asked = Money.zero()
        self.placed: list[UUID] = []
        self.now, self.count = NOON, 0

    def approver(self, user: UserId) -> Approver:
        return Approver(user, user in self.able, frozenset(a for a, b in self.instead.items() if b == user))

    @precondition(lambda self: self.request is None or self.request.state is not RequestState.WAITING)
    @rule(
        requester=people,
        total=sums,
        rules=st.lists(
            st.builds(
                lambda step, kind, amount, approver, number: ApprovalRule(
                    UUID(int=number), f"rule {number}", step, kind, amount, None, None, approver
                ),
                st.integers(1, 3),
                st.sampled_from([RuleKind.SUM, RuleKind.OVER_BUDGET]),
                sums,
                st.none() | people,
                st.integers(100, 120),
            ),
            max_size=4,
            unique_by=lambda one: one.id,
        ),
    )
    def send(self, requester: UserId, total: Money, rules: list[ApprovalRule]) -> None:
        over = lacking([self.budget], total)
        rules = [r if r.approver in self.able else evolve(r, approver=None) for r in rules]
        steps = steps_for(rules, Asked(requester, total, {}, over), "over")
        reached = [r for r in rules if (total >= r.amount if r.kind is RuleKind.SUM else over)]
        assert bool(steps) == bool(reached or over)
        assert [step.position for step in steps] == list(range(1, len(steps) + 1))
        assert not over or any(step.is_over_budget for step in steps)
        if not steps:
            self.spend(total, approved=False)
        elif all(deciders(step, requester, self.able, self.instead) for step in steps):
            self.count += 1
            until = self.now + timedelta(hours=5)
            self.request = ApprovalRequest(UUID(int=self.count), requester, RequestState.WAITING, steps, until)
            self.asked = total

    def spend(self, total: Money, approved: bool) -> None:
        self.count += 1
        order = OrderId(UUID(int=self.count))
        before = self.budget.available
        try:
            self.budget.spend(order, total, total, approved)
        except BudgetExceeded:
            assert not approved
            assert before < total
        else:
            self.ledger[order] = total, approved

    @precondition(lambda self: self.request is not None)
    @rule(user=people)
    def approve(self, user: UserId) -> None:
        assert self.request is not None
        step = self.request.next
        may = step is not None and user in deciders(step, self.request.requester, self.able, self.instead)
        was_open = self.request.state is RequestState.WAITING and self.now < self.request.expires_at
        try:
            is_last = self.request.approve(self.approver(user), self.now)
        except REFUSALS:
            assert not (may and was_open)
            return
        assert may and was_open
        if is_last:
            self.placed.append(self.request.id)
            self.spend(self.asked, approved=True)

    @precondition(lambda self: self.request is not None)
    @rule(user=people, reason=st.sampled_from(["", "  ", "дорого"]))
    def refuse(self, user: UserId, reason: str) -> None:
        assert self.request is not None
        before = self.request.state
        try:
            self.request.refuse(self.approver(user), reason, self.now)
        except REFUSALS:
            assert self.request.state is before
            return
        assert reason.strip()
        assert self.request.state is RequestState.REFUSED

    @precondition(lambda self: self.request is not None)
    @rule(user=people)
    def withdraw(self, user: UserId) -> None:
        assert self.request is not None
        try:
            self.request.withdraw(user, self.now)
        except REFUSALS:
            return
        assert user == self.request.requester

    @rule(hours=st.integers(1, 6))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        if self.request is not None and self.request.expire(self.now):
            assert self.now >= self.request.expires_at

    @precondition(lambda self: bool(self.ledger))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        """Read again, the budget counts what stands."""
        order = data.draw(st.sampled_from(sorted(self.ledger)))
        del self.ledger[order]
        spent = sum((money for money, _ in self.ledger.values()), Money.zero())
        self.budget = BudgetLine(self.budget.id, True, Period.MONTH, self.budget.start, self.budget.amount, spent)

    @invariant()
    def the_budget_is_kept(self) -> None:
        spent = sum((money for money, _ in self.ledger.values()), Money.zero())
        assert self.budget.spent == spent
        for use in self.budget.uses:
            approved = self.ledger[use.order][1] if use.order in self.ledger else True
            assert approved or use.basis_spent + use.amount <= use.basis_amount

    @invariant()
    def nobody_decided_on_his_own_and_a_request_is_placed_once(self) -> None:
        assert len(self.placed) == len(set(self.placed))
        if self.request is None:
            return
        for step in self.request.steps:
            assert step.decided_by != self.request.requester
            assert step.decided_by is None or step.decided_by in self.able
        verdicts = [step.verdict for step in self.request.steps]
        decided = [verdict for verdict in verdicts if verdict is not None]
        assert verdicts[: len(decided)] == decided  # one after another
        is_placed = all(verdict is Verdict.APPROVED for verdict in verdicts)
        assert (self.request.state is RequestState.APPROVED) == is_placed == (self.request.id in self.placed)
        assert (self.request.state is RequestState.REFUSED) == (Verdict.REFUSED in verdicts)


TestCompany = shows("N05", "N10")(Company.TestCase)


@shows("N10")
def test_periods_begin_and_end_with_the_calendar() -> None:
    day = date(2026, 11, 27)
    starts = [period.start(day) for period in (Period.MONTH, Period.QUARTER, Period.YEAR)]
    assert starts == [date(2026, 11, 1), date(2026, 10, 1), date(2026, 1, 1)]
    nexts = [period.next(day) for period in (Period.MONTH, Period.QUARTER, Period.YEAR)]
    assert nexts == [date(2026, 12, 1), date(2027, 1, 1), date(2027, 1, 1)]
