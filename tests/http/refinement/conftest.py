from collections.abc import Iterator

import pytest

from entrypoints.prove.world import COUNTERPARTIES
from tests.quotes_base import LOGIN, PASSWORD, QuotesBase, a_base
from tests.shop import Shop, settings, settle

ERP_IDS = """
UPDATE contract SET connection_id = 1, erp_id = 'c-' || number;
UPDATE counterparty SET connection_id = 1, erp_id = 'k-' || name;
"""
SERVICE = """
UPDATE connection SET quote_url = %s, quote_login = %s, quote_password = %s, quote_patience = 1 WHERE id = 1
"""


@pytest.fixture(scope="module")
def closed_shop(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    settle(postgres_url, COUNTERPARTIES + 1)
    made = Shop.open(settings(postgres_url, redis_url, tmp_path_factory.mktemp("home")))
    for statement in ERP_IDS.strip().split("\n"):
        made.run(statement)
    yield made
    made.close()


@pytest.fixture(scope="module")
def running_base() -> Iterator[QuotesBase]:
    with a_base() as running:
        yield running


@pytest.fixture
def base(running_base: QuotesBase) -> QuotesBase:
    """As it is when nothing is wrong; what it was asked before is forgotten."""
    running_base.manner, running_base.factor, running_base.thinks = "normal", "1", lambda: None
    running_base.asked.clear()
    return running_base


@pytest.fixture
def shop(closed_shop: Shop, base: QuotesBase) -> Shop:
    """Its one base answers for the prices of carts; contracts are silent about it, carts empty, breakers closed."""
    shop = Shop(closed_shop.client, closed_shop.database)
    shop.run(SERVICE, base.url, LOGIN, PASSWORD)
    shop.run("UPDATE contract SET refinement = NULL")
    shop.run("DELETE FROM cart_line")
    shop.run("UPDATE cart SET lines = 0, promo_code_id = NULL, version = version + 1")
    return shop
