"""What stands in the frame of every page: who asks, for whom, where from, and what is in the cart."""

from attrs import frozen

from application.access.context import BuyerContext, ContractFacts, Visit
from domain.access.permission import Permission
from domain.credit.credit_line import CreditTerms
from domain.shared.money import Money


@frozen
class Credit:
    """What one active contract still leaves; `free` is None where its terms are no limit."""

    contract: str
    free: Money | None
    is_prepaid: bool


@frozen
class Buyer:
    """The active context in words."""

    party: str
    contracts: tuple[str, ...]
    region: str
    cart_lines: int
    cart_totals: tuple[Money, ...]
    credits: tuple[Credit, ...]
    can_switch: bool
    can_order: bool
    blocked: str | None


@frozen
class Shell:
    """`here` names the entry of the menu that is current."""

    person: str
    csrf: str
    is_staff: bool
    buyer: Buyer | None
    here: str = ""
    sees_orders: bool = False
    sees_debt: bool = False
    sees_exchange: bool = False
    sees_rates: bool = False
    sees_prices: bool = False
    sees_rules: bool = False
    sees_promos: bool = False
    sees_lists: bool = False
    sees_search: bool = False
    changes_content: bool = False
    sees_content: bool = False
    sees_texts: bool = False
    sees_reviews: bool = False
    fills_orders: bool = False
    sees_structure: bool = False
    sees_delivery: bool = False
    sees_leads: bool = False
    sees_audit: bool = False
    company: str = ""  # where the cabinet of the company begins for this person
    actor: str = ""  # of the staff, who acts in the person's place


NOBODY = Shell("", "", False, None)


def shell(visit: Visit, here: str) -> Shell:
    authority, context = visit.authority, visit.context
    actor = "" if authority.actor is None else authority.actor.name
    if context is None:
        held = authority.staff_permissions
        return Shell(
            authority.name,
            authority.csrf,
            authority.is_staff,
            None,
            here,
            sees_exchange=Permission.SEE_EXCHANGE in held,
            sees_rates=Permission.SEE_RATES in held,
            sees_prices=Permission.SEE_OWN_CLIENTS in held,
            sees_rules=Permission.SEE_RULES in held,
            sees_promos=Permission.SEE_PROMOS in held,
            sees_search=Permission.SEE_SEARCH in held,
            changes_content=Permission.CHANGE_CONTENT in held,
            sees_content=Permission.CHANGE_SHOWCASE in held,
            sees_reviews=Permission.MODERATE_REVIEWS in held,
            sees_texts=Permission.EDIT_TEXTS in held,
            sees_structure=Permission.CHANGE_STRUCTURE in held,
            sees_delivery=Permission.CHANGE_DELIVERY in held,
            sees_leads=Permission.TAKE_LEADS in held,
            sees_audit=Permission.SEE_AUDIT in held,
            actor=actor,
        )
    held = context.party.permissions
    sees_debt = Permission.SEE_DEBT in held
    return Shell(
        authority.name,
        authority.csrf,
        authority.is_staff,
        buyer(context, sees_debt),
        here,
        Permission.SEE_ORDERS in held,
        sees_debt,
        sees_lists=Permission.SEE_PRICES in held,
        fills_orders=Permission.CHANGE_CART in held and Permission.SEE_PRICES in held,
        company=company_door(held),
        actor=actor,
    )


def company_door(held: frozenset[str]) -> str:
    if Permission.SEE_ORDERS in held:
        return "/approvals"
    return "/company/people" if Permission.MANAGE_PEOPLE in held else ""


def buyer(context: BuyerContext, sees_debt: bool) -> Buyer:
    contracts = context.active_contracts()
    return Buyer(
        context.party.name,
        tuple(contract.number for contract in contracts),
        context.region_name,
        context.cart_lines,
        context.cart_totals,
        tuple(map(_credit, contracts)) if sees_debt else (),
        Permission.CHANGE_CART in context.party.permissions,
        Permission.PLACE_ORDER in context.party.permissions,
        context.status_reason if context.status != "active" else None,
    )


def _credit(contract: ContractFacts) -> Credit:
    is_prepaid = contract.terms is CreditTerms.PREPAYMENT
    return Credit(contract.number, None if is_prepaid else contract.available, is_prepaid)
