"""What a property of goods is shown as, and whether a value told as text reads as its type."""

from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import ClassVar

from attrs import frozen

from domain.shared.errors import DomainError

LONGEST_NAME = 150
LONGEST_UNIT = 20
_YES = frozenset(("да", "есть", "истина", "true", "yes", "1", "+"))
_NO = frozenset(("нет", "ложь", "false", "no", "0", "-", "−"))
_SPACES = str.maketrans("", "", " \u00a0\u2009\u202f")


class PropertyType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes-no"
    DATE = "date"


class Facet(StrEnum):
    """How a property narrows a list: as the catalogue sees fit (where it tells goods of a section apart), not at all,
    by its values, from one number to another. What is chosen stands before what the catalogue found.
    """

    AUTO = "auto"
    NONE = "none"
    VALUES = "values"
    RANGE = "range"


@frozen
class PropertyNotSound(DomainError):
    """`field` cannot stand. `why`: too-long, range-of-no-number, unit-of-no-number, unreadable."""

    code: ClassVar[str] = "property.not-sound"
    field: str
    why: str
    told: str = ""


@frozen
class PropertySetting:
    """What a buyer sees of a property. `hidden` is stronger than every place that it would stand in.

    name: for buyers, empty is that of the ERP. group: the heading on the card; properties of a card are ordered by
    group, then by `position`, then by name.
    """

    property: int
    name: str = ""
    type: PropertyType = PropertyType.TEXT
    unit: str = ""
    facet: Facet = Facet.AUTO
    on_card: bool = True
    in_lists: bool = False
    compared: bool = True
    hidden: bool = False
    group: str = ""
    position: int = 0

    def __attrs_post_init__(self) -> None:
        for field, text, most in (("name", self.name, LONGEST_NAME), ("group", self.group, LONGEST_NAME),
                                  ("unit", self.unit, LONGEST_UNIT)):  # fmt: skip
            if len(text) > most:
                raise PropertyNotSound(field, "too-long", str(most))
        if self.facet is Facet.RANGE and self.type is not PropertyType.NUMBER:
            raise PropertyNotSound("facet", "range-of-no-number")
        if self.unit and self.type is not PropertyType.NUMBER:
            raise PropertyNotSound("unit", "unit-of-no-number")


def number_of(text: str) -> Decimal | None:
    """«1 234,50» and «1234.5» are one number; None for what is none."""
    plain = text.translate(_SPACES).replace(",", ".").replace("−", "-")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def truth_of(text: str) -> bool | None:
    folded = text.strip().casefold()
    return True if folded in _YES else False if folded in _NO else None


def date_of(text: str) -> date | None:
    """31.12.2026 and 2026-12-31, with or without an hour behind it."""
    plain = text.strip()[:10]
    parts = plain.split(".")
    if len(parts) == 3:
        plain = "-".join(reversed(parts))
    try:
        return date.fromisoformat(plain)
    except ValueError:
        return None


def reads_as(type: PropertyType, text: str) -> bool:
    if type is PropertyType.NUMBER:
        return number_of(text) is not None
    if type is PropertyType.YES_NO:
        return truth_of(text) is not None
    return type is PropertyType.TEXT or date_of(text) is not None
