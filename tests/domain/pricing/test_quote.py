"""Steps 1, 2, 3 and 7 of the quote, and the laws P1 to P4 as far as they go."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.parties.level import Level
from domain.pricing.ask import Ask, QuotedLine
from domain.pricing.book import PriceBook, PriceType, Rate, VatKind
from domain.pricing.quote import quote_line, quoted
from domain.pricing.trail import UsedRate, explained, fingerprint, rates_used, replayed
from domain.shared.ids import PackagingId, VariantId
from domain.shared.money import Currency, rounded
from domain.shared.quantity import Packaging
from tests.builders import COUNTERPARTY, HOLDING, RETAIL, TODAY, WHOLESALE, a_book, an_id, an_individual_price, terms
from tests.capabilities import shows
from tests.domain.pricing.books import told

GOOD = VariantId(1)
DOZEN = Packaging(9, "778", "упак", Decimal(12), Decimal(1))
prices = st.decimals(min_value="0.00001", max_value=10**6, places=5)
quantities = st.decimals(min_value="0.001", max_value=10**4, places=3)


def asked(quantity: str = "1", reached: str | None = None, packaging: Packaging | None = None, **facts: object) -> Ask:
    pack = packaging or Packaging()
    base = pack.to_base(Decimal(quantity))
    return Ask(GOOD, terms(**facts), Decimal(quantity), pack, Decimal(reached) if reached else base)  # type: ignore[arg-type]


def test_the_price_type_of_the_contract_prices_the_line() -> None:
    line = quote_line(a_book({1: "118.40"}), asked("3"))
    assert (line.price, line.amount, line.vat, line.gross) == tuple(
        map(Decimal, ("118.40", "355.20", "64.05", "355.20"))
    )


def test_an_individual_price_beats_the_listed_one() -> None:
    book = a_book({1: "118.40"}, individual=((1, an_individual_price("99.99")),))
    assert quote_line(book, asked()).price == Decimal("99.99")


@pytest.mark.parametrize(("agreed", "price"), [("0", "118.40"), ("0.50", "0.50"), ("1", "1.00")])
def test_an_agreed_price_of_nothing_is_no_price_and_a_small_one_is(agreed: str, price: str) -> None:
    book = a_book({1: "118.40"}, individual=((1, an_individual_price(agreed)),))
    assert quote_line(book, asked()).price == Decimal(price)


def test_a_price_agreed_for_the_base_unit_is_counted_up_to_the_pack() -> None:
    line = quote_line(a_book({1: "15"}, individual=((1, an_individual_price("10")),)), asked("2", packaging=DOZEN))
    assert (line.price, line.amount) == (Decimal("120.00"), Decimal("240.00"))
    assert [step[0] for step in line.trail] == ["individual", "packaging", "amount", "vat"]
    assert line.trail[1] == ("packaging", Decimal(12), Decimal(1), Decimal(10), Decimal(120))


@pytest.mark.parametrize(("scale", "price"), [(None, "99.92"), (2, "99.92"), (4, "99.9184")])
def test_an_agreed_price_is_as_fine_as_the_clients_type_and_to_the_kopeck_without_one(
    scale: int | None, price: str
) -> None:
    """1.23 dollars at 81.2345 are 99.918435."""
    types = (PriceType(WHOLESALE, "Опт", Currency.RUB, scale=scale or 5),)
    agreed = ((1, an_individual_price("1.23", currency=Currency.USD)),)
    book = a_book(types=types, individual=agreed, rates={Currency.USD: "81.2345"})
    assert str(quote_line(book, asked(price_type=WHOLESALE if scale else None)).price) == price


@pytest.mark.parametrize(("agreed", "price"), [("4.1275", "4.1275"), ("4.1", "4.10"), ("400", "400.00")])
def test_an_agreed_price_keeps_all_its_decimals(agreed: str, price: str) -> None:
    book = a_book(individual=((1, an_individual_price(agreed)),))
    assert str(quote_line(book, asked()).price) == price


@pytest.mark.parametrize(("included", "vat", "gross"), [(True, "18.03", "100.00"), (False, "22.00", "122.00")])
def test_whether_vat_is_in_an_agreed_price_is_agreed_too(included: bool, vat: str, gross: str) -> None:
    types = (PriceType(WHOLESALE, "Опт", Currency.RUB, vat_included=not included),)
    book = a_book(types=types, individual=((1, an_individual_price("100", vat_included=included)),))
    line = quote_line(book, asked())
    assert (line.vat_included, line.vat, line.gross) == (included, Decimal(vat), Decimal(gross))


def test_a_pack_of_what_costs_nothing_falls_back_too() -> None:
    types = (PriceType(WHOLESALE, "Опт", Currency.RUB, fallback=RETAIL), PriceType(RETAIL, "Розница", Currency.RUB))
    rows = {(kind, PackagingId(0)): (Decimal(amount), Currency.RUB) for kind, amount in ((WHOLESALE, 0), (RETAIL, 15))}
    line = quote_line(evolve(a_book(types=types), listed={GOOD: rows}), asked(packaging=DOZEN))
    assert line.price == Decimal("180.00")
    assert [step[:2] for step in line.trail[:2]] == [("passed", WHOLESALE), ("listed", RETAIL)]


def test_the_nearest_owner_wins() -> None:
    book = a_book(
        individual=(
            (1, an_individual_price("90", Level.HOLDING)),
            (1, an_individual_price("95", Level.COUNTERPARTY)),
            (1, an_individual_price("97", Level.CONTRACT)),
        )
    )
    assert quote_line(book, asked()).price == Decimal("97.00")


def test_another_clients_individual_price_is_never_used() -> None:
    stranger = an_individual_price("1", Level.CONTRACT, owner=an_id("a stranger's contract"))
    assert quote_line(a_book({1: "118.40"}, individual=((1, stranger),)), asked()).price == Decimal("118.40")


def test_the_greatest_minimum_that_the_whole_cart_reaches_applies() -> None:
    book = a_book(
        individual=tuple((1, an_individual_price(a, minimum=m)) for a, m in (("10", "0"), ("9", "50"), ("8", "100")))
    )
    assert [quote_line(book, asked("1", reached)).price for reached in ("49", "50", "100")] == [
        Decimal("10.00"), Decimal("9.00"), Decimal("8.00")
    ]  # fmt: skip


def test_a_minimum_not_reached_falls_through_to_the_price_type() -> None:
    book = a_book({1: "12"}, individual=((1, an_individual_price("9", minimum="50")),))
    assert quote_line(book, asked("49")).price == Decimal("12.00")


def test_the_exact_packaging_comes_before_base_times_coefficient() -> None:
    book = a_book(individual=((1, an_individual_price("10")), (1, an_individual_price("110", packaging=9))))
    assert quote_line(book, asked("2", packaging=DOZEN)).amount == Decimal("220.00")


def test_a_pack_without_a_price_of_its_own_costs_base_times_coefficient() -> None:
    """documents 5.3, E11."""
    line = quote_line(a_book({1: "41.67"}), asked("5", packaging=DOZEN))
    assert (line.price, line.amount) == (Decimal("500.04"), Decimal("2500.20"))


def test_a_pack_may_be_a_fraction_of_base_units() -> None:
    """Two fifths of a metre: 5 packs are 2 metres."""
    piece = Packaging(9, "796", "отрезок", Decimal(2), Decimal(5))
    line = quote_line(a_book({1: "10"}), asked("5", packaging=piece))
    assert (line.price, line.amount) == (Decimal("4.00"), Decimal("20.00"))
    assert replayed(line.trail) == (line.price, line.amount, line.gross)


def test_a_type_without_a_price_falls_back_to_the_type_it_names_and_says_so() -> None:
    types = (PriceType(RETAIL, "Розница", Currency.RUB), PriceType(WHOLESALE, "Опт", Currency.RUB, fallback=RETAIL))
    line = quote_line(a_book({1: "150"}, types=types), asked())
    assert line.price == Decimal("150.00")
    assert [step.step for step in explained(line.trail)][:2] == ["passed", "listed"]


def test_fallbacks_in_a_ring_end_as_price_on_request() -> None:
    types = (
        PriceType(WHOLESALE, "Опт", Currency.RUB, fallback=RETAIL),
        PriceType(RETAIL, "Розница", Currency.RUB, fallback=WHOLESALE),
    )
    line = quote_line(a_book(types=types), asked())
    assert line.refusal is not None and line.refusal.why == "no-price"


def test_a_zero_price_is_no_price() -> None:
    line = quote_line(a_book({1: "0"}), asked())
    assert line.refusal is not None and line.gross == 0


def test_a_line_without_a_price_is_of_nothing_and_names_its_good() -> None:
    ask = asked("3")
    line = quote_line(a_book({1: "0"}), ask)
    nothing = Decimal("0.00")
    assert told(line) == [
        (ask, nothing, True, None, nothing, nothing, nothing, (("passed", WHOLESALE, "Опт", "no-price"),),
         ("no-price", None, "")),
    ]  # fmt: skip
    assert line.discount == nothing
    assert line.refusal is not None and line.refusal.variant_id == GOOD


def test_no_price_type_is_told_by_name() -> None:
    line = quote_line(a_book({1: "5"}), asked(price_type=None))
    assert line.refusal is not None
    assert (line.refusal.why, line.refusal.variant_id) == ("no-price-type", GOOD)


def test_a_type_that_the_book_does_not_know_is_no_price_but_still_a_type() -> None:
    line = quote_line(a_book({1: "5"}), asked(price_type=99))
    assert line.refusal is not None and line.refusal.why == "no-price"
    assert line.trail == ()


DOLLARS = (PriceType(WHOLESALE, "Экспорт", Currency.USD),)


def test_a_price_in_dollars_is_converted_first_and_multiplied_then() -> None:
    """documents 5.3, E10: price 1002.89, amount 37 106.93, not 37 106.88."""
    line = quote_line(a_book({1: "12.3456"}, DOLLARS, rates={Currency.USD: "81.2345"}), asked("37"))
    assert (line.price, line.amount) == (Decimal("1002.89"), Decimal("37106.93"))


def test_a_missing_rate_never_counts_as_one() -> None:
    line = quote_line(a_book({1: "12.3456"}, DOLLARS), asked())
    assert line.refusal is not None
    assert (line.refusal.why, line.refusal.currency, line.refusal.variant_id) == ("no-rate", Currency.USD, GOOD)


@pytest.mark.parametrize(("of_type", "asked_in"), [(Currency.USD, Currency.RUB), (Currency.RUB, Currency.USD)])
@pytest.mark.parametrize("rate", ["0", "-80"])
def test_a_rate_of_nothing_or_less_is_none(of_type: Currency, asked_in: Currency, rate: str) -> None:
    book = a_book({1: "10"}, (PriceType(WHOLESALE, "Опт", of_type),), rates={Currency.USD: rate})
    line = quote_line(book, asked(currency=asked_in))
    assert line.refusal is not None
    assert (line.refusal.why, line.refusal.currency) == ("no-rate", Currency.USD)


@pytest.mark.parametrize(
    ("day", "rate"),
    [(date(2004, 1, 1), 18), (date(2018, 12, 31), 18), (date(2019, 1, 1), 20), (date(2025, 12, 31), 20),
     (date(2026, 1, 1), 22)],
)  # fmt: skip
def test_the_general_rate_of_vat_is_that_of_the_day(day: date, rate: int) -> None:
    """НК ст. 164: 18, 20 and 22 per cent, each from a first of January on."""
    book = evolve(a_book({1: "100"}), day=day)
    assert quote_line(book, asked()).vat_rate == Decimal(rate)


@shows("A01", "M022")
def test_the_trail_names_the_day_that_the_rate_is_dated_and_the_markup_in_it() -> None:
    saturday = TODAY - timedelta(days=2)
    rate = Rate(Currency.USD, saturday, Decimal("83.0280"), "cbr", Decimal(2))
    book = evolve(a_book({1: "10"}, DOLLARS), rates={Currency.USD: rate})
    line = quote_line(book, asked())
    step = next(step for step in explained(line.trail) if step.step == "rate")
    assert (step.facts["day"], step.facts["dated_from"], step.facts["dated_to"]) == (TODAY, saturday, None)
    assert rates_used(line.trail) == (UsedRate("USD", Decimal("83.0280"), saturday, Decimal(2)),)
    assert replayed(line.trail)[0] == line.price == Decimal("830.28")


def test_between_two_foreign_currencies_both_rates_are_named() -> None:
    friday, saturday = TODAY - timedelta(days=3), TODAY - timedelta(days=2)
    rates = {
        Currency.USD: Rate(Currency.USD, friday, Decimal("80")),
        Currency.CNY: Rate(Currency.CNY, saturday, Decimal("10")),
    }
    line = quote_line(evolve(a_book({1: "10"}, DOLLARS), rates=rates), asked(currency=Currency.CNY))
    assert line.price == Decimal("80.00")
    assert [(used.currency, used.dated) for used in rates_used(line.trail)] == [("USD", friday), ("CNY", saturday)]


def test_a_contract_in_dollars_keeps_a_dollar_price_as_it_is() -> None:
    line = quote_line(a_book({1: "12.34"}, DOLLARS), asked(currency=Currency.USD))
    assert (line.price, line.currency) == (Decimal("12.34"), Currency.USD)


def test_vat_on_top_is_added_to_the_amount() -> None:
    """documents 5.3, E2: 300.01, not 300.00."""
    net = (PriceType(WHOLESALE, "Опт без НДС", Currency.RUB, vat_included=False),)
    line = quote_line(a_book({1: "81.97"}, net), asked("3"))
    assert (line.amount, line.vat, line.gross) == tuple(map(Decimal, ("245.91", "54.10", "300.01")))


def test_a_seller_without_vat_and_goods_without_vat_have_no_rate() -> None:
    book = a_book({1: "100"})
    assert quote_line(book, asked(pays_vat=False)).vat_rate is None
    exempt = Ask(GOOD, terms(), vat_kind=VatKind.NONE)
    assert quote_line(book, exempt).vat_rate is None


def test_a_long_price_keeps_its_decimals() -> None:
    """documents 5.3, E5."""
    long = (PriceType(WHOLESALE, "Опт", Currency.RUB, scale=5),)
    assert quote_line(a_book({1: "0.01235"}, long), asked("10000")).amount == Decimal("123.50")


@pytest.mark.parametrize(
    ("listed", "scale", "price"), [("10.125", 2, "10.13"), ("10.135", 2, "10.14"), ("0.005", 2, "0.01"),
                                   ("10.00025", 4, "10.0003"), ("10.1249", 2, "10.12")],
)  # fmt: skip
def test_half_a_kopeck_of_a_price_goes_up(listed: str, scale: int, price: str) -> None:
    """documents 5.1, R2: up also where the kopeck before it is even."""
    line = quote_line(a_book({1: listed}, (PriceType(WHOLESALE, "Опт", Currency.RUB, scale=scale),)), asked())
    assert str(line.price) == price
    assert line.trail[1] == ("rounding", scale, Decimal(listed), Decimal(price))


@pytest.mark.parametrize(
    ("price", "quantity", "amount"), [("0.05", "0.5", "0.03"), ("0.01", "0.5", "0.01"), ("0.07", "0.5", "0.04")]
)
def test_half_a_kopeck_of_an_amount_goes_up(price: str, quantity: str, amount: str) -> None:
    assert quote_line(a_book({1: price}), asked(quantity)).amount == Decimal(amount)


def test_a_price_that_rounds_to_nothing_is_on_request_and_says_so() -> None:
    line = quote_line(a_book({1: "0.0049"}), asked("1000"))
    assert line.refusal is not None
    assert (line.refusal.why, line.refusal.variant_id, line.gross) == ("rounds-to-nothing", GOOD, Decimal(0))
    assert line.trail[-1] == ("rounding", 2, Decimal("0.0049"), Decimal("0.00"))


@pytest.mark.parametrize(
    ("included", "pays_vat", "step"),
    [
        (True, True, ("vat", "included", Decimal(22), Decimal("18.03"), Decimal(100))),
        (False, True, ("vat", "on top", Decimal(22), Decimal(22), Decimal(122))),
        (True, False, ("vat", "none", None, Decimal(0), Decimal(100))),
        (False, False, ("vat", "none", None, Decimal(0), Decimal(100))),
    ],
)
def test_the_trail_says_how_vat_came_to_the_line(included: bool, pays_vat: bool, step: tuple[object, ...]) -> None:
    types = (PriceType(WHOLESALE, "Опт", Currency.RUB, vat_included=included),)
    assert quote_line(a_book({1: "100"}, types), asked(pays_vat=pays_vat)).trail[-1] == step


books = st.builds(
    lambda listed, agreed, rate, scale, included: a_book(
        {1: listed},
        (PriceType(WHOLESALE, "Опт", Currency.USD, included, scale),),
        ((1, an_individual_price(str(agreed), minimum="100")),),
        {Currency.USD: str(rate)},
    ),
    prices,
    prices,
    st.decimals(min_value="0.0001", max_value=500, places=4),
    st.integers(2, 5),
    st.booleans(),
)


@given(books, quantities)
def test_p1_the_steps_give_the_line_again(book: PriceBook, quantity: Decimal) -> None:
    line = quote_line(book, Ask(GOOD, terms(), quantity, reached=quantity))
    assert replayed(line.trail) == (line.price, line.amount, line.gross)


@given(books, quantities)
def test_p2_nothing_is_negative(book: PriceBook, quantity: Decimal) -> None:
    line = quote_line(book, Ask(GOOD, terms(), quantity, reached=quantity))
    assert min(line.price, line.amount, line.vat, line.gross) >= 0


@given(st.lists(st.tuples(prices, quantities), min_size=1, max_size=20), st.randoms())
def test_p3_the_order_of_lines_changes_nothing(rows: list[tuple[Decimal, Decimal]], random: object) -> None:
    book = a_book({n: price for n, (price, _) in enumerate(rows)})
    asks = [Ask(VariantId(n), terms(), quantity) for n, (_, quantity) in enumerate(rows)]
    shuffled = list(asks)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    by_variant = [{line.ask.variant: told(line) for line in quoted(book, each)} for each in (asks, shuffled)]
    assert by_variant[0] == by_variant[1]


@given(prices, quantities, st.decimals(min_value=0, max_value=1, places=2))
def test_p3_splitting_a_line_changes_its_amount_by_rounding_alone(price: Decimal, whole: Decimal, at: Decimal) -> None:
    part = (whole * at).quantize(Decimal("0.001"))
    assume(0 < part < whole)
    book = a_book({1: price}, (PriceType(WHOLESALE, "Опт", Currency.RUB, scale=5),))

    def amount(quantity: Decimal) -> Decimal:
        return quote_line(book, Ask(GOOD, terms(), quantity, reached=whole)).amount

    assert abs(amount(part) + amount(whole - part) - amount(whole)) <= Decimal("0.01")


@given(prices, st.integers(1, 1000))
def test_p4_packs_and_the_same_goods_loose_differ_by_rounding_alone(price: Decimal, packs: int) -> None:
    exact = (PriceType(WHOLESALE, "Опт", Currency.RUB, scale=5),)
    book = a_book({1: price}, exact)
    boxed = quote_line(book, Ask(GOOD, terms(), Decimal(packs), DOZEN, Decimal(packs * 12)))
    loose = quote_line(book, Ask(GOOD, terms(), Decimal(packs * 12), reached=Decimal(packs * 12)))
    assert boxed.amount == loose.amount == rounded(price * packs * 12)


def test_the_hash_changes_with_any_input() -> None:
    def proof(book: PriceBook, quantity: str = "2") -> str:
        line: QuotedLine = quote_line(book, asked(quantity))
        return fingerprint(line.trail, COUNTERPARTY, HOLDING, PackagingId(0), line.ask.quantity)

    first = proof(a_book({1: "10"}))
    assert first == proof(a_book({1: "10.00"}))
    assert len({first, proof(a_book({1: "10.01"})), proof(a_book({1: "10"}), "3")}) == 3
