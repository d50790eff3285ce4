"""Synonyms and what was not found, as the seller's people read them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from domain.access.permission import Permission
from domain.catalog.synonyms import Synonyms


@frozen
class SynonymsRow:
    id: UUID
    synonyms: Synonyms
    version: int
    by: str
    at: datetime


@frozen
class MissRow:
    """clients: how many asked, at most a hundred told apart; 0 where only the seller's people did."""

    key: str
    text: str
    times: int
    clients: int
    last_at: datetime
    handled_at: datetime | None
    handled_by: str


@frozen
class Page:
    """Of a list: `text` filters it."""

    text: str = ""
    offset: int = 0
    limit: int = 50


@frozen
class MissPage:
    """handled: what was dealt with instead of what is open. often: by how often, else the latest first."""

    page: Page
    handled: bool = False
    often: bool = True


class SearchBook(Protocol):
    def synonyms(self, page: Page) -> tuple[Sequence[SynonymsRow], int]:
        """Those of which a word holds the text, by their first words; and how many there are."""

    def one(self, id: UUID) -> SynonymsRow:
        """Raises NotFound."""

    def every(self) -> Sequence[Synonyms]: ...

    def misses(self, ask: MissPage) -> tuple[Sequence[MissRow], int]: ...

    def miss(self, key: str) -> MissRow:
        """Raises NotFound."""


@frozen
class SearchDeskQueries:
    book: SearchBook

    def synonyms(self, visit: Visit, page: Page) -> tuple[Sequence[SynonymsRow], int]:
        visit.authority.need(Permission.SEE_SEARCH)
        return self.book.synonyms(page)

    def one(self, visit: Visit, id: UUID) -> SynonymsRow:
        """Raises NotFound."""
        visit.authority.need(Permission.SEE_SEARCH)
        return self.book.one(id)

    def misses(self, visit: Visit, ask: MissPage) -> tuple[Sequence[MissRow], int]:
        visit.authority.need(Permission.SEE_SEARCH)
        return self.book.misses(ask)

    def miss(self, visit: Visit, key: str) -> MissRow:
        """Raises NotFound."""
        visit.authority.need(Permission.SEE_SEARCH)
        return self.book.miss(key)
