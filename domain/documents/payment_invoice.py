"""Счёт на оплату: not a primary document, an offer that fixes prices and gives requisites (documents 1.1 to
1.8).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar

from attrs import field, frozen

from domain.documents.amount_in_words import amount_in_words
from domain.documents.payment_qr import PaymentQr
from domain.documents.requisites import is_person
from domain.shared.errors import DomainError
from domain.shared.money import Currency, Money, rounded

ZERO = Decimal("0.00")


@frozen
class SellerRequisitesMissing(DomainError):
    """An invoice that cannot be paid is not issued; `fields` are those that the ERP has not told."""

    code: ClassVar[str] = "document.seller-requisites-missing"
    organization: str
    fields: tuple[str, ...]


@frozen
class InvoiceEmpty(DomainError):
    code: ClassVar[str] = "document.invoice-empty"
    order: str


@frozen
class BankAccount:
    account: str
    bik: str
    bank_name: str
    corr_account: str


@frozen
class Party:
    """A legal entity as it was at the moment of issue: requisites are copied, never referred to."""

    name: str
    inn: str = ""
    kpp: str = ""
    address: str = ""
    phone: str = ""

    @property
    def is_person(self) -> bool:
        return is_person(self.inn)


@frozen
class Seller:
    party: Party
    bank: BankAccount
    director: str = ""
    accountant: str = ""

    def require_payable(self) -> None:
        """Raises: SellerRequisitesMissing."""
        told = {
            "name": self.party.name,
            "inn": self.party.inn,
            "account": self.bank.account,
            "bik": self.bank.bik,
            "bank_name": self.bank.bank_name,
        }
        if missing := tuple(name for name, value in told.items() if not value):
            raise SellerRequisitesMissing(self.party.name, missing)


@frozen
class Consignee:
    name: str
    address: str = ""


@frozen
class InvoiceLine:
    """`price` and `amount` are with or without VAT as `vat_included` says; `gross` is what is paid.

    `vat_rate` None is «без НДС», which is not 0 %.
    """

    number: int
    sku: str
    name: str
    quantity: Decimal
    unit: str
    price: Decimal
    vat_included: bool
    vat_rate: Decimal | None
    amount: Decimal
    vat: Decimal
    gross: Decimal

    @property
    def discount(self) -> Decimal:
        """By how much the line is below price x quantity (a promo amount)."""
        return rounded(self.price * self.quantity) - self.amount


@frozen
class VatTotal:
    """Sums of rounded lines, so that the totals add up by rate; `rate` None is «без НДС»."""

    rate: Decimal | None
    vat: Decimal
    gross: Decimal


@frozen
class PaymentInvoice:
    """`day` and `valid_until` are days of the business zone; `conditions` are sentences for people."""

    number: str
    day: date
    valid_until: date
    currency: Currency
    seller: Seller
    buyer: Party
    basis: str
    lines: tuple[InvoiceLine, ...]
    consignee: Consignee | None = None
    prepaid: bool = True
    conditions: tuple[str, ...] = field(factory=tuple)

    @property
    def total(self) -> Money:
        return Money(sum((line.gross for line in self.lines), ZERO), self.currency)

    @property
    def vat_total(self) -> Money:
        return Money(sum((line.vat for line in self.lines), ZERO), self.currency)

    @property
    def amount_total(self) -> Money:
        """Of the column «Сумма»: without VAT where prices are without it."""
        return Money(sum((line.amount for line in self.lines), ZERO), self.currency)

    @property
    def vat_included(self) -> bool | None:
        """None where lines with and without VAT in the price stand together."""
        said = {line.vat_included for line in self.lines if line.vat_rate is not None}
        return None if len(said) > 1 else said.pop() if said else True

    @property
    def vat_totals(self) -> tuple[VatTotal, ...]:
        """The highest rate first, «без НДС» last."""
        rates = sorted({line.vat_rate for line in self.lines}, key=lambda rate: (rate is None, -(rate or 0)))
        return tuple(self._vat_total([line for line in self.lines if line.vat_rate == rate]) for rate in rates)

    @property
    def in_words(self) -> str:
        return amount_in_words(self.total)

    @property
    def purpose(self) -> str:
        """Назначение платежа: the number and day of the invoice are how the ERP finds what was paid."""
        taxed = [total for total in self.vat_totals if total.rate is not None]
        vat = ", ".join(
            f"НДС {percent(total.rate)}% {total.vat:f}".replace(".", "-") for total in taxed if total.rate is not None
        )
        said = f"Оплата по счету № {self.number} от {self.day:%d.%m.%Y}"
        return f"{said}, в т.ч. {vat}" if vat else f"{said}, НДС не облагается"

    @property
    def qr(self) -> str | None:
        """The payload of the payment QR; none in a foreign currency, of which the standard does not speak."""
        if self.currency is not Currency.RUB:
            return None
        party, bank = self.seller.party, self.seller.bank
        return PaymentQr(
            party.name,
            bank.account,
            bank.bank_name,
            bank.bik,
            bank.corr_account,
            self.total.amount,
            self.purpose,
            party.inn,
            "" if party.is_person else party.kpp,
        ).payload

    @staticmethod
    def _vat_total(lines: Sequence[InvoiceLine]) -> VatTotal:
        vat, gross = (sum((getattr(line, name) for line in lines), ZERO) for name in ("vat", "gross"))
        return VatTotal(lines[0].vat_rate, vat, gross)


def percent(rate: Decimal) -> str:
    """22.00 as 22, 7.50 as 7,5."""
    return f"{rate.normalize():f}".replace(".", ",")
