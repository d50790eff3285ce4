"""What a request of 1C says: parameters, login, cookie, body. All of it bytes in one of two encodings."""

import binascii
from base64 import b64decode
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

import falcon

from application.exchange.sign_in import Login

COOKIE = "optovik_exchange"
BLOCK = 1 << 18
DRAINED = 256 << 20


def parameters(req: falcon.Request) -> dict[str, str]:
    """The query string, in which names of files may stand raw or encoded, in UTF-8 or in windows-1251.

    A plus is a plus: 1C does not write blanks so. Names of parameters are folded; of a repeated one the last counts.
    """
    found = {}
    for part in req.query_string.encode("latin-1", "replace").split(b"&"):
        name, _, value = part.partition(b"=")
        found[read(unquote_to_bytes(name)).strip().casefold()] = read(unquote_to_bytes(value))
    return found


def read(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1251", "replace")


def login_of(req: falcon.Request) -> Login | None:
    """None without a Basic header, or with one that is not base64 of `login:password`."""
    scheme, _, told = (req.auth or "").partition(" ")
    if scheme.casefold() != "basic":
        return None
    try:
        raw = b64decode(told.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    if b":" not in raw:
        return None
    found: dict[tuple[str, str], None] = {}
    for encoding in ("utf-8", "cp1251"):
        try:
            name, _, password = raw.decode(encoding).partition(":")
        except UnicodeDecodeError:
            continue
        found[name, password] = None
    return Login(tuple(found)) if found else None


def token_of(req: falcon.Request) -> str | None:
    return next(iter(req.get_cookie_values(COOKIE) or ()), None)


def body(req: falcon.Request) -> Iterator[bytes]:
    """In blocks, whether its length is told or it comes chunked."""
    stream: Any = req.bounded_stream if req.content_length is not None else req.env["wsgi.input"]
    if req.content_length is None and not comes_without_length(req):
        return
    while block := stream.read(BLOCK):
        yield block


def comes_without_length(req: falcon.Request) -> bool:
    chunked = "chunked" in (req.get_header("Transfer-Encoding") or "").lower()
    return chunked or bool(req.env.get("wsgi.input_terminated"))


def drain(blocks: Iterator[bytes]) -> None:
    """Read what is left, within reason: a client that is still sending does not hear the answer."""
    left = DRAINED
    for block in blocks:
        left -= len(block)
        if left < 0:
            return
