"""What is said of two rules before one is saved: nothing is silent about rules that meet, and no more than is so."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from domain.pricing.effect import Effect, EffectKind
from domain.pricing.remarks import Remark, may_meet, remarks
from domain.pricing.rules import Rule, Which, Whom
from domain.shared.ids import (
    CategoryId,
    ContractId,
    CounterpartyId,
    HoldingId,
    PriceTypeId,
    ProductId,
    RegionId,
)
from domain.shared.money import Currency
from tests.builders import TODAY, an_id, terms
from tests.domain.pricing.books import GOODS, rules, traits_of

DAY = timedelta(days=1)
PERCENT, FIXED, FLOOR, CEILING = "percent", "fixed", "floor", "ceiling"


def a_rule(number: int = 1, priority: int = 5, kind: str = PERCENT, **more: object) -> Rule:
    currency = None if kind == PERCENT else Currency.RUB
    effect = Effect(EffectKind(kind), Decimal(10), currency)
    return Rule(UUID(int=number), f"Правило {number}", priority, effect, **more)  # type: ignore[arg-type]  # by name


@given(rules(), rules(), st.sampled_from(GOODS), st.integers(-3, 9))
def test_rules_that_do_meet_are_never_said_to_be_apart(one: Rule, other: Rule, good: int, later: int) -> None:
    day = TODAY + later * DAY
    both = (one, other)
    if all(r.which.has(traits_of(good)) and r.whom.has(terms()) and r.in_force(day) for r in both):
        assert may_meet(one, other)
    assert may_meet(one, other) == may_meet(other, one)


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ((None, TODAY), (TODAY, None), True),
        ((None, TODAY - DAY), (TODAY, None), False),
        ((TODAY, None), (None, TODAY), True),
        ((TODAY, None), (None, TODAY - DAY), False),
        ((None, None), (TODAY, TODAY), True),
        ((TODAY, TODAY), (None, None), True),
        ((TODAY, TODAY), (TODAY + DAY, None), False),
        ((TODAY + DAY, None), (TODAY, TODAY), False),
    ],
)
def test_days_are_inclusive_on_both_sides(
    first: tuple[date | None, date | None], second: tuple[date | None, date | None], meet: bool
) -> None:
    one, other = (a_rule(n, valid_from=days[0], valid_to=days[1]) for n, days in enumerate((first, second), 1))
    assert may_meet(one, other) is meet


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        (Which(products={ProductId(1)}), Which(products={ProductId(2)}), False),
        (Which(products={ProductId(1), ProductId(2)}), Which(products={ProductId(2)}), True),
        (Which(manufacturers={"завод а"}), Which(manufacturers={"завод б"}), False),
        (Which(manufacturers={"завод а"}), Which(), True),
        (Which(), Which(products={ProductId(1)}), True),
        # A good may stand in several sections and have several values of a property.
        (Which(categories={CategoryId(1)}), Which(categories={CategoryId(2)}), True),
        (Which(values={(7, "красный")}), Which(values={(7, "синий")}), True),
    ],
)
def test_goods_are_apart_only_by_what_they_have_one_of(first: Which, second: Which, meet: bool) -> None:
    assert may_meet(a_rule(1, which=first), a_rule(2, which=second)) is meet


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        (Whom(regions={RegionId(an_id("ural"))}), Whom(regions={RegionId(an_id("volga"))}), False),
        (Whom(regions={RegionId(an_id("ural"))}), Whom(), True),
        (Whom(price_types={PriceTypeId(1)}), Whom(price_types={PriceTypeId(2)}), False),
        (Whom(contracts={ContractId(an_id("a"))}), Whom(contracts={ContractId(an_id("b"))}), False),
        (Whom(contracts={ContractId(an_id("a"))}), Whom(contracts={ContractId(an_id("a"))}), True),
        (Whom(counterparties={CounterpartyId(an_id("a"))}), Whom(counterparties={CounterpartyId(an_id("b"))}), False),
        (Whom(holdings={HoldingId(an_id("a"))}), Whom(holdings={HoldingId(an_id("b"))}), False),
        # A contract may be of the holding that the other names, and of two kinds any may be the one that matches.
        (Whom(contracts={ContractId(an_id("a"))}), Whom(holdings={HoldingId(an_id("b"))}), True),
        (
            Whom(contracts={ContractId(an_id("a"))}, holdings={HoldingId(an_id("a"))}),
            Whom(contracts={ContractId(an_id("b"))}, holdings={HoldingId(an_id("b"))}),
            True,
        ),
        (Whom(contracts={ContractId(an_id("a"))}), Whom(), True),
    ],
)
def test_clients_are_apart_only_by_one_and_the_same_kind_of_name(first: Whom, second: Whom, meet: bool) -> None:
    assert may_meet(a_rule(1, whom=first), a_rule(2, whom=second)) is meet


def said(rule: Rule, other: Rule) -> Remark | None:
    found = remarks(rule, [other])
    assert all(each.other == other for each in found)
    return found[0].remark if found else None


@pytest.mark.parametrize(
    ("rule", "other", "remark"),
    [
        (a_rule(1, 5), a_rule(2, 5), Remark.EQUAL),
        (a_rule(1, 5), a_rule(2, 6), None),
        (a_rule(1, 6), a_rule(2, 5, stops=True), Remark.STOPPED),
        (a_rule(1, 5), a_rule(2, 6, stops=True), None),
        (a_rule(1, 6), a_rule(2, 5, FIXED), Remark.AFTER_FIXED),
        (a_rule(1, 6), a_rule(2, 5, FIXED, stops=True), Remark.STOPPED),
        (a_rule(1, 5), a_rule(2, 6, FIXED), Remark.LATER_FIXED),
        (a_rule(1, 5), a_rule(2, 6, FIXED, stops=True), Remark.LATER_FIXED),
        # Floors and ceilings come last whatever their priority: one beside any other rule is no doubt.
        (a_rule(1, 5, FLOOR), a_rule(2, 5), None),
        (a_rule(1, 5), a_rule(2, 5, CEILING), None),
        (a_rule(1, 5, FLOOR), a_rule(2, 5, FLOOR), None),
        (a_rule(1, 5, FLOOR), a_rule(2, 5, CEILING), Remark.EQUAL),
        (a_rule(1, 5, FLOOR), a_rule(2, 6, CEILING), None),
        (a_rule(1, 9, FLOOR), a_rule(2, 5, FIXED, stops=True), None),
    ],
)
def test_each_remark(rule: Rule, other: Rule, remark: Remark | None) -> None:
    assert said(rule, other) is remark


def of_stock(number: int, kind: str, priority: int = 5, **more: object) -> Rule:
    value = (
        Decimal(5) if EffectKind(kind) in (EffectKind.ON_ORDER, EffectKind.LEAST, EffectKind.MULTIPLE) else Decimal(0)
    )
    return Rule(UUID(int=number), f"Наличие {number}", priority, Effect(EffectKind(kind), value), **more)  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("rule", "other", "remark"),
    [
        (of_stock(1, "hide"), of_stock(2, "show"), Remark.EQUAL),
        (of_stock(1, "show"), of_stock(2, "hide"), Remark.EQUAL),
        *((of_stock(1, kind), of_stock(2, kind), Remark.EQUAL) for kind in ("on-order", "least", "multiple")),
        # Both of these hold, whichever comes first.
        *((of_stock(1, kind), of_stock(2, kind), None) for kind in ("hide", "show", "cap")),
        (of_stock(1, "least"), of_stock(2, "multiple"), None),
        (of_stock(1, "hide"), of_stock(2, "cap"), None),
        # What stops keeps the other off, so that their order matters after all.
        (of_stock(1, "hide", stops=True), of_stock(2, "cap"), Remark.EQUAL),
        (of_stock(1, "hide"), of_stock(2, "cap", stops=True), Remark.EQUAL),
        (of_stock(1, "only"), of_stock(2, "hide", stops=True), None),
        (of_stock(1, "hide", stops=True), of_stock(2, "only"), None),
        (of_stock(1, "hide", 6), of_stock(2, "show", 5), None),
        (of_stock(1, "hide", 6), of_stock(2, "show", 5, stops=True), Remark.STOPPED),
        (of_stock(1, "hide", 5), of_stock(2, "show", 6, stops=True), None),
        (of_stock(1, "hide", 5, stops=True), of_stock(2, "show", 6), None),
        (of_stock(1, "only", 6), of_stock(2, "show", 5, stops=True), None),
        # Of prices and of availability neither is in the other's way.
        (of_stock(1, "hide"), a_rule(2, 5, stops=True), None),
        (a_rule(1, 5), of_stock(2, "hide", stops=True), None),
    ],
)
def test_each_remark_on_availability(rule: Rule, other: Rule, remark: Remark | None) -> None:
    assert said(rule, other) is remark


def test_a_rule_says_nothing_of_itself_and_the_others_come_in_their_order() -> None:
    rule = a_rule(1, 5)
    others = [a_rule(4, 5), evolve(rule, name="Прежнее"), a_rule(3, 9, FIXED), a_rule(2, 5), a_rule(5, 7)]
    assert [each.other.id.int for each in remarks(rule, others)] == [2, 4, 3]


def test_rules_apart_are_not_told_even_of_one_priority() -> None:
    apart = Which(products={ProductId(1)}), Which(products={ProductId(2)})
    assert not remarks(a_rule(1, which=apart[0]), [a_rule(2, which=apart[1]), a_rule(3, which=apart[1])])
    assert [one.other.id.int for one in remarks(a_rule(1, which=apart[0]), [a_rule(2, which=apart[1]), a_rule(3)])] == [
        3
    ]
