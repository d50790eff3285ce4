"""How a typed quantity is read: what is certain is read, what could be two numbers is asked about (documents 8.3)."""

import re
from decimal import Decimal
from enum import StrEnum

from attrs import frozen

from application.filling.typed import INVISIBLE
from domain.shared.quantity import LARGEST, MILLI


class Unclear(StrEnum):
    """Why a text is no quantity."""

    NOT_A_NUMBER = "not-a-number"
    NEGATIVE = "negative"
    EXPONENT = "exponent"
    DATE = "date"
    AMBIGUOUS = "ambiguous"
    TOO_FINE = "too-fine"
    TOO_LARGE = "too-large"


@frozen
class Amount:
    """unit: as it was typed behind the number, empty where none was."""

    value: Decimal
    unit: str = ""


NOTHING = ("", "-", "0")
MINUSES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
MONTHS = "янв фев мар апр май июн июл авг сен окт ноя дек jan feb mar apr may jun jul aug sep oct nov dec".split()
DATE = re.compile(
    r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{2,4}.*|[0-9]{1,2}[.\- ](?:" + "|".join(MONTHS) + r")[.\w]*"
)
SHAPE = re.compile(r"([+-]?)\s*((?:[0-9]|[.,](?=[0-9]))[0-9.,' ]*?)\s*((?:[^\W\d_]|[%₽$€]).*)?")
EXPONENT = re.compile(r"[0-9.,]+[eEеЕ][+-]?[0-9]+")
GROUPED = re.compile(r"[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?")


def read_amount(text: str) -> Amount | Unclear | None:
    """None where nothing is ordered: empty, a dash, zero."""
    plain = " ".join(text.translate(INVISIBLE).translate(MINUSES).split())
    if plain in NOTHING:
        return None
    if EXPONENT.fullmatch(plain):
        return Unclear.EXPONENT
    if DATE.fullmatch(plain.casefold()):
        return Unclear.DATE
    found = SHAPE.fullmatch(plain)
    if found is None:
        return Unclear.NOT_A_NUMBER
    sign, written, unit = found[1], found[2].strip(), (found[3] or "").strip()
    if " " in written or "'" in written:
        if not GROUPED.fullmatch(written):
            return Unclear.NOT_A_NUMBER
        written = written.replace(" ", "").replace("'", "")
    value = _number(written)
    if isinstance(value, Unclear):
        return value
    if not value:
        return None
    if sign == "-":
        return Unclear.NEGATIVE
    if value >= LARGEST:
        return Unclear.TOO_LARGE
    if value != value.quantize(MILLI):
        return Unclear.TOO_FINE
    return Amount(value.quantize(MILLI).normalize() + 0, unit)


def _number(written: str) -> Decimal | Unclear:
    """`written`: digits, points and commas. The last of two different marks is the decimal one."""
    comma, point = written.rfind(","), written.rfind(".")
    if comma >= 0 and point >= 0:
        mark = "," if comma > point else "."
        whole, _, decimals = written.rpartition(mark)
        groups = whole.split("." if mark == "," else ",")
        return _joined(groups, decimals) if mark not in whole else Unclear.NOT_A_NUMBER
    mark = "," if comma >= 0 else "."
    parts = written.split(mark)
    if len(parts) > 2:
        return _joined(parts, "")
    whole, decimals = parts[0], parts[1] if len(parts) == 2 else ""
    if mark == "." and len(decimals) == 3 and whole.isdigit() and whole[0] != "0" and len(whole) <= 3:
        return Unclear.AMBIGUOUS
    return Decimal(f"{whole or '0'}.{decimals or '0'}")


def _joined(groups: list[str], decimals: str) -> Decimal | Unclear:
    """Thousands that a mark divides: three digits in each group but the first."""
    first, *others = groups
    if not 1 <= len(first) <= 3 or any(len(group) != 3 for group in others):
        return Unclear.NOT_A_NUMBER
    return Decimal(f"{''.join(groups)}.{decimals or '0'}")
