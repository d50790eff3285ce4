"""Which warehouse serves which line (semantics 4, allocation)."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from attrs import frozen

from domain.shared.ids import WarehouseId


@frozen
class Available:
    """What one warehouse of the region may give; they come by priority, then id."""

    warehouse: WarehouseId
    quantity: Decimal


@frozen
class Share:
    warehouse: WarehouseId
    quantity: Decimal


@frozen
class Allocation:
    """Shares in the order of the warehouses; `missing` is what nobody has."""

    shares: tuple[Share, ...]
    missing: Decimal


def allocate(quantity: Decimal, multiple: Decimal, stocks: Sequence[Available]) -> Allocation:
    """Divide a line only when no one warehouse holds it whole, and then by its multiple (base units)."""
    for stock in stocks:
        if stock.quantity >= quantity:
            return Allocation((Share(stock.warehouse, quantity),), Decimal(0))
    shares, rest = [], quantity
    for stock in stocks:
        part = min(rest, _whole(stock.quantity, multiple))
        if part > 0:
            shares.append(Share(stock.warehouse, part))
            rest -= part
    return Allocation(tuple(shares), rest)


def _whole(quantity: Decimal, multiple: Decimal) -> Decimal:
    if quantity <= 0:
        return Decimal(0)
    if multiple <= 0:
        return quantity
    return (quantity / multiple).to_integral_value(ROUND_FLOOR) * multiple
