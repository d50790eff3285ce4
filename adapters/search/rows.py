"""What goods have, good by good: the numbers of their values in rows, used as they lie in an index file (ADR 0069).

Values are numbered through all columns of choices. A good with more values than a row holds goes on in the next one.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from pyroaring import BitMap

WIDTH = 16
Counts = NDArray[np.intp]


@frozen(eq=False)
class Rows:
    """first: of each product id its first row; row 0 is empty, and of those that have nothing.

    goes_on: of each row whether the next one is of the same good. numbers: of values, a row of them after the other.
    totals: how many goods have each value.
    """

    first: NDArray[np.uint32]
    goes_on: NDArray[np.bool_]
    numbers: NDArray[Any]
    totals: NDArray[np.uint32]

    @classmethod
    def of(cls, values: Sequence[BitMap], sold: BitMap) -> "Rows":
        """Of the goods on sale; what others had may still stand in a file that was made from the one before it."""
        ids = np.frombuffer(b"".join([goods.to_array() for goods in values]), np.uint32)
        numbers = np.repeat(np.arange(len(values), dtype=np.uint32), [len(goods) for goods in values])
        is_sold = np.isin(ids, ids_of(sold), kind="table")
        # Sorted as one number each: by good, and by value within it.
        pairs = ids[is_sold].astype(np.uint64) << np.uint64(32) | numbers[is_sold]
        pairs.sort()
        ids, numbers = (pairs >> np.uint64(32)).astype(np.uint32), pairs.astype(np.uint32)
        had = np.bincount(ids, minlength=sold.max() + 1 if sold else 1)
        taken = -(-had // WIDTH)
        last = np.cumsum(taken)
        first = np.where(taken > 0, last - taken + 1, 0).astype(np.uint32)
        goes_on = np.ones(int(last[-1]) + 1, np.bool_)
        goes_on[0] = goes_on[last[taken > 0]] = False
        found = np.empty((len(goes_on), WIDTH), number_type(len(values)))
        # Nothing is told by numbers past the last value: one of each, as counting the same one again waits for itself.
        found[:] = np.arange(len(values), len(values) + WIDTH)
        place = np.arange(len(ids)) - np.repeat(np.cumsum(had) - had, had)
        found.ravel()[first[ids].astype(np.intp) * WIDTH + place] = numbers
        return cls(first, goes_on, found, np.bincount(numbers, minlength=len(values)).astype(np.uint32))

    @classmethod
    def read(cls, first: memoryview, goes_on: memoryview, numbers: memoryview, totals: memoryview) -> "Rows":
        counted = np.frombuffer(totals, np.uint32)
        rows = np.frombuffer(numbers, number_type(len(counted))).reshape(-1, WIDTH)
        return cls(np.frombuffer(first, np.uint32), np.frombuffer(goes_on, np.bool_), rows, counted)

    def counted(self, goods: BitMap) -> Counts:
        """How many of these goods on sale have each value."""
        rows = self.first.take(ids_of(goods))
        found = [self.numbers[:1]]
        while rows.size:
            found.append(self.numbers.take(rows, axis=0))
            rows = rows[self.goes_on.take(rows)] + 1
        most = len(self.totals) + WIDTH
        return np.bincount(np.concatenate(found).ravel(), minlength=most)[: len(self.totals)]


def ids_of(goods: BitMap) -> NDArray[np.uint32]:
    return np.asarray(goods.to_array(), np.uint32)


def number_type(values: int) -> type[np.uint16 | np.uint32]:
    return np.uint16 if values + WIDTH <= 1 << 16 else np.uint32
