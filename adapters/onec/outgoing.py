"""An order as it goes to 1C, with the rules that 1C's own readers impose; an order that breaks one is not written.

One such order would make 1C refuse the whole answer, so it is told apart before the answer is put together.
"""

import re
from datetime import datetime
from decimal import Decimal

from attrs import field, frozen

from application.exchange.record_values import Pairs, UnitRef

NUMBER_LIMIT = 11  # УТ 11 cuts the number, its matching key, to a string column of this length
COMMENT_LIMIT = 3000
PIECE = UnitRef("796", "шт", "Штука", "PCE")

_DIGITS = {True: re.compile(r"\d{10}", re.ASCII), False: re.compile(r"\d{12}", re.ASCII)}
_KPP = re.compile(r"\d{4}[\dA-Z]{2}\d{3}", re.ASCII)


class UnwritableOrder(Exception):
    """`code` is stable, `text` is a Russian sentence for the exchange log, `number` names the order."""

    def __init__(self, number: str, code: str, text: str) -> None:
        super().__init__(f"{number}: {code}")
        self.number = number
        self.code = code
        self.text = text


@frozen
class OutgoingCounterparty:
    """The buyer exactly as the ERP knows him: 1C searches by name or by ИНН and КПП and creates whom it does not find.

    `full_name` is the official name of a legal entity or the full name of a person; an entrepreneur is a person.
    """

    erp_id: str
    name: str
    full_name: str
    is_legal: bool
    tin: str | None = None
    kpp: str | None = None
    surname: str | None = None
    given_name: str | None = None
    patronymic: str | None = None
    legal_address: str | None = None
    address: str | None = None
    contacts: Pairs = ()  # (Телефон рабочий | Почта | …, value)


@frozen
class OutgoingLine:
    """`erp_id` is the offer's id as received: `<product>` or `<product>#<characteristic>`.

    `quantity` is in `package_code` when there is one, else in the base unit; `price` is of one such unit, final.
    `vat_rate` None is «без НДС». `discount` is off the price and the amount already, and told for information.
    """

    erp_id: str
    name: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    vat_rate: Decimal | None
    vat_amount: Decimal | None = None
    sku: str | None = None
    base_unit: UnitRef = PIECE
    package_code: str | None = None
    coefficient: Decimal | None = None
    is_service: bool = False
    requisites: Pairs = ()
    discount: Decimal = Decimal(0)


@frozen
class OutgoingOrder:
    """`placed_at` is in the zone of the ERP; `currency` is as the ERP spells it, three characters."""

    erp_id: str
    number: str
    placed_at: datetime
    currency: str
    total: Decimal
    counterparty: OutgoingCounterparty
    lines: tuple[OutgoingLine, ...]
    rate: Decimal = Decimal(1)
    vat_included: bool = True
    requisites: Pairs = field(default=())
    comment: str | None = None
    cancelled: bool = False


def check(order: OutgoingOrder) -> None:
    """Raises: UnwritableOrder for the first rule that the order breaks."""
    buyer = order.counterparty
    rules = (
        (0 < len(order.number.strip()) <= NUMBER_LIMIT, "number", f"Номер длиннее {NUMBER_LIMIT} знаков или пуст"),
        (order.number == order.number.strip(), "number", "Номер начинается или кончается пробелом"),
        (bool(order.erp_id.strip()), "id", "У заказа нет идентификатора"),
        (len(order.currency.strip()) == 3, "currency", f"Валюта «{order.currency}» не из трёх знаков"),
        (order.rate > 0, "rate", "Курс не положителен"),
        (bool(buyer.name.strip() and buyer.full_name.strip()), "counterparty", "У контрагента нет наименования"),
        (bool(buyer.erp_id.strip()), "counterparty", "У контрагента нет идентификатора"),
        (not buyer.tin or bool(_DIGITS[buyer.is_legal].fullmatch(buyer.tin)), "tin", "ИНН не той длины"),
        (not buyer.kpp or bool(buyer.is_legal and _KPP.fullmatch(buyer.kpp)), "kpp", "КПП неверен"),
        (bool(order.lines), "lines", "В заказе нет строк"),
        (sum(line.amount for line in order.lines) == order.total, "total", "Сумма заказа не равна сумме строк"),
    )
    for holds, code, text in rules:
        if not holds:
            raise UnwritableOrder(order.number, code, text)
    for ordinal, line in enumerate(order.lines, 1):
        check_line(order.number, ordinal, line)


def check_line(number: str, ordinal: int, line: OutgoingLine) -> None:
    cents = line.amount == line.amount.quantize(Decimal("0.01"))
    thousandths = line.quantity == line.quantity.quantize(Decimal("0.001"))
    rules = (
        (bool(line.erp_id.strip(" #") and line.name.strip()), "line-id", "нет идентификатора или наименования"),
        (line.quantity > 0 and thousandths, "quantity", "количество не положительно или точнее тысячных"),
        (line.price >= 0 and line.amount >= 0 and cents, "amount", "сумма отрицательна или точнее копейки"),
        (line.vat_rate is None or line.vat_rate >= 0, "vat", "ставка НДС отрицательна"),
        ((line.package_code is None) == (line.coefficient is None), "package", "упаковка без коэффициента"),
        (line.coefficient is None or line.coefficient > 0, "package", "коэффициент упаковки не положителен"),
    )
    for holds, code, text in rules:
        if not holds:
            raise UnwritableOrder(number, code, f"Строка {ordinal}: {text}")
