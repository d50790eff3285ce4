"""Days that are offered are days that pass, and the other way round (N23)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fulfilment.calendar import Calendar, Schedule, Timetable
from domain.fulfilment.delivery import Address, DeliveryTerms, Kind, Method, Route
from tests.builders import an_id, rub
from tests.capabilities import shows

MONDAY = date(2026, 11, 23)
days = st.dates(MONDAY, MONDAY + timedelta(days=60))
weekdays = st.frozensets(st.integers(1, 7), min_size=1)
tables = st.builds(
    Timetable,
    st.builds(Calendar, weekdays, st.dictionaries(days, st.booleans(), max_size=20)),
    st.builds(Schedule, weekdays, st.times(), st.integers(0, 9)),
    st.builds(lambda day, at: datetime.combine(day, at, UTC), days, st.times()),
    st.integers(1, 60),
)


def at(hour: int, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour), UTC)


@shows("N23", "M074")
@given(tables, days, st.none() | days)
def test_a_day_passes_exactly_where_it_is_offered(table: Timetable, asked: date, promised: date | None) -> None:
    refusal = table.check(asked, promised)
    assert (refusal is None) == (asked in table.offered(promised))
    if refusal is not None and refusal.next is not None:
        assert table.check(refusal.next, promised) is None, "the way out passes"


@given(tables)
def test_every_offered_day_is_worked_on_the_route_and_not_over(table: Timetable) -> None:
    for day in table.offered():
        assert day >= table.today and table.calendar.works(day) and day.isoweekday() in table.schedule.weekdays


@pytest.mark.parametrize(
    ("now", "lead", "first"),
    [
        (at(10), 0, MONDAY),
        (at(16), 0, MONDAY + timedelta(days=1)),  # the hour itself is past
        (at(10), 1, MONDAY + timedelta(days=1)),
        (at(17, date(2026, 11, 27)), 0, date(2026, 11, 30)),  # Friday evening: Monday
        (at(10, date(2026, 11, 28)), 1, date(2026, 12, 1)),  # Saturday: ready on Monday, goes on Tuesday
    ],
)
def test_the_cut_off_and_the_days_to_make_ready(now: datetime, lead: int, first: date) -> None:
    assert Timetable(Calendar(), Schedule(cut_off=time(16), lead_days=lead), now).first() == first


def test_a_holiday_moves_the_route_and_a_worked_saturday_counts() -> None:
    saturday, tuesday = date(2026, 11, 28), date(2026, 11, 24)
    calendar = Calendar(exceptions={tuesday: False, saturday: True})
    table = Timetable(calendar, Schedule({2, 6}), at(10))
    assert table.offered()[:2] == (saturday, date(2026, 12, 1))
    refusal = table.check(tuesday)
    assert refusal is not None and (refusal.why, refusal.next) == ("day-off", saturday)


def test_only_the_sellers_own_transport_goes_by_routes() -> None:
    route = Route(an_id("route"), "Север", Schedule({4}))
    home = Address(an_id("home"), "Цех", "Пермь", route=route.id)
    mondays = Schedule({1}, windows=("9–13",))
    own, carrier = (Method(an_id(kind), kind, kind, mondays) for kind in (Kind.DELIVERY, Kind.CARRIER))
    terms = DeliveryTerms((own, carrier), (route,))
    assert terms.schedule(own, home) == Schedule({4}, windows=("9–13",))
    assert terms.schedule(carrier, home) is carrier.schedule
    assert Method(own.id, "", Kind.PICKUP, minimum=rub("10")).lacks([rub("4.50")]) == rub("5.50")
