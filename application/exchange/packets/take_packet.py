"""Take a packet: store it, apply it at once where nothing stands before it, tell what came of its messages."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from application.exchange.apply_next import ApplyNext
from application.exchange.packets.outgoing import MOST, Outgoing, wire
from application.exchange.packets.packet import FORMAT, VERSION, Message, Packet, Result, Status
from application.exchange.packets.ports import PacketInbox, ReadPacket
from application.exchange.ports import ExchangeQueue, Inbox, Streams
from application.exchange.values import ErpConnection, InboxMessage, State


@frozen
class TakePacket:
    read: ReadPacket
    packets: PacketInbox
    inbox: Inbox
    streams: Streams
    apply: ApplyNext
    queue: ExchangeQueue
    outgoing: Outgoing

    def __call__(self, connection: ErpConnection, body: bytes) -> Mapping[str, Any]:
        """Raises: PacketUnreadable, ForeignPacket; then nothing is stored."""
        packet = self.read(body)
        stored = self.packets.store(connection, packet, body)
        if stored.message is not None and stored.message.state is State.RECEIVED:
            self._apply(connection, stored.message)
        self.outgoing.acknowledge(connection.id, packet.received_no)
        ours = self.outgoing.next(connection.id, MOST)
        answer = {
            "format": FORMAT,
            "format_version": VERSION,
            "from": packet.receiver,
            "to": packet.sender,
            "received_no": self.packets.received_no(connection.id),
            "results": [answer_of(result) for result in self._results(packet, stored.message)],
        }
        return answer if ours is None else {**answer, "packet": wire(ours)}

    def _apply(self, connection: ErpConnection, message: InboxMessage) -> None:
        """At once only if it is the next of the stream and nobody works at it; else in its turn."""
        with self.streams.claim(connection.id) as mine:
            next = self.inbox.next(connection.id) if mine else None
            if next is not None and next.id == message.id:
                self.apply.apply(connection, next)
        if self.inbox.next(connection.id) is not None:
            self.queue.wake(connection.id)

    def _results(self, packet: Packet, message: InboxMessage | None) -> Iterator[Result]:
        state = State.APPLIED if message is None else self.inbox.get(message.id).state
        known = self.packets.results(message.id) if message else {}
        for told in packet.messages:
            yield known.get(told.id) or without_remark(told, state)


def without_remark(told: Message, state: State) -> Result:
    if state is State.APPLIED:
        return Result(told.id, Status.APPLIED)
    if state is State.REFUSED:
        return Result(told.id, Status.REJECTED, "internal", "Внутренняя ошибка портала; передайте объект ещё раз")
    return Result(told.id, Status.STORED)


def answer_of(result: Result) -> dict[str, str]:
    told = {"id": result.id, "status": str(result.status)}
    more = {"code": result.code, "text": result.text, "field": result.field}
    return told | {name: value for name, value in more.items() if value}


@frozen
class PacketState:
    """GET state: what was received, how much waits, which messages are understood."""

    packets: PacketInbox
    types: Sequence[str]
    name: str

    def __call__(self, connection: ErpConnection) -> Mapping[str, Any]:
        return {
            "format": FORMAT,
            "format_version": VERSION,
            "from": self.name,
            "to": connection.base,
            "received_no": self.packets.received_no(connection.id),
            "waiting": self.packets.waiting(connection.id),
            "types": {type: [1] for type in self.types},
        }
