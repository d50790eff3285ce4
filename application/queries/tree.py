"""The sections of the catalogue."""

from collections.abc import Mapping

from attrs import frozen

from domain.shared.ids import CategoryId


@frozen
class Section:
    """A node of the tree; `goods` counts each product once, descendants included.

    slug: the readable address of a section of the portal's own tree; a group of the ERP has none.
    """

    id: CategoryId
    name: str
    parent: CategoryId | None
    children: tuple[CategoryId, ...]
    goods: int
    name_en: str = ""
    slug: str = ""

    def named(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name


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
