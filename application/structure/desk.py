"""The structure as its editor sees it: the tree with counts, the rules, the shelf, the history."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from application.access.context import Visit
from application.structure.ports import Group
from domain.access.permission import Permission
from domain.catalog.structure import Structure
from domain.shared.ids import CategoryId


@frozen
class Counts:
    """sections: goods on sale of each and below, each once. own: in the section itself."""

    sections: Mapping[CategoryId, int]
    own: Mapping[CategoryId, int]
    mapped: int
    unmapped: int
    shelved: int
    new_groups: int


@frozen
class StructurePage:
    structure: Structure
    counts: Counts
    computed_at: datetime | None


@frozen
class PropertyName:
    id: int
    name: str


@frozen
class RulesPage:
    structure: Structure
    groups: Sequence[Group]
    properties: Sequence[PropertyName]


@frozen
class UntakenGroup:
    """A group of the ERP that no rule takes, with its goods on the shelf. is_new: nobody has looked at it yet."""

    id: CategoryId
    path: str
    goods: int
    since: datetime
    is_new: bool


@frozen
class ShelfProduct:
    product: int
    sku: str
    name: str
    manufacturer: str
    groups: str


@frozen
class ShelfPage:
    groups: Sequence[UntakenGroup]
    goods: Sequence[ShelfProduct]
    total: int
    offset: int
    limit: int
    structure: Structure


@frozen
class StructureChange:
    version: int
    at: datetime
    who: str
    action: str
    subject: str
    moved: int
    undoes: int | None
    undone: bool


class StructureBook(Protocol):
    def structure(self) -> Structure: ...

    def page(self) -> StructurePage: ...

    def groups(self) -> Sequence[Group]: ...

    def properties(self) -> Sequence[PropertyName]: ...

    def untaken(self, limit: int) -> Sequence[UntakenGroup]: ...

    def shelf(self, group: CategoryId | None, offset: int, limit: int) -> tuple[Sequence[ShelfProduct], int]: ...

    def look_at_shelf(self) -> None:
        """The new groups of the shelf are new no more."""

    def changes(self, before: int | None, limit: int) -> Sequence[StructureChange]:
        """The newest first."""

    def news(self) -> int:
        """How many groups came to the shelf that nobody has looked at; 0 where no portal tree is made."""


@frozen
class StructureDeskQueries:
    book: StructureBook

    def page(self, visit: Visit) -> StructurePage:
        visit.authority.need(Permission.CHANGE_STRUCTURE)
        return self.book.page()

    def rules(self, visit: Visit) -> RulesPage:
        visit.authority.need(Permission.CHANGE_STRUCTURE)
        return RulesPage(self.book.structure(), self.book.groups(), self.book.properties())

    def shelf(self, visit: Visit, group: CategoryId | None, offset: int, limit: int = 100) -> ShelfPage:
        visit.authority.need(Permission.CHANGE_STRUCTURE)
        groups = self.book.untaken(500)
        goods, total = self.book.shelf(group, offset, limit)
        return ShelfPage(groups, goods, total, offset, limit, self.book.structure())

    def look_at_shelf(self, visit: Visit) -> None:
        visit.authority.need(Permission.CHANGE_STRUCTURE)
        self.book.look_at_shelf()

    def history(self, visit: Visit, before: int | None, limit: int = 50) -> Sequence[StructureChange]:
        visit.authority.need(Permission.CHANGE_STRUCTURE)
        return self.book.changes(before, limit)

    def news(self, visit: Visit) -> int:
        """For the head of every page; nobody is refused a page over it."""
        held = visit.authority.staff_permissions
        return self.book.news() if Permission.CHANGE_STRUCTURE in held else 0
