"""What an answer of the ERP may be taken for: a price as it stands, or a named reason why not."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pricing.refinement import Asking, LineRef, NotTaken, RefinedPrice, Unanswered
from domain.pricing.refining import AskedLine, Told, ToldLine, asking_of, judged, read_price
from domain.shared.ids import PackagingId, VariantId
from domain.shared.money import Currency
from tests.builders import CONTRACT, NOON, an_id
from tests.capabilities import shows

pytestmark = shows("M024")

REF = LineRef(CONTRACT, VariantId(1), PackagingId(0))
OTHER = LineRef(CONTRACT, VariantId(2), PackagingId(0))
ASKED = (
    AskedLine(1, REF, Decimal(2), Currency.RUB, Decimal("10.00"), True),
    AskedLine(2, OTHER, Decimal(1), Currency.RUB, None, True),
)
ASKING = asking_of(an_id("question"), "УТ", "hash", ASKED, NOON)


def said(*lines: ToldLine, request: str = str(ASKING.id), hash: str = "hash", minutes: int = 15) -> Asking:
    return judged(ASKING, ASKED, Told(request, hash, NOON + timedelta(minutes=minutes), lines), NOON)


def line(price: str, number: int = 1, currency: str = "RUB", vat: bool | None = True) -> ToldLine:
    return ToldLine(number, price, currency, vat)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (line("0"), NotTaken.ZERO),
        (line("0.00000"), NotTaken.ZERO),
        (line("-5"), NotTaken.NEGATIVE),
        (line("1.5E3"), NotTaken.EXPONENT),
        (line("1e2"), NotTaken.EXPONENT),
        (line("115,00"), NotTaken.NOT_A_NUMBER),
        (line("1 150.00"), NotTaken.NOT_A_NUMBER),
        (line("NaN"), NotTaken.NOT_A_NUMBER),
        (line(""), NotTaken.NOT_A_NUMBER),
        (line("١٢"), NotTaken.NOT_A_NUMBER),
        (line("1.123456"), NotTaken.TOO_FINE),
        (line("10000000000"), NotTaken.TOO_LARGE),
        (line("10", currency="EUR"), NotTaken.OTHER_CURRENCY),
        (line("10", currency=""), NotTaken.OTHER_CURRENCY),
        (line("10", vat=None), NotTaken.NO_VAT_FLAG),
        (line("10", number=3), NotTaken.SILENT),
    ],
)
def test_what_is_no_price_is_none_and_has_a_name(told: ToldLine, why: NotTaken) -> None:
    asking = said(told, line("7.5", 2))
    assert asking.answer is not None
    assert asking.not_taken == {REF: why}
    assert asking.answer.prices == {OTHER: RefinedPrice(Decimal("7.5"), Currency.RUB, True)}, "the good line stands"


def test_two_prices_for_one_line_are_none_though_they_agree() -> None:
    asking = said(line("10"), line("10"), line("7", 2))
    assert asking.not_taken == {REF: NotTaken.TWICE}


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        # Asked within the test: what a module computes when it is read, no mutant changes.
        (lambda: said(line("10"), request=str(an_id("another"))), Unanswered.OTHER_CART),
        (lambda: said(line("10"), hash="another"), Unanswered.OTHER_CART),
        (lambda: said(line("10"), minutes=0), Unanswered.EXPIRED),
        (lambda: judged(ASKING, ASKED, Unanswered.TIMEOUT, NOON), Unanswered.TIMEOUT),
    ],
)
def test_an_answer_that_is_not_ours_is_no_answer(asked: Callable[[], Asking], why: Unanswered) -> None:
    asking = asked()
    assert (asking.id, asking.answer, asking.unanswered) == (ASKING.id, None, why)


@given(st.text(max_size=12) | st.from_regex(r"[+-]?[0-9]{1,8}([.,][0-9]{1,7})?([eE][+-]?[0-9]{1,3})?", fullmatch=True))
def test_whatever_is_taken_is_the_number_that_was_written(text: str) -> None:
    found = read_price(text)
    if isinstance(found, Decimal):
        assert found > 0
        assert found == Decimal(text)
        assert "e" not in text.lower()
        assert round(found, 5) == found
