"""What must hold of rules of availability on the customer's own goods and clients (A07); prices have `checks`."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from domain.catalog.goods import Goods
from domain.pricing.assortment import GoodsOf, Sellers, visible
from domain.pricing.availability import Reach, Side
from domain.pricing.checks import Finding, Flaw
from domain.pricing.effect import EffectKind
from domain.pricing.remarks import order_matters
from domain.pricing.rules import Rules

ONE, NOTHING = Decimal(1), Decimal(0)


def on_goods(reach: Reach, goods: Goods) -> Iterator[Finding]:
    """Of one good: two rules hide it, or two whose order is left to their ids meet on it."""
    sides = {id(side): side for _, side in reach.places(goods.organization)}
    for side in sides.values():
        yield from _hidden_twice(side, goods)
        yield from _in_doubt(side, goods)


def _hidden_twice(side: Side, goods: Goods) -> Iterator[Finding]:
    """Switching one of them off shows nothing: whoever does it will wonder."""
    hiding: list[tuple[object, str]] = []
    for rule in side.on(goods.traits):
        kind = rule.effect.kind
        if kind is EffectKind.SHOW:
            hiding.clear()
        elif kind is EffectKind.HIDE:
            hiding.append((rule.effect.warehouse, rule.name))
        if rule.stops:
            break
    named = [name for place, name in hiding if place is None]
    if len(named) > 1:
        yield Finding(Flaw.HIDDEN_TWICE, ONE, NOTHING, rules=tuple(named))


def _in_doubt(side: Side, goods: Goods) -> Iterator[Finding]:
    for one, other in combinations(side.on(goods.traits), 2):
        if one.place[:2] == other.place[:2] and order_matters(one, other):
            yield Finding(Flaw.EQUAL_RANK, ONE, NOTHING, rules=(one.name, other.name))


def on_client(reach: Reach, sellers: Sellers, goods_of: GoodsOf) -> Iterator[Finding]:
    """Somebody who has nothing at all was hardly meant."""
    if any(sellers.values()) and not visible(reach, sellers, goods_of):
        yield Finding(Flaw.NOTHING_LEFT, ONE, NOTHING, rules=_names(reach))


def _names(reach: Reach) -> tuple[str, ...]:
    kinds = (EffectKind.HIDE, EffectKind.ONLY)
    rules: Rules = tuple(rule for side in reach.sides.values() for rule in side.rules if rule.effect.kind in kinds)
    return tuple(dict.fromkeys(rule.name for rule in rules))
