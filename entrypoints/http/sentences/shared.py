"""The outbox and the job queue."""

from application.shared.messages import QueueAway
from application.shared.outbox import EventUnknown
from entrypoints.http.entry import Entries, Entry, Text, no_way_out, one_way, plain

ENTRIES: Entries = {
    QueueAway: Entry(
        503,
        Text("Очередь заданий недоступна", "Job queue away"),
        plain(
            "Очередь заданий не отвечает. Данные сохранены, отправка повторится сама.",
            "The job queue does not answer. The data is kept, and sending is repeated by itself.",
        ),
        one_way("Ничего делать не нужно.", "Nothing needs to be done.", "wait"),
    ),
    EventUnknown: Entry(
        500,
        Text("Неизвестное событие", "Unknown event"),
        lambda error, _: Text(
            f"У события {error.kind} нет получателя.", f"No consumer is named for the event {error.kind}."
        ),
        no_way_out,
    ),
}
