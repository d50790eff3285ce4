"""What checkout tells before the press: whose yes the cart needs, and how much of the budgets it takes."""

from collections.abc import Sequence

from attrs import frozen

from application.access.context import Visit
from application.ordering.cart_quotes import CartView
from application.ordering.oversight import Oversight, asked_of
from domain.ordering.approval import Step
from domain.ordering.budget import BudgetLine
from domain.shared.errors import DomainError, Refusals
from domain.shared.money import Money


@frozen
class ApprovalNote:
    """refusals: what the company does not let pass at all. total: in roubles with VAT, as budgets count it."""

    steps: tuple[Step, ...] = ()
    refusals: tuple[DomainError, ...] = ()
    budgets: Sequence[BudgetLine] = ()
    total: Money = Money.zero()


NOTHING_NEEDED = ApprovalNote()


def nothing_needed(_: Visit, __: CartView) -> ApprovalNote:
    return NOTHING_NEEDED


@frozen
class ApprovalNoteQuery:
    oversight: Oversight

    def __call__(self, visit: Visit, view: CartView) -> ApprovalNote:
        rules = self.oversight.rules(visit, view.quoted)
        total = asked_of(view, visit.authority.user, rules).total
        try:
            steps = self.oversight.needed_by(visit, view, rules)
        except Refusals as refused:
            return ApprovalNote((), refused.reasons, rules.budgets, total)
        return ApprovalNote(steps, (), rules.budgets, total)
