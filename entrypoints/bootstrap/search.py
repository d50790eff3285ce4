"""Search: what buyers find, what the desk of its words is made of, the jobs that keep it up."""

from collections.abc import Sequence

from adapters.postgres.search.lookup import PostgresGoodsLookup
from adapters.postgres.search.misses import PostgresMisses
from adapters.postgres.search.vocabulary import PostgresVocabulary, ReadVocabulary
from application.search.find_goods import FindGoods
from application.shared.jobs import Job
from entrypoints.bootstrap.parts import Parts
from entrypoints.settings import Settings


def buyers_search(parts: Parts) -> FindGoods:
    database = parts.database
    return FindGoods(PostgresGoodsLookup(database), PostgresVocabulary(database), PostgresMisses(database))


def search_jobs(settings: Settings) -> Sequence[Job]:
    # All words of half a million goods take longer to read than a page may wait for a statement.
    patient = Parts.of(settings, 1, timeout=0).database
    return [
        Job("search-words", 3, ReadVocabulary(patient)),
        Job("search-misses", 3600, PostgresMisses(patient).tidy),
    ]
