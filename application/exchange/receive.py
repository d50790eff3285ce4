"""Take what 1C sends, part by part."""

from collections.abc import Callable, Iterable
from typing import ClassVar

from attrs import frozen

from application.exchange.names import FileNames, kind_of
from application.exchange.ports import Inbox, Sessions
from application.exchange.values import ErpSession, ExchangeRefused, Kind


@frozen
class TooBig(ExchangeRefused):
    """A part past the connection's file_limit, or a whole file past the most that is kept."""

    code: ClassVar[str] = "exchange.too-big"
    limit: int


@frozen
class InitStaging:
    """mode=init: the session begins from zero."""

    inbox: Inbox
    sessions: Sessions
    ended: Callable[[ErpSession], object]

    def __call__(self, session: ErpSession, version: str) -> None:
        self.ended(session)
        self.inbox.drop([message.id for message in self.inbox.receiving(session.id)])
        if version:
            self.sessions.set_version(session.id, version)


@frozen
class ReceivePart:
    """mode=file: one part of a file, at the end of what came before under the same name."""

    inbox: Inbox
    names: FileNames

    def __call__(self, session: ErpSession, name: str, blocks: Iterable[bytes]) -> Kind:
        """Raises: NameRefused, TooBig; then nothing of the part is kept."""
        path = self.names.cleaned(name)
        kind = kind_of(path, session.type)
        self.inbox.append(session, kind, path, blocks)
        return kind
