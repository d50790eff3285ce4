"""A price list by name: its currency, its precision, and where its goods are looked for when it has no price."""

from decimal import Decimal

from attrs import frozen

from domain.shared.ids import PriceTypeId, RegionId
from domain.shared.money import Currency


@frozen
class Threshold:
    """From a cart's total on, in the type's own currency, another price type applies (цены от суммы заказа)."""

    total: Decimal
    becomes: PriceTypeId


@frozen
class PriceType:
    """A named price list (вид цены). `scale` is the number of decimals of its unit prices.

    thresholds: by total, ascending. regional: the type whose row comes first in a region, where it has one.
    """

    id: PriceTypeId
    name: str
    currency: Currency
    vat_included: bool = True
    scale: int = 2
    fallback: PriceTypeId | None = None
    thresholds: tuple[Threshold, ...] = ()
    regional: tuple[tuple[RegionId, PriceTypeId], ...] = ()
