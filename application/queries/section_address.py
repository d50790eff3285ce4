"""Where the address of a section leads: to it, to what took its place, or to a word that it is gone."""

from collections.abc import Callable
from typing import Protocol

from attrs import frozen

from application.access.context import Visit
from application.queries.tree import Section, Tree
from domain.shared.errors import NotFound
from domain.shared.ids import CategoryId


@frozen
class Trail:
    """What is known of an address. sections: where to go on, nearest first."""

    is_gone: bool
    sections: tuple[CategoryId, ...]


class SectionAddresses(Protocol):
    def trail(self, address: str) -> Trail | None:
        """Of a slug or a number, former ones included; None for what never was one."""


@frozen
class SectionPlace:
    """`section` is the one that was asked for, unless it moved or is gone: then the next that this person sees."""

    section: Section | None
    moved: bool = False
    is_gone: bool = False


@frozen
class SectionPlaceQuery:
    addresses: SectionAddresses
    tree: Callable[[Visit], Tree]

    def __call__(self, visit: Visit, address: str) -> SectionPlace:
        """Raises NotFound: what this person may not see is told like what never was."""
        sections = self.tree(visit).sections
        number = int(address) if address.isascii() and address.isdigit() and len(address) < 10 else 0
        if number in sections:
            return SectionPlace(sections[CategoryId(number)])
        trail = self.addresses.trail(address)
        if trail is None:
            raise NotFound("section", address[:80])
        found = next((sections[id] for id in trail.sections if id in sections), None)
        if found is None and not trail.is_gone:
            raise NotFound("section", address[:80])
        return SectionPlace(found, found is not None and found.slug != address, trail.is_gone)


def by_number_alone(visit: Visit, address: str) -> SectionPlace:
    """Where no tree of the portal's own can be made: a section that is not in the tree is not there."""
    raise NotFound("section", address[:80])
