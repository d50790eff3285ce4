"""A document of 1C as news of an order. Pure.

Lines are matched by goods, since a document names no lines of ours; quantities of goods that stand in several lines
fill these in their order. Source: CommerceML, Документ and the requisites that come back.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from attrs import frozen

from application.exchange.order_facts import LineFacts, LineNews, OrderNews
from application.exchange.records import DocumentLine, DocumentRecord
from domain.inventory.stock import Mark

ORDER, SHIPMENT = "заказтовара", "отпусктовара"
ZERO = Decimal("0.000")
ONE = Decimal(1)

Goods = tuple[str, str | None]


@frozen
class Deal:
    """An order document with the shipments that came beside it: subordinate, or in the same container."""

    order: DocumentRecord
    shipments: tuple[DocumentRecord, ...]


def deals(documents: Iterable[DocumentRecord]) -> Iterator[Deal | DocumentRecord]:
    """A shipment or payment without its order comes out as it is."""
    for container, group in groupby(documents, lambda document: document.container):
        if container is None:
            yield from (deal(document, ()) if is_order(document) else document for document in group)
        else:
            yield from of_container(list(group))


def of_container(documents: Sequence[DocumentRecord]) -> Iterator[Deal | DocumentRecord]:
    """One deal in 3.x, its documents in any order."""
    beside = [document for document in documents if not is_order(document)]
    orders = [document for document in documents if is_order(document)]
    yield from (deal(order, beside) for order in orders)
    yield from () if orders else beside


def is_order(document: DocumentRecord) -> bool:
    return document.operation is None or folded(document.operation) == ORDER


def deal(order: DocumentRecord, beside: Sequence[DocumentRecord]) -> Deal:
    found = (one for one in (*order.subordinates, *beside) if folded(one.operation or "") == SHIPMENT)
    return Deal(order, tuple(one for one in found if not one.deleted))


def folded(operation: str) -> str:
    return "".join(operation.split()).casefold()


def mark_of(formed_at: datetime | None, received_at: datetime, zone: ZoneInfo) -> Mark:
    """When the ERP made the file; its times are local."""
    return Mark(formed_at.replace(tzinfo=zone).astimezone(UTC) if formed_at else received_at)


def taken_mark(document: DocumentRecord, mark: Mark, delivered_at: datetime | None, received_at: datetime) -> Mark:
    """The number proves that the order was in the ERP when 1C said `success`: long before this file was formed, and
    so before snapshots that it formed in between. A clock of the ERP that runs ahead is allowed for.
    """
    if delivered_at is None or mark.at is None or document.told("Проведен") is False:
        return mark
    ahead = max(timedelta(0), mark.at - received_at)
    return Mark(min(mark.at, delivered_at + ahead))


def news_of(
    told: Deal, lines: Sequence[LineFacts], mark: Mark, delivered_at: datetime | None, received_at: datetime
) -> OrderNews:
    document = told.order
    return OrderNews(
        mark=mark,
        taken=taken_mark(document, mark, delivered_at, received_at),
        erp_id=document.erp_id,
        erp_number=(document.erp_number or "").strip() or None,
        erp_date=document.erp_date.date() if document.erp_date else None,
        state=document.fact("Статус заказа") or document.fact("Статуса заказа ИД"),
        posted=document.told("Проведен"),
        cancelled=document.told("Отменен") is True,
        deleted=document.deleted is True,
        whole=document.told("Отгружен") or None,
        total=document.amount,
        shipped_amount=sum((one.amount or ZERO for one in told.shipments), ZERO) if told.shipments else None,
        lines=lines_news(told, lines),
        added=added(document, lines),
    )


def lines_news(told: Deal, lines: Sequence[LineFacts]) -> dict[int, LineNews]:
    ordered = spread(totals(told.order.lines), lines) if told.order.tells_lines else {}
    sent = [line for one in told.shipments for line in one.lines]
    shipped = spread(totals(sent), lines) if sent else {}
    return {
        line.line: LineNews(quantity=ordered.get(line.line), shipped=shipped.get(line.line))
        for line in lines
        if line.line in ordered or line.line in shipped
    }


def totals(told: Iterable[DocumentLine]) -> dict[Goods, Decimal]:
    """In base units, by goods."""
    found: dict[Goods, Decimal] = defaultdict(lambda: ZERO)
    for line in told:
        found[line.product_id, line.characteristic_id] += (line.quantity or ZERO) * (line.coefficient or ONE)
    return found


def spread(told: dict[Goods, Decimal], lines: Sequence[LineFacts]) -> dict[int, Decimal]:
    """What goods have, divided over their lines: each takes what it wants, the last one all that is left."""
    last = {(line.product, line.characteristic): line.line for line in lines}
    left, found = dict(told), {}
    for line in lines:
        goods = (line.product, line.characteristic)
        rest = left.get(goods, ZERO)
        found[line.line] = rest if last[goods] == line.line else min(rest, line.to_base(line.wanted))
        left[goods] = rest - found[line.line]
    return found


def added(document: DocumentRecord, lines: Sequence[LineFacts]) -> tuple[str, ...]:
    """Goods of the ERP's document that the portal's order does not have; services are none."""
    known = {(line.product, line.characteristic) for line in lines}
    return tuple(
        line.name or line.product_id
        for line in document.lines
        if (line.product_id, line.characteristic_id) not in known and not is_service(line)
    )


def is_service(line: DocumentLine) -> bool:
    told = {"".join(name.split()).casefold(): value for name, value in line.requisites}
    return told.get("типноменклатуры", "").casefold() == "услуга" or line.product_id.startswith("ORDER_")
