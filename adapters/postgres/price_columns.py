"""Base prices of goods by the hundred thousand: one row for each product, a column pair for each price type."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from attrs import frozen

from adapters.postgres.board import agreed_of
from adapters.postgres.database import Database, Driver
from adapters.postgres.shelf import array, pieces
from application.price_lists.bulk_prices import MANY, PriceColumns, PriceRow
from application.pricing.goods import Scope
from domain.pricing.book import IndividualPrice
from domain.shared.ids import OrganizationId, PriceTypeId, ProductId, VariantId
from domain.shared.money import Currency

# Up to so many goods are looked up piece by piece; more are one walk over whole tables, of which pieces are fetched.
FEW = 5_000
PLANNING = (
    "SELECT set_config('cursor_tuple_fraction', '1', true), set_config('enable_seqscan', 'on', true),"
    " set_config('work_mem', '64MB', true)"
)
# A number for each row and its id once: to make and compare a hundred thousand ids takes a tenth of an order's time.
SELLERS = "SELECT id, organization_id FROM connection"
VERSION = "SELECT pricing_version FROM catalogue_state"
# The variant that a list shows first, as `shelf` orders them. Of a product nothing is asked but what `ix_product_taxed`
# holds; by ANY, goods come in the order of their ids, while a join of what is asked would be hashed and sorted.
SHOWN = """
SELECT DISTINCT ON (p.id) p.id AS product, v.id AS variant, p.vat_kind, p.vat_rate, p.connection_id
FROM product p JOIN variant v ON v.product_id = p.id AND v.told AND NOT v.deleted
WHERE p.id = ANY(%(goods)s::int[]) AND p.told AND NOT p.deleted
ORDER BY p.id, v.name COLLATE "C", v.id
"""
# Owner by owner (OFFSET 0), as a page asks for them: by goods a hundred thousand would be looked up, most for nothing.
AGREED = """
SELECT jsonb_build_array(i.variant_id, i.id, i.level, i.owner_id, i.packaging_id, trim_scale(i.minimum)::text,
                         trim_scale(i.amount)::text, i.currency, i.vat_included)
FROM unnest(%(owners)s::uuid[]) AS o(id) CROSS JOIN LATERAL (
    SELECT * FROM individual_price
     WHERE owner_id = o.id
       AND coalesce(valid_from <= %(day)s, true) AND coalesce(valid_to >= %(day)s, true) OFFSET 0) AS i
JOIN variant v ON v.id = i.variant_id
WHERE v.product_id = ANY(%(goods)s::int[])
"""
FACTS = 5  # columns before those of the prices
Rows = Sequence[tuple[Any, ...]]
_CURRENCIES = {currency.value: currency for currency in Currency}


@frozen
class PostgresPriceColumns:
    database: Database
    few: int = FEW

    @contextmanager
    def open(self, goods: Sequence[ProductId], scope: Scope, at_once: int = MANY) -> Iterator[PriceColumns]:
        asked = {"goods": array(goods), "owners": array(scope.owners), "day": scope.day}
        with self.database.snapshot() as connection:
            row = connection.execute(VERSION).fetchone()
            assert row is not None
            connection.execute(PLANNING)
            agreed: dict[VariantId, tuple[IndividualPrice, ...]] = {}
            for (told,) in connection.execute(AGREED, asked):
                agreed[told[0]] = (*agreed.get(told[0], ()), agreed_of(told))
            yield PriceColumns(row[0], agreed, self._rows(connection, scope.price_types, goods, at_once))

    def _rows(
        self, connection: Driver, types: Sequence[PriceTypeId], goods: Sequence[ProductId], at_once: int
    ) -> Iterator[PriceRow]:
        sellers: dict[int, OrganizationId] = dict(connection.execute(SELLERS).fetchall())
        read, new = _by_piece if len(goods) <= self.few else _by_cursor, tuple.__new__
        for rows in read(connection, _statement(types), goods, at_once):
            for row in rows:
                product, variant, vat_kind, vat_rate, connection_id = row[:FACTS]
                told = product, variant, vat_kind, vat_rate, sellers[connection_id], _listed(types, row)
                yield new(PriceRow, told)


def _by_piece(connection: Driver, statement: bytes, goods: Sequence[ProductId], at_once: int) -> Iterator[Rows]:
    for some in pieces(goods, at_once):
        yield connection.execute(statement, {"goods": array(some)}).fetchall()


def _by_cursor(connection: Driver, statement: bytes, goods: Sequence[ProductId], at_once: int) -> Iterator[Rows]:
    with connection.cursor("price_columns") as cursor:
        cursor.execute(statement, {"goods": array(goods)})
        while rows := cursor.fetchmany(at_once):
            yield rows


def _statement(types: Sequence[PriceTypeId]) -> bytes:
    columns = "".join(f", p{n}.amount, p{n}.currency" for n in range(len(types)))
    joins = "".join(
        f" LEFT JOIN price p{n} ON p{n}.variant_id = s.variant AND p{n}.price_type_id = {int(kind)}"
        f" AND p{n}.packaging_id = 0"
        for n, kind in enumerate(types)
    )
    return f"WITH shown AS MATERIALIZED ({SHOWN}) SELECT s.*{columns} FROM shown s{joins}".encode()


def _listed(types: Sequence[PriceTypeId], row: tuple[Any, ...]) -> dict[PriceTypeId, Any]:
    found = {}
    place = FACTS
    for kind in types:
        if row[place] is not None:
            found[kind] = (row[place], _CURRENCIES[row[place + 1]])
        place += 2
    return found
