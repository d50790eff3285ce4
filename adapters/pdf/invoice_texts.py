"""What stands on an invoice, as texts: the words of accountants (documents 1.2)."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

from application.shared.words import (
    NBSP,
    date_text,
    long_date_text,
    percent_text,
    price_text,
    quantity_text,
    sum_text,
)
from domain.documents.payment_invoice import InvoiceLine, Party, PaymentInvoice
from domain.shared.money import Currency

NO_TAX = "Без НДС"
MARK = "*"
NONE = "–"
# Abbreviations that an address is not divided after.
SHORT = re.compile(r"\b(г|ул|д|стр|корп|оф|обл|пос|пер|пр|ш|кв|пл|р-н|с|тел|№) ?\. (?=\S)")
IN_WORDS = {Currency.RUB: "руб."}


@frozen
class Column:
    """`width`: millimetres, "auto" by content or "rest"."""

    title: str
    width: str
    right: bool
    cell: Callable[[InvoiceLine], str]


def texts_of(invoice: PaymentInvoice) -> dict[str, Any]:
    shown = columns(invoice)
    day = long_date_text(invoice.day)
    total, unit = sum_text(invoice.total.amount), IN_WORDS.get(invoice.currency, invoice.currency.value)
    return {
        "title": f"Счёт на оплату №{NBSP}{invoice.number} от {day}",
        "footer": f"Счёт №{NBSP}{invoice.number} от {date_text(invoice.day)}.",
        "notice": notice(invoice),
        "bank": bank(invoice),
        "parties": list(parties(invoice)),
        "columns": [{"title": c.title, "width": c.width, "right": c.right} for c in shown],
        "rows": [[c.cell(line) for c in shown] for line in invoice.lines],
        "totals": list(totals(invoice)),
        "footnote": footnote(invoice),
        "count": f"Всего наименований {len(invoice.lines)}, на сумму {total}{NBSP}{unit}",
        "words": invoice.in_words,
        "conditions": invoice.conditions,
        "signatures": signatures(invoice),
    }


def notice(invoice: PaymentInvoice) -> str:
    release = (
        "Товар отпускается по факту поступления денег на расчётный счёт поставщика."
        if invoice.prepaid
        else "Товар отпускается и оплачивается на условиях договора."
    )
    until = date_text(invoice.valid_until)
    return f"Внимание! Счёт действителен до {until}. Оплата счёта означает согласие с условиями поставки. {release}"


def bank(invoice: PaymentInvoice) -> dict[str, str]:
    """An ИП has no КПП, and its cell stays empty."""
    party, account = invoice.seller.party, invoice.seller.bank
    return {
        "name": account.bank_name,
        "bik": account.bik,
        "corr": account.corr_account,
        "account": account.account,
        "inn": party.inn,
        "kpp": "" if party.is_person else party.kpp,
        "payee": party.name,
    }


def parties(invoice: PaymentInvoice) -> Iterator[tuple[str, str]]:
    yield "Поставщик (Исполнитель):", described(invoice.seller.party)
    yield "Покупатель (Заказчик):", described(invoice.buyer)
    if invoice.consignee is not None:
        told = (invoice.consignee.name, glued(invoice.consignee.address))
        yield "Грузополучатель:", ", ".join(filter(None, told))
    yield "Основание:", invoice.basis


def described(party: Party) -> str:
    facts = (
        party.name,
        party.inn and f"ИНН{NBSP}{party.inn}",
        "" if party.is_person or not party.kpp else f"КПП{NBSP}{party.kpp}",
        glued(party.address),
        party.phone and f"тел. {party.phone}",
    )
    return ", ".join(filter(None, facts))


def columns(invoice: PaymentInvoice) -> list[Column]:
    """Tax by line is shown where it differs by line, a discount where there is one."""
    on_top = invoice.vat_included is False
    mixed = invoice.vat_included is None
    by_line = mixed or len({line.vat_rate for line in invoice.lines}) > 1
    without = " без НДС" if on_top else ""

    longest = max(len(line.sku) for line in invoice.lines)

    def price(line: InvoiceLine) -> str:
        return price_text(line.price) + (MARK if mixed and not line.vat_included and line.vat_rate else "")

    def total(line: InvoiceLine) -> str:
        return sum_text(line.gross if mixed else line.amount)

    def rate(line: InvoiceLine) -> str:
        return NO_TAX if line.vat_rate is None else percent_text(line.vat_rate)

    def tax(line: InvoiceLine) -> str:
        return NONE if line.vat_rate is None else sum_text(line.vat)

    found = [
        Column("№", "auto", True, lambda line: str(line.number)),
        Column("Артикул", "auto" if longest <= 14 else "26", False, lambda line: line.sku),
        Column("Товары (работы, услуги)", "rest", False, lambda line: line.name),
        Column("Кол-во", "auto", True, lambda line: quantity_text(line.quantity)),
        Column("Ед.", "auto", False, lambda line: line.unit),
        Column(f"Цена{without}", "auto", True, price),
    ]
    if any(line.discount for line in invoice.lines):
        found.append(Column("Скидка", "auto", True, lambda line: sum_text(line.discount) if line.discount else ""))
    if by_line:
        found.append(Column("Ставка\nНДС", "auto", True, rate))
        found.append(Column("Сумма\nНДС", "auto", True, tax))
    found.append(Column("Всего с НДС" if mixed else f"Сумма{without}", "auto", True, total))
    # Without a single article its column only takes room from the names.
    return [column for column in found if column.title != "Артикул" or any(line.sku for line in invoice.lines)]


def totals(invoice: PaymentInvoice) -> Iterator[tuple[str, str]]:
    """НДС has a line for each rate; «без НДС» is not «НДС 0 %»."""
    on_top = invoice.vat_included is False
    shown = invoice.amount_total if on_top else invoice.total
    yield f"Итого{' без НДС' if on_top else ''}:", sum_text(shown.amount)
    found = invoice.vat_totals
    for total in found:
        if total.rate is not None:
            yield f"{'' if on_top else 'В том числе '}НДС {percent_text(total.rate)}:", sum_text(total.vat)
        else:
            of = "" if len(found) == 1 else f", на сумму {sum_text(total.gross)}"
            yield f"Без налога (НДС){of}:", NONE
    yield f"Всего к оплате{' с НДС' if on_top else ''}:", sum_text(invoice.total.amount)


def footnote(invoice: PaymentInvoice) -> str:
    return f"{MARK} Цена без НДС: налог начислен сверху." if invoice.vat_included is None else ""


def signatures(invoice: PaymentInvoice) -> list[tuple[str, str]]:
    seller = invoice.seller
    if seller.party.is_person:
        return [("Индивидуальный предприниматель", initials(seller.director or seller.party.name))]
    return [("Руководитель", initials(seller.director)), ("Бухгалтер", initials(seller.accountant))]


def initials(name: str) -> str:
    """«Самойлов Игорь Петрович» as «(Самойлов И. П.)»; what is not a name of three words stays as it is."""
    words = name.removeprefix("ИП ").split()
    if len(words) != 3:
        return f"({' '.join(words)})" if words else ""
    return f"({words[0]}{NBSP}{words[1][0]}.{NBSP}{words[2][0]}.)"


def glued(address: str) -> str:
    return SHORT.sub(lambda found: f"{found.group().rstrip()}{NBSP}", address)
