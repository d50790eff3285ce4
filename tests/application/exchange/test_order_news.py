"""Laws of the ERP's news: O3, S2, no way back, the same news twice are the news once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from application.exchange.order_facts import CreditFacts, HoldFacts, LineNews, OrderFacts, OrderNews
from application.exchange.order_news import Policy, due, heard, is_sum_changed, standing_sum
from domain.inventory.stock import Mark, ReservationState
from domain.ordering.status import DEFAULT_SCHEME, Phase
from domain.shared.money import rounded
from tests.builders import an_erp_line
from tests.capabilities import shows

pytestmark = shows("M003", "M048")

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
ZERO = Decimal("0.000")


def an_order(lines: int = 2) -> OrderFacts:
    """Ten packs of six in each line, for 1,000.00, all reserved and on credit."""
    ten = Decimal("10.000")
    gross = Decimal("1000.00")
    return OrderFacts(
        id=UUID(int=1), number="B000001", phase=Phase.NEW, status="new", erp_id=None, erp_number=None, erp_date=None,
        erp_state=None, erp_total=None, accepted_at=None, mark=Mark(),
        lines=tuple(an_erp_line(n, f"p{n}", ten, pack=6) for n in range(1, lines + 1)),
        holds=tuple(
            HoldFacts(n, n, 1, ten * 6, ten * 6, ReservationState.ACTIVE) for n in range(1, lines + 1)
        ),
        credit=CreditFacts(gross * lines, gross * lines, Decimal("0.00"), "open"),
    )  # fmt: skip


quantities = st.none() | st.integers(0, 90).map(lambda n: Decimal(n).quantize(ZERO))
days = st.none() | st.dates(date(2026, 3, 1), date(2026, 3, 9))
line_news = st.builds(
    LineNews, quantity=quantities, reserved=quantities, shipped=quantities, cancelled=quantities, promised=days
)
names = [None, "Никакой", *(name for status in DEFAULT_SCHEME for name in status.erp_names)]
news = st.builds(
    OrderNews,
    mark=st.integers(0, 20).map(lambda n: Mark(NOON + timedelta(minutes=n))),
    erp_number=st.sampled_from([None, "УТ-1"]),
    state=st.sampled_from(names),
    posted=st.none() | st.booleans(),
    cancelled=st.integers(0, 9).map(lambda n: n == 0),
    whole=st.sampled_from([None, None, None, True]),
    total=st.none() | st.integers(0, 300_000).map(lambda n: Decimal(n) / 100),
    lines=st.dictionaries(st.sampled_from([1, 2]), line_news),
)
policies = st.sampled_from([Policy("acceptance"), Policy("status"), Policy("never")])


@given(told=st.lists(news, max_size=6), policy=policies)
def test_whatever_is_told_the_laws_hold(told: list[OrderNews], policy: Policy) -> None:
    order = an_order()
    for one in told:
        before, order = order, heard(order, one, policy, NOON).order
        assert order.phase.rank >= before.phase.rank
        for line in order.lines:
            assert line.cancelled >= 0
            assert line.shipped >= 0
            assert line.ordered >= line.shipped + line.cancelled
            assert line.gross == line.amount == rounded(line.price * line.ordered)
        for was, line in zip(before.lines, order.lines, strict=True):
            heeded = order.mark == one.mark and one.lines.get(line.line, LineNews()).promised
            assert line.promised in (was.promised, heeded)
            assert line.promised is not None or was.promised is None
        for old, hold in zip(before.holds, order.holds, strict=True):
            assert ZERO <= hold.uncontained <= hold.quantity
            assert hold.quantity > 0
            assert old.state is ReservationState.ACTIVE or hold == old
            assert hold.uncontained == 0 or hold.state is not ReservationState.RELEASED
        credit = order.credit
        assert credit is not None
        assert 0 <= credit.uncontained <= credit.amount
        assert credit.shipped <= credit.amount


@given(told=st.lists(news, max_size=4), policy=policies)
def test_the_same_news_twice_are_the_news_once(told: list[OrderNews], policy: Policy) -> None:
    order = an_order()
    for one in told:
        order = heard(order, one, policy, NOON).order
    if told:
        again = heard(order, told[-1], policy, NOON)
        assert (again.changes, again.order) == ((), order)


@given(told=st.lists(news, min_size=1, max_size=4), policy=policies)
def test_the_sum_that_the_erp_told_is_of_what_is_wanted(told: list[OrderNews], policy: Policy) -> None:
    order = evolve(an_order(), erp_total=Decimal("1999.00"))
    for one in told:
        before, order = order, heard(order, one, policy, NOON).order
    wanted = [[line.wanted for line in each.lines] for each in (before, order)]
    if one.mark != order.mark:
        assert order.erp_total == before.erp_total
    elif order.phase.is_called_off and any(line.cancelled for line in order.lines):
        assert order.erp_total is None
    elif one.total is not None:
        assert order.erp_total == one.total
    else:
        assert order.erp_total == (before.erp_total if wanted[0] == wanted[1] else None)


@given(told=news)
def test_older_news_change_nothing(told: OrderNews) -> None:
    order = evolve(an_order(), mark=Mark(NOON + timedelta(hours=1)))

    assert heard(order, told, Policy(), NOON).order == order


def test_a_packed_line_is_counted_in_base_units() -> None:
    told = OrderNews(Mark(NOON), erp_number="1", lines={1: LineNews(quantity=Decimal(42))})

    order = heard(an_order(), told, Policy(), NOON).order

    assert order.lines[0].ordered == 7
    assert order.holds[0].quantity == 42
    assert order.lines[1].ordered == 10


def test_a_partial_shipment_then_cancellation_leaves_the_shipped_part_held() -> None:
    shipped = heard(an_order(1), OrderNews(Mark(NOON), lines={1: LineNews(shipped=Decimal(24))}), Policy(), NOON).order
    assert shipped.phase is Phase.PARTLY_SHIPPED

    order = heard(shipped, OrderNews(Mark(NOON + timedelta(hours=1)), cancelled=True), Policy(), NOON).order

    assert order.phase is Phase.CANCELLED
    assert (order.lines[0].shipped, order.lines[0].cancelled) == (Decimal(4), Decimal(6))
    assert (order.holds[0].state, order.holds[0].quantity) == (ReservationState.SHIPPED, Decimal(24))
    assert order.credit is not None
    assert order.credit.uncontained == 400


def later(order: OrderFacts, hours: int = 1, **told: Any) -> OrderFacts:
    return heard(order, OrderNews(Mark(NOON + timedelta(hours=hours)), **told), Policy(), NOON).order


def test_a_sum_is_forgotten_with_what_it_was_told_of() -> None:
    order = later(an_order(), total=Decimal("1990.00"))
    assert (order.erp_total, due(order)) == (Decimal("1990.00"), Decimal("1990.00"))

    less = later(order, 2, lines={1: LineNews(cancelled=Decimal(24))})
    assert (less.erp_total, due(less)) == (None, Decimal("1600.00"))
    assert later(less, 2, lines={1: LineNews(cancelled=Decimal(24))}) == less
    # Told again, the sum is of what is wanted now, and other news leave it.
    told = later(less, 3, total=Decimal("1590.00"))
    assert due(later(told, 4, lines={1: LineNews(shipped=Decimal(6))})) == Decimal("1590.00")


def test_a_document_that_is_called_off_keeps_its_sum_and_nothing_is_to_be_paid() -> None:
    order = later(an_order(), total=Decimal("2000.00"))
    for total in (None, Decimal("2000.00")):
        off = later(order, 2, cancelled=True, total=total)
        assert off.erp_total is None
        assert due(off) == 0
        assert later(off, 2, cancelled=True, total=total) == off


def test_a_line_ordered_otherwise_comes_to_another_sum_and_credit_falls_with_it() -> None:
    order = later(an_order(), lines={1: LineNews(quantity=Decimal(24)), 2: LineNews(quantity=Decimal(60))})
    assert [line.ordered for line in order.lines] == [4, 10]
    assert [line.gross for line in order.lines] == [400, 1000]
    assert due(order) == 1400
    assert order.credit is not None
    assert order.credit.uncontained == 1400
    more = later(order, 2, lines={1: LineNews(quantity=Decimal(72))})
    assert more.lines[0].gross == 1200
    assert due(more) == 2200
    # What the ERP agrees to beyond the order it counts in its own books (ADR 0057).
    assert more.credit is not None
    assert more.credit.uncontained == 1400


def test_a_file_and_then_a_packet_that_say_the_same_come_to_the_same() -> None:
    by_file = later(an_order(1), total=Decimal("399.00"), lines={1: LineNews(quantity=Decimal(24))})
    by_packet = later(by_file, 2, lines={1: LineNews(quantity=Decimal(24), cancelled=Decimal(36))})
    [line] = by_packet.lines
    assert [line.ordered, line.cancelled, line.gross] == [10, 6, 1000]
    assert due(by_packet) == Decimal("399.00")
    assert standing_sum(by_packet) == standing_sum(by_file) == 400
    assert not is_sum_changed(by_file, by_packet)


def test_another_sum_is_news_in_both_directions_and_by_either_word() -> None:
    order = later(an_order(), erp_number="1")
    assert not is_sum_changed(an_order(), order)
    others: tuple[dict[str, Any], ...] = (
        {"lines": {1: LineNews(cancelled=Decimal(6))}},
        {"lines": {1: LineNews(quantity=Decimal(54))}},
        {"lines": {1: LineNews(quantity=Decimal(66))}},
        {"total": Decimal("1999.00")},
    )
    for told in others:
        assert is_sum_changed(order, later(order, 2, **told))
    assert not is_sum_changed(order, later(order, 2, lines={1: LineNews(shipped=Decimal(6))}))
    assert not is_sum_changed(order, later(order, 2, total=Decimal("2000.00")))
