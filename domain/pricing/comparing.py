"""How the prices of a list compare with each other: each with VAT and in one currency (semantics 2)."""

from decimal import Decimal

from domain.pricing.ask import QuotedLine
from domain.pricing.book import PriceBook, crossed
from domain.shared.money import Currency

HUNDRED = Decimal(100)


def comparable(line: QuotedLine, book: PriceBook, currency: Currency) -> Decimal | None:
    """The price of one unit with VAT, not rounded again. None on request, and where its currency has no rate."""
    if line.refusal is not None:
        return None
    price = line.price
    if not line.vat_included and line.vat_rate:
        price += price * line.vat_rate / HUNDRED
    if line.currency is currency:
        return price
    way = crossed(book, line.currency, currency)
    return None if isinstance(way, Currency) else way.of(price)
