"""The wholesaler of the proof with sections, makers and properties, behind the real application."""

from collections.abc import Iterator

import pytest

from tests.http.rules.staff import Staff, staff_of
from tests.shop import Shop, settings, settle

GOODS = """
INSERT INTO category (id, connection_id, erp_id, name, parent_id) OVERRIDING SYSTEM VALUE
VALUES (1, 1, 'g1', 'Крепёж', NULL), (2, 1, 'g2', 'Болты', 1), (3, 1, 'g3', 'Инструмент', NULL);
INSERT INTO product_category (category_id, product_id) VALUES (2, 1), (2, 2), (1, 3), (3, 4), (3, 5);
UPDATE product SET manufacturer = CASE WHEN id % 2 = 0 THEN 'ООО «Болт»' ELSE 'Гайка' END, sku = 'A-' || id,
    sku_key = 'A' || id;
INSERT INTO property (id, connection_id, erp_id, name, kind, options) OVERRIDING SYSTEM VALUE
VALUES (1, 1, 'p1', 'Цвет', 'reference', '{"red": "Красный", "grey": "Серый"}'), (2, 1, 'p2', 'Длина', 'number', '{}');
UPDATE product SET properties = jsonb_build_object('1', jsonb_build_array(CASE WHEN id < 4 THEN 'red' ELSE 'grey' END),
                                                   '2', jsonb_build_array((id * 10)::text))
"""


@pytest.fixture(scope="module")
def shop(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    settle(postgres_url)
    made = Shop.open(settings(postgres_url, redis_url, tmp_path_factory.mktemp("home")))
    for statement in GOODS.split(";"):
        made.run(statement)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def no_rules(shop: Shop) -> None:
    """Each test begins with none; the versions go on, so that nothing kept by them is shown again."""
    shop.run("TRUNCATE price_rule, price_rule_log")
    shop.run(
        "UPDATE catalogue_state SET (pricing_version, catalogue_version) = (pricing_version + 1, catalogue_version + 1)"
    )


@pytest.fixture
def nothing_held(shop: Shop) -> None:
    """Carts are empty, and no order holds any of the stock."""
    shop.run("DELETE FROM cart_line")
    shop.run("UPDATE cart SET lines = 0, totals = '[]', version = version + 1")
    shop.run("DELETE FROM reservation")


@pytest.fixture
def head(shop: Shop) -> Staff:
    return staff_of(shop, "sales_head")


@pytest.fixture
def auditor(shop: Shop) -> Staff:
    return staff_of(shop, "auditor")


@pytest.fixture
def manager(shop: Shop) -> Staff:
    return staff_of(shop, "manager")
