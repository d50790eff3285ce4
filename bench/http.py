"""A frugal HTTP client: one kept connection, bytes out, bytes in. What it costs is nobody's figure."""

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from threading import Thread
from urllib.parse import urlsplit


class Connection:
    def __init__(self, address: str) -> None:
        url = urlsplit(address)
        self.host = f"{url.hostname}:{url.port}"
        self._socket = socket.create_connection((url.hostname, url.port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes, wanted: int = 200) -> bytes:
        """The body. Raises: RuntimeError for another status than `wanted`."""
        self._socket.sendall(request)
        told = b""
        while (end := told.find(b"\r\n\r\n")) < 0:
            told += self._receive()
        head = told[:end].lower()
        status, length = int(head[9:12]), head.find(b"content-length:")
        size = int(head[length + 15 :].split(b"\r\n", 1)[0]) if length >= 0 else 0
        body = told[end + 4 :]
        while len(body) < size:
            body += self._receive()
        if status != wanted:
            raise RuntimeError(f"{request.split(b' HTTP', 1)[0]!r} is answered {status}: {body[:500].decode()}")
        return body

    def _receive(self) -> bytes:
        piece = self._socket.recv(262_144)
        if not piece:
            raise RuntimeError("the server closed the connection")
        return piece

    def close(self) -> None:
        self._socket.close()


@contextmanager
def connected(address: str) -> Iterator[Connection]:
    connection = Connection(address)
    try:
        yield connection
    finally:
        connection.close()


def get(address: str, path: str, headers: str = "", accept: str = "application/json") -> bytes:
    host = urlsplit(address).netloc
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\n{headers}\r\n".encode()


def post(address: str, path: str, body: bytes, headers: str = "") -> bytes:
    host = urlsplit(address).netloc
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{headers}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def in_turn(address: str, requests: Sequence[bytes], count: int) -> None:
    """`count` requests over one connection, one after another."""
    with connected(address) as connection:
        for n in range(count):
            connection.ask(requests[n % len(requests)])


def together(works: Sequence[Callable[[], None]]) -> None:
    """All at once, each in a thread. Raises the first error."""
    errors: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def rate(address: str, requests: Sequence[bytes], connections: int, seconds: float) -> float:
    """Answers a second over so many connections at once."""
    answered = [0] * connections

    def keep_asking(place: int) -> None:
        with connected(address) as connection:
            n = place
            while time.monotonic() < until:
                connection.ask(requests[n % len(requests)])
                n += connections
                answered[place] += 1

    began = time.monotonic()
    until = began + seconds
    together([partial(keep_asking, place) for place in range(connections)])
    return sum(answered) / (time.monotonic() - began)
