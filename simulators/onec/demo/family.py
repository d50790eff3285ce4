"""How a section of the assortment is told: a name template and the axes its goods differ by."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from math import prod

from attrs import field, frozen

from simulators.onec.demo.goods import PIECE, Unit

NUMBER = "Число"
TEXT = "Строка"
LIST = "Справочник"


def decimal(text: str | Decimal) -> Decimal:
    return Decimal(text)


def several(text: str) -> tuple[str, ...]:
    """The values of a table cell, told with semicolons."""
    return tuple(text.split(";"))


@frozen
class Axis:
    """One way goods of a family differ, cheap values first.

    `growth` is the share by which each further value is dearer than the first; an empty
    `property` keeps the value in the name only.
    """

    key: str
    property: str
    kind: str
    values: tuple[str, ...] = field(converter=several)
    growth: Decimal = field(default=Decimal(0), converter=decimal)


@frozen
class Family:
    """`path` is root, section, leaf; `base` the cheapest retail price in rubles per base unit.

    `packs` are (ОКЕИ code, factor), `fixed` properties that all goods share,
    `variety` the axis that makes characteristics instead of products.
    """

    path: tuple[str, str, str]
    prefix: str
    template: str
    base: Decimal = field(converter=decimal)
    axes: tuple[Axis, ...]
    makers: str
    pictogram: str
    about: str
    unit: Unit = PIECE
    packs: tuple[tuple[str, str], ...] = ()
    fixed: tuple[tuple[str, str, str], ...] = ()
    variety: Axis | None = None
    multiple: str | None = None

    @property
    def all_axes(self) -> tuple[Axis, ...]:
        return (*self.axes, Axis("maker", "Производитель", LIST, self.makers, "0.12"))

    @property
    def capacity(self) -> int:
        """How many different goods the axes make."""
        return prod(len(axis.values) for axis in self.all_axes)

    def combinations(self) -> Iterator[tuple[int, ...]]:
        """Places of the values on all axes, in a steady order."""
        return product(*(range(len(axis.values)) for axis in self.all_axes))

    def name(self, places: tuple[int, ...]) -> str:
        chosen = zip(self.all_axes, places, strict=True)
        return self.template.format(**{axis.key: axis.values[place] for axis, place in chosen})

    def price(self, places: tuple[int, ...]) -> Decimal:
        """Retail price, unrounded."""
        total = self.base
        for axis, place in zip(self.all_axes, places, strict=True):
            total *= 1 + axis.growth * place
        return total
