"""`Каталог` with goods."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from simulators.onec.cml.classifier import owner, versioned
from simulators.onec.cml.dialects import ATTRIBUTE, ELEMENT, Dialect
from simulators.onec.cml.xml import add, flag, number, requisites
from simulators.onec.demo.goods import Product, Unit
from simulators.onec.demo.ids import erp_id
from simulators.onec.demo.wholesaler import Wholesaler


def catalogue(parent: Element, books: Wholesaler, goods: Sequence[Product], dialect: Dialect, *, changes: bool) -> None:
    block = add(parent, "Каталог", СодержитТолькоИзменения=flag(changes))
    add(block, "Ид", books.catalogue_id)
    add(block, "ИдКлассификатора", books.catalogue_id)
    add(block, "Наименование", "Основной каталог товаров")
    if not dialect.split:
        owner(block, books.organizations[0])
    if goods:
        rows = add(block, "Товары")
        kinds = {group.id: group.name for group in books.groups}
        for product in goods:
            _product(rows, product, kinds[product.groups[0]], dialect)


def _product(parent: Element, product: Product, kind: str, dialect: Dialect) -> None:
    item = add(parent, "Товар")
    if product.deleted and dialect.deleted == ATTRIBUTE:
        item.set("Статус", "Удален")
    add(item, "Ид", product.id)
    versioned(item, dialect, deleted=product.deleted)
    if product.barcode and not product.characteristics:
        add(item, "Штрихкод", product.barcode)
    add(item, "Артикул", product.article)
    add(item, "Наименование", product.name)
    base_unit(item, product, dialect)
    if dialect.version == "2.04":
        add(item, "ПолноеНаименование", product.name)
    groups = add(item, "Группы")
    for group in product.groups:
        add(groups, "Ид", group)
    add(item, "Описание", product.description)
    if product.picture:
        add(item, "Картинка", product.picture)
    for path in product.frame_paths:
        add(item, "Картинка", path)
    maker = add(item, "Изготовитель")
    add(maker, "Ид", erp_id("maker", product.maker))
    add(maker, "Наименование", product.maker)
    _values(item, product)
    tax = add(add(item, "СтавкиНалогов"), "СтавкаНалога")
    add(tax, "Наименование", "НДС")
    add(tax, "Ставка", str(product.vat))
    if product.deleted and dialect.deleted == ELEMENT:
        add(item, "Статус", "Удален")
    requisites(item, _told(product, kind, dialect))


def base_unit(item: Element, product: Product, dialect: Dialect) -> None:
    """2.04/2.05 give text and attributes, УТ 11 attributes with a padded code, 3.x the code alone."""
    unit = product.unit
    if dialect.split:
        add(item, "БазоваяЕдиница", f"{unit.code} ")
        return
    code = f"{unit.code} " if dialect.recalculation else unit.code
    block = add(
        item,
        "БазоваяЕдиница",
        None if dialect.recalculation else unit.short,
        Код=code,
        НаименованиеПолное=unit.full,
        МеждународноеСокращение=unit.international,
    )
    if dialect.recalculation:
        _package(block, unit, "1")
        for pack in product.packagings:
            _package(block, pack.unit, number(pack.factor))


def _package(block: Element, unit: Unit, factor: str) -> None:
    item = add(block, "Пересчет")
    add(item, "Единица", unit.code)
    add(item, "Коэффициент", factor)
    if factor != "1":
        add(item, "ДополнительныеДанные", unit.short)


def _values(item: Element, product: Product) -> None:
    block = add(item, "ЗначенияСвойств")
    for property_id, value in product.values:
        one = add(block, "ЗначенияСвойства")
        add(one, "Ид", property_id)
        add(one, "Значение", value)


def _told(product: Product, kind: str, dialect: Dialect) -> list[tuple[str, str]]:
    told = [
        ("ВидНоменклатуры", kind),
        ("ТипНоменклатуры", "Товар"),
        ("Полное наименование", product.name),
        ("Код", product.code),
    ]
    if product.picture:
        told.append(("ОписаниеФайла", f"{product.picture}#{product.name}"))
    if not dialect.recalculation:
        for pack in product.packagings[:1]:
            told += [
                ("Упаковка", f"{pack.unit.short} ({number(pack.factor)} {product.unit.short})"),
                ("ЕдиницаИзмеренияУпаковки", pack.unit.short),
                ("КоэффициентУпаковки", number(pack.factor)),
            ]
    return told
