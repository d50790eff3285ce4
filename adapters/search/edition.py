"""One index file, mapped: what is asked for is unpacked and kept while there is room.

Nothing in an edition changes, so that a response that holds one reads from one version to its end, whatever has been
built since.
"""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from mmap import ACCESS_READ, MADV_DONTNEED, mmap
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, cast

import msgspec
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray
from pyroaring import BitMap

from adapters.search.layout import CHOICE, HEAD_AT, HIDDEN, MAGIC, NONE, RANGE, ColumnHead, Head, Place, SectionHead
from adapters.search.postings import Choice, Content, Numbers
from adapters.search.rows import Rows
from application.indexing.ports import Mark

T = TypeVar("T")
# Bytes of unpacked columns and bitmaps that one edition keeps. Two editions stand at most.
MOST_KEPT = 48 * 1024 * 1024
OBJECT = 300  # what a bitmap takes beside its content


class IndexBroken(Exception):
    """A file that is not an index, or not all of one."""


@frozen(eq=False)
class Unpacked:
    """By key, the longest unused go first. Two threads may unpack the same part; one of them is kept."""

    most: int = MOST_KEPT
    _found: "OrderedDict[object, tuple[Any, int]]" = field(factory=OrderedDict, init=False)
    _sizes: list[int] = field(factory=lambda: [0], init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def __len__(self) -> int:
        return len(self._found)

    def had(self, key: object) -> Any:
        """None where it is not kept."""
        with self._lock:
            found = self._found.get(key)
        return None if found is None else found[0]

    def clear(self) -> None:
        with self._lock:
            self._found.clear()
            self._sizes[0] = 0

    def values(self) -> list[Any]:
        with self._lock:
            return [made for made, _ in self._found.values()]

    def get(self, key: object, size: int, make: Callable[[], T]) -> T:
        with self._lock:
            found = self._found.get(key)
            if found is not None:
                self._found.move_to_end(key)
                return cast(T, found[0])
        made = make()
        with self._lock:
            if key not in self._found:
                self._found[key] = (made, size)
                self._sizes[0] += size
                while self._sizes[0] > self.most and len(self._found) > 1:
                    self._sizes[0] -= self._found.popitem(last=False)[1][1]
        return made


@frozen(eq=False)
class Edition:
    """columns: those that buyers may be shown; every: with those that an editor has hidden.

    numbers: which of a choice's values have, of the numbers that values have in rows. choices: those columns, and the
    first number of each. ranges: those of numbers that buyers may be shown.
    """

    head: Head
    columns: Mapping[int, ColumnHead]
    every: Mapping[int, ColumnHead]
    sections: Mapping[int, SectionHead]
    numbers: Mapping[int, slice]
    choices: tuple[Sequence[int], NDArray[np.intp]]
    ranges: Sequence[ColumnHead]
    rows: Rows
    sold: BitMap
    _file: memoryview
    _start: int
    unpacked: Unpacked = field(factory=Unpacked)
    # For as long as the edition: some megabyte, and asked for thirty times by a page.
    _texts: dict[int, list[str]] = field(factory=dict, init=False)

    @classmethod
    def at(cls, path: Path) -> "Edition":
        """Raises IndexBroken; FileNotFoundError."""
        with path.open("rb") as file:
            try:
                view = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
            except ValueError:
                raise IndexBroken("empty") from None
        return cls.of(view)

    @classmethod
    def of(cls, view: memoryview) -> "Edition":
        if bytes(view[: len(MAGIC)]) != MAGIC:
            raise IndexBroken("magic")
        length = int.from_bytes(view[len(MAGIC) : HEAD_AT], "little")
        try:
            head = msgspec.msgpack.decode(view[HEAD_AT : HEAD_AT + length], type=Head)
        except msgspec.MsgspecError as error:
            raise IndexBroken(str(error)) from None
        start = HEAD_AT + length
        start += -start % 8
        sold = _bitmap(_slice(view, start, head.sold))
        places = (head.rows.first, head.rows.goes_on, head.rows.numbers, head.rows.totals)
        rows = Rows.read(*(_slice(view, start, place) for place in places))
        every = {column.id: column for column in head.columns}
        columns = {id: column for id, column in every.items() if column.facet != HIDDEN}
        sections: dict[int, SectionHead] = {section.id: section for section in head.sections}
        numbers = _numbered(head.columns)
        choices = [*numbers], np.array([own.start for own in numbers.values()], np.intp)
        ranges = [column for column in columns.values() if column.kind == RANGE]
        return cls(head, columns, every, sections, numbers, choices, ranges, rows, sold, view, start)

    @property
    def mark(self) -> Mark:
        return Mark(*self.head.mark)

    @property
    def version(self) -> int:
        return self.head.mark[0]

    @property
    def dropped(self) -> set[int]:
        return {column.id for column in self.head.columns if column.kind == NONE}

    def let_go(self) -> None:
        """Gives back what was unpacked and mapped: whoever still reads from it has it unpacked and read in again."""
        self.unpacked.clear()
        if isinstance(self._file.obj, mmap):
            self._file.obj.madvise(MADV_DONTNEED)

    def part(self, place: Place) -> bytes:
        return bytes(_slice(self._file, self._start, place))

    def ids(self, place: Place) -> "memoryview[int]":
        """Where they lie: only the pages that are read come into memory."""
        return _slice(self._file, self._start, place).cast("I")

    @property
    def names(self) -> "NDArray[np.int64]":
        """See `Head`."""
        return np.frombuffer(_slice(self._file, self._start, self.head.names), np.int64)

    def bitmap(self, place: Place) -> BitMap:
        if not place.length:
            return BitMap()
        return self.unpacked.get(
            place.at, place.length + OBJECT, lambda: _bitmap(_slice(self._file, self._start, place))
        )

    def has_same(self, column: int, other: "Edition") -> bool:
        """Whether it tells the same of the same goods, under the same name, in both."""
        mine, theirs = self.every.get(column), other.every.get(column)
        if mine is None or theirs is None:
            return False
        shown = (mine.name, mine.kind, mine.facet, mine.position) == (
            theirs.name, theirs.kind, theirs.facet, theirs.position)  # fmt: skip
        return shown and self.part(mine.content) == other.part(theirs.content)

    def has_same_order(self, other: "Edition") -> bool:
        """Whether the same goods are on sale, in the same order of their names."""
        mine, theirs = self.ids(self.head.by_name), other.ids(other.head.by_name)
        return np.array_equal(np.asarray(mine), np.asarray(theirs))

    def goods_of(self, column: int) -> BitMap:
        """That have any value of the property."""
        head = self.every.get(column)
        return BitMap() if head is None else self.bitmap(head.goods)

    def content_of(self, column: int) -> Content:
        head = self.every[column]
        if head.kind == RANGE:
            return self._range(head)
        choice = self.choice(column)
        return Choice(choice)

    def texts(self, column: int) -> Sequence[str]:
        """Of the values of a choice, in the order of their numbers; their goods stay packed."""
        found = self._texts.get(column)
        if found is None:
            part = _slice(self._file, self._start, self.every[column].content)
            found = self._texts[column] = msgspec.msgpack.decode(part, type=tuple[list[str], msgspec.Raw])[0]
        return found

    def choice(self, column: int) -> dict[str, BitMap]:
        head = self.every[column]
        size = head.content.length + head.values * OBJECT
        return self.unpacked.get(("choice", column), size, lambda: self._choice(head))

    def _choice(self, head: ColumnHead) -> dict[str, BitMap]:
        part = _slice(self._file, self._start, head.content)
        _, goods = msgspec.msgpack.decode(part, type=tuple[msgspec.Raw, list[bytes]])
        return dict(zip(self.texts(head.id), map(BitMap.deserialize, goods), strict=True))

    def _range(self, head: ColumnHead) -> Numbers:
        values, ids = self.range(head.id)
        return Numbers(array("d", values), array("I", ids))

    def range(self, column: int) -> "tuple[memoryview[float], memoryview[int]]":
        """Values ascending, and the product of each."""
        place = self.every[column].content
        count = place.length // 12
        values = _slice(self._file, self._start, Place(place.at, count * 8)).cast("d")
        return values, self.ids(Place(place.at + count * 8, count * 4))

    def written_since(self, version: int) -> BitMap | None:
        """Goods whose rows may differ from those that the edition of that version was read from; None where its steps
        do not reach so far back."""
        steps = self.head.steps
        # A version may have two files: from the older one on.
        first = next((place for place, step in enumerate(steps) if step.version == version), len(steps))
        if first == len(steps) and version != self.version:
            return None
        return BitMap().union(*(self.bitmap(step.goods) for step in steps[first:]))

    def available_at(self, warehouse: int) -> BitMap:
        place = self.head.available.get(warehouse)
        return BitMap() if place is None else self.bitmap(place)


def _numbered(columns: Sequence[ColumnHead]) -> dict[int, slice]:
    found, last = dict[int, slice](), 0
    for column in columns:
        if column.kind == CHOICE:
            first, last = last, last + column.values
            found[column.id] = slice(first, last)
    return found


def _bitmap(part: memoryview) -> BitMap:
    # Any bytes will do, which its types do not say.
    return BitMap.deserialize(part)  # type: ignore[arg-type]


def _slice(view: memoryview, start: int, place: Place) -> memoryview:
    part = view[start + place.at : start + place.at + place.length]
    if len(part) != place.length:
        raise IndexBroken("cut off")
    return part
