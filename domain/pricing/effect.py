"""What a rule does: to a price, five kinds, each a small function of the price that it meets; or to what a client sees
of goods and stock and may order of them, seven kinds more, which `availability` applies (semantics 3, step 5).
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from attrs import field, frozen

from domain.shared.errors import DomainError
from domain.shared.ids import WarehouseId
from domain.shared.money import HUNDRED, Currency

MOST_PERCENT = Decimal(1000)
MOST_DAYS = Decimal(365)
LARGEST = Decimal(10) ** 12


class EffectKind(StrEnum):
    """PERCENT: of the price so far, signed. AMOUNT: added, signed. FIXED, FLOOR, CEILING: a price of the base unit.

    HIDE: these clients do not have these goods. SHOW: they do, whatever hid them before. ONLY: of all goods they have
    these and those of their other ONLY rules alone. ON_ORDER: what is not in stock comes in so many days.
    CAP: of the stock at most so many base units are shown and sold in one cart.
    LEAST, MULTIPLE: he orders at least so many base units, or whole multiples of so many (минимум, кратность); 0: any
    number. Both take the place of what the ERP told of the good (N21).
    """

    PERCENT = "percent"
    AMOUNT = "amount"
    FIXED = "fixed"
    FLOOR = "floor"
    CEILING = "ceiling"
    HIDE = "hide"
    SHOW = "show"
    ONLY = "only"
    ON_ORDER = "on-order"
    CAP = "cap"
    LEAST = "least"
    MULTIPLE = "multiple"

    @property
    def is_last(self) -> bool:
        return self in (EffectKind.FLOOR, EffectKind.CEILING)

    @property
    def is_money(self) -> bool:
        return self in MONEY

    @property
    def is_price(self) -> bool:
        return self is EffectKind.PERCENT or self in MONEY


MONEY = frozenset((EffectKind.AMOUNT, EffectKind.FIXED, EffectKind.FLOOR, EffectKind.CEILING))
PRICES = tuple(kind for kind in EffectKind if kind.is_price)
# Visible or not: there is nothing to count.
YES_OR_NO = frozenset((EffectKind.HIDE, EffectKind.SHOW, EffectKind.ONLY))
QUANTITIES = frozenset((EffectKind.CAP, EffectKind.LEAST, EffectKind.MULTIPLE))
# A warehouse may be named by what speaks of stock; who has a good at all is not a matter of one warehouse.
OF_WAREHOUSES = frozenset((EffectKind.HIDE, EffectKind.ON_ORDER, EffectKind.CAP))


@frozen
class RuleNotSound(DomainError):
    """A rule that could only give nonsense. `field` is the part to mend, `why` a stable word for what is wrong."""

    code: ClassVar[str] = "rule.not-sound"
    field: str
    why: str


@frozen
class Effect:
    """What a rule does to the price of one base unit, or to what is seen of a good. `currency`: of a sum, else None.

    value: days of ON_ORDER, base units of CAP, LEAST and MULTIPLE, 0 where nothing is counted.
    warehouse: of the stock alone that it names.
    factor: of a percent, 0.97 for -3; None for a sum.
    Raises: RuleNotSound.
    """

    kind: EffectKind
    value: Decimal = Decimal(0)
    currency: Currency | None = None
    warehouse: WarehouseId | None = None
    factor: Decimal | None = field(init=False, eq=False, repr=False, default=None)

    def __attrs_post_init__(self) -> None:
        if not self.value.is_finite():
            raise RuleNotSound("value", "not-number")
        if self.warehouse is not None and self.kind not in OF_WAREHOUSES:
            raise RuleNotSound("warehouse", "not-for-this")
        if not self.kind.is_price:
            self._check_availability()
            return
        if self.kind.is_money:
            self._check_sum()
        elif not -HUNDRED < self.value <= MOST_PERCENT:
            raise RuleNotSound("value", "percent-range")
        if self.value == 0:
            raise RuleNotSound("value", "zero")
        if not self.kind.is_money:
            object.__setattr__(self, "factor", factor_of(self.value))

    def _check_availability(self) -> None:
        if self.currency is not None:
            raise RuleNotSound("currency", "not-for-this")
        if self.kind in YES_OR_NO and self.value != 0:
            raise RuleNotSound("value", "nothing-to-count")
        if self.kind is EffectKind.ON_ORDER and not (self.value == int(self.value) and 1 <= self.value <= MOST_DAYS):
            raise RuleNotSound("value", "days")
        if self.kind in QUANTITIES and not 0 <= self.value < LARGEST:
            raise RuleNotSound("value", "stock" if self.kind is EffectKind.CAP else "quantity")

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


EFFECTS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    EffectKind.PERCENT: lambda value, price: price * factor_of(value),
    EffectKind.AMOUNT: lambda value, price: price + value,
    EffectKind.FIXED: lambda value, price: value,
    EffectKind.FLOOR: lambda value, price: value if value > price else price,
    EffectKind.CEILING: lambda value, price: value if value < price else price,
}


def effected(kind: str, value: Decimal, price: Decimal) -> Decimal:
    """`kind` is an EffectKind or its word in a stored trail; a sum is in the price's own currency and unit by now."""
    return EFFECTS[kind](value, price)
