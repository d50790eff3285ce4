"""What one may do, and the built-in roles (semantics 1). New roles are composed of the same permissions."""

from collections.abc import Mapping
from enum import StrEnum


class Permission(StrEnum):
    """Checked on the use case, never only in a template or a route."""

    SEE_CATALOGUE = "catalogue.see"
    SEE_PRICES = "prices.see"
    CHANGE_CART = "cart.change"
    PLACE_ORDER = "order.place"
    SEE_ORDERS = "order.see"
    SEE_DOCUMENTS = "document.see"
    SEE_DEBT = "debt.see"
    SEE_HOLDING = "holding.see"
    MAKE_FEED_KEYS = "feed-key.make"
    SEE_OWN_CLIENTS = "client.see-own"
    SEE_ALL_CLIENTS = "client.see-all"
    SEE_EXCHANGE = "exchange.see"
    SEE_RULES = "rule.see"
    CHANGE_RULES = "rule.change"
    SEE_RATES = "rates.see"
    CHANGE_RATES = "rates.change"
    SET_PRICE_TYPES = "price-type.set"
    CHANGE_INDIVIDUAL_PRICES = "individual-price.change"
    SEE_PROMOS = "promo.see"
    CHANGE_PROMOS = "promo.change"
    SET_REFINEMENT = "price-refinement.set"
    SEE_SEARCH = "search.see"
    CHANGE_SEARCH = "search.change"
    CHANGE_CONTENT = "content.change"
    CHANGE_SHOWCASE = "showcase.change"
    EDIT_TEXTS = "text.edit"
    MODERATE_REVIEWS = "review.moderate"
    CHANGE_STRUCTURE = "structure.change"
    PROLONG_RESERVES = "reserve.prolong"
    SET_RESERVES = "reserve.set"
    PERMIT_CREDIT = "credit.permit"
    CHANGE_DELIVERY = "delivery.change"
    TAKE_LEADS = "lead.take"
    SEE_ALL_ORDERS = "order.see-all"
    CORRECT_ORDERS = "order.correct"
    APPROVE_ORDERS = "order.approve"
    SET_APPROVAL = "approval.set"
    MANAGE_PEOPLE = "people.manage"
    SEE_AUDIT = "audit.see"
    ACT_FOR_CLIENTS = "client.act-for"
    CLOSE_CLIENTS = "client.close"
    SET_CLIENT_REGION = "client-region.set"
    CHANGE_CLIENT_ORDERS = "client-order.change"


_BUYING = (
    Permission.SEE_CATALOGUE,
    Permission.SEE_PRICES,
    Permission.CHANGE_CART,
    Permission.PLACE_ORDER,
    Permission.SEE_ORDERS,
    Permission.SEE_DOCUMENTS,
    Permission.SEE_DEBT,
    Permission.MAKE_FEED_KEYS,
)
# What the company's administrator has and may pass on; nothing of the seller's is among it.
_LEADING = (Permission.SEE_ALL_ORDERS, Permission.CORRECT_ORDERS, Permission.APPROVE_ORDERS)
_ADMINISTERING = (*_LEADING, Permission.SET_APPROVAL, Permission.MANAGE_PEOPLE, Permission.SEE_AUDIT)
_SELLING = (Permission.SEE_CATALOGUE, Permission.SEE_OWN_CLIENTS, Permission.SEE_RATES, Permission.SEE_SEARCH)
_OVERSEEING = (
    *_SELLING,
    Permission.SEE_ALL_CLIENTS,
    Permission.SEE_EXCHANGE,
    Permission.SEE_RULES,
    Permission.SEE_PROMOS,
)
_PRICING = (
    Permission.CHANGE_RULES,
    Permission.SET_PRICE_TYPES,
    Permission.CHANGE_INDIVIDUAL_PRICES,
    Permission.CHANGE_PROMOS,
    Permission.SET_REFINEMENT,
    Permission.CHANGE_SEARCH,
    Permission.CHANGE_DELIVERY,
    Permission.TAKE_LEADS,
    Permission.SET_CLIENT_REGION,
    Permission.CHANGE_CLIENT_ORDERS,
)
_GUARDING = (Permission.ACT_FOR_CLIENTS, Permission.CLOSE_CLIENTS, Permission.SEE_AUDIT)
_SHOWCASE = (Permission.CHANGE_SHOWCASE, Permission.MODERATE_REVIEWS)
_TRADING = (Permission.PROLONG_RESERVES, Permission.SET_RESERVES, Permission.PERMIT_CREDIT)
_EDITING = (*_SHOWCASE, Permission.CHANGE_CONTENT, Permission.CHANGE_STRUCTURE)

BUILT_IN_ROLES: Mapping[str, tuple[str, tuple[Permission, ...]]] = {
    "buyer": ("Закупщик", _BUYING),
    "accountant": (
        "Бухгалтер",
        (
            *(
                p
                for p in _BUYING
                if p not in (Permission.CHANGE_CART, Permission.PLACE_ORDER, Permission.MAKE_FEED_KEYS)
            ),
            Permission.SEE_ALL_ORDERS,
        ),
    ),
    "head": ("Руководитель", (*_BUYING, *_LEADING, Permission.SEE_HOLDING)),
    "company_admin": ("Администратор компании", (*_BUYING, *_ADMINISTERING)),
    "manager": (
        "Менеджер",
        (
            *_SELLING,
            Permission.CHANGE_INDIVIDUAL_PRICES,
            Permission.CHANGE_SEARCH,
            *_SHOWCASE,
            Permission.PROLONG_RESERVES,
            Permission.TAKE_LEADS,
            Permission.ACT_FOR_CLIENTS,
            Permission.SET_CLIENT_REGION,
            Permission.CHANGE_CLIENT_ORDERS,
        ),
    ),
    "sales_head": ("Руководитель продаж", (*_OVERSEEING, *_PRICING, *_EDITING, *_TRADING, *_GUARDING)),
    "administrator": (
        "Администратор",
        (*_OVERSEEING, *_PRICING, *_EDITING, *_TRADING, *_GUARDING, Permission.CHANGE_RATES, Permission.EDIT_TEXTS),
    ),
    "content_editor": ("Контент-редактор", (*_SELLING, *_EDITING)),
    "auditor": ("Аудитор", (*_OVERSEEING, Permission.SEE_AUDIT)),
}
# Of a client's company; the seller's people have the others.
COMPANY_ROLES = ("buyer", "accountant", "head", "company_admin")
COMPANY_PERMISSIONS: tuple[Permission, ...] = tuple(
    p for p in Permission if any(p in BUILT_IN_ROLES[role][1] for role in COMPANY_ROLES)
)
