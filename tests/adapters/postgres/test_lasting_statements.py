"""Prepared statements outlive a rollback, and nothing wrong outlives it with them (ADR 0062)."""

from collections.abc import Iterator

import psycopg
import pytest

from adapters.postgres.database import MOST_PREPARED, Database, Driver
from tests.servers import Servers, fresh_database

ASKED = "SELECT name FROM told WHERE id = %s"


@pytest.fixture
def connection(servers: Servers) -> Iterator[Driver]:
    with fresh_database(servers.database_url, "lasting") as url:
        database = Database(url)
        with database.driver() as connection:
            connection.execute("CREATE TEMP TABLE told (id int PRIMARY KEY, name text NOT NULL)")
            connection.execute("INSERT INTO told VALUES (1, 'one')")
            yield connection
        database.close()


def prepared(connection: Driver) -> int:
    row = connection.execute("SELECT count(*) FROM pg_prepared_statements", prepare=False).fetchone()
    assert row is not None
    return int(row[0])


def refused(connection: Driver, statement: str = "SELECT 1") -> None:
    with connection.transaction():
        connection.execute(statement.encode(), prepare=True)
        raise psycopg.Rollback


def test_a_refused_transaction_costs_the_next_one_no_planning(connection: Driver) -> None:
    connection.execute(ASKED, [1], prepare=True)
    refused(connection, ASKED.replace("%s", "2"))
    before = prepared(connection)

    assert connection.execute(ASKED, [1], prepare=True).fetchall() == [("one",)]
    connection.execute(ASKED.replace("%s", "2"), prepare=True)
    assert before == prepared(connection) == 2


def test_what_was_not_prepared_is_prepared_again(connection: Driver) -> None:
    """A statement that failed, and those behind it in one round trip, are not thought to be there."""
    for _ in range(3):
        with pytest.raises(psycopg.errors.UndefinedTable), connection.transaction(), connection.pipeline():
            connection.execute("SELECT FROM nobody", prepare=True)
            connection.execute(ASKED, [1], prepare=True)
    assert connection.execute(ASKED, [1], prepare=True).fetchall() == [("one",)]

    for _ in range(3):
        with pytest.raises(psycopg.errors.UniqueViolation), connection.transaction():
            connection.execute("INSERT INTO told VALUES (%s, 'again')", [1], prepare=True)
    connection.execute("INSERT INTO told VALUES (%s, 'again')", [2], prepare=True)


def test_a_table_made_anew_is_found(connection: Driver) -> None:
    connection.execute(ASKED, [1], prepare=True)
    with connection.transaction():
        connection.execute("DROP TABLE told")
        connection.execute("CREATE TEMP TABLE told (id int PRIMARY KEY, name text NOT NULL)")
        connection.execute("INSERT INTO told VALUES (1, 'another')")
    assert connection.execute(ASKED, [1], prepare=True).fetchall() == [("another",)]
    with connection.transaction():
        connection.execute("DROP TABLE told")
        raise psycopg.Rollback
    assert connection.execute(ASKED, [1], prepare=True).fetchall() == [("another",)]


def test_a_connection_keeps_so_many_and_no_more(connection: Driver) -> None:
    for number in range(MOST_PREPARED + 20):
        connection.execute(f"SELECT {number}".encode(), prepare=True)
    assert prepared(connection) <= MOST_PREPARED + 1
