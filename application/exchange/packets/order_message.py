"""A message `order`: the ERP's news of one portal order."""

from collections.abc import Sequence
from decimal import Decimal

from attrs import frozen

from application.exchange.order_facts import LineNews, OrderNews
from application.exchange.order_news import Policy, heard
from application.exchange.order_ports import OrderWorks
from application.exchange.packets.commands import PutOrder, RefuseOrderChange
from application.exchange.packets.packet import Message, MessageRefused
from application.exchange.values import ErpConnection, Remark
from application.shared.ports import Clock
from domain.inventory.stock import Mark


@frozen
class ApplyOrderMessage:
    works: OrderWorks
    clock: Clock

    def __call__(
        self, connection: ErpConnection, told: PutOrder, message: Message, message_id: int
    ) -> Sequence[Remark]:
        """Raises: MessageRefused for an order that the portal does not have."""
        with self.works.begin(connection.id) as work:
            found = work.find(told.number, told.erp_id)
            if found is None:
                text = f"Заказа с номером {told.number[:40]} на портале нет"
                raise MessageRefused("unknown_order", text, "number")
            before = work.lock(found)
            known = {line.line for line in before.lines}
            if unknown := [line.line for line in told.lines if line.line not in known]:
                raise MessageRefused("unknown_line", f"В заказе нет строки {unknown[0]}", "lines")
            mark = Mark(message.occurred_at or self.clock.now(), message.seq)
            after = heard(before, news(told, mark), Policy(connection.erp_reserves_at), self.clock.now())
            work.save(before, after, message_id)
        return after.remarks


@frozen
class ApplyRefusal:
    """`order.rejected`: the ERP will not do what was asked. Of a request that is closed already it changes nothing."""

    works: OrderWorks

    def __call__(self, connection: ErpConnection, told: RefuseOrderChange, message_id: int) -> None:
        """Raises: MessageRefused for an order that the portal does not have."""
        with self.works.begin(connection.id) as work:
            found = work.find(told.number, None)
            if found is None:
                raise MessageRefused("unknown_order", f"Заказа с номером {told.number[:40]} на портале нет", "number")
            order = work.lock(found)
            asked = order.asked
            if asked is not None and asked.number == told.change:
                answered = asked.answered({line.line: line.wanted for line in order.lines})
                work.refuse(found, answered, told.text, message_id)


def news(told: PutOrder, mark: Mark) -> OrderNews:
    lines = {
        one.line: LineNews(
            quantity=one.quantity,
            reserved=one.reserved,
            shipped=one.shipped,
            cancelled=one.cancelled,
            promised=one.promised,
        )
        for one in told.lines
    }
    sums = None if told.shipments is None else sum((one.amount for one in told.shipments), Decimal("0.00"))
    return OrderNews(
        mark=mark,
        erp_id=told.erp_id,
        erp_number=told.erp_number,
        erp_date=told.erp_date,
        state=told.state,
        cancelled=told.cancelled,
        total=told.total,
        shipped_amount=sums,
        lines=lines,
        answer=told.answer,
    )
