"""What an order by own prices asks of a good stands in one index: the goods' rows are a hundred times as wide."""

import re

from adapters.postgres.price_columns import SHOWN
from adapters.postgres.tables.catalog import product


def test_nothing_of_goods_is_asked_but_what_their_index_holds() -> None:
    index = next(index for index in product.indexes if index.name == "ix_product_taxed")
    options = index.dialect_options["postgresql"]
    held = {*index.columns.keys(), *options["include"], *re.findall(r"told|deleted", str(options["where"]))}
    assert set(re.findall(r"\bp\.(\w+)", SHOWN)) == held
