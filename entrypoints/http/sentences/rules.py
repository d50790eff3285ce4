"""Rules of mass price management."""

from application.shared.words import date_text, long_date_text
from domain.pricing.effect import RuleNotSound
from domain.pricing.managed import RuleNamesUnknown, RuleStale, RuleUnchanged
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut, one_way

WHY = {
    ("name", "empty"): Text("Назовите правило.", "Give the rule a name."),
    ("name", "too-long"): Text("Название длиннее 200 знаков.", "The name is longer than 200 characters."),
    ("priority", "whole"): Text("Приоритет — целое число.", "The priority is a whole number."),
    ("priority", "range"): Text("Приоритет — от −1 000 000 до 1 000 000.", "The priority is within ±1,000,000."),
    ("value", "not-number"): Text("Здесь нужно число.", "A number is needed here."),
    ("value", "percent-range"): Text(
        "Процент должен быть больше −100 и не больше 1000.", "The percent must be above −100 and at most 1000."
    ),
    ("value", "zero"): Text("С нулём правило ничего не меняет.", "With zero the rule changes nothing."),
    ("value", "too-large"): Text("Сумма слишком велика.", "The sum is too large."),
    ("value", "negative"): Text("Цена не может быть отрицательной.", "A price cannot be negative."),
    ("value", "too-precise"): Text("Не больше пяти знаков после запятой.", "At most five decimals."),
    ("currency", "none"): Text("Выберите валюту суммы.", "Choose the currency of the sum."),
    ("effect", "unknown"): Text("Выберите, что правило делает.", "Choose what the rule does."),
    ("value", "nothing-to-count"): Text(
        "Скрыть и показать можно только целиком: число здесь не нужно.",
        "Goods are hidden or shown whole: no number is needed here.",
    ),
    ("value", "too-precise-stock"): Text("Не больше трёх знаков после запятой.", "At most three decimals."),
    ("value", "days"): Text("Дней — целое число от 1 до 365.", "Days are a whole number from 1 to 365."),
    ("value", "stock"): Text("Остаток — число от нуля и меньше 10¹².", "A stock is a number from zero up, below 10¹²."),
    ("value", "quantity"): Text(
        "Количество — число от нуля и меньше 10¹².", "A quantity is a number from zero up, below 10¹²."
    ),
    ("currency", "not-for-this"): Text(
        "У наличия валюты нет: уберите её.", "Availability has no currency: leave it out."
    ),
    ("warehouse", "not-for-this"): Text(
        "Склад называют, только когда скрывают, ограничивают остаток или обещают срок. Выберите «любой».",
        "A warehouse is named only to hide, to cap a stock or to promise days. Choose “any”.",
    ),
    ("warehouse", "unknown"): Text("Такого склада нет.", "There is no such warehouse."),
    ("minimum", "not-for-this"): Text(
        "Наличие не зависит от количества в корзине: оставьте поле пустым.",
        "Availability does not depend on the quantity in a cart: leave the field empty.",
    ),
    ("touches_agreed", "not-for-this"): Text(
        "Правило наличия цен не меняет: снимите отметку «Меняет и индивидуальные цены».",
        "A rule of availability changes no prices: untick “Changes individual prices, too”.",
    ),
    ("stops", "not-for-this"): Text(
        "Список «только эти товары» других правил не останавливает: снимите отметку.",
        "A list of goods stops no other rules: untick it.",
    ),
    ("minimum", "not-number"): Text("Здесь нужно число.", "A number is needed here."),
    ("minimum", "negative"): Text("Количество не бывает отрицательным.", "A quantity is not negative."),
    ("minimum", "too-precise"): Text("Не больше трёх знаков после запятой.", "At most three decimals."),
    ("minimum", "too-large"): Text("Количество слишком велико.", "The quantity is too large."),
    ("valid_from", "no-day"): Text("Такого дня нет.", "There is no such day."),
    ("valid_to", "no-day"): Text("Такого дня нет.", "There is no such day."),
    ("valid_to", "before-start"): Text("Правило кончается раньше, чем начинается.", "The rule ends before it begins."),
    ("valid_to", "past"): Text("Правило кончилось бы до сегодняшнего дня.", "The rule would have ended before today."),
    ("values", "no-equals"): Text(
        "Пишите так: «Свойство = значение; значение», каждое свойство с новой строки.",
        "Write “Property = value; value”, each property on a line of its own.",
    ),
    ("everything", "not-confirmed"): Text(
        "Правило без условий — для всех товаров всех клиентов. Добавьте условие или подтвердите это.",
        "A rule without conditions is for all goods of all clients. Add a condition or confirm it.",
    ),
}
FIELDS = {
    "products": Text("Не найдены артикулы", "No such articles"),
    "categories": Text("Не найдены разделы", "No such sections"),
    "manufacturers": Text("Нет товаров производителей", "No goods of the manufacturers"),
    "values": Text("Не найдены свойства или значения", "No such properties or values"),
    "contracts": Text("Не найдены договоры", "No such contracts"),
    "counterparties": Text("Не найдены компании", "No such companies"),
    "holdings": Text("Не найдены холдинги", "No such holdings"),
    "regions": Text("Не найдены регионы", "No such regions"),
    "price_types": Text("Не найдены виды цен", "No such price types"),
    "warehouse": Text("Не найден склад", "No such warehouse"),
}
MOST_NAMES = 20


def _not_sound(error: RuleNotSound, _: Around) -> Text:
    return WHY.get(
        (error.field, error.why),
        Text(f"Поле «{error.field}» заполнено неверно.", f"The field “{error.field}” is not right."),
    )


def _unknown(error: RuleNamesUnknown, _: Around) -> Text:
    what = FIELDS.get(error.field, Text("Не найдены", "Not found"))
    shown, more = ", ".join(error.names[:MOST_NAMES]), len(error.names) - MOST_NAMES
    ru, en = (f" и ещё {more}", f" and {more} more") if more > 0 else ("", "")
    return Text(f"{what.ru}: {shown}{ru}.", f"{what.en}: {shown}{en}.")


def _stale(error: RuleStale, _: Around) -> Text:
    by, day = error.by or "1С", error.at.date()
    return Text(
        f"Правило «{error.name}» уже изменено: {by}, {date_text(day)}, редакция {error.version}.",
        f"The rule “{error.name}” was changed meanwhile: {by}, {long_date_text(day, 'en')}, version {error.version}.",
    )


def _look_again(error: RuleStale, _: Around) -> tuple[WayOut, ...]:
    text = Text("Откройте правило заново и повторите изменение.", "Open the rule again and repeat your change.")
    return (WayOut(text, "reload", {"newest": error.version}),)


ENTRIES: Entries = {
    RuleNotSound: Entry(
        422,
        Text("Правило с ошибкой", "Rule not sound"),
        _not_sound,
        one_way("Исправьте названное поле.", "Mend the field that is named.", "correct_fields"),
    ),
    RuleNamesUnknown: Entry(
        422,
        Text("В правиле названо то, чего нет", "Rule names what is not there"),
        _unknown,
        one_way("Уберите или исправьте названное.", "Leave out or mend what is named.", "correct_fields"),
    ),
    RuleStale: Entry(409, Text("Правило уже изменено", "Rule changed meanwhile"), _stale, _look_again),
    RuleUnchanged: Entry(
        409,
        Text("Менять нечего", "Nothing to change"),
        lambda error, _: Text(
            f"Правило «{error.name}» уже такое, менять нечего.", f"The rule “{error.name}” is so already."
        ),
        one_way("Обновите страницу.", "Reload the page.", "reload"),
    ),
}
