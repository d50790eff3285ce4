"""The one function that every shown, carted, ordered and printed price comes from (semantics 3).

Steps 1 to 7 of the eight; the threshold is found by `quote_cart`, which sees all lines, and only used here, as is what
the ERP said of the cart. Promo codes come after.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from domain.pricing.ask import Ask, PriceOnRequest, QuotedLine
from domain.pricing.book import PriceBook, VatKind, crossed
from domain.pricing.effect import EFFECTS
from domain.pricing.finding import exponent, individual_price, listed_price
from domain.pricing.refinement import LineRef
from domain.pricing.rules import PassedOver, Rule, Rules
from domain.pricing.trail import AMOUNT, RATE, REFINED, ROUNDING, RULE, VAT, Step
from domain.shared.ids import PackagingId
from domain.shared.money import KOPECK, UNITS, Currency, vat_on_top, vat_within

ZERO = Decimal("0.00")
# By its fields in order, which `_make` would count for each line: a third of the time of naming them.
_new = tuple.__new__
Standing = tuple[Decimal, bool, int]  # a unit price, whether VAT is in it, the decimals that it is rounded to


def quoted(book: PriceBook, asks: Iterable[Ask]) -> tuple[QuotedLine, ...]:
    """Price many lines: the bulk form and the single form are the same function."""
    return tuple([quote_line(book, ask) for ask in asks])


def quote_line(book: PriceBook, ask: Ask) -> QuotedLine:
    steps: list[Step] = []
    standing = _local(book, ask, steps)
    if book.refined:
        standing = _refined(book, ask, standing, steps)
    if isinstance(standing, PriceOnRequest):
        return _on_request(ask, steps, standing)
    price, vat_included, scale = standing
    final = price.quantize(UNITS[scale], ROUND_HALF_UP)  # as `rounded` does, without a call for each line of a list
    if final != price:
        steps.append((ROUNDING, scale, price, final))
    if not final:
        return _on_request(ask, steps, PriceOnRequest(ask.variant, "rounds-to-nothing"))
    amount = (final * ask.quantity).quantize(KOPECK, ROUND_HALF_UP)
    steps.append((AMOUNT, final, ask.quantity, amount))
    rate = _vat_rate(book, ask)
    kind = "none" if rate is None else "included" if vat_included else "on top"
    vat = vat_within(amount, rate) if vat_included else vat_on_top(amount, rate)
    gross = amount if vat_included else amount + vat
    steps.append((VAT, kind, rate, vat, gross))
    return _new(QuotedLine, (ask, final, vat_included, rate, amount, vat, gross, tuple(steps), None, ZERO))


def _local(book: PriceBook, ask: Ask, steps: list[Step]) -> Standing | PriceOnRequest:
    """Steps 1 to 5: what the portal's own books say."""
    agreed_here = book.individual and book.individual.get(ask.variant)
    found = individual_price(book, ask, steps) if agreed_here else None
    found = found or listed_price(book, ask, steps)
    if found is None:
        why = "no-price-type" if ask.terms.price_type is None and not steps else "no-price"
        return PriceOnRequest(ask.variant, why)
    price, currency, vat_included, scale, agreed = found
    if currency is not ask.terms.currency:
        converted = _converted(book, ask, price, currency, steps)
        if isinstance(converted, PriceOnRequest):
            return converted
        price = converted
    if book.rules is not None and (rules := book.rules.on(ask.terms, ask.traits)):
        ruled = _ruled(book, ask, rules, price, agreed, steps)
        if isinstance(ruled, PriceOnRequest):
            return ruled
        price = ruled
    return price, vat_included, scale


def _refined(
    book: PriceBook, ask: Ask, standing: Standing | PriceOnRequest, steps: list[Step]
) -> Standing | PriceOnRequest:
    """Step 6: the ERP's price takes the place of ours, and of none. Like an agreed one, it keeps all its decimals."""
    told = book.refined.get(LineRef(ask.terms.contract, ask.variant, PackagingId(ask.packaging.id)))
    if told is None or told.price.currency is not ask.terms.currency:
        return standing
    before, scale = (None, 2) if isinstance(standing, PriceOnRequest) else (standing[0], standing[2])
    price = told.price
    steps.append((REFINED, told.answer, before, price.amount, price.vat_included, told.until.isoformat()))
    return price.amount, price.vat_included, max(scale, -exponent(price.amount))


def _converted(
    book: PriceBook, ask: Ask, before: Decimal, currency: Currency, steps: list[Step]
) -> Decimal | PriceOnRequest:
    """Step 3: through the rouble, at the bank day's rates; a missing rate never counts as 1."""
    way = crossed(book, currency, ask.terms.currency)
    if isinstance(way, Currency):
        return PriceOnRequest(ask.variant, "no-rate", way)
    after = way.of(before)
    steps.append((
        RATE, currency, ask.terms.currency, way.source.value, way.target.value, book.day, before, after,
        way.dated(way.source), way.dated(way.target), way.markup,
    ))  # fmt: skip
    return after


def _ruled(
    book: PriceBook, ask: Ask, rules: Rules, price: Decimal, agreed: bool, steps: list[Step]
) -> Decimal | PriceOnRequest:
    """Step 5: the rules of these goods and this client, one after another."""
    reached, stopped, asks_why = ask.reached, False, agreed
    for rule in rules:
        # A call for each rule of each line would be dear: `why_not` is asked where something may stand in the way.
        if rule.minimum > reached or asks_why and why_not(rule, ask, agreed, stopped) is not None:
            continue
        effect = rule.effect
        if effect.factor is not None:  # of a price that there is, a percent leaves more than nothing
            value, after = effect.value, price * effect.factor
        else:
            is_ours = effect.currency is ask.terms.currency and not ask.packaging.id
            told = effect.value if is_ours else _sum_of(book, ask, rule)
            if isinstance(told, PriceOnRequest):
                return told
            value, after = told, EFFECTS[effect.kind](told, price)
        steps.append((RULE, rule.id, rule.name, effect.kind, value, price, after))
        if effect.factor is None and after <= ZERO:
            return PriceOnRequest(ask.variant, "rule-to-nothing", rule=rule.name)
        price = after
        if rule.stops:
            stopped = asks_why = True
    return price


def why_not(rule: Rule, ask: Ask, agreed: bool, stopped: bool) -> PassedOver | None:
    """Why a rule that is for these goods and this client leaves the line as it is; floors and ceilings hold always."""
    if stopped and not rule.effect.kind.is_last:
        return PassedOver.STOPPED
    if agreed and not rule.touches_agreed:
        return PassedOver.AGREED
    return PassedOver.MINIMUM if rule.minimum > ask.reached else None


def _sum_of(book: PriceBook, ask: Ask, rule: Rule) -> Decimal | PriceOnRequest:
    """A rule's sum for the base unit, as one for the packaging in the contract's currency."""
    effect, packaging = rule.effect, ask.packaging
    value = effect.value if not packaging.id else effect.value * packaging.numerator / packaging.denominator
    if effect.currency is ask.terms.currency:
        return value
    assert effect.currency is not None
    way = crossed(book, effect.currency, ask.terms.currency)
    return PriceOnRequest(ask.variant, "no-rate", way, rule.name) if isinstance(way, Currency) else way.of(value)


def _vat_rate(book: PriceBook, ask: Ask) -> Decimal | None:
    if not ask.terms.pays_vat or ask.vat_kind is VatKind.NONE:
        return None
    return ask.vat_rate if ask.vat_kind is VatKind.RATE else book.general_vat


def _on_request(ask: Ask, steps: list[Step], refusal: PriceOnRequest) -> QuotedLine:
    return QuotedLine(ask, ZERO, True, None, ZERO, ZERO, ZERO, tuple(steps), refusal)
