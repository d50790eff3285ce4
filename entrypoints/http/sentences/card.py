"""Favourites, comparison, labels, reviews, watches and texts of the card."""

from application.card_texts.texts import TextChangedMeanwhile, TextTooLong
from application.comparing.ports import TooManyToCompare
from application.favourites.ports import TooManyFavourites
from application.shared.words import counted
from entrypoints.http.entry import Around, Entries, Entry, Text, one_way


def _too_many_favourites(error: TooManyFavourites, _: Around) -> Text:
    return Text(
        f"В избранном уже {counted(error.most, 'товар', 'товара', 'товаров')}, больше не помещается.",
        f"There are {error.most} favourites already, and no more fit.",
    )


def _too_many_to_compare(error: TooManyToCompare, _: Around) -> Text:
    where_ru = f" из раздела «{error.section}»" if error.section else ""
    where_en = f" of the section “{error.section}”" if error.section else ""
    return Text(
        f"Сравнить можно не больше {error.most} товаров{where_ru}.",
        f"At most {error.most} goods{where_en} are compared.",
    )


ENTRIES: Entries = {
    TooManyFavourites: Entry(
        409,
        Text("Избранное заполнено", "Favourites are full"),
        _too_many_favourites,
        one_way("Уберите из избранного то, что больше не нужно.", "Remove favourites of no more use.", "remove_lines"),
    ),
    TooManyToCompare: Entry(
        409,
        Text("Сравнение заполнено", "The comparison is full"),
        _too_many_to_compare,
        one_way(
            "Уберите один из товаров со страницы сравнения.", "Remove one on the page of the comparison.", "remove"
        ),
    ),
    TextTooLong: Entry(
        422,
        Text("Текст длиннее, чем помещается", "The text is too long"),
        lambda error, _: Text(
            f"В тексте {error.length} знаков, помещается {error.most}.",
            f"The text has {error.length} characters, {error.most} fit.",
        ),
        one_way("Сократите текст.", "Make it shorter.", "correct_fields"),
    ),
    TextChangedMeanwhile: Entry(
        409,
        Text("Текст уже изменён", "The text was changed meanwhile"),
        lambda _, __: Text(
            "Пока форма была открыта, текст сохранил кто-то другой.", "Somebody saved the text while the form was open."
        ),
        one_way("Откройте страницу заново и внесите правку.", "Open the page anew and make the change.", "reload"),
    ),
}
