"""The inbox: files and packets as numbered rows of bytes, durable before they are acknowledged."""

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import sha256
from io import SEEK_CUR, SEEK_SET, BufferedReader, RawIOBase, UnsupportedOperation
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from attrs import define, field

from adapters.postgres.database import Database, Driver, json_text
from adapters.postgres.exchange.chunks import packed, unpacked
from application.exchange.receive import TooBig
from application.exchange.values import (
    ConnectionId,
    ErpSession,
    InboxMessage,
    Kind,
    Outcome,
    SessionId,
    State,
)

CHUNK = 1 << 20
WHOLE = 4 << 30
IN_MEMORY = 16 << 20
TAIL = 256

COLUMNS = """id, connection_id, session_id, kind, name, size, state, received_at, attempts, packet_no, progress,
    error_text"""
# The row's lock keeps two parts of one file apart, should they come at once.
CURRENT = """
SELECT id, state, size FROM inbox_message WHERE session_id = %s AND name = %s ORDER BY id DESC LIMIT 1 FOR UPDATE
"""
SESSION = "SELECT FROM exchange_session WHERE id = %s FOR UPDATE"
NEW = """
INSERT INTO inbox_message (connection_id, session_id, kind, name, state) VALUES (%s, %s, %s, %s, 'receiving')
RETURNING id
"""
ADD_CHUNK = """
INSERT INTO inbox_chunk (message_id, no, body, sha256)
VALUES (%(id)s, (SELECT coalesce(max(no), 0) + 1 FROM inbox_chunk WHERE message_id = %(id)s), %(body)b, %(sha256)b)
"""
GROWN = "UPDATE inbox_message SET size = size + %s WHERE id = %s"
FIND = f"SELECT {COLUMNS} FROM inbox_message WHERE session_id = %s AND name = %s ORDER BY id DESC LIMIT 1"
GET = f"SELECT {COLUMNS} FROM inbox_message WHERE id = %s"
RECEIVING = f"SELECT {COLUMNS} FROM inbox_message WHERE session_id = %s AND state = 'receiving' ORDER BY id"
NEXT = f"SELECT {COLUMNS} FROM inbox_message WHERE connection_id = %s AND state = 'received' ORDER BY id LIMIT 1"
DIGESTS = "SELECT sha256 FROM inbox_chunk WHERE message_id = %s ORDER BY no"
CHUNK_AT = b"SELECT body FROM inbox_chunk WHERE message_id = %s AND no = %s"
CHUNKS = "SELECT body FROM inbox_chunk WHERE message_id = %s ORDER BY no"
LAST = "SELECT body FROM inbox_chunk WHERE message_id = %s ORDER BY no DESC LIMIT 2"
RECEIVED = """
UPDATE inbox_message SET state = 'received', sha256 = %s, received_at = now(), kind = coalesce(%s, kind)
WHERE id = %s AND state = 'receiving'
"""
REFUSE = """
UPDATE inbox_message SET state = 'refused', error_code = %s, error_text = %s, applied_at = now()
WHERE id = %s AND state <> 'applied'
"""
DROP_CHUNKS = "DELETE FROM inbox_chunk WHERE message_id = ANY(%s)"
DROP = "DELETE FROM inbox_message WHERE id = ANY(%s)"
BEGIN = "UPDATE inbox_message SET attempts = attempts + 1 WHERE id = %s RETURNING attempts"
NOTE = "UPDATE inbox_message SET error_code = 'internal', error_text = %s WHERE id = %s AND state = 'received'"
PROGRESS = "UPDATE inbox_message SET progress = %s::jsonb WHERE id = %s"
FINISH = """
UPDATE inbox_message SET state = 'applied', applied_at = now(), diff = %s::jsonb, progress = '{}', error_code = '',
    error_text = '' WHERE id = %s
"""
FORGET = "DELETE FROM refusal WHERE message_id = %s"
REMARK = "COPY refusal (message_id, weight, place, code, text, erp_ref, field) FROM STDIN"


@define
class PostgresInbox:
    database: Database
    _told: dict[int, float] = field(factory=dict, init=False)

    def append(self, session: ErpSession, kind: Kind, name: str, blocks: Iterable[bytes]) -> int:
        # The part is gathered first: a slow client must not hold a transaction open.
        with SpooledTemporaryFile(IN_MEMORY) as part:
            length = sum(part.write(block) for block in limited(blocks, session.connection.file_limit))
            part.seek(0)
            with self.database.transaction() as transaction:
                connection = cast(Driver, transaction.connection.driver_connection)
                connection.execute(SESSION, [session.id])
                id, size = self._growing(connection, session, kind, name)
                if size + length > WHOLE:
                    raise TooBig(WHOLE)
                add_chunks(connection, id, cast(BinaryIO, part))
                connection.execute(GROWN, [length, id])
        return size + length

    def _growing(self, connection: Driver, session: ErpSession, kind: Kind, name: str) -> tuple[int, int]:
        """The file in the making, or a new one: a name that was imported before begins again."""
        row = connection.execute(CURRENT, [session.id, name]).fetchone()
        if row is not None and row[1] == State.RECEIVING:
            return row[0], row[2]
        made = connection.execute(NEW, [session.connection.id, session.id, kind, name]).fetchone()
        assert made is not None
        return made[0], 0

    def add(self, session: ErpSession, kind: Kind, name: str, file: BinaryIO) -> int:
        with self.database.driver() as connection, connection.transaction():
            made = connection.execute(NEW, [session.connection.id, session.id, kind, name]).fetchone()
            assert made is not None
            connection.execute(GROWN, [add_chunks(connection, made[0], file), made[0]])
        return int(made[0])

    def find(self, session: SessionId, name: str) -> InboxMessage | None:
        return self._one(FIND, [session, name])

    def get(self, message_id: int) -> InboxMessage:
        found = self._one(GET, [message_id])
        assert found is not None, "only a message in the making is ever dropped"
        return found

    def next(self, connection: ConnectionId) -> InboxMessage | None:
        return self._one(NEXT, [connection])

    def receiving(self, session: SessionId) -> Sequence[InboxMessage]:
        with self.database.driver() as connection:
            return [message_of(row) for row in connection.execute(RECEIVING.encode(), [session])]

    def receive(self, message_id: int, kind: Kind | None = None) -> None:
        # The hash of the hashes that were stored with the parts: nothing of the file is read again.
        with self.database.driver() as connection, connection.transaction():
            parts = connection.execute(DIGESTS, [message_id], binary=True).fetchall()
            digest = sha256(b"".join(part for (part,) in parts))
            connection.execute(RECEIVED, [digest.hexdigest(), kind, message_id])

    def tail(self, message_id: int) -> bytes:
        with self.database.driver() as connection:
            rows = connection.execute(LAST, [message_id], binary=True).fetchall()
        return b"".join(unpacked(row[0]) for row in reversed(rows))[-TAIL:]

    def refuse(self, message_id: int, code: str, text: str) -> None:
        with self.database.driver() as connection:
            connection.execute(REFUSE, [code, text.replace("\0", ""), message_id])

    def drop(self, message_ids: Collection[int]) -> None:
        with self.database.driver() as connection, connection.transaction():
            connection.execute(DROP_CHUNKS, [list(message_ids)])
            connection.execute(DROP, [list(message_ids)])

    def open(self, message_id: int) -> BinaryIO:
        file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller closes it
        with self.database.driver() as connection, connection.transaction():
            for body in bodies(connection, message_id):
                file.write(body)
        file.seek(0)
        return cast(BinaryIO, file)

    def stream(self, message_id: int) -> BinaryIO:
        return cast(BinaryIO, BufferedReader(StoredFile(self.database, message_id), CHUNK))

    def begin(self, message_id: int) -> int:
        with self.database.driver() as connection:
            row = connection.execute(BEGIN, [message_id]).fetchone()
        assert row is not None
        return int(row[0])

    def note(self, message_id: int, error: str) -> None:
        with self.database.driver() as connection:
            connection.execute(NOTE, [error[:500].replace("\0", ""), message_id])

    def progress(self, message_id: int, stage: str, done: int) -> None:
        """On a connection of its own, so that who waits sees it; at most once a second."""
        now = time.monotonic()
        if now - self._told.get(message_id, 0.0) < 1.0:
            return
        self._told = {message_id: now}
        with self.database.driver() as connection:
            connection.execute(PROGRESS, [json_text({"stage": stage, "done": done}), message_id])

    def finish(self, message_id: int, outcome: Outcome) -> None:
        with self.database.driver() as connection, connection.transaction():
            finish(connection, message_id, outcome)

    def _one(self, statement: str, facts: list[Any]) -> InboxMessage | None:
        with self.database.driver() as connection:
            row = connection.execute(statement.encode(), facts).fetchone()
        return message_of(row) if row else None


class StoredFile(RawIOBase):
    """A message's bytes part by part as they are read, with no copy of the whole; it can only go back to its start."""

    def __init__(self, database: Database, message_id: int) -> None:
        self._database = database
        self._message_id = message_id
        self._at = 0
        self._number = 0  # of the part that is being read
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        if offset or whence not in (SEEK_SET, SEEK_CUR):
            raise UnsupportedOperation("only the start can be sought")
        if whence == SEEK_SET:
            self._at, self._number, self._left = 0, 0, memoryview(b"")
        return self._at

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            self._left = memoryview(self._next())
        count = min(len(buffer), len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        self._at += count
        return count

    def _next(self) -> bytes:
        self._number += 1
        with self._database.driver() as connection:
            row = connection.execute(CHUNK_AT, [self._message_id, self._number], binary=True).fetchone()
        return unpacked(row[0]) if row else b""


def finish(connection: Driver, message_id: int, outcome: Outcome) -> None:
    connection.execute(FORGET, [message_id])
    with connection.cursor().copy(REMARK) as copy:
        for one in outcome.refusals:
            told = (one.weight, one.place, one.code, one.text, one.erp_ref, one.field)
            copy.write_row((message_id, *(part.replace("\0", "") for part in told)))
    connection.execute(FINISH, [json_text(outcome.diff), message_id])


def bodies(connection: Driver, message_id: int) -> Iterator[bytes]:
    """Chunk by chunk through a server-side cursor: memory holds one or two. Needs a transaction."""
    with connection.cursor(f"chunks_{message_id}", binary=True) as cursor:
        cursor.itersize = 2
        cursor.execute(CHUNKS, [message_id])
        for (body,) in cursor:
            yield unpacked(body)


def add_chunks(connection: Driver, message_id: int, file: BinaryIO) -> int:
    length = 0
    while body := file.read(CHUNK):
        stored = packed(body)
        connection.execute(ADD_CHUNK, {"id": message_id, "body": stored, "sha256": sha256(stored).digest()})
        length += len(body)
    return length


def limited(blocks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    length = 0
    for block in blocks:
        length += len(block)
        if limit and length > limit:
            raise TooBig(limit)
        yield block


def message_of(row: tuple[Any, ...]) -> InboxMessage:
    id, connection, session, kind, name, size, state, at, attempts, packet_no, progress, error = row
    return InboxMessage(
        id, ConnectionId(connection), None if session is None else SessionId(session), Kind(kind), name, size,
        State(state), at, attempts, packet_no, progress, error,
    )  # fmt: skip
