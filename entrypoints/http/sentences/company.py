"""Inside a client's company: people and their roles."""

from application.company.people_ports import (
    AlreadyThere,
    EmailInvalid,
    NameEmpty,
    PasswordsDiffer,
    PasswordWeak,
    PeriodEmpty,
    RolesEmpty,
    TooManyInvitations,
)
from application.shared.words import date_text
from domain.access.authority import ActingRefused
from domain.access.company_roles import (
    DutiesTogether,
    GrantsMore,
    OwnAccess,
    RoleEmpty,
    RoleInUse,
    RoleNameless,
    RoleNameTaken,
)
from entrypoints.http.entry import Around, Entries, Entry, Text, both, listed, one_way, plain
from entrypoints.http.sentences.access import right


def _more(error: GrantsMore, _: Around) -> Text:
    return both(
        "Вы не можете дать права, которых нет у вас самих: {}.",
        "You cannot give rights that you do not have yourself: {}.",
        listed([right(p) for p in error.permissions]),
    )


def _together(error: DutiesTogether, _: Around) -> Text:
    return both(
        f"В компании обязанности разделены, а у «{error.name}» оказались бы вместе права: {{}}.",
        f"The company keeps duties apart, and “{error.name}” would have together the rights: {{}}.",
        listed([right(permission) for permission in error.permissions]),
    )


def _in_use(error: RoleInUse, _: Around) -> Text:
    return Text(
        f"Роль «{error.name}» ещё есть у сотрудников ({error.people}).",
        f"Employees still have the role “{error.name}” ({error.people}).",
    )


def _period(error: PeriodEmpty, _: Around) -> Text:
    first, last = date_text(error.first), date_text(error.last)
    return Text(f"Доступ кончается {last}, раньше, чем начинается {first}.", f"It ends on {last}, before {first}.")


ENTRIES: Entries = {
    GrantsMore: Entry(
        403, Text("Прав больше, чем у вас", "More than you have"), _more,
        one_way("Снимите их или попросите того, у кого они есть.", "Leave them out, or ask who has them.", "narrow"),
    ),
    DutiesTogether: Entry(
        409, Text("Обязанности разделены", "Duties are kept apart"), _together,
        one_way(
            "Разделите права между двумя сотрудниками или отключите разделение обязанностей.",
            "Divide the rights between two employees, or switch the separation off.", "divide",
        ),
    ),
    OwnAccess: Entry(
        403, Text("Свои права не меняют", "One's own rights"),
        plain("Свои права никто не меняет сам.", "Nobody changes his own rights."),
        one_way("Попросите другого администратора или менеджера.", "Ask another administrator or your manager.", "ask"),
    ),
    RoleNameless: Entry(
        422, Text("Нет названия", "No name"), plain("Назовите роль.", "Give the role a name."),
        one_way("Введите название.", "Enter a name.", "change"),
    ),
    RoleNameTaken: Entry(
        409, Text("Название занято", "The name is taken"),
        lambda e, _: Text(f"Роль «{e.name}» в компании уже есть.", f"There is a role “{e.name}” already."),
        one_way("Назовите роль иначе.", "Choose another name.", "change"),
    ),
    RoleEmpty: Entry(
        422, Text("Роль без прав", "A role without rights"),
        plain("Роль ничего не разрешает.", "The role allows nothing."),
        one_way("Отметьте хотя бы одно право.", "Tick one right at least.", "change"),
    ),
    RoleInUse: Entry(
        409, Text("Роль занята", "The role is in use"), _in_use,
        one_way("Сначала дайте им другую роль.", "Give them another role first.", "change"),
    ),
    EmailInvalid: Entry(
        422, Text("Неверный адрес", "No address"),
        lambda e, _: Text(f"«{e.value}» не похоже на адрес почты.", f"“{e.value}” is no mail address."),
        one_way("Проверьте адрес.", "Check the address.", "change"),
    ),
    NameEmpty: Entry(
        422, Text("Нет имени", "No name"), plain("Укажите имя сотрудника.", "Name the employee."),
        one_way("Введите имя.", "Enter the name.", "change"),
    ),
    RolesEmpty: Entry(
        422, Text("Нет роли", "No role"), plain("Не выбрана ни одна роль.", "No role is chosen."),
        one_way("Отметьте роль или закройте доступ.", "Tick a role, or end the access.", "change"),
    ),
    PeriodEmpty: Entry(
        422, Text("Неверный срок", "An empty term"), _period, one_way("Исправьте даты.", "Mend the dates.", "change")
    ),
    AlreadyThere: Entry(
        409, Text("Уже есть", "Already there"),
        lambda e, _: Text(f"{e.email} уже в компании или приглашён.", f"{e.email} is here or invited already."),
        one_way("Найдите его в списке сотрудников.", "Find the person in the list.", "look"),
    ),
    TooManyInvitations: Entry(
        409, Text("Много приглашений", "Too many invitations"),
        lambda e, _: Text(f"Ответа ждут уже {e.most} приглашений.", f"{e.most} invitations wait already."),
        one_way("Отзовите лишние.", "Withdraw some.", "withdraw"),
    ),
    PasswordWeak: Entry(
        422, Text("Короткий пароль", "A short password"),
        lambda e, _: Text(f"Пароль короче {e.least} знаков.", f"The password is shorter than {e.least} characters."),
        one_way("Придумайте длиннее: подойдёт фраза.", "Choose a longer one: a phrase will do.", "change"),
    ),
    PasswordsDiffer: Entry(
        422, Text("Пароли различаются", "The passwords differ"),
        plain("Пароль и повтор различаются.", "The password and its repetition differ."),
        one_way("Введите пароль дважды одинаково.", "Type the same twice.", "change"),
    ),
    ActingRefused: Entry(
        403, Text("Только сам сотрудник", "The person himself alone"),
        plain(
            "Работая за клиента, этого делать нельзя: это может только он сам.",
            "Acting for a client you cannot do this: only the person himself can.",
        ),
        one_way("Попросите клиента сделать это самому.", "Ask the client to do it.", "ask_client"),
    ),
}  # fmt: skip
