"""What is legal about a rule and still worth a second look, told before it is saved."""

from collections.abc import Iterable, Set
from datetime import date
from enum import StrEnum

from attrs import frozen

from domain.pricing.effect import EffectKind
from domain.pricing.rules import Rule, Which, Whom


class Remark(StrEnum):
    """EQUAL: of one priority, so that the ids decide which comes first. LATER_FIXED: a fixed price comes after it and
    nothing is left of what it did. AFTER_FIXED: it changes what another one fixes. STOPPED: another one stops it.
    """

    EQUAL = "equal"
    LATER_FIXED = "later-fixed"
    AFTER_FIXED = "after-fixed"
    STOPPED = "stopped"


@frozen
class Remarked:
    remark: Remark
    other: Rule


# Of two such rules the later one holds.
REPLACING = (
    {EffectKind.HIDE, EffectKind.SHOW}, {EffectKind.ON_ORDER}, {EffectKind.LEAST}, {EffectKind.MULTIPLE}
)  # fmt: skip


def remarks(rule: Rule, others: Iterable[Rule]) -> tuple[Remarked, ...]:
    """Of the other active rules, in the order in which they apply. Each is named once, by the gravest remark."""
    found = []
    for other in sorted(others, key=lambda each: each.place):
        if other.id == rule.id or rule.effect.kind.is_price is not other.effect.kind.is_price:
            continue
        if not may_meet(rule, other):
            continue
        remark = _remark(rule, other)
        if remark is not None:
            found.append(Remarked(remark, other))
    return tuple(found)


def _remark(rule: Rule, other: Rule) -> Remark | None:
    if not rule.effect.kind.is_price:
        return _of_availability(rule, other)
    if rule.effect.kind.is_last or other.effect.kind.is_last:
        return Remark.EQUAL if rule.place[:2] == other.place[:2] and rule.effect.kind is not other.effect.kind else None
    if rule.priority == other.priority:
        return Remark.EQUAL
    is_after = other.place < rule.place
    if is_after and other.stops:
        return Remark.STOPPED
    if is_after and other.effect.kind is EffectKind.FIXED:
        return Remark.AFTER_FIXED
    if not is_after and other.effect.kind is EffectKind.FIXED:
        return Remark.LATER_FIXED
    return None


def _of_availability(rule: Rule, other: Rule) -> Remark | None:
    if rule.priority == other.priority:
        return Remark.EQUAL if order_matters(rule, other) else None
    is_stopped = other.place < rule.place and other.stops and rule.effect.kind is not EffectKind.ONLY
    return Remark.STOPPED if is_stopped else None


def order_matters(one: Rule, other: Rule) -> bool:
    """Of two rules of availability: one hides and the other shows, both promise, both say a step, or one stops."""
    kinds = {one.effect.kind, other.effect.kind}
    if EffectKind.ONLY in kinds:
        return False
    return kinds in REPLACING or one.stops or other.stops


def may_meet(one: Rule, other: Rule) -> bool:
    """False only where no good and no client can have both: their conditions exclude each other by themselves."""
    return (
        _days_meet(one.valid_from, one.valid_to, other.valid_from, other.valid_to)
        and _goods_meet(one.which, other.which)
        and _clients_meet(one.whom, other.whom)
    )


def _days_meet(start: date | None, end: date | None, other_start: date | None, other_end: date | None) -> bool:
    return (start is None or other_end is None or start <= other_end) and (
        other_start is None or end is None or other_start <= end
    )


def _goods_meet(one: Which, other: Which) -> bool:
    """A good has one manufacturer and is one product; sections and values it may have many of."""
    return _share(one.products, other.products) and _share(one.manufacturers, other.manufacturers)


def _clients_meet(one: Whom, other: Whom) -> bool:
    if not _share(one.regions, other.regions) or not _share(one.price_types, other.price_types):
        return False
    # A contract may be of a counterparty or of a holding that the other names: only equal kinds exclude each other.
    kinds = [(w.contracts, w.counterparties, w.holdings) for w in (one, other)]
    told = [tuple(bool(named) for named in each) for each in kinds]
    if told[0] == told[1] and sum(told[0]) == 1:
        return any(not mine.isdisjoint(theirs) for mine, theirs in zip(*kinds, strict=True))
    return True


def _share(one: Set[object], other: Set[object]) -> bool:
    return not one or not other or bool(one & other)
