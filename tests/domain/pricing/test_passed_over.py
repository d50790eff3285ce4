"""What a price was not made of: used and passed over are all there is, and what was passed over had no say."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from domain.parties.level import Level
from domain.pricing.agreed import Validity
from domain.pricing.ask import Ask
from domain.pricing.assigning import Assignee, Assignment
from domain.pricing.book import PriceBook, PriceType, Rate, Threshold
from domain.pricing.cart_quote import quote_cart
from domain.pricing.chain import Considered, TypeChains, WhyPassed
from domain.pricing.effect import Effect, EffectKind
from domain.pricing.passed_over import (
    Dated,
    Kept,
    PassedOverAll,
    PassedRule,
    PassedStep,
    PassedType,
    Why,
    passed_over,
)
from domain.pricing.quote import quote_line
from domain.pricing.rules import Rule, RuleBook, Which, Whom
from domain.pricing.trail import INDIVIDUAL, LISTED, RULE
from domain.shared.ids import CategoryId, ContractId, PackagingId, PriceTypeId, ProductId, RegionId
from domain.shared.money import Currency
from tests.builders import HOLDING, RETAIL, TODAY, WHOLESALE, a_book, an_id, an_individual_price
from tests.capabilities import shows
from tests.domain.pricing.books import asks, books, traits_of
from tests.domain.pricing.test_quote import DOZEN, GOOD, asked

PERCENT = Effect(EffectKind.PERCENT, Decimal(-10))
TOMORROW, YESTERDAY = date(2026, 11, 24), date(2026, 11, 22)


def a_rule(name: str, priority: int = 1, **facts: object) -> Rule:
    return Rule(UUID(int=priority), name, priority, **({"effect": PERCENT} | facts))  # type: ignore[arg-type]


def over(book: PriceBook, ask: Ask, dated: tuple[Dated, ...] = (), kept: tuple[Kept, ...] = ()) -> PassedOverAll:
    return passed_over(quote_line(book, ask), book, dated, kept)


def ruled(rules: tuple[Rule, ...], ask: Ask, book: PriceBook | None = None) -> list[tuple[str, Why, str]]:
    """Passed over of these rules, by name."""
    book = evolve(book or a_book({1: "100"}), rules=RuleBook(rules, TODAY))
    found = over(book, ask, kept=tuple(Kept(rule, 1) for rule in rules))
    return [(each.kept.rule.name, each.why, each.condition) for each in found.rules]


@shows("N18", "A01")
@given(books(), asks())
def test_used_and_passed_over_are_all_rules_and_the_passed_over_have_no_say(book: PriceBook, ask: Ask) -> None:
    rules = book.rules.rules if book.rules else ()
    line = quote_line(book, ask)
    found = passed_over(line, book, (), [Kept(rule, 1) for rule in rules])
    applied = [step[1] for step in line.trail if step[0] == RULE]
    passed = {each.kept.rule.id: each.why for each in found.rules}
    assert sorted([*applied, *passed]) == sorted(rule.id for rule in rules)
    # The one whose sum has no rate keeps the line from having a price: it had its say.
    silent = {id for id, why in passed.items() if why is not Why.NO_RATE}
    left = RuleBook(tuple(rule for rule in rules if rule.id not in silent), TODAY)
    again = quote_line(evolve(book, rules=left), ask)
    assert (again.price, again.trail) == (line.price, line.trail)
    assert Why.AVAILABILITY not in passed.values()


@given(books(), asks(), st.integers(0, 1))
def test_without_what_was_passed_over_the_price_begins_the_same(book: PriceBook, ask: Ask, reach: int) -> None:
    line = quote_line(book, ask)
    rows = book.individual.get(ask.variant, ())
    own = [price for price in rows if price.owner in [ask.terms.owner(level) for level in Level]]
    found = passed_over(line, book, [Dated(price, Validity()) for price in own], ())
    prices = {each.dated.price.id for each in found.prices}
    taken = {step[3] for step in line.trail if step[0] == INDIVIDUAL}
    assert prices | taken == {price.id for price in own} and not prices & taken
    types = {each.id for each in found.types if each.why is not Why.NO_PRICE}
    assert not types & {step[1] for step in line.trail if step[0] == LISTED}
    kept = {key: row for key, row in book.listed.get(ask.variant, {}).items() if key[0] not in types}
    individual = {ask.variant: tuple(price for price in rows if price.id not in prices)}
    again = quote_line(evolve(book, listed={ask.variant: kept}, individual=individual), ask)
    assert (again.price, again.vat_included, again.gross) == (line.price, line.vat_included, line.gross)


def test_an_individual_price_is_passed_over_by_its_days_its_packaging_and_its_minimum() -> None:
    price = an_individual_price("90", minimum="10")
    packed = evolve(an_individual_price("1000", packaging=9), id=an_id("packed"))
    future = Dated(evolve(price, id=an_id("future"), minimum=Decimal(0)), Validity(TOMORROW, None))
    ended = Dated(evolve(price, id=an_id("ended")), Validity(None, YESTERDAY))
    told = (Dated(price, Validity()), Dated(packed, Validity()), future, ended)
    found = over(a_book({1: "100"}, individual=((1, price), (1, packed))), asked(), told)
    assert {each.dated.price.id: each.why for each in found.prices} == {
        price.id: Why.MINIMUM, packed.id: Why.PACKAGING, future.price.id: Why.NOT_YET, ended.price.id: Why.OVER,
    }  # fmt: skip
    in_packs = over(a_book({1: "100"}, individual=((1, price), (1, packed))), asked("1", "12", DOZEN), told[:2])
    assert [(each.dated.price.id, each.why) for each in in_packs.prices] == [(price.id, Why.NARROWER)]


@pytest.mark.parametrize(
    ("amount", "minimum", "validity", "why"),
    [
        ("90", "10", Validity(TODAY, TODAY), Why.MINIMUM), ("90", "0", Validity(TODAY, TODAY), Why.NARROWER),
        ("90", "1", Validity(), Why.NARROWER), ("90", "1.001", Validity(), Why.MINIMUM),
        ("0", "0", Validity(), Why.ZERO), ("0.50", "0", Validity(), Why.NARROWER),
        ("0", "0", Validity(TOMORROW), Why.NOT_YET), ("0", "0", Validity(None, YESTERDAY), Why.OVER),
    ],
)  # fmt: skip
def test_the_days_of_an_individual_price_and_its_minimum_are_inclusive(
    amount: str, minimum: str, validity: Validity, why: Why
) -> None:
    """Of one unit. A nearer price has taken its place, so that whatever else could be is no reason."""
    nearer = an_individual_price("80")
    farther = an_individual_price(amount, Level.HOLDING, minimum=minimum)
    found = over(a_book(individual=((1, nearer),)), asked(), (Dated(nearer, Validity()), Dated(farther, validity)))
    assert [(each.dated.price.id, each.why) for each in found.prices] == [(farther.id, why)]


HERS = Assignment(an_id("hers"), Assignee.HOLDING, HOLDING, RETAIL, Which(categories={CategoryId(11)}), "Отрезки")
BOTH = (PriceType(WHOLESALE, "Опт", Currency.RUB), PriceType(RETAIL, "Розница", Currency.RUB))


def of_segment(ask: Ask) -> Ask:
    return evolve(ask, traits=traits_of(1))


def test_who_else_would_have_given_the_type_is_told() -> None:
    book = a_book({1: "100"}, BOTH)
    book = evolve(book, chains=TypeChains(book.types, (HERS,)))
    own = (None, Assignee.CONTRACT, WHOLESALE)
    hers = (HERS, Assignee.HOLDING, RETAIL)
    assert over(book, asked()).assigned == (Considered(*hers, WhyPassed.OTHER_GOODS),)
    assert over(book, of_segment(asked())).assigned == (Considered(*own, WhyPassed.NEARER),)
    agreed = evolve(book, individual={GOOD: (an_individual_price("90"),)})
    assert over(agreed, of_segment(asked())).assigned == (
        Considered(*hers, WhyPassed.AGREED), Considered(*own, WhyPassed.AGREED),
    )  # fmt: skip


def test_types_are_told_whole_with_the_price_of_the_packaging_where_they_have_one() -> None:
    kinds = (evolve(BOTH[0], fallback=RETAIL), BOTH[1])
    both = a_book({1: "100"}, kinds)

    def retail(base: str, *packed: str) -> PriceBook:
        rows = {(RETAIL, PackagingId(pack)): (Decimal(amount), Currency.RUB)
                for pack, amount in zip((0, 9), (base, *packed), strict=False)}  # fmt: skip
        return evolve(both, listed={GOOD: {**both.listed[GOOD], **rows}})

    def later(amount: str) -> tuple[PassedType, ...]:
        return (PassedType(RETAIL, "Розница", Why.LATER, Decimal(amount), Currency.RUB),)

    dozen = asked(packaging=DOZEN)
    assert over(retail("150", "1700"), dozen).types == later("1700")
    assert over(retail("150", "1700"), asked()).types == later("150")
    assert over(retail("150"), dozen).types == later("150")
    assert over(retail("0.50"), asked()).types == later("0.50")
    none = (PassedType(RETAIL, "Розница", Why.NO_PRICE),)
    assert over(retail("0"), asked()).types == none
    assert over(both, asked()).types == none


def stepped(*steps: Threshold, currency: Currency = Currency.RUB) -> PriceBook:
    types = (PriceType(WHOLESALE, "Опт", currency, thresholds=steps), PriceType(RETAIL, "Крупный", Currency.RUB))
    return a_book({1: "100"}, types)


FIRST, SECOND = Threshold(Decimal(500), RETAIL), Threshold(Decimal(1000), RETAIL)


def in_a_cart(book: PriceBook, ask: Ask) -> PassedOverAll:
    cart = quote_cart(book, [ask])
    return passed_over(cart.lines[0], evolve(book, reached=cart.reached), (), ())


def test_a_type_that_only_the_total_led_to_is_told_by_its_name() -> None:
    found = in_a_cart(stepped(FIRST), asked("5"))
    assert found.types == (PassedType(RETAIL, "Крупный", Why.NO_PRICE),)
    assert found.steps == ()


@pytest.mark.parametrize(
    ("many", "whys"),
    [
        ("4.999", [(500, Why.TOTAL), (1000, Why.TOTAL)]), ("5", [(1000, Why.TOTAL)]), ("9", [(1000, Why.TOTAL)]),
        ("10", [(500, Why.LATER)]),
    ],
)  # fmt: skip
def test_steps_are_told_whole(many: str, whys: list[tuple[int, Why]]) -> None:
    assert in_a_cart(stepped(FIRST, SECOND), asked(many)).steps == tuple(
        PassedStep("Крупный", Decimal(limit), Currency.RUB, why) for limit, why in whys
    )


def test_steps_reached_are_no_matter_where_a_price_is_agreed_or_the_goods_have_a_type_of_their_own() -> None:
    book = stepped(FIRST, SECOND)
    agreed = evolve(book, individual={GOOD: (an_individual_price("100"),)})

    def told(why: Why) -> tuple[PassedStep, ...]:
        return (
            PassedStep("Крупный", Decimal(500), Currency.RUB, why),
            PassedStep("Крупный", Decimal(1000), Currency.RUB, Why.TOTAL),
        )

    assert in_a_cart(agreed, asked("6")).steps == told(Why.AGREED)
    retail = {GOOD: {**book.listed[GOOD], (RETAIL, PackagingId(0)): (Decimal(100), Currency.RUB)}}
    segment = evolve(book, listed=retail, chains=TypeChains(book.types, (HERS,)))
    assert in_a_cart(segment, of_segment(asked("6"))).steps == told(Why.SEGMENT)
    assert over(segment, asked(price_type=None)).steps == ()


def test_a_step_is_in_the_contracts_currency_and_without_a_rate_in_its_own() -> None:
    dollars = stepped(FIRST, SECOND, currency=Currency.USD)
    assert over(dollars, asked()).steps == (
        PassedStep("Крупный", Decimal(500), Currency.USD, Why.NO_RATE),
        PassedStep("Крупный", Decimal(1000), Currency.USD, Why.NO_RATE),
    )
    rated = evolve(dollars, rates={Currency.USD: Rate(Currency.USD, TODAY, Decimal(80))})
    assert over(rated, asked()).steps == (
        PassedStep("Крупный", Decimal(40000), Currency.RUB, Why.TOTAL),
        PassedStep("Крупный", Decimal(80000), Currency.RUB, Why.TOTAL),
    )
    gone = stepped(Threshold(Decimal(500), PriceTypeId(99)))
    assert over(gone, asked()).steps == (PassedStep("", Decimal(500), Currency.RUB, Why.TOTAL),)


def test_types_are_passed_over_for_want_of_a_row_for_an_agreement_or_because_one_came_first() -> None:
    types = (
        PriceType(WHOLESALE, "Опт", Currency.RUB, fallback=RETAIL), PriceType(RETAIL, "Розница", Currency.RUB),
    )  # fmt: skip
    both = a_book({1: "100"}, types)
    retail = {GOOD: {(RETAIL, PackagingId(0)): (Decimal(150), Currency.RUB)}}
    first = evolve(both, listed={GOOD: {**both.listed[GOOD], **retail[GOOD]}})
    assert [(each.name, each.why, each.amount) for each in over(first, asked()).types] == [
        ("Розница", Why.LATER, Decimal(150))
    ]
    empty = evolve(both, listed=retail)
    assert [(each.name, each.why) for each in over(empty, asked()).types] == [("Опт", Why.NO_PRICE)]
    agreed = evolve(first, individual={GOOD: (an_individual_price("90"),)})
    assert [(each.name, each.why) for each in over(agreed, asked()).types] == [
        ("Опт", Why.AGREED), ("Розница", Why.AGREED),
    ]  # fmt: skip


def test_steps_of_the_total_are_passed_over_while_they_are_not_reached() -> None:
    steps = (Threshold(Decimal(500), RETAIL), Threshold(Decimal(1000), RETAIL))
    types = (PriceType(WHOLESALE, "Опт", Currency.RUB, thresholds=steps), PriceType(RETAIL, "Крупный", Currency.RUB))
    book = a_book({1: "100"}, types)
    alone = over(book, asked("6"))
    assert [(each.limit, each.why) for each in alone.steps] == [(Decimal(500), Why.TOTAL), (Decimal(1000), Why.TOTAL)]
    cart = quote_cart(book, [asked("6")])
    met = passed_over(cart.lines[0], evolve(book, reached=cart.reached), (), ())
    assert [(each.limit, each.why) for each in met.steps] == [(Decimal(1000), Why.TOTAL)]
    more = quote_cart(book, [asked("20")])
    highest = passed_over(more.lines[0], evolve(book, reached=more.reached), (), ())
    assert [(each.limit, each.why) for each in highest.steps] == [(Decimal(500), Why.LATER)]
    dollars = evolve(book, types={**book.types, WHOLESALE: evolve(types[0], currency=Currency.USD)})
    assert {each.why for each in over(dollars, asked()).steps} == {Why.NO_RATE}


def test_rules_are_passed_over_each_for_its_own_reason() -> None:
    rules = (
        a_rule("later", 1, valid_from=TOMORROW),
        a_rule("over", 2, valid_to=YESTERDAY),
        a_rule("others", 3, whom=Whom(contracts={ContractId(an_id("another's"))})),
        a_rule("elsewhere", 4, whom=Whom(regions={RegionId(an_id("a region"))})),
        a_rule("retail", 5, whom=Whom(price_types={PriceTypeId(77)})),
        a_rule("section", 6, which=Which(categories={CategoryId(77)})),
        a_rule("bulk", 7, minimum=Decimal(10)),
        a_rule("stops", 8, stops=True),
        a_rule("stopped", 9),
        a_rule("floor", 10, effect=Effect(EffectKind.FLOOR, Decimal(1), Currency.RUB)),
    )
    assert ruled(rules, asked()) == [
        ("later", Why.NOT_YET, ""), ("over", Why.OVER, ""), ("others", Why.CLIENT, "clients"),
        ("elsewhere", Why.CLIENT, "regions"), ("retail", Why.CLIENT, "price_types"),
        ("section", Why.GOODS, "categories"), ("bulk", Why.MINIMUM, ""), ("stopped", Why.STOPPED, ""),
    ]  # fmt: skip
    agreed = a_book({1: "100"}, individual=((1, an_individual_price("90")),))
    assert ruled((a_rule("plain"),), asked(), agreed) == [("plain", Why.AGREED, "")]
    kept = Kept(a_rule("off"), 3, is_on=False)
    assert passed_over(quote_line(agreed, asked()), agreed, (), [kept]).rules == (PassedRule(kept, Why.OFF),)


@pytest.mark.parametrize(
    ("which", "condition"),
    [
        (Which(products={ProductId(2)}), "products"), (Which(categories={CategoryId(77)}), "categories"),
        (Which(manufacturers={"другой"}), "manufacturers"), (Which(values={(7, "синий")}), "values"),
        (Which(products={ProductId(1)}, categories={CategoryId(11)}, values={(7, "синий")}), "values"),
        (Which(categories={CategoryId(77)}, values={(7, "синий")}), "categories"),
    ],
)  # fmt: skip
def test_of_goods_the_first_condition_that_they_do_not_meet_is_named(which: Which, condition: str) -> None:
    assert ruled((a_rule("other", which=which),), of_segment(asked())) == [("other", Why.GOODS, condition)]


def test_the_days_of_a_rule_are_inclusive() -> None:
    """On either of them it is passed over for what else it asks."""
    rules = (
        a_rule("from", 1, valid_from=TODAY, minimum=Decimal(10)),
        a_rule("to", 2, valid_to=TODAY, minimum=Decimal(10)),
        a_rule("day", 3, valid_from=TODAY, valid_to=TODAY, minimum=Decimal(10)),
    )
    assert ruled(rules, asked()) == [(name, Why.MINIMUM, "") for name in ("from", "to", "day")]


def test_after_a_rule_that_left_nothing_no_other_is_reached() -> None:
    nothing = a_rule("nothing", 3, effect=Effect(EffectKind.AMOUNT, Decimal(-100), Currency.RUB))
    rules = (a_rule("used", 1), a_rule("bulk", 2, minimum=Decimal(10)), nothing, a_rule("next", 4))
    assert ruled(rules, asked()) == [("bulk", Why.MINIMUM, ""), ("next", Why.UNREACHED, "")]


def test_a_rule_without_a_rate_is_named_and_those_after_it_were_never_reached() -> None:
    dollars = a_rule("dollars", 1, effect=Effect(EffectKind.FIXED, Decimal(1), Currency.USD))
    assert ruled((dollars, a_rule("next", 2)), asked()) == [
        ("dollars", Why.NO_RATE, ""), ("next", Why.UNREACHED, ""),
    ]  # fmt: skip
    assert ruled((a_rule("any"),), asked(), a_book({})) == [("any", Why.UNREACHED, "")]
