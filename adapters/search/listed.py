"""Goods of a list, as a set and in an order."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, islice
from typing import overload

import numpy as np
from pyroaring import BitMap

from adapters.search.rows import ids_of
from domain.shared.ids import ProductId

# Fewer than one of so many goods: sorting them is faster than walking the whole order past the others.
SPARSE = 8


class Listed(Sequence[ProductId]):
    """Goods in an order that a page is cut from without the rest being put into it."""

    def __init__(self, goods: BitMap, order: "memoryview[int]", rank: "memoryview[int]") -> None:
        self._goods, self._order, self._rank = goods, order, rank
        self._sorted: array[int] | None = None

    def __len__(self) -> int:
        return len(self._goods)

    def stand_like(self, former: "Listed") -> None:
        """The same goods, which stand in the same order there: what was sorted for them is not sorted again."""
        self._sorted = former._sorted

    def are(self, ids: Sequence[int], /) -> bool:
        """Whether these, in whichever order, are its goods: told without putting them in order."""
        return len(ids) == len(self._goods) and bitmap_of(ids) == self._goods

    def unlike(self, ids: Sequence[int], /) -> tuple[Sequence[ProductId], Sequence[ProductId]]:
        """Its goods that are none of these; those of these that are none of its goods."""
        known = bitmap_of(ids)
        return list(self._goods - known), list(known - self._goods)  # type: ignore[arg-type]  # ids are ints

    def __iter__(self) -> Iterator[ProductId]:
        if self._sorted is None and len(self._goods) * SPARSE < len(self._order):
            ids = ids_of(self._goods)
            ranks = np.asarray(self._rank).take(ids)
            self._sorted = array("I", ids[ranks.argsort()].tobytes())
        if self._sorted is not None:
            return iter(self._sorted)  # type: ignore[arg-type]  # ids are ints
        return compress(self._order, map(self._goods.__contains__, self._order))  # type: ignore[arg-type]  # the same

    @overload
    def __getitem__(self, at: int) -> ProductId: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[ProductId]: ...

    def __getitem__(self, at: int | slice) -> ProductId | Sequence[ProductId]:
        if isinstance(at, slice):
            first, last, step = at.indices(len(self))
            return list(islice(self, first, last, step)) if step > 0 else list(self)[at]
        place = at + len(self) if at < 0 else at
        for found in islice(self, place, place + 1):
            return found
        raise IndexError(at)


def bitmap_of(ids: Iterable[int]) -> BitMap:
    """Arrays of unsigned numbers are taken as they lie, others number by number."""
    if isinstance(ids, BitMap):
        return ids
    return BitMap(ids if isinstance(ids, array) and ids.typecode == "I" else array("I", ids))
