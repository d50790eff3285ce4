"""The search of a fake index: whatever was typed is taken as it stands."""

from collections.abc import Callable

from application.queries.catalogue import CatalogIndex
from application.search.find_goods import Found, Search


def searching(index: CatalogIndex) -> Callable[[Search], Found]:
    def find(search: Search) -> Found:
        section = search.sections[0] if search.sections else None
        return Found(search.only(index.search(1, search.text, section)), search.text)

    return find
