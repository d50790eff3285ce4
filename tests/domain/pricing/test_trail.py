"""A trail's facts by name, its fingerprint, and the rates that a price went through."""

import json
from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

from domain.pricing.book import PriceType, Rate
from domain.pricing.quote import quote_line
from domain.pricing.trail import (
    Step,
    UsedRate,
    explained,
    fingerprint,
    net_of,
    rates_used,
    replayed,
    restored,
    vat_of,
)
from domain.shared.money import Currency, rounded
from tests.builders import TODAY, WHOLESALE, a_book
from tests.domain.pricing.test_quote import asked

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)


def test_both_rates_of_a_crossing_are_told_with_their_own_value_and_day() -> None:
    rates = {
        Currency.USD: Rate(Currency.USD, FRIDAY, Decimal("81.6"), "cbr", Decimal(2)),
        Currency.CNY: Rate(Currency.CNY, SATURDAY, Decimal("10.2"), "cbr", Decimal(2)),
    }
    book = evolve(a_book({1: "10"}, (PriceType(WHOLESALE, "Экспорт", Currency.USD),)), rates=rates)
    line = quote_line(book, asked(currency=Currency.CNY))
    assert line.price == Decimal("80.00")
    assert rates_used(line.trail) == (
        UsedRate("USD", Decimal("81.6"), FRIDAY, Decimal(2)),
        UsedRate("CNY", Decimal("10.2"), SATURDAY, Decimal(2)),
    )


def test_a_price_in_its_own_currency_used_no_rate() -> None:
    assert rates_used(quote_line(a_book({1: "10"}), asked()).trail) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((("a", Decimal(1)),), (("a", Decimal("1.1")),)),
        ((("a", Decimal(100)),), (("a", Decimal(1)),)),
        ((("a", Decimal("0.01")),), (("a", Decimal("0.1")),)),
        ((("a", FRIDAY),), (("a", SATURDAY),)),
        ((("a", None),), (("a", 0),)),
        # The same words in other steps, or in other places of one step, are other facts.
        ((("a", "b"), ("c",)), (("a",), ("b", "c"))),
        ((("ab", ""),), (("a", "b"),)),
        ((("a", "b"),), (("ab",),)),
    ],
)
def test_another_fact_is_another_fingerprint(one: tuple[object, ...], other: tuple[object, ...]) -> None:
    assert fingerprint(one) != fingerprint(other)  # type: ignore[arg-type]  # steps of facts


def test_inputs_are_told_apart() -> None:
    assert fingerprint((("a",),), "b") != fingerprint((("b",),), "a")
    assert fingerprint((), "a", "b") != fingerprint((), "ab")


def test_how_a_number_is_written_is_no_fact() -> None:
    """A stored trail comes back with other zeros: numeric(19, 5) has five."""
    assert fingerprint((("a", Decimal("1.50000")),)) == fingerprint((("a", Decimal("1.5")),))
    assert fingerprint((("a", Decimal("1E+3")),)) == fingerprint((("a", Decimal("1000.00")),))


def test_a_fingerprint_stays_what_it_was() -> None:
    """Kept with every order: a change of how it is made would read as a change of prices."""
    trail = (("listed", Decimal("118.40"), FRIDAY), ("amount", Decimal("12000.00"), None))
    assert fingerprint(trail, 7, FRIDAY) == "23e12664f92a3e9e02d231b927c85bbd8e60e56a91a149daf27bff3826c02f83"


@pytest.mark.parametrize(("kind", "vat"), [("on top", "22.00"), ("included", "18.03"), ("none", "18.03")])
def test_vat_of_an_amount_follows_how_the_price_was_kept(kind: str, vat: str) -> None:
    assert vat_of(kind, Decimal("100.00"), Decimal(22)) == Decimal(vat)


LISTED = ("listed", WHOLESALE, "Опт", "contract", Decimal(100), Currency.RUB)
AMOUNT = ("amount", Decimal(100), Decimal(1), Decimal("100.00"))


@pytest.mark.parametrize(
    ("kind", "gross", "left"),
    [("on top", "122.00", ("90.00", "109.80")), ("included", "100.00", ("87.80", "87.80")),
     ("none", "100.00", ("87.80", "87.80"))],
)  # fmt: skip
def test_what_a_code_took_is_taken_from_the_gross_and_the_amount_follows_how_the_price_was_kept(
    kind: str, gross: str, left: tuple[str, str]
) -> None:
    rate = None if kind == "none" else Decimal(22)
    vat = ("vat", kind, rate, Decimal(0), Decimal(gross))
    took = ("promo", "id", "code", "amount", Decimal(0), None, Decimal(0), Decimal(0), Decimal("12.20"), Decimal(0))
    assert replayed((LISTED, AMOUNT, vat)) == (Decimal(100), Decimal(100), Decimal(gross))
    assert replayed((LISTED, AMOUNT, vat, took)) == (Decimal(100), *map(Decimal, left))


@pytest.mark.parametrize(
    ("included", "rate", "amount", "vat"),
    [(False, "22", "90.00", "19.80"), (True, "22", "109.80", "19.80"), (False, None, "109.80", "0.00"),
     (True, None, "109.80", "0.00")],
)  # fmt: skip
def test_vat_of_what_is_left_of_a_gross_is_within_it(included: bool, rate: str | None, amount: str, vat: str) -> None:
    told = None if rate is None else Decimal(rate)
    assert net_of(Decimal("109.80"), included, told) == (Decimal(amount), Decimal(vat))


@pytest.mark.parametrize(
    ("steps", "price"),
    [
        ([("packaging", Decimal(2), Decimal(5), None, None)], "40"),
        ([("rate", "USD", "CNY", Decimal(80), Decimal(10), TODAY, None, None, None, None, Decimal(0))], "800"),
        ([("rule", "id", "name", "percent", Decimal("-7.5"), None, None)], "92.5"),
        ([("rule", "id", "name", "floor", Decimal(120), None, None)], "120"),
        ([("refined", "id", None, Decimal("95.5"), True, "until")], "95.5"),
        ([("packaging", Decimal(1), Decimal(3), None, None), ("rounding", 4, None, None)], "33.3333"),
    ],
)
def test_each_step_is_computed_again_from_what_it_was_told(steps: list[Step], price: str) -> None:
    """And from nothing that it came to: those places are empty here."""
    again = replayed((LISTED, *steps, ("amount", None, Decimal(2), None), ("vat", "included", Decimal(22), None, None)))
    assert again == (Decimal(price), rounded(Decimal(price) * 2), rounded(Decimal(price) * 2))


def test_days_and_numbers_come_back_from_json_as_they_were() -> None:
    book = evolve(
        a_book({1: "12000"}, (PriceType(WHOLESALE, "Экспорт", Currency.USD),)),
        rates={Currency.USD: Rate(Currency.USD, FRIDAY, Decimal("81.6"), "cbr", Decimal(2))},
    )
    line = quote_line(book, asked("3"))
    kept = json.loads(json.dumps(line.trail, default=str))
    again = restored(kept)
    assert again == line.trail
    assert [type(value) for step in again for value in step] == [
        str if isinstance(value, str) else type(value) for step in line.trail for value in step
    ]
    # A trail that was kept before a step learned to tell more lacks the end of it, and is read all the same.
    shorter = restored([step[:-1] if step[0] == "rate" else step for step in kept])
    assert [step.facts for step in explained(shorter) if step.step == "rate"] == [
        {name: value for name, value in step.facts.items() if name != "markup"}
        for step in explained(line.trail) if step.step == "rate"
    ]  # fmt: skip


@given(st.decimals(-(10**30), 10**30, places=8) | st.decimals(-(10**6), 10**6, places=4))
@example(Decimal("0.00"))
@example(Decimal("-0"))
@example(Decimal("1E+5"))
@example(Decimal("1.10"))
@example(Decimal("123456789012345678901234567890.5"))
def test_a_number_counts_as_its_shortest_text(number: Decimal) -> None:
    """Proofs of placed orders are kept, so what a number is written as may never change."""
    assert fingerprint((("a", number),)) == fingerprint((("a", format(number.normalize(), "f")),))
