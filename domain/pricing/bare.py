"""The bulk form of `quote_line` for goods of which no rule, agreement or segment speaks: the number alone, as it
compares with others, without a line and its trail. A property holds it equal to the single form on random books.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from domain.pricing.book import Crossing, PriceBook, PriceType, VatKind, crossed
from domain.pricing.comparing import HUNDRED
from domain.pricing.finding import NOTHING
from domain.pricing.terms import Terms
from domain.shared.ids import PriceTypeId
from domain.shared.money import UNITS, Currency

Listed = Mapping[PriceTypeId, tuple[Decimal, Currency]]


class BarePrices:
    """Of one unit under one contract's terms, in the given currency. Ways between currencies are found once."""

    def __init__(self, book: PriceBook, terms: Terms, currency: Currency) -> None:
        self._terms, self._general = terms, book.general_vat
        kinds = book.chains.of(terms).plain.kinds
        self._kinds = tuple((kind, found) for kind, _ in kinds if (found := book.types.get(kind)) is not None)
        self._book = book
        self._own: dict[Currency, Crossing | Currency] = {}
        self._out = None if terms.currency is currency else crossed(book, terms.currency, currency)

    def of(self, listed: Listed, vat_kind: VatKind, vat_rate: Decimal | None) -> Decimal | None:
        """None on request, and where a currency has no rate."""
        for kind, price_type in self._kinds:
            row = listed.get(kind)
            if row is not None and row[0] > NOTHING:
                return self._standing(row[0], row[1], price_type, vat_kind, vat_rate)
        return None

    def _standing(
        self, price: Decimal, currency: Currency, price_type: PriceType, vat_kind: VatKind, vat_rate: Decimal | None
    ) -> Decimal | None:
        if currency is not self._terms.currency:
            way = self._own.get(currency)
            if way is None:
                way = self._own[currency] = crossed(self._book, currency, self._terms.currency)
            if isinstance(way, Currency):
                return None
            price = way.of(price)
        price = price.quantize(UNITS[price_type.scale], ROUND_HALF_UP)
        if not price:
            return None
        if not price_type.vat_included and self._terms.pays_vat and vat_kind is not VatKind.NONE:
            rate = vat_rate if vat_kind is VatKind.RATE else self._general
            if rate:
                price += price * rate / HUNDRED
        if self._out is None:
            return price
        return None if isinstance(self._out, Currency) else self._out.of(price)
