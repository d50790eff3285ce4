"""Search: what buyers find, what the desk of its words is made of, the jobs that keep it up."""

from collections.abc import Sequence

from adapters.files.xlsx import XlsxSheets
from adapters.postgres.database import Database
from adapters.postgres.search.desk import PostgresSearchBook, PostgresSearchWorks
from adapters.postgres.search.goods_words import PostgresGoodsWords
from adapters.postgres.search.lookup import PostgresGoodsLookup
from adapters.postgres.search.managers import PostgresManagers
from adapters.postgres.search.misses import PostgresMisses
from adapters.postgres.search.names import PostgresGoodsNames
from adapters.search.words_folder import FolderWords
from application.access.ports import Limiter
from application.queries.assortment import Assortments
from application.queries.own_manager import OwnManagerQuery
from application.queries.suggestions import Suggest
from application.search.find_goods import FindGoods
from application.search.read_words import ReadWords
from application.search_desk.book import SearchDeskQueries
from application.search_desk.change import (
    AddSynonymsHandler,
    ChangeSynonymsHandler,
    HandleMissHandler,
    RemoveSynonymsHandler,
)
from application.search_desk.files import ImportSynonymsHandler, SynonymsFileQuery
from application.shared.jobs import Job
from entrypoints.bootstrap.parts import Parts, index_folder
from entrypoints.settings import Settings
from entrypoints.workplace.search.use_cases import SearchDeskUseCases


def buyers_search(parts: Parts) -> FindGoods:
    return FindGoods(PostgresGoodsLookup(parts.database), parts.words, PostgresMisses(parts.database))


def goods_found(parts: Parts) -> FindGoods:
    """For those who look something up themselves: what they do not find is no news to the seller's editors."""
    return FindGoods(PostgresGoodsLookup(parts.database), parts.words)


def suggest(parts: Parts, assortments: Assortments, limits: Limiter) -> Suggest:
    return Suggest(goods_found(parts), parts.words, PostgresGoodsNames(parts.database), assortments, limits)


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


def read_words(settings: Settings, database: Database) -> ReadWords:
    return ReadWords(PostgresGoodsWords(database), FolderWords(index_folder(settings)))


def search_jobs(settings: Settings) -> Sequence[Job]:
    # All words of half a million goods take longer to read than a page may wait for a statement.
    patient = Parts.of(settings, 1, timeout=0).database
    return [
        Job("search-words", 3, read_words(settings, patient)),
        Job("search-misses", 3600, PostgresMisses(patient).tidy),
    ]
