"""What rules may ask of goods."""

from collections.abc import Iterable
from typing import Any

from attrs import field, frozen

from domain.shared.ids import CategoryId, ProductId


def as_set(told: Iterable[Any]) -> frozenset[Any]:
    """A converter: what is asked of goods and clients is told as a set, a list or a row's array."""
    return frozenset(told)


@frozen
class Traits:
    """The facts of a product that predicates speak of.

    categories: its sections and all above them. manufacturer: folded for comparison (`folded`).
    values: (property, value) of those properties that some rule reads; the others are not carried along.
    """

    product: ProductId = ProductId(0)
    categories: frozenset[CategoryId] = field(default=frozenset(), converter=as_set)
    manufacturer: str = ""
    values: frozenset[tuple[int, str]] = field(default=frozenset(), converter=as_set)


NO_TRAITS = Traits()


def folded(name: str) -> str:
    """«ООО  Ромашка» and «ооо ромашка» are one manufacturer."""
    return " ".join(name.casefold().replace("ё", "е").split())
