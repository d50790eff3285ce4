from collections.abc import Iterator

import pytest

from adapters.postgres.database import Database
from tests.adapters.postgres.importing.exports import Portal


@pytest.fixture(scope="module")
def database(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url, timeout=0)
    yield database
    database.close()


@pytest.fixture
def portal(database: Database) -> Portal:
    """A connection of the test's own: what other tests of the module left is somebody else's."""
    return Portal.connected(database)
