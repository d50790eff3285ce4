"""Sets of goods from SQL are those that the domain's conditions have, and those that lists of the catalogue show."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.postgres.board import PostgresBoard
from adapters.postgres.catalogue import PostgresCatalogIndex
from adapters.postgres.database import Database
from adapters.postgres.goods_sets import PostgresGoodsSets, mask_of
from application.pricing.goods import Scope
from application.queries.assortment import table_of
from domain.pricing.rules import Which
from domain.shared.ids import ProductId
from tests.http.rules.conftest import GOODS
from tests.shop import Shop, settle
from tests.shop import settings as settings_of

numbers = st.sets(st.integers(0, 5000), max_size=40)


@pytest.fixture(scope="module")
def shop(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    settle(postgres_url)
    home: Path = tmp_path_factory.mktemp("home")
    made = Shop.open(settings_of(postgres_url, redis_url, home))
    for statement in GOODS.split(";"):
        made.run(statement)
    made.run(
        "INSERT INTO price_rule (id, name, priority, effect, value, properties)"
        " VALUES (gen_random_uuid(), 'reads', 0, 'hide', 0, '{1,2}')"
    )
    made.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")
    yield made
    made.close()


@given(ids=numbers)
def test_a_mask_has_the_bits_of_its_numbers(ids: set[int]) -> None:
    mask = mask_of(ids)
    assert {number for number in range(5001) if mask >> number & 1} == ids
    table = table_of(mask)
    assert {number for number, byte in enumerate(table) if byte} == ids


def whiches() -> st.SearchStrategy[Which]:
    few = {"max_size": 2}
    return st.builds(
        Which,
        st.sets(st.integers(1, 8), **few),
        st.sets(st.sampled_from([1, 2, 3, 99]), **few),
        st.sets(st.sampled_from(["гайка", "ооо «болт»", "никто"]), **few),
        st.frozensets(st.sampled_from([(1, "red"), (1, "grey"), (2, "10"), (2, "40"), (3, "x")]), **few),
    )


@given(which=whiches())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_goods_of_a_condition_are_those_that_it_has(shop: Shop, which: Which) -> None:
    database = Database(shop.database.url)
    try:
        goods = PostgresGoodsSets(database).goods_of(1, which)
        board = PostgresBoard(database)
        scope = Scope((), (), (), shop.one("SELECT current_date"))
        rows = board.of_products([ProductId(number) for number in range(1, 9)], scope).rows
        assert goods == mask_of(row.goods.product for row in rows if which.has(row.goods.traits))
    finally:
        database.close()


def test_sellers_and_sections_hold_the_goods_that_the_catalogue_lists(shop: Shop) -> None:
    sets, index = PostgresGoodsSets(shop.database), PostgresCatalogIndex(shop.database)
    version = shop.one("SELECT catalogue_version FROM catalogue_state")
    tree = index.tree(version)
    everything = 0
    for goods in sets.sellers(version).values():
        assert not everything & goods
        everything |= goods
    assert everything == mask_of(index.section(version, None))
    members = sets.members(version)
    for section in tree.sections.values():
        assert sorted(members.get(section.id, ())) == sorted(index.section(version, section.id))
        assert len(members.get(section.id, ())) == section.goods
