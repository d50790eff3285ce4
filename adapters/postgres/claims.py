"""One at a time among all processes: advisory locks by name."""

from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from attrs import frozen

from adapters.postgres.database import Database

# The first half of the lock's key keeps jobs apart from other uses of advisory locks.
SPACE = 7_316_002


@frozen
class AdvisoryClaims:
    database: Database

    @contextmanager
    def __call__(self, name: str) -> Iterator[bool]:
        """True when the name is ours until the block ends; a broken connection gives it back by itself."""
        key = crc32(name.encode()) - 2**31
        with self.database.driver() as connection:
            row = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", [SPACE, key]).fetchone()
            mine = bool(row and row[0])
            try:
                yield mine
            finally:
                if mine and not connection.closed:
                    connection.execute("SELECT pg_advisory_unlock(%s, %s)", [SPACE, key])
