"""Leads."""

from application.shared.words import counted
from domain.ordering.lead import LeadFault, LeadFormStale, LeadIncomplete, LeadMoved, LeadState, TooManyLeads
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut, one_way, plain

WHY = {
    "missing": Text("Заполните это поле.", "Fill this in."),
    "too-long": Text("Слишком длинно.", "Too long."),
    "phone": Text("Это не номер телефона: нужно +7 и десять цифр.", "No telephone number: +7 and ten digits."),
    "email": Text("Это не адрес почты.", "This is no e-mail address."),
    "too-many": Text("В заявке может быть до 100 строк.", "A request may have up to 100 lines."),
    "consent": Text("Без согласия мы не можем вам перезвонить.", "Without the consent we may not call you back."),
}
CORRECT = Text("Исправьте отмеченные поля.", "Correct the marked fields.")
STATES = {
    LeadState.NEW: Text("снова новая", "new again"),
    LeadState.TAKEN: Text("взята в работу", "taken"),
    LeadState.WON: Text("закрыта заказом", "closed with an order"),
    LeadState.LOST: Text("отклонена", "turned down"),
}


def _fault(error: LeadFault, _: Around) -> Text:
    return WHY.get(error.why, WHY["missing"])


def _too_many(error: TooManyLeads, _: Around) -> Text:
    minutes = -(-error.retry_after // 60)
    return Text(
        f"Слишком много заявок подряд. Повторите через {counted(minutes, 'минуту', 'минуты', 'минут')} или позвоните.",
        f"Too many requests in a row. Try again in {minutes} min, or call us.",
    )


ENTRIES: Entries = {
    LeadFault: Entry(
        422,
        Text("Заявка не отправлена", "Request not sent"),
        _fault,
        lambda error, _: (WayOut(CORRECT, "correct_fields", {"fields": [error.field]}),),
    ),
    LeadIncomplete: Entry(
        422,
        Text("Заявка не отправлена", "Request not sent"),
        plain("Заявка не отправлена: исправьте отмеченные поля.", "Not sent: correct the marked fields."),
        lambda error, _: (WayOut(CORRECT, "correct_fields", {"fields": [fault.field for fault in error.faults]}),),
    ),
    LeadFormStale: Entry(
        409,
        Text("Заявка не отправлена", "Request not sent"),
        plain(
            "Форма устарела или уже отправлена. Всё, что вы написали, осталось на месте.",
            "The form is out of date or was sent already. What you have written is still there.",
        ),
        one_way("Проверьте и отправьте ещё раз.", "Check it and send again.", "resend"),
    ),
    TooManyLeads: Entry(
        429,
        Text("Слишком много заявок", "Too many requests"),
        _too_many,
        lambda error, _: (WayOut(Text("Подождите.", "Wait."), "wait", {"seconds": error.retry_after}),),
    ),
    LeadMoved: Entry(
        409,
        Text("Заявка уже изменилась", "The lead has moved"),
        lambda error, _: Text(
            f"Заявка тем временем {STATES[error.state].ru}.", f"The lead meanwhile is {STATES[error.state].en}."
        ),
        one_way("Посмотрите, что изменилось.", "See what has changed.", "reload"),
    ),
}
