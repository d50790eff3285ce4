"""Rules between their rows, their JSON content and the domain."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.pricing.effect import Effect, EffectKind
from domain.pricing.rules import Rule, Which, Whom
from domain.shared.money import Currency

COLUMNS = (
    "id", "name", "priority", "effect", "value", "currency", "which", "whom", "minimum", "valid_from", "valid_to",
    "stops", "touches_agreed",
)  # fmt: skip
SELECT = f"SELECT {', '.join(COLUMNS)} FROM price_rule"


def rule_of(row: tuple[Any, ...]) -> Rule:
    """A row of `SELECT`."""
    id, name, priority, effect, value, currency, which, whom, minimum, valid_from, valid_to, stops, agreed = row
    does = Effect(EffectKind(effect), Decimal(value).normalize(), None if currency is None else Currency(currency))
    return Rule(
        UUID(str(id)), name, priority, does, which_of(which), whom_of(whom), Decimal(minimum), valid_from, valid_to,
        stops, agreed,
    )  # fmt: skip


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
    """What a version is kept as: the whole rule but its id, in one order, so that equal rules are equal texts."""
    effect, which, whom = rule.effect, rule.which, rule.whom
    return {
        "name": rule.name,
        "priority": rule.priority,
        "effect": effect.kind.value,
        "value": format(effect.value, "f"),
        "currency": None if effect.currency is None else effect.currency.value,
        "which": told({
            "products": which.products, "categories": which.categories, "manufacturers": which.manufacturers,
            "values": which.values,
        }),
        "whom": told({
            "contracts": whom.contracts, "counterparties": whom.counterparties, "holdings": whom.holdings,
            "regions": whom.regions, "price_types": whom.price_types,
        }),
        "minimum": format(rule.minimum, "f"),
        "valid_from": None if rule.valid_from is None else rule.valid_from.isoformat(),
        "valid_to": None if rule.valid_to is None else rule.valid_to.isoformat(),
        "stops": rule.stops,
        "touches_agreed": rule.touches_agreed,
    }  # fmt: skip


def rule_from(id: UUID, content: Mapping[str, Any]) -> Rule:
    days = [None if content[name] is None else date.fromisoformat(content[name]) for name in ("valid_from", "valid_to")]
    row = {**content, "id": id, "valid_from": days[0], "valid_to": days[1]}
    return rule_of(tuple(row[name] for name in COLUMNS))


def told(conditions: Mapping[str, Iterable[Any]]) -> dict[str, list[Any]]:
    """The conditions that ask something, each in order."""
    return {name: [_plain(each) for each in sorted(asked)] for name, asked in conditions.items() if asked}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else list(value) if isinstance(value, tuple) else value
