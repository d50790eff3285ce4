"""What a company asks of its own people's orders, as placing needs it: somebody's yes first, and room in the budget."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from attrs import field, frozen

from application.access.context import Visit
from application.ordering.cart_quotes import CartView
from application.ordering.ports import Entered, OrderingWork
from domain.ordering.approval import ApprovalNeeded, ApprovalRule, Approver, Asked, RuleKind, Step, steps_for
from domain.ordering.budget import BudgetLine, OverBudget, lacking
from domain.ordering.order import Order
from domain.ordering.placing import converted
from domain.ordering.quoted_cart import QuotedCart
from domain.pricing.book import Rate
from domain.shared.errors import Refusals
from domain.shared.ids import CounterpartyId, UserId, VariantId
from domain.shared.money import Currency, Money

OVER_BUDGET_STEP = "over-budget"


@frozen
class CompanyRules:
    """budgets: of the person and of the whole company, in the period of the day. goods: by a section's rule, which of
    the cart's goods it speaks of.
    """

    rules: Sequence[ApprovalRule] = ()
    over_budget: OverBudget = OverBudget.REFUSE
    budgets: Sequence[BudgetLine] = ()
    goods: Mapping[UUID, frozenset[VariantId]] = field(factory=dict)


class RulesOfCompanies(Protocol):
    def of(self, company: CounterpartyId, user: UserId, day: date, variants: Collection[VariantId]) -> CompanyRules: ...


@frozen
class Spender:
    """Whose budgets an order counts in: locked with the rest, read behind the locks."""

    company: CounterpartyId
    budgets: tuple[UUID, ...]
    day: date
    over_budget: OverBudget


@frozen
class Approving:
    """The last yes to a request. covers_budget: it was asked for what the budget lacks, too."""

    request: UUID
    by: Approver
    covers_budget: bool


@frozen
class Oversight:
    companies: RulesOfCompanies

    def needed(self, visit: Visit, view: CartView) -> tuple[Step, ...]:
        """The decisions that this cart needs now; none where it may be placed at once.

        Raises Refusals with BudgetExceeded where the company refuses what no budget covers.
        """
        return self.needed_by(visit, view, self.rules(visit, view.quoted))

    def before(self, visit: Visit, view: CartView, approving: Approving | None) -> Spender | None:
        """What placing takes into its transaction; None where there is no budget. Raises: ApprovalNeeded, Refusals."""
        rules = self.rules(visit, view.quoted)
        if approving is None and (steps := self.needed_by(visit, view, rules)):
            raise ApprovalNeeded(tuple(step.name for step in steps))
        if not rules.budgets:
            return None
        context = visit.buyer()
        ids = tuple(line.id for line in rules.budgets)
        return Spender(context.party.id, ids, context.day, rules.over_budget)

    def settle(
        self,
        work: OrderingWork,
        entered: Entered,
        orders: Sequence[Order],
        rates: Mapping[Currency, Rate],
        spender: Spender | None,
        approving: Approving | None,
        at: datetime,
    ) -> None:
        """Behind the locks: the budget as it is now takes the orders, and the request is closed with them.

        Raises: ApprovalNeeded or Refusals where another order was first; what a request may not any more.
        """
        if approving is not None:
            request = work.lock_request(approving.request)
            request.approve(approving.by, at)
            work.close_request(request, orders, approving.by.user)
        if spender is None:
            return
        sums = [(order, converted(order.total, Currency.RUB, rates)) for order in orders]
        whole = sum((money for _, money in sums), Money.zero())
        is_covered = approving is not None and approving.covers_budget
        refusals = lacking(entered.budgets, whole)
        if refusals and not is_covered:
            if spender.over_budget is OverBudget.APPROVE:
                raise ApprovalNeeded((OVER_BUDGET_STEP,))
            raise Refusals(refusals)
        for order, money in sums:
            for line in entered.budgets:
                if money.is_positive:
                    line.spend(order.id, money, order.total, is_covered)
        uses = [use for line in entered.budgets for use in line.uses]
        work.spend_budgets(uses, None if approving is None else approving.request)

    def rules(self, visit: Visit, quoted: QuotedCart) -> CompanyRules:
        context = visit.buyer()
        if not context.is_overseen:
            return CompanyRules()
        variants = [line.wanted.key.variant for line in quoted.lines]
        return self.companies.of(context.party.id, visit.authority.user, context.day, variants)

    def needed_by(self, visit: Visit, view: CartView, rules: CompanyRules) -> tuple[Step, ...]:
        asked = asked_of(view, visit.authority.user, rules)
        if asked.lacking and rules.over_budget is OverBudget.REFUSE:
            raise Refusals(asked.lacking)
        return steps_for(rules.rules, asked, OVER_BUDGET_STEP)


def asked_of(view: CartView, user: UserId, rules: CompanyRules) -> Asked:
    """Sums in roubles with VAT, as budgets and rules count them."""
    total = sum((converted(money, Currency.RUB, view.rates) for money in view.quoted.totals), Money.zero())
    by_rule = {}
    for rule in rules.rules:
        if rule.kind is RuleKind.SECTION:
            goods = rules.goods.get(rule.id, frozenset())
            shares = [s for line in view.quoted.lines if line.wanted.key.variant in goods for s in line.shares]
            parts = (Money(s.quoted.gross, s.quoted.currency) for s in shares if s.quoted.refusal is None)
            roubles = (converted(part, Currency.RUB, view.rates) for part in parts)
            by_rule[rule.id] = sum(roubles, Money(Decimal("0.00")))
    return Asked(user, total, by_rule, lacking(rules.budgets, total))
