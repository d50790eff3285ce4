"""The clock: jobs when their time has come, one at a time among all processes, stopped within two seconds."""

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext

import pytest

from adapters.postgres.claims import AdvisoryClaims
from adapters.postgres.database import Database
from adapters.postgres.housekeeping import ExchangeWakeUps, Housekeeping
from adapters.postgres.outbox import Announcements, PostgresDueDeliveries
from adapters.redis.broker import make_broker
from adapters.redis.queue import RedisQueue
from application.shared.jobs import Job
from entrypoints.scheduler import Clockwork, run
from entrypoints.worker.relay import Relay
from tests.consequences import Trade


def always(name: str) -> AbstractContextManager[bool]:
    return nullcontext(True)


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url)
    yield database
    database.close()


def test_a_job_runs_when_its_time_has_come() -> None:
    ran: list[str] = []
    jobs = [Job("often", 0, lambda: ran.append("often")), Job("seldom", 3600, lambda: ran.append("seldom"))]
    clockwork = Clockwork(jobs, always)
    for _ in range(3):
        clockwork.once(time.monotonic())
    assert ran == ["often", "seldom", "often", "often"]


def test_a_job_that_fails_harms_no_other_and_comes_again() -> None:
    ran: list[str] = []

    def fail() -> None:
        ran.append("failing")
        raise RuntimeError

    clockwork = Clockwork([Job("failing", 0, fail), Job("other", 0, lambda: ran.append("other"))], always)
    clockwork.once(time.monotonic())
    clockwork.once(time.monotonic())
    assert ran == ["failing", "other"] * 2


def test_a_job_is_done_by_one_scheduler_at_a_time(database: Database) -> None:
    claims = AdvisoryClaims(database)
    with claims("expiry") as mine, claims("expiry") as another, claims("sweep") as different:
        assert (mine, another, different) == (True, False, True)
    with claims("expiry") as again:
        assert again


def test_a_scheduler_stops_within_two_seconds_whatever_it_is_doing(database: Database, redis_url: str) -> None:
    begun, stop = threading.Event(), threading.Event()

    def long() -> None:
        begun.set()
        time.sleep(10)

    queue = RedisQueue(make_broker(redis_url))
    relay = Relay(PostgresDueDeliveries(database), Announcements(database.url), queue, {})
    clockwork = Clockwork([Job("long", 1, long)], AdvisoryClaims(database))
    scheduler = threading.Thread(target=run, args=(relay, clockwork, stop))
    scheduler.start()
    assert begun.wait(5)

    stop.set()
    scheduler.join(2)

    assert not scheduler.is_alive()


def test_old_keys_and_sessions_go_and_fresh_ones_stay(database: Database) -> None:
    trade = Trade(database)
    with database.driver() as connection:
        for key, at in (("old", "now() - interval '25 hours'"), ("fresh", "now() - interval '23 hours'")):
            connection.execute(
                "INSERT INTO idempotency_key (principal, operation, key, request_hash, created_at) "
                f"VALUES (%s, 'o', %s, '', {at})".encode(),
                [trade.ids["user"], key],
            )
        for token, at in (("old", "now() - interval '1 minute'"), ("fresh", "now() + interval '1 hour'")):
            connection.execute(
                f"INSERT INTO session (token_hash, user_id, csrf, expires_at) VALUES (%s, %s, '', {at})".encode(),
                [token.encode(), trade.ids["user"]],
            )
    housekeeping = Housekeeping(database)

    assert (housekeeping.idempotency_keys(), housekeeping.sessions()) == (1, 1)

    assert trade.one("SELECT string_agg(key, '') FROM idempotency_key") == "fresh"
    assert trade.one("SELECT count(*) FROM session") == 1


def test_an_old_event_goes_when_everybody_has_heard_of_it(database: Database) -> None:
    trade, housekeeping = Trade(database), Housekeeping(database)
    trade.one("UPDATE outbox SET at = now() - interval '91 days'")
    assert housekeeping.events() == 0

    trade.one("UPDATE outbox_delivery SET done_at = now()")

    assert housekeeping.events() >= 1
    assert trade.one("SELECT count(*) FROM outbox_delivery") == 0


def test_a_connection_with_an_unapplied_message_is_woken_by_the_clock(database: Database) -> None:
    trade = Trade(database)
    trade.one(
        "INSERT INTO inbox_message (connection_id, kind, name, state) "
        "SELECT connection_id, 'catalog', 'import.xml', state "
        "FROM counterparty, (VALUES ('received'), ('applied')) v (state) WHERE id = {party}"
    )
    woken: list[int] = []

    def wake(connection_id: int) -> bool:
        woken.append(connection_id)
        return True

    assert ExchangeWakeUps(database, wake)() == 1
    assert woken == [trade.one("SELECT connection_id FROM counterparty WHERE id = {party}")]
