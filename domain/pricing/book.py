"""What prices are made of: the slice of the books that one quote reads, all from one snapshot."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import IntEnum
from uuid import UUID

from attrs import Factory, field, frozen

from domain.parties.level import Level
from domain.pricing.chain import TypeChains
from domain.pricing.price_type import PriceType, Threshold
from domain.pricing.refinement import LineRef, Refined
from domain.pricing.rules import RuleBook
from domain.shared.ids import ContractId, PackagingId, PriceTypeId, VariantId
from domain.shared.money import Currency

__all__ = [
    "Crossing", "IndividualPrice", "PriceBook", "PriceType", "Rate", "Reached", "Threshold", "VatCalendar", "VatKind",
    "crossed", "type_key",
]  # fmt: skip


@frozen
class IndividualPrice:
    """A price agreed for one good. `minimum` is in base units; `packaging` 0 prices the base unit."""

    id: UUID
    level: Level
    owner: UUID
    packaging: PackagingId
    minimum: Decimal
    amount: Decimal
    currency: Currency
    vat_included: bool


@frozen
class Rate:
    """Roubles for one unit of a currency, nominal and mark-up (in per cent) already applied.

    on: the day that it is dated, which may lie before the bank day that it serves.
    """

    currency: Currency
    on: date
    value: Decimal
    source: str = ""
    markup: Decimal = Decimal(0)


@frozen
class VatCalendar:
    """General VAT rates by the day they start (НК ст. 164); newest first."""

    general: tuple[tuple[date, Decimal], ...] = (
        (date(2026, 1, 1), Decimal(22)),
        (date(2019, 1, 1), Decimal(20)),
        (date(2004, 1, 1), Decimal(18)),
    )

    def general_on(self, day: date) -> Decimal:
        return next(rate for start, rate in self.general if start <= day)


class VatKind(IntEnum):
    """What the ERP told of a good's VAT. `NONE` is «без НДС», which is not 0 %."""

    NOT_TOLD = 0
    RATE = 1
    NONE = 2


# To look a kind up is cheaper than to make one of its number.
VAT_KINDS: Mapping[int, VatKind] = {kind.value: kind for kind in VatKind}


type_key = tuple[PriceTypeId, PackagingId]


@frozen
class Reached:
    """The threshold that a cart has met under one contract, with the total that met it."""

    threshold: Threshold
    total: Decimal


@frozen
class PriceBook:
    """Everything that the quotes of one answer may read. Absent rows are absent prices.

    reached: by contract, set by `quote_cart` alone; a line by itself reaches no threshold.
    chains: who has which of the types; by themselves, contracts have those that they name.
    refined: what the ERP said of this very cart; only the quote of a cart ever has it (P5).
    """

    version: int
    day: date
    types: Mapping[PriceTypeId, PriceType]
    listed: Mapping[VariantId, Mapping[type_key, tuple[Decimal, Currency]]]
    individual: Mapping[VariantId, tuple[IndividualPrice, ...]] = field(factory=dict)
    rates: Mapping[Currency, Rate] = field(factory=dict)
    vat: VatCalendar = VatCalendar()
    rules: RuleBook | None = None
    reached: Mapping[ContractId, Reached] = field(factory=dict)
    chains: TypeChains = field(default=Factory(lambda book: TypeChains(book.types), takes_self=True), eq=False)
    refined: Mapping[LineRef, Refined] = field(factory=dict)
    general_vat: Decimal = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "general_vat", self.vat.general_on(self.day))


@frozen
class Crossing:
    """The way from one currency to another, through the rouble; a rouble itself counts as a rate of one."""

    source: Rate
    target: Rate

    def of(self, amount: Decimal) -> Decimal:
        return amount * self.source.value / self.target.value

    @staticmethod
    def dated(rate: Rate) -> date | None:
        return None if rate.currency is Currency.RUB else rate.on

    @property
    def markup(self) -> Decimal:
        return max(self.source.markup, self.target.markup)


def crossed(book: PriceBook, source: Currency, target: Currency) -> Crossing | Currency:
    """Or the currency that has no rate."""
    rouble = Rate(Currency.RUB, book.day, Decimal(1))
    rates = [rouble if each is Currency.RUB else book.rates.get(each) for each in (source, target)]
    if (first := rates[0]) is None or first.value <= 0:
        return source
    if (second := rates[1]) is None or second.value <= 0:
        return target
    return Crossing(first, second)
