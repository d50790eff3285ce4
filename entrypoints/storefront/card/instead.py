"""What may take the place of lines of the cart that cannot be had."""

from collections.abc import Mapping

from application.access.context import Visit
from application.ordering.cart_quotes import CartView
from application.queries.offers import Card
from application.related.related import LinkKind
from domain.inventory.stock import OutOfStock
from domain.ordering.drafting import NotInAssortment, NotSellable
from domain.shared.ids import ProductId, VariantId
from entrypoints.storefront.card.use_cases import CardUseCases

MISSING = (OutOfStock, NotSellable)
MOST = 3


def substitutes(use_cases: CardUseCases | None, visit: Visit, view: CartView) -> Mapping[VariantId, tuple[Card, ...]]:
    """By variant. Of goods that rules hide nothing is told, not even what stands in their place."""
    if use_cases is None:
        return {}
    wanted: dict[VariantId, ProductId] = {}
    for line in view.quoted.lines:
        told = line.refusals
        if any(isinstance(one, NotInAssortment) for one in told):
            continue
        if any(isinstance(one, MISSING) for one in told):
            wanted[line.wanted.goods.variant] = line.wanted.goods.product
    found = use_cases.related(visit, LinkKind.SUBSTITUTE, list(wanted.values()), MOST) if wanted else {}
    return {variant: found[product] for variant, product in wanted.items() if product in found}
