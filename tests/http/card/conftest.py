"""The wholesaler of the proof with sections, properties and packagings, behind the real application."""

from collections.abc import Iterator

import pytest

from tests.http.card.people import CONTENT, Office
from tests.http.rules.conftest import GOODS
from tests.shop import Shop, Visitor, settings, settle


@pytest.fixture(scope="module")
def shop(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    settle(postgres_url)
    made = Shop.open(settings(postgres_url, redis_url, tmp_path_factory.mktemp("home")))
    for statement in GOODS.split(";"):
        made.run(statement)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def fresh(shop: Shop) -> None:
    """Each test begins with nothing kept, bound or written; the versions go on."""
    shop.run(f"TRUNCATE {CONTENT}")
    shop.run("DELETE FROM cart_line")
    shop.run("UPDATE cart SET lines = 0, totals = '[]', version = version + 1")
    shop.run("UPDATE product SET deleted = false")
    shop.run("UPDATE stock SET free = 100000")
    shop.run("UPDATE label_state SET catalogue_version = 0")
    shop.run(
        "UPDATE catalogue_state SET (pricing_version, catalogue_version) = (pricing_version + 1, catalogue_version + 1)"
    )


@pytest.fixture
def him(shop: Shop) -> Visitor:
    return shop.buyer(1)


@pytest.fixture
def other(shop: Shop) -> Visitor:
    return shop.buyer(2)


@pytest.fixture
def office(shop: Shop) -> Office:
    return Office(shop)
