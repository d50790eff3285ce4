"""Advertising as rows: whom it is for is a part of every statement of a buyer (A1)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, Driver, driver, json_text
from application.access.context import BuyerContext
from application.content.files import KeptFile
from application.content.materials import Audience, Material, MaterialFacts, MaterialRow
from domain.shared.errors import NotFound
from domain.shared.ids import CounterpartyId, HoldingId, UserGroupId, UserId

COLUMNS = (
    """m.id, m.title, m.note, m.valid_from, m.valid_to, m.filename, m.sha256, m.content_type, m.size, m.added_at"""
)
ALL = f"""
SELECT {COLUMNS}, u.name, m.withdrawn_at IS NOT NULL,
       (SELECT array_agg(named.name ORDER BY named.name) FROM (
            SELECT h.name FROM holding h WHERE h.id = ANY(m.holdings)
            UNION ALL SELECT k.name FROM counterparty k WHERE k.id = ANY(m.counterparties)
            UNION ALL SELECT g.name FROM user_group g WHERE g.id = ANY(m.groups)) AS named)
FROM material m JOIN app_user u ON u.id = m.user_id ORDER BY m.withdrawn_at IS NOT NULL, m.added_at DESC LIMIT %s
"""
HIS = f"""
SELECT {COLUMNS} FROM material m
WHERE m.withdrawn_at IS NULL AND coalesce(m.valid_from <= %(day)s, true) AND coalesce(m.valid_to >= %(day)s, true)
  AND (m.holdings = '{{}}' AND m.counterparties = '{{}}' AND m.groups = '{{}}'
       OR %(holding)s = ANY(m.holdings) OR %(party)s = ANY(m.counterparties) OR m.groups && %(groups)s::uuid[])
  AND (%(id)s::uuid IS NULL OR m.id = %(id)s)
ORDER BY m.added_at DESC LIMIT 500
"""
ONE = "SELECT filename, sha256, content_type, size FROM material WHERE id = %s"
GROUPS = "SELECT id, name FROM user_group ORDER BY name"
# A holding that stands for one company alone has no name that anybody would type.
CLIENTS = """
SELECT asked.text, 'party', k.id FROM unnest(%(typed)s::text[]) AS asked(text)
JOIN counterparty k ON NOT k.deleted AND (k.inn = asked.text OR lower(k.name) = lower(asked.text))
UNION ALL
SELECT asked.text, 'holding', h.id FROM unnest(%(typed)s::text[]) AS asked(text)
JOIN holding h ON NOT h.implicit AND lower(h.name) = lower(asked.text)
"""
ADD = """
INSERT INTO material (id, title, note, valid_from, valid_to, filename, sha256, content_type, size, holdings,
                      counterparties, groups, user_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
WITHDRAW = "UPDATE material SET withdrawn_at = CASE WHEN %s THEN now() END WHERE id = %s"
RECORD = "INSERT INTO audit_log (user_id, action, subject, facts) VALUES (%s, %s, %s, %s::jsonb)"


def material_of(row: Sequence[Any]) -> Material:
    id, title, note, start, end, *file, at = row
    return Material(id, MaterialFacts(title, note, start, end), KeptFile(*file), at)


@frozen
class PostgresMaterials:
    database: Database

    def all(self, limit: int) -> Sequence[MaterialRow]:
        with self.database.driver() as connection:
            rows = connection.execute(ALL.encode(), [limit]).fetchall()
        return [MaterialRow(material_of(row[:10]), row[10], row[12] or (), row[11]) for row in rows]

    def groups(self) -> Sequence[tuple[UserGroupId, str]]:
        with self.database.driver() as connection:
            return connection.execute(GROUPS).fetchall()

    def one(self, id: UUID) -> KeptFile:
        with self.database.driver() as connection:
            row = connection.execute(ONE, [id]).fetchone()
        if row is None:
            raise NotFound("material", str(id))
        return KeptFile(*row)

    def of(self, context: BuyerContext) -> Sequence[Material]:
        return self._his(context, None)

    def one_of(self, context: BuyerContext, id: UUID) -> KeptFile:
        found = self._his(context, id)
        if not found:
            raise NotFound("material", str(id))
        return found[0].file

    def _his(self, context: BuyerContext, id: UUID | None) -> Sequence[Material]:
        asked = {"day": context.day, "holding": context.party.holding, "party": context.party.id,
                 "groups": list(context.groups), "id": id}  # fmt: skip
        with self.database.driver() as connection:
            return [material_of(row) for row in connection.execute(HIS.encode(), asked)]


@frozen
class PostgresMaterialWork:
    connection: Driver

    def clients(self, typed: Collection[str]) -> tuple[Audience, tuple[str, ...]]:
        rows = self.connection.execute(CLIENTS, {"typed": list(typed)}).fetchall()
        known = {text for text, _, _ in rows}
        holdings = frozenset(HoldingId(id) for _, kind, id in rows if kind == "holding")
        parties = frozenset(CounterpartyId(id) for _, kind, id in rows if kind == "party")
        return Audience(holdings, parties), tuple(text for text in typed if text not in known)

    def add(self, id: UUID, facts: MaterialFacts, whom: Audience, file: KeptFile, by: UserId) -> None:
        told = [facts.title, facts.note, facts.valid_from, facts.valid_to]
        kept = [file.filename, file.sha256, file.content_type, file.size]
        named = [list(whom.holdings), list(whom.counterparties), list(whom.groups)]
        self.connection.execute(ADD, [id, *told, *kept, *named, by])

    def withdraw(self, id: UUID, withdrawn: bool) -> None:
        if not self.connection.execute(WITHDRAW, [withdrawn, id]).rowcount:
            raise NotFound("material", str(id))

    def record(self, user: UserId, action: str, subject: str, facts: Mapping[str, object]) -> None:
        self.connection.execute(RECORD, [user, action, subject, json_text(dict(facts))])


@contextmanager
def begin_material_work(database: Database) -> Iterator[PostgresMaterialWork]:
    with database.transaction() as connection:
        yield PostgresMaterialWork(driver(connection))
