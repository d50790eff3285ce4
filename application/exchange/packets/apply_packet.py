"""Apply the messages of one packet, each by itself: a bad one never stops the others."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import BinaryIO

from attrs import frozen

from application.exchange.packets.commands import PRICING, PutOrder, RefuseOrderChange
from application.exchange.packets.order_message import ApplyOrderMessage, ApplyRefusal
from application.exchange.packets.packet import Message, MessageRefused, Result, Stale, Status, Waits
from application.exchange.packets.ports import PacketWork, PacketWorks, ReadMessage, ReadPacket, Seqs, Waiting
from application.exchange.ports import Progress
from application.exchange.values import ErpConnection, InboxMessage, Outcome, Remark, Weight

WEIGHTS = {Status.REJECTED: Weight.REFUSED, Status.STORED: Weight.WAITING, Status.STALE: Weight.NOTICE}
WAITING = "Сообщение ждёт объект, который ещё не передан: {reason}"
STALE = "Более позднее сообщение об этом объекте уже принято"
NO_SEQS = Seqs({}, {})
OF_ORDERS = ("order", "order.rejected")


@frozen
class ApplyPacket:
    """An applier. Orders lock holds, so each has a transaction of its own; the rest share one."""

    read: ReadPacket
    command: ReadMessage
    works: PacketWorks
    order: ApplyOrderMessage
    refusal: ApplyRefusal

    def __call__(self, connection: ErpConnection, message: InboxMessage, file: BinaryIO, progress: Progress) -> Outcome:
        packet = self.read(file.read())
        results: dict[str, Result] = {}
        for are_orders, group in groupby(packet.messages, lambda told: told.type in OF_ORDERS):
            apply = self._orders if are_orders else self._group
            results |= apply(connection, list(group), message.id)
            progress("applying", len(results))
        results |= {id: result for id, result in self.retry(connection).items() if id in results}
        return Outcome(counts(packet.messages, results), tuple(remarks(packet.messages, results)))

    def retry(self, connection: ErpConnection) -> dict[str, Result]:
        """Try again what waits and has its parent by now; also after a catalogue."""
        found: dict[str, Result] = {}
        tried: set[tuple[str, int]] = set()
        while True:
            with self.works.begin(connection.id) as work:
                ready = [one for one in work.ready() if (one.message.id, one.message.seq) not in tried]
                if not ready:
                    return found
                tried |= {(one.message.id, one.message.seq) for one in ready}
                found |= self._again(work, ready)

    def _again(self, work: PacketWork, ready: Sequence[Waiting]) -> dict[str, Result]:
        results = {one.message.id: self._one(work, one.message, one.message_id, NO_SEQS) for one in ready}
        ended = [one for one in ready if results[one.message.id].status is not Status.STORED]
        work.forget(ended)
        self._close(work, [one.message for one in ready], results)
        return results

    def _group(self, connection: ErpConnection, group: list[Message], message_id: int) -> dict[str, Result]:
        with self.works.begin(connection.id) as work:
            seqs = work.seqs([(told.type, told.key) for told in group])
            results = {}
            for told in group:
                results[told.id] = self._one(work, told, message_id, seqs)
                seqs.add(told, results[told.id])
            self._close(work, group, results)
        return results

    def _one(self, work: PacketWork, told: Message, message_id: int, seqs: Seqs) -> Result:
        key = (told.type, told.key)
        known = seqs.applied.get(key, -1)
        if told.seq < max(known, seqs.waiting.get(key, -1)):
            return Result(told.id, Status.STALE, "stale", STALE)
        if told.seq == known:
            return Result(told.id, Status.APPLIED)
        try:
            reason = work.write(self.command(told), told.seq, message_id)
        except Waits as waits:
            work.wait(told, message_id, waits.reason)
            return Result(told.id, Status.STORED, "waits", WAITING.format(reason=waits.reason))
        except Stale:
            return Result(told.id, Status.STALE, "stale", STALE)
        except MessageRefused as refused:
            return Result(told.id, Status.REJECTED, refused.code, refused.text, refused.field)
        if reason is not None:
            work.wait(told, message_id, reason)
            return Result(told.id, Status.STORED, "waits", WAITING.format(reason=reason))
        return Result(told.id, Status.APPLIED)

    def _close(self, work: PacketWork, told: Sequence[Message], results: dict[str, Result]) -> None:
        done = [message for message in told if results[message.id].status is Status.APPLIED]
        if done:
            work.applied(done)
        written = [message for message in told if results[message.id].status in (Status.APPLIED, Status.STORED)]
        if any(message.type in PRICING for message in written):
            work.raise_pricing_version()

    def _orders(self, connection: ErpConnection, group: list[Message], message_id: int) -> dict[str, Result]:
        """Whoever dies before their numbers are kept applies them once more, which changes nothing: each has a mark."""
        with self.works.begin(connection.id) as work:
            seqs = work.seqs([(told.type, told.key) for told in group])
        results, heard = dict[str, Result](), list[Message]()
        for told in group:
            if told.seq < seqs.applied.get((told.type, told.key), -1):
                results[told.id] = Result(told.id, Status.STALE, "stale", STALE)
                continue
            try:
                results[told.id] = self._order(connection, told, message_id)
            except MessageRefused as refused:
                results[told.id] = Result(told.id, Status.REJECTED, refused.code, refused.text, refused.field)
                continue
            seqs.heard(told)
            heard.append(told)
        if heard:
            with self.works.begin(connection.id) as work:
                work.applied(heard)
        return results

    def _order(self, connection: ErpConnection, told: Message, message_id: int) -> Result:
        """Raises: MessageRefused."""
        command = self.command(told)
        remarks: Sequence[Remark] = ()
        if isinstance(command, RefuseOrderChange):
            self.refusal(connection, command, message_id)
        else:
            assert isinstance(command, PutOrder)
            remarks = self.order(connection, command, told, message_id)
        remark = next(iter(remarks), None)
        if remark is None:
            return Result(told.id, Status.APPLIED)
        if remark.code == "late":
            return Result(told.id, Status.STALE, "stale", remark.text)
        return Result(told.id, Status.APPLIED, remark.code, remark.text, "state")


def counts(messages: Iterable[Message], results: dict[str, Result]) -> dict[str, dict[str, int]]:
    """By type, how many messages ended how."""
    found: dict[str, Counter[str]] = {}
    for message in messages:
        found.setdefault(message.type, Counter())[results[message.id].status] += 1
    return {type: dict(counter) for type, counter in found.items()}


def remarks(messages: Iterable[Message], results: dict[str, Result]) -> Iterator[Remark]:
    for message in messages:
        result = results[message.id]
        if result.code:
            weight = WEIGHTS.get(result.status, Weight.NOTICE)
            ref = f"{message.type}/{message.key}"
            yield Remark(weight, result.code, result.text, message.id, ref, result.field)
