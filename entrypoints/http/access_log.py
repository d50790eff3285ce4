"""One JSON line a request, without personal data: no query, no path but its template, no address."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, BinaryIO

import msgspec
import structlog

Log = Callable[[dict[str, Any]], None]


def access_log(file: BinaryIO | None = None) -> Log:
    """Straight to the file: 3 microseconds a line, where a chain of processors takes 6 to 30."""
    write = structlog.BytesLogger(file or sys.stderr.buffer).msg
    encode = msgspec.json.Encoder().encode

    def log(facts: dict[str, Any]) -> None:
        write(encode({"timestamp": datetime.now(UTC), "event": "request", **facts}))

    return log


def no_log(_: dict[str, Any]) -> None:
    """For tests and benches of the doors alone."""
