"""Approval of orders inside the client's company (N05): which decisions a cart needs, and how they are taken."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from attrs import define, evolve, field, frozen

from domain.ordering.budget import BudgetExceeded
from domain.shared.errors import DomainError
from domain.shared.ids import UserId
from domain.shared.money import Money

MOST_STEPS = 9


class RuleKind(StrEnum):
    SUM = "sum"
    SECTION = "section"
    OVER_BUDGET = "over-budget"


class RequestState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Verdict(StrEnum):
    APPROVED = "approved"
    REFUSED = "refused"


@frozen
class ApprovalRule:
    """amount: from which sum with VAT, of the section's goods alone where it names one.

    requester: whose orders, None is everybody's. approver: None is anybody who has the right.
    """

    id: UUID
    name: str
    step: int
    kind: RuleKind
    amount: Money
    section: int | None = None
    requester: UserId | None = None
    approver: UserId | None = None


@frozen
class Asked:
    """What the rules look at. by_rule: the sum of the goods that a section's rule speaks of, none where it has none."""

    requester: UserId
    total: Money
    by_rule: Mapping[UUID, Money]
    lacking: tuple[BudgetExceeded, ...] = ()


@frozen
class Step:
    """One decision. rule: None where being over a budget alone asks for it. instead_of: whose substitute decided."""

    position: int
    name: str
    rule: UUID | None = None
    approver: UserId | None = None
    verdict: Verdict | None = None
    decided_by: UserId | None = None
    instead_of: UserId | None = None
    reason: str = ""
    decided_at: datetime | None = None
    is_over_budget: bool = False


@frozen
class ApprovalNeeded(DomainError):
    """The company's rules want somebody's yes first; `rules` by name, `lacking` of which budgets."""

    code: ClassVar[str] = "approval.needed"
    rules: tuple[str, ...]


@frozen
class OwnOrder(DomainError):
    """Nobody approves what he asked for himself."""

    code: ClassVar[str] = "approval.own-order"


@frozen
class NotYourStep(DomainError):
    """The decision that is next is another's."""

    code: ClassVar[str] = "approval.not-your-step"


@frozen
class RequestClosed(DomainError):
    """It was decided, withdrawn or has expired meanwhile."""

    code: ClassVar[str] = "approval.closed"
    state: str


@frozen
class ReasonEmpty(DomainError):
    """Whoever refuses says why: otherwise nobody can mend it."""

    code: ClassVar[str] = "approval.reason-empty"


@frozen
class NobodyToApprove(DomainError):
    """No one but the asker himself may take this decision."""

    code: ClassVar[str] = "approval.nobody"
    step: str


@frozen
class RequesterGone(DomainError):
    """Whoever asked may order for the company no more, so nothing is ordered in his name."""

    code: ClassVar[str] = "approval.requester-gone"
    name: str


@frozen
class ApprovalNotNeeded(DomainError):
    """No rule asks for it: the order may be placed at once."""

    code: ClassVar[str] = "approval.not-needed"


def applies(rule: ApprovalRule, asked: Asked) -> bool:
    if rule.requester is not None and rule.requester != asked.requester:
        return False
    match rule.kind:
        case RuleKind.SUM:
            return asked.total >= rule.amount
        case RuleKind.SECTION:
            sum_ = asked.by_rule.get(rule.id)
            return sum_ is not None and sum_.is_positive and sum_ >= rule.amount
        case RuleKind.OVER_BUDGET:
            return bool(asked.lacking)


def steps_for(rules: Sequence[ApprovalRule], asked: Asked, over_budget_name: str = "") -> tuple[Step, ...]:
    """The decisions that the cart needs, in order. Of one approver at one step one decision is enough.

    A budget that lacks and no rule that says who decides then: anybody with the right, at the end.
    """
    found = sorted((r for r in rules if applies(r, asked)), key=lambda r: (r.step, r.name, r.id))
    chosen: dict[tuple[int, UserId | None], ApprovalRule] = {}
    for rule in found:
        chosen.setdefault(_who(rule, asked.requester), rule)
    over = {_who(rule, asked.requester) for rule in found if rule.kind is RuleKind.OVER_BUDGET}
    steps = [
        Step(n, rule.name, rule.id, who[1], is_over_budget=who in over)
        for n, (who, rule) in enumerate(chosen.items(), 1)
    ]
    if asked.lacking and not any(rule.kind is RuleKind.OVER_BUDGET for rule in found):
        steps.append(Step(len(steps) + 1, over_budget_name, is_over_budget=True))
    return tuple(steps)


def _who(rule: ApprovalRule, requester: UserId) -> tuple[int, UserId | None]:
    """Where the rule names the asker himself, anybody else with the right decides."""
    return rule.step, None if rule.approver == requester else rule.approver


@frozen
class Approver:
    """Who presses: his id, whether he has the right, and for whom he stands in today."""

    user: UserId
    may_approve: bool
    stands_for: frozenset[UserId] = frozenset()


@define
class ApprovalRequest:
    """A cart that waits for the yes of the company's own people.

    waiting -> approved | refused | withdrawn | expired. Decisions come one after another; one no ends it. It holds
    nothing: the last yes places the order, and only what can be placed is approved.
    """

    id: UUID
    requester: UserId
    state: RequestState
    steps: tuple[Step, ...]
    expires_at: datetime
    touched: set[int] = field(factory=set, init=False, eq=False)

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if step.verdict is None), None)

    @property
    def is_last(self) -> bool:
        return sum(step.verdict is None for step in self.steps) == 1

    def check(self, by: Approver, at: datetime) -> Step:
        """The step that he may decide now. Raises: RequestClosed, OwnOrder, NotYourStep."""
        self._open(at)
        step = self.next
        assert step is not None, "a request that waits has a step that waits"
        if by.user == self.requester:
            raise OwnOrder
        if not by.may_approve or not self._is_for(step, by):
            raise NotYourStep
        return step

    def approve(self, by: Approver, at: datetime) -> bool:
        """Whether it was the last decision: then the order is placed in the same transaction."""
        step = self.check(by, at)
        self._decide(step, by, Verdict.APPROVED, "", at)
        if self.next is None:
            self.state = RequestState.APPROVED
        return self.state is RequestState.APPROVED

    def refuse(self, by: Approver, reason: str, at: datetime) -> None:
        """Raises ReasonEmpty as well."""
        step = self.check(by, at)
        if not reason.strip():
            raise ReasonEmpty
        self._decide(step, by, Verdict.REFUSED, reason.strip(), at)
        self.state = RequestState.REFUSED

    def withdraw(self, by: UserId, at: datetime) -> None:
        self._open(at)
        if by != self.requester:
            raise NotYourStep
        self.state = RequestState.WITHDRAWN

    def expire(self, at: datetime) -> bool:
        if self.state is RequestState.WAITING and at >= self.expires_at:
            self.state = RequestState.EXPIRED
            return True
        return False

    def need_more(self, steps: Sequence[Step]) -> tuple[Step, ...]:
        """What the rules ask for now and did not when it was sent: prices or budgets have moved meanwhile."""
        known = {step.rule for step in self.steps}
        new = [step for step in steps if step.rule not in known]
        first = len(self.steps) + 1
        added = tuple(evolve(step, position=first + n) for n, step in enumerate(new))
        self.steps = (*self.steps, *added)
        self.touched |= {step.position for step in added}
        return added

    def _open(self, at: datetime) -> None:
        if self.state is RequestState.WAITING and at >= self.expires_at:
            raise RequestClosed(RequestState.EXPIRED.value)
        if self.state is not RequestState.WAITING:
            raise RequestClosed(self.state.value)

    def _is_for(self, step: Step, by: Approver) -> bool:
        """A named approver who is the asker himself decides nothing: then anybody with the right does."""
        if step.approver is None or step.approver == self.requester:
            return True
        return by.user == step.approver or step.approver in by.stands_for

    def _decide(self, step: Step, by: Approver, verdict: Verdict, reason: str, at: datetime) -> None:
        is_named = step.approver is not None and step.approver != self.requester
        instead = step.approver if is_named and step.approver != by.user else None
        decided = evolve(step, verdict=verdict, decided_by=by.user, instead_of=instead, reason=reason, decided_at=at)
        self.steps = tuple(decided if one.position == step.position else one for one in self.steps)
        self.touched.add(step.position)


def deciders(
    step: Step, requester: UserId, able: Collection[UserId], stands_for: Mapping[UserId, UserId]
) -> set[UserId]:
    """Who may take the decision. able: those who have the right; stands_for: {approver: his substitute today}."""
    if step.approver is None or step.approver == requester:
        return {user for user in able if user != requester}
    named = {step.approver, stands_for.get(step.approver, step.approver)}
    return {user for user in named if user in able and user != requester}
