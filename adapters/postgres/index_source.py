"""What the catalogue index is made of, read in one snapshot: all of it, or what was written since the last reading.

A row tells by its `xmin` which transaction wrote it, so that nobody who writes goods need know of the index. A row
that was written before may come again, none is left out: numbers of transactions go round only after two thousand
million, and such a gap is read whole (ADR 0030). Where every version since has told which goods it wrote, their tables
are not looked through (ADR 0077).

Statements are short, so that there is room for a rest between them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from attrs import frozen
from psycopg.rows import scalar_row

from adapters.postgres.catalogue import SOLD
from adapters.postgres.catalogue_changes import is_still, written_between
from adapters.postgres.database import Database, Driver
from adapters.postgres.shelf import pieces
from application.indexing.ports import GoodsRow, Ids, Mark, PropertyRow, SectionRow
from application.shared.ports import Rest, without_rest
from domain.shared.ids import CategoryId, WarehouseId

CHUNK = 2_000
# Of a file that goes on from another: a statement takes half a millisecond or little more.
GOODS_AT_ONCE = 8
PLACES_AT_ONCE = 40
SECTIONS_AT_ONCE = 4
PROPERTIES_AT_ONCE = 32
BLOCKS_AT_ONCE = 32
# Beyond this a number of a transaction may have gone round.
FURTHEST = 1_000_000_000
# More than a fifth of the goods: reading all of them is as fast.
FEW = 5

MARK = """
SELECT st.catalogue_version, pg_snapshot_xmin(pg_current_snapshot())::text::bigint, w.written, w.removed
FROM catalogue_state st, (
    SELECT sum(pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid)
               + pg_stat_get_tuples_deleted(c.oid))::bigint AS written,
           (sum(pg_stat_get_tuples_deleted(c.oid))
                FILTER (WHERE c.relname IN ('product', 'variant', 'stock', 'shelved_product')))::bigint AS removed
    FROM pg_class c
    WHERE c.oid IN ('product'::regclass, 'variant'::regclass, 'category'::regclass, 'property'::regclass,
                    'product_category'::regclass, 'stock'::regclass, 'shelved_product'::regclass,
                    'product_rating'::regclass)
) AS w
"""
# One processor at most: whoever asks for a page meanwhile finds another free.
PLANNING = (
    "SELECT set_config('cursor_tuple_fraction', '1', true), set_config('enable_seqscan', 'on', true),"
    " set_config('max_parallel_workers_per_gather', '0', true)"
)
SECTIONS = "SELECT id, parent_id, name, name_en, slug FROM catalog_section ORDER BY tier, position, sort_key, id"
PROPERTY_IDS = "SELECT id FROM property WHERE told AND NOT deleted"
# As an editor has set them: the name with its unit, the kind by which facets read the values, whether there is one.
PROPERTIES = """
SELECT p.id, coalesce(nullif(s.name, ''), p.name) || coalesce(', ' || nullif(s.unit, ''), ''),
       CASE WHEN s.facet = 'range' THEN 'number' WHEN s.facet = 'values' AND p.kind = 'number' THEN 'string'
            ELSE p.kind END, p.options,
       CASE WHEN s.hidden THEN 'none' ELSE coalesce(s.facet, 'auto') END, coalesce(s.position, 0)
FROM property p LEFT JOIN property_setting s ON s.property_id = p.id
WHERE p.id = ANY(%s::int[])
"""
MEMBERS = """
SELECT category_id, array_agg(product_id) FROM catalog_place WHERE category_id = ANY(%s::int[]) GROUP BY category_id
"""
PLACES_OF = """
SELECT category_id, array_agg(product_id) FROM catalog_place WHERE product_id = ANY(%s::int[]) GROUP BY category_id
"""
BY_NAME = f"SELECT p.id FROM product p WHERE {SOLD} ORDER BY p.sort_key, p.id"
GOODS = f"""
SELECT p.id, p.properties, p.manufacturer, p.country, hashtextextended(p.sort_key, 0) FROM product p WHERE {SOLD}
"""
AVAILABLE = """
SELECT s.warehouse_id, array_agg(DISTINCT v.product_id)
FROM stock s JOIN variant v ON v.id = s.variant_id AND v.told AND NOT v.deleted
WHERE s.free > 0{which} GROUP BY s.warehouse_id
"""
SOME_GOODS = f"{GOODS} AND p.id = ANY(%s::int[])"
SOME_AVAILABLE = AVAILABLE.format(which=" AND v.product_id = ANY(%s::int[])")
# `age` of a row's transaction is at most that of the horizon.
SINCE = "age(xmin) <= age(%(horizon)s::text::xid)"
WRITTEN = (
    f"SELECT DISTINCT {{column}} FROM {{table}}"
    f" WHERE ctid >= %(first)s::text::tid AND ctid < %(last)s::text::tid AND {SINCE}"
)
BLOCKS = "SELECT pg_relation_size(%s::regclass) / current_setting('block_size')::int"
GOODS_OF = "SELECT product_id FROM variant WHERE id = ANY(%s::int[])"
# As the server last estimated them; where that is not enough, or it never did, they are counted, no more than wanted.
AT_LEAST = """
SELECT CASE WHEN c.reltuples >= %(wanted)s THEN true
            ELSE (SELECT count(*) >= %(wanted)s FROM (SELECT FROM product LIMIT %(wanted)s) AS found) END
FROM pg_class c WHERE c.oid = 'product'::regclass
"""
CHANGED_PROPERTIES = f"SELECT id FROM property WHERE {SINCE}"


@frozen
class Source:
    """A seam for what other parts of the catalogue know of goods: a name and a statement of product ids.

    needs: the table that must be there; without it the source is left out.
    """

    name: str
    statement: str
    needs: str


@frozen
class PostgresCatalogueTruth:
    """`database` is one without a statement time-out. orders: ids from the best; labels: rows (label, ids).

    few: one part of so many may have changed, or all goods are read. rest: between statements, where there is a file
    that answers meanwhile.
    """

    database: Database
    order_sources: Sequence[Source] = ()
    label_sources: Sequence[Source] = ()
    few: int = FEW
    rest: Rest = without_rest

    def mark(self) -> Mark:
        with self.database.driver() as connection:
            return _mark(connection)

    @contextmanager
    def read(self, since: Mark | None) -> Iterator["PostgresReading"]:
        with self.database.snapshot() as connection:
            connection.execute(PLANNING)
            mark = _mark(connection)
            changed, moved, properties = None, True, ()
            # A row that was deleted leaves no trace to find it by.
            if since is not None and mark.removed == since.removed and mark.horizon - since.horizon < FURTHEST:
                asked = {"horizon": str(since.horizon % 2**32)}
                changed = self._written(connection, since, mark, asked)
                # Where the version is the same, somebody may have moved goods by hand.
                moved = mark.version == since.version or not is_still(connection, since.version, mark.version)
                properties = tuple(row[0] for row in connection.execute(CHANGED_PROPERTIES.encode(), asked))
                is_few = connection.execute(AT_LEAST, {"wanted": len(changed) * self.few}).fetchone()
                if is_few is None or not is_few[0]:
                    changed = None
            yield PostgresReading(
                connection, mark, changed, moved, properties, self.order_sources, self.label_sources,
                without_rest if since is None else self.rest,
            )  # fmt: skip

    def _written(self, connection: Driver, since: Mark, mark: Mark, asked: Mapping[str, object]) -> list[int]:
        # Where the version is the same, whoever wrote goods without raising it has told nobody.
        is_raised = mark.version > since.version
        told = written_between(connection.execute, since.version, mark.version) if is_raised else None
        found = set[int](told or ())
        if told is None:
            for table, column in (("product", "id"), ("variant", "product_id"), ("shelved_product", "product_id")):
                found |= self._written_in(connection, table, column, asked)
        for some in pieces([*self._written_in(connection, "stock", "variant_id", asked)], GOODS_AT_ONCE):
            found.update(row[0] for row in connection.execute(GOODS_OF, [some]))
            self.rest()
        return list(found)

    def _written_in(self, connection: Driver, table: str, column: str, asked: Mapping[str, object]) -> set[int]:
        statement = WRITTEN.format(column=column, table=table).encode()
        found, first = set[int](), 0
        blocks = connection.execute(BLOCKS, [table]).fetchone()
        assert blocks is not None
        while first < blocks[0]:
            last = first + BLOCKS_AT_ONCE
            place = {"first": f"({first},0)", "last": f"({last},0)"}
            found.update(row[0] for row in connection.execute(statement, {**asked, **place}))
            self.rest()
            first = last
        return found


def _mark(connection: Driver) -> Mark:
    row = connection.execute(MARK).fetchone()
    assert row is not None
    return Mark(*row)


@frozen
class PostgresReading:
    connection: Driver
    mark: Mark
    changed: Ids | None
    moved: bool
    changed_properties: Ids
    order_sources: Sequence[Source]
    label_sources: Sequence[Source]
    rest: Rest

    def sections(self) -> Sequence[SectionRow]:
        return [SectionRow(*row) for row in self.connection.execute(SECTIONS)]

    def properties(self) -> Sequence[PropertyRow]:
        found, asked = list[PropertyRow](), [row[0] for row in self.connection.execute(PROPERTY_IDS)]
        for some in pieces(asked, PROPERTIES_AT_ONCE):
            found += [PropertyRow(*row) for row in self.connection.execute(PROPERTIES, [some])]
            self.rest()
        return sorted(found, key=lambda row: (row.name, row.id))

    def members(self, sections: Sequence[CategoryId]) -> Iterable[tuple[CategoryId, Ids]]:
        for some in pieces(sections, SECTIONS_AT_ONCE):
            yield from self.connection.execute(MEMBERS, [some]).fetchall()
            self.rest()

    def places(self, ids: Ids) -> Iterable[tuple[CategoryId, Ids]]:
        for some in pieces(ids, PLACES_AT_ONCE):
            yield from self.connection.execute(PLACES_OF, [some]).fetchall()
            self.rest()

    def by_name(self) -> Ids:
        with self.connection.cursor(row_factory=scalar_row) as cursor:
            return cursor.execute(BY_NAME.encode()).fetchall()

    def goods(self, ids: Ids | None) -> Iterator[Sequence[GoodsRow]]:
        if ids is not None:
            for some in pieces(ids, GOODS_AT_ONCE):
                yield self.connection.execute(SOME_GOODS.encode(), [some]).fetchall()
                self.rest()
            return
        with self.connection.cursor("index_goods") as cursor:
            cursor.execute(GOODS.encode())
            while rows := cursor.fetchmany(CHUNK):
                yield rows
                self.rest()

    def available(self, ids: Ids | None) -> Iterable[tuple[WarehouseId, Ids]]:
        if ids is None:
            yield from self.connection.execute(AVAILABLE.format(which="").encode()).fetchall()
            return
        for some in pieces(ids, GOODS_AT_ONCE):
            yield from self.connection.execute(SOME_AVAILABLE.encode(), [some]).fetchall()
            self.rest()

    def orders(self) -> Iterator[tuple[str, Ids]]:
        for source in self._known(self.order_sources):
            yield source.name, [row[0] for row in self.connection.execute(source.statement.encode())]

    def labels(self) -> Iterator[tuple[str, Ids]]:
        for source in self._known(self.label_sources):
            yield from self.connection.execute(source.statement.encode())

    def _known(self, sources: Sequence[Source]) -> Iterator[Source]:
        for source in sources:
            row = self.connection.execute("SELECT to_regclass(%s) IS NOT NULL", [source.needs]).fetchone()
            if row is not None and row[0]:
                yield source
