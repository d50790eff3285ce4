"""Small tools to build a CommerceML tree and turn it into bytes as 1C writes them."""

from codecs import BOM_UTF8
from datetime import datetime
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

ROOT = "КоммерческаяИнформация"


def add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """A child with optional text; attribute names are written as they are."""
    child = SubElement(parent, name, attributes)
    child.text = text
    return child


def root(version: str, at: datetime, namespace: str | None = None) -> Element:
    """The root of a file; `at` is the ERP's local time and is written without a zone."""
    head = (
        {
            "xmlns": namespace,
            "xmlns:xs": "http://www.w3.org/2001/XMLSchema",
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        }
        if namespace
        else {}
    )
    return Element(ROOT, {**head, "ВерсияСхемы": version, "ДатаФормирования": at.strftime("%Y-%m-%dT%H:%M:%S")})


def requisites(parent: Element, told: list[tuple[str, str]]) -> None:
    """`ЗначенияРеквизитов`; nothing at all when there is nothing to tell."""
    if not told:
        return
    block = add(parent, "ЗначенияРеквизитов")
    for name, value in told:
        one = add(block, "ЗначениеРеквизита")
        add(one, "Наименование", name)
        add(one, "Значение", value)


def number(value: Decimal) -> str:
    """Plain decimal notation without an exponent and without idle zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value: Decimal) -> str:
    return f"{value:.2f}"


def flag(value: bool) -> str:
    return "true" if value else "false"


def encoded(tree: Element, encoding: str = "utf-8", *, bom: bool = True) -> bytes:
    """The file: UTF-8 with a byte order mark as nearly always, or windows-1251 with references for strangers."""
    indent(tree, "\t")
    declaration = f'<?xml version="1.0" encoding="{"UTF-8" if encoding == "utf-8" else encoding}"?>\n'.encode(encoding)
    mark = BOM_UTF8 if bom and encoding == "utf-8" else b""
    body = tostring(tree, encoding="unicode")
    return mark + declaration + body.encode(encoding, "xmlcharrefreplace")
