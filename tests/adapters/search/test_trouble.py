"""What may befall index files, and the site that goes on with the one that it has."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from time import monotonic, sleep
from typing import NoReturn, cast

import psycopg
import pytest
from attrs import evolve
from structlog.testing import capture_logs

from adapters.postgres.catalogue_changes import MOST, tell_written
from adapters.postgres.claims import AdvisoryClaims
from adapters.postgres.database import Database, Driver
from adapters.postgres.index_journal import PostgresIndexJournal, PostgresReserved
from adapters.postgres.index_source import (
    PLACES_AT_ONCE,
    PostgresCatalogueTruth,
    PostgresReading,
    Source,
)
from adapters.search.editions import MappedEditions
from adapters.search.files import MANIFEST, FolderIndexFiles, read_manifest
from application.indexing.build import CLAIM, BuildIndex, IndexIsBehind
from application.indexing.ports import Mark, Reading
from application.pricing.price_order import GoodsOrder, KnowsItsGoods
from application.queries.facets import NO_PICKS, AskFacets, Facets, Within
from application.shared.ports import without_rest
from domain.shared.ids import ProductId, WarehouseId
from tests.capabilities import shows
from tests.shop import settle

OLDER = "SELECT WHERE pg_snapshot_xmin(pg_current_snapshot())::text::bigint > %s"
RAISE = "UPDATE catalogue_state SET catalogue_version = catalogue_version + 1"


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    settle(postgres_url) if not _is_settled(postgres_url) else None
    found = Database(postgres_url, 4, timeout=0)
    yield found
    found.close()


def _is_settled(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT FROM product LIMIT 1").fetchone() is not None


def builder(database: Database, root: Path) -> BuildIndex:
    return BuildIndex(
        PostgresCatalogueTruth(database), FolderIndexFiles(root), PostgresIndexJournal(database),
        AdvisoryClaims(database),
    )  # fmt: skip


def mapped(root: Path) -> MappedEditions:
    return MappedEditions(root, clock=iter(range(10**6)).__next__)


def raised(database: Database) -> None:
    with database.driver() as connection:
        connection.execute(RAISE)


def settled(database: Database) -> None:
    """Whatever was written is older than every open transaction of the server, other tests' as well: else all goods
    would be read once more, as what may have been written since.
    """
    with database.driver() as connection:
        written, until = connection.execute("SELECT pg_current_xact_id()::text::bigint").fetchone(), monotonic() + 60
        while connection.execute(OLDER, written).fetchone() is None:
            assert monotonic() < until
            sleep(0.05)


@shows("M106")
def test_the_index_follows_the_tables_and_the_web_process_swaps_it(database: Database, tmp_path: Path) -> None:
    build, editions = builder(database, tmp_path), mapped(tmp_path)
    assert editions.newest() is None
    settled(database)
    first = build()
    assert first is not None and first.is_whole
    held = editions.newest()
    assert held is not None and held.version == first.mark.version
    raised(database)
    second = build()
    assert second is not None and not second.is_whole
    newest = editions.newest()
    assert newest is not None and newest.version == held.version + 1
    # Who began with the older one reads on from it, and by its version it is found.
    assert list(held.goods(Within())) == list(newest.goods(Within()))
    assert editions.of(held.version) is held
    assert builder(database, tmp_path)() is None


@shows("M106")
def test_a_new_edition_answers_when_it_is_ready_and_nobody_waits_for_it(database: Database, tmp_path: Path) -> None:
    works: list[Callable[[], object]] = []
    build, editions = builder(database, tmp_path), mapped(tmp_path)
    editions.follow = works.append
    build()
    held = editions.newest()
    assert held is not None
    [look] = works
    held.facets(Within(), NO_PICKS, AskFacets())
    for _ in range(2):
        raised(database)
        build()
        assert editions.newest() is held
    look()
    newest = editions.newest()
    assert works == [look]
    assert newest is not None and newest.version == held.version + 2
    # What people were asking of the former one is worked out.
    worked_out = len(newest.kept)
    assert worked_out
    newest.facets(Within(), NO_PICKS, AskFacets())
    assert len(newest.kept) == worked_out


@shows("M106")
def test_while_file_comes_after_file_some_are_not_looked_into(database: Database, tmp_path: Path) -> None:
    """Each is work beside the requests; the last one answers in any case."""
    works: list[Callable[[], object]] = []
    now = [0.0]
    build, editions = builder(database, tmp_path), MappedEditions(tmp_path, works.append, lambda: now[0], pace=2.0)
    build()
    first = editions.newest()
    assert first is not None
    versions = list[int]()
    for seconds in (1.0, 0.9, 0.2, 1.0, 1.1):
        raised(database)
        build()
        now[0] += seconds
        works[0]()
        standing = editions.newest()
        assert standing is not None
        versions.append(standing.version - first.version)
    assert versions == [0, 0, 3, 3, 5]


@shows("M106")
def test_what_else_pages_of_a_version_are_made_of_is_read_before_it_answers(database: Database, tmp_path: Path) -> None:
    works: list[Callable[[], object]] = []
    read: list[tuple[int, int]] = []
    build, editions = builder(database, tmp_path), mapped(tmp_path)
    editions.follow = works.append

    def failing(version: int) -> NoReturn:
        raise psycopg.OperationalError

    def reading(version: int) -> None:
        standing = editions.newest()
        assert standing is not None
        read.append((version, standing.version))

    editions.beside += [failing, reading]
    build()
    held = editions.newest()
    assert held is not None and not read
    raised(database)
    build()
    with capture_logs() as logs:
        works[0]()
    assert read == [(held.version + 1, held.version)]
    newest = editions.newest()
    assert newest is not None and newest.version == held.version + 1
    [told] = [log for log in logs if log["event"] == "index.not-read-beside"]
    assert (told["version"], told["error"]) == (newest.version, "OperationalError")


def test_a_list_knows_its_goods_in_whichever_order(database: Database, tmp_path: Path) -> None:
    build, editions = builder(database, tmp_path), mapped(tmp_path)
    build()
    answers = editions.newest()
    assert answers is not None
    listed = answers.ordered(answers.goods(Within()), GoodsOrder.NAME)
    assert isinstance(listed, KnowsItsGoods)
    ids = sorted(listed)
    assert len(ids) > 1 and listed.are(ids) and listed.are(ids[::-1])
    for others in (ids[:-1], [*ids[:-1], max(ids) + 1], [*ids, max(ids) + 1], [*ids[:-1], ids[0]], []):
        assert not listed.are(others)


def test_of_versions_that_tell_what_they_wrote_nothing_else_is_looked_for(database: Database) -> None:
    """And of one that does not tell, or of no other version, the tables are looked through."""
    truth = PostgresCatalogueTruth(database, few=1)
    touch = "UPDATE product SET message_id = coalesce(message_id, 0) + 1 WHERE id = ANY(%s)"

    def written(*ids: int, tells: list[int] | None = None, raises: bool = True) -> set[int]:
        settled(database)
        since = truth.mark()
        with database.driver() as connection, connection.transaction():
            connection.execute(touch, [[*ids]])
            if raises:
                connection.execute(RAISE)
            if tells is not None:
                tell_written(connection, tells, moves=False)
        with truth.read(since) as reading:
            assert reading.changed is not None
            return set(reading.changed)

    assert written(1, 2, tells=[2]) == {2}
    assert written(1, tells=[]) == set()
    assert {1, 2} <= written(1, 2)
    assert {3} <= written(3, raises=False)
    too_many = list(range(1, MOST + 2))
    assert {1} <= written(1, tells=too_many) < set(too_many)


def test_who_tells_what_he_wrote_tells_whether_others_were_moved(database: Database) -> None:
    """Of a version that does not tell, or of no other version, nobody knows."""
    truth = PostgresCatalogueTruth(database)

    def moved(*told: bool | None) -> bool:
        since = truth.mark()
        with database.driver() as connection:
            for moves in told:
                with connection.transaction():
                    connection.execute(RAISE)
                    if moves is not None:
                        tell_written(connection, [1], moves=moves)
        with truth.read(since) as reading:
            return reading.moved

    assert not moved(False) and not moved(False, False)
    assert moved(True) and moved(True, False) and moved(False, True)
    assert moved(None) and moved(False, None, False) and moved()
    with truth.read(None) as reading:
        assert reading.moved


def test_goods_that_are_told_are_looked_for_in_sections(database: Database) -> None:
    first, many = 5_000_000, 2 * PLACES_AT_ONCE + 1
    rows = [(first + n, 1 + n % 3) for n in range(many)] + [(first + n, 7) for n in range(0, many, 2)]
    with database.driver() as connection, connection.transaction(force_rollback=True):
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO product_category (product_id, category_id) VALUES (%s, %s)", rows)
        reading = PostgresReading(connection, Mark(1, 1, 1, 1), None, True, (), (), (), without_rest)
        told = reading.places([first + n for n in range(1, many)])
        found = [(id, section) for section, ids in told for id in ids]
    assert sorted(found) == sorted(row for row in rows if row[0] > first)


def test_an_edition_that_moves_no_goods_between_sections_has_the_same_tree(database: Database, tmp_path: Path) -> None:
    build, editions = builder(database, tmp_path), mapped(tmp_path)
    with database.driver() as connection:
        connection.execute("INSERT INTO category (connection_id, erp_id, name, told) VALUES (1, 'tree', 'Ель', true)")
    raised(database)
    build()
    first = editions.newest()
    raised(database)
    build()
    second = editions.newest()
    assert first is not None and second is not None and first is not second
    assert second.tree.version > first.tree.version
    assert second.tree.sections is first.tree.sections
    with database.driver() as connection:
        connection.execute("UPDATE category SET name = name || '.' WHERE told")
    raised(database)
    build()
    third = editions.newest()
    assert third is not None
    assert [section.name[-1] for section in third.tree.sections.values()] == ["."] * len(first.tree.sections) != []


def test_an_edition_knows_what_was_written_since_the_ones_before_it(database: Database, tmp_path: Path) -> None:
    truth = PostgresCatalogueTruth(database, few=1)
    build, editions = evolve(builder(database, tmp_path), truth=truth), mapped(tmp_path)
    touch = "UPDATE product SET message_id = coalesce(message_id, 0) + 1 WHERE id = ANY(%s)"

    def version(written: list[int]) -> int:
        with database.driver() as connection:
            connection.execute(touch, [written])
        settled(database)
        raised(database)
        built = build()
        assert built is not None
        found = editions.newest()
        assert found is not None
        return found.version

    def told(since: int, until: int) -> set[int] | None:
        found = editions.written(since, until)
        return None if found is None else set(found)

    first = version([1])
    assert told(first, first) == set()
    second, third = version([2, 3]), version([3, 4])
    assert told(second, second) == set()
    # What was written while another transaction was open may come once more.
    lately = told(second, third)
    assert lately is not None
    assert {3, 4} <= lately
    assert 1 not in lately
    assert told(first, third) == {2} | lately
    assert told(first - 1, third) is None
    assert told(second, third + 1) is None
    raised(database)
    with truth.read(None) as reading:
        build.files.build(reading)
    whole = editions.newest()
    assert whole is not None
    assert told(third, whole.version) is None, "a file that was made whole knows nothing of those before it"


def test_what_was_asked_before_there_was_an_edition_may_be_older_than_the_first(
    database: Database, tmp_path: Path
) -> None:
    build, late, early = builder(database, tmp_path), mapped(tmp_path), mapped(tmp_path)
    assert early.newest() is None
    build()
    answers = early.newest()
    assert answers is not None
    assert late.newest() is not None
    assert early.written(answers.version, answers.version) is None
    assert late.written(answers.version, answers.version) == []


def test_two_files_are_kept(database: Database, tmp_path: Path) -> None:
    build = builder(database, tmp_path)
    for _ in range(4):
        raised(database)
        build()
    names = {file.name for file in read_manifest(tmp_path).files}
    assert len(names) == 2
    assert names == {path.name for path in tmp_path.glob("*.index")}


@shows("M106")
def test_whoever_holds_an_edition_reads_on_when_another_answers(database: Database, tmp_path: Path) -> None:
    build, editions = builder(database, tmp_path), mapped(tmp_path)
    build()
    held = editions.newest()
    assert held is not None

    def told() -> tuple[Facets, list[int], list[ProductId]]:
        goods = held.goods(Within())
        return held.facets(Within(), NO_PICKS, AskFacets()), list(goods), list(held.ordered(goods, GoodsOrder.NAME))

    before = told()
    with database.driver() as connection:
        connection.execute("UPDATE product SET deleted = true WHERE id = (SELECT min(id) FROM product)")
    try:
        raised(database)
        build()
        after = editions.newest()
        assert after is not None and len(after.goods(Within())) < len(before[1])
        assert (len(held.kept), len(held.lists), len(held.edition.unpacked)) == (0, 0, 0)
        assert told() == before
    finally:
        with database.driver() as connection:
            connection.execute("UPDATE product SET deleted = false WHERE id = (SELECT min(id) FROM product)")


def test_a_broken_file_is_told_and_the_one_that_stands_answers(database: Database, tmp_path: Path) -> None:
    build, editions = builder(database, tmp_path), mapped(tmp_path)
    build()
    held = editions.newest()
    raised(database)
    build()
    newest = tmp_path / read_manifest(tmp_path).files[0].name
    content = bytearray(newest.read_bytes())
    content[len(content) // 2] ^= 255
    newest.unlink()
    newest.write_bytes(content)
    with capture_logs() as logs:
        assert editions.newest() is held
    assert [line["event"] for line in logs] == ["index.not-mapped"]
    assert editions.trouble == "IndexBroken"
    # The next one is made from nothing but the tables, and takes its place.
    raised(database)
    built = build()
    assert built is not None and built.is_whole
    after = editions.newest()
    assert after is not None and after.version == built.mark.version
    assert editions.trouble == ""


def test_a_manifest_that_cannot_be_read_is_no_index(database: Database, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(b"{half")
    assert mapped(tmp_path).newest() is None
    assert builder(database, tmp_path)() is not None
    assert mapped(tmp_path).newest() is not None


class Failing(FolderIndexFiles):
    def build(self, reading: Reading) -> NoReturn:
        raise OSError("no room")


def test_a_failure_is_written_down_and_taken_back_by_the_next_file(database: Database, tmp_path: Path) -> None:
    journal = PostgresIndexJournal(database)
    failing = BuildIndex(
        PostgresCatalogueTruth(database), Failing(tmp_path), journal, AdvisoryClaims(database)
    )
    for _ in range(2):
        with pytest.raises(OSError, match="no room"):
            failing()
    state = journal.state()
    assert (state.failure, state.failures, state.is_current) == ("OSError", 2, False)
    builder(database, tmp_path)()
    state = journal.state()
    assert (state.failure, state.failures, state.is_current) == ("", 0, True)
    assert state.goods == 8


def test_only_one_builds_at_a_time(database: Database, tmp_path: Path) -> None:
    build = builder(database, tmp_path)
    with AdvisoryClaims(database)(CLAIM) as mine:
        assert mine
        assert build() is None
    assert build() is not None


def test_a_worker_is_woken_once_for_the_same_news(database: Database, tmp_path: Path) -> None:
    woken, now = list[int](), [0.0]

    def wake() -> bool:
        woken.append(1)
        return True

    behind = IndexIsBehind(Still(database), FolderIndexFiles(tmp_path), wake, lambda: now[0])
    behind()
    behind()
    assert len(woken) == 1
    now[0] = 20.0
    behind()
    assert len(woken) == 2


class Still(PostgresCatalogueTruth):
    """The server counts what was written with some delay; here it is given the time."""

    def mark(self) -> Mark:
        return Mark(7, 1, 1, 0)


@shows("M015")
def test_a_source_of_ratings_gives_an_order_and_goods_without_one_come_last(
    database: Database, tmp_path: Path
) -> None:
    with database.driver() as connection:
        connection.execute("CREATE TABLE judged AS SELECT id AS product_id, id % 3 AS score FROM product WHERE id < 4")
    sources = (
        Source("rating", "SELECT product_id FROM judged ORDER BY score DESC, product_id", "judged"),
        Source("other", "SELECT product_id FROM not_there", "not_there"),
    )
    truth = PostgresCatalogueTruth(database, sources, (Source("labels", "SELECT 'hit', '{2,3}'::int[]", "judged"),))
    with truth.read(None) as reading:
        FolderIndexFiles(tmp_path).build(reading)
    found = mapped(tmp_path).newest()
    assert found is not None
    assert GoodsOrder.RATING in found.orders
    ordered = list(found.ordered(found.goods(Within()), GoodsOrder.RATING))
    assert ordered[:3] == [2, 1, 3]
    assert len(ordered) == 8
    assert set(found.edition.head.labels) == {"hit"}


def test_what_was_reserved_since_is_not_in_stock(database: Database, tmp_path: Path) -> None:
    builder(database, tmp_path)()
    found, place = mapped(tmp_path).newest(), WarehouseId(1)
    assert found is not None
    stocked = found.goods(Within(places=(place,), in_stock=True))
    assert len(stocked) == 8
    with database.driver() as connection:
        connection.execute(
            "INSERT INTO stock_line (variant_id, warehouse_id, held)"
            " SELECT id, 1, 100000 FROM variant WHERE product_id IN (3, 4)"
        )
        connection.execute("UPDATE stock SET free = 100001 WHERE variant_id = 4 AND warehouse_id = 1")
    gone = PostgresReserved(database).gone([place])
    assert dict(gone.at) == {1: [3]}
    left = found.goods(Within(places=(place,), in_stock=True, gone=gone))
    assert set(stocked) - set(left) == {3}


def test_who_asks_first_waits_and_a_reading_that_failed_is_read_again(database: Database) -> None:
    with database.driver() as connection:
        connection.execute(
            "INSERT INTO stock_line (variant_id, warehouse_id, held) SELECT id, 1, 100000 FROM variant"
            " WHERE product_id = 5 ON CONFLICT (variant_id, warehouse_id) DO UPDATE SET held = 100000"
        )

    class Gone:
        """The database before it is back."""

        is_back = False

        def driver(self) -> AbstractContextManager[Driver]:
            if not self.is_back:
                raise psycopg.OperationalError("the server is gone")
            return database.driver()

    gone, later = Gone(), list[Callable[[], object]]()
    reserved = PostgresReserved(cast(Database, gone), later.append)
    place = WarehouseId(1)
    with pytest.raises(psycopg.OperationalError):
        reserved.gone([place])
    gone.is_back = True
    assert 5 in reserved.gone([place]).at[place]
    assert later == []
