"""What a person, or the whole company, may order in a period (N10)."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from attrs import define, field, frozen

from domain.shared.errors import DomainError
from domain.shared.ids import OrderId
from domain.shared.money import Money


class Period(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    def start(self, day: date) -> date:
        """The first day of the period that `day` belongs to."""
        if self is Period.YEAR:
            return date(day.year, 1, 1)
        month = day.month if self is Period.MONTH else (day.month - 1) // 3 * 3 + 1
        return date(day.year, month, 1)

    def next(self, day: date) -> date:
        """The first day of the period after it."""
        months = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}[self]
        years, month = divmod(self.start(day).month - 1 + months, 12)
        return date(day.year + years, month + 1, 1)


class OverBudget(StrEnum):
    """What becomes of an order that the budget does not cover."""

    REFUSE = "refuse"
    APPROVE = "approve"


@frozen
class BudgetExceeded(DomainError):
    """of_company: the budget is everybody's. until: the day on which the next period begins."""

    code: ClassVar[str] = "budget.exceeded"
    period: str
    of_company: bool
    limit: Money
    available: Money
    requested: Money
    until: date


@frozen
class BudgetUse:
    """What an order took, with the figures by which it was accepted."""

    order: OrderId
    budget: UUID
    start: date
    amount: Money
    order_total: Money
    basis_amount: Money
    basis_spent: Money


@define
class BudgetLine:
    """One budget in one of its periods, in roubles with VAT.

    Orders spend it; what is cancelled, refused or corrected down comes back by itself, since only what still stands of
    an order counts. Without an approval nothing is spent beyond the amount; a later, smaller amount or a correction by
    the ERP may leave less than nothing, and then nothing more is spent.
    """

    id: UUID
    of_company: bool
    period: Period
    start: date
    amount: Money
    spent: Money
    uses: list[BudgetUse] = field(factory=list, init=False, eq=False)

    @property
    def available(self) -> Money:
        return self.amount - self.spent

    def lacks(self, requested: Money) -> BudgetExceeded | None:
        if requested <= self.available or not requested.is_positive:
            return None
        until = self.period.next(self.start)
        return BudgetExceeded(self.period.value, self.of_company, self.amount, self.available, requested, until)

    def spend(self, order: OrderId, requested: Money, order_total: Money, is_approved: bool = False) -> None:
        """Raises BudgetExceeded."""
        refusal = self.lacks(requested)
        if refusal is not None and not is_approved:
            raise refusal
        use = BudgetUse(order, self.id, self.start, requested, order_total, self.amount, self.spent)
        self.spent += requested
        self.uses.append(use)


def lacking(lines: Sequence[BudgetLine], requested: Money) -> tuple[BudgetExceeded, ...]:
    """By every budget that applies; no budget is no bound."""
    found = (line.lacks(requested) for line in lines)
    return tuple(refusal for refusal in found if refusal is not None)
