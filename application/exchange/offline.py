"""Orders made in the ERP stand in the same lists as ours, marked (semantics 6)."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from attrs import frozen

from application.exchange.documents import Deal, is_service
from application.exchange.order_ports import OfflineLine, OfflineOrder, OrderWork
from application.exchange.records import CounterpartyRecord, DocumentLine, DocumentRecord
from application.exchange.values import ErpConnection, Remark, Weight
from domain.inventory.stock import Mark
from domain.ordering.status import DEFAULT_SCHEME, Phase, Status, status_named
from domain.shared.money import Currency, rounded

ZERO = Decimal("0.00")
ONE = Decimal(1)
MILLI = Decimal("0.001")
BUYER = "покупатель"
CURRENCIES = {"руб": "RUB", "643": "RUB", "810": "RUB", "rur": "RUB", "840": "USD", "978": "EUR", "156": "CNY"}


@frozen
class Offline:
    """Adds such an order where its buyer is known; None, or why it has to wait."""

    scheme: Sequence[Status] = DEFAULT_SCHEME

    def __call__(
        self, work: OrderWork, connection: ErpConnection, told: Deal, mark: Mark, message_id: int
    ) -> Remark | None:
        document = told.order
        buyer = buyer_of(document.counterparties)
        found = work.counterparty(buyer.erp_id, buyer.tin, buyer.kpp) if buyer else None
        if found is None:
            name = (buyer.name if buyer else None) or "не указан"
            text = f"Заказ 1С {document.number or document.erp_number}: контрагент «{name[:80]}» порталу неизвестен"
            return Remark(Weight.WAITING, "unknown_counterparty", text, "Документ", document.erp_id or "")
        status = self._status(document)
        placed = moment(document, ZoneInfo(connection.zone), mark)
        work.add_offline(
            OfflineOrder(
                number=(document.number or document.erp_number or document.erp_id or "").strip(),
                erp_id=document.erp_id,
                erp_number=document.erp_number,
                erp_date=document.erp_date.date() if document.erp_date else document.date,
                erp_state=document.fact("Статус заказа"),
                counterparty_id=found,
                contract=document.fact("ДоговорИд"),
                warehouse=document.fact("СкладИд") or next(iter(document.warehouse_ids), None),
                currency=currency(document.currency),
                total=document.amount or ZERO,
                placed_at=placed,
                status=status.code,
                phase=status.phase,
                mark=mark,
                lines=[offline_line(line) for line in document.lines if not is_service(line) or line.amount],
            ),
            message_id,
        )
        return None

    def _status(self, document: DocumentRecord) -> Status:
        if document.deleted or document.told("Отменен"):
            wanted = Phase.CANCELLED
        elif named := status_named(document.fact("Статус заказа") or "", self.scheme):
            return named
        else:
            wanted = Phase.SHIPPED if document.told("Отгружен") else Phase.CONFIRMED
        return next(status for status in self.scheme if status.phase is wanted)


def buyer_of(counterparties: Sequence[CounterpartyRecord]) -> CounterpartyRecord | None:
    """The one whose role says so, else the only or first one."""
    buyers = [one for one in counterparties if (one.role or "").strip().casefold() == BUYER]
    return next(iter(buyers or counterparties), None)


def moment(document: DocumentRecord, zone: ZoneInfo, mark: Mark) -> datetime:
    if document.date is None:
        assert mark.at is not None, "a file has the moment when it came"
        return mark.at
    return datetime.combine(document.date, document.time or time(), zone).astimezone(UTC)


def currency(told: str | None) -> str:
    bare = (told or "").strip().rstrip(".")
    code = CURRENCIES.get(bare.casefold(), bare.upper())
    return code if code in Currency.__members__ else "RUB"


def offline_line(line: DocumentLine) -> OfflineLine:
    quantity = (line.quantity or ZERO).quantize(MILLI)
    amount = rounded(line.amount if line.amount is not None else (line.price or ZERO) * quantity)
    return OfflineLine(
        product=line.product_id,
        characteristic=line.characteristic_id,
        name=line.name or "",
        sku=line.sku or "",
        unit=(line.unit.short or line.unit.full or "") if line.unit else "",
        coefficient=line.coefficient or ONE,
        quantity=quantity,
        price=line.price or ZERO,
        amount=amount,
        vat_rate=line.vat_rate if isinstance(line.vat_rate, Decimal) else None,
        vat=line.vat_amount or ZERO,
        vat_included=line.vat_included is not False,
    )
