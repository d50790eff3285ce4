"""A Bank of Russia at a real socket, for a test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Thread

from attrs import frozen

from simulators.cbr.answers import Switches
from simulators.cbr.web import utc_now, web


@frozen
class Bank:
    url: str
    switches: Switches


@contextmanager
def a_bank(*on: str, delay: float = 15.0, now: Callable[[], datetime] = utc_now) -> Iterator[Bank]:
    switches = Switches(set(on), delay)
    server = web(switches, "127.0.0.1", 0, now)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield Bank(f"http://127.0.0.1:{server.server_address[1]}/scripts", switches)
    finally:
        server.shutdown()
        server.server_close()
