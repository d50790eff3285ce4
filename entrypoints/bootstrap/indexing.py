"""The catalogue index: who builds it, who is woken to build it, and who answers from it."""

from time import monotonic

from attrs import frozen

from adapters.postgres.catalogue import PostgresCatalogIndex
from adapters.postgres.claims import AdvisoryClaims
from adapters.postgres.index_journal import PostgresIndexJournal, PostgresReserved
from adapters.postgres.index_source import PostgresCatalogueTruth, Source
from adapters.redis.queue import RedisQueue
from adapters.search.catalog import IndexedCatalog
from adapters.search.editions import LOOK_EVERY, TAKE_EVERY, MappedEditions
from adapters.search.files import FolderIndexFiles
from adapters.system.beside import Beside, Every, Rests
from application.indexing.build import BuildIndex, IndexIsBehind
from application.shared.messages import wake_index
from application.shared.ports import Later, Rest, without_rest
from entrypoints.bootstrap.parts import Parts, index_folder
from entrypoints.settings import Settings

# Seams: a table of ratings or labels is named here with the statement that reads it (ADR 0030). The statement of an
# order tells product ids from the best, that of labels rows of (label, array of product ids).
BEST_RATED = "SELECT product_id FROM product_rating WHERE votes > 0 ORDER BY score DESC, votes DESC, product_id"
ORDERS = (Source("rating", BEST_RATED, "product_rating"),)
LABELS: tuple[Source, ...] = ()
# The part of the time that a file is worked at, by the builder or by the server for it, while another one answers.
BUILDING = 0.5
FOLLOW = Every("index", LOOK_EVERY)


def files(settings: Settings, rest: Rest = without_rest) -> FolderIndexFiles:
    return FolderIndexFiles(index_folder(settings), rest)


def truth(parts: Parts, rest: Rest = without_rest) -> PostgresCatalogueTruth:
    return PostgresCatalogueTruth(parts.database, ORDERS, LABELS, rest=rest)


def build_index(settings: Settings) -> BuildIndex:
    """Reads whole tables: on connections without a statement time-out."""
    parts, rest = Parts.of(settings, 2, timeout=0), Rests(part=BUILDING, clock=monotonic)
    return BuildIndex(
        truth(parts, rest), files(settings, rest), PostgresIndexJournal(parts.database), AdvisoryClaims(parts.database)
    )


def index_is_behind(parts: Parts, queue: RedisQueue) -> IndexIsBehind:
    return IndexIsBehind(truth(parts), files(parts.settings), lambda: wake_index(queue))


@frozen
class Index:
    """Of one process: all answer from the same editions. later: what comes with a new one is made ready beside."""

    catalog: IndexedCatalog
    editions: MappedEditions
    reserved: PostgresReserved
    journal: PostgresIndexJournal
    later: Later | None = None

    @classmethod
    def of(cls, parts: Parts, follow: Later | None = FOLLOW) -> "Index":
        """follow: what looks for new editions beside; without it whoever asks does."""
        editions = MappedEditions(index_folder(parts.settings), follow, rest=Rests(), pace=TAKE_EVERY)
        behind = PostgresCatalogIndex(parts.database)
        return cls(
            IndexedCatalog(editions, behind), editions, PostgresReserved(parts.database, Beside("reserved")),
            PostgresIndexJournal(parts.database), Beside("catalogue"),
        )  # fmt: skip

    def facts(self) -> dict[str, object]:
        """For the operator's probe."""
        newest = self.editions.newest()
        return {"version": None if newest is None else newest.version, "trouble": self.editions.trouble}
