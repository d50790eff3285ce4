"""An index file from a reading of the truth: whole, or the newest file with what was written since."""

import itertools
from array import array
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import NamedTuple, Protocol
from zlib import crc32

import msgspec
import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray
from pyroaring import BitMap

from adapters.search.edition import Edition
from adapters.search.layout import (
    ALIGNED,
    AUTO,
    BLOCK,
    CHOICE,
    HEAD_AT,
    MAGIC,
    NONE,
    RANGE,
    ColumnHead,
    Head,
    Place,
    RowsHead,
    Step,
)
from adapters.search.layout import bitmap_bytes as packed
from adapters.search.names import Names
from adapters.search.postings import Choice, Content, Numbers, Postings, is_too_many, kind_of, merged
from adapters.search.rows import Ids, Rows, ids_of, room, type_of
from adapters.search.sections import heads, members
from adapters.search.told import Former, Told, past
from application.indexing.ports import PropertyRow, Reading
from application.shared.ports import Rest, without_rest

UNLISTED = (NONE, "string")
# An order of prices that nobody asked for while so many files were made is made whole.
MOST_STEPS = 32


@define
class Parts:
    """What follows the head, gathered in memory: a file of half a million goods has some sixty megabytes.

    rest: is called as one part after another is put. numbers: of the values of each choice, which are numbered as they
    are put; texts: of choices that the file before has otherwise, the number of each.
    """

    rest: Rest = without_rest

    blocks: list[bytes] = field(factory=list)
    length: int = 0
    values: int = 0
    numbers: dict[int, slice] = field(factory=dict)
    texts: dict[int, dict[str, int]] = field(factory=dict)

    def put(self, content: bytes) -> Place:
        self.rest()
        place = Place(self.length, len(content))
        padded = content + bytes(-len(content) % ALIGNED)
        self.blocks.append(padded)
        self.length += len(padded)
        return place

    def bitmap(self, goods: BitMap) -> Place:
        return self.put(packed(goods))

    def choice(self, column: int, values: Mapping[str, BitMap]) -> Place:
        self.texts[column] = dict(zip(values, itertools.count(self.values), strict=False))
        self.number(column, len(values))
        goods = list[bytes]()
        for ids in values.values():
            goods.append(packed(ids))
            self.rest()
        return self.put(msgspec.msgpack.encode((list(values), goods)))

    def number(self, column: int, values: int) -> None:
        self.numbers[column] = slice(self.values, self.values + values)
        self.values += values

    def rows(self, rows: Rows) -> RowsHead:
        return RowsHead(*(self.put(part.tobytes()) for part in (rows.first, rows.goes_on, rows.numbers, rows.totals)))


class Writable(Protocol):
    def write(self, content: bytes | memoryview, /) -> int: ...


@frozen
class Draft:
    head: Head
    parts: Parts

    def write(self, file: "Writable", rest: Rest = without_rest) -> int:
        """Returns the checksum."""
        head = msgspec.msgpack.encode(self.head)
        start = MAGIC + len(head).to_bytes(8, "little") + head
        crc = 0
        for block in (start + bytes(-(HEAD_AT + len(head)) % ALIGNED), *self.parts.blocks):
            for place in range(0, len(block), BLOCK):
                piece = memoryview(block)[place : place + BLOCK]
                file.write(piece)
                crc = crc32(piece, crc)
                rest()
        return crc


def build(reading: Reading, sequence: int, base: Edition | None, rest: Rest = without_rest) -> Draft:
    """`base` is the file that the reading goes on from; without it the reading is whole."""
    parts = Parts(rest)
    properties = {row.id: row for row in reading.properties()}
    rest()
    former = _former(reading, base, properties)
    rest()
    asked, postings = None, Postings(properties)
    if former is not None:
        before, asked = former.edition, list(former.gone)
        postings = Postings(properties, before.dropped & properties.keys(), before.every.keys() - before.dropped)
    for rows in reading.goods(asked):
        postings.add(rows)
        rest()
    names, by_name = _in_order(reading, Names.of(postings.ids, postings.names), former, rest)
    rest()
    sold = BitMap(array("I", by_name.tobytes()))
    rest()
    fresh = dict[int, Content]()
    for id, _, content in postings.columns():
        fresh[id] = content
        rest()
    told = Told.of(fresh, former, rest)
    changed = set(fresh) if former is None else told.changed(fresh, former, rest)
    for id in fresh.keys() - changed:
        # Of thousands of bitmaps it takes a while to be rid, too.
        del fresh[id]
        rest()
    columns = _columns(parts, fresh, postings.dropped, properties, former, changed)
    rest()
    sections = reading.sections()
    rest()
    return Draft(
        Head(
            (reading.mark.version, reading.mark.horizon, reading.mark.written, reading.mark.removed),
            sequence,
            len(by_name),
            sold.max() if sold else 0,
            heads(parts.bitmap, sections, members(reading, sections, former, sold, rest)),
            columns,
            parts.rows(_rows(parts, told, former, sold)),
            parts.bitmap(sold),
            parts.put(by_name.tobytes()),
            parts.put(_ranks(by_name).tobytes()),
            _available(parts, reading.available(asked), former),
            {name: parts.put(array("I", ids).tobytes()) for name, ids in reading.orders()},
            {label: parts.bitmap(BitMap(ids) & sold) for label, ids in reading.labels()},
            parts.put(names.numbers.tobytes()),
            _steps(parts, former),
        ),
        parts,
    )


def _former(reading: Reading, base: Edition | None, properties: Mapping[int, PropertyRow]) -> Former | None:
    """None where the reading is whole, or the file tells of it what is read otherwise now."""
    if base is None or reading.changed is None or _is_read_otherwise(base, reading, properties):
        return None
    renamed = (base.goods_of(id) for id in reading.changed_properties)
    return Former(base, BitMap(reading.changed).union(*renamed))


def _rows(parts: Parts, told: Told, former: Former | None, sold: BitMap) -> Rows:
    """A value that is none any more becomes room: no good has it, or its column chooses nothing now."""
    beyond = past(former)
    numbers = np.empty(beyond + len(told.new), np.intp)
    numbers[:beyond] = np.resize(room(parts.values), beyond)
    if former is not None:
        for column, had in former.edition.numbers.items():
            parts.rest()
            numbers[had] = _numbers_now(parts, former.edition, column, numbers[had])
    numbers[beyond:] = [parts.texts.get(column, {}).get(text, parts.values) for column, text in told.new]
    parts.rest()
    now = numbers[told.numbers]
    kept = now < parts.values
    parts.rest()
    rows = Rows.of(told.goods[kept], now[kept], parts.values, sold, parts.rest)
    parts.rest()
    if former is None:
        return rows
    now_of = numbers[:beyond].astype(type_of(parts.values))
    return former.edition.rows.renewed(now_of, former.gone, rows, sold, parts.rest)


def _numbers_now(parts: Parts, base: Edition, column: int, spare: NDArray[np.intp]) -> Sequence[int] | NDArray[np.intp]:
    now, texts = parts.numbers.get(column), parts.texts.get(column)
    if now is None:
        return spare
    if texts is None:
        return np.arange(now.start, now.stop)
    return [texts.get(text, other) for text, other in zip(base.texts(column), spare.tolist(), strict=True)]


def _steps(parts: Parts, former: Former | None) -> list[Step]:
    if former is None:
        return []
    base = former.edition
    before = [Step(step.version, parts.put(base.part(step.goods))) for step in base.head.steps[1 - MOST_STEPS :]]
    return [*before, Step(base.version, parts.bitmap(former.gone))]


def _in_order(reading: Reading, told: Names, former: Former | None, rest: Rest) -> tuple[Names, Ids]:
    """All goods on sale, once by id and once by name. An import seldom brings a name, and to put all of them in order
    takes longer than the rest together: where it brings none, the order of before is that of now."""
    if former is None:
        return told, np.array(reading.by_name(), np.uint32)
    base = former.edition
    before = Names(ids_of(base.sold), base.names)
    rest()
    kept = before.but(former.gone)
    rest()
    names = kept.with_(told)
    rest()
    if not before.knows(told):
        return names, np.array(reading.by_name(), np.uint32)
    order = np.asarray(base.ids(base.head.by_name))
    return names, order[np.isin(order, names.ids, kind="table")]


def _ranks(order: Ids) -> NDArray[np.uint32]:
    ranks = np.zeros(int(order.max(initial=0)) + 1, np.uint32)
    ranks[order] = np.arange(len(order), dtype=np.uint32)
    return ranks


def _is_read_otherwise(base: Edition, reading: Reading, properties: Mapping[int, PropertyRow]) -> bool:
    """Whether a property has come to mean something else for goods that were not written: all are read again."""
    for id in reading.changed_properties:
        if id not in properties:
            continue
        before = base.every.get(id)
        if before is None:
            return True
        if kind_of(properties[id]) != before.kind and (before.kind, properties[id].kind) != UNLISTED:
            return True
    # An editor's choice writes no row of a property.
    return any(
        column.id in properties and column.kind != NONE and kind_of(properties[column.id]) != column.kind
        for column in base.every.values()
    )


def _columns(
    parts: Parts, fresh: Mapping[int, Content], dropped: Set[int], properties: Mapping[int, PropertyRow],
    former: Former | None, changed: Set[int],
) -> list[ColumnHead]:  # fmt: skip
    before = {} if former is None else former.edition.every
    found = []
    for id in [*(id for id in before if id < 0 or id in properties), *(id for id in fresh if id not in before)]:
        shown = Shown() if id < 0 else Shown(properties[id].name, properties[id].facet, properties[id].position)
        content, old = fresh.get(id), before.get(id)
        if old is not None and former is not None:
            if old.kind == NONE:
                found.append(_dropped(id, shown))
                continue
            if id not in changed:
                found.append(_copied(parts, former.edition, old, shown))
                continue
            content = merged(former.edition.content_of(id), former.gone, content, parts.rest)
        if content is not None and content.goods:
            found.append(_column(parts, id, shown, content))
    found += [_dropped(id, Shown(properties[id].name)) for id in dropped - before.keys()]
    return found


class Shown(NamedTuple):
    """What an editor has set of a property."""

    name: str = ""
    facet: str = AUTO
    position: int = 0


def _dropped(id: int, shown: Shown) -> ColumnHead:
    return ColumnHead(id, shown.name, NONE, 0, Place(0, 0), Place(0, 0), shown.facet, shown.position)


def _copied(parts: Parts, base: Edition, old: ColumnHead, shown: Shown) -> ColumnHead:
    goods, content = parts.put(base.part(old.goods)), parts.put(base.part(old.content))
    if old.kind == CHOICE:
        parts.number(old.id, old.values)
    return ColumnHead(old.id, shown.name, old.kind, old.values, goods, content, shown.facet, shown.position)


def _column(parts: Parts, id: int, shown: Shown, content: Content) -> ColumnHead:
    goods = content.goods
    if isinstance(content, Numbers):
        place = parts.put(content.values.tobytes() + content.ids.tobytes())
        values = len(set(content.values))
        return ColumnHead(id, shown.name, RANGE, values, parts.bitmap(goods), place, shown.facet, shown.position)
    if is_too_many(len(content.values), sum(map(len, content.values.values()))):
        return _dropped(id, shown)
    return _choice(parts, id, shown, content, goods)


def _choice(parts: Parts, id: int, shown: Shown, content: Choice, goods: BitMap) -> ColumnHead:
    texts = sorted(content.values, key=lambda text: (text.casefold(), text))
    place = parts.choice(id, {text: content.values[text] for text in texts})
    return ColumnHead(id, shown.name, CHOICE, len(texts), parts.bitmap(goods), place, shown.facet, shown.position)


def _available(
    parts: Parts, told: Iterable[tuple[int, Sequence[int]]], former: Former | None
) -> dict[int, Place]:
    found = dict[int, BitMap]()
    for warehouse, ids in told:
        found[warehouse] = found.get(warehouse, BitMap()) | BitMap(ids)
    if former is not None:
        for warehouse in former.edition.head.available:
            kept = former.edition.available_at(warehouse) - former.gone
            found[warehouse] = kept | found.get(warehouse, BitMap())
    return {warehouse: parts.bitmap(goods) for warehouse, goods in found.items()}
