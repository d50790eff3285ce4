"""The pages under the menu's entry «Search words»."""

from typing import Any

import falcon

from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.search.pages import (
    MISSES,
    SYNONYMS,
    Misses,
    NewSynonyms,
    OneGroup,
    SearchDesk,
    SynonymsFile,
    SynonymsList,
    TakeFile,
)
from entrypoints.workplace.search.use_cases import SearchDeskUseCases


def search_routes(app: "falcon.App[Any, Any]", staff: StaffDesk, words: SearchDeskUseCases) -> None:
    desk = SearchDesk(staff, words)
    synonyms = SynonymsList(desk)
    app.add_route(MISSES, Misses(desk))
    app.add_route(SYNONYMS, synonyms)
    app.add_route(f"{SYNONYMS}/new", NewSynonyms(desk))
    app.add_route(f"{SYNONYMS}/synonyms.xlsx", SynonymsFile(desk))
    app.add_route(f"{SYNONYMS}/import", TakeFile(synonyms))
    app.add_route(f"{SYNONYMS}/{{synonyms:uuid}}", OneGroup(desk))
