"""What prices are made of: the slice of the books that one quote reads, all from one snapshot."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import IntEnum
from uuid import UUID

from attrs import field, frozen

from domain.parties.level import Level
from domain.shared.ids import ContractId, CounterpartyId, HoldingId, OrganizationId, PackagingId, PriceTypeId, VariantId
from domain.shared.money import Currency


@frozen
class PriceType:
    """A named price list (вид цены). `scale` is the number of decimals of its unit prices."""

    id: PriceTypeId
    name: str
    currency: Currency
    vat_included: bool = True
    scale: int = 2
    fallback: PriceTypeId | None = None


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


@frozen
class Terms:
    """How one seller organization trades with one counterparty: the pricing side of a contract.

    `price_type_from` names where the type was found (contract, default), for the explanation.
    """

    organization: OrganizationId
    organization_name: str
    contract: ContractId
    contract_number: str
    counterparty: CounterpartyId
    holding: HoldingId
    price_type: PriceTypeId | None
    currency: Currency = Currency.RUB
    price_type_from: str = "contract"
    pays_vat: bool = True

    def owner(self, level: Level) -> UUID:
        if level is Level.CONTRACT:
            return self.contract
        return self.counterparty if level is Level.COUNTERPARTY else self.holding


type_key = tuple[PriceTypeId, PackagingId]


@frozen
class PriceBook:
    """Everything that the quotes of one answer may read. Absent rows are absent prices."""

    version: int
    day: date
    types: Mapping[PriceTypeId, PriceType]
    listed: Mapping[VariantId, Mapping[type_key, tuple[Decimal, Currency]]]
    individual: Mapping[VariantId, tuple[IndividualPrice, ...]] = field(factory=dict)
    rates: Mapping[Currency, Rate] = field(factory=dict)
    vat: VatCalendar = VatCalendar()
