"""What the client owes and may still order, as JSON."""

from datetime import date, datetime

from attrs import frozen

from application.queries.debts import ContractDebt, Debts, LimitView
from domain.credit.credit_line import OverdueDocument
from domain.shared.money import Money
from entrypoints.api.wire_shared import Named


@frozen
class LimitWire:
    """`level`: contract, counterparty or holding. held: our orders that the debt does not contain yet."""

    level: str
    limit: Money
    debt: Money
    held: Money
    available: Money
    as_of: datetime | None


@frozen
class OverdueWire:
    document: str
    due: date
    amount: Money
    days: int


@frozen
class ContractDebtWire:
    """debt and advance as the ERP told them at `as_of`; null where it told nothing."""

    id: str
    number: str
    seller: str
    terms: str
    deferral_days: int
    debt: Money | None
    advance: Money | None
    held: Money
    limit: LimitWire | None
    as_of: datetime | None
    overdue: tuple[OverdueWire, ...]
    in_force: bool
    valid_to: date | None


@frozen
class DebtsWire:
    """`shared`: limits of the company and, for who may see them, of its holding."""

    counterparty: Named
    contracts: tuple[ContractDebtWire, ...]
    shared: tuple[LimitWire, ...]


def debts_wire(debts: Debts) -> DebtsWire:
    return DebtsWire(
        Named(str(debts.counterparty), debts.name),
        tuple(contract_debt(contract) for contract in debts.contracts),
        tuple(limit_wire(limit) for limit in debts.shared),
    )


def contract_debt(debt: ContractDebt) -> ContractDebtWire:
    return ContractDebtWire(
        str(debt.contract),
        debt.number,
        debt.organization_name,
        debt.terms.value,
        debt.deferral_days,
        debt.debt,
        debt.advance,
        debt.held,
        None if debt.limit is None else limit_wire(debt.limit),
        debt.as_of,
        tuple(overdue_wire(document) for document in debt.overdue),
        debt.in_force,
        debt.valid_to,
    )


def overdue_wire(document: OverdueDocument) -> OverdueWire:
    return OverdueWire(document.document, document.due, document.amount, document.days)


def limit_wire(limit: LimitView) -> LimitWire:
    return LimitWire(limit.level.name.lower(), limit.limit, limit.debt, limit.held, limit.available, limit.as_of)
