"""The bulk form of a price is the single form, on any book."""

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from domain.pricing.ask import Ask
from domain.pricing.bare import BarePrices
from domain.pricing.book import PriceBook, PriceType, VatKind
from domain.pricing.comparing import comparable
from domain.pricing.quote import quote_line
from domain.shared.ids import PackagingId, VariantId
from domain.shared.money import Currency
from domain.shared.quantity import Packaging
from tests.builders import RETAIL, WHOLESALE, a_book, terms
from tests.capabilities import shows
from tests.domain.pricing.books import asks, books


@shows("M106", "M018")
@given(book=books(ruled=False), ask=asks(), currency=st.sampled_from(list(Currency)))
def test_the_bare_price_is_that_of_the_quote(book: PriceBook, ask: Ask, currency: Currency) -> None:
    # One unit, of goods that no agreement speaks of; segments are asked before the bare form is.
    ask = evolve(ask, quantity=Decimal(1), packaging=Packaging(), reached=Decimal(1))
    book = evolve(book, individual={}, rules=None, reached={}, refined={})
    if book.chains.of(ask.terms).of(ask.traits) is not None:
        return
    listed = {kind: told for (kind, packaging), told in (book.listed.get(ask.variant) or {}).items() if not packaging}
    found = BarePrices(book, ask.terms, currency).of(listed, ask.vat_kind, ask.vat_rate)
    assert found == comparable(quote_line(book, ask), book, currency)


RUB, USD = Currency.RUB, Currency.USD
GOOD = VariantId(1)


def a_type(currency: Currency = RUB, included: bool = True, scale: int = 2) -> PriceType:
    return PriceType(WHOLESALE, "Опт", currency, included, scale)


def bare(
    book: PriceBook,
    currency: Currency = RUB,
    own: Currency = RUB,
    pays_vat: bool = True,
    kind: VatKind = VatKind.NOT_TOLD,
    rate: str | None = None,
) -> Decimal | None:
    listed = {key[0]: row for key, row in book.listed[GOOD].items()}
    prices = BarePrices(book, terms(currency=own, pays_vat=pays_vat), currency)
    told = None if rate is None else Decimal(rate)
    found = prices.of(listed, kind, told)
    assert prices.of(listed, kind, told) == found, "asked again"
    return found


@pytest.mark.parametrize(
    ("listed", "scale", "price"),
    [("118.40", 2, "118.40"), ("10.125", 2, "10.13"), ("0.005", 2, "0.01"), ("0.0049", 2, None),
     ("0.0049", 4, "0.0049"), ("0", 2, None)],
)  # fmt: skip
def test_a_bare_price_is_rounded_as_any_other(listed: str, scale: int, price: str | None) -> None:
    assert bare(a_book({1: listed}, (a_type(scale=scale),))) == (None if price is None else Decimal(price))


@pytest.mark.parametrize(
    ("included", "pays_vat", "kind", "rate", "price"),
    [
        (False, True, VatKind.NOT_TOLD, None, "122"), (False, True, VatKind.RATE, "10", "110"),
        (False, True, VatKind.RATE, "0", "100"), (False, True, VatKind.NONE, None, "100"),
        (False, False, VatKind.NOT_TOLD, None, "100"), (False, False, VatKind.RATE, "10", "100"),
        (True, True, VatKind.NOT_TOLD, None, "100"), (True, True, VatKind.RATE, "10", "100"),
        (True, False, VatKind.NONE, None, "100"),
    ],
)  # fmt: skip
def test_a_bare_price_has_vat_in_it(included: bool, pays_vat: bool, kind: VatKind, rate: str, price: str) -> None:
    assert bare(a_book({1: "100"}, (a_type(included=included),)), RUB, RUB, pays_vat, kind, rate) == Decimal(price)


@pytest.mark.parametrize(
    ("of_type", "own", "asked", "rated", "price"),
    [
        (USD, RUB, RUB, True, "800"), (USD, RUB, USD, True, "10"), (RUB, RUB, USD, True, "0.125"),
        (USD, USD, USD, True, "10"), (USD, USD, RUB, True, "800"),
        # Without a rate there is a price only where nothing is to be converted.
        (USD, USD, USD, False, "10"), (RUB, RUB, RUB, False, "10"), (USD, RUB, RUB, False, None),
        (RUB, RUB, USD, False, None), (USD, USD, RUB, False, None),
    ],
)  # fmt: skip
def test_a_bare_price_goes_from_the_types_currency_to_the_contracts_and_on_to_that_asked(
    of_type: Currency, own: Currency, asked: Currency, rated: bool, price: str | None
) -> None:
    book = a_book({1: "10"}, (a_type(of_type),), rates={USD: "80"} if rated else None)
    assert bare(book, asked, own) == (None if price is None else Decimal(price))


def test_a_bare_price_of_nothing_is_passed_for_the_fallback() -> None:
    kinds = (evolve(a_type(), fallback=RETAIL), PriceType(RETAIL, "Розница", USD))
    base = PackagingId(0)
    rows = {(WHOLESALE, base): (Decimal(0), RUB), (RETAIL, base): (Decimal(2), USD)}
    book = evolve(a_book({}, kinds, rates={USD: "80"}), listed={GOOD: rows})
    assert bare(book) == Decimal(160)
    assert bare(evolve(book, listed={GOOD: {**rows, (WHOLESALE, base): (Decimal(5), RUB)}})) == Decimal(5)
    assert bare(evolve(book, types={WHOLESALE: kinds[0]})) is None
