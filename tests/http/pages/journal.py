"""The journal of the fake portal."""

from collections.abc import Sequence
from datetime import timedelta

from application.queries.journal import (
    JournalEntry,
    JournalFilter,
    JournalPage,
    JournalRow,
    QueuedOrder,
    RefusalRow,
)
from tests.http.pages.trade import NOON, uid

DIFF = {
    "products": {"added": 12, "changed": 40, "removed": 0, "unchanged": 11_948},
    "prices": {"added": 120, "changed": 3_410, "removed": 2, "unchanged": 92_300},
    "stock": {"added": 0, "changed": 5_122, "removed": 0, "unchanged": 30_000},
}
REFUSALS = (
    RefusalRow(
        "refused",
        "import0_1.xml:18402",
        "goods.no-name",
        "У товара нет наименования; он пропущен.",
        "5b1f…e1",
        "Наименование",
    ),
    RefusalRow(
        "refused", "offers0_1.xml:991", "price.negative", "Цена меньше нуля: −12,00.", "77aa…02", "ЦенаЗаЕдиницу"
    ),
    RefusalRow(
        "waiting", "import0_1.xml:220", "group.unknown", "Раздел ещё не пришёл; товар ждёт.", "91c0…7d", "Группы"
    ),
)


NAMES = ("import0_1.xml", "orders.xml", "packet-118", "offers0_1.xml")


def row(n: int) -> JournalRow:
    state = ("applied", "applied", "received", "refused")[n % 4]
    is_broken, is_full = state == "refused", n % 4 == 0
    return JournalRow(
        9000 - n,
        1,
        "1С:УТ 11",
        ("catalog", "sale", "packet", "catalog")[n % 4],
        NAMES[n % 4],
        1_482_113 + n * 7,
        state,
        NOON - timedelta(minutes=7 * n),
        NOON if state == "applied" else None,
        1,
        118 if n % 4 == 2 else None,
        "xml.broken" if is_broken else "",
        "Файл не дочитан: нет закрывающего тега в строке 10 233." if is_broken else "",
        DIFF if is_full else {},
        2 if is_full else 0,
        1 if is_full else 0,
        0,
    )


class FakeJournal:
    def page(self, filter: JournalFilter) -> JournalPage:
        rows = tuple(r for r in map(row, range(20)) if filter.state in ("", r.state))
        return JournalPage(rows, len(rows), ((1, "1С:УТ 11"),), filter)

    def entry(self, message_id: int, limit: int) -> JournalEntry | None:
        found = next((row(n) for n in range(20) if row(n).id == message_id), None)
        return JournalEntry(found, REFUSALS if found.refused else ()) if found else None

    def queue(self, limit: int) -> Sequence[QueuedOrder]:
        name = "ООО «СтройКомплект Плюс»"
        return [
            QueuedOrder(uid(501), "B-000002", NOON, name, "1С:УТ 11", "pending", 2, "У договора нет ИД в 1С", None),
            QueuedOrder(uid(502), "B-000003", NOON, name, "1С:УТ 11", "delivered", 1, "", NOON),
        ]
