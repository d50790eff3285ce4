"""Prices agreed with one client: what tells them apart, on which days they hold, what cannot be agreed (step 1)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from attrs import evolve, field, frozen

from domain.parties.level import Level
from domain.shared.errors import DomainError
from domain.shared.ids import PackagingId, VariantId
from domain.shared.money import Currency


@frozen
class ValidityBackwards(DomainError):
    """The last day stands before the first."""

    code: ClassVar[str] = "individual-price.validity-backwards"
    valid_from: date
    valid_to: date


@frozen
class PricesOverlap(DomainError):
    """Another price of the same client, goods, unit and minimum holds on some of these days.

    line: its row in the same file, None for one that stands in the portal.
    """

    code: ClassVar[str] = "individual-price.overlaps"
    amount: Decimal
    currency: Currency
    valid_from: date | None
    valid_to: date | None
    line: int | None = None


@frozen
class PriceKeptByErp(DomainError):
    """For this client, goods, unit and minimum the ERP is the source, so nobody else is."""

    code: ClassVar[str] = "individual-price.kept-by-erp"
    amount: Decimal
    currency: Currency
    valid_from: date | None
    valid_to: date | None


@frozen
class PriceChangedMeanwhile(DomainError):
    """Somebody, or the ERP, changed the price after it was shown."""

    code: ClassVar[str] = "individual-price.changed-meanwhile"


@frozen
class Validity:
    """From and to, both days included; None is without a bound. Raises ValidityBackwards."""

    start: date | None = None
    end: date | None = None

    def __attrs_post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValidityBackwards(self.start, self.end)

    def overlaps(self, other: "Validity") -> bool:
        return not (
            (self.end is not None and other.start is not None and self.end < other.start)
            or (other.end is not None and self.start is not None and other.end < self.start)
        )


@frozen
class Agreement:
    """What a price is agreed for. `minimum` is in base units; `packaging` 0 is the base unit."""

    level: Level
    owner: UUID
    variant: VariantId
    packaging: PackagingId
    minimum: Decimal


@frozen
class AgreedPrice:
    agreement: Agreement
    amount: Decimal
    currency: Currency
    vat_included: bool
    validity: Validity = field(factory=Validity)


@frozen
class Standing:
    """A price that is there. line: the row of the file that has just made or changed it."""

    id: UUID
    price: AgreedPrice
    by_erp: bool
    line: int | None = None


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


def verdict_on(wanted: AgreedPrice, standing: Iterable[Standing]) -> tuple[Verdict, Standing | None]:
    """Whether the wanted price may stand beside those of its agreement, and which of them it changes.

    A price of the same agreement and the same first day is the same price, with other terms.

    Raises: PriceKeptByErp, PricesOverlap.
    """
    rows = [row for row in standing if row.price.agreement == wanted.agreement]
    alike = next((row for row in rows if row.price == wanted), None)
    if alike is not None:
        return Verdict.SAME, alike
    if told := next((row.price for row in rows if row.by_erp), None):
        raise PriceKeptByErp(told.amount, told.currency, told.validity.start, told.validity.end)
    former = next((row for row in rows if row.price.validity.start == wanted.validity.start), None)
    check_overlap(wanted, (row for row in rows if row is not former))
    return (Verdict.NEW, None) if former is None else (Verdict.CHANGED, former)


def check_overlap(wanted: AgreedPrice, others: Iterable[Standing]) -> None:
    """Raises PricesOverlap."""
    for other in others:
        price = other.price
        if price.agreement == wanted.agreement and price.validity.overlaps(wanted.validity):
            bounds = price.validity
            raise PricesOverlap(price.amount, price.currency, bounds.start, bounds.end, other.line)


def ended(price: AgreedPrice, last: date) -> AgreedPrice:
    """The same price, holding no longer than its last day. Raises ValidityBackwards."""
    return evolve(price, validity=Validity(price.validity.start, last))
