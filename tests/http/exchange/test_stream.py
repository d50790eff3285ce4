"""One stream for each base: in order, once, whatever dies in between."""

import threading

from application.exchange.apply_next import ATTEMPTS
from application.exchange.values import ConnectionId
from tests.http.exchange import files
from tests.http.exchange.portal import Portal


def received(exchange: Portal, *names: str) -> None:
    exchange.queue.asleep = True
    caller = exchange.login()
    for name in names:
        caller.send(name, files.catalogue(name))
        caller.ask("import", filename=name)


def test_messages_are_applied_in_the_order_in_which_they_came(exchange: Portal) -> None:
    received(exchange, "a.xml", "b.xml", "c.xml")

    assert exchange.apply(exchange.connection) == 3
    assert exchange.rows("SELECT state FROM inbox_message ORDER BY applied_at, id") == [("applied",)] * 3


def test_a_stream_in_another_s_hands_is_left_alone(exchange: Portal) -> None:
    received(exchange, "a.xml")

    with exchange.streams.claim(exchange.connection) as mine:
        assert mine
        assert exchange.apply(exchange.connection) == 0
    assert exchange.apply(exchange.connection) == 1


def test_streams_of_two_bases_do_not_wait_for_each_other(exchange: Portal) -> None:
    with exchange.streams.claim(exchange.connection) as first, exchange.streams.claim(ConnectionId(99)) as second:
        assert first
        assert second


def test_two_workers_apply_each_message_once(exchange: Portal) -> None:
    received(exchange, *(f"{n}.xml" for n in range(5)))

    workers = [threading.Thread(target=exchange.apply, args=(exchange.connection,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    exchange.apply(exchange.connection)
    assert exchange.catalogue.seen.count("ProductRecord") == 5


def test_a_message_that_keeps_failing_lets_the_stream_go_on(exchange: Portal) -> None:
    received(exchange, "a.xml", "b.xml")
    exchange.catalogue.failing = RuntimeError("unexpected")

    for _ in range(ATTEMPTS - 1):
        assert exchange.apply(exchange.connection) == 0
    assert exchange.one("SELECT state FROM inbox_message WHERE name = 'a.xml'") == "received"
    exchange.apply(exchange.connection)
    exchange.catalogue.failing = None
    exchange.apply(exchange.connection)

    assert exchange.rows("SELECT name, state, error_code FROM inbox_message ORDER BY id") == [
        ("a.xml", "refused", "internal"),
        ("b.xml", "applied", ""),
    ]
    assert all(str(error) == "unexpected" for error in exchange.errors)


def test_a_worker_that_died_leaves_the_message_in_line(exchange: Portal) -> None:
    received(exchange, "a.xml")
    exchange.inbox.begin(exchange.one("SELECT id FROM inbox_message"))

    assert exchange.apply(exchange.connection) == 1
    assert exchange.rows("SELECT state, attempts FROM inbox_message") == [("applied", 2)]
