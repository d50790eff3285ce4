"""Logs of the processes without a page: one JSON object a line on stderr, and no personal data.

A traceback keeps the frames and the types of its errors, not their texts: those of a database or a mail
server quote
the row or the address. The whole text stands beside the delivery in the database.
"""

import logging
import sys
from collections.abc import MutableMapping
from traceback import extract_tb
from typing import Any

import structlog

FRAMES = 12


def configure_logs(process: str) -> None:
    """For our own events and for libraries that use `logging`."""
    chain: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(process),
        frames_without_texts,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *chain],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers, root.level = [handler], logging.INFO
    structlog.configure(
        processors=[*chain, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _named(process: str) -> Any:
    def add(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["process"] = process
        return event

    return add


def frames_without_texts(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    given = event.pop("exc_info", None)
    if not given:
        return event
    if isinstance(given, tuple):
        given = given[1]
    error = given if isinstance(given, BaseException) else sys.exc_info()[1]
    if error is not None:
        event["errors"] = [type(e).__name__ for e in chain_of(error)]
        frames = extract_tb(error.__traceback__)[-FRAMES:]
        event["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def chain_of(error: BaseException) -> list[BaseException]:
    """The error and what it came from, as far as it was not put aside by `from None`."""
    found, current = list[BaseException](), error
    while current not in found:
        found.append(current)
        current = current.__cause__ or (not current.__suppress_context__ and current.__context__) or current
    return found
