"""What a price was not made of, and why: of everything that could have had a say, all but the steps of its trail.

It computes no price. The quote decides, its trail says what it used, and this names a reason for each of the others,
so that used and passed over together are all there is (a property of tests/domain/pricing).
"""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from attrs import frozen

from domain.pricing.agreed import Validity
from domain.pricing.ask import BASE, QuotedLine
from domain.pricing.book import IndividualPrice, PriceBook, crossed
from domain.pricing.chain import Considered
from domain.pricing.quote import why_not
from domain.pricing.rules import Rule, Which, Whom
from domain.pricing.trail import INDIVIDUAL, LISTED, PASSED, RULE
from domain.shared.ids import PackagingId, PriceTypeId
from domain.shared.money import Currency


class Why(StrEnum):
    """AGREED: the client has an individual price. SEGMENT: the goods have a price type of their segment. LATER: another
    one comes first. NARROWER: one for this packaging, of a nearer owner or of a greater minimum is there. UNREACHED:
    there was no price to change by then. AVAILABILITY: the rule says nothing of prices.
    """

    PACKAGING = "packaging"
    MINIMUM = "minimum"
    NOT_YET = "not-yet"
    OVER = "over"
    NARROWER = "narrower"
    ZERO = "zero"
    NO_PRICE = "no-price"
    AGREED = "agreed"
    LATER = "later"
    SEGMENT = "segment"
    TOTAL = "total"
    NO_RATE = "no-rate"
    OFF = "off"
    GOODS = "goods"
    CLIENT = "client"
    STOPPED = "stopped"
    UNREACHED = "unreached"
    AVAILABILITY = "availability"


@frozen
class Dated:
    """An individual price that is kept for the goods and the client, on whatever days."""

    price: IndividualPrice
    validity: Validity


@frozen
class Kept:
    """A rule as it stands, switched on or off."""

    rule: Rule
    version: int
    is_on: bool = True


@frozen
class PassedPrice:
    dated: Dated
    why: Why


@frozen
class PassedType:
    """amount: the price that the type has of the goods, in `currency`; None where it has none."""

    id: PriceTypeId
    name: str
    why: Why
    amount: Decimal | None = None
    currency: Currency | None = None


@frozen
class PassedStep:
    """Prices by the cart's total. limit: in the contract's currency, else in the type's own `currency`."""

    name: str
    limit: Decimal
    currency: Currency
    why: Why


@frozen
class PassedRule:
    """condition: which part of the rule speaks of others, as it is called in the rule."""

    kept: Kept
    why: Why
    condition: str = ""


@frozen
class PassedOverAll:
    """assigned: who else would have given the goods their price type."""

    prices: tuple[PassedPrice, ...] = ()
    assigned: tuple[Considered, ...] = ()
    types: tuple[PassedType, ...] = ()
    steps: tuple[PassedStep, ...] = ()
    rules: tuple[PassedRule, ...] = ()


def passed_over(line: QuotedLine, book: PriceBook, dated: Iterable[Dated], kept: Iterable[Kept]) -> PassedOverAll:
    """`dated`: all individual prices of the goods for the line's owners; `kept`: all rules."""
    return PassedOverAll(
        tuple(passed_prices(line, book, dated)),
        tuple(passed_assignments(line, book)),
        tuple(passed_types(line, book)),
        tuple(passed_steps(line, book)),
        tuple(passed_rules(line, book, kept)),
    )


def passed_prices(line: QuotedLine, book: PriceBook, dated: Iterable[Dated]) -> Iterable[PassedPrice]:
    taken = _told(line, INDIVIDUAL, 3)
    for one in sorted(dated, key=lambda each: (each.price.level, each.price.packaging, each.price.minimum)):
        if one.price.id not in taken:
            yield PassedPrice(one, _why_no_price(line, book, one))


def _told(line: QuotedLine, step: str, place: int) -> set[object]:
    return {told[place] for told in line.trail if told[0] == step}


def _why_no_price(line: QuotedLine, book: PriceBook, one: Dated) -> Why:
    price, validity = one.price, one.validity
    if validity.start is not None and book.day < validity.start:
        return Why.NOT_YET
    if validity.end is not None and validity.end < book.day:
        return Why.OVER
    if price.amount <= 0:
        return Why.ZERO
    if price.packaging not in (BASE, line.ask.packaging.id):
        return Why.PACKAGING
    return Why.MINIMUM if price.minimum > line.ask.reached else Why.NARROWER


def passed_assignments(line: QuotedLine, book: PriceBook) -> Iterable[Considered]:
    agreed = bool(_told(line, INDIVIDUAL, 3))
    considered = book.chains.considered(line.ask.terms, line.ask.traits, agreed=agreed)
    return (each for each in considered if each.why is not None)


def passed_types(line: QuotedLine, book: PriceBook) -> Iterable[PassedType]:
    """The types that were looked at in vain, then those of the chain that it never came to."""
    is_agreed, taken = bool(_told(line, INDIVIDUAL, 3)), _told(line, LISTED, 1)
    names = {step[1]: step[2] for step in line.trail if step[0] == PASSED}
    names |= {kind: book.types[kind].name for kind in _chain(line, book)}
    for kind, name in names.items():
        row = _row(line, book, kind)
        if row is None:
            yield PassedType(kind, name, Why.NO_PRICE)
        elif kind not in taken:
            yield PassedType(kind, name, Why.AGREED if is_agreed else Why.LATER, *row)


def _chain(line: QuotedLine, book: PriceBook) -> Iterable[PriceTypeId]:
    """Where the quote looks: the types of the goods' segment, else of the client."""
    client = book.chains.of(line.ask.terms)
    return (kind for kind, _ in (client.of(line.ask.traits) or client.plain).kinds)


def _row(line: QuotedLine, book: PriceBook, kind: PriceTypeId) -> tuple[Decimal, Currency] | None:
    rows = book.listed.get(line.ask.variant) or {}
    found = [rows.get((kind, packaging)) for packaging in (PackagingId(line.ask.packaging.id), BASE)]
    return next((row for row in found if row is not None and row[0] > 0), None)


def passed_steps(line: QuotedLine, book: PriceBook) -> Iterable[PassedStep]:
    """Steps by the cart's total; a line by itself reaches none."""
    terms = line.ask.terms
    kind = book.types.get(terms.price_type) if terms.price_type is not None else None
    if kind is None:
        return
    way, reached = crossed(book, kind.currency, terms.currency), book.reached.get(terms.contract)
    is_agreed = bool(_told(line, INDIVIDUAL, 3))
    is_of_segment = book.chains.of(terms).of(line.ask.traits) is not None
    for step in kind.thresholds:
        name = book.types[step.becomes].name if step.becomes in book.types else ""
        if isinstance(way, Currency):
            yield PassedStep(name, step.total, kind.currency, Why.NO_RATE)
            continue
        limit = way.of(step.total)
        if reached is None or limit > reached.total:
            yield PassedStep(name, limit, terms.currency, Why.TOTAL)
        elif is_agreed:
            yield PassedStep(name, limit, terms.currency, Why.AGREED)
        elif is_of_segment:
            yield PassedStep(name, limit, terms.currency, Why.SEGMENT)
        elif limit != reached.threshold.total:
            yield PassedStep(name, limit, terms.currency, Why.LATER)


def passed_rules(line: QuotedLine, book: PriceBook, kept: Iterable[Kept]) -> Iterable[PassedRule]:
    """In the order in which they apply."""
    applied, is_agreed = _told(line, RULE, 1), bool(_told(line, INDIVIDUAL, 3))
    refusal = line.refusal
    is_over, stopped = refusal is not None and not applied and not refusal.rule and refusal.why in BEFORE_RULES, False
    prices = (each for each in kept if each.rule.effect.kind.is_price)
    for one in sorted(prices, key=lambda each: each.rule.place):
        rule = one.rule
        if rule.id in applied:
            stopped = stopped or rule.stops
            is_over = is_over or (refusal is not None and refusal.rule == rule.name)
        elif (passed := _not_meant(one, line, book)) is not None:
            yield passed
        elif is_over:
            yield PassedRule(one, Why.UNREACHED)
        elif (reason := why_not(rule, line.ask, is_agreed, stopped)) is not None:
            yield PassedRule(one, Why(reason.value))
        elif refusal is not None and refusal.rule == rule.name:
            is_over = True
            yield PassedRule(one, Why.NO_RATE)
        else:
            yield PassedRule(one, Why.AVAILABILITY)


BEFORE_RULES = frozenset(("no-price", "no-price-type", "no-rate"))


def _not_meant(one: Kept, line: QuotedLine, book: PriceBook) -> PassedRule | None:
    rule = one.rule
    if not one.is_on:
        return PassedRule(one, Why.OFF)
    if rule.valid_from is not None and book.day < rule.valid_from:
        return PassedRule(one, Why.NOT_YET)
    if rule.valid_to is not None and rule.valid_to < book.day:
        return PassedRule(one, Why.OVER)
    if condition := _unmet_by_client(rule.whom, line):
        return PassedRule(one, Why.CLIENT, condition)
    condition = _unmet_by_goods(rule.which, line)
    return PassedRule(one, Why.GOODS, condition) if condition else None


def _unmet_by_client(whom: Whom, line: QuotedLine) -> str:
    terms = line.ask.terms
    if whom.has(terms):
        return ""
    if whom.regions and terms.region not in whom.regions:
        return "regions"
    return "price_types" if whom.price_types and terms.price_type not in whom.price_types else "clients"


def _unmet_by_goods(which: Which, line: QuotedLine) -> str:
    """The first condition that asks for something else: each of them alone, as the rule has it."""
    traits = line.ask.traits
    if which.has(traits):
        return ""
    alone = {
        "products": Which(products=which.products),
        "categories": Which(categories=which.categories),
        "manufacturers": Which(manufacturers=which.manufacturers),
        "values": Which(values=which.values),
    }
    return next(name for name, part in alone.items() if not part.has(traits))
