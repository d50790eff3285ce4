"""What operators are told of the catalogue index, and what was reserved since it was built."""

from collections.abc import Sequence
from time import monotonic

import structlog
from attrs import define, field, frozen

from adapters.postgres.database import Database, is_busy
from adapters.postgres.shelf import array
from application.indexing.ports import Built, Mark
from application.queries.facets import Gone
from application.queries.index_state import IndexState
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
# Goods with open holds, of which no variant has anything left there. Holds that the ERP has counted are not open.
GONE = """
WITH held AS MATERIALIZED (
    SELECT variant_id, warehouse_id, sum(uncontained) AS held FROM reservation
    WHERE uncontained > 0 AND warehouse_id = ANY(%(places)s::int[]) GROUP BY 1, 2
), touched AS (
    SELECT DISTINCT v.product_id, h.warehouse_id FROM held h JOIN variant v ON v.id = h.variant_id
), gone AS (
    SELECT t.product_id, t.warehouse_id FROM touched t JOIN variant v USING (product_id)
    LEFT JOIN stock s ON s.variant_id = v.id AND s.warehouse_id = t.warehouse_id
    LEFT JOIN held h ON h.variant_id = v.id AND h.warehouse_id = t.warehouse_id
    GROUP BY 1, 2 HAVING bool_and(v.deleted OR coalesce(s.free, 0) <= coalesce(h.held, 0))
)
SELECT warehouse_id, array_agg(product_id) FROM gone GROUP BY 1
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
    """Kept for some seconds by the warehouses: a page of a region asks what the page before it asked."""

    database: Database
    _kept: dict[tuple[WarehouseId, ...], tuple[float, Gone]] = field(factory=dict, init=False)

    def gone(self, places: Sequence[WarehouseId]) -> Gone:
        key, now = tuple(places), monotonic()
        kept = self._kept.get(key)
        if kept is not None and now - kept[0] < LASTS:
            return kept[1]
        if kept is not None:
            # Whoever asks while this is read goes on with what was read before.
            self._kept = {**self._kept, key: (now, kept[1])}
        with self.database.driver() as connection:
            found: dict[WarehouseId, Sequence[ProductId]] = dict(
                connection.execute(GONE, {"places": array(key)}).fetchall()
            )
        # What stays the same stays the same object, by which answers are kept.
        gone = kept[1] if kept is not None and kept[1].at == found else Gone(found)
        self._kept = {**self._kept, key: (now, gone)}
        return gone
