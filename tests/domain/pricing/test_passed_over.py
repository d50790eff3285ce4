"""What a price was not made of: used and passed over are all there is, and what was passed over had no say."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from domain.parties.level import Level
from domain.pricing.agreed import Validity
from domain.pricing.ask import Ask
from domain.pricing.book import PriceBook, PriceType, Threshold
from domain.pricing.cart_quote import quote_cart
from domain.pricing.effect import Effect, EffectKind
from domain.pricing.passed_over import Dated, Kept, PassedOverAll, Why, passed_over
from domain.pricing.quote import quote_line
from domain.pricing.rules import Rule, RuleBook, Which, Whom
from domain.pricing.trail import INDIVIDUAL, LISTED, RULE
from domain.shared.ids import CategoryId, ContractId, PackagingId, PriceTypeId, RegionId
from domain.shared.money import Currency
from tests.builders import RETAIL, TODAY, WHOLESALE, a_book, an_id, an_individual_price
from tests.capabilities import shows
from tests.domain.pricing.books import asks, books
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
    off = passed_over(quote_line(agreed, asked()), agreed, (), [Kept(a_rule("off"), 3, is_on=False)])
    assert [each.why for each in off.rules] == [Why.OFF]


def test_a_rule_without_a_rate_is_named_and_those_after_it_were_never_reached() -> None:
    dollars = a_rule("dollars", 1, effect=Effect(EffectKind.FIXED, Decimal(1), Currency.USD))
    assert ruled((dollars, a_rule("next", 2)), asked()) == [
        ("dollars", Why.NO_RATE, ""), ("next", Why.UNREACHED, ""),
    ]  # fmt: skip
    assert ruled((a_rule("any"),), asked(), a_book({})) == [("any", Why.UNREACHED, "")]
