"""Which goods have which value, gathered property by property."""

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray
from pyroaring import BitMap

from adapters.search.layout import CHOICE, COUNTRY, MANUFACTURER, NONE, RANGE
from adapters.search.rows import ids_of
from application.indexing.ports import GoodsRow, PropertyRow
from application.shared.ports import Rest, without_rest

LONGEST = 200
# A text that hardly repeats is no facet: a list of thousands of values with one product behind each chooses nothing.
MOST_VALUES = 200
LEAST_REPEATED = 2
LOOKED_AT_EVERY = 1_000  # goods
COLUMNS = {MANUFACTURER: "", COUNTRY: ""}


@frozen
class Choice:
    """Each text with its goods."""

    values: dict[str, BitMap]

    @property
    def goods(self) -> BitMap:
        return BitMap.union(*self.values.values()) if self.values else BitMap()


@frozen
class Numbers:
    """Ascending, each with a product; one with two values stands twice."""

    values: "array[float]"
    ids: "array[int]"

    @property
    def goods(self) -> BitMap:
        return BitMap(self.ids)


Content = Choice | Numbers


def clean(text: str) -> str:
    return " ".join(text.split())[:LONGEST]


def number_of(text: str) -> float | None:
    """None for what the ERP calls a number and is none."""
    try:
        found = float("".join(text.split()).replace(",", "."))
    except ValueError:
        return None
    return found if abs(found) < 1e15 else None


def is_too_many(values: int, told: int) -> bool:
    return values > MOST_VALUES and told < LEAST_REPEATED * values


@define
class Postings:
    """Raw values are gathered as they come, and read once each at the end.

    ids, names: of the goods that were told, what stands for their names. kept: properties of which other goods are
    known: what these few tell is not all that would be chosen from.
    """

    properties: Mapping[int, PropertyRow]
    dropped: set[int] = field(factory=set)
    kept: Collection[int] = ()
    ids: "array[int]" = field(factory=lambda: array("I"), init=False)
    names: "array[int]" = field(factory=lambda: array("q"), init=False)
    _found: dict[str, dict[str, "array[int]"]] = field(init=False)
    _makers: dict[str, "array[int]"] = field(factory=dict, init=False)
    _countries: dict[str, "array[int]"] = field(factory=dict, init=False)
    _look_at: dict[str, int] = field(factory=dict, init=False)
    _looked: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self._found = {str(id): {} for id in self.properties if id not in self.dropped}

    def add(self, rows: Sequence[GoodsRow]) -> None:
        found, makers, countries = self._found, self._makers, self._countries
        for product, values, maker, country, name in rows:
            self.ids.append(product)
            self.names.append(name)
            for key, told in values.items():
                by_value = found.get(key)
                if by_value is None:
                    continue
                for raw in told:
                    ids = by_value.get(raw)
                    if ids is None:
                        by_value[raw] = array("I", (product,))
                    else:
                        ids.append(product)
            if maker:
                makers.setdefault(maker, array("I")).append(product)
            if country:
                countries.setdefault(country, array("I")).append(product)
        if len(self.ids) >= self._looked + LOOKED_AT_EVERY:
            self._looked = len(self.ids)
            self._drop_what_chooses_nothing()

    def _drop_what_chooses_nothing(self) -> None:
        """While they are gathered: of half a million goods, such texts would take most of the memory."""
        found, looked = self._found, self._look_at
        for key in [key for key in found if len(found[key]) > looked.get(key, MOST_VALUES)]:
            by_value, property_ = found[key], self.properties[int(key)]
            looked[key] = 2 * len(by_value)
            if property_.kind == "number" or property_.id in self.kept:
                continue
            if is_too_many(len(by_value), sum(map(len, by_value.values()))):
                self.dropped.add(int(key))
                del found[key]

    def columns(self) -> Iterator[tuple[int, str, Content]]:
        """(id, name, content), those without goods left out. What was gathered of a property goes with it."""
        for id, by_value in ((MANUFACTURER, self._makers), (COUNTRY, self._countries)):
            if by_value:
                yield id, COLUMNS[id], _choice(by_value, {})
        for key in [*self._found]:
            if by_value := self._found.pop(key):
                property_ = self.properties[int(key)]
                kind = kind_of(property_)
                yield (
                    property_.id,
                    property_.name,
                    ((_numbers if kind == RANGE else _choice)(by_value, property_.options)),
                )


def kind_of(property_: PropertyRow) -> str:
    return RANGE if property_.kind == "number" else CHOICE


def _choice(by_value: Mapping[str, "array[int]"], options: Mapping[str, str]) -> Choice:
    """Two options that read alike are one value to people."""
    found: dict[str, BitMap] = {}
    for raw, ids in by_value.items():
        text = clean(str(options.get(raw, raw)))
        if text:
            known = found.get(text)
            if known is None:
                found[text] = BitMap(ids)
            else:
                known.update(ids)
    return Choice(found)


def _numbers(by_value: Mapping[str, "array[int]"], options: Mapping[str, str]) -> Numbers:
    read: dict[float, set[int]] = {}
    for raw, ids in by_value.items():
        number = number_of(str(options.get(raw, raw)))
        if number is not None:
            read.setdefault(number, set()).update(ids)
    return sorted_numbers((number, id) for number in sorted(read) for id in sorted(read[number]))


def sorted_numbers(pairs: Iterator[tuple[float, int]]) -> Numbers:
    values, ids = array("d"), array("I")
    for value, id in pairs:
        values.append(value)
        ids.append(id)
    return Numbers(values, ids)


def merged(before: Content, gone: BitMap, after: Content | None, rest: Rest = without_rest) -> Content:
    """The column without what some goods told before, with what they tell now."""
    if isinstance(before, Choice):
        now = after.values if isinstance(after, Choice) else {}
        values = dict[str, BitMap]()
        for text, goods in before.values.items():
            rest()
            left = goods - gone | now[text] if text in now else goods - gone
            if left:
                values[text] = left
        return Choice(values | {text: goods for text, goods in now.items() if text not in before.values})
    told, ids = _arrays(before)
    kept = ~np.isin(ids, ids_of(gone), kind="table")
    told, ids = told[kept], ids[kept]
    if isinstance(after, Numbers):
        fresh, theirs = _arrays(after)
        told, ids = np.concatenate((told, fresh)), np.concatenate((ids, theirs))
    order = np.lexsort((ids, told))
    return Numbers(array("d", told[order].tobytes()), array("I", ids[order].tobytes()))


def differ(before: Numbers, gone: BitMap, after: Content | None) -> bool:
    """Whether some goods tell others now than they told before."""
    told, ids = _arrays(before)
    theirs = np.isin(ids, ids_of(gone), kind="table")
    now = after if isinstance(after, Numbers) else Numbers(array("d"), array("I"))
    return (told[theirs].tolist(), ids[theirs].tolist()) != (now.values.tolist(), now.ids.tolist())


def _arrays(numbers: Numbers) -> tuple[NDArray[np.float64], NDArray[np.uint32]]:
    return np.asarray(numbers.values, np.float64), np.asarray(numbers.ids, np.uint32)


__all__ = ["NONE", "Choice", "Content", "Numbers", "Postings", "clean", "differ", "kind_of", "merged", "number_of"]
