"""What the buyer owes and may still order, by contract and by the limits above it (M042, M043)."""

from datetime import date, datetime
from typing import Protocol

from attrs import frozen

from application.access.context import Visit
from domain.access.permission import Permission
from domain.credit.credit_line import CreditTerms, OverdueDocument
from domain.parties.level import Level
from domain.shared.ids import ContractId, CounterpartyId, HoldingId
from domain.shared.money import Money


@frozen
class LimitView:
    """One limit that applies. held: our orders that the debt does not contain yet. as_of: of the ERP's figures."""

    level: Level
    limit: Money
    debt: Money
    held: Money
    as_of: datetime | None

    @property
    def available(self) -> Money:
        return self.limit - self.debt - self.held


@frozen
class ContractDebt:
    """debt and advance as the ERP told them; None where it told nothing. next_due: of what is not overdue yet."""

    contract: ContractId
    number: str
    organization_name: str
    terms: CreditTerms
    deferral_days: int
    debt: Money | None
    advance: Money | None
    held: Money
    limit: LimitView | None
    as_of: datetime | None
    overdue: tuple[OverdueDocument, ...]
    in_force: bool
    valid_to: date | None


@frozen
class Debts:
    """`shared`: limits of the counterparty and, for who may see them, of the holding."""

    counterparty: CounterpartyId
    name: str
    contracts: tuple[ContractDebt, ...]
    shared: tuple[LimitView, ...]


class DebtBoard(Protocol):
    def of(self, counterparty: CounterpartyId, holding: HoldingId | None, today: date) -> Debts:
        """`holding` only where its figures may be shown."""


@frozen
class DebtsQuery:
    board: DebtBoard

    def __call__(self, visit: Visit) -> Debts:
        context = visit.buyer()
        visit.authority.need(Permission.SEE_DEBT, context.party.id)
        sees_holding = Permission.SEE_HOLDING in context.party.permissions
        return self.board.of(context.party.id, context.party.holding if sees_holding else None, context.day)
