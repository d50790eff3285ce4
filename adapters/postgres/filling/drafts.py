"""Drafts of orders as rows, the layouts of clients' files, the worker's hold on a long file."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from attrs import asdict, frozen

from adapters.postgres.database import Database, Driver, driver, json_text
from adapters.postgres.outbox import PostgresDeliveries, record
from application.filling.drafts import MOST_DRAFTS, Draft, DraftRow, DraftState, FileNotes
from application.filling.layout import Layout
from application.filling.typed import TypedLine
from application.shared.outbox import order_file_sent
from domain.shared.errors import NotFound
from domain.shared.ids import CounterpartyId, UserId

ADD = """
INSERT INTO order_draft (id, user_id, counterparty_id, name, state, lines, file, layout, notes, failure, size)
VALUES (%(id)s, %(by)s, %(client)s, %(name)s, %(state)s, %(lines)s, %(file)s, %(layout)s, %(notes)s, %(failure)s,
        %(size)s)
"""
# Whoever pastes all day does not fill the table: the oldest go.
OLDEST = """
DELETE FROM order_draft WHERE id IN (
    SELECT id FROM order_draft WHERE user_id = %s AND counterparty_id = %s ORDER BY updated_at DESC OFFSET %s)
"""
COLUMNS = "id, user_id, counterparty_id, version, name, state, lines, file, layout, notes, failure, size, updated_at"
ONE = f"SELECT {COLUMNS} FROM order_draft WHERE id = %s AND user_id = %s AND counterparty_id = %s"
WAITING = f"SELECT {COLUMNS} FROM order_draft WHERE id = %s AND state = 'waiting' FOR UPDATE"
SAVE = """
UPDATE order_draft SET version = version + 1, state = %(state)s, lines = %(lines)s, layout = %(layout)s,
    notes = %(notes)s, failure = %(failure)s, updated_at = now()
WHERE id = %(id)s AND user_id = %(by)s AND counterparty_id = %(client)s
"""
REMOVE = "DELETE FROM order_draft WHERE id = %s AND user_id = %s AND counterparty_id = %s"
LATEST = """
SELECT id, name, state, jsonb_array_length(lines), updated_at FROM order_draft
WHERE user_id = %s AND counterparty_id = %s ORDER BY updated_at DESC LIMIT %s
"""
OLD = """
WITH gone AS (DELETE FROM order_draft WHERE updated_at < now() - interval '30 days' RETURNING file)
SELECT DISTINCT g.file FROM gone g WHERE g.file <> '' AND NOT EXISTS (
    SELECT FROM order_draft d WHERE d.file = g.file AND d.updated_at >= now() - interval '30 days')
"""


@frozen
class PostgresDrafts:
    database: Database

    def add(self, draft: Draft) -> None:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            connection.execute(ADD, facts_of(draft))
            connection.execute(OLDEST, [draft.by, draft.client, MOST_DRAFTS])
            if draft.state is DraftState.WAITING:
                record(connection, [order_file_sent(draft.id)])

    def one(self, id: UUID, by: UserId, client: CounterpartyId) -> Draft:
        with self.database.driver() as connection:
            row = connection.execute(ONE, [id, by, client]).fetchone()
        if row is None:
            raise NotFound("draft", str(id))
        return draft_of(row)

    def save(self, draft: Draft) -> None:
        with self.database.driver() as connection:
            connection.execute(SAVE, facts_of(draft))

    def remove(self, id: UUID, by: UserId, client: CounterpartyId) -> None:
        with self.database.driver() as connection:
            connection.execute(REMOVE, [id, by, client])

    def latest(self, by: UserId, client: CounterpartyId) -> Sequence[DraftRow]:
        with self.database.driver() as connection:
            rows = connection.execute(LATEST, [by, client, MOST_DRAFTS]).fetchall()
        return [DraftRow(id, name, DraftState(state), lines, at) for id, name, state, lines, at in rows]

    def remove_old(self) -> Sequence[str]:
        with self.database.driver() as connection:
            return [row[0] for row in connection.execute(OLD)]


def facts_of(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "by": draft.by,
        "client": draft.client,
        "name": draft.name,
        "state": draft.state.value,
        "lines": json_text([line.facts() for line in draft.lines]),
        "file": draft.file,
        "layout": json_text(draft.layout.facts()),
        "notes": json_text(asdict(draft.notes)),
        "failure": None if draft.failure is None else json_text(draft.failure),
        "size": draft.size,
    }


def draft_of(row: tuple[Any, ...]) -> Draft:
    id, by, client, version, name, state, lines, file, layout, notes, failure, size, updated_at = row
    return Draft(
        id, by, client, version, name, DraftState(state), tuple(map(TypedLine.of, lines)), file, Layout.of(layout),
        FileNotes(**notes), failure, size, updated_at,
    )  # fmt: skip


@frozen
class PostgresDraftWork:
    connection: Driver

    @property
    def deliveries(self) -> PostgresDeliveries:
        return PostgresDeliveries(self.connection)

    def waiting(self, id: UUID) -> Draft | None:
        row = self.connection.execute(WAITING, [id]).fetchone()
        return None if row is None else draft_of(row)

    def save(self, draft: Draft) -> None:
        self.connection.execute(SAVE, facts_of(draft))


@contextmanager
def begin_draft(database: Database) -> Iterator[PostgresDraftWork]:
    with database.transaction() as connection:
        yield PostgresDraftWork(driver(connection))


KNOWN = "SELECT signature, columns FROM order_layout WHERE counterparty_id = %s AND signature = ANY(%s)"
REMEMBER = """
INSERT INTO order_layout (counterparty_id, signature, columns) VALUES (%s, %s, %s)
ON CONFLICT (counterparty_id, signature) DO UPDATE SET columns = excluded.columns, used_at = now()
"""


@frozen
class PostgresLayouts:
    database: Database

    def of(self, client: CounterpartyId, signatures: Sequence[str]) -> Mapping[str, Layout]:
        with self.database.driver() as connection:
            rows = connection.execute(KNOWN, [client, list(signatures)]).fetchall()
        return {signature: Layout.of(columns) for signature, columns in rows}

    def remember(self, client: CounterpartyId, signature: str, layout: Layout) -> None:
        with self.database.driver() as connection:
            connection.execute(REMEMBER, [client, signature, json_text(layout.facts())])
