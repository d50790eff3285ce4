"""Rules between their rows and the domain. Their documents are the application's: `rule_content`."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from application.pricing.rule_content import plain, which_of, whom_of
from domain.pricing.effect import Effect, EffectKind
from domain.pricing.rules import Rule
from domain.shared.ids import WarehouseId
from domain.shared.money import Currency

COLUMNS = (
    "id", "name", "priority", "effect", "value", "currency", "warehouse_id", "which", "whom", "minimum", "valid_from",
    "valid_to", "stops", "touches_agreed",
)  # fmt: skip
SELECT = f"SELECT {', '.join(COLUMNS)} FROM price_rule"


def rule_of(row: tuple[Any, ...]) -> Rule:
    """A row of `SELECT`."""
    (id, name, priority, effect, value, currency, warehouse, which, whom, minimum, valid_from, valid_to, stops,
     agreed) = row  # fmt: skip
    money = None if currency is None else Currency(currency)
    place = None if warehouse is None else WarehouseId(warehouse)
    does = Effect(EffectKind(effect), plain(Decimal(value)), money, place)
    return Rule(
        UUID(str(id)), name, priority, does, which_of(which), whom_of(whom), plain(Decimal(minimum)), valid_from,
        valid_to, stops, agreed,
    )  # fmt: skip
