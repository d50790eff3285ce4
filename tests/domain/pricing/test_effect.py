"""What an effect and its rule may say, each limit at its very end, and the words by which a form marks the field."""

from decimal import Decimal
from uuid import UUID

import pytest

from domain.pricing.effect import LARGEST, MOST_DAYS, MOST_PERCENT, Effect, EffectKind, RuleNotSound
from domain.pricing.rules import Rule
from domain.shared.ids import WarehouseId
from domain.shared.money import Currency

RUB = Currency.RUB


@pytest.mark.parametrize(
    ("kind", "value", "currency", "warehouse", "field", "why"),
    [
        ("hide", "0", RUB, None, "currency", "not-for-this"),
        ("hide", "1", None, None, "value", "nothing-to-count"),
        ("show", "5", None, None, "value", "nothing-to-count"),
        ("on-order", "0", None, None, "value", "days"),
        ("on-order", "1.5", None, None, "value", "days"),
        ("on-order", str(MOST_DAYS + 1), None, None, "value", "days"),
        ("cap", "-1", None, None, "value", "stock"),
        ("cap", str(LARGEST), None, None, "value", "stock"),
        ("least", "-0.001", None, None, "value", "quantity"),
        ("multiple", str(LARGEST), None, None, "value", "quantity"),
        ("multiple", "5", RUB, None, "currency", "not-for-this"),
        ("least", "5", None, 1, "warehouse", "not-for-this"),
        ("percent", "5", None, 1, "warehouse", "not-for-this"),
        ("only", "0", None, 1, "warehouse", "not-for-this"),
        ("amount", "5", None, None, "currency", "none"),
        ("amount", str(LARGEST), RUB, None, "value", "too-large"),
        ("amount", str(-LARGEST), RUB, None, "value", "too-large"),
        ("ceiling", "-1", RUB, None, "value", "negative"),
        ("percent", str(MOST_PERCENT + Decimal("0.01")), None, None, "value", "percent-range"),
    ],
)
def test_what_gives_nonsense_is_refused_by_its_field(
    kind: str, value: str, currency: Currency | None, warehouse: int | None, field: str, why: str
) -> None:
    place = None if warehouse is None else WarehouseId(warehouse)
    with pytest.raises(RuleNotSound) as refused:
        Effect(EffectKind(kind), Decimal(value), currency, place)
    assert (refused.value.field, refused.value.why) == (field, why)


@pytest.mark.parametrize(
    ("kind", "value", "currency"),
    [
        ("on-order", "1", None), ("on-order", str(MOST_DAYS), None), ("on-order", "7.000", None),
        ("cap", "0", None), ("cap", str(LARGEST - 1), None), ("cap", "0.5", None),
        ("least", "0", None), ("multiple", "0", None), ("multiple", str(LARGEST - 1), None),
        ("percent", str(MOST_PERCENT), None), ("percent", "-99.99", None),
        ("amount", str(LARGEST - 1), RUB), ("amount", str(1 - LARGEST), RUB), ("floor", "0.00001", RUB),
    ],
)  # fmt: skip
def test_the_limits_themselves_are_allowed(kind: str, value: str, currency: Currency | None) -> None:
    assert Effect(EffectKind(kind), Decimal(value), currency).value == Decimal(value)


@pytest.mark.parametrize(
    ("kind", "more", "field"),
    [
        ("hide", {"minimum": Decimal(1)}, "minimum"),
        ("cap", {"touches_agreed": True}, "touches_agreed"),
        ("only", {"stops": True}, "stops"),
    ],
)
def test_a_rule_of_availability_has_no_say_in_what_is_of_prices(kind: str, more: dict[str, object], field: str) -> None:
    with pytest.raises(RuleNotSound) as refused:
        Rule(UUID(int=1), "Наличие", 1, Effect(EffectKind(kind)), **more)  # type: ignore[arg-type]  # by name
    assert (refused.value.field, refused.value.why) == (field, "not-for-this")
    if field == "stops":
        assert Rule(UUID(int=1), "Наличие", 1, Effect(EffectKind.HIDE), stops=True).stops
