"""A question for a price and its answer."""

from decimal import Decimal
from typing import ClassVar, NamedTuple

from attrs import frozen

from domain.catalog.traits import NO_TRAITS, Traits
from domain.pricing.book import VatKind
from domain.pricing.terms import Terms
from domain.pricing.trail import Trail
from domain.shared.errors import DomainError
from domain.shared.ids import PackagingId, VariantId
from domain.shared.light import light
from domain.shared.money import Currency
from domain.shared.quantity import Packaging

BASE = PackagingId(0)


@frozen
class PriceOnRequest(DomainError):
    """No price at the end of the chain: the line can be asked about, not ordered.

    `why` is `no-price`, `no-price-type`, `no-rate` with the currency that has none, `rule-to-nothing` with the rule
    that left no positive price, or `rounds-to-nothing`: at the type's precision the price is zero.
    """

    code: ClassVar[str] = "price.on-request"
    variant_id: VariantId
    why: str
    currency: Currency | None = None
    rule: str = ""


@light
class Ask:
    """One line to be priced. `reached` is the cart's sum of this variant in base units."""

    variant: VariantId
    terms: Terms
    quantity: Decimal = Decimal(1)
    packaging: Packaging = Packaging()
    reached: Decimal = Decimal(1)
    vat_kind: VatKind = VatKind.NOT_TOLD
    vat_rate: Decimal | None = None
    traits: Traits = NO_TRAITS


class QuotedLine(NamedTuple):
    """A line with its price, or with the reason why it has none: a light tuple, for a price list has 100,000 of them.

    price: per unit of the packaging, in the contract's currency, with or without VAT as `vat_included` says.
    amount = round(price x quantity); gross is what the buyer pays. discount: what a promo code has taken off the gross;
    amount, vat and gross are what is left then.
    """

    ask: Ask
    price: Decimal
    vat_included: bool
    vat_rate: Decimal | None
    amount: Decimal
    vat: Decimal
    gross: Decimal
    trail: Trail
    refusal: PriceOnRequest | None = None
    discount: Decimal = Decimal("0.00")

    @property
    def currency(self) -> Currency:
        return self.ask.terms.currency
