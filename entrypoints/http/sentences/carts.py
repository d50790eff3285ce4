"""Several carts of one person, saved carts, the least sum of an order."""

from application.carts.ports import NameNotSound, TooManyCarts
from application.minimums.ports import MinimumNotSound
from application.order_lists.ports import ListEmpty, TooManyLists
from application.shared.words import counted
from domain.ordering.minimum import BelowMinimum
from domain.ordering.order_list import ListNotYours
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut, both, money, one_way, plain
from entrypoints.http.sentences.access import ASK_MANAGER


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


def _too_many_lists(error: TooManyLists, _: Around) -> Text:
    return Text(
        f"У компании уже {counted(error.most, 'список', 'списка', 'списков')}, больше завести нельзя.",
        f"The company has {error.most} lists already, and no more can be made.",
    )


def _not_yours(error: ListNotYours, _: Around) -> Text:
    return Text(
        f"Список «{error.name}» принадлежит коллеге ({error.owner_name}): менять его вам не разрешено.",
        f"The list “{error.name}” is of {error.owner_name}, and you may not change it so.",
    )


def _below(error: BelowMinimum, _: Around) -> Text:
    if not error.contract_number:
        return both(
            "Минимальная сумма заказа — {}, сейчас {}.",
            "The least sum of an order is {}, now it is {}.",
            money(error.required),
            money(error.total),
        )
    number = Text(error.contract_number, error.contract_number)
    return both(
        "Минимальная сумма заказа по договору № {} — {}, сейчас {}.",
        "The least sum of an order by contract No. {} is {}, now it is {}.",
        number,
        money(error.required),
        money(error.total),
    )


def _add_more(error: BelowMinimum, _: Around) -> tuple[WayOut, ...]:
    text = both("Добавьте товаров ещё на {}.", "Add goods for {} more.", money(error.missing))
    facts = {"amount": str(error.missing.amount), "currency": error.missing.currency.value}
    return (WayOut(text, "add_lines", facts), ASK_MANAGER)


ENTRIES: Entries = {
    BelowMinimum: Entry(409, Text("Меньше минимальной суммы", "Below the least sum of an order"), _below, _add_more),
    MinimumNotSound: Entry(
        422,
        Text("Неверная сумма", "Not a sum"),
        plain(
            "Сумма — это число от нуля, не больше двух знаков после запятой.",
            "A sum is a number from zero with at most two decimals.",
        ),
        one_way(
            "Например: 15000 или 0, чтобы минимума не было.", "For example: 15000, or 0 for none.", "correct_fields"
        ),
    ),
    TooManyLists: Entry(
        409,
        Text("Слишком много списков", "Too many lists"),
        _too_many_lists,
        one_way("Удалите те, что больше не нужны.", "Delete those that are of no more use.", "delete_list"),
    ),
    ListEmpty: Entry(
        422,
        Text("Список пуст", "Nothing to keep"),
        plain("Сохранять нечего: нет ни одной позиции.", "There is nothing to keep: not a single line."),
        one_way("Сначала добавьте товары.", "Add some goods first.", "add_lines"),
    ),
    ListNotYours: Entry(
        403,
        Text("Список коллеги", "A colleague's list"),
        _not_yours,
        one_way(
            "Попросите владельца разрешить изменения или сохраните свой список.",
            "Ask its owner to let you change it, or save a list of your own.",
            "copy_list",
        ),
    ),
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
