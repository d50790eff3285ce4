"""Uploads of pictures as rows: sent, sorted, attached to goods, taken back."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.catalogue_changes import tell_written
from adapters.postgres.database import Database, Driver, driver, json_text
from adapters.postgres.media.goods import PostgresGoodsByArticle
from adapters.postgres.outbox import PostgresDeliveries, record
from application.media.ports import Sorted
from application.media.values import (
    FileRow,
    MediaDesk,
    NamedGoods,
    NewUpload,
    SentFile,
    UploadRow,
    UploadState,
    UploadView,
    Verdict,
)
from application.shared.outbox import pictures_sent
from domain.catalog.pictures import PictureKind
from domain.shared.errors import NotFound
from domain.shared.ids import ProductId, UserId

ADD = "INSERT INTO media_upload (id, user_id, total) VALUES (%s, %s, %s)"
ADD_FILE = "INSERT INTO media_file (upload_id, path, size, sha256, incoming) VALUES (%s, %s, %s, %s, %s)"
UPLOADS = """
SELECT u.id, w.name, u.state, u.done, u.total, u.failure, u.uploaded_at, u.undone_at,
       (SELECT coalesce(jsonb_object_agg(verdict, n), '{{}}') FROM (
            SELECT verdict, count(*) AS n FROM media_file f WHERE f.upload_id = u.id AND verdict <> 'unpacked'
            GROUP BY verdict) AS c)
FROM media_upload u JOIN app_user w ON w.id = u.user_id {where} ORDER BY u.uploaded_at DESC LIMIT %(limit)s
"""
FILE = """
SELECT f.id, f.upload_id, f.path, f.size, f.sha256, f.verdict, f.reason, f.found, f.kind, f.place, p.id, p.sku, p.name,
       (SELECT jsonb_agg(jsonb_build_array(c.id, c.sku, c.name) ORDER BY c.sort_key, c.id) FROM product c
         WHERE c.id = ANY(f.candidates))
FROM media_file f LEFT JOIN product p ON p.id = f.product_id
"""
PAGE = f"""{FILE} WHERE f.upload_id = %(upload)s AND f.id > %(after)s AND f.verdict <> 'unpacked'
AND (%(verdict)s = '' OR f.verdict = %(verdict)s) ORDER BY f.id LIMIT %(limit)s"""
KEPT = f"""{FILE} JOIN media_upload u ON u.id = f.upload_id AND u.undone_at IS NULL
WHERE f.verdict = 'kept' AND f.id > %s ORDER BY f.id LIMIT %s"""
DESK = """
SELECT (SELECT count(*) FROM media_file f JOIN media_upload u ON u.id = f.upload_id AND u.undone_at IS NULL
         WHERE f.verdict = 'kept'),
       (SELECT count(*) FROM picture WHERE state IN ('waiting', 'making'))
"""
# Pictures of 1C that proved to be none, with the goods that they were sent for.
HIDDEN = """
SELECT p.id, p.sku, p.name, m.path, c.refusal
FROM picture c JOIN media m ON m.sha256 = c.sha256
JOIN product p ON p.connection_id = m.connection_id AND m.path = ANY(p.pictures) AND NOT p.deleted
WHERE c.state = 'refused' ORDER BY p.sort_key, m.path LIMIT 50
"""


def named(row: Sequence[Any]) -> NamedGoods:
    return NamedGoods(ProductId(row[0]), row[1], row[2])


def upload_of(row: tuple[Any, ...]) -> UploadRow:
    id, by, state, done, total, failure, at, undone, counts = row
    return UploadRow(id, by, UploadState(state), done, total, failure, at, undone, counts)


def file_of(row: tuple[Any, ...]) -> FileRow:
    *told, product, sku, name, candidates = row
    id, upload, path, size, sha256, verdict, reason, found, kind, place = told
    goods = None if product is None else NamedGoods(product, sku, name)
    return FileRow(
        id, upload, path, size, sha256, Verdict(verdict), reason, found, PictureKind(kind), place, goods,
        tuple(map(named, candidates or ())),
    )  # fmt: skip


@frozen
class PostgresUploads:
    database: Database

    def add(self, upload: NewUpload) -> None:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            connection.execute(ADD, [upload.id, upload.by, len(upload.files)])
            with connection.cursor() as cursor:
                rows = [(upload.id, one.path, one.size, one.sha256, one.sha256) for one in upload.files]
                cursor.executemany(ADD_FILE, rows)
            record(connection, [pictures_sent(upload.id)])

    def desk(self, limit: int) -> MediaDesk:
        with self.database.driver() as connection:
            rows = connection.execute(UPLOADS.format(where="").encode(), {"limit": limit}).fetchall()
            counts = connection.execute(DESK).fetchone()
            hidden = connection.execute(HIDDEN).fetchall()
        assert counts is not None
        told = [(named(row), row[3], row[4]) for row in hidden]
        return MediaDesk([upload_of(row) for row in rows], counts[0], counts[1], told)

    def one(self, id: UUID, verdict: str, after: int, limit: int) -> UploadView:
        with self.database.driver() as connection:
            facts = {"id": id, "limit": 1}
            row = connection.execute(UPLOADS.format(where="WHERE u.id = %(id)s").encode(), facts).fetchone()
            if row is None:
                raise NotFound("upload", str(id))
            asked = {"upload": id, "after": after, "verdict": verdict, "limit": limit + 1}
            rows = [file_of(one) for one in connection.execute(PAGE.encode(), asked)]
        return UploadView(upload_of(row), verdict, *page_of(rows, limit))

    def kept(self, after: int, limit: int) -> tuple[Sequence[FileRow], int | None]:
        with self.database.driver() as connection:
            rows = [file_of(one) for one in connection.execute(KEPT.encode(), [after, limit + 1])]
        return page_of(rows, limit)


def page_of(rows: list[FileRow], limit: int) -> tuple[list[FileRow], int | None]:
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


SENT = """
SELECT f.id, f.path, f.size, f.sha256 FROM media_file f JOIN media_upload u ON u.id = f.upload_id
WHERE u.id = %s AND u.state IN ('waiting', 'sorting') AND f.verdict = 'sent' ORDER BY f.id
"""
LOCK = "SELECT undone_at IS NULL FROM media_upload WHERE id = %s FOR UPDATE"
ONE_FILE = f"{FILE} WHERE f.id = %s FOR UPDATE OF f"
UNSETTLED = f"{FILE} WHERE f.upload_id = %s AND f.verdict IN ('unmatched', 'kept') ORDER BY f.id FOR UPDATE OF f"
ALL_KEPT = f"""{FILE} JOIN media_upload u ON u.id = f.upload_id AND u.undone_at IS NULL
WHERE f.verdict = 'kept' ORDER BY f.id FOR UPDATE OF f"""
ENTRY = """
INSERT INTO media_file (upload_id, path, size, sha256, verdict, reason, found, product_id, kind, place, candidates)
VALUES (%(upload)s, %(path)s, %(size)s, %(sha256)s, %(verdict)s, %(reason)s, %(found)s, %(product)s, %(kind)s,
        %(place)s, %(candidates)s) RETURNING id
"""
SETTLED = """
UPDATE media_file SET sha256 = %(sha256)s, verdict = %(verdict)s, reason = %(reason)s, found = %(found)s,
    product_id = %(product)s, kind = %(kind)s, place = %(place)s, candidates = %(candidates)s WHERE id = %(id)s
"""
PICTURES = "INSERT INTO picture (sha256) SELECT unnest(%s::text[]) ON CONFLICT (sha256) DO NOTHING"
# What stood at the same place goes, but for what this upload brought itself; of a turn the whole set goes, for frames
# of two sets would make a jumping picture.
REPLACE = """
UPDATE product_picture o SET ended_by = %(upload)s
FROM unnest(%(products)s::int[], %(kinds)s::text[], %(places)s::int[]) AS n(product_id, kind, place)
WHERE o.product_id = n.product_id AND o.kind = n.kind AND (o.place = n.place OR n.kind = 'turn')
  AND o.ended_by IS NULL AND o.upload_id <> %(upload)s
"""
ATTACH = """
INSERT INTO product_picture (product_id, kind, place, sha256, upload_id, file_id)
VALUES (%(product)s, %(kind)s, %(place)s, %(sha256)s, %(upload)s, %(id)s)
"""
DETACH = """
WITH gone AS (DELETE FROM product_picture WHERE file_id = %s)
UPDATE media_file SET verdict = 'unmatched', product_id = NULL WHERE id = %s
"""
TAKE_BACK = "DELETE FROM product_picture WHERE upload_id = %s"
BRING_BACK = "UPDATE product_picture SET ended_by = NULL WHERE ended_by = %s"
UNDONE = "UPDATE media_upload SET state = 'undone', undone_at = now() WHERE id = %s"
FINISH = "UPDATE media_upload SET state = 'done', done = total, finished_at = now() WHERE id = %s"
RAISE = "UPDATE catalogue_state SET catalogue_version = catalogue_version + 1"
RECORD = "INSERT INTO audit_log (user_id, action, subject, facts) VALUES (%s, %s, %s, %s::jsonb)"


@frozen
class PostgresUploadWork:
    connection: Driver

    @property
    def deliveries(self) -> PostgresDeliveries:
        return PostgresDeliveries(self.connection)

    def goods(self, skus: Collection[str]) -> Mapping[str, Set[ProductId]]:
        return PostgresGoodsByArticle(self.connection).goods(skus)

    def contents(self, products: Collection[ProductId]) -> Mapping[ProductId, Set[str]]:
        return PostgresGoodsByArticle(self.connection).contents(products)

    def sent(self, upload: UUID) -> Sequence[tuple[int, SentFile]]:
        return [(row[0], SentFile(*row[1:])) for row in self.connection.execute(SENT, [upload])]

    def lock(self, upload: UUID) -> bool:
        row = self.connection.execute(LOCK, [upload]).fetchone()
        if row is None:
            raise NotFound("upload", str(upload))
        return bool(row[0])

    def unsettled(self, upload: UUID | None) -> Sequence[FileRow]:
        asked = (ALL_KEPT, []) if upload is None else (UNSETTLED, [upload])
        return [file_of(row) for row in self.connection.execute(asked[0].encode(), asked[1])]

    def file(self, id: int) -> FileRow:
        row = self.connection.execute(ONE_FILE.encode(), [id]).fetchone()
        if row is None:
            raise NotFound("file", str(id))
        return file_of(row)

    def settle(self, upload: UUID, rows: Sequence[Sorted]) -> None:
        # Only what was judged by content becomes a picture.
        judged = [one.file.sha256 for one in rows if one.verdict not in (Verdict.REFUSED, Verdict.UNPACKED)]
        self.connection.execute(PICTURES, [judged])
        facts = [facts_of(upload, one) for one in rows]
        for fact in facts:
            if fact["id"] is None:
                row = self.connection.execute(ENTRY, fact).fetchone()
                assert row is not None
                fact["id"] = row[0]
        with self.connection.cursor() as cursor:
            cursor.executemany(SETTLED, facts)
        attached = [fact for fact in facts if fact["verdict"] == Verdict.ATTACHED.value]
        if not attached:
            return
        columns = {f"{name}s": [one[name] for one in attached] for name in ("product", "kind", "place")}
        self.connection.execute(REPLACE, {"upload": upload, **columns})
        with self.connection.cursor() as cursor:
            cursor.executemany(ATTACH, attached)
        self.connection.execute(RAISE)
        tell_written(self.connection, set(columns["products"]), moves=False)

    def detach(self, file: int) -> None:
        self.connection.execute(DETACH, [file, file])
        self.connection.execute(RAISE)

    def finish(self, upload: UUID) -> None:
        self.connection.execute(FINISH, [upload])

    def undo(self, upload: UUID) -> int:
        gone = self.connection.execute(TAKE_BACK, [upload]).rowcount
        self.connection.execute(BRING_BACK, [upload])
        self.connection.execute(UNDONE, [upload])
        self.connection.execute(RAISE)
        return gone

    def record(self, user: UserId, action: str, subject: str, facts: Mapping[str, object]) -> None:
        self.connection.execute(RECORD, [user, action, subject, json_text(dict(facts))])


def facts_of(upload: UUID, one: Sorted) -> dict[str, Any]:
    return {
        "id": one.id, "upload": upload, "path": one.file.path, "size": one.file.size, "sha256": one.file.sha256,
        "verdict": one.verdict.value, "reason": one.reason, "found": one.found, "product": one.product,
        "kind": one.kind.value, "place": one.place, "candidates": list(one.candidates),
    }  # fmt: skip


@contextmanager
def begin_upload_work(database: Database) -> Iterator[PostgresUploadWork]:
    with database.transaction() as connection:
        yield PostgresUploadWork(driver(connection))


PROGRESS = """
UPDATE media_upload SET state = 'sorting', done = %s, total = %s WHERE id = %s AND state IN ('waiting', 'sorting')
"""
GIVE_UP = """
UPDATE media_upload SET state = 'failed', failure = 'gave-up', finished_at = now()
WHERE state IN ('waiting', 'sorting') AND uploaded_at < now() - interval '6 hours'
"""
SPENT = """
SELECT DISTINCT f.incoming FROM media_file f JOIN media_upload u ON u.id = f.upload_id
WHERE f.incoming IS NOT NULL AND u.finished_at < now() - interval '1 day' AND NOT EXISTS (
    SELECT FROM media_file o JOIN media_upload w ON w.id = o.upload_id
    WHERE o.incoming = f.incoming AND (w.finished_at IS NULL OR w.finished_at >= now() - interval '1 day'))
LIMIT %s
"""
REMOVED = "UPDATE media_file SET incoming = NULL WHERE incoming = ANY(%s)"


@frozen
class PostgresUploadProgress:
    """On a connection of its own: the work's transaction ends with the work."""

    database: Database

    def __call__(self, upload: UUID, done: int, total: int) -> None:
        with self.database.driver() as connection:
            connection.execute(PROGRESS, [done, total, upload])


@frozen
class PostgresSpentFiles:
    database: Database

    def spent(self, limit: int) -> Sequence[str]:
        with self.database.driver() as connection:
            connection.execute(GIVE_UP)
            return [row[0] for row in connection.execute(SPENT, [limit])]

    def removed(self, sha256s: Sequence[str]) -> None:
        with self.database.driver() as connection:
            connection.execute(REMOVED, [list(sha256s)])
