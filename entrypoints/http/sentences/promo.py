"""Promo codes: what one refuses a cart for, and what would make it pass."""

from typing import Any

from application.promo_desk.change import PromoChangedMeanwhile
from application.promo_desk.typed import PromoRefused
from application.shared.words import counted, date_text, long_date_text
from domain.pricing.promo_refusals import (
    PromoGuessedTooOften,
    PromoNoRate,
    PromoNotForClient,
    PromoNotForGoods,
    PromoNotInForce,
    PromoNotSound,
    PromoTakesNothing,
    PromoTotalNotReached,
    PromoUnknown,
    PromoUsedUp,
    PromoUsedUpByCounterparty,
)
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut, both, money, one_way

WITHOUT = WayOut(
    Text("Уберите промокод и заказывайте без него.", "Take the code off and order without it."), "remove_promo"
)
CORRECT = one_way("Исправьте отмеченное поле.", "Correct the marked field.", "correct_fields")

_SOUND = {
    "code": Text("Промокод: от 1 до 40 букв и цифр", "The code: 1 to 40 letters and digits"),
    "value": Text(
        "Размер скидки: процент больше 0 и не больше 100 или сумма больше нуля, до двух знаков после запятой",
        "The discount: a percent above 0 and up to 100, or a sum above zero, with at most two decimals",
    ),
    "minimum": Text("Сумма корзины: ноль или больше, до копейки", "The cart's total: zero or more, to the kopeck"),
    "valid_to": Text("Последний день не раньше первого", "The last day is not before the first one"),
    "most_uses": Text("Число применений: целое, от 1", "The number of uses: a whole number from 1"),
    "count": Text("Сколько кодов создать: от 1 до 1000", "How many codes to make: 1 to 1000"),
    "articles": Text("Не больше 500 строк", "At most 500 lines"),
    "sections": Text("Не больше 500 строк", "At most 500 lines"),
    "makers": Text("Не больше 500 строк", "At most 500 lines"),
    "companies": Text("Не больше 500 строк", "At most 500 lines"),
    "holdings": Text("Не больше 500 строк", "At most 500 lines"),
    "most_each": Text("Число применений одним клиентом: целое, от 1", "Uses by one client: a whole number from 1"),
}


_UNKNOWN = {
    "articles": Text("Товара с артикулом «{}» нет.", "There are no goods of the article “{}”."),
    "sections": Text("Раздела «{}» нет.", "There is no section “{}”."),
    "companies": Text("Клиента с ИНН «{}» нет.", "There is no client of the TIN “{}”."),
    "holdings": Text("Холдинга «{}» нет.", "There is no holding “{}”."),
}


def _not_sound(error: PromoNotSound, _: Around) -> Text:
    told = Text(error.told, error.told)
    if error.why == "unknown" and error.field in _UNKNOWN:
        return both(_UNKNOWN[error.field].ru, _UNKNOWN[error.field].en, told)
    if error.why == "taken":
        return both("Промокод «{}» уже есть.", "There is a promo code “{}” already.", told)
    if error.why == "unreadable":
        return both("«{}» здесь не подходит.", "“{}” does not fit here.", told)
    return _SOUND.get(error.field, Text("Проверьте поле", "Check the field")) + Text(".", ".")


def _refused(error: PromoRefused, around: Around) -> Text:
    said = [_not_sound(fault, around) for fault in error.faults[:3]]
    return Text(" ".join(text.ru for text in said), " ".join(text.en for text in said))


def _unknown(error: PromoUnknown, _: Around) -> Text:
    return Text(f"Промокода «{error.promo}» нет.", f"There is no promo code “{error.promo}”.")


def _check(error: PromoUnknown, _: Around) -> tuple[WayOut, ...]:
    text = Text(
        "Проверьте, как он написан: регистр, дефисы и похожие русские и латинские буквы не важны.",
        "Check how it is spelt: case, dashes and look-alike letters of both alphabets do not matter.",
    )
    return (WayOut(text, "correct_promo"),)


def _not_in_force(error: PromoNotInForce, _: Around) -> Text:
    if error.why == "not-yet" and error.valid_from:
        day = error.valid_from
        ru, en = f"начнёт действовать {date_text(day)}", f"holds from {long_date_text(day, 'en')} on"
    elif error.why == "over" and error.valid_to:
        day = error.valid_to
        ru, en = f"действовал до {date_text(day)}", f"held until {long_date_text(day, 'en')}"
    else:
        ru, en = "больше не действует", "does not hold any more"
    return Text(f"Промокод «{error.promo}» {ru}.", f"The promo code “{error.promo}” {en}.")


def _when(error: PromoNotInForce, _: Around) -> tuple[WayOut, ...]:
    if error.why != "not-yet" or error.valid_from is None:
        return (WITHOUT,)
    text = both(
        "Оформите заказ {} или позже.",
        "Order on {} or later.",
        Text(date_text(error.valid_from), long_date_text(error.valid_from, "en")),
    )
    return (WayOut(text, "wait", {"from": error.valid_from.isoformat()}), WITHOUT)


def _used_up(error: PromoUsedUp, _: Around) -> Text:
    times = counted(error.most, "заказ", "заказа", "заказов")
    return Text(
        f"Промокод «{error.promo}» уже использован: он был рассчитан на {times}.",
        f"The promo code “{error.promo}” is used up: it was meant for {error.most} orders.",
    )


def _used_up_by_you(error: PromoUsedUpByCounterparty, _: Around) -> Text:
    times = counted(error.most, "раз", "раза", "раз")
    return Text(
        f"Ваша компания уже применила промокод «{error.promo}»: можно {times}.",
        f"Your company has used the promo code “{error.promo}” already: it may {error.most} times.",
    )


def _not_reached(error: PromoTotalNotReached, _: Around) -> Text:
    return both(
        f"Промокод «{error.promo}» действует от {{}}, сейчас в корзине {{}}.",
        f"The promo code “{error.promo}” holds from {{}} on, the cart comes to {{}}.",
        money(error.minimum),
        money(error.total),
    )


def _add(error: PromoTotalNotReached, _: Around) -> tuple[WayOut, ...]:
    text = both("Добавьте товаров ещё на {}.", "Add goods for {} more.", money(error.left))
    left = {"amount": str(error.left.amount), "currency": error.left.currency.value}
    return (WayOut(text, "add_lines", {"left": left}), WITHOUT)


def _not_for_goods(error: PromoNotForGoods, _: Around) -> Text:
    if error.only_agreed:
        return Text(
            f"Промокод «{error.promo}» не действует на товары с индивидуальной ценой, других подходящих в корзине нет.",
            f"The promo code “{error.promo}” does not touch individual prices, and there are no other goods of it.",
        )
    return Text(
        f"В корзине нет товаров, на которые действует промокод «{error.promo}».",
        f"There are no goods in the cart that the promo code “{error.promo}” is for.",
    )


def _not_for_client(error: PromoNotForClient, _: Around) -> Text:
    return Text(
        f"Промокод «{error.promo}» выдан не вашей компании.",
        f"The promo code “{error.promo}” was not given to your company.",
    )


def _another_company(_: PromoNotForClient, __: Around) -> tuple[WayOut, ...]:
    text = Text("Выберите другую компанию или договор.", "Choose another company or contract.")
    return (WayOut(text, "switch_context", {"part": "counterparty"}), WITHOUT)


def _no_rate(error: PromoNoRate, _: Around) -> Text:
    name = error.currency.value
    return Text(
        f"Промокод «{error.promo}» сейчас не посчитать: на сегодня нет курса {name}.",
        f"The promo code “{error.promo}” cannot be counted now: there is no rate of {name} today.",
    )


def _nothing(error: PromoTakesNothing, _: Around) -> Text:
    return Text(
        f"Промокод «{error.promo}» ничего не снимает: цены уже на нижней границе.",
        f"The promo code “{error.promo}” takes nothing off: the prices stand at their floor.",
    )


def _too_often(error: PromoGuessedTooOften, _: Around) -> Text:
    minutes = -(-error.retry_after // 60)
    return Text(
        f"Слишком много попыток ввести промокод. Повторите через {counted(minutes, 'минуту', 'минуты', 'минут')}.",
        f"Too many attempts to name a promo code. Try again in {minutes} min.",
    )


def _wait(error: PromoGuessedTooOften, _: Around) -> tuple[WayOut, ...]:
    text = Text("Подождите и введите промокод снова.", "Wait, then name the code again.")
    return (WayOut(text, "wait", {"seconds": error.retry_after}),)


def _without(_: Any, __: Around) -> tuple[WayOut, ...]:
    return (WITHOUT,)


ENTRIES: Entries = {
    PromoNotSound: Entry(422, Text("Промокод не сохранён", "Code not saved"), _not_sound, CORRECT),
    PromoRefused: Entry(422, Text("Промокод не сохранён", "Code not saved"), _refused, CORRECT),
    PromoChangedMeanwhile: Entry(
        409,
        Text("Промокод изменён другим", "Code changed by another"),
        lambda error, _: Text(
            f"Промокод «{error.promo}» изменили, пока вы его правили; ваше не сохранено.",
            f"The promo code “{error.promo}” was changed while you edited it; yours is not saved.",
        ),
        one_way("Откройте его заново и внесите изменения.", "Open it again and make your changes.", "reload"),
    ),
    PromoUnknown: Entry(404, Text("Промокода нет", "No such promo code"), _unknown, _check),
    PromoNotInForce: Entry(409, Text("Промокод не действует", "Code not in force"), _not_in_force, _when),
    PromoUsedUp: Entry(409, Text("Промокод использован", "Code used up"), _used_up, _without),
    PromoUsedUpByCounterparty: Entry(
        409, Text("Промокод уже применён", "Code used by your company"), _used_up_by_you, _without
    ),
    PromoTotalNotReached: Entry(409, Text("Сумма не набрана", "Total not reached"), _not_reached, _add),
    PromoNotForGoods: Entry(409, Text("Не для этих товаров", "Not for these goods"), _not_for_goods, _without),
    PromoNotForClient: Entry(
        409, Text("Не для этого клиента", "Not for this client"), _not_for_client, _another_company
    ),
    PromoNoRate: Entry(409, Text("Нет курса", "No rate"), _no_rate, _without),
    PromoTakesNothing: Entry(409, Text("Скидки не будет", "Nothing to take off"), _nothing, _without),
    PromoGuessedTooOften: Entry(429, Text("Слишком много попыток", "Too many attempts"), _too_often, _wait),
}
