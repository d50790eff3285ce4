"""Files of goods, and the base that they are the messages of."""

from collections.abc import Collection, Sequence
from hashlib import sha256
from io import BytesIO
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, driver, json_text
from adapters.postgres.exchange.inbox import GROWN, add_chunks
from application.goods_files.load import GoodsFile
from domain.shared.errors import NotFound

LOGIN = "goods-files"
# Nobody signs in by it: no password has this hash.
BASE = """
INSERT INTO connection (name, login, password_hash, base, profile) VALUES ('Файлы товаров', %s, '', 'files', 'classic')
ON CONFLICT (login) DO UPDATE SET login = excluded.login RETURNING id
"""
ADD = "INSERT INTO goods_file (id, user_id, filename, sha256, body, size) VALUES (%s, %s, %s, %s, %s, %s)"
ROW = """
SELECT f.id, f.filename, f.size, f.sent_at, u.name, f.good, f.bad, f.message_id, coalesce(m.state, ''), m.progress,
       m.diff, coalesce(m.error_text, '')
FROM goods_file f JOIN app_user u ON u.id = f.user_id LEFT JOIN inbox_message m ON m.id = f.message_id
"""
TAKEN = """
SELECT DISTINCT p.sku_key FROM product p JOIN connection c ON c.id = p.connection_id
WHERE c.login <> %s AND p.told AND NOT p.deleted AND p.sku_key = ANY(%s)
"""
LOCK = "SELECT message_id FROM goods_file WHERE id = %s FOR UPDATE"
MESSAGE = """
INSERT INTO inbox_message (connection_id, kind, name, state, sha256) VALUES (%s, 'catalog', %s, 'received', %s)
RETURNING id
"""
LOADED = "UPDATE goods_file SET (message_id, good, bad) = (%s, %s, %s) WHERE id = %s"
AUDIT = "INSERT INTO audit_log (user_id, action, subject, facts) VALUES (%s, 'goods-file.loaded', %s, %s::jsonb)"


@frozen
class PostgresGoodsFiles:
    database: Database

    def add(self, id: UUID, by: UUID, filename: str, digest: str, body: bytes) -> None:
        with self.database.driver() as connection:
            connection.execute(ADD, [id, by, filename, digest, body, len(body)])

    def body(self, id: UUID) -> bytes:
        with self.database.driver() as connection:
            row = connection.execute("SELECT body FROM goods_file WHERE id = %s", [id]).fetchone()
        if row is None:
            raise NotFound("goods-file", str(id))
        return bytes(row[0])

    def one(self, id: UUID) -> GoodsFile:
        with self.database.driver() as connection:
            row = connection.execute(f"{ROW} WHERE f.id = %s".encode(), [id]).fetchone()
        if row is None:
            raise NotFound("goods-file", str(id))
        return GoodsFile(*row)

    def latest(self, limit: int) -> Sequence[GoodsFile]:
        with self.database.driver() as connection:
            rows = connection.execute(f"{ROW} ORDER BY f.sent_at DESC LIMIT %s".encode(), [limit])
            return [GoodsFile(*row) for row in rows]

    def of_other_bases(self, keys: Collection[str]) -> frozenset[str]:
        with self.database.driver() as connection:
            return frozenset(row[0] for row in connection.execute(TAKEN, [LOGIN, list(keys)]))

    def put(self, id: UUID, by: UUID, name: str, document: bytes, counts: tuple[int, int]) -> int | None:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            row = connection.execute(LOCK, [id]).fetchone()
            if row is None:
                raise NotFound("goods-file", str(id))
            if row[0] is not None:
                return None
            base = connection.execute(BASE, [LOGIN]).fetchone()
            assert base is not None
            made = connection.execute(MESSAGE, [base[0], name or "файл", sha256(document).hexdigest()]).fetchone()
            assert made is not None
            connection.execute(GROWN, [add_chunks(connection, made[0], BytesIO(document)), made[0]])
            connection.execute(LOADED, [made[0], *counts, id])
            facts = {"message": made[0], "good": counts[0], "bad": counts[1]}
            connection.execute(AUDIT, [by, str(id), json_text(facts)])
            return int(base[0])
