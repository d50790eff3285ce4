"""Контрагент: the owner of a classifier, the buyer of a document, a row of contragents.xml. Personal data."""

from xml.etree.ElementTree import Element

from adapters.onec.elements import pairs, text
from application.exchange.lexical import flag
from application.exchange.record_values import Pairs
from application.exchange.records import CounterpartyRecord


def counterparty(element: Element) -> CounterpartyRecord:
    official, person = text(element, "ОфициальноеНаименование"), text(element, "ПолноеНаименование")
    return CounterpartyRecord(
        erp_id=text(element, "Ид"),
        name=text(element, "Наименование"),
        full_name=official or person,
        is_legal=True if official else False if person else None,
        tin=text(element, "ИНН"),
        kpp=text(element, "КПП"),
        okpo=text(element, "ОКПО") or text(element, "КодПоОКПО"),
        role=text(element, "Роль"),
        legal_address=address(element.find("ЮридическийАдрес")) or address(element.find("АдресРегистрации")),
        address=address(element.find("Адрес")),
        contacts=contacts(element.find("Контакты")),
        accounts=tuple(
            (number, text(row.find("Банк"), "БИК"), text(row.find("Банк"), "Наименование"))
            for row in element.iterfind("РасчетныеСчета/РасчетныйСчет")
            if (number := text(row, "НомерСчета"))
        ),
        representatives=tuple(
            (text(row, "Ид"), text(row, "Наименование"), text(row, "Отношение"))
            for row in element.iterfind("Представители/Представитель")
        ),
        requisites=pairs(element.find("ЗначенияРеквизитов")),
        deleted=flag(element.findtext("ПометкаУдаления")),
        version=text(element, "НомерВерсии"),
    )


def address(element: Element | None) -> str | None:
    """The one-line form, or the fields joined when there is none."""
    if element is None:
        return None
    line = text(element, "Представление") or text(element)
    if line:
        return line
    fields = [value for row in element.iterfind("АдресноеПоле") if (value := text(row, "Значение"))]
    return ", ".join(fields) or None


def contacts(section: Element | None) -> Pairs:
    """(kind, value); the kind is "" when the exporter left it out."""
    if section is None:
        return ()
    rows = section.findall("Контакт") or section.findall("КонтактнаяИнформация")
    return tuple((text(row, "Тип") or "", value) for row in rows if (value := text(row, "Значение")))
