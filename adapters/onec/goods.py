"""Товар and Предложение: from what they say to records."""

from collections.abc import Iterable
from decimal import Decimal

from adapters.onec.fields import KNOWN, BaseUnit, Fields, PriceRow, StockRows, Tax, packagings
from application.exchange.lexical import (
    ID_LIMIT,
    NotNumber,
    VatRate,
    few_numbers,
    flag,
    identity,
    number,
    requisite_key,
)
from application.exchange.record_values import NO_VALUES, Packaging, Price, Stock, UnitRef
from application.exchange.records import OfferRecord, ProductRecord
from application.exchange.refusals import Journal, RecordRefused

NO_UNIT = BaseUnit(None, (), ())
NOT_TOLD: Fields = {}
GONE = ("удален", "удалён")


class Site:
    """Where records stand, for what is said about them, and the generation of the file."""

    __slots__ = ("journal", "ordinal", "path", "split_parts")

    def __init__(self, path: tuple[str, ...], ordinal: int, journal: Journal, split_parts: bool = False) -> None:
        self.path = path
        self.ordinal = ordinal
        self.journal = journal
        self.split_parts = split_parts  # 3.x: prices and rests come in files of their own

    @property
    def place(self) -> str:
        return f"{'/'.join(self.path)}[{self.ordinal}]"

    def refuse(self, path: str, code: str, words: str, record_id: str | None) -> None:
        self.journal.refuse(f"{self.place}/{path}" if path else self.place, code, words, record_id)


def product(said: Fields, site: Site, raw_hash: bytes | None) -> ProductRecord:
    get = said.get
    product_id, characteristic_id = halves(said)
    gone = is_deleted(said)
    name = get("Наименование")
    if name is None and not gone:
        raise RecordRefused("no-name", "У товара нет наименования", "Наименование")
    if not KNOWN.issuperset(said):
        report_unknown(said, site)
    requisites = get("ЗначенияРеквизитов", ())
    named = {requisite_key(k): v for k, v in requisites} if requisites else NOT_TOLD
    base = get("БазоваяЕдиница", NO_UNIT)
    tax = get("СтавкиНалогов")
    return ProductRecord(
        erp_id=product_id,
        characteristic_id=characteristic_id,
        name=name or "",
        sku=get("Артикул"),
        barcode=get("Штрихкод"),
        code=get("Код") or named.get("код"),
        full_name=get("ПолноеНаименование") or named.get("полноенаименование"),
        base_unit=base.unit,
        packagings=packagings_of(base, named, site, product_id),
        group_ids=get("Группы", ()),
        category_id=get("Категория"),
        description=get("Описание"),
        pictures=tuple(get("Картинка", ())) if "Картинка" in said else (),
        manufacturer=get("Изготовитель"),
        country=get("Страна"),
        trade_mark=get("ТорговаяМарка"),
        values=get("ЗначенияСвойств", NO_VALUES),
        vat_rate=tax and vat_of(tax, site, product_id),
        requisites=requisites,
        characteristics=get("ХарактеристикиТовара", ()),
        weight=measure(get("Вес") or named.get("вес"), "Вес", site, product_id),
        width=measure(get("Ширина") or named.get("ширина"), "Ширина", site, product_id),
        length=measure(get("Длина") or named.get("длина"), "Длина", site, product_id),
        height=measure(get("Высота") or named.get("высота"), "Высота", site, product_id),
        deleted=gone,
        version=get("НомерВерсии"),
        raw_hash=raw_hash,
    )


def offer(said: Fields, site: Site, raw_hash: bytes | None) -> OfferRecord:
    get = said.get
    product_id, characteristic_id = halves(said)
    if not KNOWN.issuperset(said):
        report_unknown(said, site)
    prices, rests = get("Цены"), get("Остатки")
    rows = [*(rests or ()), *get("Склад", ()), *get("Склады", ())]
    stocks, loose = stocks_of(rows, site, product_id) if rows else ((), None)
    has_quantity = "Количество" in said
    base = get("БазоваяЕдиница", NO_UNIT)
    unit_code = get("КодЕдиницыИзмерения")
    tax = get("СтавкиНалогов")
    return OfferRecord(
        product_id=product_id,
        characteristic_id=characteristic_id,
        name=get("Наименование"),
        kind=offer_kind(site.split_parts, prices is not None, rests is not None),
        sku=get("Артикул"),
        barcode=get("Штрихкод"),
        base_unit=base.unit or (UnitRef(unit_code, None, None, None) if unit_code else None),
        packagings=packagings_of(base, NOT_TOLD, site, product_id) if base.unreadable else base.packagings,
        characteristics=get("ХарактеристикиТовара", ()),
        prices=prices_of(prices, site, product_id) if prices else (),
        quantity=quantity_of(get("Количество")) if has_quantity else loose,
        stocks=stocks,
        tells_prices=prices is not None,
        tells_stock=has_quantity or bool(rows) or rests is not None,
        values=get("ЗначенияСвойств", NO_VALUES),
        group_ids=get("Группы", ()),
        description=get("Описание"),
        pictures=tuple(get("Картинка", ())) if "Картинка" in said else (),
        vat_rate=tax and vat_of(tax, site, product_id),
        requisites=get("ЗначенияРеквизитов", ()),
        deleted=is_deleted(said),
        version=get("НомерВерсии"),
        raw_hash=raw_hash,
    )


def offer_kind(split_parts: bool, prices: bool, rests: bool) -> str:
    """In 3.x names, prices and rests of one offer come apart, and each part keeps a hash of its own."""
    if not split_parts:
        return "offer"
    return f"offer{'-prices' if prices else ''}{'-stocks' if rests else ''}"


def halves(said: Fields) -> tuple[str, str | None]:
    told = said.get("Ид")
    if told is None:
        raise RecordRefused("no-id", "У записи нет идентификатора", "Ид")
    product_id, characteristic_id = identity(told)
    if not product_id:
        raise RecordRefused("no-id", "У записи нет идентификатора товара", "Ид")
    characteristic_id = characteristic_id or said.get("ИдХарактеристики")
    if len(product_id) > ID_LIMIT or characteristic_id and len(characteristic_id) > ID_LIMIT:
        raise RecordRefused("long-id", f"Идентификатор длиннее {ID_LIMIT} знаков", "Ид")
    return product_id, characteristic_id


def is_deleted(said: Fields) -> bool:
    """The three spellings of the delete mark: attribute (2.07), element (2.03–2.05), ПометкаУдаления (3.x)."""
    status = said.get("@Статус") or said.get("Статус")
    if status and status.strip().lower() in GONE:
        return True
    mark = said.get("ПометкаУдаления")
    return bool(mark and flag(mark))


def report_unknown(said: Fields, site: Site) -> None:
    for tag in said.keys() - KNOWN:
        if tag[0] != "@":
            site.journal.notice("unknown-element", f"{site.path[-1]}/{tag}")


def packagings_of(base: BaseUnit, named: Fields, site: Site, record_id: str) -> tuple[Packaging, ...]:
    """Packages of the base unit and, in 2.04, the one that requisites tell."""
    found, unreadable = base.packagings, base.unreadable
    if "коэффициентупаковки" in named:
        name = named.get("единицаизмеренияупаковки") or named.get("упаковка")
        more, bad = packagings([(name, named["коэффициентупаковки"])], base.unit)
        found, unreadable = found + more, unreadable + bad
    for told in unreadable:
        site.refuse("Пересчет", "bad-packaging", f"Коэффициент упаковки «{told}» не положительное число", record_id)
    return found


def vat_of(tax: Tax, site: Site, record_id: str) -> VatRate:
    if tax.unreadable is not None:
        site.journal.notice("unknown-vat", f"{record_id}: {tax.unreadable[:40]}")
    return tax.rate


def measure(told: str | None, name: str, site: Site, record_id: str) -> Decimal | None:
    if told is None:
        return None
    try:
        return number(told)
    except NotNumber:
        site.refuse(name, "not-number", f"Значение «{told[:40]}» не число", record_id)
        return None


def quantity_of(told: str | None) -> Decimal | None:
    try:
        return few_numbers(told)
    except NotNumber:
        raise RecordRefused("not-number", f"Количество «{(told or '')[:40]}» не число", "Количество") from None


def prices_of(rows: Iterable[PriceRow], site: Site, record_id: str) -> tuple[Price, ...]:
    """One price for each (type, unit, minimal quantity): a later row wins. Zero, empty and unreadable are no price."""
    found: dict[tuple[str, str | None, Decimal | None], Price] = {}
    for type_id, amount_told, currency, unit_name, coefficient_told, minimum_told, vat_included in rows:
        type_id = type_id.strip() if type_id else ""
        if not type_id:
            site.refuse("Цены/Цена", "no-price-type", "У цены нет вида цены", record_id)
            continue
        coefficient = minimum = None
        try:
            amount = number(amount_told)
            coefficient = few_numbers(coefficient_told)
            minimum = few_numbers(minimum_told)
            if amount is not None and amount < 0 or coefficient is not None and coefficient <= 0:
                raise NotNumber
        except NotNumber:
            words = f"Цена «{(amount_told or '').strip()[:40]}» не читается: по этому виду цены товар без цены"
            site.refuse("Цены/Цена", "bad-price", words, record_id)
            amount = None
        unit_name = unit_name.strip() or None if unit_name else None
        key = type_id, unit_name, minimum
        if key in found:
            site.journal.notice("duplicate-price", record_id)
        currency = currency.strip() or None if currency else None
        included = flag(vat_included) if vat_included else None
        found[key] = Price(type_id, amount or None, currency, unit_name, coefficient, minimum, included)
    return tuple(found.values())


def stocks_of(rows: StockRows, site: Site, record_id: str) -> tuple[tuple[Stock, ...], Decimal | None]:
    """The rows by warehouse, and what is told without one. An unreadable quantity refuses the whole record."""
    found: dict[str, Stock] = {}
    loose: Decimal | None = None
    for warehouse, told in rows:
        try:
            amount = few_numbers(told)
        except NotNumber:
            raise RecordRefused("not-number", f"Остаток «{(told or '')[:40]}» не число", "Склад") from None
        if warehouse is None:
            loose = amount if loose is None else loose + (amount or 0)
        elif not (warehouse := warehouse.strip()):
            site.refuse("Склад", "no-warehouse", "У строки остатка нет склада", record_id)
        elif amount is not None:
            if warehouse in found:
                site.journal.notice("duplicate-stock", record_id)
            found[warehouse] = Stock(warehouse, amount)
    return tuple(found.values()), loose
