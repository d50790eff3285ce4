from collections.abc import Iterator

import pytest

from entrypoints.prove.world import COUNTERPARTIES
from tests.shop import Shop, settings, settle


@pytest.fixture(scope="module")
def shop(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The first two clients have two buyers each."""
    settle(postgres_url, COUNTERPARTIES + 2)
    made = Shop.open(settings(postgres_url, redis_url, tmp_path_factory.mktemp("home")))
    yield made
    made.close()
