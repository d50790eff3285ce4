"""Reserves, their policies, and permissions beyond limits."""

from application.credit.ports import PermissionUnfit
from application.reserves.ports import PolicyTaken, ProlongedTooFar, ReserveOver
from application.shared.words import counted
from domain.inventory.life import PolicyUnfit
from entrypoints.http.entry import Around, Entries, Entry, Text, no_way_out, one_way, plain


def _over(error: ReserveOver, _: Around) -> Text:
    return Text(
        f"Продлить нечего: резерв по заказу {error.number} уже снят, отгружен или бессрочен.",
        f"Nothing to prolong: the reserve of order {error.number} has ended, was shipped, or has no end.",
    )


def _too_far(error: ProlongedTooFar, _: Around) -> Text:
    return Text(
        f"За один раз резерв продлевают на срок от часа до {counted(error.most, 'часа', 'часов', 'часов')}.",
        f"A reserve is prolonged by one to {error.most} hours at a time.",
    )


def _unfit(error: PolicyUnfit, _: Around) -> Text:
    if error.field == "hours":
        return Text(
            f"Срок: целое число часов от 1 до {error.most}, или пусто — бессрочно.",
            f"The term: whole hours from 1 to {error.most}, or empty for no end.",
        )
    return Text(
        f"Предупреждение: целое число часов от 0 до {error.most}, меньше срока резерва.",
        f"The warning: whole hours from 0 to {error.most}, fewer than the reserve lasts.",
    )


PERMISSION = {
    "amount": Text(
        "Сумма: больше нуля, не больше двух знаков после запятой, например 41 200,00.",
        "The amount: above zero, at most two decimals, 41 200.00 for example.",
    ),
    "reason": Text(
        "Напишите, почему разрешаете: от 5 до 500 знаков. Это останется в журнале.",
        "Say why you permit it, in 5 to 500 characters. It stays in the log.",
    ),
    "ends_at": Text(
        "Разрешение действует до дня, который вы назовёте: от сегодняшнего и не дальше трёх месяцев.",
        "A permission lasts until the day that you name: from today on, within three months.",
    ),
}


def _permission(error: PermissionUnfit, _: Around) -> Text:
    return PERMISSION.get(error.field, PERMISSION["amount"])


CHANGE = one_way("Исправьте поле и сохраните ещё раз.", "Mend the field and save once more.", "change_field")

ENTRIES: Entries = {
    ReserveOver: Entry(409, Text("Резерва уже нет", "The reserve is over"), _over, no_way_out),
    ProlongedTooFar: Entry(422, Text("Слишком долгий резерв", "Too long a reserve"), _too_far, CHANGE),
    PolicyUnfit: Entry(422, Text("Срок резерва не подходит", "The term does not fit"), _unfit, CHANGE),
    PolicyTaken: Entry(
        409,
        Text("Такое правило уже есть", "There is such a policy already"),
        plain(
            "Для этого статуса и этих условий оплаты срок уже задан: измените его в таблице.",
            "The term for this status and these terms is set already: change it in the table.",
        ),
        one_way("Измените правило в таблице.", "Change the policy in the table.", "change_field"),
    ),
    PermissionUnfit: Entry(
        422, Text("Разрешение заполнено не полностью", "The permission is not whole"), _permission, CHANGE
    ),
}
