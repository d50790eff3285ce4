"""Synonyms and misses of the seller's people: lists, and the transaction of whoever changes them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, Driver, driver
from adapters.postgres.search.synonym_rules import make_rules
from application.search_desk.book import MissPage, MissRow, Page, SynonymsRow
from application.search_desk.change import KeptSynonyms, SearchWork
from domain.catalog.folding import search_text
from domain.catalog.synonyms import Synonyms
from domain.shared.errors import NotFound
from domain.shared.ids import UserId

# Two groups that are saved at once must not both take a word.
TURN = "SELECT pg_advisory_xact_lock(7316004)"
ROW = """
SELECT s.id, s.words, s.one_way, s.version, coalesce(u.name, ''), s.changed_at, count(*) OVER ()
FROM search_synonym s LEFT JOIN app_user u ON u.id = s.changed_by
"""
LIST = f"""{ROW} WHERE %(text)s = '' OR EXISTS (SELECT FROM unnest(s.words) AS word WHERE word LIKE %(piece)s)
ORDER BY s.words[1], s.id OFFSET %(offset)s LIMIT %(limit)s
"""
EVERY = "SELECT words, one_way FROM search_synonym ORDER BY words[1], id"
LEADING = """
SELECT word, s.id FROM search_synonym s
CROSS JOIN unnest(CASE WHEN s.one_way THEN s.words[1:1] ELSE s.words END) AS word WHERE word = ANY(%s)
"""
ADD = "INSERT INTO search_synonym (id, words, one_way, changed_by) VALUES (%s, %s, %s, %s)"
SAVE = """
UPDATE search_synonym SET words = %s, one_way = %s, version = %s, changed_by = %s, changed_at = now() WHERE id = %s
"""
MISS = """
SELECT m.key, m.text, m.times, cardinality(m.clients), m.last_at, m.handled_at, coalesce(u.name, ''), count(*) OVER ()
FROM search_miss m LEFT JOIN app_user u ON u.id = m.handled_by
"""
MISSES = f"""{MISS} WHERE (m.handled_at IS NOT NULL) = %(handled)s AND (%(text)s = '' OR m.key LIKE %(piece)s)
ORDER BY CASE WHEN %(often)s THEN m.times ELSE 0 END DESC, m.last_at DESC, m.key OFFSET %(offset)s LIMIT %(limit)s
"""
HANDLE = """
UPDATE search_miss SET handled_by = %(by)s::uuid, handled_at = CASE WHEN %(by)s::uuid IS NULL THEN NULL ELSE now() END
WHERE key = %(key)s
"""


def _facts(page: Page) -> dict[str, Any]:
    folded = " ".join(search_text(page.text).split())
    piece = folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {"text": folded, "piece": f"%{piece}%", "offset": page.offset, "limit": page.limit}


@frozen
class PostgresSearchBook:
    database: Database

    def synonyms(self, page: Page) -> tuple[Sequence[SynonymsRow], int]:
        rows = self._rows(LIST, _facts(page))
        return [_synonyms(row) for row in rows], rows[0][-1] if rows else 0

    def one(self, id: UUID) -> SynonymsRow:
        rows = self._rows(f"{ROW} WHERE s.id = %(id)s", {"id": id})
        if not rows:
            raise NotFound("synonyms", str(id))
        return _synonyms(rows[0])

    def every(self) -> Sequence[Synonyms]:
        return [Synonyms(tuple(words), one_way) for words, one_way in self._rows(EVERY, {})]

    def misses(self, ask: MissPage) -> tuple[Sequence[MissRow], int]:
        rows = self._rows(MISSES, {**_facts(ask.page), "handled": ask.handled, "often": ask.often})
        return [MissRow(*row[:-1]) for row in rows], rows[0][-1] if rows else 0

    def miss(self, key: str) -> MissRow:
        rows = self._rows(f"{MISS} WHERE m.key = %(key)s", {"key": key})
        if not rows:
            raise NotFound("miss", key[:40])
        return MissRow(*rows[0][:-1])

    def _rows(self, statement: str, facts: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        with self.database.driver() as connection:
            return connection.execute(statement.encode(), facts).fetchall()


def _synonyms(row: tuple[Any, ...]) -> SynonymsRow:
    id, words, one_way, version, by, at, _ = row
    return SynonymsRow(id, Synonyms(tuple(words), one_way), version, by, at)


@frozen
class PostgresSearchWorks:
    database: Database

    @contextmanager
    def begin(self) -> Iterator[SearchWork]:
        with self.database.transaction() as core:
            connection = driver(core)
            connection.execute(TURN)
            yield PostgresSearchWork(connection)


@frozen
class PostgresSearchWork:
    connection: Driver

    def leading(self, words: Collection[str]) -> Mapping[str, UUID]:
        return dict(self.connection.execute(LEADING, [list(words)]).fetchall())

    def lock(self, id: UUID) -> KeptSynonyms:
        statement = "SELECT words, one_way, version FROM search_synonym WHERE id = %s FOR UPDATE"
        row = self.connection.execute(statement, [id]).fetchone()
        if row is None:
            raise NotFound("synonyms", str(id))
        return KeptSynonyms(id, Synonyms(tuple(row[0]), row[1]), row[2])

    def add(self, id: UUID, synonyms: Synonyms, by: UserId) -> None:
        self.connection.execute(ADD, [id, list(synonyms.words), synonyms.one_way, by])
        make_rules(self.connection, id, synonyms)

    def save(self, kept: KeptSynonyms, by: UserId) -> None:
        words = list(kept.synonyms.words)
        self.connection.execute(SAVE, [words, kept.synonyms.one_way, kept.version, by, kept.id])
        make_rules(self.connection, kept.id, kept.synonyms)

    def remove(self, id: UUID) -> None:
        self.connection.execute("DELETE FROM search_synonym WHERE id = %s", [id])

    def handle(self, key: str, by: UserId | None) -> None:
        self.connection.execute(HANDLE, {"key": key, "by": by})
