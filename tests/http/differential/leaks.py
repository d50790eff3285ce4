"""Portals that leak, each in the way that one careless change would bring about."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

import falcon
import psycopg
from attrs import define, field, frozen

StartResponse = Callable[..., Any]
Environ = dict[str, Any]
Headers = list[tuple[str, str]]


@define
class Door:
    """WSGI: what the application answers, told again by `change`."""

    app: Any

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        started: list[Any] = []
        body = b"".join(self.app(environ, lambda *told: started.extend(told[:2])))
        status, headers, body = self.change(environ, started[0], list(started[1]), body)
        others = [(name, value) for name, value in headers if name.lower() != "content-length"]
        start(status, [*others, ("Content-Length", str(len(body)))])
        return [body]

    def change(self, environ: Environ, status: str, headers: Headers, body: bytes) -> tuple[str, Headers, bytes]:
        return status, headers, body


@define
class Telling(Door):
    """Something of the stranger's stands at the end of every good answer, or in a header."""

    told: bytes
    header: str = ""

    def change(self, environ: Environ, status: str, headers: Headers, body: bytes) -> tuple[str, Headers, bytes]:
        if not status.startswith("200"):
            return status, headers, body
        return status, [*headers, ("X-Told", self.header)], body + self.told


@define
class CacheOfNobodys(Door):
    """Answers by address, whoever asks."""

    kept: dict[str, tuple[str, Headers, bytes]] = field(factory=dict)

    def change(self, environ: Environ, status: str, headers: Headers, body: bytes) -> tuple[str, Headers, bytes]:
        key = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}?{environ['QUERY_STRING']}"
        if key.startswith("GET ") and status.startswith("200"):
            self.kept.setdefault(key, (status, headers, body))
        return self.kept.get(key, (status, headers, body))


@define
class Oracle(Door):
    """What is another's is forbidden, and only what nobody has is not found."""

    hers: Mapping[str, str]

    def change(self, environ: Environ, status: str, headers: Headers, body: bytes) -> tuple[str, Headers, bytes]:
        is_hers = any(id in environ["PATH_INFO"] for id in self.hers.values())
        return ("403 Forbidden" if is_hers and status.startswith("404") else status), headers, body


@frozen
class Careless:
    """A new page that finds an order by its id and asks no further."""

    database: psycopg.Connection

    def on_get(self, req: falcon.Request, resp: falcon.Response, order: str) -> None:
        found = self.database.execute("SELECT comment FROM sales_order WHERE id::text = %s", [order]).fetchone()
        if found is None:
            raise falcon.HTTPNotFound
        resp.media = {"comment": found[0]}


class Untold:
    """A new page that takes a body which nothing tells of."""

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        resp.media = {"sum": str(len(req.bounded_stream.read()))}


def escaped(text: str) -> bytes:
    """As JSON writes what is not ASCII."""
    return b"".join(f"\\u{ord(letter):04x}".encode() for letter in text)


def entities(text: str) -> bytes:
    return "".join(f"&#{ord(letter)};" for letter in text).encode()


def in_address(text: str) -> str:
    return quote(quote(text))
