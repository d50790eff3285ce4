"""`ПакетПредложений`: names, characteristics, prices and stock of what can be ordered."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element

from simulators.onec.cml.catalogue import base_unit
from simulators.onec.cml.classifier import currency, owner, versioned
from simulators.onec.cml.dialects import Dialect
from simulators.onec.cml.xml import add, flag, money, number
from simulators.onec.demo.goods import Offer
from simulators.onec.demo.wholesaler import Wholesaler

Filling = Callable[[Element, Wholesaler, Offer, Dialect], None]


def package(parent: Element, books: Wholesaler, dialect: Dialect, *, changes: bool) -> Element:
    """The head of the package; its id is `<catalogue>#`, as exporters write it."""
    block = add(parent, "ПакетПредложений", СодержитТолькоИзменения=flag(changes))
    add(block, "Ид", f"{books.catalogue_id}#")
    add(block, "Наименование", "Пакет предложений (Основной каталог товаров)")
    add(block, "ИдКаталога", books.catalogue_id)
    add(block, "ИдКлассификатора", books.catalogue_id)
    if not dialect.split:
        owner(block, books.organizations[0])
    return block


def offers(block: Element, books: Wholesaler, rows: Sequence[Offer], dialect: Dialect, *fillings: Filling) -> None:
    """`Предложения`: each offer's id and what the fillings add."""
    told = add(block, "Предложения")
    for offer in rows:
        item = add(told, "Предложение")
        add(item, "Ид", offer.id)
        for fill in fillings:
            fill(item, books, offer, dialect)


def names(item: Element, books: Wholesaler, offer: Offer, dialect: Dialect) -> None:
    versioned(item, dialect)
    if offer.barcode and dialect.version != "2.04":
        add(item, "Штрихкод", offer.barcode)
    add(item, "Артикул", offer.product.article)
    add(item, "Наименование", offer.name)
    base_unit(item, offer.product, dialect)
    if offer.characteristic:
        block = add(item, "ХарактеристикиТовара")
        for name, value in offer.characteristic.attributes:
            one = add(block, "ХарактеристикаТовара")
            add(one, "Наименование", name)
            add(one, "Значение", value)


def prices(item: Element, books: Wholesaler, offer: Offer, dialect: Dialect) -> None:
    """A type without a price is simply not there."""
    block = add(item, "Цены")
    unit = offer.product.unit
    short = unit.short if dialect.version in ("2.04", "2.05", "3.1") else unit.international
    for kind in books.price_types:
        price = books.prices[offer.id].get(kind.id)
        if price is None:
            continue
        code = currency(kind.currency, dialect)
        row = add(block, "Цена")
        add(row, "Представление", f" {_spaced(price)} {code} за {short}")
        add(row, "ИдТипаЦены", kind.id)
        add(row, "ЦенаЗаЕдиницу", number(price))
        add(row, "Валюта", code)
        if dialect.split:
            tax = add(row, "Налог")
            add(tax, "Наименование", "НДС")
            add(tax, "УчтеноВСумме", flag(kind.vat_included))
        else:
            add(row, "Единица", short)
            add(row, "Коэффициент", "1")


def stock(item: Element, books: Wholesaler, offer: Offer, dialect: Dialect) -> None:
    """2.04 tells the total and only where there is something; later ones add every warehouse, zeros too."""
    rows = [(place.id, books.stock[place.id, offer.id]) for place in books.warehouses]
    total = sum((free for _, free in rows), Decimal(0))
    if dialect.warehouses:
        add(item, "Количество", number(total))
        for place, free in rows:
            add(item, "Склад", ИдСклада=place, КоличествоНаСкладе=number(free))
    elif total > 0:
        add(item, "Количество", number(total))


def rests(item: Element, books: Wholesaler, offer: Offer, dialect: Dialect) -> None:
    """3.x: the warehouses inside `Остатки`."""
    block = add(item, "Остатки")
    for place in books.warehouses:
        row = add(add(block, "Остаток"), "Склад")
        add(row, "Ид", place.id)
        add(row, "Количество", number(books.stock[place.id, offer.id]))


def _spaced(price: Decimal) -> str:
    return money(price).replace(".", ",") if price < 1000 else f"{price:,.2f}".replace(",", "\u00a0").replace(".", ",")
