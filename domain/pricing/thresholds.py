"""Steps of a price type by a cart's total, as a person types them (цены от суммы заказа)."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import ClassVar

from attrs import frozen

from domain.pricing.book import Threshold
from domain.shared.errors import DomainError
from domain.shared.ids import PriceTypeId

MOST = 10
LARGEST = Decimal(10) ** 12


@frozen
class StepInvalid(DomainError):
    """`place`: the ordinal of the row, from 1.

    why: total (no sum above zero with at most two decimals), repeated (the sum of another row), type (none chosen),
    itself (the type whose step it is), many (more rows than are kept).
    """

    code: ClassVar[str] = "price-type.step-invalid"
    place: int
    why: str
    value: str = ""


def steps_of(
    rows: Sequence[tuple[str, PriceTypeId | None]], own: PriceTypeId, known: Collection[PriceTypeId]
) -> tuple[Threshold, ...]:
    """Ascending; a row with neither a sum nor a type is no step. Raises StepInvalid."""
    found: dict[Decimal, Threshold] = {}
    for place, (text, kind) in enumerate(rows, 1):
        if not text.strip() and kind is None:
            continue
        total = _total(text)
        if total is None:
            raise StepInvalid(place, "total", text[:40])
        if total in found:
            raise StepInvalid(place, "repeated", text[:40])
        if kind is None or kind not in known:
            raise StepInvalid(place, "type")
        if kind == own:
            raise StepInvalid(place, "itself")
        found[total] = Threshold(total, kind)
    if len(found) > MOST:
        raise StepInvalid(MOST + 1, "many")
    return tuple(found[total] for total in sorted(found))


def _total(text: str) -> Decimal | None:
    raw = "".join(text.split()).replace(",", ".")
    whole, _, cents = raw.partition(".")
    if not (raw.isascii() and (whole + cents).isdigit() and whole) or len(cents) > 2 or len(whole) > 12:
        return None
    total = Decimal(raw)
    return total if 0 < total < LARGEST else None
