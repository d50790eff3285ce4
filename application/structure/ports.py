"""What changing the structure needs: one transaction over sections, rules and the goods that follow from them."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from attrs import frozen

from domain.catalog.structure import Edit, Structure
from domain.shared.ids import CategoryId, UserId


@frozen
class Group:
    """A group of the ERP. Parents come before children."""

    id: CategoryId
    parent: CategoryId | None
    name: str


@frozen
class Flow:
    """How many goods change their canonical section from one to another; None is the shelf of unmapped goods."""

    source: CategoryId | None
    target: CategoryId | None
    goods: int


@frozen
class Sample:
    product: int
    sku: str
    name: str
    source: CategoryId | None
    target: CategoryId | None


@frozen
class Moves:
    """What a change does to goods. shelved: how many are shown to no buyer, before and after.

    unmapped: how many no rule takes, before and after. places: how many placings in sections come and go besides.
    """

    moved: int = 0
    flows: tuple[Flow, ...] = ()
    samples: tuple[Sample, ...] = ()
    mapped: int = 0
    unmapped: tuple[int, int] = (0, 0)
    shelved: tuple[int, int] = (0, 0)
    places: int = 0


@frozen
class Made:
    """Who does what, as history keeps it. undoes: the change that is taken back."""

    by: UserId
    action: str
    subject: str
    undoes: int | None = None


class StructureWork(Protocol):
    """One transaction; `lock` comes first, so that editors and the recomputation queue."""

    def lock(self) -> Structure: ...

    def section_ids(self, count: int) -> Sequence[CategoryId]:
        """Never given before, to a section or to a group of the ERP."""

    def rule_ids(self, count: int) -> Sequence[int]: ...

    def groups(self) -> Sequence[Group]: ...

    def knows(self, group: CategoryId | None, property: int | None) -> tuple[bool, bool]:
        """Whether the group and the property that a rule asks of are there; True for what is not asked."""

    def change(self, version: int) -> tuple[Edit, str]:
        """A change of the history and its subject. Raises NotFound."""

    def save(self, before: Structure, after: Structure, made: Made) -> Moves:
        """Writes what differs, puts the goods where the rules now say, raises the catalogue version once."""


class StructureWorks(Protocol):
    def begin(self) -> AbstractContextManager[StructureWork]:
        """Leaving it without an exception commits."""

    def trial(self) -> AbstractContextManager[StructureWork]:
        """Leaving it takes everything back."""
