"""What the seller's people do with the words of the search."""

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.search_desk.book import SearchDeskQueries
from application.search_desk.files import Imported
from domain.catalog.synonyms import Synonyms


class Handle(Protocol):
    def __call__(self, visit: Visit, key: str, *, handled: bool) -> None: ...


@frozen
class SearchDeskUseCases:
    read: SearchDeskQueries
    add: Callable[[Visit, Synonyms, str], UUID]
    change: Callable[[Visit, UUID, str, Synonyms], None]
    remove: Callable[[Visit, UUID], None]
    handle: Handle
    file: Callable[[Visit], bytes]
    take_file: Callable[[Visit, bytes], Imported]
