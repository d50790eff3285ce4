"""What the portal itself decides about a price type: its fallback and the decimals of its prices."""

from collections.abc import Mapping
from typing import ClassVar

from attrs import frozen

from domain.pricing.book import PriceType
from domain.shared.errors import DomainError
from domain.shared.ids import PriceTypeId

# Prices are kept to five decimals.
SCALES = range(6)


@frozen
class FallbackLoops(DomainError):
    """`names`: the types in the order in which one would fall back on the other, the first one again at the end."""

    code: ClassVar[str] = "price-type.fallback-loops"
    names: tuple[str, ...]


@frozen
class ScaleInvalid(DomainError):
    code: ClassVar[str] = "price-type.scale-invalid"
    value: str
    most: int = SCALES[-1]


def check_fallback(types: Mapping[PriceTypeId, PriceType], changed: PriceTypeId, fallback: PriceTypeId | None) -> None:
    """Raises FallbackLoops when the chain that begins at `changed` would come back to it."""
    chain, kind = [changed], fallback
    while kind is not None and kind in types and kind not in chain:
        chain.append(kind)
        kind = types[kind].fallback
    if kind == changed:
        raise FallbackLoops(tuple(types[each].name for each in (*chain, changed)))


def scale_of(text: str) -> int:
    """Raises ScaleInvalid."""
    if text.isascii() and text.isdigit() and len(text) == 1 and int(text) in SCALES:
        return int(text)
    raise ScaleInvalid(text[:40])
