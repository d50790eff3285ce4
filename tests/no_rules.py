"""A company that asks nothing of its people's orders."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from application.ordering.oversight import CompanyRules, Oversight
from domain.ordering.approval import ApprovalRequest
from domain.ordering.budget import BudgetUse
from domain.ordering.order import Order
from domain.shared.ids import CounterpartyId, UserId, VariantId


class NoRules:
    def of(self, company: CounterpartyId, user: UserId, day: date, variants: Collection[VariantId]) -> CompanyRules:
        return CompanyRules()


FREE = Oversight(NoRules())


class WithoutRequests:
    """The part of an ordering work that such a company never comes to."""

    def spend_budgets(self, uses: Sequence[BudgetUse], approval: UUID | None) -> None:
        raise AssertionError("there is no budget")

    def lock_request(self, request: UUID) -> ApprovalRequest:
        raise AssertionError("there is no request")

    def close_request(self, request: ApprovalRequest, orders: Sequence[Order], by: UserId) -> None:
        raise AssertionError("there is no request")
