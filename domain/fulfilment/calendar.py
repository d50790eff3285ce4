"""On which days goods leave: working days, cut-off hours, days of a route (M074, N23)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from attrs import field, frozen

from domain.shared.errors import DomainError

DAY = timedelta(days=1)
WORKDAYS = frozenset(range(1, 6))
# How far a first date is looked for: a calendar without a working day in a year is a calendar nobody filled in.
FARTHEST = 366


def as_days(told: Iterable[int]) -> frozenset[int]:
    """A converter: weekdays are told as a set, a list or a row's array."""
    return frozenset(told)


@frozen
class DateNotOffered(DomainError):
    """`why`: past, cut-off, day-off, route or too-far; `next`: the earliest day from the asked one on that is offered.

    weekdays: of the route, 1 is Monday. cut_off: the hour until which today's orders leave by the plan.
    """

    code: ClassVar[str] = "delivery.date-not-offered"
    asked: date
    why: str
    next: date | None
    weekdays: tuple[int, ...] = ()
    cut_off: str = ""


@frozen
class Calendar:
    """Working weekdays (1 is Monday) and the days that are otherwise: holidays, and Saturdays that are worked."""

    weekdays: frozenset[int] = field(default=WORKDAYS, converter=as_days)
    exceptions: Mapping[date, bool] = field(factory=dict)

    def works(self, day: date) -> bool:
        told = self.exceptions.get(day)
        return day.isoweekday() in self.weekdays if told is None else told


@frozen
class Schedule:
    """When a method or a route goes. lead_days: working days between the order and its shipment.

    weekdays: of the route itself; what is no working day is left out besides. windows: hours offered on each day.
    """

    weekdays: frozenset[int] = field(default=frozenset(range(1, 8)), converter=as_days)
    cut_off: time = time(16)
    lead_days: int = 0
    windows: tuple[str, ...] = ()


@frozen
class Timetable:
    """A schedule by the calendar, at one moment of the business zone."""

    calendar: Calendar
    schedule: Schedule
    now: datetime
    horizon: int = 30

    @property
    def today(self) -> date:
        return self.now.date()

    def goes(self, day: date) -> bool:
        return self.calendar.works(day) and day.isoweekday() in self.schedule.weekdays

    def ready(self) -> date:
        """The first day by which an order of this moment can be made ready; after the cut-off it is of the next day."""
        day = self.today if self.now.time() < self.schedule.cut_off else self.today + DAY
        left = self.schedule.lead_days
        for _ in range(FARTHEST):
            if self.calendar.works(day):
                if left == 0:
                    break
                left -= 1
            day += DAY
        return day

    def first(self, from_day: date | None = None) -> date | None:
        """The earliest day that is offered, not before `from_day`; None where nothing goes for a year."""
        start = max(self.ready(), from_day or date.min)
        return next((day for day in _days(start, FARTHEST) if self.goes(day)), None)

    def offered(self, from_day: date | None = None) -> tuple[date, ...]:
        """All that a buyer may choose of: from the first one on, as far as the horizon."""
        start = self.first(from_day)
        return () if start is None else tuple(day for day in _days(start, self.horizon) if self.goes(day))

    def check(self, asked: date, from_day: date | None = None) -> DateNotOffered | None:
        """`from_day`: what is to be delivered is not there before."""
        earliest, offered = self.first(from_day), self.offered(from_day)
        if asked in offered:
            return None
        following = next((day for day in offered if day > asked), earliest)
        weekdays = tuple(sorted(self.schedule.weekdays))
        cut_off = self.schedule.cut_off.strftime("%H:%M")
        return DateNotOffered(asked, self._why(asked, earliest, from_day), following, weekdays, cut_off)

    def _why(self, asked: date, earliest: date | None, from_day: date | None) -> str:
        if asked < self.today:
            return "past"
        if not self.calendar.works(asked):
            return "day-off"
        if asked.isoweekday() not in self.schedule.weekdays:
            return "route"
        if earliest is not None and asked > earliest:
            return "too-far"
        return "not-ready" if from_day is not None and asked < from_day else "cut-off"


def _days(start: date, how_many: int) -> Iterator[date]:
    return (start + n * DAY for n in range(how_many))
