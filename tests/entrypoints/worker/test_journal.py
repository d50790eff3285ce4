"""Logs of worker and scheduler: JSON lines that name nobody."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from entrypoints.worker.journal import configure_logs


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, events = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers, root.level = handlers, level
    structlog.configure(**events)


def test_every_line_is_an_object_also_of_libraries(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("worker")

    structlog.get_logger().warning("relay.queue-away", error="QueueAway")
    logging.getLogger("dramatiq").info("Worker is ready")

    ours, theirs = map(json.loads, capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["level"], ours["process"]) == ("relay.queue-away", "warning", "worker")
    assert (theirs["event"], theirs["logger"]) == ("Worker is ready", "dramatiq")


def test_a_traceback_tells_where_and_of_what_kind_but_not_of_whom(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("worker")

    def fail() -> None:
        try:
            raise ValueError("anna@romashka.example")
        except ValueError as error:
            raise KeyError("Анна") from error

    try:
        fail()
    except KeyError:
        logging.getLogger("dramatiq").exception("Failed to process message.")

    said = capsys.readouterr().err
    assert "Анна" not in said
    assert "anna" not in said
    line = json.loads(said)
    assert line["errors"] == ["KeyError", "ValueError"]
    assert line["frames"][-1].endswith(" fail")
