"""Goods by own prices, and price lists as files."""

from decimal import Decimal

from application.pricing.price_order import PriceBoundInvalid, PriceBoundsInverted, TooManyToOrder
from application.shared.words import counted, number_text, price_text
from entrypoints.http.entry import Around, Entries, Entry, Text, one_way

NO_BOUND = Text("Неверная цена", "Invalid price")


def _inverted(error: PriceBoundsInverted, _: Around) -> Text:
    least, most = (price_text(price) for price in (error.least, error.most))
    return Text(f"Цена «от» {least} больше цены «до» {most}.", f"The least price {least} exceeds the greatest, {most}.")


def _too_many(error: TooManyToOrder, _: Around) -> Text:
    goods = counted(error.goods, "товар", "товара", "товаров")
    return Text(
        f"Здесь {goods}: столько по ценам не упорядочить, можно до {number_text(Decimal(error.most))}.",
        f"There are {error.goods} goods here, too many to be put into the order of prices; {error.most} are allowed.",
    )


ENTRIES: Entries = {
    PriceBoundInvalid: Entry(
        422,
        NO_BOUND,
        lambda error, _: Text(f"«{error.value}» – не цена.", f"“{error.value}” is no price."),
        one_way("Укажите число, как 1 250,50.", "Give a number such as 1250.50.", "correct_fields"),
    ),
    PriceBoundsInverted: Entry(
        422, NO_BOUND, _inverted, one_way("Поменяйте цены местами.", "Swap the two prices.", "correct_fields")
    ),
    TooManyToOrder: Entry(
        422,
        Text("Слишком много товаров", "Too many goods"),
        _too_many,
        one_way("Выберите раздел или уточните поиск.", "Choose a section or narrow the search.", "choose_section"),
    ),
}
