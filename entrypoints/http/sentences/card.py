"""Favourites, comparison, labels, reviews, watches and texts of the card."""

from application.card_texts.texts import TextChangedMeanwhile, TextTooLong
from application.comparing.ports import TooManyToCompare
from application.favourites.ports import TooManyFavourites
from application.labels.bind import LabelChangedMeanwhile, LabelRefused
from application.related.link import LinkFault, LinksRefused
from application.shared.words import counted
from application.watching.ports import AlreadyThere, TooManyWatches, WatchForNothing
from domain.catalog.label import LabelNotSound
from domain.catalog.review import AlreadyReviewed, NotBought, ReviewNotSound
from entrypoints.http.entry import Around, Entries, Entry, Text, both, one_way, plain, quantity


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


_SOUND = {
    "unreadable": Text("«{}» не читается", "“{}” cannot be read"),
    "unknown": Text("«{}» в каталоге не найдено", "“{}” is not in the catalogue"),
    "too-many": Text("Не больше {} строк", "At most {} lines"),
    "before-start": Text("Последний день раньше первого", "The last day is before the first one"),
    "nothing": Text("Укажите, к каким товарам относится метка", "Say which goods the label is for"),
}
_LINK = {
    "unknown": Text("товара с артикулом «{}» нет", "there are no goods of the article “{}”"),
    "itself": Text("«{}» связан сам с собой", "“{}” is linked to itself"),
    "too-many": Text("у одного товара не больше {} связей", "one good has at most {} links"),
    "kind": Text("вид «{}» — не «рекомендуемый» и не «аналог»", "the kind “{}” is neither recommended nor substitute"),
    "section": Text("раздела «{}» нет", "there is no section “{}”"),
    "property": Text("свойства «{}» нет", "there is no property “{}”"),
    "columns": Text(
        "нет столбцов «Артикул», «Вид», «Связанный артикул»; в файле: {}",
        "the columns «Артикул», «Вид», «Связанный артикул» are missing; the file has: {}",
    ),
}


def _label_not_sound(error: LabelNotSound, _: Around) -> Text:
    said, told = _SOUND.get(error.why, _SOUND["unreadable"]), Text(error.told, error.told)
    return both(f"{said.ru}.", f"{said.en}.", told)


def _every_label_fault(error: LabelRefused, around: Around) -> Text:
    said = [_label_not_sound(fault, around) for fault in error.faults]
    return Text(" ".join(one.ru for one in said), " ".join(one.en for one in said))


def _link_fault(error: LinkFault, _: Around) -> Text:
    said, told = _LINK.get(error.why, _LINK["unknown"]), Text(error.told, error.told)
    row = Text(f"Строка {error.row}: " if error.row else "", f"Row {error.row}: " if error.row else "")
    text = both(f"{said.ru}.", f"{said.en}.", told)
    ru, en = (text.ru, text.en) if error.row else (capital(text.ru), capital(text.en))
    return Text(row.ru + ru, row.en + en)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _every_link_fault(error: LinksRefused, around: Around) -> Text:
    said = [_link_fault(fault, around) for fault in error.faults]
    return Text(" ".join(one.ru for one in said), " ".join(one.en for one in said))


CORRECT = one_way("Исправьте указанное и сохраните снова.", "Correct what is named and save again.", "correct_fields")

_FIELDS = {
    "stars": Text("Поставьте оценку от 1 до 5.", "Give one to five stars."),
    "signed": Text("Укажите имя, которым подписать отзыв.", "Say by which name the review is signed."),
    "reason": Text("Напишите причину отказа: её прочтёт автор.", "Say why it is refused: the author reads it."),
}
_STATES = {
    "published": Text("Он уже опубликован.", "It is published already."),
    "waiting": Text("Он ждёт проверки.", "It waits to be read."),
}


def _review_not_sound(error: ReviewNotSound, _: Around) -> Text:
    if error.why == "too-long":
        return Text(f"Не больше {error.most} знаков.", f"At most {error.most} characters.")
    return _FIELDS.get(error.field, _FIELDS["stars"])


def _already(error: AlreadyReviewed, _: Around) -> Text:
    state = _STATES.get(error.state, _STATES["waiting"])
    return both("Ваша компания уже написала отзыв об этом товаре. {}", "Your company has written a review. {}", state)


def _already_there(error: AlreadyThere, _: Around) -> Text:
    return both("Столько уже есть: сейчас можно заказать {}.", "So much is there: {} can be ordered now.",
                quantity(error.available, error.unit))  # fmt: skip


ENTRIES: Entries = {
    AlreadyThere: Entry(
        409,
        Text("Товар уже в наличии", "The goods are there"),
        _already_there,
        one_way("Закажите сейчас или ждите большего.", "Order now, or wait for more.", "add_lines"),
    ),
    WatchForNothing: Entry(
        422,
        Text("Не сказано, чего ждать", "Nothing to wait for"),
        plain("Отметьте, чего ждать: наличия, другой цены или того и другого.", "Tick the stock, the price, or both."),
        CORRECT,
    ),
    TooManyWatches: Entry(
        409,
        Text("Подписок слишком много", "Too many subscriptions"),
        lambda error, _: Text(f"Подписок уже {error.most}.", f"There are {error.most} subscriptions already."),
        one_way("Завершите ненужные.", "End those of no more use.", "remove_lines"),
    ),
    ReviewNotSound: Entry(422, Text("Отзыв не отправлен", "The review is not sound"), _review_not_sound, CORRECT),
    NotBought: Entry(
        409,
        Text("Отзыв пишут о купленном", "Reviews are of what was bought"),
        plain(
            "Отзыв может оставить компания, которая заказывала этот товар.",
            "A review is written by a company that has ordered these goods.",
        ),
        one_way("Закажите товар, потом расскажите о нём.", "Order the goods, then tell of them.", "add_lines"),
    ),
    AlreadyReviewed: Entry(
        409,
        Text("Отзыв уже есть", "There is a review already"),
        _already,
        one_way("Посмотрите его на странице «Мои отзывы».", "See it on the page of your reviews.", "reload"),
    ),
    LabelNotSound: Entry(422, Text("Метка не сохранена", "The label is not sound"), _label_not_sound, CORRECT),
    LabelRefused: Entry(422, Text("Метка не сохранена", "The label was not saved"), _every_label_fault, CORRECT),
    LabelChangedMeanwhile: Entry(
        409,
        Text("Метка уже изменена", "The label was changed meanwhile"),
        plain("Пока форма была открыта, метку сохранил кто-то другой.", "Somebody saved it while its form was open."),
        one_way("Откройте метку заново.", "Open the label anew.", "reload"),
    ),
    LinkFault: Entry(422, Text("Связь не сохранена", "The link is not sound"), _link_fault, CORRECT),
    LinksRefused: Entry(422, Text("Связи не сохранены", "The links were not saved"), _every_link_fault, CORRECT),
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
