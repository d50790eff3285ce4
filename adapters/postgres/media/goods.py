"""Goods as names of picture files call them, and the pictures that they have."""

from collections.abc import Collection, Mapping, Set

from attrs import frozen

from adapters.postgres.database import Driver
from domain.catalog.folding import sku_key
from domain.shared.ids import ProductId

# By the article of the goods, of a variant (which has no folded form of its own), or by a barcode of either.
GOODS = """
SELECT p.sku_key, p.id FROM product p WHERE p.sku_key = ANY(%(keys)s) AND p.told AND NOT p.deleted
UNION
SELECT v.sku, v.product_id FROM variant v JOIN product p ON p.id = v.product_id AND p.told AND NOT p.deleted
WHERE upper(v.sku) = ANY(%(upper)s) AND v.sku <> '' AND v.told AND NOT v.deleted
"""
BARCODES = """
SELECT p.barcode, p.id FROM product p WHERE p.barcode = ANY(%(codes)s) AND p.told AND NOT p.deleted
UNION
SELECT v.barcode, v.product_id FROM variant v WHERE v.barcode = ANY(%(codes)s) AND v.told AND NOT v.deleted
"""
BARCODE_LENGTHS = (8, 12, 13, 14)
CONTENTS = """
SELECT product_id, sha256 FROM product_picture WHERE product_id = ANY(%(products)s) AND ended_by IS NULL
UNION
SELECT p.id, m.sha256 FROM product p CROSS JOIN unnest(p.pictures) AS sent(path)
JOIN media m ON m.connection_id = p.connection_id AND m.path = sent.path WHERE p.id = ANY(%(products)s)
"""


@frozen
class PostgresGoodsByArticle:
    connection: Driver

    def goods(self, skus: Collection[str]) -> Mapping[str, Set[ProductId]]:
        texts = [sku for sku in skus if sku]
        keys = [key for sku in texts if (key := sku_key(sku))]
        found: dict[str, set[ProductId]] = {}
        asked = {"keys": keys, "upper": [sku.upper() for sku in texts]}
        rows = self.connection.execute(GOODS, asked).fetchall()
        if codes := [sku for sku in texts if sku.isdigit() and len(sku) in BARCODE_LENGTHS]:
            rows += self.connection.execute(BARCODES, {"codes": codes}).fetchall()
        for text, product in rows:
            found.setdefault(sku_key(text), set()).add(product)
        return found

    def contents(self, products: Collection[ProductId]) -> Mapping[ProductId, Set[str]]:
        found: dict[ProductId, set[str]] = {}
        if products:
            for product, sha256 in self.connection.execute(CONTENTS, {"products": list(products)}):
                found.setdefault(product, set()).add(sha256)
        return found
