"""Orders of the portal as 1C reads them: names for УНФ, ids of the ERP for whoever reads them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from adapters.onec.orders_writing import classic, container
from adapters.onec.outgoing import (
    OutgoingCounterparty,
    OutgoingLine,
    OutgoingOrder,
    UnwritableOrder,
    check,
)
from application.exchange.offer_orders import OfferedLine, OfferedOrder, OrderUnwritable
from application.exchange.record_values import Pairs, UnitRef
from application.exchange.values import ErpConnection


class OneCOrders:
    def check(self, order: OfferedOrder) -> None:
        """Raises: OrderUnwritable."""
        try:
            check(outgoing(order, ZoneInfo("UTC")))
        except UnwritableOrder as unwritable:
            raise OrderUnwritable(unwritable.number, unwritable.text) from None

    def write(self, connection: ErpConnection, orders: Sequence[OfferedOrder], formed_at: datetime) -> bytes:
        zone = ZoneInfo(connection.zone)
        write = container if connection.profile == "container" else classic
        return write([outgoing(order, zone) for order in orders], formed_at.astimezone(zone))


def outgoing(order: OfferedOrder, zone: ZoneInfo) -> OutgoingOrder:
    return OutgoingOrder(
        erp_id=str(order.id),
        number=order.number,
        placed_at=order.placed_at.astimezone(UTC).astimezone(zone),
        currency=order.currency,
        total=order.total,
        counterparty=buyer(order),
        lines=tuple(line(each) for each in order.lines),
        requisites=requisites(order),
        comment=order.comment or None,
        cancelled=order.cancelled,
    )


def buyer(order: OfferedOrder) -> OutgoingCounterparty:
    is_legal = order.counterparty_kind == "org"
    return OutgoingCounterparty(
        erp_id=order.counterparty_erp_id,
        name=order.counterparty_name,
        full_name=order.counterparty_full_name or order.counterparty_name,
        is_legal=is_legal,
        tin=order.inn or None,
        kpp=(order.kpp or None) if is_legal else None,
    )


def line(told: OfferedLine) -> OutgoingLine:
    characteristic = f"#{told.characteristic}" if told.characteristic else ""
    return OutgoingLine(
        erp_id=f"{told.product}{characteristic}",
        name=told.name,
        quantity=told.quantity,
        price=told.price,
        amount=told.amount,
        vat_rate=told.vat_rate,
        vat_amount=told.vat if told.vat_rate is not None else None,
        sku=told.sku or None,
        base_unit=UnitRef(told.unit_code or None, told.unit or None, None, None),
        package_code=told.package_code,
        coefficient=told.coefficient,
        requisites=(("НомерСтроки", str(told.number)),),
        discount=told.discount,
    )


def requisites(order: OfferedOrder) -> Pairs:
    """Empty ones are left out by the writer. The first ones УНФ reads by name; those that end in Ид are ours."""
    return (
        ("Организация", order.organization),
        ("Договор контрагента", order.contract_number),
        ("Вид цен", order.price_type),
        ("Склад", order.warehouse),
        ("Дата отгрузки", order.ship_on.isoformat() if order.ship_on else ""),
        ("Комментарии покупателя", order.comment),
        ("Получатель", order.consignee),
        ("Способ доставки", order.delivery),
        ("Адрес доставки", order.delivery_address or order.consignee_address),
        ("Время доставки", order.delivery_window),
        ("Контакт для доставки", order.delivery_contact),
        ("Плательщик", order.payer),
        ("Оформил", order.user),
        # Before they were confirmed the manager in 1C must not take the prices for agreed.
        ("ЦеныТребуютПодтверждения", "true" if order.to_confirm else ""),
        ("ЗаявкиНаОтгрузку", order.shipments),
        ("ОрганизацияИд", order.organization_erp_id),
        ("ДоговорИд", order.contract_erp_id),
        ("СкладИд", order.warehouse_erp_id),
    )
