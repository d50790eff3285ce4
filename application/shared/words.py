"""How numbers, sums and days are written for people (documents 9.1, 9.2), the same on pages, in letters and files.

Russian: thousands by a no-break space, decimal comma, a no-break space before the sign of the currency.
English: thousands by a comma, decimal point, the currency's code after a no-break space.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.shared.money import rounded

NBSP = "\u00a0"
MINUS = "\u2212"
SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€", "CNY": "¥", "BYN": "Br", "KZT": "₸", "TRY": "₺"}
MONTHS_OF = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
PRICE_SCALE = 5


@lru_cache(1 << 14)  # a page writes fifty numbers, and the next page the same ones
def number_text(value: Decimal, least: int = 0, most: int = 3, language: str = "ru") -> str:
    """At least `least` decimals; of the others, up to `most`, those that are not zero.

    Nothing is rounded away unless it lies beyond `most`.
    """
    text = f"{rounded(abs(value), most):f}"
    whole, _, decimals = text.partition(".")
    decimals = decimals[:least] + decimals[least:].rstrip("0")
    thousands, point = (",", ".") if language == "en" else (NBSP, ",")
    grouped = f"{int(whole):,}".replace(",", thousands)
    sign = MINUS if value < 0 and (grouped != "0" or decimals.strip("0")) else ""
    return f"{sign}{grouped}{point}{decimals}" if decimals else f"{sign}{grouped}"


def sum_text(amount: Decimal, language: str = "ru") -> str:
    """Two decimals, no currency: for the columns of a table."""
    return number_text(amount, 2, 2, language)


def money_text(amount: Decimal, currency: str = "RUB", language: str = "ru") -> str:
    sign = currency if language == "en" else SIGNS.get(currency, currency)
    return f"{sum_text(amount, language)}{NBSP}{sign}"


@lru_cache(1 << 14)
def price_text(price: Decimal, currency: str = "", language: str = "ru") -> str:
    """All its decimals, so that the printed price gives the printed amount (documents 5.1, R6)."""
    text = number_text(price, 2, PRICE_SCALE, language)
    sign = currency if language == "en" else SIGNS.get(currency, currency)
    return f"{text}{NBSP}{sign}" if currency else text


@lru_cache(1 << 14)
def quantity_text(quantity: Decimal, unit: str = "", language: str = "ru") -> str:
    text = number_text(quantity, 0, 3, language)
    return f"{text}{NBSP}{unit}" if unit else text


def percent_text(value: Decimal, language: str = "ru") -> str:
    text = number_text(value, 0, 2, language)
    return f"{text}%" if language == "en" else f"{text}{NBSP}%"


def date_text(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def long_date_text(day: date, language: str = "ru") -> str:
    """«3 ноября 2026 г.», 3 November 2026."""
    if language == "en":
        return f"{day.day}{NBSP}{MONTHS_EN[day.month - 1]}{NBSP}{day.year}"
    return f"{day.day}{NBSP}{MONTHS_OF[day.month - 1]} {day.year}{NBSP}г."


def instant_text(at: datetime, zone: ZoneInfo) -> str:
    """03.11.2026 15:04 of the zone; Moscow's is named, as it is what others are told by."""
    local = at.astimezone(zone)
    mark = f"{NBSP}МСК" if zone.key == "Europe/Moscow" else ""
    return f"{local:%d.%m.%Y}{NBSP}{local:%H:%M}{mark}"


def plural(n: int | Decimal, one: str, few: str, many: str) -> str:
    """The word for n: 1 товар, 2 товара, 5 товаров; a fraction takes `few` (1,5 рубля)."""
    if n != int(n):
        return few
    n = abs(int(n))
    if 11 <= n % 100 <= 14:
        return many
    return one if n % 10 == 1 else few if 2 <= n % 10 <= 4 else many


def counted(n: int, one: str, few: str, many: str) -> str:
    """3 товара."""
    return f"{number_text(Decimal(n))}{NBSP}{plural(n, one, few, many)}"
