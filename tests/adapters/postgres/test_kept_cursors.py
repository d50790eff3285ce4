"""A cursor that a connection keeps for a statement answers each time for the arguments of that time."""

from collections.abc import Iterator
from threading import Barrier, Thread

import psycopg
import pytest

from adapters.postgres.database import Database
from tests.servers import Servers

SAID = b"SELECT %(one)s::text, %(many)s::int[]"
DIVIDED = b"SELECT 1 / %(by)s::int"
ENDED = b"SELECT pg_terminate_backend(pg_backend_pid()), %(nothing)s::text"


@pytest.fixture
def database(servers: Servers) -> Iterator[Database]:
    database = Database(servers.database_url, size=1)
    yield database
    database.close()


def test_arguments_of_other_types_and_lengths(database: Database) -> None:
    for one, many in (("a", [1]), (None, []), ("b", [2, 70_000]), (3, None), ("a", [1])):
        said = None if one is None else str(one)
        assert database.row(SAID, {"one": one, "many": many}) == (said, many)


def test_after_a_statement_that_failed(database: Database) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        database.row(DIVIDED, {"by": 0})
    assert database.row(DIVIDED, {"by": 1}) == (1,)


def test_a_connection_that_broke_takes_its_cursors_with_it(database: Database) -> None:
    assert database.row(DIVIDED, {"by": 1}) == (1,)
    with pytest.raises(psycopg.OperationalError):
        database.row(ENDED, {"nothing": None})
    assert database.row(DIVIDED, {"by": 1}) == (1,)


def test_threads_have_a_connection_each(database: Database) -> None:
    together, told = Barrier(4), dict[int, object]()

    def ask(n: int) -> None:
        together.wait()
        told[n] = [database.row(SAID, {"one": str(n), "many": [n]}) for _ in range(50)]

    threads = [Thread(target=ask, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == {n: [(str(n), [n])] * 50 for n in range(4)}
