"""Apply what stands in a connection's inbox, in order, one at a time among all processes."""

from collections.abc import Callable, Mapping
from typing import BinaryIO

from attrs import frozen

from application.exchange.ports import Applier, CatalogImport, Connections, Inbox, Progress, Reader, Streams
from application.exchange.refusals import BrokenFile
from application.exchange.values import ConnectionId, ErpConnection, InboxMessage, Kind, Outcome

# An unexpected error may be the database's; a message that fails so often stops the stream no longer.
ATTEMPTS = 5
# A worker that is killed says nothing; a message that kills so many is taken out of the way, too.
DEATHS = 20
INTERNAL = "Внутренняя ошибка портала при обработке; подробности в журнале. Повторите выгрузку."


@frozen
class ApplyNext:
    """The message that wakes it is only a hint: the truth is the lowest unapplied number.

    A worker that dies in between leaves the message in line, to be applied again from its beginning.
    """

    inbox: Inbox
    connections: Connections
    streams: Streams
    appliers: Mapping[Kind, Applier]
    after: Callable[[ErpConnection, InboxMessage], object]
    report: Callable[[InboxMessage, Exception], object]

    def __call__(self, connection_id: int) -> int:
        """How many messages were brought to an end; 0 also when the stream is in another's hands."""
        id, ended = ConnectionId(connection_id), 0
        while self.inbox.next(id) is not None:
            with self.streams.claim(id) as mine:
                if not mine:
                    return ended
                connection = self.connections.by_id(id)
                while (message := self.inbox.next(id)) is not None:
                    if not self.apply(connection, message):
                        return ended
                    ended += 1
            # Whoever came while the stream was ours has left; so look once more after letting it go.
        return ended

    def apply(self, connection: ErpConnection, message: InboxMessage) -> bool:
        """Whether it came to an end. The caller holds the stream."""
        attempt = self.inbox.begin(message.id)
        if attempt > DEATHS:
            self.inbox.refuse(message.id, "internal", INTERNAL)
            return True
        try:
            self._apply(connection, message)
        except BrokenFile as broken:
            self.inbox.refuse(message.id, broken.code, broken.text)
        except Exception as error:  # whatever it is, the stream goes on
            self.report(message, error)
            if attempt < ATTEMPTS:
                self.inbox.note(message.id, type(error).__name__)
                return False
            self.inbox.refuse(message.id, "internal", INTERNAL)
        return True

    def _apply(self, connection: ErpConnection, message: InboxMessage) -> None:
        def progress(stage: str, done: int) -> None:
            self.inbox.progress(message.id, stage, done)

        with self.inbox.stream(message.id) as file:
            outcome = self.appliers[message.kind](connection, message, file, progress)
        self.after(connection, message)
        self.inbox.finish(message.id, outcome)


@frozen
class ApplyCatalogue:
    """The reader and the import put together: records are applied as they are read."""

    read: Reader
    catalogue: CatalogImport

    def __call__(self, connection: ErpConnection, message: InboxMessage, file: BinaryIO, progress: Progress) -> Outcome:
        run = self.catalogue.begin(connection)
        return run.apply(message, self.read(file, run.known), progress)
