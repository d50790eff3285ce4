"""The Bank of Russia's list of a day (XML_daily), from the bytes that came to rates that may be believed."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from application.pricing.rate_ports import RatesAbsent, RatesUnreadable, Refused, Told
from domain.pricing.rates import RATED, DayRate, RateSource

ROOT: Final = "ValCurs"
BAD_DATE: Final = b"Error in parameters"
# VunitRate is rounded; a greater difference means that the nominal or the value is not what it seems.
AGREES: Final = Decimal("1E-5")
WANTED: Final = {currency.value: currency for currency in RATED}


def told(content: bytes, asked: date) -> Told:
    """Raises: RatesAbsent, RatesUnreadable."""
    root = _root(content, asked)
    found = list(_valutes(root))
    if not found:
        raise RatesAbsent(asked)
    dated = _dated(root)
    if dated > asked:
        # Asked for a day, the Bank answers that day's list or an earlier one; a later one is somebody's cache.
        raise RatesUnreadable("later-day")
    rates, refused = [], []
    for code, valute in found:
        try:
            rates.append(_rate(code, valute, dated))
        except _Doubtful as doubt:
            refused.append(Refused(code, doubt.why))
    return Told(asked, dated, tuple(rates), tuple(refused))


class _Doubtful(Exception):
    """One currency that is not taken; the others are."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _root(content: bytes, asked: date) -> Element:
    head = content[:1024].lstrip()
    if BAD_DATE in content[:1024]:
        raise RatesAbsent(asked)
    if head[:5].lower() in (b"<!doc", b"<html"):
        raise RatesUnreadable("html")
    root = parsed(content)
    if root.tag != ROOT:
        raise RatesUnreadable("html" if root.tag.lower() == "html" else "wrong-root")
    return root


def parsed(content: bytes) -> Element:
    """The prolog names the encoding, windows-1251, so bytes go in as they came; nothing may declare an entity.

    Raises: RatesUnreadable.
    """
    builder, parser = TreeBuilder(), expat.ParserCreate()
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise RatesUnreadable("not-xml") from None
    root: Element = builder.close()
    return root


def _no_doctype(*_: object) -> None:
    raise RatesUnreadable("doctype")


def _dated(root: Element) -> date:
    try:
        # A day and no instant: the Bank's list has no zone.
        return datetime.strptime(root.get("Date", ""), "%d.%m.%Y").date()  # noqa: DTZ007
    except ValueError:
        raise RatesUnreadable("bad-date") from None


def _valutes(root: Element) -> Iterator[tuple[str, Element]]:
    """Those that a contract may be kept in; elements that a proxy has put in are passed over."""
    for valute in root.iter("Valute"):
        code = (valute.findtext("CharCode") or "").strip()
        if code in WANTED:
            yield code, valute


def _rate(code: str, valute: Element, dated: date) -> DayRate:
    value, nominal = _decimal(valute, "Value"), _decimal(valute, "Nominal")
    if nominal != nominal.to_integral_value() or nominal > 1_000_000 or value >= 10**9:
        raise _Doubtful("unreadable")
    for_one = value / nominal
    if abs(_decimal(valute, "VunitRate") - for_one) > for_one * AGREES:
        raise _Doubtful("disagrees")
    return DayRate(WANTED[code], dated, value, int(nominal), RateSource.CBR)


def _decimal(valute: Element, name: str) -> Decimal:
    """Positive; a decimal comma, and for small ones an exponent: 5,88139E-05."""
    text = (valute.findtext(name) or "").strip().replace(",", ".")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise _Doubtful("unreadable") from None
    if not value.is_finite() or value <= 0:
        raise _Doubtful("unreadable")
    return value
