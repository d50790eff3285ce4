"""Prices of moments that have passed."""

from datetime import datetime

from application.price_history.asking import NoArticle, TooManyArticles
from application.shared.words import date_text, long_date_text
from domain.pricing.travel import (
    BeforeTheRecords,
    ContractNotInForceThen,
    ContractUnknownThen,
    MomentInFuture,
    MomentInvalid,
)
from entrypoints.http.entry import Around, Entries, Entry, Text, both, one_way, plain

NO_ANSWER = Text("Ответа за этот момент нет", "No answer for this moment")
LATER = one_way("Выберите момент позже.", "Choose a later moment.", "change_moment")


def _at(moment: datetime) -> Text:
    """In the zone that the moment was asked in, which is that of the business."""
    return Text(f"{date_text(moment.date())} {moment:%H:%M}", f"{long_date_text(moment.date(), 'en')}, {moment:%H:%M}")


def _future(error: MomentInFuture, _: Around) -> Text:
    return both("Момент {} ещё не наступил.", "The moment {} has not come yet.", _at(error.moment))


def _before(error: BeforeTheRecords, _: Around) -> Text:
    return both(
        "Портал записывает условия цен с {}; что было раньше, он не знает.",
        "The portal has recorded what prices are made of since {}; of earlier days it knows nothing.",
        _at(error.since),
    )


def _unknown(error: ContractUnknownThen, _: Around) -> Text:
    number = Text(error.number, error.number)
    return both(
        "Договора № {} в портале тогда не было: он появился {}.",
        "The portal did not know the contract No. {} then: it came {}.", number, _at(error.since),
    )  # fmt: skip


def _not_in_force(error: ContractNotInForceThen, _: Around) -> Text:
    start = Text(f" с {date_text(error.valid_from)}", f" from {long_date_text(error.valid_from, 'en')}") \
        if error.valid_from else Text("", "")  # fmt: skip
    end = Text(f" по {date_text(error.valid_to)}", f" to {long_date_text(error.valid_to, 'en')}") \
        if error.valid_to else Text("", "")  # fmt: skip
    number, day = Text(error.number, error.number), Text(date_text(error.day), long_date_text(error.day, "en"))
    if error.valid_from is None and error.valid_to is None:
        return both(
            "Договор № {} на {} был отозван: цен по нему не было.",
            "The contract No. {} was withdrawn on {}: there were no prices under it.", number, day,
        )  # fmt: skip
    return both(
        "Договор № {} {} не действовал (срок:{}{}): цен по нему не было.",
        "The contract No. {} was not in force on {} (it holds{}{}): there were no prices under it.",
        number, day, start, end,
    )  # fmt: skip


ENTRIES: Entries = {
    MomentInvalid: Entry(
        422,
        Text("Неверный момент", "Invalid moment"),
        lambda error, _: Text(
            f"«{error.value}» – не дата и время.", f"“{error.value}” is no date with a time."
        ),
        one_way("Укажите дату и время, как 2026-03-12T14:05.", "Give a date and a time such as 2026-03-12T14:05.",
                "change_moment"),
    ),
    MomentInFuture: Entry(
        422, Text("Момент в будущем", "A future moment"), _future,
        one_way("Выберите прошедший момент.", "Choose a moment that has passed.", "change_moment"),
    ),
    BeforeTheRecords: Entry(409, NO_ANSWER, _before, LATER),
    ContractUnknownThen: Entry(409, NO_ANSWER, _unknown, LATER),
    ContractNotInForceThen: Entry(
        409, NO_ANSWER, _not_in_force,
        one_way("Выберите другой договор или момент.", "Choose another contract or moment.", "change_moment"),
    ),
    NoArticle: Entry(
        422,
        Text("Нет артикула", "No article"),
        plain("Не указан ни один артикул.", "No article is given."),
        one_way("Укажите артикул или несколько, каждый с новой строки.", "Give an article, or several, one a line.",
                "correct_fields"),
    ),
    TooManyArticles: Entry(
        422,
        Text("Слишком много артикулов", "Too many articles"),
        lambda error, _: Text(
            f"Указано артикулов: {error.count}, за один раз можно {error.most}.",
            f"{error.count} articles are given, {error.most} are allowed at once.",
        ),
        one_way("Разделите список.", "Divide the list.", "correct_fields"),
    ),
}  # fmt: skip
