"""Goods by article, barcode and the client's own article: thousands in one statement, by index."""

from collections.abc import Collection, Iterable, Sequence

from attrs import frozen

from adapters.postgres.database import Database
from application.filling.ports import ClientSku, Kind, Match
from domain.catalog.spelling import without_zeros
from domain.shared.ids import CounterpartyId, VariantId

SOLD = "p.told AND NOT p.deleted AND v.told AND NOT v.deleted"
MATCHING = f"""
SELECT {Kind.ARTICLE.value}, p.sku_key, v.id FROM product p JOIN variant v ON v.product_id = p.id
 WHERE sku_bare(p.sku_key) = ANY(%(keys)s::text[]) AND p.sku_key <> '' AND {SOLD}
UNION ALL
SELECT {Kind.ARTICLE.value}, sku_folded(v.sku), v.id FROM variant v JOIN product p ON p.id = v.product_id
 WHERE v.sku <> '' AND sku_bare(sku_folded(v.sku)) = ANY(%(keys)s::text[]) AND {SOLD}
UNION ALL
SELECT {Kind.BARCODE.value}, p.barcode, v.id FROM product p JOIN variant v ON v.product_id = p.id
 WHERE p.barcode <> '' AND p.barcode = ANY(%(codes)s::text[]) AND {SOLD}
UNION ALL
SELECT {Kind.BARCODE.value}, v.barcode, v.id FROM variant v JOIN product p ON p.id = v.product_id
 WHERE v.barcode <> '' AND v.barcode = ANY(%(codes)s::text[]) AND {SOLD}
"""
# Digits of a barcode without leading zeros, and the longest one with them (GTIN-14).
BARCODE, LONGEST = range(6, 15), 14


@frozen
class PostgresArticles:
    database: Database

    def matching(self, bare: Collection[str]) -> Iterable[Match]:
        codes = [key for key in bare if key.isascii() and key.isdigit() and len(key) in BARCODE]
        # By the indexes that the search has: of articles without the zeros of any number, of barcodes as they stand.
        keys = list(set(map(without_zeros, bare)))
        codes = [key.zfill(length) for key in codes for length in range(len(key), LONGEST + 1)]
        with self.database.driver() as connection:
            rows = connection.execute(MATCHING.encode(), {"keys": keys, "codes": codes}, prepare=True).fetchall()
        return [Match(Kind(kind), key, VariantId(variant)) for kind, key, variant in rows]


OWN = "SELECT sku_key, variant_id FROM client_sku WHERE counterparty_id = %s AND sku_key = ANY(%s)"
REMEMBER = """
INSERT INTO client_sku (counterparty_id, sku_key, sku, variant_id)
SELECT %(client)s, * FROM unnest(%(keys)s::text[], %(skus)s::text[], %(variants)s::int[])
ON CONFLICT (counterparty_id, sku_key) DO UPDATE
SET sku = excluded.sku, variant_id = excluded.variant_id, changed_at = now()
"""
FORGET = "DELETE FROM client_sku WHERE counterparty_id = %s AND sku_key = ANY(%s)"
PAGE = """
SELECT c.sku, c.sku_key, c.variant_id, coalesce(nullif(v.sku, ''), p.sku),
       CASE WHEN v.name <> '' THEN p.name || ', ' || v.name ELSE p.name END, count(*) OVER ()
FROM client_sku c JOIN variant v ON v.id = c.variant_id JOIN product p ON p.id = v.product_id
WHERE c.counterparty_id = %(client)s AND (%(key)s = '' OR c.sku_key LIKE %(piece)s)
ORDER BY c.sku_key LIMIT %(limit)s OFFSET %(offset)s
"""


@frozen
class PostgresClientSkus:
    database: Database

    def matching(self, client: CounterpartyId, keys: Collection[str]) -> Iterable[Match]:
        with self.database.driver() as connection:
            rows = connection.execute(OWN, [client, list(keys)]).fetchall()
        return [Match(Kind.OWN, key, VariantId(variant)) for key, variant in rows]

    def remember(self, client: CounterpartyId, pairs: Iterable[ClientSku]) -> None:
        told = {pair.sku_key: pair for pair in pairs if pair.sku_key}
        if not told:
            return
        facts = {
            "client": client,
            "keys": list(told),
            "skus": [pair.sku for pair in told.values()],
            "variants": [pair.variant for pair in told.values()],
        }
        with self.database.driver() as connection:
            connection.execute(REMEMBER, facts)

    def forget(self, client: CounterpartyId, keys: Collection[str]) -> None:
        with self.database.driver() as connection:
            connection.execute(FORGET, [client, list(keys)])

    def page(self, client: CounterpartyId, text: str, offset: int, limit: int) -> tuple[Sequence[ClientSku], int]:
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        facts = {"client": client, "key": text, "piece": f"%{escaped}%", "offset": offset, "limit": limit}
        with self.database.driver() as connection:
            rows = connection.execute(PAGE, facts).fetchall()
        found = [ClientSku(sku, key, VariantId(variant), goods, name) for sku, key, variant, goods, name, _ in rows]
        return found, rows[0][5] if rows else 0
