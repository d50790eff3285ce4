"""The properties of prices: laws of the engine on random books, and that each finds what it is there to find."""

from decimal import Decimal
from uuid import uuid4

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from application.pricing.rule_content import whom_of
from domain.parties.level import Level
from domain.pricing.ask import Ask
from domain.pricing.book import PriceBook, PriceType
from domain.pricing.checks import (
    Flaw,
    above_floors,
    cheaper_in_bulk,
    covered,
    findings,
    isolated,
    positive,
    ranked,
    turning_points,
)
from domain.pricing.effect import PRICES, Effect, EffectKind
from domain.pricing.remarks import Remark, may_meet, remarks
from domain.pricing.rules import Rule, RuleBook, Whom
from domain.shared.ids import VariantId
from domain.shared.money import Currency
from tests.builders import TODAY, WHOLESALE, a_book, an_id, an_individual_price, terms
from tests.capabilities import shows

LINE = Ask(VariantId(1), terms())


def a_rule(
    kind: EffectKind,
    value: str,
    *,
    priority: int = 1,
    minimum: str = "0",
    stops: bool = False,
    agreed: bool = False,
    name: str = "Правило",
    whom: Whom | None = None,
) -> Rule:
    currency = Currency.RUB if kind.is_money else None
    effect = Effect(kind, Decimal(value), currency)
    return Rule(
        uuid4(), name, priority, effect, whom=whom or Whom(), minimum=Decimal(minimum), stops=stops,
        touches_agreed=agreed,
    )  # fmt: skip


def under(*rules: Rule, price: str = "100", agreed: tuple[tuple[str, str], ...] = ()) -> PriceBook:
    """`agreed`: (minimum, amount) of the client's own contract."""
    rows = tuple((1, an_individual_price(amount, minimum=minimum)) for minimum, amount in agreed)
    return evolve(a_book({1: price}, individual=rows), rules=RuleBook(rules, TODAY))


kinds = st.sampled_from(PRICES)
values = st.integers(1, 30000).map(lambda n: Decimal(n) / 100)
minima = st.sampled_from(["0", "2", "10", "12.5"])


@st.composite
def random_rules(draw: st.DrawFn) -> Rule:
    kind = draw(kinds)
    value = draw(values)
    if kind in (EffectKind.PERCENT, EffectKind.AMOUNT) and draw(st.booleans()):
        value = -min(value, Decimal(90)) if kind is EffectKind.PERCENT else -value
    return a_rule(
        kind, str(value), priority=draw(st.integers(1, 9)), minimum=draw(minima), stops=draw(st.booleans()),
        agreed=draw(st.booleans()),
    )  # fmt: skip


books = st.builds(
    lambda rules, price, agreed: under(*rules, price=str(price), agreed=agreed),
    st.lists(random_rules(), max_size=5),
    values,
    st.lists(st.tuples(minima, values.map(str)), max_size=2, unique_by=lambda row: row[0]).map(tuple),
)


@shows("A07")
@given(books)
def test_no_rules_make_a_price_of_nothing_or_less(book: PriceBook) -> None:
    assert list(positive(book, LINE)) == []


def test_a_price_that_rounding_makes_nothing_is_told_as_no_price() -> None:
    book = under(a_rule(EffectKind.PERCENT, "-90", name="Почти даром"), price="0.04")
    (found,) = covered(book, LINE)
    assert (found.flaw, found.why) == (Flaw.UNCOVERED, "rounds-to-nothing")


@given(books, st.lists(st.tuples(minima, values), min_size=1, max_size=3))
def test_what_others_have_agreed_never_shows(book: PriceBook, foreign: list[tuple[str, Decimal]]) -> None:
    strangers = tuple(
        an_individual_price(str(amount), Level.CONTRACT, an_id(f"stranger {n}"), minimum)
        for n, (minimum, amount) in enumerate(foreign)
    )
    rows = (*book.individual.get(LINE.variant, ()), *strangers)
    assert list(isolated(evolve(book, individual={LINE.variant: rows}), LINE)) == []


@given(st.lists(random_rules().filter(lambda rule: rule.effect.kind is not EffectKind.CEILING), max_size=5), values)
def test_only_a_ceiling_can_break_a_floor(rules: list[Rule], price: Decimal) -> None:
    assert list(above_floors(under(*rules, price=str(price)), LINE)) == []


@given(st.lists(random_rules(), max_size=5), values)
def test_without_minima_every_quantity_costs_the_same(rules: list[Rule], price: Decimal) -> None:
    plain = [evolve(rule, minimum=Decimal(0)) for rule in rules]
    assert list(cheaper_in_bulk(under(*plain, price=str(price)), LINE)) == []


@given(st.lists(random_rules(), max_size=5, unique_by=lambda rule: rule.priority))
def test_different_priorities_are_different_ranks(rules: list[Rule]) -> None:
    assert list(ranked(under(*rules), LINE)) == []


def test_a_ceiling_below_a_floor_is_found_with_both_names() -> None:
    floor = a_rule(EffectKind.FLOOR, "90", name="Не ниже себестоимости")
    ceiling = a_rule(EffectKind.CEILING, "80", priority=2, name="Акция")
    (found,) = above_floors(under(floor, ceiling), LINE)
    assert (found.price, found.cheaper, found.rules) == (Decimal(80), Decimal(90), (floor.name, ceiling.name))


def test_twelve_dearer_than_eleven_is_found() -> None:
    """The rule is for all, the agreed price from twelve on, and no rule touches agreed prices."""
    book = under(a_rule(EffectKind.PERCENT, "-20"), agreed=(("12", "90"),))
    (found,) = cheaper_in_bulk(book, LINE)
    assert (found.flaw, found.quantity, found.price, found.less, found.cheaper) == (
        Flaw.DEARER_IN_BULK, Decimal(12), Decimal(90), Decimal(11), Decimal(80),
    )  # fmt: skip


def test_a_discount_that_a_larger_quantity_loses_is_found() -> None:
    stopping = a_rule(EffectKind.PERCENT, "-1", priority=1, minimum="100", stops=True)
    (found,) = cheaper_in_bulk(under(stopping, a_rule(EffectKind.PERCENT, "-10", priority=2)), LINE)
    assert (found.quantity, found.less) == (Decimal(100), Decimal(99))


def test_a_rule_may_say_by_its_minimum_that_more_is_dearer() -> None:
    assert list(cheaper_in_bulk(under(a_rule(EffectKind.PERCENT, "5", minimum="10")), LINE)) == []


def test_dearer_in_bulk_names_the_rules_that_the_dearer_price_has() -> None:
    raised = a_rule(EffectKind.PERCENT, "5", name="Наценка")
    half = a_rule(EffectKind.PERCENT, "-50", priority=2, name="Только на прайс")
    touching = evolve(raised, touches_agreed=True)
    (found,) = cheaper_in_bulk(under(touching, half, agreed=(("12", "90"),)), LINE)
    assert (found.quantity, found.price, found.cheaper, found.rules) == (
        Decimal(12), Decimal("94.50"), Decimal("52.50"), ("Наценка",),
    )  # fmt: skip


def test_a_rule_that_begins_between_excuses_only_if_it_raises() -> None:
    falling = a_rule(EffectKind.PERCENT, "-1", minimum="12", agreed=True, name="Опт")
    cheap = a_rule(EffectKind.PERCENT, "-20")
    (found,) = cheaper_in_bulk(under(cheap, falling, agreed=(("12", "90"),)), LINE)
    assert (found.price, found.rules) == (Decimal("89.10"), ("Опт",))
    # A rule that raises from the smaller quantity already on is no excuse either.
    early = a_rule(EffectKind.PERCENT, "10", minimum="11", agreed=True, name="С одиннадцати")
    (found,) = cheaper_in_bulk(under(cheap, early, agreed=(("12", "90"),)), LINE)
    assert (found.less, found.quantity) == (Decimal(11), Decimal(12))


def test_a_quantity_without_a_price_is_passed_over_and_the_next_compared() -> None:
    """Between 5 and 9 pieces a rule leaves nothing; ten, which another one raises, are still dearer than four."""
    nothing = a_rule(EffectKind.AMOUNT, "-200", minimum="5", priority=2)
    agreed = (("10", "150"),)
    (found,) = cheaper_in_bulk(under(nothing, agreed=agreed), LINE)
    assert (found.less, found.quantity, found.price) == (Decimal(4), Decimal(10), Decimal(150))


def test_every_minimum_is_tried_and_the_last_piece_before_it() -> None:
    rule = a_rule(EffectKind.PERCENT, "-1", minimum="2")
    strangers = an_individual_price("1", Level.CONTRACT, an_id("a stranger"), "77")
    book = under(rule, a_rule(EffectKind.PERCENT, "-1", minimum="0.5"), agreed=(("10", "9"),))
    rows = (*book.individual[LINE.variant], strangers)
    tried = turning_points(evolve(book, individual={LINE.variant: rows}), LINE)
    assert tried == [Decimal(n) for n in ("0.5", "1", "2", "9", "10")]


def test_a_floor_is_judged_as_the_price_is_rounded() -> None:
    """90.004 is a floor that a price of two decimals keeps as 90.00."""
    assert list(above_floors(under(a_rule(EffectKind.FLOOR, "90.004"), price="50"), LINE)) == []
    floor = a_rule(EffectKind.FLOOR, "90", name="Порог")
    higher = a_rule(EffectKind.FLOOR, "95", priority=2, name="Выше")
    ceiling = a_rule(EffectKind.CEILING, "80", priority=3, name="Потолок")
    found = list(above_floors(under(floor, higher, ceiling, price="50"), LINE))
    assert [(each.flaw, each.quantity, each.price, each.cheaper, each.rules) for each in found] == [
        (Flaw.BELOW_FLOOR, Decimal(1), Decimal(80), Decimal(90), ("Порог", "Потолок")),
        (Flaw.BELOW_FLOOR, Decimal(1), Decimal(80), Decimal(95), ("Выше", "Потолок")),
    ]


def test_only_what_lowered_the_price_after_the_floor_is_named_beside_it() -> None:
    rules = (
        a_rule(EffectKind.PERCENT, "-50", name="Скидка"),
        a_rule(EffectKind.FLOOR, "90", name="Порог"),
        a_rule(EffectKind.CEILING, "200", priority=2, name="Высокий потолок"),
        a_rule(EffectKind.CEILING, "80", priority=3, name="Потолок"),
    )
    (found,) = above_floors(under(*rules), LINE)
    assert found.rules == ("Порог", "Потолок")


@pytest.mark.parametrize(
    ("scale", "floor", "ceiling", "kept"), [(2, "90.06", "90.05", "90.06"), (3, "90.0056", "90.0044", "90.006")]
)
def test_a_floor_is_told_as_fine_as_the_price(scale: int, floor: str, ceiling: str, kept: str) -> None:
    book = under(a_rule(EffectKind.FLOOR, floor), a_rule(EffectKind.CEILING, ceiling, priority=2))
    (found,) = above_floors(
        evolve(book, types={WHOLESALE: PriceType(WHOLESALE, "Опт", Currency.RUB, scale=scale)}), LINE
    )
    assert str(found.cheaper) == kept


def test_what_is_no_floor_is_not_taken_for_one() -> None:
    halved = a_rule(EffectKind.FIXED, "50"), a_rule(EffectKind.PERCENT, "-50", priority=2)
    assert list(above_floors(under(*halved), LINE)) == []


def test_without_agreed_prices_there_is_nobody_to_leak_to() -> None:
    assert list(isolated(under(a_rule(EffectKind.PERCENT, "5")), LINE)) == []


def test_a_price_agreed_with_the_client_is_no_leak() -> None:
    """Of any of his owners, beside that of a stranger."""
    for level in Level:
        rows = an_individual_price("90", level), an_individual_price("1", level, an_id("a stranger"))
        assert list(isolated(a_book({1: "100"}, individual=tuple((1, row) for row in rows)), LINE)) == []


def test_two_rules_of_one_rank_are_found() -> None:
    one, other = a_rule(EffectKind.PERCENT, "5"), a_rule(EffectKind.FIXED, "50")
    (found,) = ranked(under(one, other), LINE)
    assert found.flaw is Flaw.EQUAL_RANK
    assert set(found.rules) == {one.name, other.name}
    later = evolve(other, name="С десяти", minimum=Decimal(10))
    (found,) = ranked(under(evolve(one, name="С двух", minimum=Decimal(2)), later), LINE)
    assert (found.quantity, set(found.rules)) == (Decimal(10), {"С двух", "С десяти"})
    assert found.price in (Decimal(50), Decimal("52.50"))
    assert list(ranked(under(a_rule(EffectKind.FLOOR, "5"), a_rule(EffectKind.FLOOR, "6")), LINE)) == []


def test_two_rules_of_one_rank_and_kind_are_found_and_the_price_is_that_of_where_both_apply() -> None:
    one, other = (a_rule(EffectKind.PERCENT, "-10", name=name) for name in ("Одна", "Другая"))
    (found,) = ranked(under(one, other), LINE)
    assert (found.quantity, found.price, set(found.rules)) == (Decimal(1), Decimal(81), {"Одна", "Другая"})
    for minima in (("7", "2"), ("2", "7"), ("7", "7")):
        first, second = (evolve(each, minimum=Decimal(m)) for each, m in zip((one, other), minima, strict=True))
        (found,) = ranked(under(first, second), LINE)
        assert (found.quantity, found.price) == (Decimal(7), Decimal(81))


def test_no_quantity_is_tried_that_nobody_orders() -> None:
    """The last piece before one is none."""
    minima = [a_rule(EffectKind.PERCENT, "-1", minimum=minimum) for minimum in ("0", "1", "1.5")]
    assert turning_points(under(*minima), LINE) == [Decimal("0.5"), Decimal(1), Decimal("1.5")]


def test_all_properties_are_looked_at_one_after_another() -> None:
    floor = a_rule(EffectKind.FLOOR, "90", name="Порог")
    ceiling = a_rule(EffectKind.CEILING, "80", priority=2, name="Потолок")
    twins = (a_rule(EffectKind.PERCENT, "-1"), a_rule(EffectKind.PERCENT, "-1"))
    assert [each.flaw for each in findings(under(floor, ceiling, *twins), LINE)] == [Flaw.BELOW_FLOOR, Flaw.EQUAL_RANK]
    assert [each.flaw for each in findings(a_book(), LINE)] == [Flaw.UNCOVERED]
    assert list(findings(under(floor), LINE)) == []


def test_a_line_without_a_price_says_why() -> None:
    (found,) = covered(under(a_rule(EffectKind.AMOUNT, "-100", name="Минус сто")), LINE)
    assert (found.flaw, found.quantity, found.price) == (Flaw.UNCOVERED, Decimal(1), Decimal(0))
    assert (found.why, found.rules) == ("rule-to-nothing", ("Минус сто",))
    (found,) = covered(a_book(), LINE)
    assert (found.why, found.rules) == ("no-price", ())


@given(st.lists(random_rules(), max_size=4), random_rules())
def test_every_other_rule_of_one_rank_is_remarked(others: list[Rule], rule: Rule) -> None:
    told = {each.other.id for each in remarks(rule, others) if each.remark is Remark.EQUAL}
    for other in others:
        same = other.place[:2] == rule.place[:2]
        commute = rule.effect.kind is other.effect.kind and rule.effect.kind.is_last
        assert (other.id in told) == (same and not commute and may_meet(rule, other))


def test_rules_of_different_contracts_never_meet() -> None:
    one, other = (
        a_rule(EffectKind.PERCENT, "5", whom=whom_of({"contracts": [str(an_id(name))]})) for name in ("a", "b")
    )
    assert remarks(one, [other]) == ()


def test_what_a_fixed_price_overrides_is_remarked() -> None:
    percent, fixed = a_rule(EffectKind.PERCENT, "5"), a_rule(EffectKind.FIXED, "50", priority=2)
    assert [each.remark for each in remarks(percent, [fixed])] == [Remark.LATER_FIXED]
    assert [each.remark for each in remarks(fixed, [percent])] == []
    late = evolve(percent, priority=3)
    assert [each.remark for each in remarks(late, [fixed])] == [Remark.AFTER_FIXED]
    assert [each.remark for each in remarks(late, [evolve(fixed, stops=True)])] == [Remark.STOPPED]
