"""What must hold of prices whatever the rules are (A07): the properties that our tests and the customer's check share.

Each takes a book and a line, quotes by the one function, and answers with what breaks it or with nothing.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from attrs import evolve, frozen

from domain.parties.level import Level
from domain.pricing.ask import Ask, QuotedLine
from domain.pricing.book import PriceBook
from domain.pricing.effect import EffectKind
from domain.pricing.quote import quote_line
from domain.pricing.rules import Rule
from domain.pricing.trail import ROUNDING, RULE
from domain.shared.money import rounded

ONE = Decimal(1)


class Flaw(StrEnum):
    """UNCOVERED is no fault by itself: the line has a reason why it has no price. Nor is HIDDEN_TWICE: one of the two
    rules may be meant to stay when the other goes. The others are.
    """

    NOT_POSITIVE = "not-positive"
    BELOW_FLOOR = "below-floor"
    DEARER_IN_BULK = "dearer-in-bulk"
    EQUAL_RANK = "equal-rank"
    LEAK = "leak"
    NOTHING_LEFT = "nothing-left"
    UNCOVERED = "uncovered"
    HIDDEN_TWICE = "hidden-twice"

    @property
    def is_fault(self) -> bool:
        return self not in (Flaw.UNCOVERED, Flaw.HIDDEN_TWICE)


@frozen
class Finding:
    """At `quantity` the good costs `price` a unit. DEARER_IN_BULK: at `less` it costs `cheaper`; BELOW_FLOOR: `cheaper`
    is the floor. rules: those to look at, by name. why: of a line without a price.
    """

    flaw: Flaw
    quantity: Decimal
    price: Decimal
    less: Decimal = Decimal(0)
    cheaper: Decimal = Decimal(0)
    rules: tuple[str, ...] = ()
    why: str = ""


def at(book: PriceBook, ask: Ask, quantity: Decimal) -> QuotedLine:
    return quote_line(book, evolve(ask, quantity=quantity, reached=quantity))


def rules_on(book: PriceBook, ask: Ask) -> tuple[Rule, ...]:
    """Those for this good and this client, in the order in which they apply."""
    found = None if book.rules is None else book.rules.of(ask.terms)
    return () if found is None else found.on(ask.traits)


def positive(book: PriceBook, ask: Ask) -> Iterator[Finding]:
    line = quote_line(book, ask)
    if line.refusal is None and (line.price <= 0 or line.gross < 0):
        yield Finding(Flaw.NOT_POSITIVE, ask.quantity, line.price, rules=applied(line))


def covered(book: PriceBook, ask: Ask) -> Iterator[Finding]:
    line = quote_line(book, ask)
    if line.refusal is not None:
        named = (line.refusal.rule,) if line.refusal.rule else ()
        yield Finding(Flaw.UNCOVERED, ask.quantity, line.price, rules=named, why=line.refusal.why)


def above_floors(book: PriceBook, ask: Ask) -> Iterator[Finding]:
    """A floor that applied holds in the end, whatever ceiling came after it."""
    line = quote_line(book, ask)
    if line.refusal is not None:
        return
    scale = next((step[1] for step in line.trail if step[0] == ROUNDING), None)
    for number, step in enumerate(line.trail):
        if step[0] == RULE and step[3] == EffectKind.FLOOR.value:
            floor = step[4] if scale is None else rounded(step[4], scale)
            if line.price < floor:
                lowering = (s[2] for s in line.trail[number + 1 :] if s[0] == RULE and s[6] < s[5])
                yield Finding(Flaw.BELOW_FLOOR, ask.quantity, line.price, cheaper=floor, rules=(step[2], *lowering))


def cheaper_in_bulk(book: PriceBook, ask: Ask) -> Iterator[Finding]:
    """A larger quantity is never dearer per unit, unless a rule that begins between the two raises the price."""
    minima = {rule.id: rule.minimum for rule in rules_on(book, ask)}
    before: tuple[Decimal, QuotedLine] | None = None
    for quantity in turning_points(book, ask):
        line = at(book, ask, quantity)
        if line.refusal is not None:
            continue
        if before is not None and line.price > before[1].price:
            less = before[0]
            said = any(s[0] == RULE and s[6] > s[5] and minima.get(s[1], less) > less for s in line.trail)
            if not said:
                yield Finding(Flaw.DEARER_IN_BULK, quantity, line.price, less, before[1].price, applied(line))
        before = quantity, line


def turning_points(book: PriceBook, ask: Ask) -> list[Decimal]:
    """Where the price of a unit may change: each minimum, and the last whole unit before it."""
    owners = {ask.terms.owner(level) for level in Level}
    rows = book.individual.get(ask.variant, ())
    minima = [row.minimum for row in rows if row.owner in owners] + [rule.minimum for rule in rules_on(book, ask)]
    found = {ONE}
    for minimum in minima:
        found |= {quantity for quantity in (minimum - ONE, minimum) if quantity > 0}
    return sorted(found)


def ranked(book: PriceBook, ask: Ask) -> Iterator[Finding]:
    """No two rules of one rank meet on one line: else their ids would decide."""
    rules = rules_on(book, ask)
    for one, other in pairwise(rules):
        # Of two floors, or of two ceilings, the order changes nothing.
        commute = one.effect.kind is other.effect.kind and one.effect.kind.is_last
        if one.place[:2] == other.place[:2] and not commute:
            quantity = max(ONE, one.minimum, other.minimum)
            yield Finding(Flaw.EQUAL_RANK, quantity, at(book, ask, quantity).price, rules=(one.name, other.name))


def isolated(book: PriceBook, ask: Ask) -> Iterator[Finding]:
    """Prices agreed with others change nothing (P5)."""
    owners = {ask.terms.owner(level) for level in Level}
    own = tuple(row for row in book.individual.get(ask.variant, ()) if row.owner in owners)
    alone = evolve(book, individual={ask.variant: own} if own else {})
    line = quote_line(book, ask)
    if line.trail != quote_line(alone, ask).trail:
        yield Finding(Flaw.LEAK, ask.quantity, line.price)


def applied(line: QuotedLine) -> tuple[str, ...]:
    return tuple(step[2] for step in line.trail if step[0] == RULE)


Property = Callable[[PriceBook, Ask], Iterator[Finding]]
PROPERTIES: tuple[Property, ...] = (positive, above_floors, cheaper_in_bulk, ranked, isolated, covered)


def findings(book: PriceBook, ask: Ask) -> Iterator[Finding]:
    for prop in PROPERTIES:
        yield from prop(book, ask)
