"""Rates of a Bank that moves gently: the same day always has the same ones."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from zoneinfo import ZoneInfo

MOSCOW = ZoneInfo("Europe/Moscow")
# The list of the next day comes out in the afternoon.
PUBLISHED = time(16, 30)
BEGINS = date(1992, 7, 1)
FOUR = Decimal("0.0001")

# ID, number, letters, nominal, name, roubles for the nominal about which the rate moves.
CURRENCIES = (
    ("R01090B", "933", "BYN", 1, "Белорусский рубль", "27.4100"),
    ("R01235", "840", "USD", 1, "Доллар США", "81.4000"),
    ("R01239", "978", "EUR", 1, "Евро", "94.8500"),
    ("R01335", "398", "KZT", 100, "Тенге", "15.8000"),
    ("R01375", "156", "CNY", 1, "Юань", "11.3600"),
    ("R01700J", "949", "TRY", 10, "Турецких лир", "19.2700"),
    ("R01820", "392", "JPY", 100, "Иен", "52.1000"),
    ("R01300", "364", "IRR", 1_000_000, "Иранских риалов", "58.8139"),
)


def dated(asked: date, now: datetime) -> date:
    """The day whose list answers: the last one set that is not later than asked, nor later than published by now."""
    local = now.astimezone(MOSCOW)
    published = local.date() + timedelta(days=1 if local.time() >= PUBLISHED else 0)
    day = min(asked, published)
    # Set on working days for the next calendar day: nothing begins on a Sunday or a Monday.
    while day.weekday() in (6, 0):
        day -= timedelta(days=1)
    return day


def of_day(day: date) -> Iterator[tuple[str, str, str, int, str, Decimal]]:
    """ID, number, letters, nominal, name, value."""
    for id_, number, code, nominal, name, about in CURRENCIES:
        drift = Random(f"{code}/{day.isocalendar().week}").uniform(-0.012, 0.012)
        step = Random(f"{code}/{day.toordinal()}").uniform(-0.006, 0.006)
        value = Decimal(about) * (1 + Decimal(f"{drift + step:.6f}"))
        yield id_, number, code, nominal, name, value.quantize(FOUR, ROUND_HALF_UP)
