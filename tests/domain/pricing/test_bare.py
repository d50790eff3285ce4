"""The bulk form of a price is the single form, on any book."""

from decimal import Decimal

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from domain.pricing.ask import Ask
from domain.pricing.bare import BarePrices
from domain.pricing.book import PriceBook
from domain.pricing.comparing import comparable
from domain.pricing.quote import quote_line
from domain.shared.money import Currency
from domain.shared.quantity import Packaging
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
