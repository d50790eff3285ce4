"""What `mode=query` answers: orders in the classic profile (2.03–2.10) or in containers (3.1).

The two are not interchangeable: a client that does not understand the structure finds no documents, reports success,
and the orders are lost. Order of elements: the published schemas 2.08 and 2.10; the rest: how УТ 11 and УНФ read.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from adapters.onec.outgoing import COMMENT_LIMIT, OutgoingCounterparty, OutgoingLine, OutgoingOrder, check
from adapters.onec.xml_writing import Encoding, block, document, fixed, leaf, short
from application.exchange.record_values import Pairs

ROOT = "КоммерческаяИнформация"
FORMATS = {
    "ФорматДаты": "ДФ=yyyy-MM-dd; ДЛФ=DT",
    "ФорматВремени": "ДФ=ЧЧ:мм:сс; ДЛФ=T",
    "РазделительДатаВремя": "T",
    "ФорматСуммы": "ЧЦ=18; ЧДЦ=2; ЧРД=.",
    "ФорматКоличества": "ЧЦ=18; ЧДЦ=3; ЧРД=.",
}
VAT = "НДС"
DISCOUNT = "Промокод"
PRICE_DIGITS = 2


def classic(
    orders: Sequence[OutgoingOrder],
    formed_at: datetime,
    version: str = "2.08",
    encoding: Encoding = "utf-8",
    price_digits: int = PRICE_DIGITS,
) -> bytes:
    """`Документ` directly under the root, no namespace. Without orders: the root with attributes alone.

    Raises: UnwritableOrder.
    """
    inside = "".join(classic_order(order, price_digits) for order in orders)
    return answer(inside, version, formed_at, encoding)


def container(
    orders: Sequence[OutgoingOrder],
    formed_at: datetime,
    version: str = "3.1",
    encoding: Encoding = "utf-8",
    price_digits: int = PRICE_DIGITS,
) -> bytes:
    """Each order in a `Контейнер` of its own.

    Raises: UnwritableOrder.
    """
    inside = "".join(block("Контейнер", container_order(order, price_digits)) for order in orders)
    return answer(inside, version, formed_at, encoding)


def answer(inside: str, version: str, formed_at: datetime, encoding: Encoding) -> bytes:
    formed = formed_at.strftime("%Y-%m-%dT%H:%M:%S")
    return document(ROOT, {"ВерсияСхемы": version, "ДатаФормирования": formed, **FORMATS}, inside, encoding)


def classic_order(order: OutgoingOrder, price_digits: int) -> str:
    check(order)
    return block(
        "Документ",
        leaf("Ид", order.erp_id),
        leaf("Номер", order.number),
        leaf("Дата", order.placed_at.strftime("%Y-%m-%d")),
        leaf("ХозОперация", "Заказ товара"),
        leaf("Роль", "Продавец"),
        leaf("Валюта", order.currency),
        leaf("Курс", short(order.rate, 4)),
        leaf("Сумма", fixed(order.total, 2)),
        block("Контрагенты", counterparty(order.counterparty)),
        leaf("Время", order.placed_at.strftime("%H:%M:%S")),
        leaf("Комментарий", comment(order)),
        taxes(order),
        block("Товары", *lines(order, classic_line, price_digits)),
        requisites(all_requisites(order)),
    )


def container_order(order: OutgoingOrder, price_digits: int) -> str:
    """As 1C's own module orders the elements of a 3.1 document."""
    check(order)
    return block(
        "Документ",
        leaf("Ид", order.erp_id),
        leaf("ПометкаУдаления", "false"),
        leaf("Номер", order.number),
        leaf("Дата", order.placed_at.strftime("%Y-%m-%d")),
        leaf("Время", order.placed_at.strftime("%H:%M:%S")),
        leaf("ХозОперация", "Заказ товара"),
        block("Контрагенты", counterparty(order.counterparty)),
        leaf("Валюта", order.currency),
        leaf("Курс", short(order.rate, 4)),
        leaf("Сумма", fixed(order.total, 2)),
        leaf("Роль", "Продавец"),
        leaf("Комментарий", comment(order)),
        taxes(order),
        requisites(all_requisites(order)),
        block("Товары", *lines(order, container_line, price_digits)),
    )


def comment(order: OutgoingOrder) -> str | None:
    return order.comment[:COMMENT_LIMIT] if order.comment else None


def all_requisites(order: OutgoingOrder) -> Pairs:
    return (*order.requisites, ("Отменен", "true" if order.cancelled else "false"))


def lines(order: OutgoingOrder, write: Callable[[OutgoingLine, bool, int], str], price_digits: int) -> list[str]:
    """Lines without VAT first: УТ 11 carries the previous line's rate to a line that has none."""
    ordered = sorted(order.lines, key=lambda line: line.vat_rate is not None)
    return [write(line, order.vat_included, price_digits) for line in ordered]


def classic_line(line: OutgoingLine, vat_included: bool, price_digits: int) -> str:
    unit = line.base_unit
    codes = {"Код": unit.code, "НаименованиеПолное": unit.full, "МеждународноеСокращение": unit.international}
    return block(
        "Товар",
        leaf("Ид", line.erp_id),
        leaf("Артикул", line.sku),
        leaf("Наименование", line.name[:255]),
        leaf("БазоваяЕдиница", unit.short or unit.code, codes),
        rates(line),
        requisites(line_requisites(line)),
        leaf("ЦенаЗаЕдиницу", fixed(line.price, price_digits)),
        leaf("Количество", short(line.quantity, 3)),
        leaf("Сумма", fixed(line.amount, 2)),
        leaf("Единица", line.package_code),
        leaf("Коэффициент", short(line.coefficient, 6) if line.coefficient else None),
        line_taxes(line, vat_included),
        discounts(line),
    )


def container_line(line: OutgoingLine, vat_included: bool, price_digits: int) -> str:
    """The unit is a block. The price stands under both of its names: `Цена` of 3.x and the one all readers know."""
    unit = line.base_unit
    price = fixed(line.price, price_digits)
    packed = (leaf("Ид", line.package_code), leaf("Код", line.package_code))
    bare = (
        leaf("Ид", unit.code),
        leaf("НаименованиеКраткое", unit.short),
        leaf("Код", unit.code),
        leaf("НаименованиеПолное", unit.full),
    )
    return block(
        "Товар",
        leaf("Ид", line.erp_id),
        leaf("Артикул", line.sku),
        leaf("Наименование", line.name[:255]),
        rates(line),
        requisites(line_requisites(line)),
        block("Единица", *(packed if line.package_code else bare)),
        leaf("Коэффициент", short(line.coefficient or Decimal(1), 6)),
        leaf("Количество", short(line.quantity, 3)),
        leaf("ЦенаЗаЕдиницу", price),
        leaf("Цена", price),
        leaf("Сумма", fixed(line.amount, 2)),
        line_taxes(line, vat_included),
        discounts(line),
    )


def rates(line: OutgoingLine) -> str:
    """A bare number; «без НДС» is told by nothing at all, for a text here breaks УТ 11."""
    if line.vat_rate is None:
        return ""
    rate = leaf("Ставка", short(line.vat_rate, 2))
    return block("СтавкиНалогов", block("СтавкаНалога", leaf("Наименование", VAT), rate))


def line_taxes(line: OutgoingLine, vat_included: bool) -> str:
    if line.vat_rate is None or line.vat_amount is None:
        return ""
    return tax(line.vat_amount, vat_included, line.vat_rate)


def discounts(line: OutgoingLine) -> str:
    """`УчтеноВСумме` true: with false 1C would take it off once more."""
    if not line.discount:
        return ""
    return block(
        "Скидки",
        block(
            "Скидка",
            leaf("Наименование", DISCOUNT),
            leaf("Сумма", fixed(line.discount, 2)),
            leaf("УчтеноВСумме", "true"),
        ),
    )


def taxes(order: OutgoingOrder) -> str:
    amounts = [line.vat_amount for line in order.lines if line.vat_rate is not None and line.vat_amount is not None]
    return tax(sum(amounts, Decimal()), order.vat_included) if amounts else ""


def tax(amount: Decimal, included: bool, rate: Decimal | None = None) -> str:
    return block(
        "Налоги",
        block(
            "Налог",
            leaf("Наименование", VAT),
            leaf("УчтеноВСумме", "true" if included else "false"),
            leaf("Сумма", fixed(amount, 2)),
            leaf("Ставка", short(rate, 2) if rate is not None else None),
        ),
    )


def line_requisites(line: OutgoingLine) -> Pairs:
    kind = "Услуга" if line.is_service else "Товар"
    return (("ВидНоменклатуры", kind), ("ТипНоменклатуры", kind), *line.requisites)


def requisites(rows: Pairs) -> str:
    """A row without a value is left out: it would be an empty element."""
    return block(
        "ЗначенияРеквизитов",
        *(
            block("ЗначениеРеквизита", leaf("Наименование", name), leaf("Значение", value))
            for name, value in rows
            if leaf("Наименование", name) and leaf("Значение", value)
        ),
    )


def counterparty(buyer: OutgoingCounterparty) -> str:
    """A legal entity is told by `ОфициальноеНаименование`, a person by `ПолноеНаименование`; never both."""
    own: tuple[str, ...]
    if buyer.is_legal:
        own = (
            leaf("ОфициальноеНаименование", buyer.full_name),
            block("ЮридическийАдрес", leaf("Представление", buyer.legal_address)),
            leaf("ИНН", buyer.tin),
            leaf("КПП", buyer.kpp),
        )
    else:
        own = (
            leaf("ПолноеНаименование", buyer.full_name),
            leaf("Фамилия", buyer.surname),
            leaf("Имя", buyer.given_name),
            leaf("Отчество", buyer.patronymic),
            leaf("ИНН", buyer.tin),
            block("АдресРегистрации", leaf("Представление", buyer.legal_address)),
        )
    contacts = (
        block("Контакт", leaf("Тип", kind), leaf("Значение", value)) for kind, value in buyer.contacts if value.strip()
    )
    return block(
        "Контрагент",
        leaf("Ид", buyer.erp_id),
        leaf("Наименование", buyer.name),
        *own,
        block("Адрес", leaf("Представление", buyer.address)),
        block("Контакты", *contacts),
        leaf("Роль", "Покупатель"),
    )
