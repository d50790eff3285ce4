"""A rule as a document: what a version is kept as, and what the JSON door takes and gives."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.pricing.effect import Effect, EffectKind
from domain.pricing.rules import Rule, Which, Whom
from domain.shared.money import Currency


def which_of(told: Mapping[str, Any]) -> Which:
    return Which(
        told.get("products", ()),
        told.get("categories", ()),
        told.get("manufacturers", ()),
        frozenset((int(property_id), value) for property_id, value in told.get("values", ())),
    )


def whom_of(told: Mapping[str, Any]) -> Whom:
    ids = {name: [UUID(each) for each in told.get(name, ())] for name in ("contracts", "counterparties", "holdings")}
    regions = [UUID(each) for each in told.get("regions", ())]
    return Whom(**ids, regions=regions, price_types=told.get("price_types", ()))


def content_of(rule: Rule) -> dict[str, Any]:
    """The whole rule but its id, in one order, so that equal rules are equal texts.

    A warehouse stands in it where one is named: documents that were kept before there were any stay as they are.
    """
    effect = rule.effect
    place = {} if effect.warehouse is None else {"warehouse": effect.warehouse}
    return {
        "name": rule.name,
        "priority": rule.priority,
        "effect": effect.kind.value,
        "value": format(effect.value, "f"),
        "currency": None if effect.currency is None else effect.currency.value,
        **place,
        "which": told_which(rule.which),
        "whom": told_whom(rule.whom),
        "minimum": format(rule.minimum, "f"),
        "valid_from": None if rule.valid_from is None else rule.valid_from.isoformat(),
        "valid_to": None if rule.valid_to is None else rule.valid_to.isoformat(),
        "stops": rule.stops,
        "touches_agreed": rule.touches_agreed,
    }


def told_which(which: Which) -> dict[str, list[Any]]:
    return told({
        "products": which.products, "categories": which.categories, "manufacturers": which.manufacturers,
        "values": which.values,
    })  # fmt: skip


def told_whom(whom: Whom) -> dict[str, list[Any]]:
    return told({
        "contracts": whom.contracts, "counterparties": whom.counterparties, "holdings": whom.holdings,
        "regions": whom.regions, "price_types": whom.price_types,
    })  # fmt: skip


def rule_from(id: UUID, content: Mapping[str, Any]) -> Rule:
    """Raises RuleNotSound."""
    start, end = (None if content[name] is None else date.fromisoformat(content[name]) for name in DAYS)
    currency = None if content["currency"] is None else Currency(content["currency"])
    value, warehouse = plain(Decimal(content["value"])), content.get("warehouse")
    effect = Effect(EffectKind(content["effect"]), value, currency, warehouse)
    return Rule(
        id, content["name"], content["priority"], effect, which_of(content["which"]), whom_of(content["whom"]),
        plain(Decimal(content["minimum"])), start, end, content["stops"], content["touches_agreed"],
    )  # fmt: skip


DAYS = ("valid_from", "valid_to")


def plain(value: Decimal) -> Decimal:
    """No zeros at the end and no exponent: equal numbers are equal texts."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short.is_finite() and short == short.to_integral_value() else short


def told(conditions: Mapping[str, Iterable[Any]]) -> dict[str, list[Any]]:
    """The conditions that ask something, each in order."""
    return {name: [_plain(each) for each in sorted(asked)] for name, asked in conditions.items() if asked}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else list(value) if isinstance(value, tuple) else value
