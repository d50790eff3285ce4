"""How prices of a list compare: with VAT, in one currency, or not at all."""

from decimal import Decimal

import pytest
from attrs import evolve

from domain.pricing.ask import Ask
from domain.pricing.book import PriceBook, PriceType, VatKind
from domain.pricing.comparing import comparable
from domain.pricing.quote import quote_line
from domain.shared.ids import VariantId
from domain.shared.money import Currency
from tests.builders import WHOLESALE, a_book, terms

VARIANT = VariantId(1)
USD = {Currency.USD: "80"}


def compared(book: PriceBook, currency: Currency, of: Currency = Currency.RUB, rate: str = "20") -> Decimal | None:
    ask = Ask(VARIANT, terms(currency=of), vat_kind=VatKind.RATE, vat_rate=Decimal(rate))
    return comparable(quote_line(book, ask), book, currency)


def without_vat(book: PriceBook) -> PriceBook:
    return evolve(book, types={WHOLESALE: PriceType(WHOLESALE, "Опт", Currency.RUB, vat_included=False)})


def test_a_price_without_vat_compares_as_it_will_be_paid() -> None:
    included, on_top = a_book({1: "120"}), without_vat(a_book({1: "100"}))
    assert compared(included, Currency.RUB) == compared(on_top, Currency.RUB) == Decimal(120)


def test_a_price_of_a_fraction_of_a_kopeck_is_not_rounded_again() -> None:
    book = without_vat(a_book({1: "0.07"}))
    assert compared(book, Currency.RUB) == Decimal("0.084")


def test_another_currency_compares_at_the_rate_of_the_day() -> None:
    book = a_book({1: "160"}, rates=USD)
    assert compared(book, Currency.RUB, of=Currency.USD) == Decimal(160)
    assert compared(book, Currency.USD) == Decimal(2)


@pytest.mark.parametrize("listed", [{}, {2: "5"}])
def test_a_good_on_request_compares_with_nothing(listed: dict[int, str | Decimal]) -> None:
    assert compared(a_book(listed), Currency.RUB) is None


def test_without_a_rate_nothing_is_said() -> None:
    assert compared(a_book({1: "160"}), Currency.USD) is None
