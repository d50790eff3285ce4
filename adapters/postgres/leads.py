"""Leads: kept once for one person and the same goods, moved under a lock, with their history."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, Driver, driver, json_text
from application.leads.ports import FoundGoods, LeadCard, LeadEvent, LeadPage, LeadRow, NewLead
from domain.catalog.folding import sku_key
from domain.ordering.lead import LeadState
from domain.shared.ids import UserId

# Two presses at once meet in the unique index: the second one waits, then counts.
KEEP = """
INSERT INTO lead (id, phone, email, name, goods, lines, key)
VALUES (%(id)s, %(phone)s, %(email)s, %(name)s, %(goods)s, %(lines)s::jsonb, %(key)s)
ON CONFLICT (key) WHERE state in ('new', 'taken')
DO UPDATE SET asked = least(lead.asked + 1, 32000), last_at = now(), email = excluded.email, version = lead.version + 1
RETURNING id, number
"""
EVENT = "INSERT INTO lead_event (lead_id, user_id, state, note) VALUES (%s, %s, %s, %s)"
ROWS = """
SELECT l.id, l.number, l.created_at, l.last_at, l.phone, l.email, l.name, jsonb_array_length(l.lines), l.asked, l.state,
       coalesce(u.name, ''),
       (SELECT count(*) FROM lead o WHERE o.phone = l.phone AND o.id <> l.id AND o.state IN ('new', 'taken'))
FROM lead l LEFT JOIN app_user u ON u.id = l.taken_by
"""
PAGE = f"""
{ROWS} WHERE %(state)s::text IS NULL OR l.state = %(state)s
ORDER BY l.last_at DESC, l.id LIMIT %(limit)s OFFSET %(offset)s
"""
COUNTS = "SELECT state, count(*) FROM lead GROUP BY state"
ONE = f"{ROWS} WHERE l.id = %s"
GOODS = "SELECT goods, lines FROM lead WHERE id = %s"
FOUND = """
SELECT p.sku_key, min(p.name), min(p.unit), coalesce(sum(greatest(s.free, 0)), 0)
FROM product p JOIN variant v ON v.product_id = p.id AND NOT v.deleted
LEFT JOIN stock s ON s.variant_id = v.id
WHERE p.sku_key = ANY(%s) AND p.sku_key <> '' AND p.told AND NOT p.deleted GROUP BY p.sku_key
"""
EVENTS = """
SELECT e.at, coalesce(u.name, ''), e.state, e.note FROM lead_event e LEFT JOIN app_user u ON u.id = e.user_id
WHERE e.lead_id = %s ORDER BY e.id
"""
LOCK = "SELECT state FROM lead WHERE id = %s FOR UPDATE"
MOVE = """
UPDATE lead SET state = %(to)s, note = %(note)s, version = version + 1,
    taken_by = CASE WHEN %(to)s = 'new' THEN NULL ELSE coalesce(taken_by, %(by)s) END
WHERE id = %(id)s
"""


@frozen
class PostgresLeadWork:
    connection: Driver

    def keep(self, lead: NewLead) -> int:
        lines = [{"text": one.text, "sku": one.sku, "quantity": one.quantity} for one in lead.lines]
        facts = {
            "id": lead.id, "phone": lead.phone, "email": lead.email, "name": lead.name, "goods": lead.goods,
            "lines": json_text(lines), "key": lead.key,
        }  # fmt: skip
        row = self.connection.execute(KEEP, facts).fetchone()
        assert row is not None, "an insert that updates on conflict always returns its row"
        if row[0] == lead.id:
            self.connection.execute(EVENT, (lead.id, None, LeadState.NEW, ""))
        return int(row[1])

    def move(self, by: UserId, id: UUID, was: LeadState, to: LeadState, note: str) -> LeadState | None:
        row = self.connection.execute(LOCK, (id,)).fetchone()
        if row is None:
            return None
        if row[0] != was:
            return LeadState(row[0])  # a colleague was faster
        self.connection.execute(MOVE, {"id": id, "by": by, "to": to, "note": note})
        self.connection.execute(EVENT, (id, by, to, note))
        return was


@frozen
class PostgresLeads:
    database: Database

    def page(self, state: LeadState | None, offset: int, limit: int) -> LeadPage:
        with self.database.snapshot() as connection:
            rows = connection.execute(PAGE.encode(), {"state": state, "offset": offset, "limit": limit}).fetchall()
            counts = {LeadState(code): n for code, n in connection.execute(COUNTS)}
        total = sum(n for code, n in counts.items() if state in (None, code))
        return LeadPage(tuple(_row(row) for row in rows), total, counts)

    def card(self, id: UUID) -> LeadCard | None:
        with self.database.snapshot() as connection:
            row = connection.execute(ONE.encode(), (id,)).fetchone()
            told = connection.execute(GOODS, (id,)).fetchone()
            if row is None or told is None:
                return None
            keys = [sku_key(line["sku"]) for line in told[1]]
            known = {key: facts for key, *facts in connection.execute(FOUND, (keys,))}
            events = connection.execute(EVENTS, (id,)).fetchall()
        found = []
        for line, key in zip(told[1], keys, strict=True):
            name, unit, free = known.get(key, ("", "", Decimal(0)))
            found.append(FoundGoods(line["text"], Decimal(line["quantity"]), name, free, unit))
        history = (LeadEvent(at, who, LeadState(state), note) for at, who, state, note in events)
        return LeadCard(_row(row), told[0], tuple(found), tuple(history))

    @contextmanager
    def begin(self) -> Iterator[PostgresLeadWork]:
        with self.database.transaction() as connection:
            yield PostgresLeadWork(driver(connection))


def _row(row: tuple[Any, ...]) -> LeadRow:
    *facts, state, who, others = row
    return LeadRow(*(*facts, LeadState(state), who, others))
