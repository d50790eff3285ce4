"""Promo codes: what one is and when it may be used (semantics 3, step 8)."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from attrs import frozen

from domain.catalog.folding import sku_key
from domain.pricing.promo_refusals import PromoNotInForce, PromoNotSound, PromoUsedUp, PromoUsedUpByCounterparty
from domain.pricing.rules import Which, Whom
from domain.shared.errors import DomainError
from domain.shared.money import HUNDRED, KOPECK, Currency

LONGEST = 40
LARGEST = Decimal(10) ** 12


class PromoKind(StrEnum):
    """PERCENT: of the amount of each line. AMOUNT: one sum, divided over the lines of the whole cart."""

    PERCENT = "percent"
    AMOUNT = "amount"


@frozen
class PromoCode:
    """What the seller promised to whoever names the code.

    currency: of its sums, that is of an amount and of `minimum`: what the whole cart must come to, with VAT and before
    the code. Days are inclusive, open where None. most_uses, most_each: in all and per counterparty, None is any
    number. touches_agreed: it takes from lines at individual prices, too, which otherwise no code does.

    Raises: PromoNotSound.
    """

    id: UUID
    text: str
    kind: PromoKind
    value: Decimal
    currency: Currency = Currency.RUB
    which: Which = Which()
    whom: Whom = Whom()
    minimum: Decimal = Decimal(0)
    valid_from: date | None = None
    valid_to: date | None = None
    most_uses: int | None = None
    most_each: int | None = None
    touches_agreed: bool = False
    is_on: bool = True

    def __attrs_post_init__(self) -> None:
        if not promo_key(self.text) or len(self.text) > LONGEST:
            raise PromoNotSound("code", "empty" if not promo_key(self.text) else "too-long")
        self._check_sum("value", self.value)
        if self.value <= 0 or (self.kind is PromoKind.PERCENT and self.value > HUNDRED):
            raise PromoNotSound("value", "percent-range" if self.kind is PromoKind.PERCENT else "not-positive")
        self._check_sum("minimum", self.minimum)
        if self.minimum < 0:
            raise PromoNotSound("minimum", "negative")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise PromoNotSound("valid_to", "before-start")
        for name in ("most_uses", "most_each"):
            if (most := getattr(self, name)) is not None and most < 1:
                raise PromoNotSound(name, "not-positive")

    def _check_sum(self, name: str, sum_: Decimal) -> None:
        if not sum_.is_finite() or abs(sum_) >= LARGEST or sum_ != sum_.quantize(KOPECK):
            raise PromoNotSound(name, "not-money")


@frozen
class Uses:
    """Placings with the code that stand: one use each, however many orders each became."""

    in_all: int = 0
    of_counterparty: int = 0


@frozen
class Promo:
    """A code as one counterparty meets it."""

    code: PromoCode
    uses: Uses = Uses()

    def why_not(self, day: date) -> DomainError | None:
        """What refuses it whatever is in the cart."""
        code = self.code
        days = code.valid_from, code.valid_to
        if not code.is_on:
            return PromoNotInForce(code.text, "off", *days)
        if code.valid_from is not None and day < code.valid_from:
            return PromoNotInForce(code.text, "not-yet", *days)
        if code.valid_to is not None and code.valid_to < day:
            return PromoNotInForce(code.text, "over", *days)
        if code.most_uses is not None and self.uses.in_all >= code.most_uses:
            return PromoUsedUp(code.text, code.most_uses)
        if code.most_each is not None and self.uses.of_counterparty >= code.most_each:
            return PromoUsedUpByCounterparty(code.text, code.most_each)
        return None


def promo_key(text: str) -> str:
    """«Лето-26», «ЛЕТО 26» and one typed with Latin letters that look the same are one code."""
    return sku_key(text)
