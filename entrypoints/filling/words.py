"""What is said of a line of an order that is being filled, in both languages."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from application.filling.quantities import Unclear
from application.filling.report import Remark, ReportLine, State
from application.shared.words import date_text, long_date_text, number_text, price_text, quantity_text
from entrypoints.http.entry import Text
from entrypoints.http.problems import sentence

STATES: Mapping[State, Text] = {
    State.FOUND: Text("Найдено", "Found"),
    State.MERGED: Text("Сложено", "Summed"),
    State.SEVERAL: Text("Несколько товаров", "Several goods"),
    State.NOT_FOUND: Text("Не найдено", "Not found"),
    State.NO_PRICE: Text("Заказать нельзя", "Cannot be ordered"),
    State.QUANTITY: Text("Количество", "Quantity"),
    State.UNIT: Text("Единица", "Unit"),
}
QUANTITIES: Mapping[str, Text] = {
    Unclear.NOT_A_NUMBER: Text("Это не число. Укажите количество, как 1 250,5.", "This is no number. Give a quantity, "
                               "such as 1250.5."),
    Unclear.NEGATIVE: Text("Количество меньше нуля. Укажите положительное.", "Below zero. Give a positive quantity."),
    Unclear.EXPONENT: Text("Excel сократил число до записи с «E», цифры потеряны. Введите количество заново.",
                           "The table program cut the number down to its “E” form. Type the quantity again."),
    Unclear.DATE: Text("Excel принял число за дату. Введите количество заново.",
                       "The table program took the number for a date. Type the quantity again."),
    Unclear.AMBIGUOUS: Text("Точка может отделять и тысячи, и дробь. Напишите 1000 или 1,000.",
                            "The point may divide thousands or decimals. Write 1000 or 1,000."),
    Unclear.TOO_FINE: Text("Больше трёх знаков после запятой. Округлите количество.",
                           "More than three decimals. Round the quantity."),
    Unclear.TOO_LARGE: Text("Столько одной строкой не заказывают. Проверите количество.",
                            "Nobody orders so much in one line. Check the quantity."),
    "fraction": Text("Товар продаётся целыми единицами. Укажите целое количество.",
                     "These goods are sold whole. Give a whole number."),
    "nothing": Text("Количество – ноль. Укажите больше или уберите строку.",
                    "The quantity is zero. Give more or remove the line."),
}  # fmt: skip
FOUND_BY: Mapping[Remark, Text] = {
    Remark.BY_BARCODE: Text("по штрихкоду", "by the barcode"),
    Remark.BY_OWN: Text("по вашему артикулу", "by your own article"),
    Remark.BY_KEY: Text("по ключу бланка", "by the key of the form"),
    Remark.LEARNT: Text("ваш артикул запомним при добавлении в корзину",
                        "your own article will be remembered when the line is added"),
    Remark.LEAST: Text("количество не указано, взято наименьшее", "no quantity given, the least is taken"),
    Remark.KEY_BROKEN: Text("ключ строки бланка изменён, товар найден по артикулу",
                            "the key of the form's line was changed; the goods were found by the article"),
}  # fmt: skip


def quantity_of(value: object, language: str, unit: str = "") -> str:
    return quantity_text(value, unit, language) if isinstance(value, Decimal) else ""


def _raised(line: ReportLine, facts: Mapping[str, Any]) -> Text:
    asked, now = (
        [quantity_of(value, language, line.unit) for value in (facts["asked"], line.quantity)]
        for language in ("ru", "en")
    )
    return Text(f"с {asked[0]} округлено до {asked[1]} по кратности",
                f"raised from {now[0]} to {now[1]} by the multiple")  # fmt: skip


def _summed(_: ReportLine, facts: Mapping[str, Any]) -> Text:
    rows = ", ".join(str(row) for row in facts["rows"])
    return Text(f"сложены строки {rows}", f"the sum of rows {rows}")


def _over(line: ReportLine, facts: Mapping[str, Any]) -> Text:
    unit = line.packagings[0].name if line.packagings else line.unit
    ru, en = (quantity_of(facts["available"], language, unit) for language in ("ru", "en"))
    if not facts["available"]:
        return Text("нет в наличии", "out of stock")
    return Text(f"в наличии только {ru}", f"only {en} in stock")


def _on_order(_: ReportLine, facts: Mapping[str, Any]) -> Text:
    day: date = facts["day"]
    return Text(f"под заказ, придёт {date_text(day)}", f"on order, comes {long_date_text(day, 'en')}")


def _dearer(_: ReportLine, facts: Mapping[str, Any]) -> Text:
    currency = facts["currency"]
    was, now = (
        [price_text(facts[name], facts.get("was_currency", currency) if name == "was" else currency, language)
         for name in ("was", "now")]
        for language in ("ru", "en")
    )  # fmt: skip
    rose = facts["now"] > facts["was"]
    verb = Text("цена выросла", "the price rose") if rose else Text("цена снизилась", "the price fell")
    if "was_currency" in facts:
        verb = Text("валюта цены сменилась", "the price is in another currency")
    return Text(f"{verb.ru}: была {was[0]}, теперь {was[1]}", f"{verb.en}: it was {now[0]}, now {now[1]}")


def _less(line: ReportLine, facts: Mapping[str, Any]) -> Text:
    was, now = (number_text(facts[name]) for name in ("was", "now"))
    was_en, now_en = (number_text(facts[name], language="en") for name in ("was", "now"))
    return Text(f"остаток уменьшился: был {was}, теперь {now}", f"stock fell: it was {was_en}, now {now_en}")


def _zeros(_: ReportLine, facts: Mapping[str, Any]) -> Text:
    return Text(f"найдено без ведущих нулей: {facts['sku']}", f"found but for leading zeros: {facts['sku']}")


TOLD: Mapping[Remark, Callable[[ReportLine, Mapping[str, Any]], Text]] = {
    Remark.RAISED: _raised,
    Remark.SUMMED: _summed,
    Remark.OVER_STOCK: _over,
    Remark.ON_ORDER: _on_order,
    Remark.PRICE_UP: _dearer,
    Remark.PRICE_DOWN: _dearer,
    Remark.STOCK_LESS: _less,
    Remark.BY_ZEROS: _zeros,
}


def remark(line: ReportLine, what: Remark, facts: Mapping[str, object], language: str) -> str:
    told = FOUND_BY[what] if what in FOUND_BY else TOLD[what](line, facts)
    return told.said(language)


def fault(line: ReportLine, language: str) -> str:
    """Why the line does not go to the cart, with the way out; empty for one that does."""
    if line.state in (State.FOUND, State.MERGED):
        return ""
    if line.refusal is not None:
        return sentence(line.refusal, language)
    if line.state is State.QUANTITY:
        return QUANTITIES[line.why].said(language)
    return _state_fault(line).said(language)


def _state_fault(line: ReportLine) -> Text:
    units = ", ".join(one.name for one in line.packagings if one.name)
    if line.state is State.UNIT:
        return Text(f"Единицы «{line.why}» у товара нет. Есть: {units}.",
                    f"The goods do not come in “{line.why}”. They come in: {units}.")  # fmt: skip
    if line.state is State.SEVERAL:
        return Text("Под этот артикул подходит несколько товаров. Выберите нужный.",
                    "Several goods fit this article. Choose the one you mean.")  # fmt: skip
    if line.state is State.NO_PRICE:
        return Text("Цена по запросу: спросите менеджера.", "Price on request: ask your manager.")
    if "E+" in line.typed.article.upper():
        return Text("Excel сократил код до записи с «E», цифры потеряны. Введите артикул заново.",
                    "The table program cut the code down to its “E” form. Type the article again.")  # fmt: skip
    return Text("Такого артикула или штрихкода нет. Исправьте его или уберите строку.",
                "There is no such article or barcode. Correct it or remove the line.")  # fmt: skip
