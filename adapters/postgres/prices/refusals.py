"""Refusals as they are kept with a row: by code and facts, so that each reader is told in his own language."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
from cattrs import Converter

from application.price_desk.entry import CellInvalid, Fault
from application.price_desk.lookups import (
    CharacteristicUnknown,
    ClientNotFound,
    GoodsNotFound,
    HoldingShared,
    UnitUnknown,
)
from domain.pricing.agreed import PriceKeptByErp, PricesOverlap, ValidityBackwards
from domain.shared.errors import DomainError

KINDS: Mapping[str, type[DomainError]] = {
    kind.code: kind
    for kind in (
        CellInvalid,
        ClientNotFound,
        HoldingShared,
        GoodsNotFound,
        CharacteristicUnknown,
        UnitUnknown,
        PriceKeptByErp,
        PricesOverlap,
        ValidityBackwards,
    )
}

_converter = Converter()
_converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
_converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))


def stored(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """What json_text writes: decimals and days as text."""
    return [
        {"field": one.field, "code": one.error.code, "facts": attrs.asdict(one.error, recurse=False)} for one in faults
    ]


def faults_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Fault, ...]:
    return tuple(Fault(row["field"], _converter.structure(row["facts"], KINDS[row["code"]])) for row in rows)
