"""Orders divided into shipment requests."""

from application.shared.words import counted
from domain.fulfilment.requests import MOST_ADDRESS, MOST_REQUESTS, OrderClosed, RequestsUnequal, RequestUnfit
from entrypoints.http.entry import Around, Entries, Entry, Text, both, no_way_out, one_way, quantity

WHYS = {
    "empty": Text("в ней нет ни одной строки с количеством", "it has no line with a quantity"),
    "past": Text("укажите день отгрузки, сегодня или позже", "name the day of shipment, today or later"),
    "too-many": Text(f"в заказе не больше {MOST_REQUESTS} заявок", f"an order has at most {MOST_REQUESTS} requests"),
    "address": Text(f"адрес длиннее {MOST_ADDRESS} знаков", f"the address passes {MOST_ADDRESS} characters"),
}

UNFIT = Text("её нельзя принять так", "it cannot be taken so")


def _unequal(error: RequestsUnequal, _: Around) -> Text:
    first = error.lines[0]
    count = len(error.lines)
    more = f" И ещё {counted(count - 1, 'строка', 'строки', 'строк')}." if count > 1 else ""
    more_en = f" And {count - 1} more." if count > 1 else ""
    said = both(
        f"Сумма по заявкам не равна заказу: строка {first.line}, заказано {{}}, в заявках {{}}.",
        f"The requests do not add up to the order: line {first.line}, ordered {{}}, requested {{}}.",
        quantity(first.wanted),
        quantity(first.told),
    )
    return said + Text(more, more_en)


def _unfit(error: RequestUnfit, _: Around) -> Text:
    return both(f"Заявка {error.number}: {{}}.", f"Request {error.number}: {{}}.", WHYS.get(error.why, UNFIT))


def _closed(error: OrderClosed, _: Around) -> Text:
    return Text(
        f"Заказ {error.number} уже отгружен или закрыт, делить нечего.",
        f"Order {error.number} is shipped or closed, there is nothing to divide.",
    )


ENTRIES: Entries = {
    RequestsUnequal: Entry(
        422,
        Text("Заявки не равны заказу", "The requests do not equal the order"),
        _unequal,
        one_way(
            "Разделите недостающее или уберите лишнее.", "Divide what lacks, take off the rest.", "change_field"
        ),
    ),
    RequestUnfit: Entry(
        422,
        Text("Заявка заполнена не полностью", "The request is not whole"),
        _unfit,
        one_way("Исправьте заявку и сохраните ещё раз.", "Mend the request and save once more.", "change_field"),
    ),
    OrderClosed: Entry(409, Text("Заказ закрыт", "The order is closed"), _closed, no_way_out),
}
