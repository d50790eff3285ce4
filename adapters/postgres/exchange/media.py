"""Which stored file stands at which path of a connection."""

from attrs import frozen

from adapters.postgres.database import Database
from application.exchange.ports import StoredFile
from application.exchange.values import ConnectionId

SET = """
INSERT INTO media (connection_id, path, sha256, content_type, size, received_at) VALUES (%s, %s, %s, %s, %s, now())
ON CONFLICT (connection_id, path) DO UPDATE
SET sha256 = excluded.sha256, content_type = excluded.content_type, size = excluded.size, received_at = now()
"""
# From now on the worker makes smaller copies of it. One that is there already is left as it is.
TO_SHRINK = "INSERT INTO picture (sha256) VALUES (%s) ON CONFLICT (sha256) DO NOTHING"
# Markup, which may carry scripts: kept, and shown to nobody.
NEVER_SHOWN = "image/svg+xml"


@frozen
class PostgresMediaIndex:
    database: Database

    def set(self, connection: ConnectionId, path: str, file: StoredFile) -> None:
        with self.database.driver() as driver, driver.transaction():
            driver.execute(SET, [connection, path, file.sha256, file.content_type, file.size])
            if file.content_type.startswith("image/") and file.content_type != NEVER_SHOWN:
                driver.execute(TO_SHRINK, [file.sha256])
