"""What the seller's people type of delivery: read, judged field by field, kept only whole."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import ClassVar, TypeVar

from attrs import frozen

from domain.fulfilment.calendar import Schedule
from domain.fulfilment.delivery import Kind
from domain.ordering.splitting import Criterion
from domain.shared.errors import DomainError
from domain.shared.money import Currency, Money

LONGEST_NAME = 80
LONGEST_NOTE = 200
MOST_LEAD = 60
MOST_WINDOWS = 12
HORIZONS = (1, 180)
WINDOW = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–—]\s*([01]?\d|2[0-4]):([0-5]\d)")
Read = TypeVar("Read")


@frozen
class DeliveryFault(DomainError):
    """`why`: missing, too-long, time, window, number, money, date, kind, weekdays, criteria or property."""

    code: ClassVar[str] = "delivery.field-invalid"
    field: str
    why: str


@frozen
class DeliveryNotSaved(DomainError):
    code: ClassVar[str] = "delivery.not-saved"
    faults: tuple[DeliveryFault, ...]


class Reader:
    """Fields of one form; every fault is kept, and told together at the end."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self.form, self.faults = form, list[DeliveryFault]()

    def text(self, field: str) -> str:
        return " ".join(self.form.get(field, "").split())

    def name(self, field: str = "name", most: int = LONGEST_NAME, *, needed: bool = True) -> str:
        text = self.text(field)
        if needed and not text:
            self.fault(field, "missing")
        if len(text) > most:
            self.fault(field, "too-long")
        return text

    def read(self, field: str, why: str, read: Callable[[str], Read], instead: Read) -> Read:
        try:
            return read(self.text(field))
        except (ValueError, InvalidOperation, KeyError):
            self.fault(field, why)
            return instead

    def fault(self, field: str, why: str) -> None:
        self.faults.append(DeliveryFault(field, why))

    def done(self) -> None:
        """Raises DeliveryNotSaved."""
        if self.faults:
            raise DeliveryNotSaved(tuple(self.faults))


def whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        value = int(text or "0")
        if not (least <= value <= most):
            raise ValueError
        return value

    return read


def hour(text: str) -> time:
    return time.fromisoformat(text.zfill(5))


def window(text: str) -> str:
    """«9:00-13:00» is kept as «09:00–13:00»."""
    found = WINDOW.fullmatch(text.strip())
    if found is None:
        raise ValueError
    first, last = f"{found[1]:0>2}:{found[2]}", f"{found[3]:0>2}:{found[4]}"
    if first >= last:
        raise ValueError
    return f"{first}–{last}"


def windows(text: str) -> tuple[str, ...]:
    found = tuple(window(part) for part in re.split("[,;\n]", text) if part.strip())
    if len(found) > MOST_WINDOWS:
        raise ValueError
    return tuple(dict.fromkeys(found))


def money(text: str) -> Money | None:
    if not text:
        return None
    value = Decimal(text.replace(" ", "").replace("\u00a0", "").replace(",", "."))
    if not value.is_finite() or not 0 < value < Decimal(10) ** 12:
        raise ValueError
    return Money.rounded(value, Currency.RUB)


def weekdays(reader: Reader) -> frozenset[int]:
    found = frozenset(day for day in range(1, 8) if f"day{day}" in reader.form)
    if not found:
        reader.fault("weekdays", "weekdays")
    return found


def schedule(reader: Reader) -> Schedule:
    return Schedule(
        weekdays(reader),
        reader.read("cut_off", "time", hour, time(16)),
        reader.read("lead_days", "number", whole(0, MOST_LEAD), 0),
        reader.read("windows", "window", windows, ()),
    )


@frozen
class TypedMethod:
    name: str
    kind: Kind
    schedule: Schedule
    minimum: Money | None
    note: str
    position: int
    is_on: bool

    @classmethod
    def of(cls, form: Mapping[str, str]) -> "TypedMethod":
        """Raises DeliveryNotSaved."""
        reader = Reader(form)
        found = cls(
            reader.name(),
            reader.read("kind", "kind", Kind, Kind.DELIVERY),
            schedule(reader),
            reader.read("minimum", "money", money, None),
            reader.name("note", LONGEST_NOTE, needed=False),
            reader.read("position", "number", whole(0, 999), 0),
            "is_on" in form,
        )
        reader.done()
        return found


@frozen
class TypedRoute:
    name: str
    schedule: Schedule
    is_on: bool

    @classmethod
    def of(cls, form: Mapping[str, str]) -> "TypedRoute":
        """Raises DeliveryNotSaved."""
        reader = Reader(form)
        found = cls(reader.name(), schedule(reader), "is_on" in form)
        reader.done()
        return found


@frozen
class TypedDay:
    day: date
    works: bool
    note: str

    @classmethod
    def of(cls, form: Mapping[str, str]) -> "TypedDay":
        """Raises DeliveryNotSaved."""
        reader = Reader(form)
        day = reader.read("day", "date", date.fromisoformat, date.min)
        found = cls(day, form.get("works") == "1", reader.name("note", LONGEST_NOTE, needed=False))
        reader.done()
        return found


@frozen
class TypedSettings:
    weekdays: frozenset[int]
    horizon: int
    criteria: tuple[Criterion, ...]
    property: int | None

    @classmethod
    def of(cls, form: Mapping[str, str]) -> "TypedSettings":
        """Criteria in the order of the fields `criterion1`… Raises DeliveryNotSaved."""
        reader = Reader(form)
        told = [form.get(f"criterion{n}", "") for n in range(1, len(Criterion) + 1)]
        try:
            criteria = tuple(dict.fromkeys(Criterion(code) for code in told if code))
        except ValueError:
            reader.fault("criteria", "criteria")
            criteria = ()
        text = reader.text("property")
        property = reader.read("property", "property", int, 0) if text else None
        if Criterion.PROPERTY in criteria and property is None:
            reader.fault("property", "property")
        found = cls(weekdays(reader), reader.read("horizon", "number", whole(*HORIZONS), 30), criteria, property)
        reader.done()
        return found
