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
Ids = NDArray[np.uint32]
Counts = NDArray[np.intp]
BITS = np.uint64(32)


@frozen(eq=False)
class Rows:
    """first: of each product id its first row; row 0 is empty, and of all who have nothing.

    goes_on: of each row whether the next one is of the same good. numbers: of values, a line of them for each row.
    totals: how many goods have each value.
    """

    first: Ids
    goes_on: NDArray[np.bool_]
    numbers: NDArray[Any]
    totals: NDArray[np.uint32]

    @classmethod
    def of(cls, values: Sequence[BitMap], sold: BitMap) -> "Rows":
        had, numbers = _by_good(values, sold)
        taken = -(-had // WIDTH)
        last = np.cumsum(taken)
        first = np.where(taken > 0, last - taken + 1, 0)
        goes_on = np.ones(int(last[-1]) + 1, np.bool_)
        goes_on[0] = goes_on[last[taken > 0]] = False
        lines = np.empty((len(goes_on), WIDTH), _type(len(values)))
        # Room that is left has numbers past the last value, none twice in a line: to count one again waits for itself.
        lines[:] = np.arange(len(values), len(values) + WIDTH)
        # Where a good's numbers begin, less how many stand before them: what they are added to is their own place.
        place = np.repeat(first * WIDTH - np.cumsum(had) + had, had)
        place += np.arange(len(place))
        lines.ravel()[place] = numbers
        totals = np.bincount(numbers, minlength=len(values))
        return cls(first.astype(np.uint32), goes_on, lines, totals.astype(np.uint32))

    @classmethod
    def read(cls, first: memoryview, goes_on: memoryview, numbers: memoryview, totals: memoryview) -> "Rows":
        counted = np.frombuffer(totals, np.uint32)
        lines = np.frombuffer(numbers, _type(len(counted))).reshape(-1, WIDTH)
        return cls(np.frombuffer(first, np.uint32), np.frombuffer(goes_on, np.bool_), lines, counted)

    def counted(self, goods: BitMap) -> Counts:
        """How many of these goods, all of them on sale, have each value."""
        rows, found = self.first.take(ids_of(goods)), [self.numbers[:1]]
        while rows.size:
            found.append(self.numbers.take(rows, axis=0))
            rows = rows[self.goes_on.take(rows)] + 1
        values = len(self.totals)
        return np.bincount(np.concatenate(found).ravel(), minlength=values + WIDTH)[:values]


def ids_of(goods: BitMap) -> Ids:
    return np.asarray(goods.to_array(), np.uint32)


def _by_good(values: Sequence[BitMap], sold: BitMap) -> tuple[Counts, Ids]:
    """How many values each product id has, and their numbers, good after good.

    Of the goods on sale: a file that was made from another may know others yet.
    """
    ids = np.frombuffer(b"".join([goods.to_array() for goods in values]), np.uint32)
    # A pair is one number: a sixth of the time that sorting by both takes. In place: of half a million goods there are
    # five million.
    pairs = ids.astype(np.uint64)
    pairs <<= BITS
    pairs |= np.repeat(np.arange(len(values), dtype=np.uint64), [len(goods) for goods in values])
    pairs = pairs[np.isin(ids, ids_of(sold), kind="table")]
    pairs.sort()
    numbers = pairs.astype(np.uint32)
    pairs >>= BITS
    return np.bincount(pairs.view(np.intp), minlength=sold.max() + 1 if sold else 1), numbers


def _type(values: int) -> type[np.uint16 | np.uint32]:
    return np.uint16 if values + WIDTH <= 1 << 16 else np.uint32
