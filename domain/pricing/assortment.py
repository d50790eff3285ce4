"""All goods that a client has, at once: the bulk form of `Reach.of`, which a test holds equal to it.

A set of goods is a whole number whose bit n is product n: a hundred thousand goods are 12 KB, and an intersection is
one operation.
"""

from collections.abc import Callable, Mapping

from domain.pricing.availability import Reach, Side
from domain.pricing.effect import EffectKind
from domain.pricing.rules import Rule, Which
from domain.shared.ids import OrganizationId, WarehouseId

Mask = int
GoodsOf = Callable[[Which], Mask]
Sellers = Mapping[OrganizationId | None, Mask]


def visible(reach: Reach, sellers: Sellers, goods_of: GoodsOf) -> Mask:
    """sellers: all goods on sale by the seller that their ERP fixes, None where the warehouse decides."""
    found = 0
    for organization, goods in sellers.items():
        for warehouse, side in reach.places(organization):
            found |= goods & _open(side, warehouse, goods_of)
    return found


def without_stock(reach: Reach, sellers: Sellers, goods_of: GoodsOf) -> dict[WarehouseId, Mask]:
    """Goods whose stock at a warehouse the client is not told: it does not serve them to him, or a cap leaves none.

    Warehouses that hide nothing are left out.
    """
    found: dict[WarehouseId, Mask] = {}
    for organization, goods in sellers.items():
        for warehouse, side in reach.places(organization):
            if warehouse is None:
                continue
            blind = goods & ~(_open(side, warehouse, goods_of) & ~_capped_to_nothing(side, warehouse, goods_of))
            if blind:
                found[warehouse] = found.get(warehouse, 0) | blind
    return found


def _open(side: Side, warehouse: WarehouseId | None, goods_of: GoodsOf) -> Mask:
    hidden = stopped = 0
    for rule in side.rules:
        kind = rule.effect.kind
        if kind is EffectKind.ONLY:
            continue
        goods = goods_of(rule.which) & ~stopped
        if kind is EffectKind.SHOW:
            hidden &= ~goods
        elif kind is EffectKind.HIDE and rule.effect.warehouse in (None, warehouse):
            hidden |= goods
        stopped |= goods if rule.stops else 0
    listed = 0
    for rule in side.lists:
        listed |= goods_of(rule.which)
    return listed & ~hidden if side.lists else ~hidden


def _capped_to_nothing(side: Side, warehouse: WarehouseId, goods_of: GoodsOf) -> Mask:
    found = stopped = 0
    for rule in side.rules:
        if rule.effect.kind is EffectKind.ONLY:
            continue
        goods = goods_of(rule.which) & ~stopped
        if _leaves_nothing(rule, warehouse):
            found |= goods
        stopped |= goods if rule.stops else 0
    return found


def _leaves_nothing(rule: Rule, warehouse: WarehouseId) -> bool:
    effect = rule.effect
    return effect.kind is EffectKind.CAP and effect.value == 0 and effect.warehouse in (None, warehouse)
