"""How a price came about: a compact trail of steps, which becomes objects only when somebody asks.

A step is a plain tuple, its name first. Measured: a frozen object per step costs 2.9 times as much (ADR 0007).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from attrs import frozen

from domain.pricing.effect import effected
from domain.shared.money import rounded, vat_on_top, vat_within

INDIVIDUAL: Final = "individual"  # (_, level, owner id, price id, minimum, amount, currency)
# (_, assignee, owner id, assignment id, price type id, name of that, name of the segment of goods or nothing)
ASSIGNED: Final = "assigned"
LISTED: Final = "listed"  # (_, price type id, name, found by, amount, currency)
PASSED: Final = "passed"  # (_, price type id, name, why): looked at and not used
PACKAGING: Final = "packaging"  # (_, numerator, denominator, before, after)
THRESHOLD: Final = "threshold"  # (_, from id, to id, name of that, limit, total): the cart reached it
RULE: Final = "rule"  # (_, rule id, name, effect, value in the price's own currency and unit, before, after)
# `day` is the bank day; what a rate is dated may lie before it. The last three came later: older trails lack them.
RATE: Final = "rate"  # (_, from, to, rate from, rate to, day, before, after, dated from, dated to, mark-up)
# before: None where the portal has no price of its own. until: an instant as text. `after` is told by the ERP.
REFINED: Final = "refined"  # (_, id of the answer, before, after, whether that has VAT in it, until)
ROUNDING: Final = "rounding"  # (_, scale, before, after)
AMOUNT: Final = "amount"  # (_, price, quantity, after)
VAT: Final = "vat"  # (_, "none" | "included" | "on top", rate or None, amount of VAT, gross)
# Sums with VAT; `least` is the gross at the floor of the price, below which no code takes.
PROMO: Final = "promo"  # (_, code id, code, kind, value, currency of a sum, before, least, discount, after)

Step = tuple[Any, ...]
Trail = tuple[Step, ...]

FIELDS: Mapping[str, tuple[str, ...]] = {
    INDIVIDUAL: ("level", "owner", "price", "minimum", "amount", "currency"),
    ASSIGNED: ("assignee", "owner", "assignment", "price_type", "name", "segment"),
    LISTED: ("price_type", "name", "found_by", "amount", "currency"),
    PASSED: ("price_type", "name", "why"),
    PACKAGING: ("numerator", "denominator", "before", "after"),
    THRESHOLD: ("from", "to", "name", "limit", "total"),
    RULE: ("rule", "name", "effect", "value", "before", "after"),
    RATE: ("from", "to", "rate_from", "rate_to", "day", "before", "after", "dated_from", "dated_to", "markup"),
    REFINED: ("refinement", "before", "after", "vat_included", "until"),
    ROUNDING: ("scale", "before", "after"),
    AMOUNT: ("price", "quantity", "after"),
    VAT: ("kind", "rate", "vat", "gross"),
    PROMO: ("promo", "code", "kind", "value", "currency", "before", "least", "discount", "after"),
}


# What is a number or a day of a step, so that a trail kept as text can be computed with again.
NUMBERS: Mapping[str, frozenset[str]] = {
    INDIVIDUAL: frozenset(("minimum", "amount")),
    LISTED: frozenset(("amount",)),
    PACKAGING: frozenset(("numerator", "denominator", "before", "after")),
    RATE: frozenset(("rate_from", "rate_to", "before", "after", "markup")),
    THRESHOLD: frozenset(("limit", "total")),
    RULE: frozenset(("value", "before", "after")),
    REFINED: frozenset(("before", "after")),
    ROUNDING: frozenset(("before", "after")),
    AMOUNT: frozenset(("price", "quantity", "after")),
    VAT: frozenset(("rate", "vat", "gross")),
    PROMO: frozenset(("value", "before", "least", "discount", "after")),
}
DAYS = frozenset(("day", "dated_from", "dated_to"))
SHORT = 24  # characters of a number that a Decimal's usual precision surely holds


@frozen
class Explained:
    """One step for people and for JSON: its name and its facts by name."""

    step: str
    facts: Mapping[str, Any]


def explained(trail: Trail) -> tuple[Explained, ...]:
    # Not strict: what a step tells grows at its end, and a trail that was kept before lacks it.
    return tuple(Explained(step[0], dict(zip(FIELDS[step[0]], step[1:], strict=False))) for step in trail)


def restored(kept: Iterable[Sequence[Any]]) -> Trail:
    """A trail that was kept as JSON. Raises: KeyError for a step that this version does not know."""
    return tuple(tuple(_restored(step)) for step in kept)


def _restored(step: Sequence[Any]) -> Iterator[Any]:
    name = step[0]
    yield name
    for field_, value in zip(FIELDS[name], step[1:], strict=False):  # older trails may lack what came later
        if value is not None and field_ in NUMBERS.get(name, ()):
            yield Decimal(value)
        else:
            yield date.fromisoformat(value) if value is not None and field_ in DAYS else value


def replayed(trail: Trail) -> tuple[Decimal, Decimal, Decimal]:
    """(unit price, amount, gross) computed again from what the steps start with (law P1).

    What a promo code took of the line is such a start: it was found by looking at the whole cart. So is a price that
    the ERP told for the whole cart.
    """
    price = amount = gross = Decimal(0)
    taxed: tuple[bool, Decimal | None] = (True, None)
    for step in trail:
        name = step[0]
        if name in (INDIVIDUAL, LISTED):
            price = step[-2]
        elif name == PACKAGING:
            price = price * step[1] / step[2]
        elif name == RATE:
            price = price * step[3] / step[4]
        elif name == RULE:
            price = effected(step[3], step[4], price)
        elif name == REFINED:
            price = step[3]
        elif name == ROUNDING:
            price = rounded(price, step[1])
        elif name == AMOUNT:
            amount = rounded(price * step[2])
        elif name == VAT:
            taxed = (step[1] != "on top", step[2])
            gross = amount + vat_on_top(amount, step[2]) if step[1] == "on top" else amount
        elif name == PROMO:
            gross -= step[8]
            amount, _ = net_of(gross, *taxed)
    return price, amount, gross


@frozen
class UsedRate:
    """A rate that a price was converted by: roubles for one unit, the day that it is dated, the mark-up in it."""

    currency: str
    value: Decimal
    dated: date
    markup: Decimal


def rates_used(trail: Trail) -> tuple[UsedRate, ...]:
    """The rouble has none."""
    found = []
    for step in trail:
        if step[0] == RATE:
            for currency, value, dated in ((step[1], step[3], step[8]), (step[2], step[4], step[9])):
                if dated is not None:
                    found.append(UsedRate(str(currency), value, dated, step[10]))
    return tuple(found)


def fingerprint(trail: Trail, *inputs: object) -> str:
    """A hash over the inputs of a line and every fact that its steps used: change one and it differs."""
    text = "\x1f".join([*_texts(inputs), *["\x1e".join(_texts(step)) for step in trail]])
    return sha256(text.encode()).hexdigest()


def _texts(values: Iterable[object]) -> list[str]:
    # Words are most of what steps are made of, and a cart has a thousand lines of them.
    return [value if type(value) is str else _TEXTS[type(value)](value) for value in values]


def _number(value: Decimal) -> str:
    """Of equal numbers the same text, without zeros at the end."""
    text = str(value)
    if len(text) > SHORT or "E" in text:
        return format(value.normalize(), "f")
    # As `normalize` would have it, for a quarter of its time.
    return text.rstrip("0").rstrip(".") if "." in text else text


class _Texts(dict[type, Callable[[Any], str]]):
    def __missing__(self, kind: type) -> Callable[[Any], str]:
        return str


# The ids of a cart's contract and client stand in each of its lines.
_TEXTS = _Texts({
    Decimal: _number, UUID: lru_cache(maxsize=1024)(str), date: date.isoformat, datetime: datetime.isoformat,
})  # fmt: skip


def net_of(gross: Decimal, vat_included: bool, rate: Decimal | None) -> tuple[Decimal, Decimal]:
    """(amount, VAT) of what is left of a line after a discount of its gross.

    VAT is taken from within the gross whatever the price was kept with: on top of every net amount there is a VAT, but
    not every gross is such a sum, and what must stay to the kopeck is what the buyer pays.
    """
    vat = vat_within(gross, rate)
    return (gross if vat_included else gross - vat), vat


def vat_of(kind: str, amount: Decimal, rate: Decimal | None) -> Decimal:
    return vat_on_top(amount, rate) if kind == "on top" else vat_within(amount, rate)
