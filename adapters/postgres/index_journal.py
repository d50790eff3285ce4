"""What operators are told of the catalogue index, and what was reserved since it was built."""

from collections.abc import Mapping, Sequence
from threading import Lock
from time import monotonic

import structlog
from attrs import define, field, frozen

from adapters.postgres.database import Database, is_busy
from application.indexing.ports import Built, Mark
from application.queries.facets import Gone
from application.queries.index_state import IndexState
from application.shared.ports import Later
from domain.shared.ids import ProductId, WarehouseId

BUILT = """
INSERT INTO catalogue_index AS i (id, version, sequence, goods, bytes, is_whole, seconds, built_at)
VALUES (1, %(version)s, %(sequence)s, %(goods)s, %(bytes)s, %(is_whole)s, %(seconds)s, now())
ON CONFLICT (id) DO UPDATE
SET (version, sequence, goods, bytes, is_whole, seconds, built_at, failure, failures) = (EXCLUDED.version,
    EXCLUDED.sequence, EXCLUDED.goods, EXCLUDED.bytes, EXCLUDED.is_whole, EXCLUDED.seconds, EXCLUDED.built_at, '', 0)
"""
FAILED = """
INSERT INTO catalogue_index AS i (id, failed_at, failure, failures) VALUES (1, now(), %(reason)s, 1)
ON CONFLICT (id) DO UPDATE SET (failed_at, failure, failures) = (now(), EXCLUDED.failure, i.failures + 1)
"""
STATE = """
SELECT st.catalogue_version, i.version, i.goods, i.bytes, i.is_whole, i.seconds, i.built_at, i.failed_at,
       coalesce(i.failure, ''), coalesce(i.failures, 0)
FROM catalogue_state st LEFT JOIN catalogue_index i ON true
"""
# Goods of which open holds have taken all that a variant had, and no other variant has anything left there. Begun from
# the lines that are sold out: there are few, however many are held. Holds that the ERP has counted are not open.
GONE = """
WITH touched AS MATERIALIZED (
    SELECT DISTINCT v.product_id, l.warehouse_id
    FROM stock_line l LEFT JOIN stock s USING (variant_id, warehouse_id) JOIN variant v ON v.id = l.variant_id
    WHERE l.held > 0 AND coalesce(s.free, 0) <= l.held
)
SELECT t.warehouse_id, array_agg(t.product_id ORDER BY t.product_id) FROM touched t
WHERE NOT EXISTS (
    SELECT FROM variant v JOIN stock s ON s.variant_id = v.id AND s.warehouse_id = t.warehouse_id
    LEFT JOIN stock_line l ON l.variant_id = v.id AND l.warehouse_id = t.warehouse_id
    WHERE v.product_id = t.product_id AND NOT v.deleted AND s.free > coalesce(l.held, 0)
) GROUP BY 1
"""
LASTS = 3.0  # seconds for which sold goods may still be counted


@frozen
class PostgresIndexJournal:
    database: Database

    def built(self, built: Built) -> None:
        facts = {
            "version": built.mark.version, "sequence": built.sequence, "goods": built.goods, "bytes": built.bytes,
            "is_whole": built.is_whole, "seconds": built.seconds,
        }  # fmt: skip
        structlog.get_logger().info("index.built", **facts)
        with self.database.driver() as connection:
            connection.execute(BUILT, facts)

    def failed(self, mark: Mark | None, reason: str) -> None:
        version = None if mark is None else mark.version
        structlog.get_logger().error("index.not-built", version=version, reason=reason)
        try:
            with self.database.driver() as connection:
                connection.execute(FAILED, {"reason": reason})
        except Exception as error:
            # The database may be what has failed: the log line above has told it.
            if not is_busy(error):
                raise

    def state(self) -> IndexState:
        with self.database.driver() as connection:
            row = connection.execute(STATE).fetchone()
        assert row is not None
        return IndexState(*row)


@define(eq=False)
class PostgresReserved:
    """Read for all warehouses at once and kept for some seconds: regions share them. later: where there is one, only
    the first reading is waited for, by all who come meanwhile.
    """

    database: Database
    later: Later | None = None
    _read_at: float | None = field(default=None, init=False)
    _found: Mapping[WarehouseId, Sequence[ProductId]] = field(factory=dict, init=False)
    _kept: dict[tuple[WarehouseId, ...], Gone] = field(factory=dict, init=False)
    _first: Lock = field(factory=Lock, init=False)

    def gone(self, places: Sequence[WarehouseId]) -> Gone:
        self._refresh()
        found, key = self._found, tuple(places)
        at = {place: found[place] for place in key if place in found}
        # What stays the same stays the same object, by which answers are kept.
        kept = self._kept.get(key)
        if kept is None or kept.at != at:
            kept = self._kept[key] = Gone(at)
        return kept

    def _refresh(self) -> None:
        if self._read_at is None:
            with self._first:
                if self._read_at is None:
                    self._read()
                    self._read_at = monotonic()
        elif (now := monotonic()) - self._read_at >= LASTS:
            # Whoever asks while this is read goes on with what was read before.
            self._read_at = now
            if self.later is None:
                self._read()
            else:
                self.later(self._read)

    def _read(self) -> None:
        with self.database.driver() as connection:
            self._found = dict(connection.execute(GONE).fetchall())
