"""Databases with the wholesaler of the proof in them."""

from collections.abc import Iterator

import pytest

from entrypoints.prove.databases import Ground, fresh
from tests.servers import Servers

BUYERS = 32


@pytest.fixture
def ground(servers: Servers) -> Iterator[Ground]:
    with fresh(servers.database_url, BUYERS, keep=False) as made:
        yield made
