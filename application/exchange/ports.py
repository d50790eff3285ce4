"""What the exchange needs of the outside."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol

from attrs import frozen

from application.exchange.records import Record
from application.exchange.values import (
    ConnectionId,
    ErpConnection,
    ErpSession,
    InboxMessage,
    Kind,
    Outcome,
    SessionId,
)

Known = Callable[[str, str], bytes | None]
Progress = Callable[[str, int], None]  # (stage, done)
Patience = Callable[[], Iterator[None]]  # one turn for each look; ends when an answer is due
Reader = Callable[[BinaryIO, Known], Iterator[Record]]


class Connections(Protocol):
    def by_login(self, login: str) -> ErpConnection | None: ...

    def by_id(self, id: ConnectionId) -> ErpConnection: ...

    def all(self) -> Sequence[ErpConnection]:
        """Those that are switched on."""


class Sessions(Protocol):
    """Logins of 1C by the token of their cookie; only its hash is stored."""

    def start(self, connection: ErpConnection, type: str, token: str) -> ErpSession: ...

    def of(self, token: str) -> ErpSession | None:
        """Also notes that the session was seen. None for an unknown or expired token and a disabled connection."""

    def latest(self, connection: ErpConnection, type: str) -> ErpSession | None:
        """The newest live one of the type, for a client that keeps no cookies."""

    def set_version(self, session: SessionId, version: str) -> None: ...


class Inbox(Protocol):
    """Files and packets, in numbered parts, durable before they are acknowledged."""

    def append(self, session: ErpSession, kind: Kind, name: str, blocks: Iterable[bytes]) -> int:
        """One part at the end of the session's file, all of it or nothing; the size of the file so far.

        Raises: TooBig past the limit of a whole file.
        """

    def find(self, session: SessionId, name: str) -> InboxMessage | None:
        """The newest of that name."""

    def get(self, message_id: int) -> InboxMessage: ...

    def receiving(self, session: SessionId) -> Sequence[InboxMessage]: ...

    def receive(self, message_id: int, kind: Kind | None = None) -> None:
        """From now on it is whole: counted, hashed, in line to be applied."""

    def tail(self, message_id: int) -> bytes:
        """The last bytes, up to 256."""

    def refuse(self, message_id: int, code: str, text: str) -> None: ...

    def drop(self, message_ids: Collection[int]) -> None: ...

    def open(self, message_id: int) -> BinaryIO:
        """The whole body, seekable; the caller closes it."""

    def stream(self, message_id: int) -> BinaryIO:
        """The body for reading it once, or again from its start; the caller closes it."""

    def add(self, session: ErpSession, kind: Kind, name: str, file: BinaryIO) -> int:
        """A file that was unpacked from an archive, as if it had come by itself; its number."""

    def next(self, connection: ConnectionId) -> InboxMessage | None:
        """The lowest unapplied number."""

    def begin(self, message_id: int) -> int:
        """Counts the attempt, and says which one it is; committed at once, so that a killed worker counts too."""

    def note(self, message_id: int, error: str) -> None: ...

    def progress(self, message_id: int, stage: str, done: int) -> None: ...

    def finish(self, message_id: int, outcome: Outcome) -> None:
        """Applied: diff and remarks are stored, those of an earlier attempt replaced."""


class Streams(Protocol):
    def claim(self, connection: ConnectionId) -> AbstractContextManager[bool]:
        """True when the connection's stream is ours until the block ends; a broken process gives it back."""


class ExchangeQueue(Protocol):
    def wake(self, connection_id: int) -> object:
        """Tell a worker that the inbox has something. Lost without harm: the clock tells again."""


class Applier(Protocol):
    """Applies one message. Idempotent: the same message twice is the same as once.

    Raises: BrokenFile when the message is of no use as a whole; then it changed nothing.
    """

    def __call__(
        self, connection: ErpConnection, message: InboxMessage, file: BinaryIO, progress: Progress
    ) -> Outcome: ...


class CatalogRun(Protocol):
    """The import of one file of goods, prices, stock."""

    def known(self, kind: str, key: str) -> bytes | None:
        """For the reader: the hash of a record whose content still stands as it left it."""

    def apply(self, message: InboxMessage, records: Iterable[Record], progress: Progress) -> Outcome:
        """All of it in one transaction, free quantities in batches. Whatever `records` raises undoes it."""


class CatalogImport(Protocol):
    def begin(self, connection: ErpConnection) -> CatalogRun: ...


@frozen
class StoredFile:
    """Found by content: equal files are stored once."""

    sha256: str
    content_type: str
    size: int


class MediaStore(Protocol):
    def put(self, file: BinaryIO) -> StoredFile | None:
        """None when the content is neither a picture nor a document that people may be given."""


class MediaIndex(Protocol):
    """Which stored file stands at which path of the connection's goods."""

    def set(self, connection: ConnectionId, path: str, file: StoredFile) -> None: ...


class Archives(Protocol):
    """Zip files of 1C."""

    def entries(self, file: BinaryIO) -> Iterator[tuple[str, BinaryIO]]:
        """Safe names and contents, one open at a time.

        Raises: BrokenFile for a broken one, a bomb, a path outside.
        """
