"""Which warehouse serves which line (semantics 4, allocation)."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

ZERO = Decimal(0)


Share = tuple[int, Decimal]  # the place of the warehouse among those that serve, and its part


def allocate(quantity: Decimal, multiple: Decimal, free: Sequence[Decimal]) -> tuple[list[Share], Decimal]:
    """(shares in the order of the warehouses, what nobody has). free: what each warehouse may give, in their order.

    A line is divided only when no one warehouse holds it whole, and then by its multiple (base units).
    """
    for place, had in enumerate(free):
        if had >= quantity:
            return [(place, quantity)], ZERO
    shares, rest = list[Share](), quantity
    for place, had in enumerate(free):
        part = min(rest, _whole(had, multiple))
        if part > 0:
            shares.append((place, part))
            rest -= part
    return shares, rest


def _whole(quantity: Decimal, multiple: Decimal) -> Decimal:
    if quantity <= 0:
        return ZERO
    if multiple <= 0:
        return quantity
    return (quantity / multiple).to_integral_value(ROUND_FLOOR) * multiple
