"""Advertising for clients: for all of them, or for those that are named; the rule holds at the file itself."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import BuyerContext, Visit
from application.content.files import ContentFiles, GivenFile, KeptFile, SentContent
from application.shared.ports import Ids
from domain.access.permission import Permission
from domain.shared.errors import DomainError
from domain.shared.ids import CounterpartyId, HoldingId, UserGroupId, UserId


@frozen
class MaterialIncomplete(DomainError):
    """field: title, valid_to or clients. why: empty, before, unknown; names: what no client answers to."""

    code: ClassVar[str] = "material.incomplete"
    field: str
    why: str
    names: tuple[str, ...] = ()


@frozen
class Audience:
    """Nobody named is everybody; else whoever is named in any of the three ways."""

    holdings: frozenset[HoldingId] = frozenset()
    counterparties: frozenset[CounterpartyId] = frozenset()
    groups: frozenset[UserGroupId] = frozenset()

    @property
    def is_everybody(self) -> bool:
        return not (self.holdings or self.counterparties or self.groups)


@frozen
class MaterialFacts:
    title: str
    note: str
    valid_from: date | None
    valid_to: date | None


@frozen
class Material:
    id: UUID
    facts: MaterialFacts
    file: KeptFile
    added_at: datetime


@frozen
class MaterialRow:
    """whom: names of those that it is for, none for everybody."""

    material: Material
    by: str
    whom: Sequence[str]
    is_withdrawn: bool


@frozen
class AddMaterial:
    """clients: ИНН or names as typed, of counterparties and holdings. is_for_all: on purpose, not by an empty list."""

    facts: MaterialFacts
    is_for_all: bool
    clients: tuple[str, ...]
    groups: frozenset[UserGroupId]
    file: SentContent


class MaterialWork(Protocol):
    """One transaction."""

    def clients(self, typed: Collection[str]) -> tuple[Audience, tuple[str, ...]]:
        """Those that answer, and what nobody answers to."""

    def add(self, id: UUID, facts: MaterialFacts, whom: Audience, file: KeptFile, by: UserId) -> None: ...

    def withdraw(self, id: UUID, withdrawn: bool) -> None:
        """Raises NotFound."""

    def record(self, user: UserId, action: str, subject: str, facts: Mapping[str, object]) -> None: ...


class Materials(Protocol):
    """What a buyer reads is filtered by who he acts for in the statement itself."""

    def all(self, limit: int) -> Sequence[MaterialRow]: ...

    def groups(self) -> Sequence[tuple[UserGroupId, str]]: ...

    def one(self, id: UUID) -> KeptFile:
        """Raises NotFound."""

    def of(self, context: BuyerContext) -> Sequence[Material]: ...

    def one_of(self, context: BuyerContext, id: UUID) -> KeptFile:
        """Raises NotFound, also for one that is for others."""


MOST = 500


@frozen
class MaterialDesk:
    begin: Callable[[], AbstractContextManager[MaterialWork]]
    materials: Materials
    files: ContentFiles
    ids: Ids

    def list(self, visit: Visit) -> tuple[Sequence[MaterialRow], Sequence[tuple[UserGroupId, str]]]:
        visit.authority.need(Permission.CHANGE_CONTENT)
        return self.materials.all(MOST), self.materials.groups()

    def file(self, visit: Visit, id: UUID) -> GivenFile:
        visit.authority.need(Permission.CHANGE_CONTENT)
        return self.files.give(self.materials.one(id))

    def add(self, visit: Visit, new: AddMaterial) -> None:
        """Raises NotAllowed, MaterialIncomplete, ContentRefused."""
        visit.authority.need(Permission.CHANGE_CONTENT)
        checked(new)
        with self.begin() as work:
            whom = Audience() if new.is_for_all else self._audience(work, new)
            file, id = self.files.take(new.file), self.ids.new()
            work.add(id, new.facts, whom, file, visit.authority.user)
            told = {"sha256": file.sha256, "everybody": whom.is_everybody}
            work.record(visit.authority.user, "material.added", str(id), told)

    def withdraw(self, visit: Visit, id: UUID, withdrawn: bool) -> None:
        visit.authority.need(Permission.CHANGE_CONTENT)
        with self.begin() as work:
            work.withdraw(id, withdrawn)
            work.record(visit.authority.user, "material.withdrawn", str(id), {"withdrawn": withdrawn})

    def _audience(self, work: MaterialWork, new: AddMaterial) -> Audience:
        named, unknown = work.clients(new.clients)
        if unknown:
            raise MaterialIncomplete("clients", "unknown", unknown)
        whom = Audience(named.holdings, named.counterparties, new.groups)
        if whom.is_everybody:
            # An empty list must not show to all what was meant for some.
            raise MaterialIncomplete("clients", "empty")
        return whom


def checked(new: AddMaterial) -> None:
    facts = new.facts
    if not facts.title:
        raise MaterialIncomplete("title", "empty")
    if facts.valid_from and facts.valid_to and facts.valid_to < facts.valid_from:
        raise MaterialIncomplete("valid_to", "before")


@frozen
class MaterialsQuery:
    """Of the buyer's active company."""

    materials: Materials
    files: ContentFiles

    def list(self, visit: Visit) -> Sequence[Material]:
        return self.materials.of(allowed(visit))

    def file(self, visit: Visit, id: UUID) -> GivenFile:
        return self.files.give(self.materials.one_of(allowed(visit), id))


def allowed(visit: Visit) -> BuyerContext:
    context = visit.buyer()
    visit.authority.need(Permission.SEE_CATALOGUE, context.party.id)
    return context
