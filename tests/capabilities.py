"""Which capability a test shows: `@shows("M018", "A01")` above a test, a class, or as `pytestmark`."""

from pathlib import Path

import pytest

LIST = Path(__file__).with_suffix(".txt")
CAPABILITIES: dict[str, str] = dict(line.split(" ", 1) for line in LIST.read_text().splitlines())


class UnknownCapability(Exception):
    """An id that the list does not hold: unnoticed, its capability would be left without a test."""


def shows(*ids: str) -> pytest.MarkDecorator:
    if unknown := sorted(set(ids) - CAPABILITIES.keys()):
        raise UnknownCapability(", ".join(unknown))
    return pytest.mark.shows(*ids)
