"""Price types assigned to clients, regions and everybody; regional variants; groups of users."""

from datetime import date

from application.price_desk.assign import AssignmentRefused
from application.price_desk.groups import GroupMembersUnknown, GroupNameInvalid, GroupTooLarge
from application.price_desk.regional import VariantOfItself
from application.shared.words import date_text, long_date_text
from domain.pricing.assigning import (
    Assignee,
    AssigneeNotFound,
    AssignmentChangedMeanwhile,
    AssignmentKeptByErp,
    AssignmentsOverlap,
    PriorityInvalid,
    SegmentNameless,
    TypeWithoutPrices,
    TypeWithoutRate,
)
from domain.shared.errors import DomainError
from entrypoints.http.entry import Around, Entries, Entry, Text, both, one_way, plain
from entrypoints.http.sentences import access, price_desk, rules

SHOWN = 10
WHO = {
    Assignee.CONTRACT: Text("Договора «{}» нет среди ваших клиентов", "There is no contract “{}” of your clients"),
    Assignee.COUNTERPARTY: Text("Клиента с ИНН «{}» нет среди ваших", "No client of yours has the TIN “{}”"),
    Assignee.HOLDING: Text("Холдинга «{}» нет среди ваших клиентов", "There is no holding “{}” of your clients"),
    Assignee.GROUP: Text("Такой группы пользователей нет", "There is no such group of users"),
    Assignee.REGION: Text("Такого региона нет", "There is no such region"),
    Assignee.PLATFORM: Text("Не указано, кому назначается вид цен", "It is not said to whom the price type is given"),
}


def _clean(text: str) -> str:
    return " ".join(text.replace("{", "(").replace("}", ")").split())


def _assignee(error: AssigneeNotFound, _: Around) -> Text:
    text = _clean(error.text)
    if error.found > 1:
        return Text(f"«{text}» подходит нескольким: {error.found}.", f"“{text}” fits {error.found} clients.")
    if not text:
        return both("{}.", "{}.", WHO[Assignee.PLATFORM])
    who = WHO[error.assignee]
    return Text(f"{who.ru.replace('{}', text)}.", f"{who.en.replace('{}', text)}.")


def _days(start: date | None, end: date | None) -> Text:
    ru = (f" с {date_text(start)}" if start else "") + (f" по {date_text(end)}" if end else "")
    en = (f" from {long_date_text(start, 'en')}" if start else "") + (f" to {long_date_text(end, 'en')}" if end else "")
    return Text(ru or " без срока", en or " without bounds")


def _overlaps(error: AssignmentsOverlap, _: Around) -> Text:
    name, days = _clean(error.name), _days(error.valid_from, error.valid_to)
    return Text(
        f"На эти дни тем же товарам уже назначен вид цен «{name}»{days.ru}.",
        f"On these days the same goods have the price type “{name}” already{days.en}.",
    )


def _kept(error: AssignmentKeptByErp, _: Around) -> Text:
    name, days = _clean(error.name), _days(error.valid_from, error.valid_to)
    return Text(f"Это назначение ведёт 1С: «{name}»{days.ru}.", f"The ERP keeps this assignment: “{name}”{days.en}.")


def _no_prices(error: TypeWithoutPrices, _: Around) -> Text:
    name = _clean(error.name)
    return Text(
        f"В виде цен «{name}» и в его заменах нет ни одной цены: все товары стали бы «по запросу».",
        f"The price type “{name}” and its fallbacks hold no price: all goods would be on request.",
    )


def _no_rate(error: TypeWithoutRate, _: Around) -> Text:
    name, kind, contracts = _clean(error.name), error.currency.value, error.contracts.value
    return Text(
        f"Цены вида «{name}» в {kind}, договоры в {contracts}, а курса между ними нет.",
        f"Prices of “{name}” are in {kind}, the contracts in {contracts}, and there is no rate between them.",
    )


def _refused(error: AssignmentRefused, around: Around) -> Text:
    said = [_sentence(reason, around) for reason in error.reasons]
    return Text(" ".join(text.ru for text in said), " ".join(text.en for text in said))


def _sentence(error: DomainError, around: Around) -> Text:
    for entries in (ENTRIES, price_desk.ENTRIES, rules.ENTRIES, access.ENTRIES):
        if entry := entries.get(type(error)):
            return entry.sentence(error, around)
    return Text("Не подходит.", "It does not fit.")


def _name(error: GroupNameInvalid, _: Around) -> Text:
    if error.why == "taken":
        name = _clean(error.name)
        return Text(f"Группа «{name}» уже есть.", f"There is a group “{name}” already.")
    return Text("Назовите группу.", "Give the group a name.")


def _members(error: GroupMembersUnknown, _: Around) -> Text:
    shown = ", ".join(map(_clean, error.logins[:SHOWN])) + ("…" if len(error.logins) > SHOWN else "")
    return Text(f"Нет покупателей с такими логинами: {shown}.", f"No buyers have these logins: {shown}.")


CORRECT = one_way("Исправьте и сохраните снова.", "Correct it and save again.", "correct_fields")

ENTRIES: Entries = {
    AssignmentRefused: Entry(422, Text("Назначение не сохранено", "Assignment not saved"), _refused, CORRECT),
    AssigneeNotFound: Entry(
        422,
        Text("Некому назначить", "Nobody to assign to"),
        _assignee,
        one_way("Проверьте номер, ИНН или название.", "Check the number, the TIN or the name.", "correct_fields"),
    ),
    SegmentNameless: Entry(
        422,
        Text("Сегмент без названия", "Nameless segment"),
        plain("Назовите эти товары: покупатель увидит название в объяснении цены.",
              "Give these goods a name: buyers read it in the explanation of a price."),
        CORRECT,
    ),
    PriorityInvalid: Entry(
        422,
        Text("Неверный порядок", "Invalid priority"),
        lambda error, _: Text(
            f"Порядок – целое число от 0 до {error.most}, а не «{_clean(error.value)}».",
            f"The priority is a whole number from 0 to {error.most}, not “{_clean(error.value)}”.",
        ),
        CORRECT,
    ),
    AssignmentsOverlap: Entry(
        409,
        Text("Назначения пересекаются", "Assignments overlap"),
        _overlaps,
        one_way("Завершите его или выберите другие дни.", "End it, or choose other days.", "correct_fields"),
    ),
    AssignmentKeptByErp: Entry(
        409,
        Text("Назначение ведёт 1С", "Kept by the ERP"),
        _kept,
        one_way("Измените его в 1С и дождитесь обмена.", "Change it in the ERP; the exchange brings it here.", "wait"),
    ),
    AssignmentChangedMeanwhile: Entry(
        409,
        Text("Назначение уже изменено", "Changed meanwhile"),
        plain("Пока страница была открыта, назначение изменили.", "It was changed while the page was open."),
        one_way("Откройте его снова и повторите.", "Open it again and repeat.", "reload"),
    ),
    TypeWithoutPrices: Entry(
        422,
        Text("Вид цен пуст", "Price type is empty"),
        _no_prices,
        one_way("Загрузите его цены из 1С или назначьте ему замену.", "Load its prices, or give it a fallback.",
                "correct_fields"),
    ),
    TypeWithoutRate: Entry(
        422,
        Text("Нет курса", "No rate"),
        _no_rate,
        one_way("Введите курс или выберите вид цен в валюте договоров.",
                "Enter the rate, or choose a type in the currency of the contracts.", "correct_fields"),
    ),
    VariantOfItself: Entry(
        422,
        Text("Тот же вид цен", "The same price type"),
        lambda error, _: Text(
            f"Вид цен «{_clean(error.name)}» не может быть вариантом самого себя, регион «{_clean(error.region)}».",
            f"The price type “{_clean(error.name)}” cannot be its own variant, region “{_clean(error.region)}”.",
        ),
        one_way("Выберите другой вид цен.", "Choose another price type.", "correct_fields"),
    ),
    GroupNameInvalid: Entry(422, Text("Неверное название группы", "Invalid name of a group"), _name, CORRECT),
    GroupMembersUnknown: Entry(
        422,
        Text("Нет таких покупателей", "No such buyers"),
        _members,
        one_way("Уберите их или исправьте.", "Leave them out or mend them.", "correct_fields"),
    ),
    GroupTooLarge: Entry(
        422,
        Text("Слишком большая группа", "Group too large"),
        lambda error, _: Text(
            f"В группе {error.count} человек, а может быть не больше {error.most}.",
            f"There are {error.count} people in the group, at most {error.most} may be.",
        ),
        one_way("Разделите её на две.", "Divide it in two.", "correct_fields"),
    ),
}  # fmt: skip
