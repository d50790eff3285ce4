"""What an answer of the ERP may be taken for: a price as it stands, or a named reason why not."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from domain.pricing.refinement import Asking, LineRef, NotTaken, RefinedPrice, Refinement, Unanswered, cart_hash
from domain.pricing.refining import AskedLine, Told, ToldLine, asking_of, is_due, judged, newest, read_price
from domain.shared.ids import ContractId, PackagingId, RegionId, VariantId
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


def test_an_answer_has_the_id_of_its_question_and_holds_for_that_cart_until_it_is_over() -> None:
    answer = said(line("10"), line("7.5", 2)).answer
    prices = {ref: RefinedPrice(Decimal(amount), Currency.RUB, True) for ref, amount in ((REF, "10"), (OTHER, "7.5"))}
    until = NOON + timedelta(minutes=15)
    assert answer == Refinement(ASKING.id, "hash", until, prices)
    second = timedelta(seconds=1)
    assert [answer.holds("hash", at) for at in (NOON, until - second, until)] == [True, True, False]
    assert not answer.holds("another", NOON)
    assert not evolve(answer, cart_hash="").holds("", NOON), "of no cart at all"


def test_placing_asks_again_once_an_answer_is_over_and_a_silence_is_old() -> None:
    again = ContractId(an_id("another contract"))
    answered = said(line("10"), line("7", 2))
    silent = evolve(ASKING, id=an_id("silent"), contracts=frozenset({again}), unanswered=Unanswered.TIMEOUT)
    late, second = NOON + timedelta(minutes=15), timedelta(seconds=1)
    minute = NOON + timedelta(seconds=60)
    mine, both = {CONTRACT: 1}, {CONTRACT: 1, again: 1}
    assert [is_due(mine, [answered], "hash", at) for at in (NOON, late - second, late)] == [False, False, True]
    assert [is_due({again: 1}, [silent], "hash", at) for at in (NOON, minute - second, minute)] == [False, False, True]
    assert is_due(mine, [], "hash", NOON)
    assert is_due(mine, [answered], "another cart", NOON)
    assert [is_due(both, askings, "hash", NOON) for askings in ([answered], [silent], [silent, answered])] == [
        True, True, False,
    ]  # fmt: skip
    assert not is_due({}, [], "hash", NOON), "of no contract that asks"


def test_the_newest_question_about_a_cart_and_a_contract_is_the_one_that_counts() -> None:
    older, newer = ASKING, evolve(ASKING, id=an_id("newer"), asked_at=NOON + timedelta(seconds=1))
    other_cart = evolve(newer, cart_hash="another", asked_at=NOON + timedelta(hours=1))
    others = evolve(other_cart, cart_hash="hash", contracts=frozenset({ContractId(an_id("another contract"))}))
    assert newest([other_cart, newer, older, others], CONTRACT, "hash") == newer
    assert newest([older], CONTRACT, "hash") == older
    assert newest([other_cart, others], CONTRACT, "hash") is None
    twins = sorted((evolve(ASKING, id=an_id(name)) for name in ("a", "b")), key=lambda each: each.id)
    assert newest(twins, CONTRACT, "hash") == newest(twins[::-1], CONTRACT, "hash") == twins[1]


def test_a_cart_is_another_with_any_other_line_quantity_or_region_and_the_same_in_any_order() -> None:
    lines = {REF: Decimal(2), OTHER: Decimal("1.5")}
    same = cart_hash(None, lines)
    assert same == cart_hash(None, dict(reversed(lines.items())))
    assert same == cart_hash(None, {REF: Decimal("2.000"), OTHER: Decimal("1.50")})
    assert cart_hash(None, {REF: Decimal(100)}) == cart_hash(None, {REF: Decimal("1E+2")})
    region, elsewhere = RegionId(an_id("Урал")), RegionId(an_id("Волга"))
    others = (
        (region, lines), (elsewhere, lines), (None, {REF: Decimal(2)}), (None, {}),
        (None, {REF: Decimal(2), OTHER: Decimal("1.6")}), (None, {REF: Decimal("1.5"), OTHER: Decimal(2)}),
        *((None, {ref: Decimal(2), OTHER: Decimal("1.5")}) for ref in (
            REF._replace(packaging=PackagingId(9)), REF._replace(variant=VariantId(3)),
            REF._replace(contract=ContractId(an_id("another contract"))))),
    )  # fmt: skip
    assert len({same, *(cart_hash(*each) for each in others)}) == len(others) + 1


@pytest.mark.parametrize("price", ["0.00001", "0.5", "1", "1.00001", "9999999999.99999"])
def test_any_price_above_nothing_is_one(price: str) -> None:
    asking = said(line(price), line("7.5", 2))
    assert asking.not_taken == {}
    assert asking.answer is not None
    assert asking.answer.prices[REF].amount == Decimal(price)


def test_a_question_is_of_the_contracts_of_its_lines() -> None:
    other = AskedLine(3, OTHER._replace(contract=ContractId(an_id("b"))), Decimal(1), Currency.RUB, None, True)
    both = frozenset({CONTRACT, ContractId(an_id("b"))})
    id = an_id("another question")
    assert asking_of(id, "УТ", "hash", (*ASKED, other), NOON) == Asking(id, "УТ", "hash", both, NOON)


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
