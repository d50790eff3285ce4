"""Several carts of one person, saved carts, the least sum of an order."""

from application.carts.ports import NameNotSound, TooManyCarts
from application.shared.words import counted
from entrypoints.http.entry import Around, Entries, Entry, Text, one_way


def _too_many(error: TooManyCarts, _: Around) -> Text:
    return Text(
        f"У вас уже {counted(error.most, 'корзина', 'корзины', 'корзин')}, больше завести нельзя.",
        f"You have {error.most} carts already, and no more can be made.",
    )


def _name(error: NameNotSound, _: Around) -> Text:
    if error.why == "empty":
        return Text("Назовите корзину или список: без названия их не различить.", "Give it a name to know it by.")
    return Text(
        f"Название слишком длинное: поместится {counted(error.longest, 'знак', 'знака', 'знаков')}.",
        f"The name is too long: {error.longest} characters fit.",
    )


ENTRIES: Entries = {
    TooManyCarts: Entry(
        409,
        Text("Слишком много корзин", "Too many carts"),
        _too_many,
        one_way("Удалите те, что больше не нужны.", "Delete those that are of no more use.", "delete_cart"),
    ),
    NameNotSound: Entry(
        422,
        Text("Нужно другое название", "Another name is needed"),
        _name,
        one_way("Напишите короткое название.", "Write a short name.", "rename"),
    ),
}
