"""Delivery: days, methods, addresses, hours, least sums."""

from application.fulfilment.typed import DeliveryFault, DeliveryNotSaved
from application.shared.words import date_text, long_date_text
from domain.fulfilment.calendar import DateNotOffered
from domain.fulfilment.delivery import AddressNeeded, DeliveryMinimum, MethodGone, WindowNotOffered
from domain.ordering.placing import WarehouseClosed
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut, both, money
from entrypoints.http.sentences.access import ASK_MANAGER

SHORT = (
    ("пн", "Mon"), ("вт", "Tue"), ("ср", "Wed"), ("чт", "Thu"), ("пт", "Fri"), ("сб", "Sat"), ("вс", "Sun"),
)  # fmt: skip
WHY = {
    "past": Text("этот день уже прошёл", "that day is over"),
    "day-off": Text("это нерабочий день", "it is a day off"),
    "route": Text("маршрут идёт только {days}", "the route goes on {days} only"),
    "cut-off": Text(
        "заказы на этот день принимались до {hour} и к нему уже не собрать",
        "orders for that day were taken until {hour} and cannot be made ready any more",
    ),
    "not-ready": Text("часть товаров к этому дню ещё не приедет", "some of the goods will not have come by then"),
    "too-far": Text("так далеко график не открыт", "the calendar does not go that far"),
}


def weekdays(numbers: tuple[int, ...]) -> Text:
    named = [SHORT[number - 1] for number in numbers if 1 <= number <= len(SHORT)]
    return Text(", ".join(ru for ru, _ in named), ", ".join(en for _, en in named))


def _not_offered(error: DateNotOffered, _: Around) -> Text:
    why, days = WHY.get(error.why, WHY["cut-off"]), weekdays(error.weekdays)
    ru, en = why.ru.format(days=days.ru, hour=error.cut_off), why.en.format(days=days.en, hour=error.cut_off)
    return Text(
        f"{date_text(error.asked)} не отгружаем: {ru}.",
        f"Nothing is shipped on {long_date_text(error.asked, 'en')}: {en}.",
    )


def _next_day(error: DateNotOffered, _: Around) -> tuple[WayOut, ...]:
    if error.next is None:
        return (ASK_MANAGER,)
    text = Text(
        f"Отгрузить {date_text(error.next)}.",
        f"Ship on {long_date_text(error.next, 'en')}.",
    )
    return (WayOut(text, "set_date", {"date": error.next.isoformat()}),)


def _gone(error: MethodGone, _: Around) -> Text:
    names = ", ".join(error.offered)
    return Text(
        f"Выбранного способа доставки больше нет. Есть: {names}." if names else "Способы доставки не настроены.",
        f"The chosen way of delivery is gone. There are: {names}." if names else "No way of delivery is set up.",
    )


def _choose_method(_: MethodGone, __: Around) -> tuple[WayOut, ...]:
    text = Text("Выберите способ доставки из списка.", "Choose a way of delivery from the list.")
    return (WayOut(text, "set_method", {"method": None}),)


def _no_address(error: AddressNeeded, _: Around) -> Text:
    return Text(
        f"{error.method}: не указано, куда везти.",
        f"{error.method}: it is not said where to.",
    )


def _give_address(_: AddressNeeded, __: Around) -> tuple[WayOut, ...]:
    text = Text("Выберите адрес или добавьте новый.", "Choose an address or add one.")
    return (WayOut(text, "set_address"),)


def _window(error: WindowNotOffered, _: Around) -> Text:
    hours = ", ".join(error.offered)
    return Text(
        f"В часы {error.asked} доставки нет." + (f" Есть: {hours}." if hours else ""),
        f"There is no delivery at {error.asked}." + (f" There is: {hours}." if hours else ""),
    )


def _other_window(error: WindowNotOffered, _: Around) -> tuple[WayOut, ...]:
    found = [
        WayOut(Text(f"Доставить {hours}.", f"Deliver at {hours}."), "set_window", {"window": hours})
        for hours in error.offered
    ]
    any_hour = Text("Доставить в любое время.", "Deliver at any hour.")
    return (*found, WayOut(any_hour, "set_window", {"window": ""}))


def _minimum(error: DeliveryMinimum, _: Around) -> Text:
    return both(
        f"{error.method}: от {{}}, в заказе {{}}.",
        f"{error.method}: from {{}} up, the order is {{}}.",
        money(error.minimum),
        money(error.total),
    )


def _add_or_change(error: DeliveryMinimum, _: Around) -> tuple[WayOut, ...]:
    lacking = {"amount": str(error.lacking.amount), "currency": error.lacking.currency.value}
    add = WayOut(both("Добавьте товаров на {}.", "Add goods for {}.", money(error.lacking)), "add_lines", lacking)
    if not error.other_id:
        return (add,)
    other = Text(f"Выберите «{error.other}».", f"Choose “{error.other}”.")
    return (WayOut(other, "set_method", {"method": error.other_id}), add)


def _closed(error: WarehouseClosed, _: Around) -> Text:
    if not error.name:
        return Text(
            "Выбранный склад больше не отпускает товары в ваш регион.",
            "The chosen warehouse serves your region no more.",
        )
    return Text(
        f"Склад «{error.name}» закрылся, пока вы оформляли заказ.",
        f"The warehouse “{error.name}” was closed while you were ordering.",
    )


def _elsewhere(error: WarehouseClosed, _: Around) -> tuple[WayOut, ...]:
    if not error.name:
        text = Text("Соберите заказ со всех складов региона.", "Take the goods from all warehouses of the region.")
        return (WayOut(text, "set_pickup", {"pickup": None}),)
    text = Text("Обновите корзину: товары будут взяты с других складов.", "Reload: the goods come from elsewhere.")
    return (WayOut(text, "reload"),)


FAULTS = {
    "missing": Text("Заполните это поле.", "Fill this in."),
    "too-long": Text("Слишком длинно.", "Too long."),
    "time": Text("Время – часы и минуты, например 16:00.", "The time is hours and minutes, such as 16:00."),
    "window": Text("Часы – от и до, например 09:00–13:00.", "Hours are from and to, such as 09:00–13:00."),
    "number": Text("Нужно целое число в разумных пределах.", "A whole number within reason is needed."),
    "money": Text("Нужна сумма больше нуля, например 10 000.", "A sum above zero is needed, such as 10 000."),
    "date": Text("Укажите день.", "Name a day."),
    "kind": Text("Выберите вид из списка.", "Choose a kind from the list."),
    "weekdays": Text("Отметьте хотя бы один день недели.", "Tick at least one day of the week."),
    "criteria": Text("Выберите признаки из списка.", "Choose the criteria from the list."),
    "property": Text("Выберите свойство, по которому делить.", "Choose the property to split by."),
}
CORRECT = Text("Исправьте отмеченные поля.", "Correct the marked fields.")


def _fault(error: DeliveryFault, _: Around) -> Text:
    return FAULTS.get(error.why, FAULTS["missing"])


def _all(error: DeliveryNotSaved, around: Around) -> Text:
    told = [_fault(fault, around) for fault in error.faults]
    return Text("Не сохранено. " + " ".join(one.ru for one in told), "Not saved. " + " ".join(one.en for one in told))


ENTRIES: Entries = {
    DeliveryFault: Entry(
        422,
        Text("Не сохранено", "Not saved"),
        _fault,
        lambda error, _: (WayOut(CORRECT, "correct_fields", {"fields": [error.field]}),),
    ),
    DeliveryNotSaved: Entry(
        422,
        Text("Не сохранено", "Not saved"),
        _all,
        lambda error, _: (WayOut(CORRECT, "correct_fields", {"fields": [fault.field for fault in error.faults]}),),
    ),
    DateNotOffered: Entry(409, Text("День не подходит", "The day is not offered"), _not_offered, _next_day),
    MethodGone: Entry(409, Text("Способа доставки нет", "No such way of delivery"), _gone, _choose_method),
    AddressNeeded: Entry(409, Text("Нужен адрес", "An address is needed"), _no_address, _give_address),
    WindowNotOffered: Entry(409, Text("Часы не подходят", "The hours are not offered"), _window, _other_window),
    DeliveryMinimum: Entry(409, Text("Заказ меньше минимума", "The order is too small"), _minimum, _add_or_change),
    WarehouseClosed: Entry(409, Text("Склад закрыт", "The warehouse is closed"), _closed, _elsewhere),
}
