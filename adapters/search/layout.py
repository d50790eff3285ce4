"""How an index file is laid out: a head that is decoded at once, and parts that are read where they lie.

    magic, length of the head, head (MessagePack), padding, parts...

Places of parts are counted from the end of the padding; each begins at a multiple of eight bytes, so that arrays of
numbers are used as they lie in the file.
"""

from array import array
from collections.abc import Mapping, Sequence

import msgspec
from pyroaring import BitMap

from domain.shared.ids import CategoryId

FORMAT = 3
MAGIC = b"OPTIX" + bytes((FORMAT, 0, 0))
ALIGNED = 8
HEAD_AT = len(MAGIC) + 8
BLOCK = 1 << 17  # read or written at once

CHOICE, RANGE, NONE = "choice", "range", "none"
# How an editor has it: AUTO is a facet where it tells goods apart, HIDDEN is kept in the file and shown to nobody, so
# that showing it again takes no reading of all goods; anything else was chosen and stands before those.
AUTO, HIDDEN = "auto", "none"
# Facets that are columns of the product and no property: their ids are below zero.
MANUFACTURER, COUNTRY = -1, -2


class Place(msgspec.Struct, array_like=True, frozen=True):
    at: int
    length: int


class ColumnHead(msgspec.Struct, array_like=True, frozen=True):
    """Of one property. kind NONE: it tells goods apart too well to be a facet. values: how many different ones.

    A CHOICE is (texts, bitmaps) in MessagePack; its values are numbered on from those of the choices before it. A RANGE
    is doubles in ascending order, then as many product ids.
    """

    id: int
    name: str
    kind: str
    values: int
    goods: Place
    content: Place
    facet: str = AUTO
    position: int = 0

    @property
    def is_chosen(self) -> bool:
        return self.facet not in (AUTO, HIDDEN)


class SectionHead(msgspec.Struct, array_like=True, frozen=True):
    """own: goods of the section itself; all: with those of the sections below, each once."""

    id: CategoryId
    parent: CategoryId | None
    name: str
    count: int
    own: Place
    all: Place
    name_en: str = ""
    slug: str = ""


class Step(msgspec.Struct, array_like=True, frozen=True):
    """From the file of a version to the one that was made of it: the goods that were read again."""

    version: int
    goods: Place


class RowsHead(msgspec.Struct, array_like=True, frozen=True):
    """The values of each good, see `rows`. first, totals: 32 bits each; goes_on: a byte; numbers: 16 bits or 32."""

    first: Place
    goes_on: Place
    numbers: Place
    totals: Place


class Head(msgspec.Struct, frozen=True):
    """mark: (version, horizon, written, removed). highest: the greatest product id.

    names: of each good on sale, by its id, the number of 64 bits that stands for its name.
    steps: by which the file came of those before it, the oldest first; none leads to a file that was made whole.
    """

    mark: tuple[int, int, int, int]
    sequence: int
    goods: int
    highest: int
    sections: Sequence[SectionHead]
    columns: Sequence[ColumnHead]
    rows: RowsHead
    sold: Place
    by_name: Place
    name_rank: Place
    available: Mapping[int, Place]
    orders: Mapping[str, Place]
    labels: Mapping[str, Place]
    names: Place
    steps: Sequence[Step] = ()


class Manifest(msgspec.Struct, frozen=True):
    """Which files there are, the newest first."""

    files: Sequence["FileHead"]


class FileHead(msgspec.Struct, frozen=True):
    """`crc` is of the whole file."""

    name: str
    mark: tuple[int, int, int, int]
    sequence: int
    size: int
    crc: int


def ids_array(ids: Sequence[int]) -> "array[int]":
    return array("I", ids)


def bitmap_bytes(bitmap: BitMap) -> bytes:
    bitmap.run_optimize()
    return bitmap.serialize()
