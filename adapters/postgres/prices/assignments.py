"""Assignments of price types as the desk reads them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.client_base import CLIENTS, terms_of_row
from adapters.postgres.database import Database
from adapters.postgres.prices.assigning import mine
from adapters.postgres.prices.individual import PERIODS, SOURCES
from adapters.postgres.prices.seen import manager_of, owners, seen, texts
from adapters.postgres.prices.sources import columns, joined, source
from application.price_desk.assignments import AssignmentFilter, AssignmentRow, FormerAssignment, OwnersOffered
from application.pricing.rule_content import which_of
from application.queries.orders import Readers
from domain.pricing.assigning import Assignee
from domain.pricing.terms import Terms
from domain.shared.errors import NotFound
from domain.shared.ids import PriceTypeId, RegionId

ROW = f"""
SELECT a.id, a.assignee, a.owner_id, coalesce(k.name, h.name, g.name, r.name, ''), k.id, coalesce(c.number, ''),
       coalesce(k.inn, ''), a.price_type_id, t.name, t.currency, a.which, a.segment, a.priority, a.valid_from,
       a.valid_to, coalesce(base.name, CASE WHEN a.message_id IS NULL THEN '' ELSE 'ERP' END),
       coalesce(a.act_id, a.message_id)::text, {columns("told")}
"""
JOINS = f"""
LEFT JOIN contract c ON a.assignee = 'contract' AND c.id = a.owner_id
LEFT JOIN counterparty k ON k.id = CASE a.assignee WHEN 'contract' THEN c.counterparty_id
                                                   WHEN 'counterparty' THEN a.owner_id END
LEFT JOIN holding h ON a.assignee = 'holding' AND h.id = a.owner_id
LEFT JOIN user_group g ON a.assignee = 'group' AND g.id = a.owner_id
LEFT JOIN region r ON a.assignee = 'region' AND r.id = a.owner_id
JOIN price_type t ON t.id = a.price_type_id
LEFT JOIN connection base ON base.id = a.connection_id
{joined("told", "a.message_id", "a.act_id")}
"""
# What stands, or what stood last: one that was withdrawn keeps its page.
LAST = """
(SELECT id, connection_id, assignee, owner_id, price_type_id, segment, which, priority, valid_from, valid_to,
        message_id, act_id
   FROM price_assignment WHERE id = %(id)s
 UNION ALL
 SELECT t.id, NULL, t.assignee, t.owner_id, t.price_type_id, t.segment, t.which, t.priority, t.valid_from, t.valid_to,
        f.message_id, f.act_id
   FROM (SELECT * FROM pricing_fact WHERE kind = 'price_assignment' AND key = %(id)s::text AND content IS NOT NULL
         ORDER BY id DESC LIMIT 1) AS f CROSS JOIN LATERAL jsonb_populate_record(NULL::price_assignment, f.content) AS t
  WHERE NOT EXISTS (SELECT FROM price_assignment WHERE id = %(id)s)) AS a
"""
FORMERS = f"""
SELECT coalesce(t.name, ''), f.content ->> 'segment', (f.content ->> 'priority')::int,
       (f.content ->> 'valid_from')::date, (f.content ->> 'valid_to')::date, f.content IS NULL, f.recorded_at,
       told_m.id, coalesce(told_u.name, told_c.name, '')
FROM pricing_fact f LEFT JOIN price_type t ON t.id = (f.content ->> 'price_type_id')::int
{joined("told", "f.message_id", "f.act_id")}
WHERE f.kind = 'price_assignment' AND f.key = %(id)s::text ORDER BY f.id DESC LIMIT 200
"""
TERMS = CLIENTS.replace("WHERE NOT c.deleted", "WHERE k.id = %(client)s AND NOT c.deleted")
REGIONAL = """
SELECT r.id, r.name, v.variant_id FROM region r
LEFT JOIN price_type_region v ON v.region_id = r.id AND v.price_type_id = %s ORDER BY r.name, r.id
"""
CLIENT = """
SELECT st.pricing_version FROM counterparty k CROSS JOIN catalogue_state st
WHERE k.id = %(client)s AND NOT k.deleted AND {seen}
"""


@frozen
class PostgresAssignments:
    database: Database

    def page(self, whose: Readers, ask: AssignmentFilter) -> tuple[Sequence[AssignmentRow], UUID | None]:
        """The newest first: ids are sorted by the moment of making."""
        parts, client = [mine(whose)], ask.client.strip()
        if client:
            parts.append(f"a.owner_id IN ({owners(whose, client)})")
        if ask.price_type is not None:
            parts.append("a.price_type_id = %(type)s")
        if ask.assignee is not None:
            parts.append("a.assignee = %(assignee)s")
        if ask.source in SOURCES:
            parts.append(SOURCES[ask.source].replace("i.", "a."))
        if ask.period is not None and ask.day is not None:
            parts.append(PERIODS[ask.period].replace("i.", "a."))
        if ask.before is not None:
            parts.append("a.id < %(before)s")
        facts = {
            "type": ask.price_type, "assignee": ask.assignee, "day": ask.day, "before": ask.before,
            "limit": ask.limit + 1, **manager_of(whose), **texts(client),
        }  # fmt: skip
        where = " AND ".join(parts)
        statement = f"{ROW} FROM price_assignment a {JOINS} WHERE {where} ORDER BY a.id DESC LIMIT %(limit)s"
        with self.database.driver() as connection:
            rows = [_row(row) for row in connection.execute(statement.encode(), facts)]
        shown = rows[: ask.limit]
        return shown, shown[-1].id if len(rows) > ask.limit else None

    def one(self, whose: Readers, id: UUID) -> tuple[AssignmentRow, Sequence[FormerAssignment]]:
        facts = {"id": id, **manager_of(whose)}
        with self.database.snapshot() as connection:
            row = connection.execute(f"{ROW} FROM {LAST} {JOINS} WHERE {mine(whose)}".encode(), facts).fetchone()
            if row is None:
                raise NotFound("price-assignment", str(id))
            formers = connection.execute(FORMERS.encode(), facts).fetchall()
        return _row(row), [_former(each) for each in formers]

    def offered(self) -> OwnersOffered:
        with self.database.driver() as connection:
            regions = connection.execute("SELECT id, name FROM region ORDER BY name, id").fetchall()
            groups = connection.execute("SELECT id, name FROM user_group ORDER BY name, id").fetchall()
        return OwnersOffered(regions, groups)

    def regional(self, kind: PriceTypeId) -> Sequence[tuple[RegionId, str, PriceTypeId | None]]:
        with self.database.driver() as connection:
            return connection.execute(REGIONAL, [kind]).fetchall()

    def terms_of(self, whose: Readers, client: UUID, day: date) -> tuple[int, Sequence[Terms]]:
        facts = {"client": client, "day": day, **manager_of(whose)}
        with self.database.snapshot() as connection:
            found = connection.execute(CLIENT.format(seen=seen(whose, "k")).encode(), facts).fetchone()
            if found is None:
                raise NotFound("client", str(client))
            rows = connection.execute(TERMS, facts).fetchall()
        return found[0], [terms_of_row(row) for row in rows]


def _row(row: tuple[Any, ...]) -> AssignmentRow:
    (id, assignee, owner_id, owner, client, contract, inn, kind, type_name, currency, which, segment, priority, start,
     end, base, version, *told) = row  # fmt: skip
    return AssignmentRow(
        id, Assignee(assignee), owner_id, owner, client, contract, inn, PriceTypeId(kind), type_name, currency,
        which_of(which), segment, priority, start, end, base, version or "", source(tuple(told)),
    )  # fmt: skip


def _former(row: tuple[Any, ...]) -> FormerAssignment:
    name, segment, priority, start, end, is_gone, *told = row
    return FormerAssignment(name, segment or "", priority or 0, start, end, source(tuple(told)), is_gone)
