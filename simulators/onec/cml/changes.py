"""`ИзмененияПакетаПредложений`: prices and stock that changed, as УТ 11 sends them (2.07)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from simulators.onec.cml.dialects import DIALECTS
from simulators.onec.cml.xml import add, encoded, number, root

CODES = {"RUB": "643", "USD": "840"}
Stock = Mapping[str, Mapping[str, Decimal]]
Prices = Mapping[str, Mapping[str, tuple[Decimal, str]]]


def changes(
    catalogue_id: str, at: datetime, stock: Stock, prices: Prices | None = None, *, encoding: str = "utf-8"
) -> bytes:
    """`stock`: offer id -> warehouse id -> free; `prices`: offer id -> price type id -> (price, currency).

    The traps of the real thing are kept: the characteristic stands apart from the product, warehouse
    rows are called `Склады`, the currency is a numeric code. All warehouses of an offer must be given.
    """
    dialect = DIALECTS["2.07"]
    tree = root(dialect.version, at, dialect.namespace)
    block = add(tree, "ИзмененияПакетаПредложений")
    add(block, "Ид", f"{catalogue_id}#")
    add(block, "ИдКаталога", catalogue_id)
    rows = add(block, "Предложения")
    told = prices or {}
    for offer in sorted({*stock, *told}):
        product, _, characteristic = offer.partition("#")
        item = add(rows, "Предложение")
        add(item, "Ид", product)
        if characteristic:
            add(item, "ИдХарактеристики", characteristic)
        if offer in told:
            shown = add(item, "Цены")
            for kind, (price, currency) in told[offer].items():
                row = add(shown, "Цена")
                add(row, "ИдТипаЦены", kind)
                add(row, "ЦенаЗаЕдиницу", number(price))
                add(row, "Валюта", CODES.get(currency, currency))
        for place, free in stock.get(offer, {}).items():
            add(item, "Склады", ИдСклада=place, КоличествоНаСкладе=number(free))
        if offer in stock:
            add(item, "Количество", number(sum(stock[offer].values(), Decimal(0))))
    return encoded(tree, encoding)
