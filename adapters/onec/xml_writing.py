"""Elements as text for answers that 1C reads: nothing empty is ever written.

1C reads `<ИНН></ИНН>` as an object, not a string, and many of its readers then fail; so a leaf without a text and a
block without children are nothing at all. Source: the classic profile of mode=query.
"""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

Encoding = Literal["utf-8", "windows-1251"]

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def cleaned(value: str | None) -> str:
    """Without characters that XML forbids and blanks around."""
    return _FORBIDDEN.sub("", value).strip() if value else ""


def leaf(tag: str, value: str | None, attributes: Mapping[str, str | None] | None = None) -> str:
    told = cleaned(value)
    return f"<{tag}{spelt(attributes)}>{escape(told)}</{tag}>\n" if told else ""


def block(tag: str, *children: str) -> str:
    inside = "".join(children)
    return f"<{tag}>\n{inside}</{tag}>\n" if inside else ""


def spelt(attributes: Mapping[str, str | None] | None) -> str:
    told = ((name, cleaned(value)) for name, value in (attributes or {}).items())
    return "".join(f" {name}={quoteattr(value)}" for name, value in told if value)


def document(root: str, attributes: Mapping[str, str | None], inside: str, encoding: Encoding) -> bytes:
    """A whole answer: declaration first, no mark before it; letters outside windows-1251 become references."""
    name = "UTF-8" if encoding == "utf-8" else encoding
    text = f'<?xml version="1.0" encoding="{name}"?>\n<{root}{spelt(attributes)}>\n{inside}</{root}>\n'
    return text.encode(encoding, "xmlcharrefreplace")


def fixed(value: Decimal, digits: int) -> str:
    """Exactly `digits` after the dot, rounded half up: `1320.00`; no exponent, no thousands."""
    return format(value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP), "f")


def short(value: Decimal, digits: int) -> str:
    """At most `digits` after the dot, without trailing zeros: `4`, `0.125`."""
    told = fixed(value, digits)
    return told.rstrip("0").rstrip(".") if "." in told else told
