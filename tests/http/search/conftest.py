"""A wholesaler with eight goods whose names buyers misspell, behind the real application."""

from collections.abc import Iterator

import pytest

from domain.catalog.folding import search_text, sku_key, sort_key
from entrypoints.bootstrap.search import read_words
from tests.http.rules.staff import Staff, staff_of
from tests.shop import Shop, settings, settle

GOODS = (
    ("Кровать двуспальная Сосна", "КР-001", "Мебельщик", 2),
    ("Кровать детская Сосна", "КР-002", "Мебельщик", 2),
    ("Болт М10х40", "БЛ-0010", "Волгокреп", 3),
    ("Болт М12х60", "0000123", "Волгокреп", 3),
    ("Перфоратор Makita HR2470", "HR2470", "Makita", 4),
    ("Перфоратор Ударник", "ПФ-3", "Ударник", 4),
    ("Кабель ВВГ 3х2,5", "A-105", "Кабельщик", 1),
    ("Секретный шпатель", "СШ-8", "Тайна", 4),
)
SECTIONS = """
INSERT INTO category (id, connection_id, erp_id, name, parent_id) OVERRIDING SYSTEM VALUE
VALUES (1, 1, 'g1', 'Всё для дома', NULL), (2, 1, 'g2', 'Кровати', 1), (3, 1, 'g3', 'Болты', 1),
       (4, 1, 'g4', 'Перфораторы', NULL)
"""
NAME = """
UPDATE product SET name = %s, sku = %s, sku_key = %s, manufacturer = %s, sort_key = %s,
    search = to_tsvector('russian', %s), barcode = %s WHERE id = %s
"""


@pytest.fixture(scope="module")
def shop(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    settle(postgres_url)
    of = settings(postgres_url, redis_url, tmp_path_factory.mktemp("home"))
    made = Shop.open(of)
    made.run(SECTIONS)
    for id, (name, sku, maker, section) in enumerate(GOODS, 1):
        words, barcode = search_text(name, sku, maker), f"460000000000{id}"
        made.run(NAME, name, sku, sku_key(sku), maker, sort_key(name), words, barcode, id)
        made.run("INSERT INTO product_category (category_id, product_id) VALUES (%s, %s)", section, id)
    made.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")
    assert read_words(of, made.database)() > 0
    yield made
    made.close()


@pytest.fixture(autouse=True)
def nothing_searched(shop: Shop) -> None:
    """Each test begins without synonyms, misses and rules."""
    shop.run("TRUNCATE search_miss, search_synonym, search_synonym_rule, client_sku, price_rule, price_rule_log")
    shop.run(
        "UPDATE catalogue_state SET (pricing_version, catalogue_version) = (pricing_version + 1, catalogue_version + 1)"
    )


@pytest.fixture
def head(shop: Shop) -> Staff:
    return staff_of(shop, "sales_head")


@pytest.fixture
def manager(shop: Shop) -> Staff:
    return staff_of(shop, "manager")


@pytest.fixture
def auditor(shop: Shop) -> Staff:
    return staff_of(shop, "auditor")
