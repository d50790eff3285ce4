"""What a rule does to a price: five kinds of effect, each a small function of the price that it meets."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from attrs import field, frozen

from domain.shared.errors import DomainError
from domain.shared.money import HUNDRED, Currency

MOST_PERCENT = Decimal(1000)
LARGEST = Decimal(10) ** 12


class EffectKind(StrEnum):
    """PERCENT: of the price so far, signed. AMOUNT: added, signed. The others: a price of the base unit."""

    PERCENT = "percent"
    AMOUNT = "amount"
    FIXED = "fixed"
    FLOOR = "floor"
    CEILING = "ceiling"

    @property
    def is_last(self) -> bool:
        return self in (EffectKind.FLOOR, EffectKind.CEILING)

    @property
    def is_money(self) -> bool:
        return self is not EffectKind.PERCENT


@frozen
class RuleNotSound(DomainError):
    """A rule that could only give nonsense. `field` is the part to mend, `why` a stable word for what is wrong."""

    code: ClassVar[str] = "rule.not-sound"
    field: str
    why: str


@frozen
class Effect:
    """What a rule does to the price of one base unit. `currency` is that of a sum, None for a percent.

    factor: of a percent, 0.97 for -3; None for a sum.
    Raises: RuleNotSound.
    """

    kind: EffectKind
    value: Decimal
    currency: Currency | None = None
    factor: Decimal | None = field(init=False, eq=False, repr=False, default=None)

    def __attrs_post_init__(self) -> None:
        if not self.value.is_finite():
            raise RuleNotSound("value", "not-number")
        if self.kind.is_money:
            self._check_sum()
        elif not -HUNDRED < self.value <= MOST_PERCENT:
            raise RuleNotSound("value", "percent-range")
        if self.value == 0:
            raise RuleNotSound("value", "zero")
        if not self.kind.is_money:
            object.__setattr__(self, "factor", factor_of(self.value))

    def _check_sum(self) -> None:
        if self.currency is None:
            raise RuleNotSound("currency", "none")
        if abs(self.value) >= LARGEST:
            raise RuleNotSound("value", "too-large")
        if self.kind is not EffectKind.AMOUNT and self.value < 0:
            raise RuleNotSound("value", "negative")


def factor_of(percent: Decimal) -> Decimal:
    """One multiplication and no division, which would round what has many digits."""
    return (HUNDRED + percent).scaleb(-2)


_EFFECTS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    EffectKind.PERCENT: lambda value, price: price * factor_of(value),
    EffectKind.AMOUNT: lambda value, price: price + value,
    EffectKind.FIXED: lambda value, price: value,
    EffectKind.FLOOR: lambda value, price: max(price, value),
    EffectKind.CEILING: lambda value, price: min(price, value),
}


def effected(kind: str, value: Decimal, price: Decimal) -> Decimal:
    """`kind` is an EffectKind or its word in a stored trail; a sum is in the price's own currency and unit by now."""
    return _EFFECTS[kind](value, price)
