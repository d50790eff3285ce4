"""Banking days: neither weekends nor holidays (ТК РФ, ст. 112).

Which days off are moved is decided for each year by the government; a year that is not in the table has its
fixed
holidays and weekends alone, so that a term is at worst counted a day short.
"""

from collections.abc import Mapping
from datetime import date, timedelta

# (month, day), every year.
HOLIDAYS = frozenset({*((1, day) for day in range(1, 9)), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)})
# Working days that are off, by year. 2026: постановление Правительства of 24.09.2025, and ст. 112 for
# Sundays.
MOVED: Mapping[int, frozenset[tuple[int, int]]] = {
    2026: frozenset({(1, 9), (3, 9), (5, 11), (12, 31)}),
}


def is_banking_day(day: date) -> bool:
    month_day = (day.month, day.day)
    return day.weekday() < 5 and month_day not in HOLIDAYS and month_day not in MOVED.get(day.year, frozenset())


def banking_days_later(day: date, count: int) -> date:
    """The `count`-th banking day after `day`."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_banking_day(day)
    return day
