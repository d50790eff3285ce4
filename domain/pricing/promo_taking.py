"""What a promo code takes from the lines of a cart (semantics 3, step 8; ADR 0020).

It sees all lines at once, of whatever contracts and warehouses, so that what the cart met survives splitting (O2).
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, Decimal

from attrs import frozen

from domain.pricing.ask import QuotedLine
from domain.pricing.book import PriceBook, crossed
from domain.pricing.effect import EffectKind
from domain.pricing.promo import Promo, PromoCode, PromoKind
from domain.pricing.promo_refusals import (
    PromoNoRate,
    PromoNotForClient,
    PromoNotForGoods,
    PromoTakesNothing,
    PromoTotalNotReached,
)
from domain.pricing.trail import INDIVIDUAL, PROMO, RULE, net_of
from domain.shared.errors import DomainError
from domain.shared.money import HUNDRED, KOPECK, Currency, Money, allocated, rounded, vat_on_top

NOTHING = Decimal("0.00")


@frozen
class Taken:
    """The lines in the order in which they came; with a refusal, untouched."""

    lines: tuple[QuotedLine, ...]
    refusal: DomainError | None = None

    @property
    def discounts(self) -> tuple[Money, ...]:
        """One sum a currency, in the order of their codes."""
        sums: dict[Currency, Decimal] = {}
        for line in self.lines:
            if line.discount:
                sums[line.currency] = sums.get(line.currency, NOTHING) + line.discount
        return tuple(Money(amount, currency) for currency, amount in sorted(sums.items()))


def with_promo(promo: Promo, lines: Sequence[QuotedLine], book: PriceBook) -> Taken:
    """A cart without a priced line has nothing to refuse and nothing to take from."""
    untouched = tuple(lines)
    if (refusal := promo.why_not(book.day)) is not None:
        return Taken(untouched, refusal)
    priced = [n for n, line in enumerate(lines) if line.refusal is None]
    if not priced:
        return Taken(untouched)
    try:
        chosen = _chosen(promo.code, lines, priced, book)
        parts = _percent(promo.code, chosen) if promo.code.kind is PromoKind.PERCENT else _sum(promo.code, chosen, book)
    except DomainError as reason:
        return Taken(untouched, reason)
    if not any(parts):
        return Taken(untouched, PromoTakesNothing(promo.code.text))
    changed = {each.place: _less(each, part, promo.code) for each, part in zip(chosen, parts, strict=True) if part}
    return Taken(tuple(changed.get(n, line) for n, line in enumerate(lines)))


@frozen
class _Open:
    """A line that the code may take from: its gross down to `least`, the gross at the floor of its price."""

    place: int
    line: QuotedLine
    least: Decimal

    @property
    def room(self) -> Decimal:
        return max(NOTHING, self.line.gross - self.least)

    @property
    def rank(self) -> tuple[object, ...]:
        """By what the line is and not by where it stands: only lines that are alike can change places."""
        ask = self.line.ask
        return ask.terms.contract, ask.variant, ask.packaging.id, ask.quantity, self.line.gross, self.place


def _chosen(code: PromoCode, lines: Sequence[QuotedLine], priced: Sequence[int], book: PriceBook) -> list[_Open]:
    """Raises: the reason why there is none."""
    theirs = [n for n in priced if code.whom.has(lines[n].ask.terms)]
    if not theirs:
        raise PromoNotForClient(code.text)
    _check_total(code, [lines[n] for n in priced], book)
    goods = [n for n in theirs if code.which.has(lines[n].ask.traits)]
    found = [n for n in goods if code.touches_agreed or not _is_agreed(lines[n])]
    if not found:
        raise PromoNotForGoods(code.text, only_agreed=bool(goods))
    return sorted((_Open(n, lines[n], least_of(lines[n])) for n in found), key=lambda each: each.rank)


def _check_total(code: PromoCode, lines: Iterable[QuotedLine], book: PriceBook) -> None:
    if not code.minimum:
        return
    worth = sum((line.gross * _rate(code, line.currency, book) for line in lines), NOTHING)
    total = Money.rounded(worth, code.currency)
    minimum = Money.rounded(code.minimum, code.currency)
    if total < minimum:
        raise PromoTotalNotReached(code.text, minimum, total, minimum - total)


def _rate(code: PromoCode, currency: Currency, book: PriceBook) -> Decimal:
    """How much of the code's currency one unit of `currency` is. Raises: PromoNoRate."""
    if currency is code.currency:
        return Decimal(1)
    way = crossed(book, currency, code.currency)
    if isinstance(way, Currency):
        raise PromoNoRate(code.text, way)
    return way.of(Decimal(1))


def _is_agreed(line: QuotedLine) -> bool:
    return any(step[0] == INDIVIDUAL for step in line.trail)


def least_of(line: QuotedLine) -> Decimal:
    """The gross of the line at the highest floor that a rule has set to its price; nothing where none has."""
    floors = [step[4] for step in line.trail if step[0] == RULE and step[3] == EffectKind.FLOOR]
    if not floors:
        return NOTHING
    amount = rounded(max(floors) * line.ask.quantity)
    return amount if line.vat_included else amount + vat_on_top(amount, line.vat_rate)


def _percent(code: PromoCode, chosen: Sequence[_Open]) -> list[Decimal]:
    """Of each currency's sum, so that the whole is the percent to the kopeck. What a floor keeps falls on nobody."""
    parts = dict.fromkeys((each.place for each in chosen), NOTHING)
    for group in _by_currency(chosen).values():
        gross = [each.line.gross for each in group]
        taken = rounded(sum(gross, NOTHING) * code.value / HUNDRED)
        for each, part in zip(group, allocated(taken, gross), strict=True):
            parts[each.place] = min(part, each.room)
    return [parts[each.place] for each in chosen]


def _sum(code: PromoCode, chosen: Sequence[_Open], book: PriceBook) -> list[Decimal]:
    """Over the currencies by what their lines are worth in the code's, then over the lines by their gross."""
    groups = _by_currency(chosen)
    rates = {currency: _rate(code, currency, book) for currency in groups}
    worth = [rounded(sum((e.line.gross for e in group), NOTHING) * rates[c]) for c, group in groups.items()]
    rooms = [
        (sum((e.room for e in group), NOTHING) * rates[c]).quantize(KOPECK, ROUND_FLOOR) for c, group in groups.items()
    ]
    parts: dict[int, Decimal] = {}
    for (currency, group), share in zip(groups.items(), poured(code.value, worth, rooms), strict=True):
        own = share if currency is code.currency else rounded(share / rates[currency])
        taken = poured(own, [e.line.gross for e in group], [e.room for e in group])
        parts.update((e.place, part) for e, part in zip(group, taken, strict=True))
    return [parts[each.place] for each in chosen]


def _by_currency(chosen: Sequence[_Open]) -> dict[Currency, list[_Open]]:
    groups: dict[Currency, list[_Open]] = {}
    for each in sorted(chosen, key=lambda each: each.line.currency):
        groups.setdefault(each.line.currency, []).append(each)
    return groups


def poured(amount: Decimal, weights: Sequence[Decimal], rooms: Sequence[Decimal]) -> list[Decimal]:
    """Divide by weights by largest remainder, no part above its room; what one has no room for falls on the others.

    The parts add up to the amount, or to all the room there is. All are whole kopecks.
    """
    parts, left, weight = [NOTHING] * len(weights), amount, sum(weights, NOTHING)
    # Those with the least room for their weight fill up first; whom their share does not fill, nobody's rest will.
    narrow = sorted((n for n in range(len(weights)) if weights[n]), key=lambda n: (rooms[n] / weights[n], n))
    filled = 0
    for n in narrow:
        if left * weights[n] < rooms[n] * weight:
            break
        parts[n], left, weight, filled = rooms[n], left - rooms[n], weight - weights[n], filled + 1
    wide = sorted(narrow[filled:])
    for n, part in zip(wide, allocated(left, [weights[n] for n in wide]) if wide else (), strict=True):
        parts[n] = part
    return parts


def _less(each: _Open, discount: Decimal, code: PromoCode) -> QuotedLine:
    line = each.line
    gross = line.gross - discount
    amount, vat = net_of(gross, line.vat_included, line.vat_rate)
    currency = code.currency.value if code.kind is PromoKind.AMOUNT else None
    step = (PROMO, code.id, code.text, code.kind.value, code.value, currency, line.gross, each.least, discount, gross)
    return line._replace(amount=amount, vat=vat, gross=gross, discount=discount, trail=(*line.trail, step))
