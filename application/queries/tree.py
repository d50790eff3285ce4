"""The sections of the catalogue."""

from collections.abc import Mapping

from attrs import frozen

from domain.shared.ids import CategoryId


@frozen
class Section:
    """A node of the tree; `goods` counts each product once, descendants included."""

    id: CategoryId
    name: str
    parent: CategoryId | None
    children: tuple[CategoryId, ...]
    goods: int


@frozen
class Tree:
    """The sections of one catalogue version. `roots` are in the seller's order.

    whose: 0 where all clients see the same, else a number of the assortment that it was cut for, given once.
    """

    version: int
    sections: Mapping[CategoryId, Section]
    roots: tuple[CategoryId, ...]
    goods: int
    whose: int = 0

    def path(self, section: CategoryId) -> tuple[Section, ...]:
        """From the root down to the section itself."""
        found: list[Section] = []
        current: CategoryId | None = section
        while current is not None and current in self.sections:
            found.append(self.sections[current])
            current = found[-1].parent
        return tuple(reversed(found))

    def below(self, section: CategoryId) -> list[CategoryId]:
        """The section and everything under it; nothing for one that is not there."""
        found, left = list[CategoryId](), [section]
        while left:
            current = left.pop()
            if current in self.sections:
                found.append(current)
                left += self.sections[current].children
        return found
