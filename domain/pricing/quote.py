"""The one function that every shown, carted, ordered and printed price comes from (semantics 3).

Steps 1, 2, 3 and 7 of the eight; thresholds, rules, refinement and promo codes slot in between by number.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import ClassVar

from attrs import frozen

from domain.parties.level import Level
from domain.pricing.book import IndividualPrice, PriceBook, Rate, Terms, VatKind
from domain.pricing.trail import (
    AMOUNT,
    INDIVIDUAL,
    LISTED,
    PACKAGING,
    PASSED,
    RATE,
    ROUNDING,
    VAT,
    Step,
    Trail,
)
from domain.shared.errors import DomainError
from domain.shared.ids import PackagingId, PriceTypeId, VariantId
from domain.shared.money import Currency, rounded, vat_on_top, vat_within
from domain.shared.quantity import Packaging

ZERO = Decimal("0.00")
BASE = PackagingId(0)


@frozen
class PriceOnRequest(DomainError):
    """No price at the end of the chain: the line can be asked about, not ordered.

    `why` is `no-price`, `no-price-type`, or `no-rate` with the currency that has none.
    """

    code: ClassVar[str] = "price.on-request"
    variant_id: VariantId
    why: str
    currency: Currency | None = None


@frozen
class Ask:
    """One line to be priced. `reached` is the cart's sum of this variant in base units."""

    variant: VariantId
    terms: Terms
    quantity: Decimal = Decimal(1)
    packaging: Packaging = Packaging()
    reached: Decimal = Decimal(1)
    vat_kind: VatKind = VatKind.NOT_TOLD
    vat_rate: Decimal | None = None


@frozen
class QuotedLine:
    """A line with its price, or with the reason why it has none.

    price: per unit of the packaging, in the contract's currency, with or without VAT as `vat_included` says.
    amount = round(price x quantity); gross is what the buyer pays.
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

    @property
    def currency(self) -> Currency:
        return self.ask.terms.currency


@frozen
class _Found:
    """A price per unit of the packaging, still in its own currency."""

    raw: Decimal
    currency: Currency
    vat_included: bool
    scale: int


def quoted(book: PriceBook, asks: Iterable[Ask]) -> tuple[QuotedLine, ...]:
    """Price many lines: the bulk form and the single form are the same function."""
    return tuple(quote_line(book, ask) for ask in asks)


def quote_line(book: PriceBook, ask: Ask) -> QuotedLine:
    steps: list[Step] = []
    found = _individual(book, ask, steps) or _listed(book, ask, steps)
    if found is None:
        why = "no-price-type" if ask.terms.price_type is None else "no-price"
        return _on_request(ask, steps, PriceOnRequest(ask.variant, why))
    price = found.raw
    if found.currency is not ask.terms.currency:
        converted = _converted(book, ask, found, steps)
        if isinstance(converted, PriceOnRequest):
            return _on_request(ask, steps, converted)
        price = converted
    final = rounded(price, found.scale)
    if final != price:
        steps.append((ROUNDING, found.scale, price, final))
    amount = rounded(final * ask.quantity)
    steps.append((AMOUNT, final, ask.quantity, amount))
    rate = _vat_rate(book, ask)
    if found.vat_included:
        vat, gross = vat_within(amount, rate), amount
        steps.append((VAT, "none" if rate is None else "included", rate, vat, gross))
    else:
        vat = vat_on_top(amount, rate)
        gross = amount + vat
        steps.append((VAT, "none" if rate is None else "on top", rate, vat, gross))
    return QuotedLine(ask, final, found.vat_included, rate, amount, vat, gross, tuple(steps))


def _individual(book: PriceBook, ask: Ask, steps: list[Step]) -> _Found | None:
    """Step 1: of contract, counterparty, holding; exact packaging before base; the greatest minimum reached."""
    rows = book.individual.get(ask.variant)
    if not rows:
        return None
    for level in Level:
        owner = ask.terms.owner(level)
        owned = [price for price in rows if price.level is level and price.owner == owner and price.amount > 0]
        reached = [price for price in owned if price.minimum <= ask.reached]
        best = _best(reached, PackagingId(ask.packaging.id)) or _best(reached, BASE)
        if best is None:
            continue
        steps.append((INDIVIDUAL, level.name.lower(), owner, best.id, best.minimum, best.amount, best.currency))
        raw = best.amount if best.packaging == ask.packaging.id else _packed(ask, best.amount, steps)
        listed = book.types.get(ask.terms.price_type) if ask.terms.price_type is not None else None
        scale = listed.scale if listed is not None else 2
        return _Found(raw, best.currency, best.vat_included, max(scale, -_exponent(best.amount)))
    return None


def _best(rows: Sequence[IndividualPrice], packaging: PackagingId) -> IndividualPrice | None:
    exact = [p for p in rows if p.packaging == packaging]
    return max(exact, key=lambda p: (p.minimum, p.id), default=None)


def _listed(book: PriceBook, ask: Ask, steps: list[Step]) -> _Found | None:
    """Step 2: the contract's price type, then the fallbacks that the types name; a zero row is no price."""
    rows = book.listed.get(ask.variant) or {}
    found_by, seen = ask.terms.price_type_from, set[PriceTypeId]()
    kind = ask.terms.price_type
    while kind is not None and kind in book.types and kind not in seen:
        seen.add(kind)
        price_type = book.types[kind]
        for packaging in (ask.packaging.id, 0) if ask.packaging.id else (0,):
            row = rows.get((kind, PackagingId(packaging)))
            if row is None or row[0] <= 0:
                continue
            amount, currency = row
            steps.append((LISTED, kind, price_type.name, found_by, amount, currency))
            raw = amount if packaging == ask.packaging.id else _packed(ask, amount, steps)
            return _Found(raw, currency, price_type.vat_included, price_type.scale)
        steps.append((PASSED, kind, price_type.name, "no-price"))
        kind, found_by = price_type.fallback, "fallback"
    return None


def _packed(ask: Ask, amount: Decimal, steps: list[Step]) -> Decimal:
    packaging = ask.packaging
    packed = amount * packaging.numerator / packaging.denominator
    steps.append((PACKAGING, packaging.numerator, packaging.denominator, amount, packed))
    return packed


def _converted(book: PriceBook, ask: Ask, found: _Found, steps: list[Step]) -> Decimal | PriceOnRequest:
    """Step 3: through the rouble, at the bank day's rates; a missing rate never counts as 1."""
    target = ask.terms.currency
    rates: list[Rate | None] = []
    for currency in (found.currency, target):
        rate = book.rates.get(currency) if currency is not Currency.RUB else None
        if currency is not Currency.RUB and (rate is None or rate.value <= 0):
            return PriceOnRequest(ask.variant, "no-rate", currency)
        rates.append(rate)
    value_from, value_to = (rate.value if rate else Decimal(1) for rate in rates)
    dated_from, dated_to = (rate.on if rate else None for rate in rates)
    markup = max(rate.markup for rate in rates if rate)
    after = found.raw * value_from / value_to
    steps.append(
        (RATE, found.currency, target, value_from, value_to, book.day, found.raw, after, dated_from, dated_to, markup)
    )
    return after


def _vat_rate(book: PriceBook, ask: Ask) -> Decimal | None:
    if not ask.terms.pays_vat or ask.vat_kind is VatKind.NONE:
        return None
    return ask.vat_rate if ask.vat_kind is VatKind.RATE else book.vat.general_on(book.day)


def _exponent(amount: Decimal) -> int:
    """Decimals that an agreed price really uses, negated; an agreed 4.1275 is not rounded to 4.13."""
    exponent = amount.normalize().as_tuple().exponent
    return min(0, exponent) if isinstance(exponent, int) else 0


def _on_request(ask: Ask, steps: list[Step], refusal: PriceOnRequest) -> QuotedLine:
    return QuotedLine(ask, ZERO, True, None, ZERO, ZERO, ZERO, tuple(steps), refusal)
