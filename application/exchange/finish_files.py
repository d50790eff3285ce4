"""What is done with files that nobody imports by name: pictures, archives, orders left behind."""

from collections.abc import Sequence
from typing import BinaryIO

from attrs import frozen

from application.exchange.names import kind_of
from application.exchange.ports import Archives, ExchangeQueue, Inbox, MediaIndex, MediaStore
from application.exchange.refusals import BrokenFile
from application.exchange.values import ErpSession, InboxMessage, Kind

NOT_A_PICTURE = "Файл «{name}» не похож ни на картинку, ни на документ; он не показан"
ROOT = "</КоммерческаяИнформация>"
ENDINGS = tuple(ROOT.encode(encoding) for encoding in ("utf-8", "cp1251"))


@frozen
class FinishPictures:
    """Nothing tells that a picture is complete but that the client has gone on to something else."""

    inbox: Inbox
    store: MediaStore
    index: MediaIndex

    def __call__(self, session: ErpSession) -> int:
        waiting = [message for message in self.inbox.receiving(session.id) if message.kind is Kind.MEDIA]
        for message in waiting:
            self._finish(message)
        return len(waiting)

    def _finish(self, message: InboxMessage) -> None:
        with self.inbox.open(message.id) as file:
            stored = self.store.put(file)
        if stored is None:
            self.inbox.refuse(message.id, "not-a-picture", NOT_A_PICTURE.format(name=message.name))
            return
        self.index.set(message.connection_id, message.name, stored)
        self.inbox.drop([message.id])


@frozen
class UnpackArchives:
    """An archive becomes the messages of its entries; itself it is not applied and not kept."""

    inbox: Inbox
    archives: Archives

    def __call__(self, session: ErpSession) -> None:
        """Raises: BrokenFile; the archive is then refused as a whole."""
        for message in self.inbox.receiving(session.id):
            if message.kind is Kind.ARCHIVE:
                self._unpack(session, message)

    def _unpack(self, session: ErpSession, message: InboxMessage) -> None:
        made = []
        try:
            with self.inbox.open(message.id) as file:
                for name, content in self.archives.entries(file):
                    made.append(self._entry(session, name, content))
        except BrokenFile as broken:
            self.inbox.drop([number for number in made if number is not None])
            self.inbox.refuse(message.id, broken.code, broken.text)
            raise
        self.inbox.drop([message.id])

    def _entry(self, session: ErpSession, name: str, content: BinaryIO) -> int | None:
        kind = kind_of(name, session.type)
        return None if kind is Kind.ARCHIVE else self.inbox.add(session, kind, name, content)


@frozen
class FinishOrders:
    """Orders that were sent and never imported by name, as old clients do: whole ones are put in line."""

    inbox: Inbox
    queue: ExchangeQueue

    def __call__(self, session: ErpSession) -> int:
        left = [m for m in self.inbox.receiving(session.id) if m.kind is Kind.SALE and self._is_whole(m)]
        return self.put_in_line(left)

    def put_in_line(self, messages: Sequence[InboxMessage]) -> int:
        for message in messages:
            self.inbox.receive(message.id)
        for connection in {message.connection_id for message in messages}:
            self.queue.wake(connection)
        return len(messages)

    def _is_whole(self, message: InboxMessage) -> bool:
        """By the closing tag of the root: what breaks off before is left to be sent again."""
        tail = self.inbox.tail(message.id).rstrip()
        return tail.endswith(ENDINGS)
