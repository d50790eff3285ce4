from collections.abc import Iterator

import pytest

from tests.http.prices.office import Office
from tests.shop import Shop, settings, settle


@pytest.fixture(scope="module")
def opened(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settle(postgres_url)
    shop = Shop.open(settings(postgres_url, redis_url, tmp_path_factory.mktemp("home")))
    yield Office.opened(shop)
    shop.close()


@pytest.fixture
def office(opened: Office) -> Office:
    """Without an individual price and without a file."""
    opened.cleared()
    return opened
