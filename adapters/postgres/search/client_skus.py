"""What clients call goods. The client stands in every statement."""

from collections.abc import Collection, Mapping

from attrs import frozen

from adapters.postgres.database import Database, driver
from domain.catalog.folding import sku_key
from domain.shared.errors import NotFound
from domain.shared.ids import CounterpartyId, VariantId

VARIANTS = "SELECT sku_key, variant_id FROM client_sku WHERE counterparty_id = %s AND sku_key = ANY(%s)"
SKUS = """
SELECT DISTINCT ON (variant_id) variant_id, sku FROM client_sku WHERE counterparty_id = %s AND variant_id = ANY(%s)
ORDER BY variant_id, changed_at DESC, sku_key
"""
UNKNOWN = """
SELECT asked.id FROM unnest(%s::int[]) AS asked(id) WHERE NOT EXISTS (SELECT FROM variant WHERE id = asked.id) LIMIT 1
"""
PUT = """
INSERT INTO client_sku AS c (counterparty_id, sku_key, sku, variant_id)
SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::int[])
ON CONFLICT (counterparty_id, sku_key) DO UPDATE SET sku = excluded.sku, variant_id = excluded.variant_id,
    changed_at = now() WHERE (c.sku, c.variant_id) <> (excluded.sku, excluded.variant_id)
"""
REMOVE = "DELETE FROM client_sku WHERE counterparty_id = %s AND sku_key = ANY(%s)"


@frozen
class PostgresClientSkus:
    """The port `ClientSkus`."""

    database: Database

    def variants(self, client: CounterpartyId, skus: Collection[str]) -> Mapping[str, VariantId]:
        keys = {sku: sku_key(sku) for sku in skus}
        with self.database.driver() as connection:
            known = dict(connection.execute(VARIANTS, [client, list(keys.values())]).fetchall())
        return {sku: known[key] for sku, key in keys.items() if key in known}

    def skus(self, client: CounterpartyId, variants: Collection[VariantId]) -> Mapping[VariantId, str]:
        with self.database.driver() as connection:
            return dict(connection.execute(SKUS, [client, list(variants)]).fetchall())

    def put(self, client: CounterpartyId, skus: Mapping[str, VariantId]) -> int:
        # Two spellings of one article in one call are one row: the later one counts.
        by_key = {key: (sku.strip(), variant) for sku, variant in skus.items() if (key := sku_key(sku))}
        with self.database.transaction() as core:
            connection = driver(core)
            unknown = connection.execute(UNKNOWN, [[variant for _, variant in by_key.values()]]).fetchone()
            if unknown is not None:
                raise NotFound("variant", str(unknown[0]))
            rows = [list(by_key), [sku for sku, _ in by_key.values()], [variant for _, variant in by_key.values()]]
            return connection.execute(PUT, [client, *rows]).rowcount

    def remove(self, client: CounterpartyId, skus: Collection[str]) -> int:
        with self.database.driver() as connection:
            return connection.execute(REMOVE, [client, list(map(sku_key, skus))]).rowcount
