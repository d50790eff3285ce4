"""What a code takes: the laws on random carts, and the rules that people argue about by example."""

from datetime import timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.pricing.ask import Ask, QuotedLine
from domain.pricing.book import PriceBook, PriceType, VatKind
from domain.pricing.cart_quote import quote_cart
from domain.pricing.effect import Effect, EffectKind
from domain.pricing.promo import LONGEST, Promo, PromoCode, PromoKind, Uses, promo_key
from domain.pricing.promo_refusals import (
    PromoNoRate,
    PromoNotForClient,
    PromoNotForGoods,
    PromoNotInForce,
    PromoNotSound,
    PromoTakesNothing,
    PromoTotalNotReached,
    PromoUsedUp,
    PromoUsedUpByCounterparty,
)
from domain.pricing.promo_taking import Taken, least_of, poured, with_promo
from domain.pricing.quote import quote_line
from domain.pricing.rules import Rule, RuleBook, Which, Whom
from domain.pricing.trail import PROMO, explained, replayed
from domain.shared.errors import DomainError
from domain.shared.ids import ContractId, CounterpartyId, ProductId, VariantId
from domain.shared.money import Currency, Money, rounded, vat_on_top
from tests.builders import TODAY, WHOLESALE, a_book, an_id, an_individual_price, rub, terms
from tests.capabilities import shows
from tests.domain.pricing.books import told, traits_of
from tests.domain.pricing.promos import CODE, a_code, priced, promos

Priced = tuple[PriceBook, list[Ask]]
DAY = timedelta(days=1)
ZERO = Decimal(0)
UNUSED = Uses()
# A whole book and a cart are drawn for each example: on a busy machine that is slow, and is not what is tested.
laws = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


def lines_of(cart: Priced) -> tuple[QuotedLine, ...]:
    return quote_cart(*cart).lines


def sums(lines: tuple[QuotedLine, ...]) -> dict[Currency, Decimal]:
    found: dict[Currency, Decimal] = {}
    for line in lines:
        found[line.currency] = found.get(line.currency, ZERO) + line.gross
    return found


@shows("M118")
@laws
@given(priced(), promos())
def test_what_is_taken_adds_up_to_the_kopeck(cart: Priced, promo: Promo) -> None:
    before = lines_of(cart)
    taken = with_promo(promo, before, cart[0])
    was, now = sums(before), sums(taken.lines)
    told_off = {sum_.currency: sum_.amount for sum_ in taken.discounts}
    assert now == {currency: was[currency] - told_off.get(currency, ZERO) for currency in was}
    assert (taken.refusal is None) or not told_off


@laws
@given(priced(), promos())
def test_a_code_of_one_sum_takes_that_sum_or_all_the_room_there_is(cart: Priced, promo: Promo) -> None:
    before = lines_of(cart)
    taken = with_promo(promo, before, cart[0])
    touched = [line for line in taken.lines if line.discount]
    same = {line.currency for line in before if line.refusal is None} == {promo.code.currency}
    if promo.code.kind is PromoKind.AMOUNT and touched and same:
        [sum_] = taken.discounts
        open_ = [line for line in taken.lines if line.discount or line.gross > least_of(line)]
        left = [line for line in open_ if line.discount and line.gross > least_of(line)]
        assert sum_.amount == promo.code.value or (sum_.amount < promo.code.value and not left)


@laws
@given(priced(), promos())
def test_never_under_a_floor_nor_below_zero(cart: Priced, promo: Promo) -> None:
    before = lines_of(cart)
    for was, now in zip(before, with_promo(promo, before, cart[0]).lines, strict=True):
        assert min(now.amount, now.vat, now.gross, now.discount) >= 0
        assert now.gross >= min(was.gross, least_of(was))
        assert was.gross == now.gross + now.discount
        assert now.price == was.price


@laws
@given(priced(), promos())
def test_the_sums_of_a_line_agree_and_vat_is_of_what_is_left(cart: Priced, promo: Promo) -> None:
    for line in with_promo(promo, lines_of(cart), cart[0]).lines:
        assert line.gross == (line.amount if line.vat_included else line.amount + line.vat)
        if not line.vat_included:
            assert abs(line.vat - vat_on_top(line.amount, line.vat_rate)) <= Decimal("0.01")


@laws
@given(priced(), promos())
def test_p1_the_steps_give_the_line_again(cart: Priced, promo: Promo) -> None:
    for line in with_promo(promo, lines_of(cart), cart[0]).lines:
        if line.refusal is None:
            assert replayed(line.trail) == (line.price, line.amount, line.gross)
        steps = [step for step in explained(line.trail) if step.step == PROMO]
        assert [step.facts["discount"] for step in steps] == ([line.discount] if line.discount else [])


@laws
@given(priced(), promos(), st.randoms())
def test_p3_the_order_of_lines_changes_nothing(cart: Priced, promo: Promo, random: object) -> None:
    before = list(lines_of(cart))
    shuffled = list(before)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    there, here = (with_promo(promo, lines, cart[0]) for lines in (shuffled, before))
    assert type(there.refusal) is type(here.refusal)
    assert sorted(map(str, told(*there.lines))) == sorted(map(str, told(*here.lines)))


@laws
@given(priced(), promos())
def test_outside_its_conditions_it_leaves_no_trace(cart: Priced, promo: Promo) -> None:
    before = lines_of(cart)
    code, taken = promo.code, with_promo(promo, before, cart[0])
    if taken.refusal is not None:
        assert told(*taken.lines) == told(*before)
    for was, now in zip(before, taken.lines, strict=True):
        agreed = was.trail and was.trail[0][0] == "individual"
        theirs = code.whom.has(was.ask.terms) and code.which.has(was.ask.traits)
        if not theirs or (agreed and not code.touches_agreed):
            assert told(now) == told(was)


@laws
@given(priced(), promos())
def test_a_percent_takes_no_more_than_its_percent_of_any_line(cart: Priced, promo: Promo) -> None:
    if promo.code.kind is PromoKind.PERCENT:
        for line in with_promo(promo, lines_of(cart), cart[0]).lines:
            most = (line.gross + line.discount) * promo.code.value / 100
            assert line.discount < most + Decimal("0.01")


small = st.integers(0, 500).map(lambda n: Decimal(n).scaleb(-2))


@given(small, st.lists(st.tuples(small, small), min_size=1, max_size=8))
def test_pouring_fills_no_part_above_its_room_and_loses_nothing(
    amount: Decimal, rows: list[tuple[Decimal, Decimal]]
) -> None:
    weights, rooms = [row[0] for row in rows], [row[1] for row in rows]
    parts = poured(amount, weights, rooms)
    assert all(0 <= part <= room for part, room in zip(parts, rooms, strict=True))
    assert sum(parts) == min(amount, sum(room for weight, room in rows if weight))


# By example.


def cart(
    *lines: tuple[int, str],
    agreed: int | None = None,
    floor: str = "",
    vat: str | None = None,
) -> Priced:
    """Quantities of goods 1, 2, 3 at 100, 50 and 10 roubles."""
    own = ((agreed, an_individual_price("90")),) if agreed else ()
    book = a_book({1: "100", 2: "50", 3: "10"}, individual=own, rates={Currency.USD: "80"})
    if floor:
        book = evolve(book, rules=RuleBook((_floor(floor),), TODAY))
    rate = None if vat is None else Decimal(vat)
    kind = VatKind.NONE if vat is None else VatKind.RATE
    asks = [
        Ask(VariantId(v), terms(), Decimal(q), reached=Decimal(q), vat_kind=kind, vat_rate=rate, traits=traits_of(v))
        for v, q in lines
    ]
    return book, asks


def _floor(price: str) -> Rule:
    return Rule(
        an_id("floor"), "Не ниже", 1, Effect(EffectKind.FLOOR, Decimal(price), Currency.RUB),
        Which(products={ProductId(1)}),
    )  # fmt: skip


def taken(code: object, what: Priced, uses: Uses = UNUSED) -> Taken:
    return with_promo(Promo(code, uses), lines_of(what), what[0])  # type: ignore[arg-type]  # a PromoCode


def discounts(found: Taken) -> list[str]:
    return [str(line.discount) for line in found.lines]


@shows("M118")
def test_a_sum_is_divided_by_gross_with_the_odd_kopeck_on_the_largest_remainder() -> None:
    found = taken(a_code("100", PromoKind.AMOUNT), cart((1, "1"), (2, "1"), (3, "1")))
    assert discounts(found) == ["62.50", "31.25", "6.25"]
    found = taken(a_code("1", PromoKind.AMOUNT), cart((3, "1"), (3, "1"), (3, "1")))
    assert sorted(discounts(found)) == ["0.33", "0.33", "0.34"]


@shows("M118")
def test_a_percent_is_of_the_whole_to_the_kopeck() -> None:
    found = taken(a_code("7.5"), cart((1, "0.333"), (2, "0.111"), (3, "0.777")))
    whole = sum((line.gross + line.discount for line in found.lines), ZERO)
    assert found.discounts == (rub(rounded(whole * 75 / 1000)),)


@shows("M118")
def test_a_floor_keeps_its_line_and_a_sum_falls_on_the_others() -> None:
    found = taken(a_code("80", PromoKind.AMOUNT), cart((1, "1"), (2, "1"), (3, "1"), floor="95"))
    assert discounts(found) == ["5.00", "50.00", "10.00"]
    assert found.lines[0].trail[-1][7] == Decimal("95.00"), "the trail tells the floor's sum"


def test_what_a_floor_keeps_of_a_percent_falls_on_nobody() -> None:
    found = taken(a_code("20"), cart((1, "1"), (2, "1"), floor="95"))
    assert discounts(found) == ["5.00", "10.00"]


def test_at_the_floor_nothing_is_taken_and_the_use_is_not_spent() -> None:
    found = taken(a_code("20"), cart((1, "1"), floor="100"))
    assert isinstance(found.refusal, PromoTakesNothing)
    assert found.refusal.args == PromoTakesNothing("ЛЕТО-26").args
    assert (discounts(found), found.lines[0].gross, found.discounts) == (["0.00"], Decimal("100.00"), ())


@shows("M118")
def test_individual_prices_are_touched_only_if_the_code_says_so() -> None:
    what = cart((1, "1"), (2, "1"), agreed=1)
    assert discounts(taken(a_code("10"), what)) == ["0.00", "5.00"]
    assert discounts(taken(a_code("10", touches_agreed=True), what)) == ["9.00", "5.00"]
    only = taken(a_code("10"), cart((1, "1"), agreed=1)).refusal
    assert isinstance(only, PromoNotForGoods)
    assert only.only_agreed


@shows("M118")
def test_vat_is_taken_from_what_is_left() -> None:
    [line] = taken(a_code("20"), cart((1, "1"), vat="20")).lines
    assert (line.amount, line.vat, line.gross) == (Decimal("80.00"), Decimal("13.33"), Decimal("80.00"))


@shows("M118")
def test_the_minimum_is_of_the_whole_cart_and_what_lacks_is_told() -> None:
    code = a_code("10", minimum=Decimal(200), which=Which(products={ProductId(2)}))
    assert discounts(taken(code, cart((1, "2"), (2, "1")))) == ["0.00", "5.00"]
    refusal = taken(code, cart((1, "1"), (2, "1"))).refusal
    assert isinstance(refusal, PromoTotalNotReached)
    assert (refusal.total, refusal.left) == (rub("150"), rub("50"))


def test_the_minimum_is_in_the_codes_currency_and_reaching_it_is_enough() -> None:
    code = a_code("10", currency=Currency.USD, minimum=Decimal("2.5"))
    assert discounts(taken(code, cart((1, "2")))) == ["20.00"]
    refusal = taken(code, cart((1, "1"), (2, "1"))).refusal
    assert refusal is not None
    least, total, left = (Money(Decimal(each), Currency.USD) for each in ("2.50", "1.88", "0.62"))
    assert (type(refusal), refusal.args) == (PromoTotalNotReached, ("ЛЕТО-26", least, total, left))
    euros = taken(a_code("10", currency=Currency.EUR, minimum=Decimal(1)), cart((1, "1"))).refusal
    assert euros is not None
    assert (type(euros), euros.args) == (PromoNoRate, ("ЛЕТО-26", Currency.EUR))


@shows("M118")
@pytest.mark.parametrize(
    ("code", "uses", "why"),
    [
        (a_code(valid_to=TODAY - DAY), Uses(), PromoNotInForce("ЛЕТО-26", "over", None, TODAY - DAY)),
        (a_code(valid_from=TODAY + DAY), Uses(), PromoNotInForce("ЛЕТО-26", "not-yet", TODAY + DAY, None)),
        (a_code(is_on=False), Uses(), PromoNotInForce("ЛЕТО-26", "off", None, None)),
        (
            a_code(is_on=False, valid_from=TODAY - DAY, valid_to=TODAY + DAY),
            Uses(),
            PromoNotInForce("ЛЕТО-26", "off", TODAY - DAY, TODAY + DAY),
        ),
        (a_code(most_uses=2), Uses(2, 0), PromoUsedUp("ЛЕТО-26", 2)),
        (a_code(most_each=1), Uses(1, 1), PromoUsedUpByCounterparty("ЛЕТО-26", 1)),
        (a_code(which=Which(products={ProductId(9)})), Uses(), PromoNotForGoods("ЛЕТО-26")),
        (a_code(whom=Whom(counterparties={CounterpartyId(an_id("another"))})), Uses(), PromoNotForClient("ЛЕТО-26")),
    ],
)
def test_it_is_refused_with_what_tells_how_to_pass(code: object, uses: Uses, why: DomainError) -> None:
    refusal = taken(code, cart((1, "1")), uses).refusal
    assert refusal is not None
    assert (type(refusal), refusal.args) == (type(why), why.args)


@pytest.mark.parametrize("code", [a_code(valid_to=TODAY), a_code(valid_from=TODAY), a_code(most_uses=3, most_each=1)])
def test_the_last_day_and_the_last_use_still_count(code: object) -> None:
    assert taken(code, cart((1, "1")), Uses(2, 0)).refusal is None


@shows("M118")
def test_a_sum_in_another_currency_is_converted_at_the_days_rate() -> None:
    found = taken(a_code("1", PromoKind.AMOUNT, Currency.USD), cart((1, "1"), (2, "2")))
    assert found.discounts == (rub("80"),)
    refusal = taken(a_code("1", PromoKind.AMOUNT, Currency.CNY), cart((1, "1"))).refusal
    assert isinstance(refusal, PromoNoRate)
    assert refusal.args == PromoNoRate("ЛЕТО-26", Currency.CNY).args
    assert taken(a_code("10", currency=Currency.CNY), cart((1, "1"))).refusal is None, "a percent needs no rate"


ABROAD = evolve(terms(currency=Currency.USD), contract=ContractId(an_id("a contract in dollars")))


def in_two_currencies(rate: str, many: str, *rules: Rule) -> Priced:
    """Good 1 for 1,000 roubles under a contract in dollars, and good 2 for 100 under one in roubles."""
    book = evolve(a_book({1: "1000", 2: "100"}, rates={Currency.USD: rate}), rules=RuleBook(rules, TODAY))
    return book, [Ask(VariantId(2), terms(), Decimal(many)), Ask(VariantId(1), ABROAD)]


def test_a_sum_over_two_currencies_is_divided_by_what_the_lines_are_worth() -> None:
    """100 roubles and 12.50 dollars, which are 1,000: ten and a hundred of 110 roubles, or of 1.10 dollars."""
    what = in_two_currencies("80", "1")
    assert discounts(taken(a_code("110", PromoKind.AMOUNT), what)) == ["10.00", "1.25"]
    assert discounts(taken(a_code("1.10", PromoKind.AMOUNT, Currency.USD), what)) == ["8.00", "1.00"]
    assert discounts(taken(a_code("10"), what)) == ["10.00", "1.25"]


def test_room_in_another_currency_is_counted_down_to_the_kopeck() -> None:
    """Three cents, which are 2.437 roubles, are all that the floor leaves: 2.43 of the 50, and 47.57 for the others."""
    floor = Rule(an_id("floor"), "Не ниже", 1, Effect(EffectKind.FLOOR, Decimal("12.28"), Currency.USD),
                 whom=Whom(contracts={ABROAD.contract}))  # fmt: skip
    assert discounts(taken(a_code("50", PromoKind.AMOUNT), in_two_currencies("81.2345", "10", floor))) == [
        "47.57", "0.03",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "told", "took", "after"),
    [
        (a_code("10"), ("percent", Decimal(10), None), "10.00", "190.00"),
        (a_code("20", PromoKind.AMOUNT), ("amount", Decimal(20), "RUB"), "10.00", "190.00"),
        (a_code("0.10", PromoKind.AMOUNT, Currency.USD), ("amount", Decimal("0.10"), "USD"), "8.00", "192.00"),
    ],
)
def test_the_trail_tells_the_code_and_what_it_took(
    code: PromoCode, told: tuple[object, ...], took: str, after: str
) -> None:
    """Of 200 roubles, of which a floor keeps 190."""
    [line] = taken(code, cart((1, "2"), floor="95")).lines
    sums = (Decimal(each) for each in ("200.00", "190.00", took, after))
    assert line.trail[-1] == ("promo", CODE, "ЛЕТО-26", *told, *sums)


@pytest.mark.parametrize(
    ("included", "floors", "least"),
    [(True, ["95"], "285.00"), (False, ["95"], "347.70"), (True, ["95", "90"], "285.00"), (True, [], "0.00")],
)
def test_the_least_of_a_line_is_its_quantity_at_the_highest_floor_with_vat(
    included: bool, floors: list[str], least: str
) -> None:
    types = (PriceType(WHOLESALE, "Опт", Currency.RUB, vat_included=included),)
    fixed = Rule(an_id("fixed"), "Цена", 0, Effect(EffectKind.FIXED, Decimal(100), Currency.RUB))
    kept = (fixed, *(evolve(_floor(floor), id=an_id(floor)) for floor in floors))
    book = evolve(a_book({1: "120"}, types), rules=RuleBook(kept, TODAY))
    line = quote_line(book, Ask(VariantId(1), terms(), Decimal(3), traits=traits_of(1)))
    assert least_of(line) == Decimal(least)


def test_a_cart_without_a_priced_line_refuses_nothing() -> None:
    assert taken(a_code(), cart((9, "1"))).refusal is None


@pytest.mark.parametrize("typed", ["лето-26", " ЛЕТО 26 ", "ЛETO-26", "Лето26"])
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    assert promo_key(typed) == promo_key("ЛЕТО-26")


@pytest.mark.parametrize(
    ("value", "kind", "more", "field", "why"),
    [
        ("0", PromoKind.PERCENT, {}, "value", "percent-range"),
        ("100.01", PromoKind.PERCENT, {}, "value", "percent-range"),
        ("0", PromoKind.AMOUNT, {}, "value", "not-positive"),
        ("-1", PromoKind.AMOUNT, {}, "value", "not-positive"),
        ("0.001", PromoKind.AMOUNT, {}, "value", "not-money"),
        ("NaN", PromoKind.AMOUNT, {}, "value", "not-money"),
        ("1000000000000", PromoKind.AMOUNT, {}, "value", "not-money"),
        ("5", PromoKind.PERCENT, {"minimum": Decimal("-0.01")}, "minimum", "negative"),
        ("5", PromoKind.PERCENT, {"minimum": Decimal("Infinity")}, "minimum", "not-money"),
        ("5", PromoKind.PERCENT, {"most_uses": 0}, "most_uses", "not-positive"),
        ("5", PromoKind.PERCENT, {"most_each": 0}, "most_each", "not-positive"),
        ("5", PromoKind.PERCENT, {"valid_from": TODAY, "valid_to": TODAY - DAY}, "valid_to", "before-start"),
    ],
)
def test_nonsense_is_not_a_code(value: str, kind: PromoKind, more: dict[str, object], field: str, why: str) -> None:
    with pytest.raises(PromoNotSound) as refused:
        a_code(value, kind, **more)  # type: ignore[arg-type]  # by name
    assert refused.value.args == PromoNotSound(field, why).args


def test_the_largest_and_the_shortest_are_codes() -> None:
    a_code("100")
    a_code("0.01", minimum=Decimal(0), most_uses=1, most_each=1, valid_from=TODAY, valid_to=TODAY)
    a_code("999999999999.99", PromoKind.AMOUNT)
    PromoCode(an_id("long"), "Я" * LONGEST, PromoKind.PERCENT, Decimal(1))


@pytest.mark.parametrize(("text", "why"), [("", "empty"), (" -/ ", "empty"), ("Я" * (LONGEST + 1), "too-long")])
def test_a_code_is_a_word_that_one_can_type(text: str, why: str) -> None:
    with pytest.raises(PromoNotSound) as refused:
        PromoCode(an_id("code"), text, PromoKind.PERCENT, Decimal(1))
    assert refused.value.args == PromoNotSound("code", why).args
