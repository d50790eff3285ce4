"""A whole portal for each module, and the same one emptied for each test that asks."""

from collections.abc import Iterator

import pytest

from tests.scenarios.portal import Portal, a_portal


@pytest.fixture(scope="module")
def portal(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with a_portal(postgres_url, redis_url, tmp_path_factory.mktemp("portal")) as running:
        yield running


@pytest.fixture
def empty(portal: Portal) -> Portal:
    portal.empty()
    return portal
