"""Which good a picture belongs to: the first reading of its name that some good answers to."""

from collections.abc import Iterable, Mapping, Set

from attrs import frozen

from domain.catalog.folding import sku_key
from domain.catalog.pictures import Reading
from domain.shared.ids import ProductId


@frozen
class Match:
    """goods: none, one, or several to choose from; of none the reading is the plainest one."""

    reading: Reading
    goods: tuple[ProductId, ...]


def match(readings: Iterable[Reading], known: Mapping[str, Set[ProductId]]) -> Match | None:
    """`known`: goods by folded article. None for a name that says nothing."""
    first: Reading | None = None
    for reading in readings:
        first = first or reading
        found = known.get(sku_key(reading.sku))
        if found:
            return Match(reading, tuple(sorted(found)))
    return Match(first, ()) if first is not None else None
