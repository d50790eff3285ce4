"""The exchange log as the staff sees it."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from adapters.postgres.database import Database
from application.queries.journal import (
    JournalEntry,
    JournalFilter,
    JournalPage,
    JournalRow,
    QueuedOrder,
    RefusalRow,
)

COUNT = """
(SELECT count(*) FROM refusal r WHERE r.message_id = m.id AND r.weight = '{}')
"""
ROW = f"""
SELECT m.id, m.connection_id, c.name, m.kind, m.name, m.size, m.state, m.received_at, m.applied_at, m.attempts,
    m.packet_no, m.error_code, m.error_text, m.diff, {COUNT.format("refused")}, {COUNT.format("waiting")},
    {COUNT.format("notice")}
"""
FROM = """
FROM inbox_message m JOIN connection c ON c.id = m.connection_id
WHERE (%(connection)s::int IS NULL OR m.connection_id = %(connection)s)
AND (%(state)s::text = '' OR m.state = %(state)s) AND (%(kind)s::text = '' OR m.kind = %(kind)s)
AND (NOT %(refusals)s OR m.state = 'refused'
     OR EXISTS (SELECT FROM refusal r WHERE r.message_id = m.id AND r.weight <> 'notice'))
"""
PAGE = f"{ROW} {FROM} ORDER BY m.id DESC OFFSET %(offset)s LIMIT %(limit)s"
TOTAL = f"SELECT count(*) {FROM}"
ONE = f"{ROW} FROM inbox_message m JOIN connection c ON c.id = m.connection_id WHERE m.id = %s"
REFUSALS = """
SELECT weight, place, code, text, erp_ref, field FROM refusal WHERE message_id = %s
ORDER BY CASE weight WHEN 'refused' THEN 0 WHEN 'waiting' THEN 1 ELSE 2 END, id LIMIT %s
"""
QUEUE = """
SELECT o.id, o.number, o.placed_at, k.name, c.name, f.state, f.queries, f.error, f.delivered_at
FROM order_offer f JOIN sales_order o ON o.id = f.order_id JOIN counterparty k ON k.id = o.counterparty_id
JOIN connection c ON c.id = f.connection_id
WHERE f.state NOT IN ('accepted', 'withdrawn') ORDER BY f.error = '', f.created_at, o.id LIMIT %s
"""
MOST = 200


@frozen
class PostgresJournal:
    database: Database

    def page(self, filter: JournalFilter) -> JournalPage:
        asked = {
            "connection": filter.connection,
            "state": filter.state,
            "kind": filter.kind,
            "refusals": filter.with_refusals,
            "offset": max(0, filter.offset),
            "limit": max(1, min(filter.limit, MOST)),
        }
        with self.database.snapshot() as raw:
            rows = raw.execute(PAGE.encode(), asked).fetchall()
            total = raw.execute(TOTAL.encode(), asked).fetchone()
            connections = raw.execute("SELECT id, name FROM connection ORDER BY name, id").fetchall()
        count = int(total[0]) if total else 0
        return JournalPage(tuple(JournalRow(*row) for row in rows), count, tuple(map(pair, connections)), filter)

    def entry(self, message_id: int, limit: int) -> JournalEntry | None:
        with self.database.snapshot() as raw:
            row = raw.execute(ONE.encode(), [message_id]).fetchone()
            refusals = raw.execute(REFUSALS, [message_id, limit]).fetchall()
        return JournalEntry(JournalRow(*row), tuple(RefusalRow(*one) for one in refusals)) if row else None

    def queue(self, limit: int) -> Sequence[QueuedOrder]:
        with self.database.driver() as raw:
            rows = raw.execute(QUEUE, [limit]).fetchall()
        return [QueuedOrder(*row) for row in rows]


def pair(row: tuple[Any, ...]) -> tuple[int, str]:
    return row[0], row[1]
