"""The wholesaler of the proof; in each test one of its clients is a company with people of its own."""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.http.company.company import Company, found
from tests.servers import Servers
from tests.shop import Shop, settings, settle

NUMBERS = count()


@pytest.fixture(scope="module")
def shop(postgres_url: str, servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    settle(postgres_url)
    made = Shop.open(settings(postgres_url, servers.redis_url, tmp_path_factory.mktemp("home")))
    yield made
    made.close()


@pytest.fixture
def company(shop: Shop) -> Company:
    """A new one for every test, with an administrator, a head and a buyer."""
    return found(shop, next(NUMBERS))
