"""What the buyer owes and may still order, by contract and by the limits above it (M042, M043)."""

from datetime import date, datetime
from typing import Protocol

from attrs import frozen

from application.access.context import Visit
from domain.access.permission import Permission
from domain.credit.credit_line import CreditTerms, OverdueDocument
from domain.parties.level import Level
from domain.shared.ids import ContractId, CounterpartyId, HoldingId, OrderId
from domain.shared.money import Money


@frozen
class LimitView:
    """One limit that applies. held: our orders that the debt does not contain yet. as_of: of the ERP's figures.
    permitted: what a person lets pass beyond it, the nearest end beside it.
    """

    level: Level
    limit: Money
    debt: Money
    held: Money
    as_of: datetime | None
    permitted: Money | None = None
    permitted_until: datetime | None = None

    @property
    def available(self) -> Money:
        own = self.limit if self.permitted is None else self.limit + self.permitted
        return own - self.debt - self.held


@frozen
class ContractDebt:
    """debt and advance as the ERP told them; None where it told nothing. permitted_overdue: debt of at most so
    much does not block until then.
    """

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
    permitted_overdue: Money | None = None
    permitted_until: datetime | None = None


@frozen
class WaitingOrder:
    """An order on hold: it goes on by itself as soon as the limit is free or the debt is paid."""

    id: OrderId
    number: str
    placed_at: datetime
    total: Money
    reserved_until: datetime | None


@frozen
class Debts:
    """`shared`: limits of the counterparty and, for who may see them, of the holding. waiting: orders on hold."""

    counterparty: CounterpartyId
    name: str
    contracts: tuple[ContractDebt, ...]
    shared: tuple[LimitView, ...]
    waiting: tuple[WaitingOrder, ...] = ()


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
