"""Rates: what may not be entered, and what the Bank of Russia did not answer."""

from application.pricing.rate_ports import RatesAbsent, RatesAway, RatesSwitchedOff, RatesUnreadable
from application.shared.words import date_text, long_date_text, number_text
from domain.pricing.rates import (
    CurrencyNotRated,
    MarkupInvalid,
    RateDayInvalid,
    RateFar,
    RateImplausible,
    RateInvalid,
)
from entrypoints.http.entry import Around, Entries, Entry, Text, one_way

WHY = {
    "number": Text(
        "Курс «{}» – не число. Пишите цифрами, без «е» и других знаков: 81,4025.",
        "The rate “{}” is not a number. Write digits, with no exponent and no other signs: 81.4025.",
    ),
    "positive": Text("Курс «{}» должен быть больше нуля.", "The rate “{}” must be above zero."),
    "finer": Text("В курсе «{}» больше десяти знаков после запятой.", "The rate “{}” has more than ten decimals."),
    "larger": Text("Курс «{}» не бывает таким большим.", "No rate is as large as “{}”."),
    "nominal": Text(
        "Номинал «{}» должен быть целым числом от 1 до 1\u00a0000\u00a0000.",
        "The nominal “{}” must be a whole number from 1 to 1,000,000.",
    ),
}
RETRY = one_way(
    "Последний курс действует; портал спросит снова через 15 минут, или введите курс вручную.",
    "The last rate stays in force; the portal asks again in 15 minutes, or enter the rate by hand.",
    "enter_rate",
)
AWAY = Text("Банк России не отвечает", "The Bank of Russia does not answer")


def _invalid(error: RateInvalid, _: Around) -> Text:
    said = WHY[error.why] if error.why in WHY else WHY["number"]
    return Text(said.ru.format(error.value), said.en.format(error.value))


def _compared(error: RateImplausible | RateFar) -> tuple[Text, Text, Text]:
    values = (error.given, error.known)
    given, known = (Text(number_text(v, 2, 6), number_text(v, 2, 6, "en")) for v in values)
    return given, known, Text(date_text(error.known_on), long_date_text(error.known_on, "en"))


def _implausible(error: RateImplausible, _: Around) -> Text:
    given, known, day = _compared(error)
    return Text(
        f"Курс {given.ru} ₽ за 1 {error.currency} отличается от курса {known.ru} ₽ на {day.ru} в десять раз и больше: "
        "это опечатка в запятой или в номинале.",
        f"{given.en} roubles for 1 {error.currency} is ten times off or more from the {known.en} of {day.en}: "
        "a slip of the decimal point or of the nominal.",
    )


def _far(error: RateFar, _: Around) -> Text:
    given, known, day = _compared(error)
    return Text(
        f"Курс {given.ru} ₽ за 1 {error.currency} отличается от курса {known.ru} ₽ на {day.ru} больше чем "
        "на 20\u00a0%.",
        f"{given.en} roubles for 1 {error.currency} is more than 20% away from the {known.en} of {day.en}.",
    )


def _day(error: RateDayInvalid, _: Around) -> Text:
    first, last = error.earliest, error.latest
    return Text(
        f"Курс вводится на день с {date_text(first)} по {date_text(last)}.",
        f"A rate is entered for a day from {long_date_text(first, 'en')} to {long_date_text(last, 'en')}.",
    )


ENTRIES: Entries = {
    RateInvalid: Entry(
        422,
        Text("Неверный курс", "Invalid rate"),
        _invalid,
        one_way("Исправьте курс.", "Correct the rate.", "correct_fields"),
    ),
    RateDayInvalid: Entry(
        422,
        Text("Неверный день курса", "Invalid day of the rate"),
        _day,
        one_way("Выберите другой день.", "Choose another day.", "correct_fields"),
    ),
    CurrencyNotRated: Entry(
        404,
        Text("Нет такой валюты", "No such currency"),
        lambda error, _: Text(
            f"Портал не ведёт курс валюты «{error.currency}».", f"The portal keeps no rate of “{error.currency}”."
        ),
        one_way("Выберите валюту из списка.", "Choose a currency of the list.", "correct_fields"),
    ),
    RateImplausible: Entry(
        422,
        Text("Курс неправдоподобен", "The rate is implausible"),
        _implausible,
        one_way("Проверьте курс и номинал.", "Check the rate and the nominal.", "correct_fields"),
    ),
    RateFar: Entry(
        409,
        Text("Курс далёк от последнего", "The rate is far from the last one"),
        _far,
        one_way(
            "Если курс верен, отметьте это и отправьте ещё раз.",
            "If the rate is right, mark it so and send it again.",
            "confirm_rate",
        ),
    ),
    MarkupInvalid: Entry(
        422,
        Text("Неверная надбавка", "Invalid mark-up"),
        lambda error, _: Text(
            f"Надбавка «{error.value}» должна быть от 0 до {number_text(error.largest)}\u00a0%, не точнее сотых.",
            f"The mark-up “{error.value}” must be from 0 to {number_text(error.largest)}%, with two decimals at most.",
        ),
        one_way("Исправьте надбавку.", "Correct the mark-up.", "correct_fields"),
    ),
    RatesAway: Entry(
        502,
        AWAY,
        lambda error, _: Text(
            f"Банк России не отвечает ({error.reason}).", f"The Bank of Russia does not answer ({error.reason})."
        ),
        RETRY,
    ),
    RatesUnreadable: Entry(
        502,
        Text("Ответ Банка России не прочитан", "The answer of the Bank of Russia cannot be read"),
        lambda error, _: Text(
            f"Вместо курсов Банк России прислал другое ({error.reason}).",
            f"The Bank of Russia sent something else than rates ({error.reason}).",
        ),
        RETRY,
    ),
    RatesAbsent: Entry(
        502,
        Text("Курсов на этот день нет", "No rates of this day"),
        lambda error, _: Text(
            f"Банк России не прислал курсов на {date_text(error.asked)}.",
            f"The Bank of Russia sent no rates of {long_date_text(error.asked, 'en')}.",
        ),
        RETRY,
    ),
    RatesSwitchedOff: Entry(
        409,
        Text("Курсы Банка России выключены", "The rates of the Bank of Russia are switched off"),
        lambda _, __: Text(
            "Портал настроен не спрашивать Банк России (CBR_URL=off).",
            "The portal is set not to ask the Bank of Russia (CBR_URL=off).",
        ),
        one_way("Введите курс вручную.", "Enter the rate by hand.", "enter_rate"),
    ),
}
