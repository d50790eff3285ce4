"""Pictures between whoever sent them and the worker that makes smaller copies."""

from collections.abc import Callable, Sequence

from attrs import frozen

from adapters.postgres.database import Database
from application.media.judging import Sides

# A worker that has said nothing for so long is dead.
SILENCE = "2 minutes"
CLAIM = f"""
UPDATE picture SET state = 'making', beat_at = now(), attempts = attempts + 1
WHERE sha256 IN (
    SELECT sha256 FROM picture
    WHERE state IN ('waiting', 'making') AND (state = 'waiting' OR beat_at < now() - interval '{SILENCE}')
    ORDER BY added_at LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING sha256, attempts
"""
READY = "UPDATE picture SET state = 'ready', width = %s, height = %s WHERE sha256 = %s"
REFUSED = "UPDATE picture SET state = 'refused', refusal = %s WHERE sha256 = %s"
GIVE_BACK = "UPDATE picture SET state = 'waiting', attempts = attempts - 1 WHERE sha256 = ANY(%s) AND state = 'making'"
WAKE = f"""
SELECT EXISTS (SELECT FROM picture WHERE state IN ('waiting', 'making')
                AND (state = 'waiting' OR beat_at < now() - interval '{SILENCE}'))
   AND NOT EXISTS (SELECT FROM picture WHERE state IN ('waiting', 'making')
                    AND state = 'making' AND beat_at > now() - interval '{SILENCE}')
"""


@frozen
class PostgresWaitingPictures:
    database: Database

    def claim(self, most: int) -> Sequence[tuple[str, int]]:
        with self.database.driver() as connection:
            return connection.execute(CLAIM, [most]).fetchall()

    def ready(self, sha256: str, sides: Sides) -> None:
        with self.database.driver() as connection:
            connection.execute(READY, [sides.width, sides.height, sha256])

    def refused(self, sha256: str, why: str) -> None:
        with self.database.driver() as connection:
            connection.execute(REFUSED, [why, sha256])

    def give_back(self, sha256s: Sequence[str]) -> None:
        with self.database.driver() as connection:
            connection.execute(GIVE_BACK, [list(sha256s)])


@frozen
class PictureWakeUps:
    """A worker is told while pictures wait and nobody is at them, so that an emptied queue loses none."""

    database: Database
    wake: Callable[[], bool]

    def __call__(self) -> int:
        with self.database.driver() as connection:
            row = connection.execute(WAKE).fetchone()
        return int(self.wake()) if row is not None and row[0] else 0
