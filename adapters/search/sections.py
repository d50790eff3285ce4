"""The tree of a file: sections with the goods that stand in them and below."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain

from pyroaring import BitMap

from adapters.search.layout import Place, SectionHead
from adapters.search.told import Former
from application.indexing.ports import Reading, SectionRow
from application.shared.ports import Rest
from domain.shared.ids import CategoryId


def members(
    reading: Reading, rows: Sequence[SectionRow], former: Former | None, sold: BitMap, rest: Rest
) -> Mapping[CategoryId, BitMap]:
    """The goods of each section itself. Where no others were moved, those that were read again are looked for, and all
    of sections that are new."""
    found, stood = {row.id: BitMap() for row in rows}, dict[CategoryId, SectionHead]()
    if former is not None and not reading.moved:
        for id in found.keys() & former.edition.sections.keys():
            stood[id] = former.edition.sections[id]
            found[id] = former.edition.bitmap(stood[id].own) - former.gone
            rest()
    told = [reading.members([row.id for row in rows if row.id not in stood])]
    if stood and former is not None:
        told.append(reading.places(list(former.gone)))
    for section, ids in chain.from_iterable(told):
        if section in found:
            found[section] |= BitMap(ids) & sold
    return found


def heads(
    put: Callable[[BitMap], Place], rows: Sequence[SectionRow], own: Mapping[CategoryId, BitMap]
) -> list[SectionHead]:
    children: dict[CategoryId, list[CategoryId]] = {}
    for row in rows:
        if row.parent is not None and row.parent in own:
            children.setdefault(row.parent, []).append(row.id)
    found = []
    for row in rows:
        everything = BitMap().union(*(own[id] for id in _below(row.id, children)))
        found.append(
            SectionHead(
                row.id,
                row.parent if row.parent in own else None,
                row.name,
                len(everything),
                put(own[row.id]),
                put(everything),
                row.name_en,
                row.slug,
            )
        )
    return found


def _below(section: CategoryId, children: Mapping[CategoryId, Sequence[CategoryId]]) -> set[CategoryId]:
    """With itself; sections that stand below each other, which an ERP can send, end the walk."""
    found, left = set[CategoryId](), [section]
    while left:
        current = left.pop()
        if current not in found:
            found.add(current)
            left += children.get(current, ())
    return found
