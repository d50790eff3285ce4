"""Facets of a selection: which tell its goods apart, and how many goods each value has."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Mapping
from decimal import Decimal

from attrs import frozen
from pyroaring import BitMap

from adapters.search.edition import Edition
from adapters.search.layout import CHOICE, RANGE, ColumnHead
from adapters.search.postings import number_of
from adapters.search.tally import Tally
from application.queries.facets import MANUFACTURER, MOST_VALUES, VALUES_SHOWN, Facet, Pick, Value

# A property that hardly any goods of a section have is no way to choose among them.
LEAST_SHARE = 0.02
DIGITS = re.compile(r"([0-9]+)")
NUMBERS_TELL = 0.9


@frozen
class Candidate:
    column: ColumnHead
    evenness: float
    weight: float


NOTHING_KNOWN: Mapping[int, Candidate] = {}


def candidates(tally: Tally, known: Mapping[int, Candidate] = NOTHING_KNOWN) -> list[Candidate]:
    """The facets of a section: those that an editor chose, then those that divide most of its goods most evenly.

    known: by their ids, those that are what they were in the edition before, of the same goods.
    """
    found, all_of = [], len(tally.goods)
    for column, evenness in _telling(tally, known):
        if (had := known.get(column.id)) is not None:
            found.append(Candidate(column, had.evenness, had.weight))
            continue
        covered = tally.edition.goods_of(column.id).intersection_cardinality(tally.goods)
        if covered < 2 or (covered < all_of * LEAST_SHARE and not column.is_chosen):
            continue
        # Whose goods they are is asked first in every trade.
        weight = evenness * covered / all_of + (column.id == MANUFACTURER)
        found.append(Candidate(column, evenness, weight))
    twins = {own.column.id for own in found if own.column.id < 0 and _has_twin(own, found, tally)}
    found = [candidate for candidate in found if candidate.column.id not in twins]
    return sorted(found, key=_rank)


def _telling(tally: Tally, known: Container[int]) -> Iterator[tuple[ColumnHead, float]]:
    """Columns that buyers may be shown in which the goods differ, and how evenly: the chance that two of them do."""
    columns = tally.edition.columns
    for id, evenness in tally.evenness().items():
        if evenness and id in columns:
            yield columns[id], evenness
    for column in tally.edition.ranges:
        if column.id in known or _has_bounds(tally, column.id):
            yield column, NUMBERS_TELL


def _has_bounds(tally: Tally, column: int) -> bool:
    if not tally.has(column):
        return False
    least, most = bounds(tally.edition, column, tally.goods)
    return least != most


def _rank(one: Candidate) -> tuple[bool, int, float, str, int]:
    column = one.column
    return not column.is_chosen, column.position if column.is_chosen else 0, -one.weight, column.name, column.id


def _has_twin(own: Candidate, found: list[Candidate], tally: Tally) -> bool:
    """An ERP may tell the maker twice, as such and as a property: one of them is shown, under the seller's name."""
    alike = (one.column for one in found if one.column.id > 0 and one.evenness == own.evenness)
    return any(column.kind == CHOICE and tally.had(column.id) == tally.had(own.column.id) for column in alike)


def bounds(edition: Edition, column: int, goods: BitMap) -> tuple[float | None, float | None]:
    """The least and the greatest number that any of the goods has."""
    if not goods.intersect(edition.goods_of(column)):
        return None, None
    values, ids = edition.range(column)
    least = next(values[place] for place in range(len(ids)) if ids[place] in goods)
    most = next(values[place] for place in range(len(ids) - 1, -1, -1) if ids[place] in goods)
    return least, most


def facet(column: ColumnHead, tally: Tally, pick: Pick, *, whole: bool, find: str) -> Facet | None:
    """Counted over the list under the picks of the other facets; None where it would be empty."""
    name = column.name
    if column.kind == RANGE:
        least, most = bounds(tally.edition, column.id, tally.goods)
        if least is None or most is None:
            return Facet(column.id, name, pick, least=Decimal(0), most=Decimal(0)) if not pick.is_empty else None
        return Facet(column.id, name, pick, least=decimal(least), most=decimal(most))
    picked = frozenset(pick.texts)
    counts = tally.had(column.id)
    values = [(text not in picked, -count, text) for text, count in counts.items()]
    if gone := picked - counts.keys():
        values += [(False, 0, text) for text in gone.intersection(tally.edition.texts(column.id))]
    if not values:
        return None
    total = len(values)
    if find:
        wanted = find.casefold()
        values = [value for value in values if not value[0] or wanted in value[2].casefold()]
    values.sort()
    shown = sorted(values[: MOST_VALUES if whole or find else VALUES_SHOWN], key=lambda value: natural(value[2]))
    return Facet(column.id, name, pick, tuple(Value(text, -less, not other) for other, less, text in shown), total)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """«9 мм» before «10 мм»."""
    parts = filter(None, DIGITS.split(text.casefold()))
    return tuple((0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part) for part in parts)


def decimal(number: float) -> Decimal:
    """As people write it: 10 and not 10.0."""
    written = Decimal(repr(number))
    return written.quantize(Decimal(1)) if written == written.to_integral_value() else written


def picked(edition: Edition, column: ColumnHead, pick: Pick) -> BitMap | None:
    """Goods of a pick; None where nothing of it is known."""
    if column.kind == CHOICE:
        known = edition.choice(column.id)
        found = [known[text] for text in pick.texts if text in known]
        return BitMap.union(*found) if found else None
    return _numbers(edition, column.id, pick)


def _numbers(edition: Edition, column: int, pick: Pick) -> BitMap | None:
    values, ids = edition.range(column)
    found = BitMap()
    for number in map(number_of, pick.texts):
        if number is not None:
            found.update(BitMap(ids[bisect_left(values, number) : bisect_right(values, number)]))
    if pick.least is None and pick.most is None:
        return found if pick.texts else None
    first = 0 if pick.least is None else bisect_left(values, float(pick.least))
    last = len(values) if pick.most is None else bisect_right(values, float(pick.most))
    if first < last:
        found.update(BitMap(ids[first:last]))
    return found
