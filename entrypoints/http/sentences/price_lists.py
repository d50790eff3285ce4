"""Goods by own prices, and price lists as files."""

from decimal import Decimal

from application.price_lists.values import (
    GAVE_UP,
    NO_RIGHT,
    HashInvalid,
    PriceListEmpty,
    PriceListFailed,
    PriceListGone,
    PriceListNotReady,
    PriceListTooLong,
    TooManyPriceLists,
)
from application.pricing.price_order import PriceBoundInvalid, PriceBoundsInverted, TooManyToOrder
from application.queries.facets import FacetPickInvalid
from application.shared.words import counted, date_text, long_date_text, number_text, price_text
from entrypoints.http.entry import Around, Entries, Entry, Text, one_way, plain

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


ASK_AGAIN = one_way("Закажите прайс-лист снова.", "Ask for the price list again.", "ask_price_list")
NO_FILE = Text("Прайс-листа нет", "No price list")
WHY_NOT = {
    NO_RIGHT: Text("Пока файл готовился, право на цены этого клиента отозвано.",
                   "The right to see this client's prices was withdrawn while the file was being made."),
    GAVE_UP: Text("Файл не удалось сделать за час. Мы об этом знаем.",
                  "The file could not be made within an hour. We know of it."),
    PriceListEmpty.code: Text("В выбранных разделах нет товаров.", "The chosen sections hold no goods."),
    PriceListTooLong.code: Text("Для PDF слишком много строк: можно до 5 000. Выберите разделы или Excel.",
                                "There are too many lines for a PDF; 5,000 are allowed. Choose sections, or Excel."),
    "price-history.before-the-records": Text("За этот момент условия цен не сохранены.",
                                             "What prices were made of is not kept for that moment."),
    "price-history.contract-unknown": Text("В тот момент портал ещё не знал договора.",
                                           "The portal did not know the contract at that moment."),
    "price-history.contract-not-in-force": Text("В тот момент договор не действовал.",
                                                "The contract was not in force at that moment."),
}  # fmt: skip
OTHERWISE = Text("Файл сделать не удалось.", "The file could not be made.")


def _gone(error: PriceListGone, _: Around) -> Text:
    return Text(
        f"Файл хранился до {date_text(error.at.date())} и удалён; его хеш и основание сохранены.",
        f"The file was kept until {long_date_text(error.at.date(), 'en')} and removed; its hash and basis are known.",
    )


ENTRIES: Entries = {
    PriceBoundInvalid: Entry(
        422,
        NO_BOUND,
        lambda error, _: Text(f"«{error.value}» – не цена.", f"“{error.value}” is no price."),
        one_way("Укажите число, как 1 250,50.", "Give a number such as 1250.50.", "correct_fields"),
    ),
    FacetPickInvalid: Entry(
        422,
        Text("Неверный фильтр", "Invalid filter"),
        lambda error, _: Text(f"Фильтр «{error.value}» не прочитать.", f"The filter “{error.value}” cannot be read."),
        one_way(
            "Запишите его как 12:Красный или 12:10..20.", "Write it as 12:Red or 12:10..20.", "correct_fields"
        ),
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
    TooManyPriceLists: Entry(
        429,
        Text("Слишком много прайс-листов", "Too many price lists"),
        lambda error, _: Text(
            f"Уже готовятся ваши прайс-листы: {error.most}, больше сразу нельзя.",
            f"Of your price lists {error.most} are being made, which is as many as may be at once.",
        ),
        one_way("Дождитесь готовых.", "Wait until they are ready.", "wait"),
    ),
    PriceListEmpty: Entry(
        422, NO_FILE, lambda error, _: WHY_NOT[error.code],
        one_way("Выберите другие разделы.", "Choose other sections.", "choose_section"),
    ),
    PriceListFailed: Entry(409, NO_FILE, lambda error, _: WHY_NOT.get(error.why, OTHERWISE), ASK_AGAIN),
    PriceListTooLong: Entry(
        422, NO_FILE, lambda error, _: WHY_NOT[error.code],
        one_way("Выберите разделы или Excel.", "Choose sections, or Excel.", "choose_section"),
    ),
    PriceListNotReady: Entry(
        409, NO_FILE, plain("Файл ещё не готов.", "The file is not ready yet."),
        one_way("Подождите и обновите страницу.", "Wait, and reload the page.", "wait"),
    ),
    PriceListGone: Entry(410, NO_FILE, _gone, ASK_AGAIN),
    HashInvalid: Entry(
        422,
        Text("Неверный хеш", "Invalid hash"),
        lambda error, _: Text(f"«{error.value}» – не хеш SHA-256.", f"“{error.value}” is no SHA-256 hash."),
        one_way("Укажите 64 знака: цифры и буквы a–f.", "Give 64 characters: digits and letters a to f.",
                "correct_fields"),
    ),
}  # fmt: skip
