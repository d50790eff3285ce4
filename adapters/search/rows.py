"""What goods have, good by good: the numbers of their values in rows, used as they lie in an index file (ADR 0069).

Values are numbered through all columns of choices. A good with more values than a row holds goes on in the next one.
"""

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from pyroaring import BitMap

from application.shared.ports import Rest, without_rest

WIDTH = 16
AT_ONCE = 8_192  # lines that are written anew
Ids = NDArray[np.uint32]
Counts = NDArray[np.intp]
Numbering = NDArray[np.unsignedinteger[Any]] | NDArray[np.intp]
# A good and the number of a value as one number: a sixth of the time that sorting by both takes.
Pairs = NDArray[np.uint64]
BITS, LOW = np.uint64(32), np.uint64(0xFFFF_FFFF)


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
    def of(cls, ids: Ids, told: Numbering, values: int, sold: BitMap, rest: Rest = without_rest) -> "Rows":
        """In pairs: a good, and the number of a value that it has; values: how many there are of them. Goods that are
        not on sale are left out."""
        had, numbers = _by_good(ids, told, sold)
        rest()
        taken = -(-had // WIDTH)
        last = np.cumsum(taken)
        first = np.where(taken > 0, last - taken + 1, 0)
        goes_on = np.ones(int(last[-1]) + 1, np.bool_)
        goes_on[0] = goes_on[last[taken > 0]] = False
        rest()
        lines = np.empty((len(goes_on), WIDTH), type_of(values))
        lines[:] = room(values)
        # Where a good's numbers begin, less how many stand before them: what they are added to is their own place.
        place = np.repeat(first * WIDTH - np.cumsum(had) + had, had)
        place += np.arange(len(place))
        lines.ravel()[place] = numbers
        rest()
        totals = np.bincount(numbers, minlength=values)
        return cls(first.astype(np.uint32), goes_on, lines, totals.astype(np.uint32))

    @classmethod
    def read(cls, first: memoryview, goes_on: memoryview, numbers: memoryview, totals: memoryview) -> "Rows":
        counted = np.frombuffer(totals, np.uint32)
        lines = np.frombuffer(numbers, type_of(len(counted))).reshape(-1, WIDTH)
        return cls(np.frombuffer(first, np.uint32), np.frombuffer(goes_on, np.bool_), lines, counted)

    def renewed(
        self, numbers: NDArray[Any], gone: BitMap, told: "Rows", sold: BitMap, rest: Rest = without_rest
    ) -> "Rows":
        """What goods have now: those of `gone` what is told of them, the others what they had here.

        numbers: the new number of each value, and of the room past the last one. sold: the goods now on sale, all of
        which are here but for some of `gone`. Sorting everything anew takes five times as long.
        """
        values = len(told.totals)
        ids = ids_of(sold - gone)
        rows = self.first.take(ids).astype(np.intp)
        ids, rows = ids[rows > 0], rows[rows > 0]
        rest()
        taken, more = np.ones(len(rows), np.intp), self.goes_on.take(rows)
        while more.any():
            taken += more
            more = self.goes_on.take(np.where(more, rows + taken - 1, 0))
        rest()
        last = np.cumsum(taken)
        many = int(last[-1]) if len(last) else 0
        places = np.repeat(rows - last + taken, taken) + np.arange(many)
        rest()
        first = np.zeros(len(told.first), np.uint32)
        first[ids] = last - taken + 1
        new = told.first > 0
        first[new] = told.first[new] + many
        rest()
        left = np.append(self.totals - self._counted(self._known(gone)), np.zeros(WIDTH, np.intp))
        totals = np.zeros(values + WIDTH, np.intp)
        totals[numbers] = left
        rest()
        goes_on = np.concatenate((told.goes_on[:1], self.goes_on.take(places), told.goes_on[1:]))
        lines = np.empty((many + len(told.numbers), WIDTH), type_of(values))
        lines[0], lines[1 + many :] = told.numbers[0], told.numbers[1:]
        for start in range(0, many, AT_ONCE):
            rest()
            some = places[start : start + AT_ONCE]
            lines[1 + start : 1 + start + len(some)] = numbers.take(self.numbers.take(some, axis=0))
        return Rows(
            first,
            goes_on,
            lines,
            (totals[:values] + told.totals).astype(np.uint32),
        )

    def counted(self, goods: BitMap) -> Counts:
        """How many of these goods, all of them on sale, have each value."""
        return self._counted(ids_of(goods))

    def pairs(self, goods: BitMap) -> Pairs:
        """Ascending, each once: a good of these, and the number of a value that it has."""
        ids = self._known(goods)
        rows, whose, found = self.first.take(ids), [ids[:0]], [self.numbers[:0]]
        while rows.size:
            whose.append(ids)
            found.append(self.numbers.take(rows, axis=0))
            goes_on = self.goes_on.take(rows)
            ids, rows = ids[goes_on], rows[goes_on] + 1
        numbers = np.concatenate(found).ravel()
        told = numbers < len(self.totals)
        return paired(np.repeat(np.concatenate(whose), WIDTH)[told], numbers[told])

    def _counted(self, ids: Ids) -> Counts:
        rows, found = self.first.take(ids), [self.numbers[:1]]
        while rows.size:
            found.append(self.numbers.take(rows, axis=0))
            rows = rows[self.goes_on.take(rows)] + 1
        values = len(self.totals)
        return np.bincount(np.concatenate(found).ravel(), minlength=values + WIDTH)[:values]

    def _known(self, goods: BitMap) -> Ids:
        """Those that have rows here."""
        ids = ids_of(goods)
        ids = ids[: ids.searchsorted(len(self.first))]
        return ids[self.first.take(ids) > 0]


def ids_of(goods: BitMap) -> Ids:
    return np.asarray(goods.to_array(), np.uint32)


def room(values: int) -> NDArray[np.intp]:
    """What a line has where nothing is told: numbers past the last value, none of them twice, since to count one again
    waits for itself."""
    return np.arange(values, values + WIDTH)


def paired(ids: Ids, numbers: Numbering) -> Pairs:
    """In place: of half a million goods there are five million."""
    pairs = ids.astype(np.uint64)
    pairs <<= BITS
    pairs |= numbers.astype(np.uint64, copy=False)
    pairs.sort()
    return pairs


def _by_good(ids: Ids, told: Numbering, sold: BitMap) -> tuple[Counts, Ids]:
    """How many values each product id has, and their numbers, good after good, of the goods on sale."""
    on_sale = np.isin(ids, ids_of(sold), kind="table")
    pairs = paired(ids[on_sale], told[on_sale])
    numbers = pairs.astype(np.uint32)
    pairs >>= BITS
    return np.bincount(pairs.view(np.intp), minlength=sold.max() + 1 if sold else 1), numbers


def type_of(values: int) -> type[np.uint16 | np.uint32]:
    return np.uint16 if values + WIDTH <= 1 << 16 else np.uint32
