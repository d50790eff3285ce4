from collections.abc import Iterator

import pytest

from entrypoints.prove.world import COUNTERPARTIES
from tests.shop import Shop, settings, settle


@pytest.fixture(scope="module")
def shop(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One client has two buyers. Limits on tries are the module's own: its queue is empty when it begins."""
    settle(postgres_url, COUNTERPARTIES + 1)
    made = Shop.open(settings(postgres_url, redis_url, tmp_path_factory.mktemp("home")))
    yield made
    made.close()
