"""A connection that the server has ended is met once, whichever way it is used; whoever comes next has another."""

from collections.abc import Callable

import psycopg
import pytest
import sqlalchemy as sa

from adapters.postgres.database import Database, driver
from tests.servers import Servers

PID = "SELECT pg_backend_pid()"
Asking = Callable[[Database], object]


def by_core(database: Database) -> object:
    with database.connect() as connection:
        return connection.execute(sa.text(PID)).scalar()


def beside_core(database: Database) -> object:
    with database.connect() as connection:
        return only(driver(connection))


def by_driver(database: Database) -> object:
    with database.driver() as connection:
        return only(connection)


def in_transaction(database: Database) -> object:
    with database.transaction() as connection:
        return only(driver(connection))


def in_snapshot(database: Database) -> object:
    with database.snapshot() as connection:
        return only(connection)


def prepared(database: Database) -> object:
    row = database.row(PID.encode(), {})
    return row and row[0]


def only(connection: psycopg.Connection[tuple[object, ...]]) -> object:
    row = connection.execute(PID.encode()).fetchone()
    return row and row[0]


WAYS = [by_core, beside_core, by_driver, in_transaction, in_snapshot, prepared]


@pytest.mark.parametrize("ask", WAYS)
@pytest.mark.parametrize("size", [1, 8], ids=["from the pool", "at hand"])
def test_the_next_one_has_another(servers: Servers, ask: Asking, size: int) -> None:
    database = Database(servers.database_url, size)
    before = ask(database)
    assert ask(database) == before
    end(servers, before)
    with pytest.raises((psycopg.OperationalError, sa.exc.OperationalError)):
        ask(database)
    assert ask(database) not in (before, None)
    database.close()


def end(servers: Servers, pid: object) -> None:
    with psycopg.connect(servers.database_url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


@pytest.mark.parametrize("ask", WAYS)
@pytest.mark.parametrize("asked", [0, 1, 3])
def test_one_that_is_ended_amid_a_pipeline(servers: Servers, ask: Asking, asked: int) -> None:
    """As an order is written: libpq may not hold it for lost, and yet neither asks with it nor leaves the pipeline."""
    database = Database(servers.database_url, size=1)
    with pytest.raises(psycopg.OperationalError), database.transaction() as connection:
        pid = only(driver(connection))
        with driver(connection).pipeline():
            end(servers, pid)
            for _ in range(asked):
                driver(connection).execute(PID.encode())
    assert ask(database) not in (pid, None)
    database.close()


@pytest.mark.parametrize("ask", WAYS)
def test_one_that_comes_back_amid_something(servers: Servers, ask: Asking) -> None:
    database = Database(servers.database_url, size=1)
    with database.driver() as connection:
        pid = only(connection)
        connection.pgconn.enter_pipeline_mode()
        connection.pgconn.send_query_params(b"SELECT 1", None)
    assert ask(database) not in (pid, None)
    database.close()


def test_all_that_died_together_are_forgotten_together(servers: Servers) -> None:
    """A server that comes back costs one failure, not one for each connection that was kept."""
    database = Database(servers.database_url, size=8)
    with database.transaction() as one, database.transaction() as two:
        kept = [prepared(database), only(driver(one)), only(driver(two))]
    for pid in kept:
        end(servers, pid)
    with pytest.raises(psycopg.OperationalError):
        in_transaction(database)
    for ask in WAYS:
        assert ask(database) not in kept
    database.close()
