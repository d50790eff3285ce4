"""Money and prices: exact decimals, rounded half up, once per line (semantics 2)."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import ClassVar, Self

from attrs import Attribute, field, frozen

from domain.shared.errors import DomainError

KOPECK = Decimal("0.01")
HUNDRED = Decimal(100)
NO_VAT = Decimal("0.00")
UNITS = {scale: Decimal(1).scaleb(-scale) for scale in range(12)}


class Currency(StrEnum):
    """ОКВ currencies that a contract may be kept in; all have two decimals."""

    RUB = "RUB"
    USD = "USD"
    EUR = "EUR"
    CNY = "CNY"
    BYN = "BYN"
    KZT = "KZT"
    TRY = "TRY"


@frozen
class NotWholeKopecks(DomainError):
    code: ClassVar[str] = "money.not-whole-kopecks"
    value: object


@frozen
class CurrencyMismatch(DomainError):
    code: ClassVar[str] = "money.currency-mismatch"
    left: Currency
    right: Currency


def rounded(raw: Decimal, scale: int = 2) -> Decimal:
    """Half up, away from zero for negatives: -0.125 becomes -0.13 (documents 5.1, R2)."""
    return raw.quantize(UNITS[scale], ROUND_HALF_UP)


def vat_within(amount: Decimal, rate: Decimal | None) -> Decimal:
    """VAT included in an amount; `rate` in per cent, None is «без НДС» and takes nothing."""
    return NO_VAT if rate is None else (amount * rate / (HUNDRED + rate)).quantize(KOPECK, ROUND_HALF_UP)


def vat_on_top(amount: Decimal, rate: Decimal | None) -> Decimal:
    """VAT to be added to an amount without it."""
    return NO_VAT if rate is None else (amount * rate / HUNDRED).quantize(KOPECK, ROUND_HALF_UP)


def allocated(amount: Decimal, weights: Sequence[Decimal], unit: Decimal = KOPECK) -> tuple[Decimal, ...]:
    """Divide by weights into whole units that add up: largest remainder, ties to the earlier part.

    Zero weights all round fall on the first part, so that nothing is lost.
    """
    total = sum(weights, Decimal(0))
    if not weights:
        raise ValueError("nothing to divide by")
    if total == 0:
        return (amount, *(Decimal(0) for _ in weights[1:]))
    units = int(amount / unit)
    shares = [units * weight / total for weight in weights]
    floors = [int(share.to_integral_value(ROUND_FLOOR)) for share in shares]
    by_remainder = sorted(range(len(weights)), key=lambda i: (floors[i] - shares[i], i))
    for i in by_remainder[: units - sum(floors)]:
        floors[i] += 1
    return tuple(part * unit for part in floors)


def _whole_kopecks(_: object, __: "Attribute[Decimal]", value: Decimal) -> None:
    if not isinstance(value, Decimal) or not value.is_finite() or value != value.quantize(KOPECK):
        raise NotWholeKopecks(value)


@frozen(order=False)
class Money:
    """An exact amount in one currency, to the kopeck (1/100).

    Construction never rounds: price x quantity passes once through `rounded`.

    Raises: NotWholeKopecks for a float or a fraction of a kopeck;
        CurrencyMismatch when two currencies meet.
    """

    amount: Decimal = field(validator=_whole_kopecks)
    currency: Currency = Currency.RUB

    @classmethod
    def rounded(cls, raw: Decimal, currency: Currency = Currency.RUB) -> Self:
        return cls(rounded(raw), currency)

    @classmethod
    def zero(cls, currency: Currency = Currency.RUB) -> Self:
        return cls(Decimal("0.00"), currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._same(other)

    @property
    def is_positive(self) -> bool:
        return self.amount > 0

    def allocate(self, weights: Sequence[Decimal]) -> tuple["Money", ...]:
        """Divide by weights so that the parts sum to the whole."""
        return tuple(Money(part, self.currency) for part in allocated(self.amount, weights))

    def _same(self, other: "Money") -> Decimal:
        if self.currency is not other.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return other.amount
