"""Step 6: what the ERP told of a cart takes the place of our own price, line by line."""

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from domain.pricing.ask import Ask
from domain.pricing.book import PriceBook, PriceType
from domain.pricing.quote import quote_line
from domain.pricing.refinement import LineRef, Refined, RefinedPrice
from domain.pricing.trail import explained, replayed
from domain.shared.ids import ContractId, PackagingId, VariantId
from domain.shared.money import Currency
from tests.builders import CONTRACT, NOON, WHOLESALE, a_book, an_id, an_individual_price
from tests.domain.pricing.books import asked_of, asks, books, told
from tests.domain.pricing.test_quote import DOZEN, asked

RUB, USD = Currency.RUB, Currency.USD
ANSWER = an_id("answer")
GOOD = LineRef(CONTRACT, VariantId(1), PackagingId(0))


def refined(book: PriceBook, amount: str, ref: LineRef = GOOD, currency: Currency = RUB, vat: bool = True) -> PriceBook:
    return evolve(book, refined={ref: Refined(ANSWER, RefinedPrice(Decimal(amount), currency, vat), NOON)})


def test_the_erps_price_takes_the_place_of_ours_and_both_are_in_the_trail() -> None:
    line = quote_line(refined(a_book({1: "100"}), "95.5"), asked("3"))
    assert (line.price, line.amount, line.vat, line.gross) == tuple(
        map(Decimal, ("95.50", "286.50", "51.66", "286.50"))
    )
    assert line.trail[1:] == (
        ("refined", ANSWER, Decimal(100), Decimal("95.5"), True, "2026-11-23T09:00:00+00:00"),
        ("amount", Decimal("95.5"), Decimal(3), Decimal("286.50")),
        ("vat", "included", Decimal(22), Decimal("51.66"), Decimal("286.50")),
    )
    assert [step.step for step in explained(line.trail)] == ["listed", "refined", "amount", "vat"]
    assert replayed(line.trail) == (line.price, line.amount, line.gross)


def test_whether_vat_is_in_it_is_the_erps_word() -> None:
    line = quote_line(refined(a_book({1: "100"}), "81.97", vat=False), asked("3"))
    assert (line.vat_included, line.amount, line.vat, line.gross) == (
        False, Decimal("245.91"), Decimal("54.10"), Decimal("300.01"),
    )  # fmt: skip


def test_goods_that_we_have_no_price_for_have_the_erps() -> None:
    line = quote_line(refined(a_book(), "12.34"), asked("2"))
    assert (line.refusal, line.price, line.amount) == (None, Decimal("12.34"), Decimal("24.68"))
    assert line.trail[1][:4] == ("refined", ANSWER, None, Decimal("12.34"))


@pytest.mark.parametrize(
    ("scale", "amount", "price"),
    [(2, "4.1275", "4.1275"), (2, "4.1", "4.10"), (2, "4", "4.00"), (4, "4.1", "4.1000"), (5, "4.12345", "4.12345")],
)
def test_it_keeps_all_its_decimals_and_no_fewer_than_ours(scale: int, amount: str, price: str) -> None:
    types = (PriceType(WHOLESALE, "Опт", RUB, scale=scale),)
    assert str(quote_line(refined(a_book({1: "5"}, types), amount), asked()).price) == price


def test_where_we_have_none_it_is_to_the_kopeck_and_finer_if_it_is_finer() -> None:
    assert [str(quote_line(refined(a_book(), told), asked()).price) for told in ("4.1275", "4.1")] == ["4.1275", "4.10"]


def test_an_agreed_price_gives_way_too() -> None:
    book = a_book({1: "100"}, individual=((1, an_individual_price("70")),))
    assert quote_line(refined(book, "72"), asked()).price == Decimal("72.00")


@pytest.mark.parametrize(
    "other",
    [
        LineRef(ContractId(an_id("another contract")), VariantId(1), PackagingId(0)),
        LineRef(CONTRACT, VariantId(2), PackagingId(0)),
        LineRef(CONTRACT, VariantId(1), PackagingId(9)),
    ],
)
def test_what_was_told_of_another_line_is_not_for_this_one(other: LineRef) -> None:
    book = a_book({1: "100"})
    assert told(quote_line(refined(book, "95", other), asked())) == told(quote_line(book, asked()))


def test_a_pack_has_the_price_that_was_told_of_that_pack() -> None:
    book = refined(a_book({1: "100"}), "1150", LineRef(CONTRACT, VariantId(1), PackagingId(9)))
    line = quote_line(book, asked("2", packaging=DOZEN))
    assert (line.price, line.amount) == (Decimal("1150.00"), Decimal("2300.00"))
    assert quote_line(book, asked("2")).price == Decimal("100.00")


@pytest.mark.parametrize("ours", ["100", None])
def test_a_price_in_another_currency_than_the_contracts_is_not_taken(ours: str | None) -> None:
    book = a_book({1: ours} if ours else {}, rates={USD: "80"})
    assert told(quote_line(refined(book, "1.25", currency=USD), asked())) == told(quote_line(book, asked()))
    dollars = quote_line(refined(book, "1.25", currency=USD), asked(currency=USD))
    assert (dollars.refusal, dollars.price) == (None, Decimal("1.25"))


@given(books(), asks(), st.integers(1, 10**7), st.booleans())
def test_p1_the_steps_give_a_refined_line_again(book: PriceBook, ask: Ask, price: int, vat: bool) -> None:
    """And whatever our own books say of the line, it has the price that was told."""
    mine = asked_of(book, ask)
    ref = LineRef(mine.terms.contract, mine.variant, PackagingId(mine.packaging.id))
    line = quote_line(refined(book, str(Decimal(price).scaleb(-5)), ref, mine.terms.currency, vat), mine)
    assert (line.refusal, line.price, line.vat_included) == (None, Decimal(price).scaleb(-5), vat)
    assert replayed(line.trail) == (line.price, line.amount, line.gross)
    assert [step[1] for step in line.trail if step[0] == "refined"] == [ANSWER]
