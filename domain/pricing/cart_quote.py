"""All lines of a cart together: what they reach in sum decides the price type of each (semantics 3, step 4)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from attrs import evolve, field, frozen

from domain.pricing.ask import Ask, QuotedLine
from domain.pricing.book import PriceBook, Reached, Threshold, crossed
from domain.pricing.quote import quote_line, quoted
from domain.pricing.terms import Terms
from domain.shared.ids import ContractId
from domain.shared.money import Currency

NOTHING = Decimal("0.00")


@frozen
class NextStep:
    """What is left to better prices under one contract: `left` of its currency until `name` applies."""

    contract: ContractId
    currency: Currency
    name: str
    limit: Decimal
    total: Decimal

    @property
    def left(self) -> Decimal:
        return self.limit - self.total


@frozen
class CartQuote:
    """The lines in the order of the asks; what was reached, and the nearest step above, by contract."""

    lines: tuple[QuotedLine, ...]
    reached: Mapping[ContractId, Reached] = field(factory=dict)
    next: Mapping[ContractId, NextStep] = field(factory=dict)


def quote_cart(book: PriceBook, asks: Iterable[Ask]) -> CartQuote:
    """The total of a contract is that of gross amounts at its own price type, before rules; agreed prices count."""
    asked = tuple(asks)
    stepped = {ask.terms.contract: ask.terms for ask in asked if _has_steps(book, ask.terms)}
    if not stepped:
        return CartQuote(quoted(book, asked))
    plain = evolve(book, rules=None, refined={})
    totals = dict.fromkeys(stepped, NOTHING)
    for ask in asked:
        if ask.terms.contract in totals:
            totals[ask.terms.contract] += quote_line(plain, ask).gross
    reached: dict[ContractId, Reached] = {}
    above: dict[ContractId, NextStep] = {}
    for contract, terms in stepped.items():
        for threshold, limit in _limits(book, terms):
            if totals[contract] >= limit:
                reached[contract] = Reached(evolve(threshold, total=limit), totals[contract])
            elif contract not in above:
                name = book.types[threshold.becomes].name
                above[contract] = NextStep(contract, terms.currency, name, limit, totals[contract])
    return CartQuote(quoted(evolve(book, reached=reached), asked), reached, above)


def _limits(book: PriceBook, terms: Terms) -> list[tuple[Threshold, Decimal]]:
    """Ascending, in the contract's currency; without a rate between the two currencies no step can be reached."""
    assert terms.price_type is not None
    price_type = book.types[terms.price_type]
    way = crossed(book, price_type.currency, terms.currency)
    if isinstance(way, Currency):
        return []
    known = [threshold for threshold in price_type.thresholds if threshold.becomes in book.types]
    return sorted(((each, way.of(each.total)) for each in known), key=lambda step: step[1])


def _has_steps(book: PriceBook, terms: Terms) -> bool:
    price_type = book.types.get(terms.price_type) if terms.price_type is not None else None
    return price_type is not None and bool(price_type.thresholds)
