"""What a Товар or a Предложение says, as a mapping of its children's local names to values.

A leaf is its trimmed text or None; a child with an inside is read by its own reader below; Картинка, Склад and Склады
may repeat and are lists, of any other the first is taken. Attributes of the record stand under `@name`. Here the
mapping is made from a tree.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from adapters.onec.elements import pairs, text, unit
from application.exchange.lexical import NOT_SET, NotNumber, VatRate, number, vat_rate
from application.exchange.record_values import Packaging, UnitRef

Fields = dict[str, Any]
ValueRows = Iterable[tuple[str | None, str | None]]
StockRows = list[tuple[str | None, str | None]]


class BaseUnit(NamedTuple):
    """`packagings` leaves out the base unit itself, which УТ repeats with the coefficient 1."""

    unit: UnitRef | None
    packagings: tuple[Packaging, ...]
    unreadable: tuple[str, ...]


class Tax(NamedTuple):
    rate: VatRate
    unreadable: str | None


class PriceRow(NamedTuple):
    """The texts of one Цена, as they stand in the file."""

    type_id: str | None
    amount: str | None
    currency: str | None
    unit: str | None
    coefficient: str | None
    min_quantity: str | None
    vat_included: str | None


def fields_of(element: Element) -> Fields:
    fields: Fields = {f"@{name}": value for name, value in element.attrib.items()}
    for child in element:
        tag = child.tag
        if tag in fields and tag not in REPEATED:
            continue
        reader = READERS.get(tag)
        value = text(child) if reader is None else reader(child)
        fields[tag] = fields[tag] + value if tag in fields else value
    return fields


def base_unit(element: Element) -> BaseUnit:
    base = unit(element)
    rows = [(text(row, "Единица"), row.findtext("Коэффициент")) for row in element.iterfind("Пересчет")]
    return BaseUnit(base, *packagings(rows, base))


def packagings(
    rows: Iterable[tuple[str | None, str | None]], base: UnitRef | None
) -> tuple[tuple[Packaging, ...], tuple[str, ...]]:
    """Packages, and the coefficients that are not positive numbers."""
    found, unreadable = [], []
    for name, coefficient in rows:
        try:
            factor = number(coefficient)
        except NotNumber:
            factor = None
        if name is None or factor is None or factor <= 0:
            unreadable.append((coefficient or "").strip()[:40])
        elif factor != 1 or base is None or name not in base:
            found.append(Packaging(name, factor))
    return tuple(found), tuple(unreadable)


def group_ids(element: Element) -> tuple[str, ...]:
    return tuple(found for child in element.iterfind("Ид") if (found := text(child)))


def maker(element: Element) -> tuple[str | None, str | None] | None:
    told = text(element, "Ид"), text(element, "Наименование")
    return told if any(told) else None


def category(element: Element) -> str | None:
    return text(element, "Ид") or text(element)


def tax(element: Element) -> Tax:
    """The rate of НДС, or of the only tax there is."""
    rows = list(element)
    for row in rows:
        if len(rows) == 1 or (text(row, "Наименование") or "").upper() == "НДС":
            told = text(row, "Ставка")
            try:
                return Tax(vat_rate(told), None)
            except NotNumber:
                return Tax(None, told)
    return Tax(None, None)


def picture(element: Element) -> list[str]:
    found = text(element)
    return [found] if found else []


def values(element: Element) -> dict[str, tuple[str, ...]]:
    return values_of(value_rows(element))


def value_rows(element: Element) -> ValueRows:
    for row in element:
        property_id = row.findtext("Ид")
        told = row.findall("Значение")
        for value in told:
            yield property_id, value.text
        if not told:
            yield property_id, None


def values_of(rows: ValueRows) -> dict[str, tuple[str, ...]]:
    """Property id → its values; () where the exporter wrote "not set": empty, the zero GUID, the register's minimum."""
    found: dict[str, tuple[str, ...]] = {}
    for property_id, value in rows:
        if property_id is None or not (property_id := property_id.strip()):
            continue
        value = value.strip() if value else ""
        kept = () if value in NOT_SET or value[:4] == "-999" and "".join(value.split()) in NOT_SET else (value,)
        found[property_id] = found[property_id] + kept if property_id in found else kept
    return found


def price_rows(element: Element) -> list[PriceRow]:
    return [
        PriceRow(
            row.findtext("ИдТипаЦены"),
            row.findtext("ЦенаЗаЕдиницу"),
            row.findtext("Валюта"),
            row.findtext("Единица"),
            row.findtext("Коэффициент"),
            row.findtext("МинКоличество"),
            row.findtext("Налог/УчтеноВСумме"),
        )
        for row in element.iterfind("Цена")
    ]


def stock_rows(element: Element) -> StockRows:
    """Склад or Склады, with attributes or children; rows nested in it, if there are any."""
    found: StockRows = []
    for row in element.findall("Склад") or (element,):
        warehouse = row.get("ИдСклада") or row.findtext("ИдСклада") or row.findtext("Ид") or ""
        amount = row.get("КоличествоНаСкладе")
        if amount is None:
            amount = row.findtext("КоличествоНаСкладе") or row.findtext("Количество")
        found.append((warehouse, amount))
    return found


def rest_rows(element: Element) -> StockRows:
    """Остатки of 3.x: a row without a warehouse is a total."""
    found: StockRows = []
    for rest in element.iterfind("Остаток"):
        if rest.find("Склад") is None:
            found.append((None, rest.findtext("Количество")))
        for row in rest.iterfind("Склад"):
            found.extend(stock_rows(row))
    return found


REPEATED = frozenset(("Картинка", "Склад", "Склады"))
READERS: dict[str, Callable[[Element], Any]] = {
    "БазоваяЕдиница": base_unit,
    "Группы": group_ids,
    "Изготовитель": maker,
    "Категория": category,
    "СтавкиНалогов": tax,
    "Картинка": picture,
    "ЗначенияСвойств": values,
    "ХарактеристикиТовара": pairs,
    "ЗначенияРеквизитов": pairs,
    "Цены": price_rows,
    "Склад": stock_rows,
    "Склады": stock_rows,
    "Остатки": rest_rows,
}
LEAVES = frozenset(
    "Ид НомерВерсии ПометкаУдаления Штрихкод Артикул Код Наименование ПолноеНаименование Описание Страна ТорговаяМарка"
    " ИдТовараУКонтрагента Вес Ширина Длина Высота Статус ИдКаталога ИдКлассификатора Количество ИдХарактеристики"
    " КодЕдиницыИзмерения".split()
)
PASSED_OVER = frozenset(("ВладелецТорговойМарки", "Акцизы", "Комплектующие", "Аналоги"))
KNOWN = LEAVES | READERS.keys() | PASSED_OVER
