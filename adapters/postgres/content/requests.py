"""Requests for content as rows. Whose they are is a part of every statement (A1)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, Driver, driver, json_text
from adapters.postgres.outbox import record
from application.content.files import KeptFile
from application.content.requests import Answer, NewRequest, RequestRow, RequestState, TooManyRequests, Wanted
from application.queries.orders import Readers
from application.shared.outbox import content_answered
from domain.shared.errors import NotFound
from domain.shared.ids import CounterpartyId, ProductId, UserId

SEEN = """NOT k.deleted AND (%(manager)s::uuid IS NULL OR k.manager_id = %(manager)s)
AND (%(parties)s::uuid[] IS NULL OR k.id = ANY(%(parties)s))"""
ROWS = f"""
SELECT r.id, p.id, p.sku, p.name, k.name, u.name, r.what, r.comment, r.asked_at, r.state, r.answer, r.filename,
       r.sha256, r.content_type, r.size, r.is_public, r.answered_at, coalesce(w.name, '')
FROM content_request r JOIN counterparty k ON k.id = r.counterparty_id JOIN product p ON p.id = r.product_id
JOIN app_user u ON u.id = r.user_id LEFT JOIN app_user w ON w.id = r.answered_by
WHERE {SEEN} AND (%(client)s::uuid IS NULL OR k.id = %(client)s) AND (%(state)s = '' OR r.state = %(state)s)
ORDER BY r.state <> 'open', CASE WHEN r.state = 'open' THEN r.asked_at END, r.answered_at DESC, r.id LIMIT %(limit)s
"""
FILE = f"""
SELECT r.filename, r.sha256, r.content_type, r.size
FROM content_request r JOIN counterparty k ON k.id = r.counterparty_id
WHERE r.id = %(id)s AND r.sha256 IS NOT NULL AND {SEEN}
"""
PUBLIC = """
SELECT product_id, filename, sha256, content_type, size FROM content_request
WHERE id = %s AND is_public AND sha256 IS NOT NULL
"""
# The person's row is locked, so that two requests at once do not both find room.
OPEN = """
SELECT (SELECT count(*) FROM content_request r WHERE r.user_id = u.id AND r.state = 'open'),
       EXISTS (SELECT FROM content_request r WHERE r.id = %s)
FROM app_user u WHERE u.id = %s FOR UPDATE
"""
ADD = """
INSERT INTO content_request (id, product_id, user_id, counterparty_id, what, comment) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (id) DO NOTHING
"""
ANSWER = f"""
UPDATE content_request r SET state = %(state)s, answer = %(answer)s, filename = %(filename)s, sha256 = %(sha256)s,
    content_type = %(content_type)s, size = %(size)s, is_public = %(public)s, answered_by = %(by)s, answered_at = now()
FROM counterparty k WHERE k.id = r.counterparty_id AND r.id = %(id)s AND {SEEN}
"""
FIND = f"""
SELECT FROM content_request r JOIN counterparty k ON k.id = r.counterparty_id
WHERE r.id = %(id)s AND {SEEN} FOR UPDATE OF r
"""
RECORD = "INSERT INTO audit_log (user_id, action, subject, facts) VALUES (%s, %s, %s, %s::jsonb)"


def asked_by(whose: Readers) -> dict[str, Any]:
    parties = None if whose.counterparties is None else list(whose.counterparties)
    return {"manager": whose.manager, "parties": parties}


def row_of(row: tuple[Any, ...]) -> RequestRow:
    (id, product, sku, goods, client, by, what, comment, at, state, answer, filename, sha256, kind, size, public,
     answered, answerer) = row  # fmt: skip
    file = None if sha256 is None else KeptFile(filename, sha256, kind, size)
    return RequestRow(
        id, ProductId(product), sku, goods, client, by, Wanted(what), comment, at, RequestState(state), answer, file,
        public, answered, answerer,
    )  # fmt: skip


@frozen
class PostgresContentRequests:
    database: Database

    def add(self, new: NewRequest, most: int) -> None:
        ask = new.ask
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            row = connection.execute(OPEN, [ask.id, new.user]).fetchone()
            if row is not None and row[1]:
                return
            if row is not None and row[0] >= most:
                raise TooManyRequests(most)
            connection.execute(ADD, [ask.id, ask.product, new.user, new.counterparty, ask.what.value, ask.comment])

    def latest(self, whose: Readers, client: CounterpartyId | None, state: str, limit: int) -> Sequence[RequestRow]:
        asked = {**asked_by(whose), "client": client, "state": state, "limit": limit}
        with self.database.driver() as connection:
            return [row_of(row) for row in connection.execute(ROWS.encode(), asked)]

    def file(self, whose: Readers, id: UUID) -> KeptFile | None:
        with self.database.driver() as connection:
            row = connection.execute(FILE.encode(), {**asked_by(whose), "id": id}).fetchone()
        return None if row is None else KeptFile(*row)

    def public(self, id: UUID) -> tuple[ProductId, KeptFile] | None:
        with self.database.driver() as connection:
            row = connection.execute(PUBLIC, [id]).fetchone()
        return None if row is None else (ProductId(row[0]), KeptFile(*row[1:]))


@frozen
class PostgresRequestWork:
    connection: Driver

    def find(self, whose: Readers, id: UUID) -> None:
        if self.connection.execute(FIND.encode(), {**asked_by(whose), "id": id}).fetchone() is None:
            raise NotFound("content", str(id))

    def answer(self, whose: Readers, id: UUID, answer: Answer, by: UserId) -> None:
        file = answer.file
        state = RequestState.DECLINED if answer.is_declined else RequestState.ANSWERED
        facts = {
            **asked_by(whose), "id": id, "state": state.value, "answer": answer.text, "by": by,
            "filename": file.filename if file else "", "sha256": file.sha256 if file else None,
            "content_type": file.content_type if file else "", "size": file.size if file else None,
            "public": answer.is_public,
        }  # fmt: skip
        if not self.connection.execute(ANSWER.encode(), facts).rowcount:
            raise NotFound("content", str(id))
        record(self.connection, [content_answered(id)])

    def record(self, user: UserId, action: str, subject: str, facts: Mapping[str, object]) -> None:
        self.connection.execute(RECORD, [user, action, subject, json_text(dict(facts))])


@contextmanager
def begin_request_work(database: Database) -> Iterator[PostgresRequestWork]:
    with database.transaction() as connection:
        yield PostgresRequestWork(driver(connection))
