"""Individual prices and price types as people keep them, and the files that they send."""

from datetime import date
from decimal import Decimal

from application.price_desk.change import EntryRefused
from application.price_desk.entry import CellInvalid
from application.price_desk.lookups import (
    CharacteristicUnknown,
    ClientNotFound,
    GoodsNotFound,
    HoldingShared,
    UnitUnknown,
)
from application.price_desk.rows import TooManyRows
from application.shared.words import date_text, long_date_text, number_text, price_text
from domain.pricing.agreed import PriceChangedMeanwhile, PriceKeptByErp, PricesOverlap, ValidityBackwards
from domain.pricing.price_types import FallbackLoops, ScaleInvalid
from domain.pricing.thresholds import MOST, StepInvalid
from domain.shared.errors import DomainError
from entrypoints.http.entry import Around, Entries, Entry, Text, both, one_way, plain

FIELDS = {
    "level": Text("Для кого", "For whom"),
    "inn": Text("ИНН", "TIN"),
    "kpp": Text("КПП", "KPP"),
    "contract": Text("Договор", "Contract"),
    "holding": Text("Холдинг", "Holding"),
    "sku": Text("Артикул", "Article"),
    "characteristic": Text("Характеристика", "Characteristic"),
    "unit": Text("Единица", "Unit"),
    "minimum": Text("От количества", "From quantity"),
    "amount": Text("Цена", "Price"),
    "currency": Text("Валюта", "Currency"),
    "vat": Text("НДС", "VAT"),
    "valid_from": Text("Действует с", "Valid from"),
    "valid_to": Text("Действует по", "Valid to"),
}  # fmt: skip
WHY = {
    "missing": Text("не заполнено", "is empty"),
    "not-a-number": Text("«{}» – не число", "“{}” is no number"),
    "exponent": Text(
        "«{}» записано через степень десяти; напишите число полностью",
        "“{}” is written with an exponent; write the number in full",
    ),
    "negative": Text("«{}» меньше нуля", "“{}” is below zero"),
    "zero": Text("должна быть больше нуля", "must be above zero"),
    "too-long": Text("«{}» – больше десяти знаков до запятой", "“{}” has more than ten digits before the point"),
    "too-fine": Text("«{}» – слишком много знаков после запятой", "“{}” has too many decimals"),
    "not-a-day": Text("«{}» – не дата, нужно как 31.12.2026", "“{}” is no day such as 31.12.2026"),
    "not-a-tin": Text("«{}» – не ИНН: в нём 10 или 12 цифр", "“{}” is no TIN of 10 or 12 digits"),
    "long-text": Text("слишком длинный текст: «{}…»", "is too long: “{}…”"),
    "unknown": Text("нет значения «{}»", "has no value “{}”"),
}
OWNERS = {
    "contract": Text("Договор «{}»", "The contract “{}”"),
    "counterparty": Text("Контрагент с ИНН «{}»", "A company with the TIN “{}”"),
    "holding": Text("Холдинг «{}»", "The holding “{}”"),
}


STEPS = {
    "total": Text("«{}» – не сумма: нужно число больше нуля, не больше двух знаков после запятой",
                  "“{}” is no sum: a number above zero with at most two decimals"),
    "repeated": Text("сумма «{}» уже есть в другой строке", "the sum “{}” stands in another row, too"),
    "type": Text("не выбран вид цен", "no price type is chosen"),
    "itself": Text("этот же вид цен: ступень ничего не меняет", "the same price type: the step changes nothing"),
    "many": Text(f"ступеней больше {MOST}", f"there are more than {MOST} steps"),
}  # fmt: skip


def _step(error: StepInvalid, _: Around) -> Text:
    why, value = STEPS.get(error.why, STEPS["total"]), _clean(error.value)
    return Text(
        f"Ступень {error.place}: {why.ru.replace('{}', value)}.", f"Step {error.place}: {why.en.replace('{}', value)}."
    )


def _cell(error: CellInvalid, _: Around) -> Text:
    name = FIELDS.get(error.field, Text(error.field, error.field))
    why = WHY.get(error.why, WHY["unknown"])
    value = _clean(error.value)
    said = Text(f"{name.ru}: {why.ru.replace('{}', value)}", f"{name.en} {why.en.replace('{}', value)}")
    return said + _known(error.known)


def _known(known: tuple[str, ...]) -> Text:
    if not known:
        return Text(".", ".")
    names = ", ".join(map(_clean, known[:12])) + ("…" if len(known) > 12 else "")
    return Text(f"; есть: {names}.", f"; there are: {names}.")


def _clean(text: str) -> str:
    """What somebody typed is not a place to put anything."""
    return " ".join(text.replace("{", "(").replace("}", ")").split())


def _client(error: ClientNotFound, _: Around) -> Text:
    who = OWNERS.get(error.level, OWNERS["contract"])
    text = _clean(error.text)
    if error.found:
        ru, en = f"подходит несколько: {error.found}", f"fits {error.found} clients"
    else:
        ru, en = "не найден среди ваших клиентов", "is not among your clients"
    return Text(f"{who.ru.replace('{}', text)} {ru}.", f"{who.en.replace('{}', text)} {en}.")


def _goods(error: GoodsNotFound, _: Around) -> Text:
    sku = _clean(error.sku)
    if error.names:
        names = "; ".join(map(_clean, error.names[:3]))
        return Text(
            f"Артикул «{sku}» есть у нескольких товаров: {names}.", f"The article “{sku}” is of several goods: {names}."
        )
    return Text(f"Товара с артикулом «{sku}» нет.", f"There are no goods with the article “{sku}”.")


def _characteristic(error: CharacteristicUnknown, _: Around) -> Text:
    goods, value = _clean(error.goods), _clean(error.value)
    if value:
        said = Text(f"У товара «{goods}» нет характеристики «{value}»", f"“{goods}” has no characteristic “{value}”")
    else:
        said = Text(f"Для товара «{goods}» нужна характеристика", f"“{goods}” needs a characteristic")
    return said + _known(error.known)


def _unit(error: UnitUnknown, _: Around) -> Text:
    goods, value = _clean(error.goods), _clean(error.value)
    return Text(f"У товара «{goods}» нет единицы «{value}»", f"“{goods}” has no unit “{value}”") + _known(error.known)


def _standing(error: PricesOverlap | PriceKeptByErp) -> Text:
    return Text(
        f"{price_text(error.amount, error.currency.value)}{_days(error.valid_from, error.valid_to).ru}",
        f"{price_text(error.amount, error.currency.value, 'en')}{_days(error.valid_from, error.valid_to).en}",
    )


def _days(start: date | None, end: date | None) -> Text:
    ru = (f" с {date_text(start)}" if start else "") + (f" по {date_text(end)}" if end else "")
    en = (f" from {long_date_text(start, 'en')}" if start else "") + (f" to {long_date_text(end, 'en')}" if end else "")
    return Text(ru or " без срока", en or " without bounds")


def _overlaps(error: PricesOverlap, _: Around) -> Text:
    if error.line is not None:
        said = both(
            "На эти дни уже есть цена {}, строка {} этого файла.",
            "On these days there is a price already: {}, row {} of this file.",
            _standing(error),
            Text(str(error.line), str(error.line)),
        )
    else:
        said = both("На эти дни уже есть цена {}.", "On these days there is a price already: {}.", _standing(error))
    return said


def _kept(error: PriceKeptByErp, _: Around) -> Text:
    return both("Эту цену ведёт 1С: {}.", "The ERP keeps this price: {}.", _standing(error))


def _backwards(error: ValidityBackwards, _: Around) -> Text:
    return Text(
        f"Последний день {date_text(error.valid_to)} раньше первого, {date_text(error.valid_from)}.",
        f"The last day, {long_date_text(error.valid_to, 'en')}, is before the first, "
        f"{long_date_text(error.valid_from, 'en')}.",
    )


def _entry(error: EntryRefused, around: Around) -> Text:
    said = [sentence_of(reason, around) for reason in error.reasons]
    return Text(" ".join(text.ru for text in said), " ".join(text.en for text in said))


def sentence_of(error: DomainError, around: Around) -> Text:
    entry = ENTRIES.get(type(error))
    return entry.sentence(error, around) if entry else Text("Не подходит.", "It does not fit.")


def _loops(error: FallbackLoops, _: Around) -> Text:
    chain = " → ".join(_clean(name) for name in error.names)
    return Text(f"Замены замкнулись бы в круг: {chain}.", f"The fallbacks would go in a circle: {chain}.")


def _scale(error: ScaleInvalid, _: Around) -> Text:
    return Text(
        f"Знаков после запятой бывает от 0 до {error.most}, а не «{_clean(error.value)}».",
        f"There may be from 0 to {error.most} decimals, not “{_clean(error.value)}”.",
    )


def _too_many(error: TooManyRows, _: Around) -> Text:
    most = number_text(Decimal(error.most))
    return Text(f"В отборе больше {most} цен.", f"The list holds more than {most} prices.")


CORRECT = one_way("Исправьте и сохраните снова.", "Correct it and save again.", "correct_fields")
IN_ERP = one_way(
    "Измените её в 1С; портал получит её с обменом.", "Change it in the ERP; the exchange brings it here.", "wait"
)

ENTRIES: Entries = {
    CellInvalid: Entry(422, Text("Значение не подходит", "Invalid value"), _cell, CORRECT),
    ClientNotFound: Entry(
        422,
        Text("Клиент не найден", "No such client"),
        _client,
        one_way(
            "Проверьте номер или ИНН; клиентов других менеджеров ведут они.",
            "Check the number or the TIN; other managers keep their own clients.",
            "correct_fields",
        ),
    ),
    HoldingShared: Entry(
        403,
        Text("Холдинг общий", "Shared holding"),
        lambda error, _: Text(
            f"В холдинге «{_clean(error.name)}» есть клиенты других менеджеров, его цены ведёт руководитель продаж.",
            f"Other managers have clients in the holding “{_clean(error.name)}”; the sales head keeps its prices.",
        ),
        one_way("Назначьте цену своему контрагенту.", "Set the price for your own company.", "correct_fields"),
    ),
    GoodsNotFound: Entry(422, Text("Товар не найден", "No such goods"), _goods, CORRECT),
    CharacteristicUnknown: Entry(
        422, Text("Нет такой характеристики", "No such characteristic"), _characteristic, CORRECT
    ),
    UnitUnknown: Entry(422, Text("Нет такой единицы", "No such unit"), _unit, CORRECT),
    ValidityBackwards: Entry(422, Text("Срок наоборот", "Period inverted"), _backwards, CORRECT),
    PricesOverlap: Entry(
        409,
        Text("Цены пересекаются", "Prices overlap"),
        _overlaps,
        one_way("Завершите её или выберите другие дни.", "End it, or choose other days.", "correct_fields"),
    ),
    PriceKeptByErp: Entry(409, Text("Цену ведёт 1С", "Kept by the ERP"), _kept, IN_ERP),
    PriceChangedMeanwhile: Entry(
        409,
        Text("Цена уже изменена", "Changed meanwhile"),
        plain("Пока страница была открыта, цену изменили.", "The price was changed while the page was open."),
        one_way("Откройте её снова и повторите.", "Open it again and repeat.", "reload"),
    ),
    EntryRefused: Entry(422, Text("Цена не сохранена", "Price not saved"), _entry, CORRECT),
    FallbackLoops: Entry(
        409,
        Text("Замены по кругу", "Circular fallback"),
        _loops,
        one_way("Выберите другой вид цен или не назначайте замены.", "Choose another type, or none.", "correct_fields"),
    ),
    ScaleInvalid: Entry(422, Text("Неверная точность", "Invalid scale"), _scale, CORRECT),
    StepInvalid: Entry(422, Text("Неверная ступень", "Invalid step"), _step, CORRECT),
    TooManyRows: Entry(
        422,
        Text("Слишком много строк", "Too many rows"),
        _too_many,
        one_way("Сузьте отбор и выгрузите по частям.", "Narrow the list and export it in parts.", "correct_fields"),
    ),
}
