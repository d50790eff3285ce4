"""Rules one by one: what people argue about."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve

from domain.catalog.traits import folded
from domain.pricing.ask import Ask
from domain.pricing.book import PriceBook, PriceType, Rate, Threshold
from domain.pricing.cart_quote import NextStep, quote_cart
from domain.pricing.effect import Effect, EffectKind, RuleNotSound
from domain.pricing.quote import quote_line
from domain.pricing.refinement import LineRef, Refined, RefinedPrice
from domain.pricing.rules import Rule, RuleBook, Which, Whom
from domain.shared.ids import (
    CategoryId,
    ContractId,
    CounterpartyId,
    HoldingId,
    PackagingId,
    ProductId,
    RegionId,
    VariantId,
)
from domain.shared.money import Currency
from domain.shared.quantity import Packaging
from tests.builders import CONTRACT, NOON, RETAIL, TODAY, WHOLESALE, a_book, an_id, an_individual_price, terms
from tests.domain.pricing.books import DOZEN, traits_of

RUB = Currency.RUB


def rule(number: int, kind: str, value: str, priority: int = 0, **facts: object) -> Rule:
    currency = None if kind == "percent" else facts.pop("currency", RUB)
    effect = Effect(EffectKind(kind), Decimal(value), currency)  # type: ignore[arg-type]  # a Currency
    return Rule(UUID(int=number), f"Правило {number}", priority, effect, **facts)  # type: ignore[arg-type]


def price(*rules: Rule, good: int = 1, book: PriceBook | None = None, **facts: object) -> Decimal:
    found = evolve(book or a_book({good: "100"}), rules=RuleBook(rules, TODAY))
    packaging = facts.pop("packaging", Packaging())
    reached = Decimal(str(facts.pop("reached", 1)))
    assert isinstance(packaging, Packaging)
    ask = Ask(VariantId(good), terms(**facts), Decimal(1), packaging, reached, traits=traits_of(good))  # type: ignore[arg-type]
    line = quote_line(found, ask)
    assert line.refusal is None, line.refusal
    return line.price


@pytest.mark.parametrize(
    ("kind", "value", "after"),
    [
        ("percent", "3", "103.00"), ("percent", "-3", "97.00"), ("amount", "0.5", "100.50"), ("amount", "-1", "99.00"),
        ("fixed", "12.34", "12.34"), ("floor", "120", "120.00"), ("floor", "80", "100.00"),
        ("ceiling", "80", "80.00"), ("ceiling", "120", "100.00"),
    ],
)  # fmt: skip
def test_each_effect(kind: str, value: str, after: str) -> None:
    assert price(rule(1, kind, value)) == Decimal(after)


def test_rules_apply_by_priority_then_by_id() -> None:
    add, cut = rule(2, "amount", "10", 1), rule(1, "percent", "-50", 2)
    assert price(add, cut) == Decimal("55.00")
    assert price(rule(2, "amount", "10"), rule(1, "percent", "-50")) == Decimal("60.00")


def test_floors_hold_whatever_the_priority_and_whoever_stops() -> None:
    floor = rule(1, "floor", "90", priority=0)
    assert price(floor, rule(2, "percent", "-50", priority=9, stops=True)) == Decimal("90.00")


def test_a_rule_that_stops_passes_over_those_after_it() -> None:
    assert price(rule(1, "percent", "-10", 1, stops=True), rule(2, "percent", "-10", 2)) == Decimal("90.00")


def test_an_agreed_price_is_left_alone_unless_the_rule_says_so() -> None:
    book = a_book({1: "100"}, individual=((1, an_individual_price("70")),))
    assert price(rule(1, "percent", "-10"), book=book) == Decimal("70.00")
    assert price(rule(1, "percent", "-10", touches_agreed=True), book=book) == Decimal("63.00")


def test_a_sum_is_for_the_base_unit_and_grows_with_the_pack() -> None:
    assert price(rule(1, "amount", "1"), packaging=DOZEN) == Decimal("1212.00")
    assert price(rule(1, "fixed", "2"), packaging=DOZEN) == Decimal("24.00")
    two_fifths = Packaging(9, "796", "отрезок", Decimal(2), Decimal(5))
    assert price(rule(1, "amount", "1"), packaging=two_fifths) == Decimal("40.40")
    assert price(rule(1, "fixed", "2"), packaging=two_fifths) == Decimal("0.80")


def test_a_sum_in_another_currency_is_converted_and_without_a_rate_is_on_request() -> None:
    dollars = rule(1, "fixed", "2", currency=Currency.USD)
    assert price(dollars, book=a_book({1: "100"}, rates={Currency.USD: "80"})) == Decimal("160.00")
    book = evolve(a_book({1: "100"}), rules=RuleBook((dollars,), TODAY))
    refusal = quote_line(book, Ask(VariantId(1), terms(), traits=traits_of(1))).refusal
    assert refusal is not None
    assert (refusal.why, refusal.currency, refusal.rule) == ("no-rate", Currency.USD, "Правило 1")
    assert refusal.variant_id == VariantId(1)


def test_a_rule_that_leaves_nothing_makes_the_price_on_request_and_is_named() -> None:
    book = evolve(a_book({1: "100"}), rules=RuleBook((rule(1, "amount", "-100"),), TODAY))
    refusal = quote_line(book, Ask(VariantId(1), terms(), traits=traits_of(1))).refusal
    assert refusal is not None
    assert (refusal.why, refusal.rule, refusal.variant_id) == ("rule-to-nothing", "Правило 1", VariantId(1))


def test_all_conditions_on_goods_must_hold_and_any_value_within_one() -> None:
    which = Which(categories={CategoryId(10)}, values=frozenset({(7, "красный"), (7, "зелёный")}))
    red_below_the_root = rule(1, "percent", "-10", which=which)
    assert price(red_below_the_root, good=1) == Decimal("90.00")
    assert price(red_below_the_root, good=2) == Decimal("100.00")


def test_a_good_that_moves_to_another_section_takes_its_rules_though_the_book_stays() -> None:
    """The book is of a pricing version; moving a good raises the catalogue's alone."""
    elsewhere = rule(1, "percent", "-10", which=Which(categories={CategoryId(99)}))
    book = evolve(a_book({1: "100"}), rules=RuleBook((elsewhere,), TODAY))
    before, whose = traits_of(1), terms()

    def asked_now(moved: bool) -> Decimal:
        traits = evolve(before, categories={CategoryId(99)}) if moved else before
        return quote_line(book, Ask(VariantId(1), whose, traits=traits)).price

    assert [asked_now(moved) for moved in (False, True, False)] == [Decimal(each) for each in ("100", "90", "100")]


def test_two_properties_must_both_be_told() -> None:
    both = Which(values=frozenset({(7, "красный"), (8, "да")}))
    assert price(rule(1, "percent", "-10", which=both)) == Decimal("100.00")


def test_a_rule_for_named_goods_and_a_maker() -> None:
    named = Which(products={ProductId(1)}, manufacturers={folded(" ЗАВОД  Б ")})
    assert price(rule(1, "percent", "-10", which=named)) == Decimal("90.00")
    assert price(rule(1, "percent", "-10", which=Which(products={ProductId(2)}))) == Decimal("100.00")


def test_clients_are_any_of_those_named_and_regions_narrow_them() -> None:
    mine = Whom(contracts={CONTRACT})
    assert price(rule(1, "percent", "-10", whom=mine)) == Decimal("90.00")
    elsewhere = Whom(contracts={CONTRACT}, regions={RegionId(an_id("Урал"))})
    assert price(rule(1, "percent", "-10", whom=elsewhere)) == Decimal("100.00")
    others = Whom(price_types={RETAIL})
    assert price(rule(1, "percent", "-10", whom=others)) == Decimal("100.00")


def test_one_book_gives_each_client_his_own_rules_whoever_asks_first() -> None:
    """Clients that differ in a single thing that a rule may ask for (P5)."""
    mine, ural = terms(), RegionId(an_id("Урал"))
    whoms = (
        Whom(contracts={CONTRACT}), Whom(counterparties={mine.counterparty}), Whom(holdings={mine.holding}),
        Whom(regions={ural}), Whom(price_types={WHOLESALE}),
    )  # fmt: skip
    book = RuleBook(tuple(rule(n, "percent", "-10", whom=whom) for n, whom in enumerate(whoms, 1)), TODAY)
    told = {
        evolve(mine, region=ural): {1, 2, 3, 4, 5},
        mine: {1, 2, 3, 5},
        evolve(mine, contract=ContractId(an_id("another"))): {2, 3, 5},
        evolve(mine, counterparty=CounterpartyId(an_id("another"))): {1, 3, 5},
        evolve(mine, holding=HoldingId(an_id("another"))): {1, 2, 5},
        evolve(mine, price_type=RETAIL): {1, 2, 3},
        evolve(mine, price_type=None): {1, 2, 3},
    }
    for whose in (*told, *reversed(told)):
        found = book.of(whose)
        assert found is not None
        assert {each.id.int for each in found.rules} == told[whose]


def test_the_minimum_is_the_whole_carts_sum_of_the_goods() -> None:
    wholesale = rule(1, "percent", "-10", minimum=Decimal(100))
    assert [price(wholesale, reached=reached) for reached in (99, 100)] == [Decimal("100.00"), Decimal("90.00")]


@pytest.mark.parametrize(
    ("first", "last", "holds"), [(None, None, True), (TODAY, TODAY, True), (None, date(2026, 11, 22), False),
                                 (date(2026, 11, 24), None, False)],
)  # fmt: skip
def test_days_are_inclusive(first: date | None, last: date | None, holds: bool) -> None:
    assert (price(rule(1, "percent", "-10", valid_from=first, valid_to=last)) == Decimal("90.00")) is holds


@pytest.mark.parametrize(
    ("kind", "value", "field", "why"),
    [
        ("percent", "-100", "value", "percent-range"), ("percent", "1001", "value", "percent-range"),
        ("percent", "0", "value", "zero"), ("percent", "NaN", "value", "not-number"),
        ("fixed", "-1", "value", "negative"), ("fixed", "0", "value", "zero"), ("floor", "1e12", "value", "too-large"),
    ],
)  # fmt: skip
def test_an_effect_that_could_only_give_nonsense_is_refused(kind: str, value: str, field: str, why: str) -> None:
    with pytest.raises(RuleNotSound) as raised:
        rule(1, kind, value)
    assert (raised.value.field, raised.value.why) == (field, why)


def test_a_sum_needs_a_currency_a_name_is_needed_and_days_go_forward() -> None:
    with pytest.raises(RuleNotSound):
        Effect(EffectKind.FIXED, Decimal(1))
    with pytest.raises(RuleNotSound) as nameless:
        Rule(UUID(int=1), "  ", 0, Effect(EffectKind.PERCENT, Decimal(1)))
    assert (nameless.value.field, nameless.value.why) == ("name", "empty")
    with pytest.raises(RuleNotSound) as backwards:
        rule(1, "percent", "1", valid_from=TODAY, valid_to=date(2026, 11, 1))
    assert (backwards.value.field, backwards.value.why) == ("valid_to", "before-start")
    assert rule(1, "percent", "1", valid_from=TODAY, valid_to=TODAY).in_force(TODAY)


@pytest.mark.parametrize("minimum", ["-0.001", "Infinity", "NaN"])
def test_a_minimum_is_a_quantity(minimum: str) -> None:
    with pytest.raises(RuleNotSound) as refused:
        rule(1, "percent", "1", minimum=Decimal(minimum))
    assert (refused.value.field, refused.value.why) == ("minimum", "negative")


STEPPED = (
    PriceType(WHOLESALE, "Мелкий опт", RUB, thresholds=(Threshold(Decimal(1000), RETAIL),)),
    PriceType(RETAIL, "Крупный опт", RUB),
)


def stepped(listed: dict[int, str], cheaper: dict[int, str]) -> PriceBook:
    book = a_book(dict(listed), STEPPED)
    rows = {variant: dict(found) for variant, found in book.listed.items()}
    for variant, amount in cheaper.items():
        rows[VariantId(variant)][RETAIL, 0] = (Decimal(amount), RUB)  # type: ignore[index]  # the base unit
    return evolve(book, listed=rows)


def asked(variant: int, quantity: str) -> Ask:
    return Ask(VariantId(variant), terms(), Decimal(quantity), reached=Decimal(quantity))


def test_crossing_the_threshold_reprices_every_line_and_goods_without_that_price_stay() -> None:
    book = stepped({1: "100", 2: "50"}, {1: "90"})
    below = quote_cart(book, [asked(1, "9"), asked(2, "1")])
    assert [line.price for line in below.lines] == [Decimal("100.00"), Decimal("50.00")]
    assert below.next == {CONTRACT: NextStep(CONTRACT, RUB, "Крупный опт", Decimal(1000), Decimal("950.00"))}
    assert below.next[CONTRACT].left == Decimal("50.00")

    above = quote_cart(book, [asked(1, "9"), asked(2, "2")])
    assert [line.price for line in above.lines] == [Decimal("90.00"), Decimal("50.00")]
    assert not above.next
    assert [tuple(step) for step in above.lines[0].trail[:2]] == [
        ("threshold", WHOLESALE, RETAIL, "Крупный опт", Decimal(1000), Decimal("1000.00")),
        ("listed", RETAIL, "Крупный опт", "threshold", Decimal(90), RUB),
    ]


def test_a_step_is_told_in_the_currency_of_the_contract() -> None:
    """One of 1,000 roubles under a contract in dollars: 12.50 of them at 80 roubles each."""
    book = evolve(stepped({1: "100"}, {1: "90"}), rates={Currency.USD: Rate(Currency.USD, TODAY, Decimal(80))})
    dollars = terms(currency=Currency.USD)
    below, above = (
        quote_cart(book, [Ask(VariantId(1), dollars, Decimal(many), reached=Decimal(many))]) for many in (9, 10)
    )
    limit = Decimal("12.5")
    assert below.next == {CONTRACT: NextStep(CONTRACT, Currency.USD, "Крупный опт", limit, Decimal("11.25"))}
    assert (above.reached[CONTRACT].threshold.total, above.reached[CONTRACT].total) == (limit, Decimal("12.50"))
    assert above.lines[0].trail[0] == ("threshold", WHOLESALE, RETAIL, "Крупный опт", limit, Decimal("12.50"))


@pytest.mark.parametrize(("percent", "many", "price"), [("-50", "10", "45.00"), ("50", "9", "150.00")])
def test_a_total_is_counted_before_rules(percent: str, many: str, price: str) -> None:
    """A thousand is reached though half of it is taken off; 900 reach no thousand though 1,350 are to pay."""
    book = evolve(stepped({1: "100"}, {1: "90"}), rules=RuleBook((rule(1, "percent", percent),), TODAY))
    cart = quote_cart(book, [asked(1, many)])
    assert cart.lines[0].price == Decimal(price)
    assert bool(cart.reached) is (many == "10")


def test_what_the_erp_told_of_the_lines_moves_no_total() -> None:
    """Else its answer to a question about this cart would change the prices that it was asked about."""
    told = {
        LineRef(CONTRACT, VariantId(1), PackagingId(0)): Refined(
            an_id("answer"), RefinedPrice(Decimal(200), RUB, True), NOON
        )
    }
    book = stepped({1: "100", 2: "50"}, {1: "90", 2: "45"})
    plain, refined = (quote_cart(each, [asked(1, "9"), asked(2, "1")]) for each in (book, evolve(book, refined=told)))
    assert (refined.next, refined.reached) == (plain.next, {})
    assert [line.price for line in refined.lines] == [Decimal("200.00"), Decimal("50.00")]


def test_agreed_prices_count_for_the_total_and_do_not_change() -> None:
    book = evolve(stepped({1: "100", 2: "50"}, {1: "90", 2: "40"}),
                  individual={VariantId(2): (an_individual_price("500"),)})  # fmt: skip
    cart = quote_cart(book, [asked(1, "5"), asked(2, "1")])
    assert [line.price for line in cart.lines] == [Decimal("90.00"), Decimal("500.00")]
