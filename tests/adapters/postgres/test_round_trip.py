"""Statements of a round trip go together, and fail together (ADR 0065)."""

from collections.abc import Iterator

import psycopg
import pytest

from adapters.postgres.database import Database, Driver, round_trip
from tests.servers import Servers, fresh_database


@pytest.fixture
def database(servers: Servers) -> Iterator[Database]:
    with fresh_database(servers.database_url, "together") as url:
        database = Database(url)
        with database.driver() as connection:
            connection.execute("CREATE SEQUENCE steps")
            connection.execute("CREATE TABLE told (id int PRIMARY KEY)")
        yield database
        database.close()


def one(connection: Driver, statement: str) -> int:
    row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return int(row[0])


def test_nothing_is_sent_before_the_end(database: Database) -> None:
    with database.driver() as connection, database.driver() as other:
        with round_trip(connection):
            connection.execute("SELECT nextval('steps')")
            connection.execute("SELECT nextval('steps')")
            assert not one(other, "SELECT is_called::int FROM steps")
        assert one(other, "SELECT last_value FROM steps") == 2


def test_who_asks_for_an_answer_gets_it_at_once_and_the_rest_later(database: Database) -> None:
    with database.driver() as connection:
        with round_trip(connection):
            first, second = connection.execute("SELECT 1"), connection.execute("SELECT 2")
            assert first.fetchone() == (1,)
            third = connection.execute("SELECT 3")
        assert (second.fetchone(), third.fetchone()) == ((2,), (3,))


def test_what_fails_in_a_transaction_of_one_trip_leaves_nothing(database: Database) -> None:
    """Three times, since what is asked often is prepared: what was not is not thought to be."""
    with database.driver() as connection:
        for _ in range(3):
            with pytest.raises(psycopg.errors.UniqueViolation), round_trip(connection):
                connection.execute("BEGIN")
                connection.execute("INSERT INTO told VALUES (1)")
                connection.execute("INSERT INTO told VALUES (1)")
                connection.execute("SELECT count(*) FROM told")
                connection.execute("COMMIT")
            connection.rollback()
            assert one(connection, "SELECT count(*) FROM told") == 0


def test_an_error_of_the_program_sends_what_was_said_before_it(database: Database) -> None:
    with database.driver() as connection:
        with pytest.raises(KeyError), round_trip(connection):
            connection.execute("INSERT INTO told VALUES (1)")
            raise KeyError
        assert one(connection, "SELECT count(*) FROM told") == 1


def test_more_than_fits_into_a_buffer_goes_both_ways(database: Database) -> None:
    text = "ё" * 200_000
    with database.driver() as connection:
        with round_trip(connection):
            asked = [connection.execute("SELECT %s::text", [text]) for _ in range(40)]
        assert all(cursor.fetchone() == (text,) for cursor in asked)
