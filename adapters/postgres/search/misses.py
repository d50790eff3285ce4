"""What people searched for and did not find: counted by text, bounded, with nothing of the person."""

from datetime import timedelta
from zlib import crc32

from attrs import frozen

from adapters.postgres.database import Database
from domain.catalog.missed import miss_key
from domain.shared.ids import CounterpartyId

MOST_CLIENTS = 100
MOST_KEPT = 5_000
# What was handled and is asked for again is to be handled again.
RECORD = """
INSERT INTO search_miss AS m (key, text, clients) VALUES (%(key)s, %(text)s, %(clients)s)
ON CONFLICT (key) DO UPDATE SET times = m.times + 1, last_at = now(), text = excluded.text,
    handled_at = NULL, handled_by = NULL,
    clients = CASE WHEN m.clients @> excluded.clients OR cardinality(m.clients) >= %(most)s
                   THEN m.clients ELSE m.clients || excluded.clients END
"""
TIDY = """
DELETE FROM search_miss WHERE last_at < now() - %(age)s::interval
    OR key IN (SELECT key FROM search_miss ORDER BY handled_at IS NOT NULL, times > 1 DESC, last_at DESC
               OFFSET %(kept)s)
"""


@frozen
class PostgresMisses:
    database: Database

    def record(self, text: str, client: CounterpartyId | None) -> None:
        key = miss_key(text)
        if not key:
            return
        clients = [] if client is None else [crc32(client.bytes) - 2**31]
        facts = {"key": key, "text": text[:100], "clients": clients, "most": MOST_CLIENTS}
        with self.database.driver() as connection:
            connection.execute(RECORD, facts)

    def tidy(self) -> int:
        """The oldest of what is more than is kept, and all that nobody asked for in half a year."""
        with self.database.driver() as connection:
            return connection.execute(TIDY, {"age": timedelta(days=180), "kept": MOST_KEPT}).rowcount
