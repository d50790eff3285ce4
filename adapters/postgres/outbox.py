"""The outbox: events recorded in somebody's transaction, deliveries claimed by the relay and closed by
consumers.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import psycopg
from attrs import define, field, frozen
from sqlalchemy import Connection

from adapters.postgres.database import Database, Driver, driver, json_text
from application.shared.outbox import CONSUMERS, Event, EventUnknown

CHANNEL = "optovik_outbox"

# One statement, however many events. NOTIFY wakes the relay when the transaction commits, and only then.
RECORD = """
WITH told AS (
    INSERT INTO outbox (kind, payload)
    SELECT e.kind, e.payload::jsonb FROM unnest(%s::text[], %s::text[]) AS e (kind, payload)
    RETURNING id, kind
), delivery AS (
    INSERT INTO outbox_delivery (outbox_id, consumer)
    SELECT told.id, c.consumer
    FROM told JOIN unnest(%s::text[], %s::text[]) AS c (kind, consumer) USING (kind)
)
SELECT pg_notify('optovik_outbox', '')
"""

# SKIP LOCKED: several relays share the work, and a delivery that is just being consumed is left alone.
CLAIM = """
WITH due AS (
    SELECT outbox_id, consumer FROM outbox_delivery
    WHERE done_at IS NULL AND next_at <= now() AND consumer = ANY(%s)
    ORDER BY next_at LIMIT %s FOR UPDATE SKIP LOCKED
)
UPDATE outbox_delivery AS d
SET attempts = d.attempts + 1,
    next_at = now() + least(%s * 2 ^ least(d.attempts, 16), %s) * interval '1 second'
FROM due WHERE d.outbox_id = due.outbox_id AND d.consumer = due.consumer
RETURNING d.outbox_id, d.consumer
"""

GIVE_BACK = """
UPDATE outbox_delivery AS d SET attempts = d.attempts - 1, next_at = now()
FROM unnest(%s::bigint[], %s::text[]) AS b (outbox_id, consumer)
WHERE d.outbox_id = b.outbox_id AND d.consumer = b.consumer AND d.done_at IS NULL
"""

# A second message for the same delivery, at the same time, finds it locked and leaves.
OPEN = """
SELECT o.kind, o.payload FROM outbox_delivery d JOIN outbox o ON o.id = d.outbox_id
WHERE d.outbox_id = %s AND d.consumer = %s AND d.done_at IS NULL FOR UPDATE OF d SKIP LOCKED
"""

CLOSE = "UPDATE outbox_delivery SET done_at = now(), error = %s WHERE outbox_id = %s AND consumer = %s"

NOTE = "UPDATE outbox_delivery SET error = %s WHERE outbox_id = %s AND consumer = %s AND done_at IS NULL"

_PAIRS = [(kind, consumer) for kind, consumers in CONSUMERS.items() for consumer in consumers]
_KINDS, _CONSUMERS = [kind for kind, _ in _PAIRS], [consumer for _, consumer in _PAIRS]


def record(connection: Connection | Driver, events: Sequence[Event]) -> None:
    """Write events and their open deliveries into the transaction of `connection`.

    Raises: EventUnknown for a kind that nobody is named to hear of.
    """
    for event in events:
        if event.kind not in CONSUMERS:
            raise EventUnknown(event.kind)
    if events:
        under = driver(connection) if isinstance(connection, Connection) else connection
        kinds, payloads = [e.kind for e in events], [json_text(dict(e.payload)) for e in events]
        under.execute(RECORD, [kinds, payloads, _KINDS, _CONSUMERS])


@frozen
class PostgresDeliveries:
    connection: Driver

    def open(self, outbox_id: int, consumer: str) -> Event | None:
        row = self.connection.execute(OPEN, [outbox_id, consumer]).fetchone()
        return Event(*row) if row else None

    def close(self, outbox_id: int, consumer: str, note: str = "") -> None:
        self.connection.execute(CLOSE, [note, outbox_id, consumer])


@frozen
class PostgresFailures:
    database: Database

    def note(self, outbox_id: int, consumer: str, error: str) -> None:
        with self.database.driver() as connection:
            connection.execute(NOTE, [error.replace("\0", ""), outbox_id, consumer])


@frozen
class PostgresDueDeliveries:
    """What the relay sends. `first` and `longest` are the back-off before a delivery is sent again, in
    seconds.
    """

    database: Database
    first: float = 20.0
    longest: float = 900.0

    def claim(self, consumers: Collection[str], limit: int) -> list[tuple[int, str]]:
        """Open deliveries that are due, put off by the back-off, so that a lost message is sent again
        then.
        """
        given = [list(consumers), limit, self.first, self.longest]
        with self.database.driver() as connection:
            return connection.execute(CLAIM, given).fetchall()

    def give_back(self, deliveries: Sequence[tuple[int, str]]) -> None:
        """They could not be sent: due at once, and not counted as an attempt."""
        with self.database.driver() as connection:
            connection.execute(GIVE_BACK, [[i for i, _ in deliveries], [c for _, c in deliveries]])


@define
class Announcements:
    """LISTEN on a connection of its own; what is announced while nobody waits is not missed."""

    url: str
    _connection: psycopg.Connection | None = field(default=None, init=False)

    def wait(self, seconds: float) -> bool:
        """Returns early, and True, when an event was recorded."""
        with self._listening() as connection:
            return any(True for _ in connection.notifies(timeout=seconds, stop_after=1))

    def listen(self) -> None:
        """From now on; to be called before the first look at the deliveries."""
        with self._listening():
            pass

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def _listening(self) -> Iterator[psycopg.Connection]:
        if self._connection is None:
            url = self.url.replace("postgresql+psycopg://", "postgresql://")
            self._connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
            self._connection.execute(f"LISTEN {CHANNEL}")
        try:
            yield self._connection
        except psycopg.Error:
            self.close()
            raise
