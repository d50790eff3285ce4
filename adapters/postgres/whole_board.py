"""Goods with prices and stock by the hundred thousand: three statements in one snapshot, the rows through a cursor.

What `shelf` and `board` ask for a page by key is asked here in sets; a test holds the rows equal.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from attrs import frozen

from adapters.postgres.board import agreed_of
from adapters.postgres.database import Database, Driver
from adapters.postgres.listed_prices import CURRENCIES, UNLISTED, Listed
from adapters.postgres.shelf import array, card_of
from application.pricing.goods import OfferRow, Scope
from application.pricing.whole import Wanted, Whole
from domain.shared.ids import CategoryId, ProductId

CHUNK = 2_000

# A replica is as old as the last transaction that it has replayed.
VERSIONS = """
SELECT catalogue_version, pricing_version,
    CASE WHEN pg_is_in_recovery() THEN coalesce(pg_last_xact_replay_timestamp(), now()) ELSE now() END, (
    SELECT array_agg(DISTINCT read.id) FROM (
        SELECT unnest(properties) AS id FROM price_rule WHERE state = 'active'
        UNION SELECT unnest(properties) FROM promo_code WHERE state = 'active') AS read)
FROM catalogue_state
"""
PARENTS = "SELECT id, parent_id FROM category"
# Sets are read whole for a whole list and by key for a section: the planner knows the length of the list of ids. It is
# told, too, that all rows will be fetched, and that reading a table from end to end is no harm here.
PLANNING = "SELECT set_config('cursor_tuple_fraction', '1', true), set_config('enable_seqscan', 'on', true)"
ROWS = """
WITH wanted AS MATERIALIZED (
    SELECT w.place, p.id AS product, v.id AS variant
    FROM unnest(%(products)s::int[]) WITH ORDINALITY AS w(id, place)
    JOIN product p ON p.id = w.id AND p.told AND NOT p.deleted
    JOIN variant v ON v.product_id = p.id AND v.told AND NOT v.deleted
), packs AS (
    SELECT k.product_id, jsonb_agg(jsonb_build_array(k.id, k.code, k.name, trim_scale(k.numerator)::text,
               trim_scale(k.denominator)::text) ORDER BY k.numerator / k.denominator, k.id) AS told
    FROM packaging k WHERE k.product_id IN (SELECT product FROM wanted) GROUP BY 1
), sections AS (
    SELECT c.product_id, array_agg(c.category_id) AS told
    FROM product_category c WHERE c.product_id IN (SELECT product FROM wanted) GROUP BY 1
), listed AS (
    SELECT r.variant_id, array_agg(r.price_type_id) AS types, array_agg(r.packaging_id) AS packs,
           array_agg(trim_scale(r.amount)) AS amounts, array_agg(r.currency) AS currencies
    FROM price r WHERE r.variant_id IN (SELECT variant FROM wanted) AND r.price_type_id = ANY(%(types)s::int[])
    GROUP BY 1
), agreed AS (
    SELECT i.variant_id, jsonb_agg(jsonb_build_array(i.variant_id, i.id, i.level, i.owner_id, i.packaging_id,
               trim_scale(i.minimum)::text, trim_scale(i.amount)::text, i.currency, i.vat_included)) AS told
    FROM individual_price i WHERE i.variant_id IN (SELECT variant FROM wanted)
      AND i.owner_id = ANY(%(owners)s::uuid[])
      AND coalesce(i.valid_from <= %(day)s, true) AND coalesce(i.valid_to >= %(day)s, true)
    GROUP BY 1
), stocked AS (
    SELECT s.variant_id, array_agg(s.warehouse_id) AS places, array_agg(s.free - coalesce(l.held, 0)) AS free
    FROM stock s LEFT JOIN stock_line l USING (variant_id, warehouse_id)
    WHERE s.variant_id IN (SELECT variant FROM wanted) AND s.warehouse_id = ANY(%(warehouses)s::int[]) GROUP BY 1
)
SELECT p.id, v.id, p.name, p.sku, p.unit_code, p.unit, p.erp_id, v.erp_id, p.vat_kind, p.vat_rate, p.minimum,
       p.multiple, conn.organization_id, true, v.name, v.sku, p.connection_id, NULL, packs.told, p.manufacturer,
       sections.told,
       CASE WHEN p.properties ?| %(read)s THEN (
           SELECT jsonb_object_agg(read.id, p.properties -> read.id) FROM unnest(%(read)s) AS read(id)
            WHERE p.properties ? read.id) END,
       listed.types, listed.packs, listed.amounts, listed.currencies, agreed.told, stocked.places, stocked.free
FROM wanted w
JOIN product p ON p.id = w.product JOIN variant v ON v.id = w.variant JOIN connection conn ON conn.id = p.connection_id
LEFT JOIN packs ON packs.product_id = w.product
LEFT JOIN sections ON sections.product_id = w.product
LEFT JOIN listed ON listed.variant_id = w.variant
LEFT JOIN agreed ON agreed.variant_id = w.variant
LEFT JOIN stocked ON stocked.variant_id = w.variant
ORDER BY w.place, v.name COLLATE "C", v.id
"""
CATEGORIES, FACTS = 20, 22  # places in a row of ROWS
DEEPEST = 32


@frozen
class PostgresWholeBoard:
    database: Database
    chunk: int = CHUNK

    @contextmanager
    def open(self, wanted: Wanted, scope: Scope) -> Iterator[Whole]:
        with self.database.snapshot() as connection:
            row = connection.execute(VERSIONS).fetchone()
            assert row is not None
            catalogue, pricing, at, read = row
            products = wanted(catalogue)
            chunks = self._chunks(connection, products, scope, [str(id) for id in read or ()])
            yield Whole(catalogue, pricing, at, len(products), chunks)

    def _chunks(
        self, connection: Driver, products: Sequence[ProductId], scope: Scope, read: list[str]
    ) -> Iterator[Sequence[OfferRow]]:
        asked = {
            "products": array(products),
            "types": array(scope.price_types),
            "owners": array(scope.owners),
            "warehouses": array(scope.warehouses),
            "day": scope.day,
            "read": read,
        }
        above = Above(dict(connection.execute(PARENTS).fetchall()))
        connection.execute(PLANNING)
        with connection.cursor("whole_board") as cursor:
            cursor.execute(ROWS, asked)
            kept: list[tuple[Any, ...]] = []
            while rows := cursor.fetchmany(self.chunk):
                kept += rows
                if len(rows) < self.chunk:
                    break
                # The variants of the last product may go on in the next rows.
                last = next((n for n in range(len(kept), 0, -1) if kept[n - 1][0] != kept[-1][0]), 0)
                if last:
                    yield [offered(row, above) for row in kept[:last]]
                    kept = kept[last:]
            if kept:
                yield [offered(row, above) for row in kept]


class Above:
    """The sections of a product with all that stand above them; few sets repeat many times."""

    def __init__(self, parents: Mapping[CategoryId, CategoryId | None]) -> None:
        self._parents = parents
        self._known: dict[tuple[CategoryId, ...], frozenset[CategoryId]] = {}

    def of(self, sections: Sequence[CategoryId] | None) -> frozenset[CategoryId]:
        key = tuple(sections or ())
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = frozenset(each for section in key for each in self._way(section))
        return found

    def _way(self, section: CategoryId) -> Iterator[CategoryId]:
        current: CategoryId | None = section
        for _ in range(DEEPEST):
            if current is None or current not in self._parents:
                return
            yield current
            current = self._parents[current]


_NOTHING: Mapping[Any, Any] = {}


def offered(row: tuple[Any, ...], above: Above) -> OfferRow:
    types, packs, amounts, currencies, agreed, places, free = row[FACTS:]
    card = card_of((*row[:CATEGORIES], above.of(row[CATEGORIES]), row[CATEGORIES + 1], None))
    listed: Listed = UNLISTED
    if types:
        listed = {
            (kind, pack): (amount, CURRENCIES[currency])
            for kind, pack, amount, currency in zip(types, packs, amounts, currencies, strict=True)
        }
    return OfferRow(
        card.goods,
        card.variant_name,
        None,
        listed,
        tuple(map(agreed_of, agreed)) if agreed else (),
        dict(zip(places, free, strict=True)) if places else _NOTHING,
        card.packagings,
    )
