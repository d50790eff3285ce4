"""`Классификатор`: the owner, the tree of groups, properties, price types, warehouses, units."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from simulators.onec.cml.dialects import MARK, Dialect
from simulators.onec.cml.xml import add, flag
from simulators.onec.demo.goods import UNITS, Group, PriceType, Property
from simulators.onec.demo.parties import Organization, Warehouse
from simulators.onec.demo.wholesaler import Wholesaler

VERSION = "AAAAAQAAAAA="


def classifier(parent: Element, books: Wholesaler, dialect: Dialect, *, changes: bool | None = None) -> Element:
    """The head that every file repeats; the parts are added by the caller."""
    block = add(parent, "Классификатор")
    if changes is not None:
        block.set("СодержитТолькоИзменения", flag(changes))
    add(block, "Ид", books.catalogue_id)
    add(
        block,
        "Наименование",
        "Основной каталог товаров" if dialect.split else "Классификатор (Основной каталог товаров)",
    )
    if not dialect.split:
        owner(block, books.organizations[0])
    return block


def owner(parent: Element, seller: Organization) -> None:
    block = add(parent, "Владелец")
    add(block, "Ид", seller.id)
    add(block, "Наименование", seller.name)
    add(block, "ОфициальноеНаименование", seller.full_name)
    add(block, "ИНН", seller.inn)
    add(block, "КПП", seller.kpp)


def tree(parent: Element, groups: Sequence[Group], dialect: Dialect, above: str | None = None) -> None:
    """`Группы` of one level with everything below them."""
    here = [group for group in groups if group.parent == above]
    block = add(parent, "Группы") if here else parent
    for group in here:
        item = add(block, "Группа")
        add(item, "Ид", group.id)
        versioned(item, dialect)
        add(item, "Наименование", group.name)
        tree(item, groups, dialect, group.id)


def properties(parent: Element, told: Sequence[Property], dialect: Dialect) -> None:
    block = add(parent, "Свойства")
    for one in told:
        item = add(block, "Свойство")
        add(item, "Ид", one.id)
        versioned(item, dialect)
        add(item, "Наименование", one.name)
        add(item, "ТипЗначений", one.kind)
        if one.values:
            choices = add(item, "ВариантыЗначений")
            for value in one.values:
                choice = add(choices, "Справочник")
                add(choice, "ИдЗначения", value.id)
                add(choice, "Значение", value.text)
        if dialect.version == "2.05":
            add(item, "ДляТоваров", "true")


def price_types(parent: Element, types: Sequence[PriceType], dialect: Dialect) -> None:
    block = add(parent, "ТипыЦен")
    for kind in types:
        item = add(block, "ТипЦены")
        add(item, "Ид", kind.id)
        versioned(item, dialect)
        add(item, "Наименование", kind.name)
        add(item, "Валюта", currency(kind.currency, dialect))
        tax = add(item, "Налог")
        add(tax, "Наименование", "НДС")
        add(tax, "УчтеноВСумме", flag(kind.vat_included))
        if not dialect.split:
            add(tax, "Акциз", "false")


def storages(parent: Element, places: Sequence[Warehouse], dialect: Dialect) -> None:
    block = add(parent, "Склады")
    for place in places:
        item = add(block, "Склад")
        add(item, "Ид", place.id)
        versioned(item, dialect)
        add(item, "Наименование", place.name)
        if dialect.units:
            add(add(item, "Адрес"), "Представление", place.address)


def units(parent: Element, dialect: Dialect) -> None:
    """Codes have a trailing space and full names are padded, as 1C's columns of fixed length make them."""
    block = add(parent, "ЕдиницыИзмерения")
    for unit in UNITS:
        item = add(block, "ЕдиницаИзмерения")
        add(item, "Ид", f"{unit.code} ")
        versioned(item, dialect)
        add(item, "НаименованиеКраткое", unit.short)
        add(item, "Код", f"{unit.code} ")
        add(item, "НаименованиеПолное", unit.full.ljust(100))
        add(item, "МеждународноеСокращение", unit.international)


def versioned(item: Element, dialect: Dialect, *, deleted: bool = False) -> None:
    """What 3.x writes after every id."""
    if dialect.deleted == MARK:
        add(item, "НомерВерсии", VERSION)
        add(item, "ПометкаУдаления", flag(deleted))


def currency(code: str, dialect: Dialect) -> str:
    """Old exporters and the 3.x module write the short Russian name of the ruble."""
    return "руб" if code == "RUB" and dialect.version in ("2.04", "2.05", "3.1") else code
