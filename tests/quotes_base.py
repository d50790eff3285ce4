"""The service of a base for the prices of carts, over a real socket: its own prices are the portal's times a factor,
and it misbehaves in the manners of the twin.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from attrs import define, field

from simulators.onec.quotes import MANNERS

LOGIN, PASSWORD = "портал", "сезам"


@define
class QuotesBase:
    """manner: one of the twin's, or trickle (a byte at a time), huge, moved (a redirect), or ones of our own below.

    `open` is set while it may answer; a silent one waits for it. thinks: what happens while it is being waited for.
    """

    manner: str = "normal"
    factor: str = "1"
    holds: timedelta = timedelta(minutes=15)
    url: str = ""
    asked: list[dict[str, Any]] = field(factory=list)
    authorized: list[str] = field(factory=list)
    open: Event = field(factory=Event)
    thinks: Callable[[], object] = lambda: None

    def answer(self, asked: dict[str, Any]) -> bytes:
        lines = [
            {
                "line": line["line"],
                "price": str(round(Decimal(line["price"] or "50") * Decimal(self.factor), 2)),
                "currency": line["currency"],
                "vat_included": line["vat_included"],
            }
            for line in asked["lines"]
        ]
        told = {
            "request_id": asked["request_id"],
            "cart_hash": asked["cart_hash"],
            "valid_until": (datetime.now(UTC) + self.holds).isoformat(),
            "lines": lines,
        }
        said = MANNERS[self.manner](told) if self.manner in MANNERS else told
        return json.dumps(said, ensure_ascii=False).encode()


@contextmanager
def a_base() -> Iterator[QuotesBase]:
    base = QuotesBase()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            base.asked.append(asked)
            base.authorized.append(self.headers.get("Authorization") or "")
            base.thinks()
            if base.manner == "silent":
                base.open.wait(20)
                return
            body = b"x" * (5 << 20) if base.manner == "huge" else base.answer(asked)
            body = b"<html>" if base.manner == "garbage" else body
            status = {"down": 503, "login": 401, "moved": 302, "no-service": 404}.get(base.manner, 200)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            if base.manner == "moved":
                self.send_header("Location", f"{base.url}/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if base.manner != "trickle":
                self.wfile.write(body)
                return
            for byte in body:
                if base.open.wait(0.2):
                    return
                self.wfile.write(bytes([byte]))
                self.wfile.flush()

        def handle(self) -> None:
            """Whoever hangs up on us is no fault of this base."""
            try:
                super().handle()
            except (BrokenPipeError, ConnectionResetError):
                time.sleep(0)

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    base.url = f"http://127.0.0.1:{server.server_address[1]}/hs/b2b/v1"
    try:
        yield base
    finally:
        base.open.set()
        server.shutdown()
        server.server_close()
