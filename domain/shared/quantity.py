"""Quantities, packagings, minimum and multiple (semantics 2; documents 5.2)."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import ClassVar

from attrs import field, frozen

from domain.shared.errors import DomainError

MILLI = Decimal("0.001")
# 10^9 units of one good in one line is a slip of the hand, not an order.
LARGEST = Decimal(1_000_000_000)


@frozen
class QuantityInvalid(DomainError):
    """Not a number, not positive, finer than 1/1000 or beyond all reason."""

    code: ClassVar[str] = "quantity.invalid"
    value: str


@frozen
class QuantityOffMultiple(DomainError):
    """Below the minimum or between two multiples; both neighbours are given, `lower` 0 means «remove»."""

    code: ClassVar[str] = "quantity.off-multiple"
    variant_id: int
    quantity: Decimal
    minimum: Decimal
    multiple: Decimal
    lower: Decimal
    upper: Decimal


@frozen
class UnitMismatch(DomainError):
    code: ClassVar[str] = "quantity.unit-mismatch"
    left: str
    right: str


def quantity_of(text: str | int | Decimal) -> Decimal:
    """A positive quantity to three decimals. Raises QuantityInvalid, also for exponents such as 1e3."""
    raw = str(text).strip()
    if not raw.isascii() or any(mark in raw for mark in "eE_+-") or not raw.replace(".", "", 1).isdigit():
        raise QuantityInvalid(raw[:40])
    value = Decimal(raw)
    if not 0 < value < LARGEST or value != value.quantize(MILLI):
        raise QuantityInvalid(raw[:40])
    return value.quantize(MILLI)


@frozen
class Packaging:
    """A named pack: `numerator / denominator` base units (коэффициент), kept as a fraction.

    `id` 0 is the base unit itself.
    """

    id: int = 0
    unit_code: str = ""
    name: str = ""
    numerator: Decimal = Decimal(1)
    denominator: Decimal = Decimal(1)

    def to_base(self, quantity: Decimal) -> Decimal:
        """Base units in so many packs, to 1/1000."""
        return (quantity * self.numerator / self.denominator).quantize(MILLI)

    @property
    def is_base(self) -> bool:
        return self.id == 0


@frozen
class Steps:
    """Minimum and multiple of one variant in one packaging, counted in that packaging's units."""

    minimum: Decimal = field(default=Decimal(0))
    multiple: Decimal = field(default=Decimal(0))

    def allows(self, quantity: Decimal) -> bool:
        return quantity >= self.minimum and (self.multiple == 0 or quantity % self.multiple == 0)

    def upper(self, quantity: Decimal) -> Decimal:
        """The nearest allowed quantity from above."""
        wanted = max(quantity, self.minimum)
        if self.multiple == 0:
            return wanted
        return (wanted / self.multiple).to_integral_value(ROUND_CEILING) * self.multiple

    def lower(self, quantity: Decimal) -> Decimal:
        """The nearest allowed quantity from below; under the minimum there is only 0, or the minimum itself."""
        if self.multiple == 0:
            return quantity if quantity >= self.minimum else Decimal(0)
        down = (quantity / self.multiple).to_integral_value(ROUND_FLOOR) * self.multiple
        if down == 0:
            return Decimal(0)
        return max(down, self.upper(self.minimum)) if self.minimum else down

    def check(self, variant_id: int, quantity: Decimal) -> QuantityOffMultiple | None:
        if self.allows(quantity):
            return None
        lower, upper = self.lower(quantity), self.upper(quantity)
        return QuantityOffMultiple(variant_id, quantity, self.minimum, self.multiple, lower, upper)
