"""The wholesaler of the proof with sections and properties, answering from an index that follows its tables."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.search.answers import Answers
from adapters.search.editions import MappedEditions
from entrypoints.bootstrap import build_index
from entrypoints.settings import Settings
from tests.http.rules.conftest import GOODS
from tests.shop import Shop, settings, settle


@pytest.fixture(scope="module")
def of(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settle(postgres_url)
    home: Path = tmp_path_factory.mktemp("home")
    return settings(postgres_url, redis_url, home)


@pytest.fixture(scope="module")
def shop(of: Settings) -> Iterator[Shop]:
    made = Shop.open(of)
    for statement in GOODS.split(";"):
        made.run(statement)
    made.run("UPDATE product SET country = 'Россия', sort_key = lpad(id::text, 3, '0')")
    yield made
    made.close()


def looked(editions: MappedEditions) -> Answers | None:
    editions.look()
    return editions._newest


@pytest.fixture
def index(shop: Shop, of: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Brings the index up to date, as the worker does; the web process looks at once."""
    monkeypatch.setattr("adapters.search.editions.LOOK_EVERY", 0.0)
    monkeypatch.setattr("adapters.system.beside.Every.__call__", lambda _, work: None)
    monkeypatch.setattr("adapters.search.editions.MappedEditions.newest", looked)
    monkeypatch.setattr("adapters.system.beside.Beside.__call__", lambda _, work: work())

    def build() -> None:
        shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")
        build_index(of)()

    shop.run("TRUNCATE price_rule, price_rule_log")
    shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")
    build()
    return build
