"""Prices that the ERP refines for a whole cart."""

from application.refinement_desk.ports import ServiceUnfit
from application.shared.words import counted
from domain.pricing.refinement import (
    AnswerGone,
    AskedTooOften,
    ChangedLine,
    DearerByErp,
    NobodyToAsk,
    NotConfirmedByErp,
    NotTaken,
    Unanswered,
)
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut, both, listed, money, one_way, plain
from entrypoints.http.sentences.access import ASK_MANAGER

ASK_AGAIN = WayOut(Text("Уточните цены в 1С ещё раз.", "Ask 1C for the prices once more."), "refine_prices")

# Why there is no answer; the cart page, the order page and refusals say it alike.
UNANSWERED = {
    Unanswered.TIMEOUT: Text("1С не ответила вовремя", "1C did not answer in time"),
    Unanswered.AWAY: Text("с 1С нет связи", "1C cannot be reached"),
    Unanswered.BUSY: Text("1С занята другими запросами", "1C is busy with other questions"),
    Unanswered.RESTING: Text(
        "1С недавно не отвечала, запросы к ней приостановлены на минуту",
        "1C has not been answering and is left alone for a minute",
    ),
    Unanswered.LOGIN: Text("1С не приняла пароль портала", "1C did not take the portal's password"),
    Unanswered.STATUS: Text("1С ответила ошибкой", "1C answered with an error"),
    Unanswered.UNREADABLE: Text("ответ 1С не удалось прочитать", "the answer of 1C could not be read"),
    Unanswered.TOO_LARGE: Text("ответ 1С слишком велик", "the answer of 1C is too large"),
    Unanswered.OTHER_CART: Text("1С ответила про другую корзину", "1C answered about another cart"),
    Unanswered.EXPIRED: Text("срок ответа 1С уже истёк", "the answer of 1C has expired already"),
}
NOT_TAKEN = {
    NotTaken.SILENT: Text("1С не назвала цену", "1C named no price"),
    NotTaken.NOT_A_NUMBER: Text("цена 1С записана не числом", "the price of 1C is not a number"),
    NotTaken.EXPONENT: Text(
        "цена 1С записана с порядком (1E3), так не принимаем",
        "the price of 1C is written with an exponent (1E3), which is not taken",
    ),
    NotTaken.ZERO: Text("цена 1С нулевая", "the price of 1C is zero"),
    NotTaken.NEGATIVE: Text("цена 1С отрицательная", "the price of 1C is negative"),
    NotTaken.TOO_FINE: Text(
        "в цене 1С больше пяти знаков после запятой", "the price of 1C has more than five decimals"
    ),
    NotTaken.TOO_LARGE: Text("цена 1С слишком велика", "the price of 1C is too large"),
    NotTaken.OTHER_CURRENCY: Text("цена 1С не в валюте договора", "the price of 1C is not in the contract's currency"),
    NotTaken.NO_VAT_FLAG: Text("1С не сказала, включён ли НДС", "1C did not tell whether the price has VAT in it"),
    NotTaken.TWICE: Text("1С назвала строку дважды", "1C named the line twice"),
}
NOT_ASKED = Text("1С о них ещё не спрашивали", "1C has not been asked yet")
PARTIAL = Text("1С подтвердила не все строки", "1C did not confirm every line")
WHYS = {"not-asked": NOT_ASKED, "partial": PARTIAL, **{why.value: text for why, text in UNANSWERED.items()}}


def why_unconfirmed(why: str) -> Text:
    """`why` as `NotConfirmedByErp` has it."""
    return WHYS.get(why, PARTIAL)


def _dearer(error: DearerByErp, _: Around) -> Text:
    return both(
        "1С уточнила цены, они выше: {}. Нужно ваше согласие.",
        "1C has refined the prices, and they are higher: {}. Your consent is needed.",
        listed([_line(line) for line in error.lines]),
    )


def _line(line: ChangedLine) -> Text:
    return both(
        f"{line.name} {{}} вместо {{}} (+{{}})",
        f"{line.name} {{}} instead of {{}} (+{{}})",
        money(line.after),
        money(line.before),
        money(line.more),
    )


def _say_yes(error: DearerByErp, _: Around) -> tuple[WayOut, ...]:
    text = Text("Согласитесь с ценами или измените корзину.", "Accept the prices, or change the cart.")
    return (WayOut(text, "accept_prices", {"refinements": [str(id) for id in error.refinements]}), ASK_MANAGER)


def _not_confirmed(error: NotConfirmedByErp, _: Around) -> Text:
    return both(
        f"По договору № {error.contract_number} заказ ждёт цен из 1С: {{}} "
        f"({counted(error.lines, 'строка', 'строки', 'строк')}).",
        f"Under contract No. {error.contract_number} orders wait for the prices of 1C: {{}} ({error.lines} lines).",
        why_unconfirmed(error.why),
    )


def _ask_again(_: NotConfirmedByErp, __: Around) -> tuple[WayOut, ...]:
    return (ASK_AGAIN, ASK_MANAGER)


def _too_often(error: AskedTooOften, _: Around) -> Text:
    minutes = -(-error.retry_after // 60)
    return Text(
        f"Слишком много запросов цен. Повторите через {counted(minutes, 'минуту', 'минуты', 'минут')}.",
        f"Too many questions for prices. Try again in {minutes} min.",
    )


def _wait(error: AskedTooOften, _: Around) -> tuple[WayOut, ...]:
    text = Text("Подождите и уточните цены снова.", "Wait, then ask for the prices again.")
    return (WayOut(text, "wait", {"seconds": error.retry_after}),)


UNFIT = {
    ("url", "not-an-address"): Text(
        "Адрес должен начинаться с https:// или http:// и состоять из латинских букв, без пробелов.",
        "The address begins with https:// or http:// and has no spaces.",
    ),
    ("url", "more-than-an-address"): Text(
        "Уберите из адреса логин, пароль и всё после «?» или «#»: для логина и пароля есть свои поля.",
        "Take the login, the password and what follows “?” or “#” out of the address: they have fields of their own.",
    ),
    ("login", "not-text"): Text(
        "Логин: до 500 знаков, без двоеточия.", "The login: up to 500 characters, without a colon."
    ),
    ("password", "not-text"): Text("Пароль: до 500 печатных знаков.", "The password: up to 500 printable characters."),
}
PATIENCE = Text("Ждать ответа можно от 1 до 10 секунд.", "The answer may be waited for from 1 to 10 seconds.")


def _unfit(error: ServiceUnfit, _: Around) -> Text:
    return UNFIT.get((error.field, error.why), PATIENCE)


ENTRIES: Entries = {
    ServiceUnfit: Entry(
        422,
        Text("Настройка не сохранена", "Setting not saved"),
        _unfit,
        one_way("Исправьте поле и сохраните снова.", "Correct the field and save again.", "correct_field"),
    ),
    DearerByErp: Entry(409, Text("Цены 1С выше", "Prices of 1C are higher"), _dearer, _say_yes),
    NotConfirmedByErp: Entry(
        409, Text("Цены не подтверждены 1С", "Prices not confirmed by 1C"), _not_confirmed, _ask_again
    ),
    AnswerGone: Entry(
        409,
        Text("Цены 1С больше не действуют", "Prices of 1C hold no more"),
        plain(
            "Этот ответ 1С больше не действует: он истёк или корзина изменилась.",
            "That answer of 1C holds no more: it has expired, or the cart has changed.",
        ),
        one_way("Уточните цены в 1С ещё раз.", "Ask 1C for the prices once more.", "refine_prices"),
    ),
    AskedTooOften: Entry(429, Text("Слишком много запросов", "Too many questions"), _too_often, _wait),
    NobodyToAsk: Entry(
        409,
        Text("Уточнять нечего", "Nothing to refine"),
        plain(
            "Цены этой корзины в 1С не уточняются: в ней нет строк по договорам с уточнением.",
            "The prices of this cart are not refined by 1C: it has no lines under such contracts.",
        ),
        one_way("Оформите заказ по ценам корзины.", "Order at the prices of the cart.", "place_order"),
    ),
}
