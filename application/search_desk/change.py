"""Add, change and remove synonyms; mark what was not found as dealt with."""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.shared.ports import Ids
from domain.access.permission import Permission
from domain.catalog.synonyms import Synonyms, SynonymsNotSound
from domain.shared.errors import DomainError
from domain.shared.ids import UserId


@frozen
class SynonymsChangedMeanwhile(DomainError):
    """Somebody saved the group since its form was opened."""

    code: ClassVar[str] = "synonyms.changed-meanwhile"


@frozen
class KeptSynonyms:
    id: UUID
    synonyms: Synonyms
    version: int


class SearchWork(Protocol):
    """One transaction. Adders wait for each other, so that no word gets into two groups."""

    def leading(self, words: Collection[str]) -> Mapping[str, UUID]:
        """Those of the words that lead to others already, and in which group."""

    def lock(self, id: UUID) -> KeptSynonyms:
        """Raises NotFound."""

    def add(self, id: UUID, synonyms: Synonyms, by: UserId) -> None: ...

    def save(self, kept: KeptSynonyms, by: UserId) -> None: ...

    def remove(self, id: UUID) -> None:
        """Nothing for one that is gone."""

    def handle(self, key: str, by: UserId | None) -> None:
        """Dealt with by; None is open again."""


class SearchWorks(Protocol):
    def begin(self) -> AbstractContextManager[SearchWork]:
        """Leaving it without an exception commits."""


@frozen
class AddSynonymsHandler:
    works: SearchWorks
    ids: Ids

    def __call__(self, visit: Visit, synonyms: Synonyms, miss: str = "") -> UUID:
        """`miss`: what was not found and is dealt with hereby. Raises SynonymsNotSound."""
        visit.authority.need(Permission.CHANGE_SEARCH)
        made = self.ids.new()
        with self.works.begin() as work:
            refuse_taken(work, synonyms, None)
            work.add(made, synonyms, visit.authority.user)
            if miss:
                work.handle(miss, visit.authority.user)
        return made


@frozen
class ChangeSynonymsHandler:
    works: SearchWorks

    def __call__(self, visit: Visit, id: UUID, seen: str, synonyms: Synonyms) -> None:
        """Raises NotFound, SynonymsNotSound, SynonymsChangedMeanwhile."""
        visit.authority.need(Permission.CHANGE_SEARCH)
        with self.works.begin() as work:
            kept = work.lock(id)
            if seen != str(kept.version):
                raise SynonymsChangedMeanwhile
            refuse_taken(work, synonyms, id)
            if synonyms != kept.synonyms:
                work.save(KeptSynonyms(id, synonyms, kept.version + 1), visit.authority.user)


@frozen
class RemoveSynonymsHandler:
    works: SearchWorks

    def __call__(self, visit: Visit, id: UUID) -> None:
        visit.authority.need(Permission.CHANGE_SEARCH)
        with self.works.begin() as work:
            work.remove(id)


@frozen
class HandleMissHandler:
    works: SearchWorks

    def __call__(self, visit: Visit, key: str, *, handled: bool) -> None:
        visit.authority.need(Permission.CHANGE_SEARCH)
        with self.works.begin() as work:
            work.handle(key, visit.authority.user if handled else None)


def refuse_taken(work: SearchWork, synonyms: Synonyms, own: UUID | None) -> None:
    """A word that leads to others in two groups would find what neither says. Raises SynonymsNotSound."""
    for word, group in work.leading(synonyms.typed).items():
        if group != own:
            raise SynonymsNotSound("taken", word)
