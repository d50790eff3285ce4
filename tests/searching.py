"""The search of a fake index: whatever was typed is taken as it stands."""

from collections.abc import Callable, Sequence
from typing import Protocol

from application.search.find_goods import Found, Search
from domain.shared.ids import CategoryId, ProductId


class Texts(Protocol):
    def search(self, version: int, text: str, section: CategoryId | None) -> Sequence[ProductId]: ...


def searching(index: Texts) -> Callable[[Search], Found]:
    def find(search: Search) -> Found:
        section = search.sections[0] if search.sections else None
        return Found(search.only(index.search(1, search.text, section)), search.text)

    return find
