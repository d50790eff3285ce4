"""A client's company with people, and the 1C that takes its orders."""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.http.changes.erp import Base
from tests.http.company.company import Company, found
from tests.servers import Servers
from tests.shop import Shop, settings, settle

NUMBERS = count(500)


@pytest.fixture(scope="module")
def shop(postgres_url: str, servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    settle(postgres_url)
    made = Shop.open(settings(postgres_url, servers.redis_url, tmp_path_factory.mktemp("home")))
    yield made
    made.close()


@pytest.fixture(scope="module")
def erp(shop: Shop) -> Base:
    return Base(shop)


@pytest.fixture
def company(shop: Shop) -> Company:
    """The ERP knows its parties, or its orders could not be written for it."""
    made = found(shop, next(NUMBERS))
    number = made.number
    shop.run("UPDATE product SET erp_id = 'p' || id WHERE erp_id = '' OR erp_id IS NULL")
    shop.run(
        "UPDATE counterparty SET connection_id = 1, erp_id = %s, full_name = name, inn = '7728168971',"
        " kpp = '772801001' WHERE id = %s",
        *(f"company-{number}", made.id),
    )
    shop.run(
        "UPDATE contract SET connection_id = 1, erp_id = number WHERE counterparty_id = %s",
        made.id,
    )
    return made
