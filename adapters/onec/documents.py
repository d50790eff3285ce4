"""Документ: orders, payments and shipments of 1C, classic with subordinate documents and 3.x in containers."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from xml.etree.ElementTree import Element

from adapters.onec.elements import erp_id, exact, pairs, text, unit, vat
from adapters.onec.parties import counterparty
from application.exchange.lexical import NotNumber, clock, day, flag, identity, moment, number, requisite_key
from application.exchange.record_values import UnitRef
from application.exchange.records import DocumentLine, DocumentRecord
from application.exchange.refusals import Journal, RecordRefused

NESTING_LIMIT = 3


def document(
    element: Element, place: str, journal: Journal, container: int | None = None, depth: int = 0
) -> DocumentRecord:
    """A document with an Ид or a Номер; documents made in the ERP may have no Номер, 3.x ones mostly have no Ид."""
    document_id, number_ = text(element, "Ид"), text(element, "Номер")
    if document_id is None and number_ is None:
        raise RecordRefused("no-id", "У документа нет ни идентификатора, ни номера", "Номер")
    requisites = pairs(element.find("ЗначенияРеквизитов"))
    facts = {requisite_key(name): value for name, value in requisites}
    goods = element.find("Товары")
    return DocumentRecord(
        erp_id=document_id,
        number=number_,
        date=day(element.findtext("Дата")),
        time=clock(element.findtext("Время")),
        operation=text(element, "ХозОперация"),
        erp_number=text(element, "Номер1С") or facts.get("номерпо1с"),
        erp_date=erp_date(element, facts.get("датапо1с")),
        role=text(element, "Роль"),
        currency=text(element, "Валюта"),
        rate=exact(element, "Курс"),
        amount=exact(element, "Сумма"),
        due=day(element.findtext("СрокПлатежа")),
        comment=text(element, "Комментарий"),
        basis=text(element, "Основание"),
        counterparties=tuple(counterparty(row) for row in element.iterfind("Контрагенты/Контрагент")),
        lines=tuple(lines(goods, place, journal)) if goods is not None else (),
        tells_lines=goods is not None,
        requisites=requisites,
        facts=facts,
        warehouse_ids=tuple(v for row in element.iterfind("Склады/Склад") if (v := text(row, "Ид"))),
        subordinates=tuple(subordinates(element, place, journal, depth)),
        container=container,
        deleted=deletion(element, facts.get("пометкаудаления")),
        version=text(element, "НомерВерсии"),
    )


def subordinates(element: Element, place: str, journal: Journal, depth: int) -> Iterable[DocumentRecord]:
    if depth == NESTING_LIMIT:
        return
    for row in element.iterfind("ПодчиненныеДокументы/ПодчиненныйДокумент"):
        yield document(row, place, journal, depth=depth + 1)


def erp_date(element: Element, requisite: str | None) -> datetime | None:
    return moment(element.findtext("Дата1С")) or moment(requisite)


def deletion(element: Element, requisite: str | None) -> bool | None:
    direct = flag(element.findtext("ПометкаУдаления"))
    return flag(requisite) if direct is None else direct


def lines(section: Element, place: str, journal: Journal) -> Iterable[DocumentLine]:
    for row in section.iterfind("Товар"):
        yield line(row, place, journal)


def line(row: Element, place: str, journal: Journal) -> DocumentLine:
    """A line keeps the ERP's own sums; a line that cannot be read refuses the document, which is one fact."""
    product_id, characteristic_id = identity(erp_id(row))
    tax = next((each for each in row.iterfind("Налоги/Налог") if text(each, "Наименование") == "НДС"), None)
    rate = vat(row.find("СтавкиНалогов"), place, journal)
    return DocumentLine(
        product_id=product_id,
        characteristic_id=characteristic_id,
        name=text(row, "Наименование"),
        sku=text(row, "Артикул"),
        unit=line_unit(row),
        coefficient=exact(row, "Коэффициент"),
        price=exact(row, "ЦенаЗаЕдиницу") if row.find("ЦенаЗаЕдиницу") is not None else exact(row, "Цена"),
        quantity=exact(row, "Количество"),
        amount=exact(row, "Сумма"),
        vat_rate=vat(row.find("Налоги"), place, journal) if rate is None else rate,
        vat_amount=exact(tax, "Сумма"),
        vat_included=flag(tax.findtext("УчтеноВСумме")) if tax is not None else None,
        discount=discount(row),
        requisites=pairs(row.find("ЗначенияРеквизитов")),
    )


def line_unit(row: Element) -> UnitRef | None:
    """Единица is a code or a name in 2.x and a block in 3.x; without it the quantity is in base units."""
    told = row.find("Единица")
    if told is None or (not len(told) and not text(told)):
        return unit(row.find("БазоваяЕдиница"))
    if len(told) and told.find("Код") is None and (code := text(told, "Ид")):
        short, full = text(told, "НаименованиеКраткое"), text(told, "НаименованиеПолное")
        return UnitRef(code, short, full, None)
    return unit(told)


def discount(row: Element) -> Decimal | None:
    """What the discounts that are not yet in the amount take off; None when there are none."""
    sums = [
        amount
        for each in row.iterfind("Скидки/Скидка")
        if flag(each.findtext("УчтеноВСумме")) is False and (amount := readable(each.findtext("Сумма"))) is not None
    ]
    return sum(sums, Decimal()) if sums else None


def readable(told: str | None) -> Decimal | None:
    try:
        return number(told)
    except NotNumber:
        raise RecordRefused("not-number", "Сумма скидки не число", "Скидка/Сумма") from None
