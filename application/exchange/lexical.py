"""How 1C spells numbers, flags, dates, rates and ids, and what of it we accept.

Source: the lexical rules of CommerceML 2.03–3.1 as real exporters follow them.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

VatRate = Decimal | Literal["none"] | None
"""Per cent; "none" is «без НДС», which is not 0 %; None is not told."""

NO_VAT: Final = "none"
ID_LIMIT = 255
EMPTY_ID = "00000000-0000-0000-0000-000000000000"
NOT_SET = frozenset({"", EMPTY_ID, "-999999999,9", "-999999999.9"})

_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009\t\r\n")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,24}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?", re.ASCII)
_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*%?(?:\s*/\s*1[0-9]{2}\s*%?)?")

_CURRENCIES = {
    "RUB": "RUB", "RUR": "RUB", "643": "RUB", "810": "RUB", "РУБ": "RUB", "РУБЛЬ": "RUB", "Р": "RUB", "₽": "RUB",
    "USD": "USD", "840": "USD", "$": "USD", "ДОЛЛ": "USD",
    "EUR": "EUR", "978": "EUR", "€": "EUR", "ЕВРО": "EUR",
    "CNY": "CNY", "156": "CNY", "ЮАНЬ": "CNY",
    "BYN": "BYN", "933": "BYN", "KZT": "KZT", "398": "KZT", "ТЕНГЕ": "KZT", "ТГ": "KZT",
    "UAH": "UAH", "980": "UAH", "ГРН": "UAH", "KGS": "KGS", "417": "KGS", "AMD": "AMD", "051": "AMD",
    "UZS": "UZS", "860": "UZS", "TRY": "TRY", "949": "TRY", "GEL": "GEL", "981": "GEL", "AZN": "AZN", "944": "AZN",
}  # fmt: skip
_FLAGS = {"true": True, "1": True, "да": True, "истина": True, "false": False, "0": False, "нет": False, "ложь": False}


class NotNumber(ValueError):
    """The text is neither empty nor a number that 1C writes; an exponent is not one."""


def number(text: str | None) -> Decimal | None:
    """A decimal with a dot or a comma and any spaces between digits; empty is None.

    Raises: NotNumber, also for an exponent, for NaN and for more than 24 digits before the point.
    """
    if not text:
        return None
    if len(text) < 20 and text.isascii() and text.replace(".", "", 1).isdigit():
        return Decimal(text)
    bare = text.translate(_SPACES).replace(",", ".")
    if not bare:
        return None
    if not _NUMBER.fullmatch(bare):
        raise NotNumber(text)
    return Decimal(bare)


few_numbers = lru_cache(1 << 13)(number)
"""The same for numbers that come again and again: quantities, coefficients."""


def flag(text: str | None) -> bool | None:
    """true, 1, Да, Истина and their opposites; anything else is not told."""
    return _FLAGS.get(text.strip().lower()) if text else None


def day(text: str | None) -> date | None:
    """A date with or without a time after it; 0001-01-01, an empty text and an impossible date are None."""
    match = _DATE.match(text.strip()) if text else None
    if match is None:
        return None
    year, month, number_, day_, month_, year_ = match.groups()
    try:
        found = date(int(year), int(month), int(number_)) if year else date(int(year_), int(month_), int(day_))
    except ValueError:
        return None
    return found if found.year > 1 else None


def clock(text: str | None) -> time | None:
    match = _TIME.search(text) if text else None
    if match is None:
        return None
    try:
        return time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError:
        return None


def moment(text: str | None) -> datetime | None:
    """Local time of the ERP, without a zone; a date alone is its midnight."""
    found = day(text)
    return datetime.combine(found, clock(text) or time()) if found else None


def vat_rate(text: str | None) -> VatRate:
    """`20`, `20%`, `20/120` or «Без НДС».

    Raises: NotNumber for any other text.
    """
    bare = (text or "").strip().replace(",", ".")
    if not bare:
        return None
    if bare.lower().replace(" ", "").startswith("без"):
        return NO_VAT
    match = _RATE.fullmatch(bare.removeprefix("НДС").strip())
    if match is None:
        raise NotNumber(text)
    return Decimal(match[1])


def currency_code(text: str | None) -> str | None:
    """The ISO 4217 letters of `руб.`, `643`, `RUR`; None for an unknown spelling."""
    return _CURRENCIES.get(text.strip().rstrip(".").upper()) if text else None


def identity(text: str | None) -> tuple[str, str | None]:
    """The two opaque halves of `<product>#<characteristic>`; an empty second half is no characteristic.

    The first half is "" when there is none.
    """
    product, _, characteristic = (text or "").strip().partition("#")
    return product.strip(), characteristic.strip() or None


def told(value: str | None) -> str | None:
    """A property value, or None where the exporter means "not set"."""
    value = (value or "").strip()
    return None if value in NOT_SET or value.translate(_SPACES) in NOT_SET else value


@lru_cache(1 << 12)
def requisite_key(name: str) -> str:
    """`Статус заказа`, `Статус Заказа` and `СтатусЗаказа` are one requisite."""
    return "".join(name.split()).lower()
