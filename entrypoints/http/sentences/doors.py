"""Refusals of the doors themselves."""

from http import HTTPStatus

from application.shared.words import date_text, long_date_text
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut, listed, no_way_out, one_way, plain
from entrypoints.http.faults import (
    BodyTooLarge,
    BodyUnreadable,
    Broken,
    Busy,
    CsrfMismatch,
    ForeignOrigin,
    MediaTypeWrong,
    MethodNotAllowed,
    Misfit,
    PathUnknown,
    PeriodInverted,
    RequestInvalid,
    RequestRefused,
)

EXPECTED = {
    "missing": Text("обязательно", "is required"),
    "unknown": Text("такого поля нет", "is no field here"),
    "text": Text("нужна строка", "must be a string"),
    "whole": Text("нужно целое число", "must be a whole number"),
    "decimal": Text('нужно число строкой, например "12.50"', 'must be a decimal string such as "12.50"'),
    "flag": Text("нужно true или false", "must be true or false"),
    "date": Text("нужна дата ГГГГ-ММ-ДД", "must be a date as YYYY-MM-DD"),
    "id": Text("нужен идентификатор из ответа портала", "must be an id taken from an answer"),
    "currency": Text("нужна валюта, например RUB", "must be a currency such as RUB"),
    "clock": Text("нужно recorded или validity", "must be recorded or validity"),
    "order": Text("нужно name, price или -price", "must be name, price or -price"),
    "operation": Text("нужно add, set или remove", "must be add, set or remove"),
    "kind": Text("нужно waiting, mine или all", "must be waiting, mine or all"),
    "decision": Text(
        "нужно approve, refuse, withdraw или take-back", "must be approve, refuse, withdraw or take-back"
    ),
    "sharing": Text("нужно private, read или change", "must be private, read or change"),
    "list": Text("нужен список", "must be a list"),
    "object": Text("нужен объект", "must be an object"),
    "range": Text("значение вне допустимых границ", "is out of range"),
    "whole-kopecks": Text("не больше двух знаков после точки", "must have at most two decimals"),
    "length": Text("слишком длинное значение", "is too long"),
}  # fmt: skip
OTHER = Text("значение не подходит", "does not fit")


def _invalid(error: RequestInvalid, _: Around) -> Text:
    return (
        Text("Запрос не подходит: ", "The request does not fit: ")
        + listed([_misfit(misfit) for misfit in error.fields], most=5)
        + Text(".", ".")
    )


def _misfit(misfit: Misfit) -> Text:
    expected = EXPECTED.get(misfit.expected, OTHER)
    if not misfit.field:
        return Text(f"тело запроса – {expected.ru}", f"the body {expected.en}")
    return Text(f"{misfit.field} – {expected.ru}", f"{misfit.field} {expected.en}")


def _correct(error: RequestInvalid, _: Around) -> tuple[WayOut, ...]:
    text = Text("Исправьте названные поля.", "Correct the fields named.")
    return (WayOut(text, "correct_fields", {"fields": [misfit.field for misfit in error.fields]}),)


def _too_large(error: BodyTooLarge, _: Around) -> Text:
    kilobytes = error.most_bytes // 1024
    return Text(f"Запрос больше {kilobytes} КБ.", f"The request is larger than {kilobytes} KB.")


def _wait(error: Busy, _: Around) -> tuple[WayOut, ...]:
    text = Text("Повторите через несколько секунд.", "Try again in a few seconds.")
    return (WayOut(text, "wait", {"seconds": error.retry_after}),)


def _report(error: Broken, _: Around) -> tuple[WayOut, ...]:
    text = Text(
        f"Повторите; если не поможет, назовите поддержке номер {error.request_id}.",
        f"Try again; if it does not help, tell the support the number {error.request_id}.",
    )
    return (WayOut(text, "report", {"request_id": error.request_id}),)


def _media(error: MediaTypeWrong, _: Around) -> tuple[WayOut, ...]:
    text = Text(f"Отправьте Content-Type: {error.expected}.", f"Send Content-Type: {error.expected}.")
    return (WayOut(text, "set_header", {"header": "Content-Type", "value": error.expected}),)


def _method(error: MethodNotAllowed, _: Around) -> tuple[WayOut, ...]:
    allowed = ", ".join(error.allowed)
    return (WayOut(Text(f"Допустимы: {allowed}.", f"Allowed: {allowed}."), "use_method", {"methods": error.allowed}),)


def _period(error: PeriodInverted, _: Around) -> Text:
    return Text(
        f"Период начинается {date_text(error.begins)}, а заканчивается раньше: {date_text(error.ends)}.",
        f"The period begins on {long_date_text(error.begins, 'en')} and ends before: "
        f"{long_date_text(error.ends, 'en')}.",
    )


def _refused(error: RequestRefused, _: Around) -> Text:
    phrase = HTTPStatus(error.http_status).phrase
    return Text(f"Запрос не принят: {error.reason or phrase}.", f"The request was refused: {error.reason or phrase}.")


ENTRIES: Entries = {
    RequestInvalid: Entry(422, Text("Неверный запрос", "Invalid request"), _invalid, _correct),
    BodyUnreadable: Entry(
        400,
        Text("Запрос не читается", "Unreadable request"),
        plain("Тело запроса – не JSON в UTF-8.", "The body is not JSON in UTF-8."),
        one_way("Проверьте, что отправляется JSON.", "Check that JSON is sent.", "correct_body"),
    ),
    BodyTooLarge: Entry(
        413,
        Text("Запрос слишком велик", "Request too large"),
        _too_large,
        one_way("Отправьте по частям.", "Send it in parts.", "split_request"),
    ),
    MediaTypeWrong: Entry(
        415,
        Text("Неверный тип данных", "Unsupported media type"),
        lambda error, _: Text(f"Принимается только {error.expected}.", f"Only {error.expected} is taken."),
        _media,
    ),
    CsrfMismatch: Entry(
        403,
        Text("Запрос не подтверждён", "Request not confirmed"),
        plain(
            "Запрос не подтверждён: страница открыта давно или в другом сеансе.",
            "The request is not confirmed: the page is old or of another session.",
        ),
        one_way(
            "Обновите страницу и повторите; программа передаёт X-CSRF-Token из ответа GET /session.",
            "Reload and repeat; a program sends X-CSRF-Token from the answer of GET /session.",
            "reload",
        ),
    ),
    ForeignOrigin: Entry(
        403,
        Text("Запрос с чужого сайта", "Request from another site"),
        plain("Запрос пришёл со страницы другого сайта.", "The request came from a page of another site."),
        one_way("Откройте портал и повторите там.", "Open the portal and repeat there.", "open_portal"),
    ),
    PathUnknown: Entry(
        404,
        Text("Нет такой страницы", "No such page"),
        plain("Такого адреса на портале нет.", "The portal has no such address."),
        one_way("Проверьте адрес.", "Check the address.", "check_address"),
    ),
    MethodNotAllowed: Entry(
        405,
        Text("Метод не подходит", "Method not allowed"),
        lambda error, _: Text(f"{error.method} здесь не принимается.", f"{error.method} is not taken here."),
        _method,
    ),
    RequestRefused: Entry(400, Text("Запрос не принят", "Request refused"), _refused, no_way_out),
    PeriodInverted: Entry(
        422,
        Text("Период наоборот", "Period inverted"),
        _period,
        one_way("Поменяйте даты местами.", "Swap the dates.", "correct_fields"),
    ),
    Busy: Entry(
        503,
        Text("Портал занят", "Busy"),
        plain(
            "Сейчас портал занят другими заказами; ничего не изменено.",
            "The portal is busy; nothing was changed.",
        ),
        _wait,
    ),
    Broken: Entry(
        500,
        Text("Сбой портала", "A fault of the portal"),
        plain("Портал не смог выполнить запрос.", "The portal could not carry the request out."),
        _report,
    ),
}
