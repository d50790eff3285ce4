"""A scripted portal and a twin attached to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulators.onec.twin import Twin
from tests.simulators.books import a_twin
from tests.simulators.portal import Portal, a_portal


@pytest.fixture
def portal() -> Iterator[Portal]:
    with a_portal() as portal:
        yield portal


@pytest.fixture
def twin(portal: Portal, tmp_path: Path) -> Iterator[Twin]:
    found = a_twin(portal, tmp_path)
    yield found
    found.store.close()
