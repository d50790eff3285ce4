"""Orders of the portal, read as strictly as the standard client of 1C reads them.

Source: classic `Документ` of CommerceML 2.x. One bad order refuses the whole answer.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element, ParseError, fromstring

from attrs import frozen

NUMBER_LENGTH = 11
OPERATION = "заказ товара"
UNIT_PRICE = Decimal("0.00001")
SERVICE = "услуга"
NO_TEXT_IN = ("Ид", "Наименование", "ИНН", "КПП", "ОфициальноеНаименование", "ПолноеНаименование")


class OrdersRefused(Exception):
    """1C would not load the answer; the text is for its user."""


@frozen
class SiteLine:
    """`line` is the portal's number of the line; `quantity` in base units, `price` for one of them."""

    line: int
    offer: str
    name: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    service: bool


@frozen
class SiteOrder:
    """`number` is cut to 11 characters; `requisites` are keyed without spaces in lower case."""

    ident: str
    number: str
    day: str
    currency: str
    amount: Decimal
    counterparty: str
    counterparty_name: str
    inn: str
    comment: str
    requisites: Mapping[str, str]
    lines: tuple[SiteLine, ...]

    def told(self, name: str) -> str:
        return self.requisites.get(name.replace(" ", "").lower(), "")

    @property
    def cancelled(self) -> bool:
        return self.told("Отменен").lower() in ("true", "1", "да")


def read_orders(content: bytes) -> list[SiteOrder]:
    """Orders right under the root; a container is not seen, exactly as УТ 11 does not see it."""
    try:
        root = fromstring(content)
    except (ParseError, ValueError, LookupError) as error:
        raise OrdersRefused(f"Ответ портала не разобран: {error}") from error
    return [_order(node) for node in root if _local(node) == "Документ"]


def _order(node: Element) -> SiteOrder:
    number = _demand(node, "Номер", "документ")
    label = f"заказ {number}"
    if _demand(node, "ХозОперация", label).lower() != OPERATION:
        raise OrdersRefused(f"{label}: неизвестная хозяйственная операция {_text(node, 'ХозОперация')!r}")
    for name in ("Ид", "Дата", "Роль", "Курс"):
        _demand(node, name, label)
    buyer = _child(_child(node, "Контрагенты"), "Контрагент")
    if buyer is None:
        raise OrdersRefused(f"{label}: нет контрагента")
    for name in NO_TEXT_IN:
        found = _child(buyer, name)
        if found is not None and not (found.text or "").strip():
            raise OrdersRefused(f"{label}: пустой элемент {name} у контрагента читается как объект, а не строка")
    goods = _child(node, "Товары")
    return SiteOrder(
        ident=_text(node, "Ид"),
        number=number[:NUMBER_LENGTH],
        day=_text(node, "Дата"),
        currency=_demand(node, "Валюта", label),
        amount=_decimal(node, "Сумма", label),
        counterparty=_demand(buyer, "Ид", label),
        counterparty_name=_demand(buyer, "Наименование", label),
        inn=_text(buyer, "ИНН"),
        comment=_text(node, "Комментарий"),
        requisites=_requisites(node),
        lines=tuple(_line(place, item, label) for place, item in enumerate(() if goods is None else goods, 1)),
    )


def _line(place: int, item: Element, label: str) -> SiteLine:
    label = f"{label}, строка {place}"
    told = _requisites(item)
    for rate in item.iter():
        if _local(rate) == "Ставка" and not (rate.text or "").strip().replace(".", "").isdigit():
            raise OrdersRefused(f"{label}: ставка НДС {rate.text!r} не число")
    factor = _decimal(item, "Коэффициент", label) if _text(item, "Коэффициент") else Decimal(1)
    own = told.get("номерстроки") or told.get("номерпозициикорзины") or str(place)
    quantity, amount = _decimal(item, "Количество", label) * factor, _decimal(item, "Сумма", label)
    if quantity <= 0 or factor <= 0:
        raise OrdersRefused(f"{label}: количество и коэффициент должны быть больше нуля")
    price = _decimal(item, "ЦенаЗаЕдиницу", label)
    return SiteLine(
        line=int(own) if own.isdigit() else place,
        offer=_demand(item, "Ид", label),
        name=_demand(item, "Наименование", label),
        quantity=quantity,
        price=price if factor == 1 else (price / factor).quantize(UNIT_PRICE),
        amount=amount,
        service=told.get("типноменклатуры", "").lower() == SERVICE,
    )


def _requisites(node: Element) -> dict[str, str]:
    block = _child(node, "ЗначенияРеквизитов")
    return {
        _text(one, "Наименование").replace(" ", "").lower(): _text(one, "Значение")
        for one in (() if block is None else block)
    }


def _demand(node: Element, name: str, label: str) -> str:
    found = _text(node, name)
    if not found:
        raise OrdersRefused(f"{label}: нет обязательного элемента {name}")
    return found


def _decimal(node: Element, name: str, label: str) -> Decimal:
    try:
        return Decimal(_demand(node, name, label))
    except InvalidOperation as error:
        raise OrdersRefused(f"{label}: {name} = {_text(node, name)!r} не число") from error


def _text(node: Element, name: str) -> str:
    found = _child(node, name)
    return "" if found is None else (found.text or "").strip()


def _child(node: Element | None, name: str) -> Element | None:
    return None if node is None else next((child for child in node if _local(child) == name), None)


def _local(node: Element) -> str:
    return node.tag.rpartition("}")[2]
