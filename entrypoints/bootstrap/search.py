"""Search: what buyers find, what the desk of its words is made of, the jobs that keep it up."""

from collections.abc import Sequence

from adapters.files.xlsx import XlsxSheets
from adapters.postgres.search.desk import PostgresSearchBook, PostgresSearchWorks
from adapters.postgres.search.finding import goods_found
from adapters.postgres.search.lookup import PostgresGoodsLookup
from adapters.postgres.search.managers import PostgresManagers
from adapters.postgres.search.misses import PostgresMisses
from adapters.postgres.search.names import PostgresGoodsNames
from adapters.postgres.search.vocabulary import PostgresVocabulary, ReadVocabulary
from application.access.ports import Limiter
from application.queries.assortment import Assortments
from application.queries.own_manager import OwnManagerQuery
from application.queries.suggestions import Suggest
from application.search.find_goods import FindGoods
from application.search_desk.book import SearchDeskQueries
from application.search_desk.change import (
    AddSynonymsHandler,
    ChangeSynonymsHandler,
    HandleMissHandler,
    RemoveSynonymsHandler,
)
from application.search_desk.files import ImportSynonymsHandler, SynonymsFileQuery
from application.shared.jobs import Job
from entrypoints.bootstrap.parts import Parts
from entrypoints.settings import Settings
from entrypoints.workplace.search.use_cases import SearchDeskUseCases


def buyers_search(parts: Parts) -> FindGoods:
    database = parts.database
    return FindGoods(PostgresGoodsLookup(database), PostgresVocabulary(database), PostgresMisses(database))


def suggest(parts: Parts, assortments: Assortments, limits: Limiter) -> Suggest:
    database = parts.database
    return Suggest(
        goods_found(database), PostgresVocabulary(database), PostgresGoodsNames(database), assortments, limits
    )


def own_manager(parts: Parts) -> OwnManagerQuery:
    return OwnManagerQuery(PostgresManagers(parts.database))


def search_desk(parts: Parts) -> SearchDeskUseCases:
    book, works, sheets = PostgresSearchBook(parts.database), PostgresSearchWorks(parts.database), XlsxSheets()
    return SearchDeskUseCases(
        SearchDeskQueries(book),
        AddSynonymsHandler(works, parts.ids),
        ChangeSynonymsHandler(works),
        RemoveSynonymsHandler(works),
        HandleMissHandler(works),
        SynonymsFileQuery(book, sheets),
        ImportSynonymsHandler(works, book, sheets, parts.ids),
    )


def search_jobs(settings: Settings) -> Sequence[Job]:
    # All words of half a million goods take longer to read than a page may wait for a statement.
    patient = Parts.of(settings, 1, timeout=0).database
    return [
        Job("search-words", 3, ReadVocabulary(patient)),
        Job("search-misses", 3600, PostgresMisses(patient).tidy),
    ]
