"""Orders as 1C gives them back: classic `Документ` with requisites (2.07)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from attrs import frozen

from simulators.onec.cml.dialects import DIALECTS
from simulators.onec.cml.xml import add, encoded, flag, money, number, requisites, root


@frozen
class ReturnedLine:
    offer: str
    name: str
    quantity: Decimal
    price: Decimal
    amount: Decimal


@frozen
class ReturnedOrder:
    """`number` is the portal's, `ident` the ERP's; instants are the ERP's local time without a zone.

    `shipment` and `payment` are (number, time) and are told only when nothing remains.
    """

    ident: str
    number: str
    day: str
    erp_number: str
    erp_date: str
    state: str
    cancelled: bool
    currency: str
    counterparty: str
    counterparty_name: str
    lines: Sequence[ReturnedLine]
    shipment: tuple[str, str] | None
    payment: tuple[str, str] | None


def orders_file(orders: Sequence[ReturnedOrder], at: datetime, *, encoding: str = "utf-8") -> bytes:
    """One file of changed orders; the sum is that of the lines the ERP keeps."""
    dialect = DIALECTS["2.07"]
    tree = root(dialect.version, at, dialect.namespace)
    for order in orders:
        item = add(tree, "Документ")
        add(item, "Ид", order.ident)
        add(item, "Номер", order.number)
        add(item, "Дата", order.day)
        add(item, "ХозОперация", "Заказ товара")
        add(item, "Роль", "Продавец")
        add(item, "Валюта", order.currency)
        add(item, "Курс", "1")
        add(item, "Сумма", money(sum((line.amount for line in order.lines), Decimal(0))))
        buyer = add(add(item, "Контрагенты"), "Контрагент")
        add(buyer, "Ид", order.counterparty)
        add(buyer, "Наименование", order.counterparty_name)
        add(buyer, "Роль", "Покупатель")
        goods = add(item, "Товары") if order.lines else item
        for line in order.lines:
            row = add(goods, "Товар")
            add(row, "Ид", line.offer)
            add(row, "Наименование", line.name)
            add(row, "ЦенаЗаЕдиницу", number(line.price))
            add(row, "Количество", number(line.quantity))
            add(row, "Сумма", money(line.amount))
            requisites(row, [("ВидНоменклатуры", "Товар"), ("ТипНоменклатуры", "Товар")])
        requisites(item, _told(order))
    return encoded(tree, encoding)


def _told(order: ReturnedOrder) -> list[tuple[str, str]]:
    told = [
        ("Номер по 1С", order.erp_number),
        ("Дата по 1С", order.erp_date),
        ("ПометкаУдаления", "false"),
        ("Проведен", "true"),
        ("Статус заказа", order.state),
        ("Отгружен", flag(order.shipment is not None)),
        ("Оплачен", flag(order.payment is not None)),
    ]
    if order.cancelled:
        told.append(("Отменен", "true"))
    if order.shipment:
        told += [("Номер отгрузки по 1С", order.shipment[0]), ("Дата отгрузки по 1С", order.shipment[1])]
    if order.payment:
        told += [("Номер оплаты по 1С", order.payment[0]), ("Дата оплаты по 1С", order.payment[1])]
    return told
