"""Official rates: what they are worth for one unit, whether they may be believed, how old they are (semantics 3.3)."""

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Final

from attrs import frozen

from domain.shared.errors import DomainError
from domain.shared.money import HUNDRED, Currency

# Friday's setting is dated Saturday and holds until Tuesday's: two days are usual, more than three are not.
STALE_AFTER: Final = 3
# A day's move of a currency stays far below; what lies beyond is looked at by a person first.
FAR: Final = Decimal("0.20")
# No currency moves tenfold between two settings: it is a slip of the decimal point or of the nominal.
WILD: Final = Decimal(10)
DECIMALS: Final = 10
LARGEST: Final = Decimal(10) ** 9
LARGEST_MARKUP: Final = Decimal(50)
# A rate is entered for a day that people remember, or for the next few that a bank has already told.
EARLIEST, LATEST = timedelta(days=366), timedelta(days=7)


class RateSource(StrEnum):
    """Who told a rate."""

    CBR = "cbr"
    MANUAL = "manual"
    ERP = "erp"


@frozen
class DayRate:
    """Roubles for `nominal` units of a currency, dated `day`, as its source told it: no mark-up in it."""

    currency: Currency
    day: date
    rate: Decimal
    nominal: int
    source: str

    @property
    def per_unit(self) -> Decimal:
        return self.rate / self.nominal


@frozen
class RateInvalid(DomainError):
    """why: number (not a plain decimal), positive, finer (than ten decimals), larger, nominal (1 to 1 000 000)."""

    code: ClassVar[str] = "rate.invalid"
    value: str
    why: str


@frozen
class RateDayInvalid(DomainError):
    code: ClassVar[str] = "rate.day-invalid"
    earliest: date
    latest: date


@frozen
class CurrencyNotRated(DomainError):
    """The rouble, or what no contract may be kept in."""

    code: ClassVar[str] = "rate.currency-unknown"
    currency: str


@frozen
class RateImplausible(DomainError):
    """Ten times off or more, for one unit: never accepted, whoever insists."""

    code: ClassVar[str] = "rate.implausible"
    currency: Currency
    given: Decimal
    known: Decimal
    known_on: date


@frozen
class RateFar(DomainError):
    """More than a fifth away from the newest known one, for one unit: a person must say that it is meant."""

    code: ClassVar[str] = "rate.far"
    currency: Currency
    given: Decimal
    known: Decimal
    known_on: date


@frozen
class MarkupInvalid(DomainError):
    code: ClassVar[str] = "rate.markup-invalid"
    value: str
    largest: Decimal = LARGEST_MARKUP


def currency_of(code: str) -> Currency:
    """Raises CurrencyNotRated."""
    if code not in RATED:
        raise CurrencyNotRated(code[:10])
    return Currency(code)


RATED: Final = tuple(currency for currency in Currency if currency is not Currency.RUB)


def rate_of(text: str) -> Decimal:
    """A typed rate: digits with a comma or a point. Raises RateInvalid, also for exponents such as 8e1."""
    value = _plain(text)
    if value is None:
        raise RateInvalid(text[:40], "number")
    if value <= 0:
        raise RateInvalid(text[:40], "positive")
    if value >= LARGEST:
        raise RateInvalid(text[:40], "larger")
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > DECIMALS:
        raise RateInvalid(text[:40], "finer")
    return value


def nominal_of(text: str) -> int:
    """Raises RateInvalid."""
    raw = "".join(text.split())
    if not (raw.isascii() and raw.isdigit()) or len(raw) > 7 or not 1 <= int(raw) <= 1_000_000:
        raise RateInvalid(text[:40], "nominal")
    return int(raw)


def markup_of(text: str) -> Decimal:
    """Per cent, from 0 to 50, two decimals. Raises MarkupInvalid."""
    value = _plain(text)
    if value is None or not 0 <= value <= LARGEST_MARKUP or value != round(value, 2):
        raise MarkupInvalid(text[:40])
    return value


def _plain(text: str) -> Decimal | None:
    raw = "".join(text.split()).replace(",", ".")
    digits = raw.removeprefix("-").replace(".", "", 1)
    if len(raw) > 30 or not (digits.isascii() and digits.isdigit()):
        return None
    return Decimal(raw)


def check_day(day: date, today: date) -> None:
    """Raises RateDayInvalid."""
    earliest, latest = today - EARLIEST, today + LATEST
    if not earliest <= day <= latest:
        raise RateDayInvalid(earliest, latest)


def check_plausible(rate: DayRate, known: DayRate | None, confirmed: bool) -> None:
    """Against the newest known rate of the currency; nothing is known of a new currency, and anything goes.

    Raises: RateImplausible; RateFar unless it is confirmed.
    """
    if known is None:
        return
    given, before = rate.per_unit, known.per_unit
    if given >= before * WILD or given * WILD <= before:
        raise RateImplausible(rate.currency, given, before, known.day)
    if not confirmed and abs(given - before) > before * FAR:
        raise RateFar(rate.currency, given, before, known.day)


def may_replace(standing: str, coming: RateSource) -> bool:
    """Of two rates for one day: a person and the ERP have the last word, the service yields to both."""
    return coming is not RateSource.CBR or standing not in (RateSource.MANUAL, RateSource.ERP)


def with_markup(per_unit: Decimal, markup: Decimal) -> Decimal:
    """What prices are converted by; `markup` in per cent."""
    return per_unit * (HUNDRED + markup) / HUNDRED


def age_in_days(dated: date, bank_day: date) -> int:
    """A rate that begins tomorrow is as young as today's."""
    return max(0, (bank_day - dated).days)


def is_stale(dated: date, bank_day: date) -> bool:
    return age_in_days(dated, bank_day) > STALE_AFTER
