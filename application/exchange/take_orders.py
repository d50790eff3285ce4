"""Apply a file of orders that came back from 1C: each document in a transaction of its own."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from application.exchange.documents import Deal, deals, mark_of, news_of
from application.exchange.offline import Offline
from application.exchange.order_news import Heard, Policy, heard
from application.exchange.order_ports import Numbers, OrderWorks
from application.exchange.ports import Progress, Reader
from application.exchange.records import DocumentRecord, FileHead
from application.exchange.refusals import Notice, Refused
from application.exchange.values import ErpConnection, InboxMessage, Outcome, Remark, Weight
from application.shared.ports import Clock
from domain.inventory.stock import Mark

EVERY = 50


def none_known(kind: str, key: str) -> bytes | None:
    return None


@frozen
class TakeOrders:
    """An applier. The file is read to its end before anything is applied: a broken one changes nothing."""

    read: Reader
    works: OrderWorks
    numbers: Numbers
    offline: Offline
    clock: Clock

    def __call__(self, connection: ErpConnection, message: InboxMessage, file: BinaryIO, progress: Progress) -> Outcome:
        for _ in self.read(file, none_known):
            pass
        taking = Taking(self, connection, message)
        for number, told in enumerate(deals(taking.documents(file)), 1):
            taking.take(told)
            if number % EVERY == 0:
                progress("applying", number)
        return Outcome({"orders": dict(taking.counts)}, tuple(taking.remarks))


class Taking:
    """One file being applied."""

    def __init__(self, use: TakeOrders, connection: ErpConnection, message: InboxMessage) -> None:
        self.use = use
        self.connection = connection
        self.message = message
        self.policy = Policy(connection.erp_reserves_at)
        self.formed_at: datetime | None = None
        self.counts: Counter[str] = Counter()
        self.remarks: list[Remark] = []

    def documents(self, file: BinaryIO) -> Iterator[DocumentRecord]:
        for record in self.use.read(file, none_known):
            if isinstance(record, FileHead):
                self.formed_at = record.formed_at
            elif isinstance(record, DocumentRecord):
                yield record
            elif isinstance(record, Refused):
                self.remarks.append(Remark(Weight.REFUSED, record.code, record.text, record.place, record.erp_id or ""))
            elif isinstance(record, Notice):
                self.remarks.append(Remark(Weight.NOTICE, record.code, record.text, "; ".join(record.examples)))

    @property
    def mark(self) -> Mark:
        return mark_of(self.formed_at, self.message.received_at, ZoneInfo(self.connection.zone))

    def take(self, told: Deal | DocumentRecord) -> None:
        if isinstance(told, DocumentRecord):
            text = f"Документ «{told.operation}» пришёл без своего заказа; он не применён"
            self.remark(Weight.NOTICE, "no-order", text, told)
            return
        document = told.order
        with self.use.works.begin(self.connection.id) as work:
            found = work.find(document.number, document.erp_id)
            if found is not None:
                before = work.lock(found)
                news = news_of(told, before.lines, self.mark, before.delivered_at, self.message.received_at)
                after = heard(before, news, self.policy, self.use.clock.now())
                work.save(before, after, self.message.id)
                self.count(after, document)
            elif document.number and self.use.numbers.is_ours(document.number):
                text = f"Заказа с номером {document.number} на портале нет"
                self.remark(Weight.WAITING, "unknown_order", text, document)
            else:
                refused = self.use.offline(work, self.connection, told, self.mark, self.message.id)
                self.counts["unchanged" if refused else "added"] += 1
                self.remarks += [refused] if refused else []

    def count(self, after: Heard, document: DocumentRecord) -> None:
        self.counts["changed" if after.changes else "unchanged"] += 1
        place = f"Документ {document.number or document.erp_id}"
        self.remarks += [evolve(remark, place=place) for remark in after.remarks]
        if names := after.added:
            text = f"В заказе 1С есть товары, которых нет в заказе портала: {', '.join(names)[:400]}"
            self.remark(Weight.NOTICE, "lines-added", text, document)

    def remark(self, weight: Weight, code: str, text: str, document: DocumentRecord) -> None:
        place = f"Документ {document.number or document.erp_id}"
        self.remarks.append(Remark(weight, code, text, place, document.erp_id or ""))
