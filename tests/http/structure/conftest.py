from collections.abc import Iterator

import pytest

from adapters.postgres.structure.work import FollowGoods
from tests.http.rules.conftest import GOODS
from tests.http.rules.staff import staff_of
from tests.http.structure.editor import Editor
from tests.shop import COUNTERS, Shop, settings, settle

EMPTY = """
TRUNCATE section_rule, portal_section, portal_section_gone, portal_slug, section_product, unmapped_product,
    shelved_product, leftover_group, untaken_group, structure_change;
UPDATE portal_structure SET (version, in_use, unmapped, computed_for) = (0, false, 'own', 0);
UPDATE catalogue_state SET catalogue_version = catalogue_version + 1
"""


@pytest.fixture(scope="module")
def shop(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    settle(postgres_url)
    made = Shop.open(settings(postgres_url, redis_url, tmp_path_factory.mktemp("home")))
    for statement in GOODS.split(";"):
        made.run(statement)
    for (statement,) in made.rows(COUNTERS):
        made.run(statement)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def no_tree(shop: Shop) -> None:
    for statement in EMPTY.split(";"):
        made = statement.strip()
        if made:
            shop.run(made)


@pytest.fixture
def editor(shop: Shop) -> Editor:
    return Editor(shop, staff_of(shop, "content_editor").visitor)


@pytest.fixture
def follow(shop: Shop) -> FollowGoods:
    return FollowGoods(shop.database)
