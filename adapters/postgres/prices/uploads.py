"""Files of individual prices with the report of every row."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import attrs
from attrs import frozen

from adapters.postgres.database import Database, driver, json_text
from adapters.postgres.prices.refusals import faults_of, stored
from adapters.postgres.prices.turns import one_at_a_time
from adapters.postgres.prices.work import PostgresPriceWork
from application.price_desk.entry import Entry
from application.price_desk.judge import Judged
from application.price_desk.uploads import Before, NewUpload, ReportRow, UploadRow, UploadView, Whose
from application.price_desk.work import facts_of
from application.shared.ports import Ids
from domain.pricing.agreed import Verdict
from domain.shared.errors import NotFound

KEEP = """
INSERT INTO price_upload (id, user_id, filename, sha256, size, ignored) VALUES (%s, %s, %s, %s, %s, %s::jsonb)
"""
KEEP_ROW = """
INSERT INTO price_upload_row (verdict, owner_name, goods_name, before, faults, entry, upload_id, line)
VALUES (%s, %s, %s, %s::jsonb, %s::jsonb, %s::jsonb, %s, %s)
"""
OURS = "id = %(id)s AND (%(user)s::uuid IS NULL OR user_id = %(user)s)"
TAKE = f"SELECT act_id IS NOT NULL FROM price_upload WHERE {OURS} FOR UPDATE"
ENTRIES = "SELECT entry FROM price_upload_row WHERE upload_id = %s AND verdict <> 'refused' ORDER BY line"
SETTLE = "UPDATE price_upload SET act_id = %s WHERE id = %s"
# What was refused at first stays as it was told; of the others the last judgement counts.
SETTLE_ROW = """
UPDATE price_upload_row SET verdict = %s, owner_name = %s, goods_name = %s, before = %s::jsonb, faults = %s::jsonb
WHERE upload_id = %s AND line = %s
"""
UPLOADS = """
SELECT f.id, f.filename, f.size, f.uploaded_at, coalesce(u.name, ''), f.ignored, a.at,
       (SELECT coalesce(jsonb_object_agg(verdict, n), '{}') FROM (
            SELECT verdict, count(*) AS n FROM price_upload_row r WHERE r.upload_id = f.id GROUP BY verdict) AS counts)
FROM price_upload f LEFT JOIN app_user u ON u.id = f.user_id LEFT JOIN audit_log a ON a.id = f.act_id
WHERE (%(user)s::uuid IS NULL OR f.user_id = %(user)s) AND (%(id)s::uuid IS NULL OR f.id = %(id)s)
ORDER BY f.uploaded_at DESC, f.id LIMIT %(limit)s
"""
ROWS = """
SELECT entry, verdict, owner_name, goods_name, before, faults FROM price_upload_row
WHERE upload_id = %(id)s AND line > %(after)s AND (%(verdict)s = '' OR verdict = %(verdict)s)
ORDER BY line LIMIT %(limit)s
"""


@frozen
class PostgresUploadWork(PostgresPriceWork):
    def keep(self, upload: NewUpload, judged: Sequence[Judged]) -> None:
        row = [upload.id, upload.by, upload.filename, upload.sha256, upload.size, json_text(upload.ignored)]
        self.connection.execute(KEEP, row)
        rows = [(*_outcome(one), json_text(attrs.asdict(one.entry)), upload.id, one.entry.line) for one in judged]
        with self.connection.cursor() as cursor:
            cursor.executemany(KEEP_ROW, rows)

    def take(self, whose: Whose, id: UUID) -> tuple[Sequence[Entry], bool]:
        row = self.connection.execute(TAKE.encode(), {"id": id, "user": whose.user}).fetchone()
        if row is None:
            raise NotFound("price-upload", str(id))
        return [Entry(**entry) for (entry,) in self.connection.execute(ENTRIES, [id])], row[0]

    def settle(self, id: UUID, act: int, judged: Sequence[Judged]) -> None:
        self.connection.execute(SETTLE, [act, id])
        with self.connection.cursor() as cursor:
            cursor.executemany(SETTLE_ROW, [(*_outcome(one), id, one.entry.line) for one in judged])


def _outcome(one: Judged) -> tuple[str, str, str, str | None, str]:
    before = json_text(facts_of(one.changes.price)) if one.verdict is Verdict.CHANGED and one.changes else None
    return one.verdict.value, one.owner_name, one.goods_name, before, json_text(stored(one.faults))


@frozen
class PostgresUploadWorks:
    database: Database
    ids: Ids

    @contextmanager
    def begin(self) -> Iterator[PostgresUploadWork]:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            one_at_a_time(connection)
            yield PostgresUploadWork(connection, self.ids)


@frozen
class PostgresUploads:
    database: Database

    def latest(self, whose: Whose, limit: int) -> Sequence[UploadRow]:
        with self.database.driver() as connection:
            facts = {"user": whose.user, "id": None, "limit": limit}
            return [_upload(row) for row in connection.execute(UPLOADS, facts)]

    def one(self, whose: Whose, id: UUID, verdict: str, after: int, limit: int) -> UploadView:
        with self.database.snapshot() as connection:
            facts = {"user": whose.user, "id": id, "limit": 1}
            row = connection.execute(UPLOADS, facts).fetchone()
            if row is None:
                raise NotFound("price-upload", str(id))
            asked = {"id": id, "after": after, "verdict": verdict, "limit": limit + 1}
            rows = [_reported(each) for each in connection.execute(ROWS, asked)]
        following = rows[limit - 1].entry.line if len(rows) > limit else None
        return UploadView(_upload(row), tuple(rows[:limit]), verdict, following)


def _upload(row: tuple[Any, ...]) -> UploadRow:
    id, filename, size, uploaded_at, by, ignored, applied_at, counts = row
    return UploadRow(id, filename, size, uploaded_at, by, tuple(ignored), applied_at, counts)


def _reported(row: tuple[Any, ...]) -> ReportRow:
    entry, verdict, owner_name, goods_name, before, faults = row
    former = _before(before) if before else None
    return ReportRow(Entry(**entry), Verdict(verdict), owner_name, goods_name, former, faults_of(faults))


def _before(facts: dict[str, Any]) -> Before:
    start, end = (date.fromisoformat(day) if day else None for day in (facts["valid_from"], facts["valid_to"]))
    return Before(Decimal(facts["amount"]), facts["currency"], facts["vat_included"], start, end)
