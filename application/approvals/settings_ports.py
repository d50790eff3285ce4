"""What setting approval and budgets needs of the outside."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import frozen

from application.company.acts import Act
from domain.ordering.approval import ApprovalRule
from domain.ordering.budget import BudgetLine, OverBudget
from domain.shared.errors import DomainError
from domain.shared.ids import CounterpartyId, UserId
from domain.shared.money import Money


@frozen
class Colleague:
    id: UserId
    name: str
    may_approve: bool


@frozen
class Substitution:
    id: UUID
    approver: UserId
    approver_name: str
    substitute: UserId
    substitute_name: str
    valid_from: date
    valid_to: date


@frozen
class BudgetView:
    """user: None for the whole company's. name: empty then."""

    line: BudgetLine
    user: UserId | None
    name: str


@frozen
class ApprovalSettings:
    rules: Sequence[ApprovalRule]
    over_budget: OverBudget
    days: int
    substitutions: Sequence[Substitution]
    budgets: Sequence[BudgetView]
    people: Sequence[Colleague]

    def name(self, user: UserId | None) -> str:
        return next((one.name for one in self.people if one.id == user), "")


@frozen
class RuleNameless(DomainError):
    code: ClassVar[str] = "approval.rule-nameless"


@frozen
class SumInvalid(DomainError):
    """No sum of roubles that is not negative; `value` as it was typed."""

    code: ClassVar[str] = "approval.sum-invalid"
    value: str


@frozen
class NotAnApprover(DomainError):
    """The person has no right to approve."""

    code: ClassVar[str] = "approval.not-an-approver"
    name: str


@frozen
class SubstituteHimself(DomainError):
    code: ClassVar[str] = "approval.substitute-himself"


@frozen
class TooManyRules(DomainError):
    code: ClassVar[str] = "approval.too-many-rules"
    most: int


class SettingsWork(Protocol):
    """One transaction over the settings of one company, locked until it ends."""

    def settings(self) -> ApprovalSettings: ...

    def add_rule(self, rule: ApprovalRule) -> None:
        """A repeated id does nothing."""

    def end_rule(self, id: UUID) -> None:
        """Raises NotFound."""

    def set_policy(self, over_budget: OverBudget, days: int) -> None: ...

    def substitute(self, one: Substitution) -> None: ...

    def end_substitution(self, id: UUID) -> None:
        """Raises NotFound."""

    def set_budget(self, user: UserId | None, period: str, amount: Money) -> None:
        """Beside what was spent already."""

    def end_budget(self, id: UUID) -> None:
        """Raises NotFound."""

    def record(self, act: Act) -> None: ...


BeginSettings = Callable[[CounterpartyId], AbstractContextManager[SettingsWork]]
ReadSettings = Callable[[CounterpartyId], ApprovalSettings]
