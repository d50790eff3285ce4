"""Orders changed after placing, at once or by a request to the ERP."""

from application.changing.close_request import AnswerUnsaid, NothingAsked
from domain.ordering.change_request import BelowShipped, ChangeAwaitsAnswer, LineUnknown, OrderEnded
from entrypoints.http.entry import Entries, Entry, Text, both, one_way, plain, quantity

ENTRIES: Entries = {
    ChangeAwaitsAnswer: Entry(
        409,
        Text("Изменение уже ждёт ответа", "A change waits already"),
        lambda e, _: Text(
            f"Заказ {e.number}: изменение № {e.change} ещё ждёт ответа 1С. Пока его нет, другое не отправить.",
            f"Order {e.number}: change No. {e.change} still waits for the ERP. Until it answers, no other is sent.",
        ),
        one_way(
            "Дождитесь ответа, он придёт письмом; или попросите менеджера закрыть запрос.",
            "Wait for the answer, a letter will tell; or ask your manager to close the request.",
            "wait",
        ),
    ),
    OrderEnded: Entry(
        409,
        Text("Заказ завершён", "The order is at its end"),
        lambda e, _: Text(
            f"Заказ {e.number} уже отгружен, отменён или закрыт: менять в нём нечего.",
            f"Order {e.number} is shipped, cancelled or closed: there is nothing left to change.",
        ),
        one_way("Закажите нужное новым заказом.", "Order what you need by another order.", "add_lines"),
    ),
    BelowShipped: Entry(
        409,
        Text("Меньше отгруженного", "Less than was shipped"),
        lambda e, _: both(
            f"{e.name}: уже отгружено {{}}, а указано {{}}.",
            f"{e.name}: {{}} is shipped already, {{}} is asked for.",
            *(quantity(e.shipped), quantity(e.asked)),
        ),
        one_way(
            "Укажите не меньше отгруженного; о лишнем скажите менеджеру.",
            "Ask for no less than was shipped; tell your manager of what is too much.",
            "change",
        ),
    ),
    LineUnknown: Entry(
        422,
        Text("Нет такой строки", "No such line"),
        lambda e, _: Text(f"В заказе нет строки {e.line}.", f"The order has no line {e.line}."),
        one_way("Посмотрите на заказ ещё раз.", "Look at the order again.", "reload"),
    ),
    NothingAsked: Entry(
        409,
        Text("Запроса нет", "Nothing is asked"),
        lambda e, _: Text(
            f"По заказу {e.number} ничего не ждёт ответа: 1С уже ответила.",
            f"Nothing of order {e.number} waits for an answer: the ERP has given it.",
        ),
        one_way("Обновите страницу.", "Reload.", "reload"),
    ),
    AnswerUnsaid: Entry(
        422,
        Text("Не сказано, чем кончилось", "The answer is not said"),
        plain("Напишите покупателю, чем кончился его запрос.", "Tell the buyer what came of his request."),
        one_way("Напишите хотя бы пять знаков.", "Write five characters at least.", "change"),
    ),
}
