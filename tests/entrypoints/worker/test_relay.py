"""Relay and actors on a real database and a real queue: every event is consumed, and once."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import redis
from dramatiq import Worker

from adapters.postgres.database import Database
from adapters.postgres.outbox import Announcements, PostgresDueDeliveries, record
from adapters.redis.broker import make_broker
from adapters.redis.queue import RedisQueue
from application.shared.messages import QueueAway, wake
from application.shared.outbox import INVOICE, MAIL, MANAGER_MAIL, ONEC, price_list_asked
from entrypoints.worker.actors import UseCases, declare
from entrypoints.worker.relay import Relay
from tests.consequences import MemoryFiles, PostOffice, Trade, a_post_office, closed_port, consumers

PATIENCE = 15.0
OPEN = "SELECT count(*) FROM outbox_delivery WHERE done_at IS NULL"
OFFERED = "SELECT count(*) FROM order_offer WHERE order_id = {order} AND state = 'pending'"


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url, size=12)
    yield database
    with database.driver() as connection:
        connection.execute("UPDATE outbox_delivery SET done_at = now() WHERE done_at IS NULL")
    database.close()


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with a_post_office() as office:
        yield office


def a_relay(database: Database, redis_url: str, first: float = 0.2) -> Relay:
    due = PostgresDueDeliveries(database, first=first, longest=1.0)
    inside = {ONEC: consumers(database, None, MemoryFiles())[ONEC]}
    return Relay(due, Announcements(database.url), RedisQueue(make_broker(redis_url)), inside, poll=0.5)


def nothing(*_: object) -> None:
    """For actors that a test sends nothing to."""


@contextmanager
def relaying(relay: Relay) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=relay.run, args=(stop,), daemon=True)
    thread.start()
    yield
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


@contextmanager
def working(redis_url: str, told: dict[str, Callable[[int], None]], woken: list[int] | None = None) -> Iterator[None]:
    broker = make_broker(redis_url)
    apply_next: Callable[[int], object] = (lambda connection_id: None) if woken is None else woken.append
    use_cases = UseCases(
        apply_next, told[INVOICE], told[MAIL], told[MANAGER_MAIL], nothing, nothing, shrink_pictures=nothing,
        sort_upload=nothing, read_order_file=nothing,
    )  # fmt: skip
    declare(broker, use_cases)
    worker = Worker(broker, worker_timeout=100, worker_threads=4)
    worker.start()
    yield
    worker.stop()
    broker.close()


def test_an_asked_price_list_comes_to_its_actor(database: Database, redis_url: str) -> None:
    """The message names the outbox row, and the actor is found under the name that the relay sends to."""
    told: list[int] = []
    with database.driver() as connection:
        record(connection, [price_list_asked("00000000-0000-7000-8000-000000000001")])
        row = connection.execute("SELECT max(id) FROM outbox").fetchone()
    broker = make_broker(redis_url)
    use_cases = UseCases(
        nothing, nothing, nothing, nothing, nothing, told.append, shrink_pictures=nothing, sort_upload=nothing,
        read_order_file=nothing,
    )  # fmt: skip
    declare(broker, use_cases)
    worker = Worker(broker, worker_timeout=100, worker_threads=1)
    worker.start()
    with relaying(a_relay(database, redis_url)):
        until(lambda: bool(told))
    worker.stop()
    broker.close()
    assert row is not None
    assert set(told) == {row[0]}


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "did not come to pass"
        time.sleep(0.05)


def test_a_placed_order_reaches_everybody_once(database: Database, redis_url: str, office: PostOffice) -> None:
    files = MemoryFiles()
    told = consumers(database, office.mailer, files)
    with working(redis_url, told), relaying(a_relay(database, redis_url)):
        trade = Trade(database)
        until(lambda: trade.one(OPEN) == 0)

    assert trade.one(OFFERED) == 1
    assert trade.one("SELECT count(*) FROM document WHERE order_id = {order}") == 1
    # To the buyer: the order, the invoice; to the manager: the order.
    assert len({letter["Message-ID"] for letter in office.letters}) == len(office.letters) == 3


def test_a_message_delivered_many_times_is_consumed_once(
    database: Database, redis_url: str, office: PostOffice
) -> None:
    trade = Trade(database)
    queue = RedisQueue(make_broker(redis_url))
    for _ in range(20):
        queue.send("notify", "send_mail", trade.outbox_id)
        queue.send("documents", "render_invoice", trade.outbox_id)
    with working(redis_url, consumers(database, office.mailer, MemoryFiles())):
        until(lambda: trade.delivery(MAIL)[0] and trade.delivery(INVOICE)[0])
        until(lambda: queue.broker.do_qsize("notify") == 0 and queue.broker.do_qsize("documents") == 0)

    assert len(office.letters) == 1
    assert trade.one("SELECT count(*) FROM document WHERE order_id = {order}") == 1


def test_an_emptied_queue_is_filled_again(database: Database, redis_url: str, office: PostOffice) -> None:
    trade, relay = Trade(database), a_relay(database, redis_url)
    assert relay.once()
    redis.Redis.from_url(redis_url).flushdb()

    with working(redis_url, consumers(database, office.mailer, MemoryFiles())), relaying(relay):
        until(lambda: trade.one(OPEN) == 0)

    assert len(office.letters) == 3


def test_with_the_queue_away_1c_is_offered_the_order_and_the_rest_waits(
    database: Database, redis_url: str, office: PostOffice
) -> None:
    trade = Trade(database)
    with relaying(a_relay(database, f"redis://127.0.0.1:{closed_port()}/0")):
        until(lambda: trade.delivery(ONEC)[0])
        time.sleep(0.3)
    assert trade.one(OFFERED) == 1
    assert trade.delivery(MAIL) == trade.delivery(INVOICE) == (False, "")
    assert trade.one("SELECT max(attempts) FROM outbox_delivery WHERE done_at IS NULL") <= 1

    with working(redis_url, consumers(database, office.mailer, MemoryFiles())), relaying(a_relay(database, redis_url)):
        until(lambda: trade.one(OPEN) == 0)


def test_the_relay_survives_the_loss_of_its_connections(database: Database, redis_url: str) -> None:
    with relaying(a_relay(database, redis_url)):
        time.sleep(0.3)
        with database.driver() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        time.sleep(0.2)
        database.engine.dispose()
        trade = Trade(database)
        until(lambda: trade.delivery(ONEC)[0])


def test_an_order_that_no_base_knows_is_noted(database: Database, redis_url: str) -> None:
    trade = Trade(database)
    for table in ("contract", "seller_organization", "counterparty"):
        trade.one(f"UPDATE {table} SET connection_id = NULL")
    a_relay(database, redis_url).once()
    done, note = trade.delivery(ONEC)
    assert done
    assert "no ERP connection" in note


def test_a_wake_up_reaches_the_exchange(database: Database, redis_url: str) -> None:
    woken: list[int] = []
    with working(redis_url, consumers(database, None, MemoryFiles()), woken):
        assert wake(RedisQueue(make_broker(redis_url)), 7)
        until(lambda: woken == [7])


def test_a_wake_up_without_a_queue_is_left_to_the_clock() -> None:
    away = RedisQueue(make_broker(f"redis://127.0.0.1:{closed_port()}/0"))
    assert wake(away, 7) is False
    with pytest.raises(QueueAway):
        away.send("exchange", "apply_next", 7)
