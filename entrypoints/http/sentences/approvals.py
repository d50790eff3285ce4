"""Approval and budgets inside a client's company."""

from application.approvals.settings_ports import (
    NotAnApprover,
    RuleNameless,
    SubstituteHimself,
    SumInvalid,
    TooManyRules,
)
from application.shared.words import date_text
from domain.ordering.approval import (
    ApprovalNeeded,
    ApprovalNotNeeded,
    NobodyToApprove,
    NotYourStep,
    OwnOrder,
    ReasonEmpty,
    RequestClosed,
    RequesterGone,
)
from domain.ordering.budget import BudgetExceeded
from domain.ordering.correction import CorrectionRaises, NothingCorrected, OrderMoved, TakenByErp
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut, both, money, one_way, plain, quantity

PERIODS = {
    "month": Text("на месяц", "of the month"),
    "quarter": Text("на квартал", "of the quarter"),
    "year": Text("на год", "of the year"),
}
OVER = Text("превышен бюджет", "the budget lacks")
STATES = {
    "approved": Text("уже согласована", "approved already"),
    "refused": Text("уже отклонена", "refused already"),
    "withdrawn": Text("отозвана", "withdrawn"),
    "expired": Text("не рассмотрена в срок", "not decided in time"),
    "waiting": Text("ещё ждёт решения", "still waits"),
}


def _exceeded(error: BudgetExceeded, _: Around) -> Text:
    whose = Text("компании ", "of the company ") if error.of_company else Text("", "")
    period = PERIODS.get(error.period, Text(error.period, error.period))
    return both(
        "Бюджет {}{} не покрывает заказ: осталось {}, нужно {}.",
        "The budget {}{} does not cover the order: {} is left, {} is needed.",
        *(whose, period, money(error.available), money(error.requested)),
    )


def _out_of_budget(error: BudgetExceeded, _: Around) -> tuple[WayOut, ...]:
    until, excess = date_text(error.until), error.requested - error.available
    return (
        WayOut(
            both("Уменьшите заказ на {}.", "Make the order smaller by {}.", money(excess)),
            "reduce_total",
            {"by": str(excess.amount), "currency": excess.currency.value},
        ),
        WayOut(
            Text(
                f"Дождитесь нового периода ({until}) или попросите администратора компании увеличить бюджет.",
                f"Wait for the next period ({until}), or ask the company's administrator for more.",
            ),
            "wait",
            {"until": error.until.isoformat()},
        ),
    )


def _needed(error: ApprovalNeeded, _: Around) -> Text:
    names = [OVER if name == "over-budget" else Text(name, name) for name in error.rules]
    said = Text("; ".join(n.ru for n in names), "; ".join(n.en for n in names))
    return both(
        "По правилам вашей компании заказ сначала согласуют: {}.",
        "By the rules of your company the order needs approval first: {}.",
        said,
    )


def _nobody(error: NobodyToApprove, _: Around) -> Text:
    step = OVER if error.step == "over-budget" else Text(error.step, error.step)
    return both(
        "Заказ некому согласовать, кроме вас самих: {}.", "Nobody but yourself could approve the order: {}.", step
    )


def _closed(error: RequestClosed, _: Around) -> Text:
    return both("Заявка {}.", "The request is {}.", STATES.get(error.state, STATES["waiting"]))


ENTRIES: Entries = {
    BudgetExceeded: Entry(409, Text("Бюджет не покрывает заказ", "The budget lacks"), _exceeded, _out_of_budget),
    ApprovalNeeded: Entry(
        409,
        Text("Нужно согласование", "Approval is needed"),
        _needed,
        one_way("Отправьте заказ на согласование.", "Send the order for approval.", "request_approval"),
    ),
    ApprovalNotNeeded: Entry(
        409,
        Text("Согласование не нужно", "No approval is needed"),
        plain("Согласовывать нечего: заказ можно оформить сразу.", "The order may be placed at once."),
        one_way("Оформите заказ.", "Place the order.", "place_order"),
    ),
    OwnOrder: Entry(
        403,
        Text("Свой заказ не согласуют", "One's own order"),
        plain("Свой заказ никто не согласует сам.", "Nobody approves his own order."),
        one_way("Дождитесь решения другого сотрудника.", "Wait for another's decision.", "wait"),
    ),
    NotYourStep: Entry(
        403,
        Text("Решает другой", "Another decides"),
        plain("Сейчас решение не за вами.", "The decision is not yours now."),
        one_way("Посмотрите в заявке, кто решает.", "See in the request who decides.", "look"),
    ),
    RequestClosed: Entry(
        409,
        Text("Заявка закрыта", "The request is closed"),
        _closed,
        one_way("Обновите страницу.", "Reload.", "reload"),
    ),
    ReasonEmpty: Entry(
        422,
        Text("Нет причины", "No reason"),
        plain("Напишите, почему заказ не согласован.", "Say why the order is not approved."),
        one_way("Введите причину.", "Enter the reason.", "change"),
    ),
    NobodyToApprove: Entry(
        409,
        Text("Некому согласовать", "Nobody to approve"),
        _nobody,
        one_way(
            "Попросите администратора компании дать право согласования ещё одному сотруднику.",
            "Ask the company's administrator to give one more employee the right to approve.",
            "request_permission",
        ),
    ),
    RequesterGone: Entry(
        409,
        Text("Заявителя отключили", "The asker is gone"),
        lambda e, _: Text(
            f"{e.name} больше не может заказывать для компании, поэтому заказ не оформить.",
            f"{e.name} may order for the company no more, so nothing is ordered in that name.",
        ),
        one_way("Отклоните заявку и оформите заказ сами.", "Refuse it, and order yourself.", "refuse"),
    ),
    TakenByErp: Entry(
        409,
        Text("Заказ сделан в 1С", "The order was made in the ERP"),
        plain(
            "Заказ оформлен в 1С, а не на портале: здесь его не изменить.",
            "The order was made in the ERP: it is not changed here.",
        ),
        one_way("Попросите менеджера.", "Ask your manager.", "contact_manager"),
    ),
    CorrectionRaises: Entry(
        409,
        Text("Больше заказанного", "More than was ordered"),
        lambda e, _: both(
            f"{e.name}: заказано {{}}, а указано {{}}. До передачи в 1С заказ можно только уменьшить.",
            f"{e.name}: {{}} was ordered, {{}} is asked for. Before the ERP has it an order is only lowered.",
            *(quantity(e.ordered), quantity(e.asked)),
        ),
        one_way("Закажите недостающее новым заказом.", "Order the rest by another order.", "add_lines"),
    ),
    NothingCorrected: Entry(
        422,
        Text("Ничего не изменено", "Nothing is changed"),
        plain("Количества остались прежними.", "The quantities are as they were."),
        one_way("Измените хотя бы одно.", "Change one at least.", "change"),
    ),
    OrderMoved: Entry(
        409,
        Text("Заказ изменился", "The order has changed"),
        plain("Заказ изменился, пока вы на него смотрели.", "The order changed while you looked at it."),
        one_way("Посмотрите на него ещё раз.", "Look at it again.", "reload"),
    ),
    RuleNameless: Entry(
        422,
        Text("Нет названия", "No name"),
        plain("Назовите правило.", "Give the rule a name."),
        one_way("Введите название.", "Enter a name.", "change"),
    ),
    SumInvalid: Entry(
        422,
        Text("Неверная сумма", "No sum"),
        lambda e, _: Text(f"«{e.value}» – не сумма в рублях.", f"“{e.value}” is no sum in roubles."),
        one_way("Введите число, например 150 000.", "Enter a number, such as 150 000.", "change"),
    ),
    NotAnApprover: Entry(
        409,
        Text("Нет права согласовывать", "No approver"),
        lambda e, _: Text(f"У сотрудника {e.name} нет права согласовывать.", f"{e.name} has no right to approve."),
        one_way("Дайте ему роль с этим правом.", "Give a role with that right.", "change"),
    ),
    SubstituteHimself: Entry(
        422,
        Text("Тот же человек", "The same person"),
        plain("Заместитель – тот же человек.", "The substitute is the same person."),
        one_way("Выберите другого.", "Choose another.", "change"),
    ),
    TooManyRules: Entry(
        409,
        Text("Много правил", "Too many rules"),
        lambda e, _: Text(f"В компании уже {e.most} правил.", f"The company has {e.most} rules already."),
        one_way("Удалите лишние.", "Remove some.", "change"),
    ),
}
