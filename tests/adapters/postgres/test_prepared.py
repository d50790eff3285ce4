"""A statement that a connection keeps prepared answers each time for the arguments of that time."""

from collections.abc import Iterator
from threading import Barrier, Thread

import psycopg
import pytest

from adapters.postgres.database import Database
from tests.servers import Servers

SAID = b"SELECT %(one)s::text, %(many)s::int[]"
DIVIDED = b"SELECT 1 / %(by)s::int"
PID = b"SELECT pg_backend_pid()"
ENDED = b"SELECT pg_terminate_backend(pg_backend_pid()), %(nothing)s::text"


@pytest.fixture(params=[1, 8], ids=["from the pool", "at hand"])
def database(servers: Servers, request: pytest.FixtureRequest) -> Iterator[Database]:
    database = Database(servers.database_url, size=request.param)
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


def test_a_connection_that_others_broke_is_told_once(servers: Servers) -> None:
    """Also one that is at hand: whoever asks next has another."""
    database = Database(servers.database_url, size=8)
    pid = database.row(PID, {})
    assert pid is not None and database.row(PID, {}) == pid
    with psycopg.connect(servers.database_url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", pid)
    with pytest.raises(psycopg.OperationalError):
        database.row(PID, {})
    assert database.row(PID, {}) != pid
    database.close()


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


def test_an_argument_that_is_named_twice_and_a_sign_that_is_none(database: Database) -> None:
    twice = b"SELECT %(one)s::text || %(two)s::text || %(one)s::text, 7 %% 4, '100%%'"
    assert database.row(twice, {"two": "-", "one": "a", "three": object()}) == ("a-a", 3, "100%")


def test_a_statement_that_cannot_be_prepared_is_refused_each_time(database: Database) -> None:
    for _ in range(2):
        with pytest.raises(psycopg.errors.UndefinedTable, match="nobody"):
            database.row(b"SELECT FROM nobody", {})
    assert database.row(DIVIDED, {"by": 1}) == (1,)


def test_an_argument_that_is_missing(database: Database) -> None:
    with pytest.raises(KeyError, match="by"):
        database.row(DIVIDED, {"to": 1})


def test_nobody_waits_for_the_interpreter_while_the_server_works(database: Database) -> None:
    done = list[bool]()
    sleeping = Thread(target=lambda: done.append(database.row(b"SELECT pg_sleep(0.3)::text", {}) == ("",)))
    sleeping.start()
    counted = 0
    while not done:
        counted += 1
    assert counted > 1000


def test_rows_told_late_are_those_of_then(database: Database) -> None:
    first = database.ask(SAID, {"one": "a", "many": [1, 2]})
    assert database.row(SAID, {"one": "b", "many": []}) == ("b", [])
    assert first.cells == [b"a", b"{1,2}"]
    assert first.rows() == [("a", [1, 2])]
    assert len(database.ask(b"SELECT 1 WHERE false", {})) == 0
