"""One worker at a time for each connection's stream."""

from collections.abc import Iterator
from contextlib import contextmanager

from attrs import frozen

from adapters.postgres.database import Database
from application.exchange.values import ConnectionId

# The first half of the lock's key keeps streams apart from other uses of advisory locks.
SPACE = 7_316_001


@frozen
class AdvisoryStreams:
    database: Database

    @contextmanager
    def claim(self, connection: ConnectionId) -> Iterator[bool]:
        """True when the stream is ours until the block ends; a broken connection gives it back by itself."""
        with self.database.driver() as driver:
            row = driver.execute("SELECT pg_try_advisory_lock(%s, %s)", [SPACE, connection]).fetchone()
            mine = bool(row and row[0])
            try:
                yield mine
            finally:
                if mine and not driver.closed:
                    driver.execute("SELECT pg_advisory_unlock(%s, %s)", [SPACE, connection])
