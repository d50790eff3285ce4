"""Exports of real bases: their counts, in whatever order the files come, and that a second send changes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.postgres.database import Database
from adapters.postgres.importing.stats import stats
from tests.adapters.postgres.importing.exports import Portal, nothing_changed
from tests.servers import Servers, fresh_database

FILES = {
    "ut11-2.07-flat": ["import0_1.xml", "offers0_1.xml"],
    "ut11-2.07-nested-groups": ["import0_1.xml"],
    "bitrix-module-3.1": [
        "import.xml", "properties/1/import.xml", "properties/1/offers.xml", "goods/1/import.xml", "goods/1/offers.xml",
        "goods/1/prices.xml", "goods/1/rests.xml",
    ],
    "characteristics-2.04": ["import.xml", "offers.xml"],
    "five-price-types-2.04": ["import.xml", "offers.xml"],
    "incremental-2.05": ["import.xml", "offers.xml"],
    "official-example-2.03-2.04": ["import.xml", "offers.xml"],
}  # fmt: skip
# groups, products, variants, prices, rows of stock, price types, warehouses: as the sets' own page counts them.
COUNTS = {
    "ut11-2.07-flat": (1, 36, 44, 44, 132, 1, 3),
    "ut11-2.07-nested-groups": (13, 283, 0, 0, 0, 0, 0),
    "bitrix-module-3.1": (1, 21, 86, 86, 1032, 8, 12),
    "characteristics-2.04": (4, 27, 1455, 2910, 0, 2, 0),
    "five-price-types-2.04": (1, 3, 14, 70, 0, 5, 0),
    "incremental-2.05": (4, 1, 2, 2, 0, 1, 0),
    "official-example-2.03-2.04": (1, 4, 2, 8, 0, 4, 0),
}


@pytest.fixture
def empty(servers: Servers) -> Iterator[Portal]:
    with fresh_database(servers.database_url, "real_sets") as url:
        database = Database(url, timeout=0)
        yield Portal.connected(database)
        database.close()


@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "backwards"])
@pytest.mark.parametrize("name", FILES)
def test_a_real_export_is_counted_as_its_page_says(
    name: str, backwards: bool, empty: Portal, commerceml_sets: Path
) -> None:
    files = [(commerceml_sets / name / file).read_bytes() for file in FILES[name]]
    files = files[::-1] if backwards else files
    for data in files:
        empty.send(data)

    with empty.database.connect() as connection:
        found = stats(connection)
    assert list(found) == ["groups", "products", "variants", "prices", "stock_rows", "orders", "messages"]
    told = empty.one("""
        SELECT (SELECT count(*) FROM price_type WHERE told), count(*) FROM warehouse WHERE told AND erp_id <> ''
    """)
    counted = (found["groups"], found["products"], found["variants"], found["prices"], found["stock_rows"], *told)
    assert counted == COUNTS[name]
    assert found["messages"] == len(files)

    before = everything(empty)
    assert all(nothing_changed(empty.send(data)) for data in files)
    assert everything(empty) == before


def everything(portal: Portal) -> dict[str, list[tuple[object, ...]]]:
    """All that imports write, with the place of each row on disk: an update that changes nothing shows too."""
    tables = (
        "category", "property", "price_type", "warehouse", "unit", "product", "product_category", "variant",
        "packaging", "price", "price_log", "stock", "run_told", "catalogue_state",
    )  # fmt: skip
    return {table: portal.rows(f"SELECT ctid::text, xmin::text FROM {table} ORDER BY 1") for table in tables}
