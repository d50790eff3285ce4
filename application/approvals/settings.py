"""The company's administrator sets who approves what, who stands in for whom, and who may spend how much (N05, N10)."""

from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.approvals.settings_ports import (
    ApprovalSettings,
    BeginSettings,
    NotAnApprover,
    ReadSettings,
    RuleNameless,
    SubstituteHimself,
    Substitution,
    SumInvalid,
    TooManyRules,
)
from application.company.acts import act
from application.company.people import company_of
from application.company.people_ports import PeriodEmpty
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.ordering.approval import MOST_STEPS, ApprovalRule, RuleKind
from domain.ordering.budget import OverBudget, Period
from domain.shared.errors import NotFound
from domain.shared.ids import CounterpartyId, UserId
from domain.shared.money import Money

MOST_RULES, LONGEST_NAME = 50, 80
MOST_SUM = Decimal(10) ** 12


@frozen
class NewRule:
    """id: of the form. amount as it was typed."""

    id: UUID
    name: str
    step: int
    kind: RuleKind
    amount: str
    section: int | None = None
    requester: UserId | None = None
    approver: UserId | None = None


@frozen
class NewSubstitution:
    id: UUID
    approver: UserId
    substitute: UserId
    valid_from: date | None
    valid_to: date | None


@frozen
class ApprovalSettingsDesk:
    begin: BeginSettings
    read: ReadSettings
    clock: Clock

    def page(self, visit: Visit) -> ApprovalSettings:
        return self.read(_company(visit))

    def add_rule(self, visit: Visit, new: NewRule) -> None:
        """Raises: RuleNameless, SumInvalid, NotFound, NotAnApprover, TooManyRules."""
        company, name = _company(visit), " ".join(new.name.split())[:LONGEST_NAME]
        if not name:
            raise RuleNameless
        amount = sum_of(new.amount or "0")
        if new.kind is RuleKind.SECTION and new.section is None:
            raise NotFound("section", "")
        section = new.section if new.kind is RuleKind.SECTION else None
        step = min(max(new.step, 1), MOST_STEPS)
        rule = ApprovalRule(new.id, name, step, new.kind, amount, section, new.requester, new.approver)
        with self.begin(company) as work:
            settings = work.settings()
            _known(settings, new.requester)
            _may_approve(settings, new.approver)
            if len(settings.rules) >= MOST_RULES:
                raise TooManyRules(MOST_RULES)
            work.add_rule(rule)
            told = {"step": step, "kind": rule.kind.value, "amount": str(amount.amount), "section": section}
            told |= {"requester": settings.name(new.requester), "approver": settings.name(new.approver)}
            work.record(act(visit, "approval.rule-set", rule.id, company, name=name, after=told))

    def end_rule(self, visit: Visit, id: UUID) -> None:
        """Requests that are on their way keep what they were asked for. Raises NotFound."""
        company = _company(visit)
        with self.begin(company) as work:
            name = next((rule.name for rule in work.settings().rules if rule.id == id), "")
            work.end_rule(id)
            work.record(act(visit, "approval.rule-ended", id, company, name=name))

    def set_policy(self, visit: Visit, over_budget: OverBudget, days: int) -> None:
        company, days = _company(visit), min(max(days, 1), 60)
        with self.begin(company) as work:
            was = work.settings()
            before = {"over_budget": was.over_budget.value, "days": was.days}
            after = {"over_budget": over_budget.value, "days": days}
            if before != after:
                work.set_policy(over_budget, days)
                work.record(act(visit, "approval.policy-set", company, company, before=before, after=after))

    def substitute(self, visit: Visit, new: NewSubstitution) -> None:
        """Raises: NotFound, NotAnApprover, SubstituteHimself, PeriodEmpty."""
        company = _company(visit)
        if new.approver == new.substitute:
            raise SubstituteHimself
        first = new.valid_from or self.clock.today()
        last = new.valid_to or first
        if last < first:
            raise PeriodEmpty(first, last)
        with self.begin(company) as work:
            settings = work.settings()
            _may_approve(settings, new.approver)
            _may_approve(settings, new.substitute)
            names = settings.name(new.approver), settings.name(new.substitute)
            work.substitute(Substitution(new.id, new.approver, names[0], new.substitute, names[1], first, last))
            told = {"approver": names[0], "substitute": names[1], "from": first.isoformat(), "to": last.isoformat()}
            work.record(act(visit, "approval.substitute-set", new.id, company, after=told))

    def end_substitution(self, visit: Visit, id: UUID) -> None:
        """Raises NotFound."""
        company = _company(visit)
        with self.begin(company) as work:
            work.end_substitution(id)
            work.record(act(visit, "approval.substitute-ended", id, company))

    def set_budget(self, visit: Visit, user: UserId | None, period: Period, typed: str) -> None:
        """Raises: SumInvalid, NotFound."""
        company, amount = _company(visit), sum_of(typed)
        with self.begin(company) as work:
            settings = work.settings()
            _known(settings, user)
            found = (b for b in settings.budgets if b.user == user and b.line.period is period)
            was = next(found, None)
            work.set_budget(user, period.value, amount)
            before = None if was is None else str(was.line.amount.amount)
            who, after = settings.name(user), str(amount.amount)
            work.record(
                act(
                    visit,
                    "budget.set",
                    user or company,
                    company,
                    name=who,
                    period=period.value,
                    before=before,
                    after=after,
                )
            )

    def end_budget(self, visit: Visit, id: UUID) -> None:
        """No budget is no bound. Raises NotFound."""
        company = _company(visit)
        with self.begin(company) as work:
            one = next((b for b in work.settings().budgets if b.line.id == id), None)
            work.end_budget(id)
            who, period = ("", "") if one is None else (one.name, one.line.period.value)
            work.record(act(visit, "budget.ended", id, company, name=who, period=period))


def _company(visit: Visit) -> CounterpartyId:
    return company_of(visit, Permission.SET_APPROVAL)


def _known(settings: ApprovalSettings, user: UserId | None) -> None:
    if user is not None and all(one.id != user for one in settings.people):
        raise NotFound("employee", str(user))


def _may_approve(settings: ApprovalSettings, user: UserId | None) -> None:
    _known(settings, user)
    one = next((one for one in settings.people if one.id == user), None)
    if one is not None and not one.may_approve:
        raise NotAnApprover(one.name)


def sum_of(typed: str) -> Money:
    """As people type it: «1 500 000,50 ₽». Raises SumInvalid."""
    text = "".join(typed.split()).replace(" ", "").replace("₽", "").replace(",", ".")
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise SumInvalid(typed[:40]) from None
    if not amount.is_finite() or not 0 <= amount < MOST_SUM or amount != amount.quantize(Decimal("0.01")):
        raise SumInvalid(typed[:40])
    return Money(amount.quantize(Decimal("0.01")))
