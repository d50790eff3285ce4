"""Классификатор and the heads of packages: groups, properties, price types, warehouses, units."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from adapters.onec.elements import changes_only, deleted, erp_id, text
from adapters.onec.parties import address, contacts, counterparty
from application.exchange.lexical import flag
from application.exchange.records import (
    CatalogHead,
    ClassifierHead,
    GroupRecord,
    OfferPackageHead,
    PriceTypeRecord,
    PropertyRecord,
    UnitRecord,
    WarehouseRecord,
)
from application.exchange.refusals import Journal, RecordRefused


def groups(root: Element, place: str, journal: Journal) -> Iterator[GroupRecord]:
    """A tree, parents first. A group that is refused leaves its subgroups at the nearest known ancestor."""
    waiting: list[tuple[Element, str | None]] = [(root, None)]
    while waiting:
        element, parent = waiting.pop()
        try:
            group = a_group(element, parent)
            parent = group.erp_id
            yield group
        except RecordRefused as refusal:
            journal.refuse(f"{place}/{refusal.path}", refusal.code, refusal.text, text(element, "Ид"))
        inner = [child for section in element.iterfind("Группы") for child in section.iterfind("Группа")]
        waiting.extend((child, parent) for child in reversed(inner))


def a_group(element: Element, parent: str | None) -> GroupRecord:
    group_id, name = erp_id(element), text(element, "Наименование")
    if name is None and not deleted(element):
        raise RecordRefused("no-name", "У группы нет наименования", "Наименование")
    return GroupRecord(
        erp_id=group_id,
        parent_erp_id=parent,
        name=name or "",
        deleted=deleted(element),
        description=text(element, "Описание"),
        picture=text(element, "Картинка"),
        version=text(element, "НомерВерсии"),
    )


def a_property(element: Element) -> PropertyRecord:
    return PropertyRecord(
        erp_id=erp_id(element),
        name=text(element, "Наименование"),
        kind=text(element, "ТипЗначений"),
        options=options(element.find("ВариантыЗначений")),
        for_products=flag(element.findtext("ДляТоваров")),
        for_offers=flag(element.findtext("ДляПредложений")),
        for_documents=flag(element.findtext("ДляДокументов")),
        multiple=flag(element.findtext("Множественное")),
        required=flag(element.findtext("Обязательное")),
        description=text(element, "Описание"),
        deleted=deleted(element),
        version=text(element, "НомерВерсии"),
    )


def options(section: Element | None) -> dict[str, str]:
    """Option id → text; an option told by its text alone is its own id."""
    found: dict[str, str] = {}
    for row in section if section is not None else ():
        if row.tag == "Справочник":
            option_id, value = text(row, "ИдЗначения"), text(row, "Значение")
            if option_id or value:
                found[option_id or value or ""] = value or ""
        elif row.tag == "Значение" and (value := text(row)):
            found[value] = value
    return found


def price_type(element: Element) -> PriceTypeRecord:
    taxes = element.findall("Налог")
    vat = next((tax for tax in taxes if (text(tax, "Наименование") or "").upper() == "НДС"), None)
    return PriceTypeRecord(
        erp_id=erp_id(element),
        name=text(element, "Наименование"),
        currency=text(element, "Валюта"),
        vat_included=flag(vat.findtext("УчтеноВСумме")) if vat is not None else None,
        deleted=deleted(element),
        version=text(element, "НомерВерсии"),
    )


def warehouse(element: Element) -> WarehouseRecord:
    return WarehouseRecord(
        erp_id=erp_id(element),
        name=text(element, "Наименование"),
        address=address(element.find("Адрес")),
        contacts=contacts(element.find("Контакты")),
        comment=text(element, "Комментарий"),
        deleted=deleted(element),
        version=text(element, "НомерВерсии"),
    )


def unit_of_measure(element: Element) -> UnitRecord:
    code = text(element, "Код")
    return UnitRecord(
        erp_id=erp_id(element) if element.find("Ид") is not None or code is None else code,
        code=code,
        short=text(element, "НаименованиеКраткое"),
        full=text(element, "НаименованиеПолное"),
        international=text(element, "МеждународноеСокращение"),
        deleted=deleted(element),
        version=text(element, "НомерВерсии"),
    )


def classifier_head(element: Element) -> ClassifierHead:
    owner = element.find("Владелец")
    return ClassifierHead(
        erp_id=text(element, "Ид"),
        name=text(element, "Наименование"),
        changes_only=changes_only(element),
        owner=counterparty(owner) if owner is not None else None,
    )


def catalog_head(element: Element) -> CatalogHead:
    return CatalogHead(
        erp_id=text(element, "Ид"),
        classifier_id=text(element, "ИдКлассификатора"),
        name=text(element, "Наименование"),
        changes_only=changes_only(element),
    )


def package_head(element: Element) -> OfferPackageHead:
    """`kind` is "changes" for ИзмененияПакетаПредложений, which is partial whatever its attribute says."""
    is_changes = element.tag == "ИзмененияПакетаПредложений"
    return OfferPackageHead(
        erp_id=text(element, "Ид"),
        catalog_id=text(element, "ИдКаталога"),
        classifier_id=text(element, "ИдКлассификатора"),
        name=text(element, "Наименование"),
        changes_only=True if is_changes else changes_only(element),
        kind="changes" if is_changes else "offers",
    )
