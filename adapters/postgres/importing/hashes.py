"""The raw hashes and ids of what a connection's earlier files wrote.

A hash may be trusted only while the database holds what its record wrote. Imports keep that themselves: a record of one
kind resets the hashes of other kinds that told the same facts, and a file whose stock is not wholly written yet (the
worker died in between) trusts none of its own. Any other code that writes products, variants, prices or stock calls
`forget_products` or `forget_variants` in the same transaction.

Whoever changes a hash also raises the connection's `hashes_version`, last of all: a worker that has read the hashes
goes on with them from file to file while the version is the one that it left.
"""

import struct
from collections.abc import Collection, Iterator
from typing import NamedTuple

from adapters.postgres.database import Database, Driver
from adapters.postgres.importing.id_set import IdSet

PRICES, STOCKS, QUANTITY = 1, 2, 4
"""What an offer's record told (variant.source_parts)."""

_HASH = 16
_NONE = bytes(_HASH)
_HEAD = struct.Struct(">ihhh")
# Where the hash of a kind stands in a packed entry: first the head, then the hashes.
_PLACE = {
    "product": slice(_HEAD.size, _HEAD.size + _HASH),
    "offer": slice(_HEAD.size, _HEAD.size + _HASH),
    "offer-prices": slice(_HEAD.size + _HASH, _HEAD.size + 2 * _HASH),
    "offer-stocks": slice(_HEAD.size + 2 * _HASH, _HEAD.size + 3 * _HASH),
}

_VERSION = b"SELECT hashes_version FROM connection WHERE id = %s"
_RAISE = b"UPDATE connection SET hashes_version = hashes_version + 1 WHERE id = %s RETURNING hashes_version"
_HALF = "SELECT id FROM inbox_message WHERE connection_id = %s AND state <> 'applied' AND diff <> '{}'::jsonb"
_PRODUCTS = """
    SELECT erp_id, int4send(id) || '\\x000000000000'::bytea
           || CASE WHEN message_id = ANY(%(half)s) THEN %(none)s ELSE coalesce(source_hash, %(none)s) END
    FROM product WHERE connection_id = %(connection)s
"""
_VARIANTS = """
    SELECT CASE WHEN v.erp_id = '' THEN p.erp_id ELSE p.erp_id || '#' || v.erp_id END,
           int4send(v.id) || int2send(v.source_parts) || int2send(v.told_prices) || int2send(v.told_stocks)
           || CASE WHEN v.message_id = ANY(%(half)s) THEN %(none)s || %(none)s || %(none)s
              ELSE coalesce(v.source_hash, %(none)s) || coalesce(v.prices_hash, %(none)s)
                   || coalesce(v.stocks_hash, %(none)s) END
    FROM variant v JOIN product p ON p.id = v.product_id WHERE p.connection_id = %(connection)s
"""


class KnownHashes:
    """Given to the reader as `known`, then to `apply_records`, which finds the ids of rows in it.

    Each of the two maps is read when first asked for: 250 bytes a row. Whatever a file tells loses its hash here; the
    next file of a run tells other records, and one that asks for such a record has the map read again.
    """

    def __init__(self, database: Database, connection_id: int) -> None:
        self._database = database
        self.connection_id = connection_id
        self.version = version_of(database, connection_id)
        self._products: dict[str, bytes] | None = None
        self._variants: dict[str, bytes] | None = None
        self.fresh_products = IdSet()
        self.fresh_variants = IdSet()
        self._written_products = IdSet()
        self._written_variants = IdSet()
        self.settled = False  # good for another file

    def __call__(self, kind: str, key: str) -> bytes | None:
        if kind not in _PLACE:
            return None
        goods = kind == "product"
        entry = (self.products if goods else self.variants).get(key)
        if entry is None:
            return None
        if (found := entry[_PLACE[kind]]) and found != _NONE:
            return found
        written = self._written_products if goods else self._written_variants
        if row_id(entry) not in written:
            return None
        if goods:
            self._products, self._written_products = self._again(_PRODUCTS, self.products, self.fresh_products), IdSet()
        else:
            self._variants, self._written_variants = self._again(_VARIANTS, self.variants, self.fresh_variants), IdSet()
        return self(kind, key)

    def _again(self, statement: str, before: dict[str, bytes], fresh: IdSet) -> dict[str, bytes]:
        """The map as it stands in the tables, and the rows that the present file is about to make."""
        return self._load(statement) | {key: entry for key, entry in before.items() if row_id(entry) in fresh}

    def is_current(self) -> bool:
        return self.settled and version_of(self._database, self.connection_id) == self.version

    def settle(self, version: int, products: IdSet, variants: IdSet) -> None:
        """A file was applied that told these; `version` is the one it left, 0 when more than these hashes changed."""
        self.settled = version == self.version + 1  # else others have changed some meanwhile
        self.version = version
        self._written_products |= products
        self._written_variants |= variants
        self.fresh_products, self.fresh_variants = IdSet(), IdSet()

    @property
    def products(self) -> dict[str, bytes]:
        if self._products is None:
            self._products = self._load(_PRODUCTS)
        return self._products

    @property
    def variants(self) -> dict[str, bytes]:
        if self._variants is None:
            self._variants = self._load(_VARIANTS)
        return self._variants

    def _load(self, statement: str) -> dict[str, bytes]:
        with self._database.driver() as driver, driver.transaction():
            half = [row[0] for row in driver.execute(_HALF, [self.connection_id])]
            values = {"connection": self.connection_id, "half": half, "none": _NONE}
            with driver.cursor("known_hashes", binary=True) as cursor:
                cursor.itersize = 5000
                cursor.execute(statement.encode(), values)
                return dict(cursor)


class Told(NamedTuple):
    """The head of an entry: the row, which parts its record told, and how many rows of each."""

    id: int
    parts: int
    prices: int
    stocks: int


def row_id(entry: bytes) -> int:
    return int.from_bytes(entry[:4])


def told(entry: bytes) -> Told:
    return Told(*_HEAD.unpack_from(entry))


def new_entry(row_id: int) -> bytes:
    """Of a row that the present file makes: without hashes."""
    return _HEAD.pack(row_id, 0, 0, 0)


def version_of(database: Database, connection_id: int) -> int:
    with database.driver() as driver:
        row = driver.execute(_VERSION, [connection_id]).fetchone()
    return int(row[0]) if row else 0


def raise_version(driver: Driver, connection_id: int) -> int:
    """Last of all in a transaction that changes hashes: others wait for the row."""
    row = driver.execute(_RAISE, [connection_id]).fetchone()
    return int(row[0]) if row else 0


class NewIds:
    """Ids for new rows, fetched from the table's own sequence in blocks: a row is named before it is written."""

    LARGEST = 4096

    def __init__(self, driver: Driver, table: str) -> None:
        self._driver = driver
        self._table = table
        self._block = 1  # doubled each time: a file with one new row burns no thousand of numbers
        self._left: Iterator[int] = iter(())

    def __call__(self) -> int:
        found = next(self._left, None)
        if found is None:
            # The name of the sequence is found once: in the list it would be looked up for each row. One array is read
            # at a fifth of what as many rows cost.
            statement = b"""
                SELECT array_agg(nextval(s.name)) FROM generate_series(1, %(block)s),
                       (SELECT pg_get_serial_sequence(%(table)s, 'id')::regclass AS name OFFSET 0) s
            """
            values = {"table": self._table, "block": self._block}
            row = self._driver.execute(statement, values, binary=True).fetchone()
            assert row is not None
            self._left = iter(row[0])
            self._block = min(2 * self._block, self.LARGEST)
            found = next(self._left)
        return found


def forget_products(driver: Driver, connection_id: int, products: Collection[int]) -> None:
    """Have the next file's records of these products read and compared, whatever their bytes."""
    driver.execute(b"UPDATE product SET source_hash = NULL WHERE id = ANY(%s)", [list(products)])
    raise_version(driver, connection_id)


def forget_variants(driver: Driver, connection_id: int, variants: Collection[int]) -> None:
    """The same for offers with their prices and stock."""
    driver.execute(
        b"UPDATE variant SET source_hash = NULL, prices_hash = NULL, stocks_hash = NULL WHERE id = ANY(%s)",
        [list(variants)],
    )
    raise_version(driver, connection_id)
