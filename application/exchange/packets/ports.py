"""What packets need of the outside."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from attrs import frozen

from application.exchange.packets.commands import Command
from application.exchange.packets.packet import Message, Packet, Result, Status
from application.exchange.values import ConnectionId, ErpConnection, InboxMessage

Key = tuple[str, str]  # (type, key)
ReadPacket = Callable[[bytes], Packet]
ReadMessage = Callable[[Message], Command]


@frozen
class StoredPacket:
    """message: None for a repeat of a packet that is no longer kept."""

    message: InboxMessage | None
    is_repeat: bool


@frozen
class Waiting:
    """A message that came in the packet `message_id` and still waits for its parent."""

    message: Message
    message_id: int


@frozen
class Seqs:
    """The newest numbers that were applied, and those that wait."""

    applied: dict[Key, int]
    waiting: dict[Key, int]

    def add(self, message: Message, result: Result) -> None:
        """One packet may tell of an object twice."""
        if result.status is Status.APPLIED:
            self.heard(message)
        elif result.status is Status.STORED:
            self.waiting[message.type, message.key] = message.seq

    def heard(self, message: Message) -> None:
        """Its number counts as applied, also where it came too late to change anything."""
        self.applied[message.type, message.key] = message.seq


class PacketInbox(Protocol):
    def store(self, connection: ErpConnection, packet: Packet, body: bytes) -> StoredPacket:
        """Durable before it is acknowledged; pins the base of a connection that had none.

        Raises: ForeignPacket.
        """

    def received_no(self, connection: ConnectionId) -> int: ...

    def waiting(self, connection: ConnectionId) -> int: ...

    def results(self, message_id: int) -> Mapping[str, Result]:
        """Of the messages that were not simply applied."""


class PacketWork(Protocol):
    """One transaction; leaving it without an exception commits."""

    def seqs(self, keys: Collection[Key]) -> Seqs: ...

    def write(self, command: Command, seq: int, message_id: int) -> str | None:
        """The effect of one message, all of it or nothing; a reason when part of it has to be tried again.

        Raises: Waits, Stale, MessageRefused.
        """

    def applied(self, messages: Sequence[Message]) -> None:
        """Their numbers are the newest of their objects; what waited under the same keys no longer does."""

    def wait(self, message: Message, message_id: int, reason: str) -> None: ...

    def ready(self) -> Sequence[Waiting]:
        """Waiting messages whose parent is there by now; at most a thousand."""

    def forget(self, waiting: Iterable[Waiting]) -> None:
        """They wait no longer, and the log says so no more."""

    def raise_pricing_version(self) -> None: ...


class PacketWorks(Protocol):
    def begin(self, connection: ConnectionId) -> AbstractContextManager[PacketWork]: ...
