"""A client over HTTP: one connection, kept open, to whichever node answers."""

import json
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from typing import Any

from attrs import define, field, frozen

from entrypoints.prove.doors.shop import Broken, Unanswered

# Of one request; of one who repeats it; between two repeats.
PATIENCE, ENDURANCE, PAUSE = 20.0, 90.0, 0.05
COME_AGAIN = (502, 503, 504)


@frozen
class Answer:
    status: int
    body: Any
    cookies: str


@define
class Talk:
    """Goes to the other node when one breaks off, as a proxy would send it."""

    nodes: tuple[int, ...]
    headers: dict[str, str] = field(factory=dict)
    first: int = 0
    _ports: Any = field(init=False)
    _line: HTTPConnection | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        begin = self.first % len(self.nodes)
        self._ports = cycle(self.nodes[begin:] + self.nodes[:begin])

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Raises: Unanswered; Broken for a fault of the shop's."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = None if body is None else json.dumps(body).encode()
        content = {} if sent is None else {"Content-Type": "application/json"}
        try:
            line = self._line or self._connect()
            line.request(method, path, sent, {**self.headers, **content, **named})
            got = line.getresponse()
            text = got.read()
        except (OSError, HTTPException) as broken:
            self.hang_up()
            raise Unanswered(type(broken).__name__) from None
        if got.status in COME_AGAIN:
            raise Unanswered(f"HTTP {got.status}")
        if got.status >= 500:
            raise Broken(f"{method} {path}: HTTP {got.status} {text[:500].decode(errors='replace')}")
        told = json.loads(text) if text else None
        return Answer(got.status, told, got.headers.get("Set-Cookie", ""))

    def _connect(self) -> HTTPConnection:
        self._line = HTTPConnection("127.0.0.1", next(self._ports), timeout=PATIENCE)
        return self._line

    def hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None


def repeated(ask: Callable[[], Answer]) -> Answer:
    """Until there is an answer, of what may be repeated without harm. Raises: Broken when there is none in time."""
    until = time.monotonic() + ENDURANCE
    while True:
        try:
            return ask()
        except Unanswered as why:
            if time.monotonic() > until:
                raise Broken(f"no answer in {ENDURANCE:.0f} s: {why}") from None
            time.sleep(PAUSE)
