"""Letters."""

from application.notify.ports import MailAway, MailRefused
from entrypoints.http.entry import Entries, Entry, Text, one_way, plain

ENTRIES: Entries = {
    MailAway: Entry(
        503,
        Text("Почта недоступна", "Mail away"),
        plain(
            "Почтовый сервер не отвечает. Письмо сохранено, отправка повторится сама.",
            "The mail server does not answer. The letter is kept, and sending is repeated by itself.",
        ),
        one_way("Ничего делать не нужно.", "Nothing needs to be done.", "wait"),
    ),
    MailRefused: Entry(
        422,
        Text("Письмо не принято", "Letter refused"),
        plain(
            "Почтовый сервер не принимает письма на этот адрес.",
            "The mail server takes no letters to this address.",
        ),
        one_way("Проверьте адрес.", "Check the address.", "correct_address"),
    ),
}
