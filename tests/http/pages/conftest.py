"""A portal of one buyer for each test; the pages are compiled once for all of them."""

import pytest
from falcon.testing import TestClient

from entrypoints.pages.rendering import Pages, make_pages
from tests.http.pages.fakes import FakePortal
from tests.http.pages.person import Person
from tests.http.pages.portal import MOSCOW, fake_app
from tests.servers import compiled_templates


@pytest.fixture(scope="session")
def pages() -> Pages:
    return make_pages(MOSCOW, compiled_templates())


@pytest.fixture
def shop() -> FakePortal:
    return FakePortal()


@pytest.fixture
def client(shop: FakePortal, pages: Pages) -> TestClient:
    return TestClient(fake_app(shop, pages))


@pytest.fixture
def buyer(client: TestClient) -> Person:
    return Person(client, "buyer", "csrf-buyer")


@pytest.fixture
def staff(client: TestClient) -> Person:
    return Person(client, "admin", "csrf-staff")


@pytest.fixture
def stranger(client: TestClient) -> Person:
    return Person(client)
