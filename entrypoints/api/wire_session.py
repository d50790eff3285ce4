"""Who is signed in, in which context, and where he may switch to, as JSON."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from attrs import frozen

from application.access.context import BuyerContext, ContractFacts, Visit
from application.access.ports import Choice, ContractChoice
from application.ordering.cart_quotes import LineChange
from domain.access.permission import Permission
from domain.shared.ids import ContractId
from domain.shared.money import Currency, Money
from entrypoints.api.wire_shared import Named, ProblemWire, WarehouseWire, problems_wire


@frozen
class CompanyWire:
    id: str
    name: str
    inn: str
    permissions: tuple[str, ...]


@frozen
class ActiveContractWire:
    """`available`: what may still be ordered on credit; null without a limit or the right to see it."""

    id: str
    number: str
    seller: Named
    price_type: str
    currency: Currency
    terms: str
    deferral_days: int
    available: Money | None


@frozen
class CartSummaryWire:
    version: int
    lines: int
    totals: tuple[Money, ...]


@frozen
class ContextWire:
    """The active company, region and contracts. `status` is active, or the company may not order."""

    counterparty: Named
    status: str
    status_reason: str
    region: Named | None
    warehouses: tuple[WarehouseWire, ...]
    contracts: tuple[ActiveContractWire, ...]
    cart: CartSummaryWire
    day: date


@frozen
class SessionWire:
    """`csrf` goes into X-CSRF-Token of every change. context is null for staff."""

    user: Named
    language: str
    is_staff: bool
    csrf: str
    staff_permissions: tuple[str, ...]
    companies: tuple[CompanyWire, ...]
    context: ContextWire | None


@frozen
class ContractChoiceWire:
    """`state`: in-force, expired or not-yet; only one in force can be chosen."""

    id: str
    number: str
    seller: Named
    price_type: str
    currency: str
    state: str
    valid_to: str | None


@frozen
class ChoiceWire:
    counterparty: Named
    inn: str
    default_region: str | None
    contracts: tuple[ContractChoiceWire, ...]
    regions: tuple[Named, ...]


@frozen
class ContextsWire:
    current: ContextWire
    choices: tuple[ChoiceWire, ...]


@frozen
class PriceSeen:
    amount: Decimal
    currency: Currency


@frozen
class LineChangeWire:
    """A line of the cart whose price or stock is another in the new context; prices of one unit."""

    name: str
    sku: str
    price_before: PriceSeen | None
    price_after: PriceSeen | None
    available_before: Decimal
    available_after: Decimal
    refusals: tuple[ProblemWire, ...]


@frozen
class SwitchedWire:
    changes: tuple[LineChangeWire, ...]


def session_wire(visit: Visit, types: Mapping[ContractId, str]) -> SessionWire:
    authority = visit.authority
    return SessionWire(
        Named(str(authority.user), authority.name),
        authority.language,
        authority.is_staff,
        authority.csrf,
        tuple(sorted(authority.staff_permissions)),
        tuple(CompanyWire(str(p.id), p.name, p.inn, tuple(sorted(p.permissions))) for p in authority.parties),
        None if visit.context is None else context_wire(visit.context, types),
    )


def context_wire(context: BuyerContext, types: Mapping[ContractId, str]) -> ContextWire:
    sees_debt = Permission.SEE_DEBT in context.party.permissions
    region = None if context.region is None else Named(str(context.region), context.region_name)
    return ContextWire(
        Named(str(context.party.id), context.party.name),
        context.status,
        context.status_reason,
        region,
        tuple(
            WarehouseWire(str(w.id), w.name, Named(str(w.organization), w.organization_name))
            for w in context.warehouses
        ),
        tuple(active_contract(each, types.get(each.id, ""), sees_debt) for each in context.active_contracts()),
        CartSummaryWire(context.cart_version, context.cart_lines, context.cart_totals),
        context.day,
    )


def active_contract(contract: ContractFacts, price_type: str, sees_debt: bool) -> ActiveContractWire:
    return ActiveContractWire(
        str(contract.id),
        contract.number,
        Named(str(contract.organization), contract.organization_name),
        price_type,
        contract.currency,
        contract.terms.value,
        contract.deferral_days,
        contract.available if sees_debt else None,
    )


def contexts_wire(current: BuyerContext, choices: tuple[Choice, ...], types: Mapping[ContractId, str]) -> ContextsWire:
    return ContextsWire(context_wire(current, types), tuple(choice_wire(choice) for choice in choices))


def choice_wire(choice: Choice) -> ChoiceWire:
    return ChoiceWire(
        Named(str(choice.counterparty), choice.name),
        choice.inn,
        None if choice.default_region is None else str(choice.default_region),
        tuple(contract_choice(contract) for contract in choice.contracts),
        tuple(Named(str(region.id), region.name) for region in choice.regions),
    )


def contract_choice(choice: ContractChoice) -> ContractChoiceWire:
    return ContractChoiceWire(
        str(choice.id),
        choice.number,
        Named(str(choice.organization), choice.organization_name),
        choice.price_type_name,
        choice.currency,
        choice.state,
        choice.valid_to,
    )


def switched_wire(changes: tuple[LineChange, ...], language: str) -> SwitchedWire:
    return SwitchedWire(tuple(change_wire(change, language) for change in changes))


def change_wire(change: LineChange, language: str) -> LineChangeWire:
    return LineChangeWire(
        change.name,
        change.sku,
        price_seen(change.price_before, change.currency_before),
        price_seen(change.price_after, change.currency_after),
        change.available_before,
        change.available_after,
        problems_wire(change.refusals, language),
    )


def price_seen(amount: Decimal | None, currency: Currency | None) -> PriceSeen | None:
    return None if amount is None or currency is None else PriceSeen(amount, currency)
