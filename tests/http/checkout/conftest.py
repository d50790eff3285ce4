from collections.abc import Iterator

import pytest

from entrypoints.prove.world import COUNTERPARTIES
from tests.http.checkout.world import restore
from tests.shop import Shop, settings, settle


@pytest.fixture(scope="module")
def opened(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    settle(postgres_url, COUNTERPARTIES)
    made = Shop.open(settings(postgres_url, redis_url, tmp_path_factory.mktemp("home")))
    yield made
    made.close()


@pytest.fixture
def shop(opened: Shop) -> Shop:
    """As it was settled, whatever the test before has done to it."""
    restore(opened)
    return opened
