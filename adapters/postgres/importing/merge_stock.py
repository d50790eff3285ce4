"""Staged stock against the table: compared at once, written in batches by key, each row with its mark."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from psycopg.errors import UniqueViolation

from adapters.postgres.database import Driver
from adapters.postgres.importing.id_set import IdSet
from adapters.postgres.importing.outcome import Diff, Remarks
from adapters.postgres.importing.runs import Runs
from adapters.postgres.importing.staging import EMPTIED, LATE, SETTLED, UNUSED, Staging
from adapters.postgres.importing.stock_rows import StockRows

# Rows of one transaction: some tenths of a second.
BATCH = 20_000

UNUSED_TOTALS = b"DELETE FROM staged_stock WHERE warehouse_id = %(default)s"
LATEST = b"""
    DELETE FROM staged_stock s USING staged_stock later
    WHERE later.variant_id = s.variant_id AND later.warehouse_id = s.warehouse_id AND later.n > s.n
"""
NOT_LATE = b"DELETE FROM staged_stock WHERE variant_id IN (SELECT id FROM staged_id WHERE kind = %(late)s)"
COMPARE = b"""
    CREATE TEMP TABLE changed_stock AS
    SELECT variant_id, warehouse_id, free, is_new, emptied, late FROM (
        SELECT variant_id, warehouse_id, free, true AS is_new, false AS emptied, false AS late
        FROM staged_stock WHERE is_new
        UNION ALL
        SELECT s.variant_id, s.warehouse_id, s.free, k.free IS NULL, false, coalesce(k.mark_at > %(mark)s, false)
        FROM staged_stock s LEFT JOIN stock k
             ON k.variant_id = s.variant_id AND k.warehouse_id = s.warehouse_id
        WHERE NOT s.is_new AND k.free IS DISTINCT FROM s.free
        UNION ALL
        SELECT k.variant_id, k.warehouse_id, 0, false, true, coalesce(k.mark_at > %(mark)s, false)
        FROM staged_id e JOIN stock k ON k.variant_id = e.id
        WHERE e.kind = %(emptied)s AND k.free <> 0 AND k.warehouse_id = ANY(%(warehouses)s) AND NOT EXISTS (
            SELECT FROM staged_stock s WHERE s.variant_id = k.variant_id AND s.warehouse_id = k.warehouse_id
        )
    ) compared ORDER BY variant_id, warehouse_id
"""
# To be read anew whatever its bytes: a record whose stock was late or had no meaning in this file, and one that told
# less than stands because an earlier file of the run told the rest.
FORGET = b"""
    UPDATE variant SET source_hash = NULL, stocks_hash = NULL
    WHERE (source_hash IS NOT NULL OR stocks_hash IS NOT NULL) AND id IN (
        SELECT id FROM staged_id WHERE kind IN (%(late)s, %(unused)s)
        UNION SELECT variant_id FROM changed_stock WHERE late
        UNION SELECT e.id FROM staged_id e JOIN stock k ON k.variant_id = e.id
        WHERE e.kind = %(settled)s AND k.free <> 0 AND NOT EXISTS (
            SELECT FROM staged_stock s WHERE s.variant_id = k.variant_id AND s.warehouse_id = k.warehouse_id
        )
    )
"""
COUNT = b"SELECT count(*) FILTER (WHERE NOT late), count(*) FILTER (WHERE late) FROM changed_stock"
# Pages of the temporary table, which is in the order of keys: a range of them is a batch.
PAGES = b"SELECT pg_relation_size('changed_stock') / current_setting('block_size')::int"
# What is new is written without looking for what stands there, at half of the cost.
WRITE_NEW = b"""
    INSERT INTO stock (variant_id, warehouse_id, free, snapshot_id, mark_at, mark_seq)
    SELECT variant_id, warehouse_id, free, %(message)s, %(mark)s, NULL FROM changed_stock
    WHERE ctid >= format('(%%s,0)', %(first)s::int)::tid AND ctid < format('(%%s,0)', %(last)s::int)::tid AND is_new
"""
# Another channel may have told more since the comparison.
WRITE = b"""
    INSERT INTO stock AS k (variant_id, warehouse_id, free, snapshot_id, mark_at, mark_seq)
    SELECT variant_id, warehouse_id, free, %(message)s, %(mark)s, NULL FROM changed_stock
    WHERE ctid >= format('(%%s,0)', %(first)s::int)::tid AND ctid < format('(%%s,0)', %(last)s::int)::tid AND NOT late
          AND is_new = ANY(%(kinds)s)
    ON CONFLICT (variant_id, warehouse_id) DO UPDATE
    SET free = excluded.free, snapshot_id = excluded.snapshot_id, mark_at = excluded.mark_at, mark_seq = NULL
    WHERE NOT coalesce(k.mark_at > excluded.mark_at, false)
"""
COUNT_BATCH = b"""
    SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new AND NOT emptied),
           count(*) FILTER (WHERE emptied)
    FROM changed_stock
    WHERE ctid >= format('(%%s,0)', %(first)s::int)::tid AND ctid < format('(%%s,0)', %(last)s::int)::tid AND NOT late
"""
HELD = b"SELECT DISTINCT variant_id FROM stock_line WHERE held > 0"
# A snapshot that tells the same quantity again is still a newer snapshot: it may contain what we still subtract.
ADVANCE = b"""
    UPDATE stock SET mark_at = %(mark)s, mark_seq = NULL, snapshot_id = %(message)s
    WHERE variant_id = ANY(%(variants)s) AND warehouse_id = ANY(%(warehouses)s)
          AND (mark_at IS NULL OR mark_at < %(mark)s)
"""


class Pages(NamedTuple):
    first: int
    last: int


class StockMerge:
    def __init__(
        self,
        staging: Staging,
        stocks: StockRows,
        runs: Runs,
        warehouses: Collection[int],
        message_id: int,
    ) -> None:
        self.staging = staging
        self.driver: Driver = staging.driver
        self.stocks = stocks
        self.runs = runs
        self.values: dict[str, Any] = {
            "mark": runs.mark, "message": message_id, "warehouses": list(warehouses),
            "emptied": EMPTIED, "late": LATE, "unused": UNUSED, "settled": SETTLED,
        }  # fmt: skip
        self.changes = 0
        self.forgotten = 0  # offers whose hashes were reset

    @property
    def mark(self) -> datetime | None:
        return self.runs.mark

    def compare(self, repeated: bool, fresh: IdSet, remarks: Remarks) -> None:
        """Find what differs; nothing of it is written yet, but hashes that the file leaves without ground are reset."""
        stocks = self.stocks
        if not (stocks.by_warehouse or stocks.totals):
            return
        late = stocks.told & self.runs.newer_stock
        self.staging.stage_ids(LATE, late)
        self.staging.stage_ids(UNUSED, stocks.unused)
        # What an earlier file of the run told of an offer stays: 1C cuts between files inside an offer.
        emptied = stocks.emptied - late - fresh
        self.staging.stage_ids(EMPTIED, emptied - self.runs.stock)
        self.staging.stage_ids(SETTLED, emptied & self.runs.stock)
        if stocks.by_warehouse and stocks.totals:
            self.driver.execute(UNUSED_TOTALS, self.values)
        if late:
            self.driver.execute(NOT_LATE, self.values)
        if repeated:
            self.driver.execute(LATEST)
        self.driver.execute(COMPARE, self.values)
        self.forgotten = self.driver.execute(FORGET, self.values).rowcount
        row = self.driver.execute(COUNT).fetchone()
        assert row is not None
        self.changes = row[0]
        if late or row[1]:
            text = "Файл сформирован раньше, чем уже принятые остатки: остатки этих предложений не изменены"
            remarks.notice("late-stock", text, "", len(late) + row[1])

    def batches(self, size: int) -> list[Pages]:
        if not self.changes:
            return []
        row = self.driver.execute(PAGES).fetchone()
        assert row is not None
        pages = row[0]
        step = max(1, pages * size // self.changes) if self.changes > size else pages
        return [Pages(first, first + step) for first in range(0, pages, step)]

    def write(self, pages: Pages, diff: Diff) -> None:
        values = self.values | pages._asdict()
        row = self.driver.execute(COUNT_BATCH, values).fetchone()
        assert row is not None
        new, changed, emptied = row
        left = [True, False] if new and not self._written_new(values) else [False]
        if changed or emptied or left[0]:
            self.driver.execute(WRITE, values | {"kinds": left})
        for measure, number in zip(("added", "changed", "removed"), row, strict=True):
            diff["stock"][measure] += number

    def _written_new(self, values: dict[str, Any]) -> bool:
        """False when somebody else has told one of them since the comparison."""
        try:
            with self.driver.transaction():
                self.driver.execute(WRITE_NEW, values)
        except UniqueViolation:
            return False
        return True

    def finish(self, diff: Diff) -> None:
        """What was told and already stood: counted, and its snapshot made the newest where somebody waits for that."""
        row = self.driver.execute(b"SELECT count(*) FROM staged_stock").fetchone()
        assert row is not None
        counts = diff["stock"]
        counts["unchanged"] = max(0, row[0] + self.stocks.skipped - counts["added"] - counts["changed"])
        told = self.stocks.told
        if self.mark is not None and told:
            late = self.runs.newer_stock
            held = [row[0] for row in self.driver.execute(HELD) if row[0] in told and row[0] not in late]
            if held:
                self.driver.execute(ADVANCE, self.values | {"variants": held})
