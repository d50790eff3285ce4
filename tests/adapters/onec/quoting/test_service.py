"""A base over a real socket, as it is and as it must not be taken; it never holds its asker beyond his patience."""

import base64
import json
import time
from collections.abc import Iterator
from decimal import Decimal
from threading import Thread

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from adapters.onec.quoting.patience import AT_ONCE, FAILURES, REST, WITHIN, Circuit
from adapters.onec.quoting.service import OnecQuotes
from adapters.onec.quoting.wire import read_answer
from application.ordering.refinement_ports import Base, BaseId, Item, Question, Source
from domain.pricing.refinement import Asking, LineRef, NotTaken, Unanswered
from domain.pricing.refining import AskedLine, Told, asking_of, judged
from domain.shared.ids import PackagingId, VariantId
from domain.shared.money import Currency
from tests.builders import CONTRACT, NOON, an_id
from tests.capabilities import shows
from tests.consequences import closed_port
from tests.quotes_base import LOGIN, PASSWORD, QuotesBase, a_base

pytestmark = shows("M024")

ONE, BOX = LineRef(CONTRACT, VariantId(1), PackagingId(0)), LineRef(CONTRACT, VariantId(2), PackagingId(9))
LINES = (
    AskedLine(1, ONE, Decimal("2.5"), Currency.RUB, Decimal("10.00"), True),
    AskedLine(2, BOX, Decimal(3), Currency.RUB, None, True, Decimal(12)),
)


@pytest.fixture
def base() -> Iterator[QuotesBase]:
    with a_base() as running:
        yield running


def a_question(base: QuotesBase | str, patience: int = 1) -> Question:
    url = base if isinstance(base, str) else base.url
    called = Base(BaseId(1), "УТ", url, LOGIN, PASSWORD, patience)
    items = {VariantId(1): Item("item-1", "", "А-1", "Болт"), VariantId(2): Item("item-2", "red", "А-2", "Гайка")}
    source = Source(called, "party", {CONTRACT: "contract"}, items, {ONE: "796", BOX: "778"})
    return Question(an_id("question"), "hash", source, LINES, NOON)


def came_of(said: Told | Unanswered) -> Asking:
    return judged(asking_of(an_id("question"), "УТ", "hash", LINES, NOON), LINES, said, NOON)


def test_the_question_names_everything_as_the_base_does(base: QuotesBase) -> None:
    OnecQuotes().ask(a_question(base))
    [asked] = base.asked
    assert asked["counterparty"] == {"id": "party"}
    assert (asked["type"], asked["request_id"], asked["cart_hash"]) == ("quote.request", str(an_id("question")), "hash")
    assert asked["lines"] == [
        {
            "line": 1, "contract": {"id": "contract"}, "item": {"id": "item-1", "code": "А-1", "name": "Болт"},
            "characteristic": None, "unit": "796", "coefficient": "1", "quantity": "2.5", "price": "10.00",
            "currency": "RUB", "vat_included": True,
        },
        {
            "line": 2, "contract": {"id": "contract"}, "item": {"id": "item-2", "code": "А-2", "name": "Гайка"},
            "characteristic": {"id": "red"}, "unit": "778", "coefficient": "12", "quantity": "3", "price": None,
            "currency": "RUB", "vat_included": True,
        },
    ]  # fmt: skip
    assert base.authorized == ["Basic " + base64.b64encode(f"{LOGIN}:{PASSWORD}".encode()).decode()]


def test_an_answer_is_taken_to_the_last_digit(base: QuotesBase) -> None:
    base.factor = "1.07"
    asking = came_of(OnecQuotes().ask(a_question(base)))
    assert asking.answer is not None and not asking.not_taken
    assert {ref: price.amount for ref, price in asking.answer.prices.items()} == {
        ONE: Decimal("10.70"), BOX: Decimal("53.50")
    }  # fmt: skip


@pytest.mark.parametrize(
    ("manner", "why"),
    [
        ("silent", Unanswered.TIMEOUT),
        ("trickle", Unanswered.TIMEOUT),
        ("down", Unanswered.STATUS),
        ("no-service", Unanswered.STATUS),
        ("moved", Unanswered.STATUS),
        ("login", Unanswered.LOGIN),
        ("garbage", Unanswered.UNREADABLE),
        ("huge", Unanswered.TOO_LARGE),
        ("other-cart", Unanswered.OTHER_CART),
        ("other-request", Unanswered.OTHER_CART),
        ("expired", Unanswered.EXPIRED),
    ],
)
def test_each_way_to_fail_has_its_name_and_its_limit(base: QuotesBase, manner: str, why: Unanswered) -> None:
    base.manner = manner
    began = time.monotonic()
    asking = came_of(OnecQuotes().ask(a_question(base)))
    assert (asking.answer, asking.unanswered) == (None, why)
    assert time.monotonic() - began < 1.8, "patience is one second"
    assert len(base.asked) == 1, "a question is not repeated, and no redirect is followed"


@pytest.mark.parametrize(
    ("manner", "why"),
    [
        ("zero", NotTaken.ZERO),
        ("negative", NotTaken.NEGATIVE),
        ("exponent", NotTaken.EXPONENT),
        ("currency", NotTaken.OTHER_CURRENCY),
        ("comma", NotTaken.NOT_A_NUMBER),
        ("twice", NotTaken.TWICE),
    ],
)
def test_a_price_is_never_guessed(base: QuotesBase, manner: str, why: NotTaken) -> None:
    base.manner = manner
    asking = came_of(OnecQuotes().ask(a_question(base)))
    assert asking.answer is not None and not asking.answer.prices
    assert asking.not_taken == {ONE: why, BOX: why}


def test_a_partial_answer_says_nothing_of_the_others(base: QuotesBase) -> None:
    base.manner = "partial"
    asking = came_of(OnecQuotes().ask(a_question(base)))
    assert asking.answer is not None and list(asking.answer.prices) == [BOX]
    assert asking.not_taken == {ONE: NotTaken.SILENT}


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/hs", "http://localhost:{port}", "http://[::1]:{port}/hs"])
def test_nobody_there_is_away(url: str) -> None:
    assert OnecQuotes().ask(a_question(url.format(port=closed_port()))) is Unanswered.AWAY


def test_a_hanging_base_holds_two_threads_of_ours_and_then_none(base: QuotesBase) -> None:
    base.manner = "silent"
    quotes, said = OnecQuotes(), list[Told | Unanswered]()
    waiting = [Thread(target=lambda: said.append(quotes.ask(a_question(base, 2)))) for _ in range(AT_ONCE)]
    for one in waiting:
        one.start()
    while len(base.asked) < AT_ONCE:
        time.sleep(0.01)
    began = time.monotonic()
    assert quotes.ask(a_question(base, 2)) is Unanswered.BUSY
    assert time.monotonic() - began < 0.5, "told at once"
    for one in waiting:
        one.join()
    assert said == [Unanswered.TIMEOUT] * AT_ONCE
    base.open.set()
    base.manner = "normal"
    until = time.monotonic() + 5
    while isinstance(again := quotes.ask(a_question(base)), Unanswered) and time.monotonic() < until:
        time.sleep(0.05)
    assert isinstance(again, Told), "its slots are free again"


def test_a_base_that_fails_and_fails_is_left_alone(base: QuotesBase) -> None:
    base.manner = "down"
    quotes = OnecQuotes()
    assert [quotes.ask(a_question(base)) for _ in range(FAILURES)] == [Unanswered.STATUS] * FAILURES
    assert quotes.ask(a_question(base)) is Unanswered.RESTING
    assert len(base.asked) == FAILURES
    other = a_question(base)
    elsewhere = evolve(other.source.base, id=BaseId(2))
    assert quotes.ask(evolve(other, source=evolve(other.source, base=elsewhere))) is Unanswered.STATUS, "another base"


def test_the_circuit_closes_after_its_rest_and_opens_at_one_more_failure() -> None:
    now = [0.0]
    circuit = Circuit(lambda: now[0])
    for _ in range(FAILURES):
        circuit.note(True)
    assert circuit.is_resting
    now[0] = REST
    assert not circuit.is_resting
    circuit.note(True)
    assert circuit.is_resting, "still as it was"
    now[0] += REST
    circuit.note(False)
    for _ in range(FAILURES - 1):
        circuit.note(True)
    assert not circuit.is_resting, "an answer forgave what was before"
    slow = Circuit(lambda: now[0])
    for _ in range(3 * FAILURES):
        slow.note(True)
        now[0] += WITHIN
    assert not slow.is_resting, "one a minute is no storm"


@given(st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["lines", "valid_until", "request_id", "cart_hash", "line", "price"]), inner, max_size=6
    ), max_leaves=8,
).map(lambda told: json.dumps(told).encode()))  # fmt: skip
def test_whatever_comes_is_an_answer_or_unreadable(content: bytes) -> None:
    assert isinstance(read_answer(content), Told | Unanswered)


def test_deep_nesting_and_odd_constants_are_unreadable() -> None:
    assert read_answer(b"[" * 200_000) is Unanswered.UNREADABLE
    assert read_answer(b'{"lines": [{"line": NaN}]}') is Unanswered.UNREADABLE
    assert read_answer(b'{"request_id":"a","cart_hash":"b","valid_until":"2026-11-27T10:00:00","lines":[]}') is (
        Unanswered.UNREADABLE
    ), "a time without a zone"
