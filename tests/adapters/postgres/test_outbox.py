"""The outbox on a real database: recorded with its cause, claimed apart, closed once."""

from collections.abc import Iterator

import psycopg
import pytest

from adapters.postgres.database import Database, driver
from adapters.postgres.outbox import (
    Announcements,
    PostgresDeliveries,
    PostgresDueDeliveries,
    PostgresFailures,
    record,
)
from application.shared.outbox import INVOICE, MAIL, MANAGER_MAIL, ONEC, Event, EventUnknown

PLACED = Event("order.placed", {"order_id": "018f0000-0000-7000-8000-000000000001"})
ALL = (INVOICE, MAIL, MANAGER_MAIL, ONEC)


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url)
    with database.driver() as connection:
        connection.execute("TRUNCATE outbox, outbox_delivery")
    yield database
    database.close()


def recorded(database: Database, *events: Event) -> None:
    with database.transaction() as connection:
        record(connection, events)


def rows(database: Database, statement: str) -> list[tuple[object, ...]]:
    with database.driver() as connection:
        return connection.execute(statement.encode()).fetchall()


def test_an_event_has_one_open_delivery_for_each_consumer(database: Database) -> None:
    recorded(database, PLACED, Event("document.issued", {"document_id": "1"}))

    found = rows(database, "SELECT kind, consumer FROM outbox JOIN outbox_delivery ON outbox_id = id ORDER BY 1, 2")

    assert found == [("document.issued", MAIL), *(("order.placed", consumer) for consumer in sorted(ALL))]


def test_an_event_is_as_lasting_as_its_cause(database: Database) -> None:
    def place_and_fail() -> None:
        with database.transaction() as connection:
            record(driver(connection), [PLACED])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        place_and_fail()

    assert rows(database, "SELECT FROM outbox") == []


def test_an_event_that_nobody_hears_is_refused(database: Database) -> None:
    with pytest.raises(EventUnknown):
        recorded(database, Event("order.forgotten", {}))


def test_many_events_are_one_statement(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.driver() as connection:
        said: list[object] = []
        monkeypatch.setattr(connection, "execute", lambda *given: said.append(given))
        record(connection, [PLACED] * 50)
        assert len(said) == 1


def test_a_claimed_delivery_is_put_off_and_comes_again(database: Database) -> None:
    recorded(database, PLACED)
    due = PostgresDueDeliveries(database, first=100, longest=300)

    assert len(due.claim(ALL, 10)) == 4
    assert due.claim(ALL, 10) == []
    seconds = rows(
        database,
        "SELECT DISTINCT attempts, round(extract(epoch FROM next_at - now()), -1) FROM outbox_delivery",
    )
    assert seconds == [(1, 100)]

    for expected in (200, 300, 300):
        rows(database, "UPDATE outbox_delivery SET next_at = now() RETURNING 1")
        assert len(due.claim(ALL, 10)) == 4
        after = "SELECT DISTINCT round(extract(epoch FROM next_at - now()), -1) FROM outbox_delivery"
        assert rows(database, after) == [(expected,)]


def test_what_could_not_be_sent_is_due_at_once(database: Database) -> None:
    recorded(database, PLACED)
    due = PostgresDueDeliveries(database)
    claimed = due.claim(ALL, 10)

    due.give_back(claimed[2:])

    assert sorted(due.claim(ALL, 10)) == sorted(claimed[2:])


def test_two_relays_share_the_deliveries(database: Database) -> None:
    recorded(database, PLACED, PLACED, PLACED)
    due = PostgresDueDeliveries(database)

    first, second = due.claim(ALL, 6), due.claim(ALL, 100)

    assert len(first) == len(second) == 6
    assert not set(first) & set(second)


def test_a_delivery_is_consumed_by_one_at_a_time_and_once(database: Database) -> None:
    recorded(database, PLACED)
    [(outbox_id, *_)] = rows(database, "SELECT id FROM outbox")
    assert isinstance(outbox_id, int)
    with database.transaction() as one, database.transaction() as other:
        mine, another = PostgresDeliveries(driver(one)), PostgresDeliveries(driver(other))
        assert mine.open(outbox_id, MAIL) == PLACED
        assert another.open(outbox_id, MAIL) is None
        assert another.open(outbox_id, INVOICE) == PLACED
        mine.close(outbox_id, MAIL)
    with database.transaction() as again:
        assert PostgresDeliveries(driver(again)).open(outbox_id, MAIL) is None


def test_a_failure_is_told_beside_the_open_delivery(database: Database) -> None:
    recorded(database, PLACED)
    [(outbox_id, *_)] = rows(database, "SELECT id FROM outbox")
    assert isinstance(outbox_id, int)

    PostgresFailures(database).note(outbox_id, MAIL, "MailRefused: 550")

    open_one = "SELECT error, done_at FROM outbox_delivery WHERE consumer = 'mail'"
    assert rows(database, open_one) == [("MailRefused: 550", None)]


def test_the_relay_is_woken_by_a_commit(database: Database, postgres_url: str) -> None:
    news = Announcements(postgres_url)
    news.listen()
    assert not news.wait(0.05)

    recorded(database, PLACED)

    assert news.wait(5)
    news.close()


def test_a_lost_connection_is_told_and_the_next_call_mends_it(database: Database, postgres_url: str) -> None:
    news = Announcements(postgres_url)
    news.listen()
    rows(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND query ~ '^LISTEN' AND datname = current_database()",
    )
    with pytest.raises(psycopg.OperationalError):
        news.wait(5)

    news.listen()
    recorded(database, PLACED)

    assert news.wait(5)
    news.close()
