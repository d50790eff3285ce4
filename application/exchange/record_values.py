"""The small values inside records: light tuples, for there are hundreds of thousands of them in a file."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

Pairs = tuple[tuple[str, str], ...]
NO_VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class UnitRef(NamedTuple):
    """A unit as a product names it; in 3.x only the code, which refers to a `UnitRecord`."""

    code: str | None
    short: str | None
    full: str | None
    international: str | None


class Packaging(NamedTuple):
    """One package = `coefficient` base units; `unit` is a classifier code or a name."""

    unit: str
    coefficient: Decimal


class Price(NamedTuple):
    """A price of one type per `coefficient` of `unit`; an amount of None is "no price, on request"."""

    type_id: str
    amount: Decimal | None
    currency: str | None
    unit: str | None
    coefficient: Decimal | None
    min_quantity: Decimal | None
    vat_included: bool | None


class Stock(NamedTuple):
    """Free stock of one warehouse, signed."""

    warehouse_id: str
    quantity: Decimal
