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
    CHOICE,
    HEAD_AT,
    MAGIC,
    NONE,
    RANGE,
    ColumnHead,
    Head,
    Place,
    RowsHead,
    SectionHead,
    Step,
)
from adapters.search.layout import bitmap_bytes as packed
from adapters.search.names import Names
from adapters.search.postings import Choice, Content, Numbers, Postings, is_too_many, kind_of, merged
from adapters.search.rows import WIDTH, Ids, Rows, ids_of, room, type_of
from application.indexing.ports import PropertyRow, Reading, SectionRow
from application.shared.ports import Rest, without_rest

UNLISTED = (NONE, "string")
# An order of prices that nobody asked for while so many files were made is made whole.
MOST_STEPS = 32


@define
class Parts:
    """What follows the head, gathered in memory: a file of half a million goods has some sixty megabytes.

    rest: is called as one part after another is put. values: the goods of each value, by its number: choices are
    numbered as they are put. numbers: of the texts of each.
    """

    rest: Rest = without_rest

    blocks: list[bytes] = field(factory=list)
    length: int = 0
    values: list[BitMap] = field(factory=list)
    numbers: dict[int, dict[str, int]] = field(factory=dict)

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
        self.numbers[column] = dict(zip(values, itertools.count(len(self.values)), strict=False))
        self.values += values.values()
        return self.put(msgspec.msgpack.encode((list(values), list(map(packed, values.values())))))

    def rows(self, rows: Rows) -> RowsHead:
        return RowsHead(*(self.put(part.tobytes()) for part in (rows.first, rows.goes_on, rows.numbers, rows.totals)))


class Writable(Protocol):
    def write(self, content: bytes, /) -> int: ...


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
            file.write(block)
            crc = crc32(block, crc)
            rest()
        return crc


def build(reading: Reading, sequence: int, base: Edition | None, rest: Rest = without_rest) -> Draft:
    """`base` is the file that the reading goes on from; without it the reading is whole."""
    parts = Parts(rest)
    properties = {row.id: row for row in reading.properties()}
    if base is not None and (reading.changed is None or _is_read_otherwise(base, reading, properties)):
        base = None
    gone = None
    if base is not None:
        renamed = (base.goods_of(id) for id in reading.changed_properties)
        gone = BitMap(reading.changed).union(*renamed)
    asked = None if gone is None else list(gone)
    postings = Postings(properties, set() if base is None else base.dropped & properties.keys())
    for rows in reading.goods(asked):
        postings.add(rows)
        rest()
    names, by_name = _in_order(reading, Names.of(postings.ids, postings.names), base, gone or BitMap(), rest)
    sold = BitMap(array("I", by_name.tobytes()))
    fresh = dict[int, Content]()
    for id, _, content in postings.columns():
        fresh[id] = content
        rest()
    columns = _columns(parts, fresh, postings.dropped, properties, base, gone or BitMap())
    sections = reading.sections()
    return Draft(
        Head(
            (reading.mark.version, reading.mark.horizon, reading.mark.written, reading.mark.removed),
            sequence,
            len(by_name),
            sold.max() if sold else 0,
            _sections(parts, sections, reading.members([row.id for row in sections]), sold),
            columns,
            parts.rows(_rows(parts, fresh, base, gone or BitMap(), sold)),
            parts.bitmap(sold),
            parts.put(by_name.tobytes()),
            parts.put(_ranks(by_name).tobytes()),
            _available(parts, reading.available(asked), base, gone or BitMap()),
            {name: parts.put(array("I", ids).tobytes()) for name, ids in reading.orders()},
            {label: parts.bitmap(BitMap(ids) & sold) for label, ids in reading.labels()},
            parts.put(names.numbers.tobytes()),
            _steps(parts, base, gone),
        ),
        parts,
    )


def _rows(
    parts: Parts, fresh: Mapping[int, Content], base: Edition | None, gone: BitMap, sold: BitMap
) -> Rows:  # fmt: skip
    if base is None:
        return Rows.of(parts.values, sold)
    values = len(parts.values)
    numbers = np.resize(room(values), len(base.rows.totals) + WIDTH).astype(type_of(values))
    for column, had in base.numbers.items():
        parts.rest()
        now, past = parts.numbers.get(column, {}), numbers[had].tolist()
        # A value that is none any more becomes room: no good has it, or its column chooses nothing now.
        numbers[had] = [now.get(text, room_) for text, room_ in zip(base.texts(column), past, strict=True)]
    ids, told = array("I"), array("Q")
    for column, content in fresh.items():
        now = parts.numbers.get(column, {})
        for text, goods in content.values.items() if isinstance(content, Choice) and now else ():
            ids.extend(goods)
            told.extend(itertools.repeat(now[text], len(goods)))
    parts.rest()
    now_told = Rows.told(np.array(ids, np.uint32), np.array(told, np.uint64), values, sold)
    return base.rows.renewed(numbers, gone, now_told, sold, parts.rest)


def _steps(parts: Parts, base: Edition | None, gone: BitMap | None) -> list[Step]:
    if base is None or gone is None:
        return []
    before = [Step(step.version, parts.put(base.part(step.goods))) for step in base.head.steps[1 - MOST_STEPS :]]
    return [*before, Step(base.version, parts.bitmap(gone))]


def _in_order(
    reading: Reading, told: Names, base: Edition | None, gone: BitMap, rest: Rest
) -> tuple[Names, Ids]:  # fmt: skip
    """All goods on sale, once by id and once by name. An import seldom brings a name, and to put all of them in order
    takes longer than the rest together: where it brings none, the order of before is that of now."""
    if base is None:
        return told, np.array(reading.by_name(), np.uint32)
    before = Names(ids_of(base.sold), base.names)
    rest()
    kept = before.but(gone)
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


def _sections(
    parts: Parts, rows: Sequence[SectionRow], members: Iterable[tuple[int, Sequence[int]]], sold: BitMap
) -> list[SectionHead]:
    known = {row.id for row in rows}
    own = {section: BitMap(ids) & sold for section, ids in members if section in known}
    children: dict[int, list[int]] = {}
    for row in rows:
        if row.parent in known:
            children.setdefault(row.parent, []).append(row.id)
    found = []
    for row in rows:
        below = _below(row.id, children)
        everything = BitMap().union(*(own[id] for id in below if id in own))
        found.append(
            SectionHead(
                row.id,
                row.parent if row.parent in known else None,
                row.name,
                len(everything),
                parts.bitmap(own.get(row.id, BitMap())),
                parts.bitmap(everything),
                row.name_en,
                row.slug,
            )
        )
    return found


def _below(section: int, children: Mapping[int, Sequence[int]]) -> set[int]:
    """With itself; sections that stand below each other, which an ERP can send, end the walk."""
    found, left = set[int](), [section]
    while left:
        current = left.pop()
        if current not in found:
            found.add(current)
            left += children.get(current, ())
    return found


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
    base: Edition | None, gone: BitMap,
) -> list[ColumnHead]:  # fmt: skip
    before = {} if base is None else base.every
    found = []
    for id in [*(id for id in before if id < 0 or id in properties), *(id for id in fresh if id not in before)]:
        shown = Shown() if id < 0 else Shown(properties[id].name, properties[id].facet, properties[id].position)
        content, old = fresh.get(id), before.get(id)
        if old is not None and base is not None:
            if old.kind == NONE:
                found.append(_dropped(id, shown))
                continue
            if content is None and not base.goods_of(id).intersect(gone):
                found.append(_copied(parts, base, old, shown))
                continue
            content = merged(base.content_of(id), gone, content)
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
    goods = parts.put(base.part(old.goods))
    content = parts.choice(old.id, base.choice(old.id)) if old.kind == CHOICE else parts.put(base.part(old.content))
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
    parts: Parts, told: Iterable[tuple[int, Sequence[int]]], base: Edition | None, gone: BitMap
) -> dict[int, Place]:
    found = dict[int, BitMap]()
    for warehouse, ids in told:
        found[warehouse] = found.get(warehouse, BitMap()) | BitMap(ids)
    if base is not None:
        for warehouse in base.head.available:
            found[warehouse] = (base.available_at(warehouse) - gone) | found.get(warehouse, BitMap())
    return {warehouse: parts.bitmap(goods) for warehouse, goods in found.items()}
