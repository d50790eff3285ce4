"""Limits, exposure and overdue debt (semantics 5)."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from attrs import define, field, frozen

from domain.parties.level import Level
from domain.shared.errors import DomainError
from domain.shared.ids import BalanceId, ContractId
from domain.shared.money import Currency, Money


class CreditTerms(StrEnum):
    """Not told means prepayment; a limit of zero is a limit."""

    PREPAYMENT = "prepayment"
    LIMITED = "limited"
    UNLIMITED = "unlimited"


@frozen
class CreditLimitExceeded(DomainError):
    """`excess` is what must be paid or taken out; figures of a holding are shown only to who has a right on it.

    contracts: those whose orders count against the limit here; taking out what stands under others frees nothing.
    """

    code: ClassVar[str] = "credit.limit-exceeded"
    level: Level
    available: Money
    requested: Money
    excess: Money
    contracts: tuple[ContractId, ...] = ()


@frozen
class OverdueDocument:
    """A shipment not paid in time: what the refusal names."""

    document: str
    due: date
    amount: Money
    days: int


@frozen
class DebtOverdue(DomainError):
    code: ClassVar[str] = "credit.overdue"
    contract: ContractId
    documents: tuple[OverdueDocument, ...]
    total: Money


@frozen
class HoldNotPositive(DomainError):
    code: ClassVar[str] = "credit.hold-not-positive"
    amount: Money


@frozen
class Balance:
    """The ERP's figures of one owner: debt less advances, with the id of the message that told it."""

    id: BalanceId | None
    debt: Money


@frozen
class CreditHold:
    """One owner's part of accepting an order, with the basis of the acceptance."""

    level: Level
    owner: UUID
    amount: Money
    basis: BalanceId | None
    basis_limit: Money
    basis_debt: Money
    basis_held: Money
    at: datetime


@define
class CreditLine:
    """The room that one limit leaves for ordering before paying.

    The ERP tells the debt and when it was counted; accepting an order adds a *hold*. A hold ends by being contained
    in the debt, paid or cancelled, never by the ERP's mere acknowledgement. No hold takes exposure past the limit
    (C1); the ERP may, and then `available` is negative and nothing more is held.
    """

    level: Level
    owner: UUID
    limit: Money
    balance: Balance
    held: Money
    new_holds: list[CreditHold] = field(factory=list, init=False, eq=False)

    @property
    def available(self) -> Money:
        return self.limit - self.balance.debt - self.held

    def hold(self, amount: Money, at: datetime) -> CreditHold:
        if not amount.is_positive:
            raise HoldNotPositive(amount)
        if amount > self.available:
            raise CreditLimitExceeded(self.level, self.available, amount, amount - self.available)
        hold = CreditHold(self.level, self.owner, amount, self.balance.id, self.limit, self.balance.debt, self.held, at)
        self.held += amount
        self.new_holds.append(hold)
        return hold


def overdue(
    contract: ContractId, documents: Sequence[OverdueDocument], tolerance: int, currency: Currency
) -> DebtOverdue | None:
    """The refusal when debt older than tolerated exists (C2); `tolerance` in days after the due date."""
    late = tuple(document for document in documents if document.days > tolerance)
    if not late:
        return None
    total = sum((document.amount for document in late), Money.zero(currency))
    return DebtOverdue(contract, late, total)


def overdue_days(today: date, due: date) -> int:
    """Overdue begins the day after the due date (documents 4.1)."""
    return max(0, (today - due).days)
