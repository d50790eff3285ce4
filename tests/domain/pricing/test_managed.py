"""A rule's versions and where it stands in time; what only a new draft is asked."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve

from domain.pricing.effect import LARGEST, Effect, EffectKind, RuleNotSound
from domain.pricing.managed import (
    LONGEST_NAME,
    MOST_PRIORITY,
    ManagedRule,
    RuleState,
    RuleUnchanged,
    Standing,
    check_draft,
)
from domain.pricing.rules import Rule, Which, Whom
from domain.shared.ids import PriceTypeId, ProductId
from domain.shared.money import Currency
from tests.builders import TODAY

DAY = timedelta(days=1)
SALE = Rule(UUID(int=1), "Акция", 1, Effect(EffectKind.PERCENT, Decimal(-3)), Which(products={ProductId(1)}))


@pytest.mark.parametrize(
    ("rule", "standing"),
    [
        (SALE, Standing.IN_FORCE),
        (evolve(SALE, valid_from=TODAY, valid_to=TODAY), Standing.IN_FORCE),
        (evolve(SALE, valid_from=TODAY + DAY), Standing.SCHEDULED),
        (evolve(SALE, valid_to=TODAY - DAY), Standing.ENDED),
    ],
)
def test_where_a_rule_stands(rule: Rule, standing: Standing) -> None:
    assert ManagedRule(rule).standing(TODAY) is standing
    assert ManagedRule(rule, RuleState.OFF).standing(TODAY) is Standing.OFF
    assert ManagedRule(rule).is_on and not ManagedRule(rule, RuleState.OFF).is_on


def test_every_deed_makes_the_next_version_and_keeps_the_rest() -> None:
    off = ManagedRule(SALE, RuleState.OFF, 4)
    cheaper = evolve(SALE, name="Распродажа")
    assert off.changed(cheaper) == ManagedRule(cheaper, RuleState.OFF, 5)
    assert off.switched(RuleState.ACTIVE) == ManagedRule(SALE, RuleState.ACTIVE, 5)
    assert off.back_to(ManagedRule(cheaper, RuleState.ACTIVE, 2)) == ManagedRule(cheaper, RuleState.ACTIVE, 5)
    # Either of the two is a difference: the content alone, or the state alone.
    assert off.back_to(ManagedRule(SALE, RuleState.ACTIVE, 2)).is_on
    assert off.back_to(ManagedRule(cheaper, RuleState.OFF, 2)).rule == cheaper


def test_what_changes_nothing_is_said_with_the_name_and_the_version() -> None:
    on = ManagedRule(SALE, version=3)
    deeds: list[Callable[[], ManagedRule]] = [
        lambda: on.changed(SALE), lambda: on.switched(RuleState.ACTIVE), lambda: on.back_to(evolve(on, version=1)),
    ]  # fmt: skip
    for deed in deeds:
        with pytest.raises(RuleUnchanged) as refused:
            deed()
        assert (refused.value.name, refused.value.version) == ("Акция", 3)


def a_sum(value: str) -> Effect:
    return Effect(EffectKind.AMOUNT, Decimal(value), Currency.RUB)


COUNTED = (EffectKind.CAP, EffectKind.LEAST, EffectKind.MULTIPLE)


@pytest.mark.parametrize(
    ("draft", "field", "why"),
    [
        (evolve(SALE, name="я" * (LONGEST_NAME + 1)), "name", "too-long"),
        (evolve(SALE, priority=MOST_PRIORITY + 1), "priority", "range"),
        (evolve(SALE, priority=-MOST_PRIORITY - 1), "priority", "range"),
        (evolve(SALE, effect=a_sum("0.000001")), "value", "too-precise"),
        (evolve(SALE, minimum=Decimal("0.0001")), "minimum", "too-precise"),
        (evolve(SALE, minimum=LARGEST), "minimum", "too-large"),
        *((evolve(SALE, effect=Effect(kind, Decimal("0.0001"))), "value", "too-precise-stock") for kind in COUNTED),
        (evolve(SALE, valid_to=TODAY - DAY), "valid_to", "past"),
        (evolve(SALE, which=Which()), "everything", "not-confirmed"),
    ],
)
def test_a_draft_that_nobody_means_is_refused_by_its_field(draft: Rule, field: str, why: str) -> None:
    with pytest.raises(RuleNotSound) as refused:
        check_draft(draft, TODAY, everything=False)
    assert (refused.value.field, refused.value.why) == (field, why)


@pytest.mark.parametrize(
    "draft",
    [
        evolve(SALE, name="я" * LONGEST_NAME),
        evolve(SALE, priority=MOST_PRIORITY),
        evolve(SALE, priority=-MOST_PRIORITY),
        evolve(SALE, effect=a_sum("0.00001")),
        evolve(SALE, effect=a_sum("1.000000000")),
        evolve(SALE, effect=a_sum("1E+6")),
        evolve(SALE, minimum=Decimal("0.001")),
        *(evolve(SALE, effect=Effect(kind, Decimal("0.001"))) for kind in COUNTED),
        evolve(SALE, minimum=LARGEST - 1),
        evolve(SALE, valid_to=TODAY),
        evolve(SALE, which=Which(), whom=Whom(price_types={PriceTypeId(1)})),
    ],
)
def test_a_draft_at_the_very_limit_is_taken(draft: Rule) -> None:
    check_draft(draft, TODAY, everything=False)


def test_a_rule_for_everything_is_taken_once_somebody_says_so() -> None:
    check_draft(evolve(SALE, which=Which()), TODAY, everything=True)
