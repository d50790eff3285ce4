"""The price that a line begins with: agreed with the client, or listed under a price type (steps 1, 2 and 4)."""

from collections.abc import Sequence
from decimal import Decimal

from domain.parties.level import Level
from domain.pricing.ask import BASE, Ask
from domain.pricing.book import IndividualPrice, PriceBook, Reached
from domain.pricing.trail import INDIVIDUAL, LISTED, PACKAGING, PASSED, THRESHOLD, Step
from domain.shared.ids import PackagingId, PriceTypeId
from domain.shared.money import Currency

# A price per unit of the packaging, still in its own currency: amount, currency, whether VAT is in it, the decimals it
# is rounded to, whether it is agreed with this client alone. A plain tuple: a named one costs a sixth of a line.
Found = tuple[Decimal, Currency, bool, int, bool]
NOTHING = Decimal(0)


def individual_price(book: PriceBook, ask: Ask, steps: list[Step]) -> Found | None:
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
        return raw, best.currency, best.vat_included, max(scale, -exponent(best.amount)), True
    return None


def _best(rows: Sequence[IndividualPrice], packaging: PackagingId) -> IndividualPrice | None:
    exact = [p for p in rows if p.packaging == packaging]
    return max(exact, key=lambda p: (p.minimum, p.id), default=None)


def listed_price(book: PriceBook, ask: Ask, steps: list[Step]) -> Found | None:
    """Steps 2 and 4: of the type of the goods' segment; else of that which the cart's total reached, else the client's.

    Each with its variant for the region before it and its fallbacks after it.
    """
    last, client = book.chains.last  # as `of` does, without a call for each line of a list
    if last is not ask.terms:
        client = book.chains.of(ask.terms)
    segment = None if client.segments is None else client.of(ask.traits)
    chain = segment or client.plain
    if chain.step is not None:
        steps.append(chain.step)
    if book.reached and segment is None and (reached := book.reached.get(ask.terms.contract)) is not None:
        found = _of_threshold(book, ask, reached, steps)
        if found is not None:
            return found
    for kind, found_by in chain.kinds:
        found = _of_type(book, ask, kind, found_by, steps)
        if found is not None:
            return found
    return None


def _of_threshold(book: PriceBook, ask: Ask, reached: Reached, steps: list[Step]) -> Found | None:
    becomes = reached.threshold.becomes
    name = book.types[becomes].name if becomes in book.types else ""
    steps.append((THRESHOLD, ask.terms.price_type, becomes, name, reached.threshold.total, reached.total))
    for kind, found_by in book.chains.with_variant(becomes, "threshold", ask.terms.region):
        found = _of_type(book, ask, kind, found_by, steps)
        if found is not None:
            return found
    return None


def _of_type(book: PriceBook, ask: Ask, kind: PriceTypeId, found_by: str, steps: list[Step]) -> Found | None:
    """The type's own row; a zero row is no price."""
    price_type = book.types.get(kind)
    if price_type is None:
        return None
    rows = book.listed.get(ask.variant) or {}
    packaging: PackagingId = ask.packaging.id  # type: ignore[assignment]  # to call it so would be dear in a long list
    row = rows.get((kind, packaging))
    if row is not None and row[0] > NOTHING:
        steps.append((LISTED, kind, price_type.name, found_by, *row))
        return *row, price_type.vat_included, price_type.scale, False
    row = rows.get((kind, BASE)) if packaging else None
    if row is not None and row[0] > NOTHING:
        steps.append((LISTED, kind, price_type.name, found_by, *row))
        return _packed(ask, row[0], steps), row[1], price_type.vat_included, price_type.scale, False
    steps.append((PASSED, kind, price_type.name, "no-price"))
    return None


def _packed(ask: Ask, amount: Decimal, steps: list[Step]) -> Decimal:
    packaging = ask.packaging
    packed = amount * packaging.numerator / packaging.denominator
    steps.append((PACKAGING, packaging.numerator, packaging.denominator, amount, packed))
    return packed


def exponent(amount: Decimal) -> int:
    """Decimals that an agreed price really uses, negated; an agreed 4.1275 is not rounded to 4.13."""
    exponent = amount.normalize().as_tuple().exponent
    return min(0, exponent) if isinstance(exponent, int) else 0
