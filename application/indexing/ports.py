"""What the index is made of, and where it is put."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from attrs import frozen

from domain.shared.ids import CategoryId, ProductId, WarehouseId


@frozen
class Mark:
    """How far the truth had come when it was read.

    horizon: transactions below this number were all seen. written, removed: rows of the tables that the index is made
    of, counted by the server; a number that differs says that something was written since, not what.
    """

    version: int
    horizon: int
    written: int
    removed: int

    def is_older_than(self, other: "Mark") -> bool:
        return (self.version, self.written, self.removed) != (other.version, other.written, other.removed)


@frozen
class SectionRow:
    id: CategoryId
    parent: CategoryId | None
    name: str
    name_en: str = ""
    slug: str = ""


@frozen
class PropertyRow:
    """kind: string, number, reference, time. options: of a reference, {option id: text}.

    facet: auto, none, values or range, as an editor has chosen; those that he chose stand by `position`.
    """

    id: int
    name: str
    kind: str
    options: Mapping[str, str]
    facet: str = "auto"
    position: int = 0


# A product on sale: its id, {property id: values or option ids}, manufacturer, country; a number of 64 bits that stands
# for its name as lists are put in order by it.
GoodsRow = tuple[ProductId, Mapping[str, Sequence[str]], str, str, int]
Ids = Sequence[int]


class Reading(Protocol):
    """One moment of the truth. `ids` None means all goods on sale."""

    @property
    def mark(self) -> Mark: ...

    @property
    def changed(self) -> Ids | None:
        """Goods that were written since the reading before, or came off sale; None when everything is to be read."""

    @property
    def moved(self) -> bool:
        """Whether goods that were not written may stand in other sections than at the reading before."""

    @property
    def changed_properties(self) -> Ids: ...

    def sections(self) -> Sequence[SectionRow]:
        """In the seller's order."""

    def properties(self) -> Sequence[PropertyRow]: ...

    def members(self, sections: Sequence[CategoryId]) -> Iterable[tuple[CategoryId, Ids]]:
        """Goods of each of the sections itself, those that are not on sale among them."""

    def places(self, ids: Ids) -> Iterable[tuple[CategoryId, Ids]]:
        """Of these goods those that each section has itself; a section may be told again, with others."""

    def by_name(self) -> Ids:
        """All goods on sale. Asked for only where the order may have changed."""

    def goods(self, ids: Ids | None) -> Iterable[Sequence[GoodsRow]]:
        """In portions."""

    def available(self, ids: Ids | None) -> Iterable[tuple[WarehouseId, Ids]]:
        """Goods of which a warehouse has something, our holds not subtracted; a warehouse may be told again, with
        others."""

    def orders(self) -> Iterable[tuple[str, Ids]]:
        """Further orders of goods, by name (ADR 0030): the first is the best."""

    def labels(self) -> Iterable[tuple[str, Ids]]:
        """Goods of each label that is in force."""


class CatalogueTruth(Protocol):
    def mark(self) -> Mark:
        """Cheap: it is asked for every second."""

    def read(self, since: Mark | None) -> AbstractContextManager[Reading]:
        """All of it, or what was written since."""


@frozen
class Built:
    """sequence: of the file, each one greater than the one before it."""

    mark: Mark
    sequence: int
    goods: int
    is_whole: bool
    seconds: float
    bytes: int


class IndexFiles(Protocol):
    def newest(self) -> Mark | None:
        """None where there is no file that can be read, or none to build upon."""

    def build(self, reading: Reading) -> Built: ...


class IndexJournal(Protocol):
    """What operators are told."""

    def built(self, built: Built) -> None: ...

    def failed(self, mark: Mark | None, reason: str) -> None: ...
