"""Temporary tables that a file is read into before anything of it is applied, and the blocks that fill them.

A file that turns out to be broken has touched nothing else. Rows name each other by ids that are already final
(`hashes.NewIds`), so that nothing is joined by text when they are merged.
"""

from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Any

from psycopg.errors import InvalidParameterValue

from adapters.postgres import copy_text
from adapters.postgres.database import Driver

# whole: the record tells the row's state, not only that it is deleted. pictures null: not told, the old ones stay.
# kind (of an offer's record): 0 offer, 1 prices, 2 stocks, 3 both. keep: named but refused, the stored price stands.
TABLES = """
CREATE TEMP TABLE staged_product (
    id int, n int, is_new boolean, whole boolean, deleted boolean, vat_kind smallint, vat_rate numeric(5, 2),
    minimum numeric(15, 3), multiple numeric(15, 3), source_hash bytea, pictures text[], categories int[],
    properties jsonb, erp_id text, sku text, sku_key text, barcode text, name text, full_name text, sort_key text,
    description text, unit_code text, unit text, manufacturer text, country text, catalog_erp_id text, words text
);
CREATE TEMP TABLE staged_stub (id int, erp_id text, name text);
CREATE TEMP TABLE staged_packaging (product_id int, code text, name text, numerator numeric(15, 6), n int);
CREATE TEMP TABLE staged_variant (
    id int, n int, is_new boolean, told boolean, whole boolean, product_id int, erp_id text, name text, sku text,
    barcode text, characteristics jsonb, deleted boolean, whole_prices boolean, kind smallint, parts smallint,
    told_prices smallint, told_stocks smallint, hash bytea
);
CREATE TEMP TABLE staged_price (
    variant_id int, price_type_id int, packaging_id int, amount numeric(19, 5), currency char(3), keep boolean, n int
);
CREATE TEMP TABLE staged_pack_price (
    variant_id int, price_type_id int, amount numeric(19, 5), currency char(3), keep boolean, n int,
    unit text, coefficient numeric(15, 6)
);
CREATE TEMP TABLE staged_stock (
    variant_id int, warehouse_id int, free numeric(15, 3), n int, is_new boolean
);
CREATE TEMP TABLE staged_id (kind smallint, id int);
"""

# What a row of staged_id is about.
EARLIER_PRICES, EMPTIED, LATE, UNUSED, SETTLED = 1, 2, 3, 4, 5


class Block:
    """Rows on their way into one staging table: one COPY for a block, since a connection carries one at a time.

    A row of values becomes a line of COPY text; who adds hundreds of thousands makes the line itself.
    """

    def __init__(self, driver: Driver, statement: str, size: int) -> None:
        self._driver = driver
        self._statement = statement.encode()
        self._size = size
        self._rows: list[Any] = []
        self.total = 0

    def add(self, row: tuple[Any, ...]) -> None:
        self.add_line(copy_text.line(row))

    def add_line(self, line: str) -> None:
        self._rows.append(line)
        if len(self._rows) >= self._size:
            self.flush()

    def extend(self, rows: Collection[Any]) -> None:
        """Of lines, or of whatever else the block holds."""
        self._rows.extend(rows)
        if len(self._rows) >= self._size:
            self.flush()

    def flush(self) -> None:
        if self._rows:
            with self._driver.cursor() as cursor, cursor.copy(self._statement) as copy:
                copy.write(self._text())
            self.total += len(self._rows)
            self._rows.clear()

    def _text(self) -> str:
        return "".join(self._rows)


class Numbers(Block):
    """Of rows of numbers, codes and flags: nothing in them is escaped, and the block makes its lines at once."""

    def __init__(self, driver: Driver, table: str, columns: int, size: int) -> None:
        super().__init__(driver, f"COPY {table} FROM STDIN (NULL 'None')", size)
        self._line = "\t".join(["%s"] * columns) + "\n"

    def add(self, row: tuple[Any, ...]) -> None:
        self.extend((row,))

    def _text(self) -> str:
        return "".join(map(self._line.__mod__, self._rows))


class Staging:
    """The tables of one run. `n` in a row is the ordinal of its record: of two that tell the same, the later wins."""

    def __init__(self, driver: Driver, block: int = 5000) -> None:
        self.driver = driver
        driver.execute(b"DISCARD TEMP")
        # Staged rows that stay in memory are not written to a file and read back. Only a session that has used no
        # temporary table yet may still ask for it.
        with suppress(InvalidParameterValue):
            driver.execute(b"SET temp_buffers = '64MB'")
        driver.execute(TABLES.encode())
        self.products = self._block("staged_product", block // 5)
        self.stubs = self._block("staged_stub", block)
        self.packagings = self._block("staged_packaging", block)
        self.variants = self._block("staged_variant", block)
        self.prices = Numbers(driver, "staged_price", 7, block * 4)
        self.pack_prices = self._block("staged_pack_price", block)
        self.stocks = self._block("staged_stock", block)
        self.ids = Numbers(driver, "staged_id", 2, block)

    def _block(self, table: str, size: int) -> Block:
        return Block(self.driver, f"COPY {table} FROM STDIN", size)

    def stage_ids(self, kind: int, ids: Iterable[int]) -> None:
        for row_id in ids:
            self.ids.add((kind, row_id))
        self.ids.flush()

    def flush(self) -> None:
        for block in (
            self.products, self.stubs, self.packagings, self.variants, self.prices, self.pack_prices, self.stocks,
        ):  # fmt: skip
            block.flush()

    def drop(self) -> None:
        if not self.driver.closed and not self.driver.broken:
            self.driver.execute(b"DISCARD TEMP")
