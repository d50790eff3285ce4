"""The words that the goods of this database have."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from adapters.postgres.database import Database
from application.search.read_words import Now

LONGEST_WORD = 40

NOW = """
SELECT s.catalogue_version, coalesce((SELECT max(id) FROM inbox_message), 0), now() FROM catalogue_state s
"""
CHANGED = "SELECT count(*) FILTER (WHERE message_id > %s) / greatest(count(*), 1)::float8 FROM product"
READ = """
SELECT word, ndoc FROM ts_stat($texts$
    SELECT to_tsvector('simple', replace(lower(name || ' ' || manufacturer), 'ё', 'е')) FROM product
    WHERE told AND NOT deleted {only}
$texts$)
"""


@frozen
class PostgresGoodsWords:
    database: Database

    def now(self) -> Now:
        return Now(*self._rows(NOW)[0])

    def changed(self, since: int) -> float:
        return float(self._rows(CHANGED, since)[0][0])

    def read(self, since: int | None) -> Mapping[str, int]:
        only = "" if since is None else f"AND message_id > {since:d}"
        told = self._rows(READ.format(only=only))
        return {word: goods for word, goods in told if word.isalpha() and 2 <= len(word) <= LONGEST_WORD}

    def _rows(self, statement: str, *facts: object) -> list[tuple[Any, ...]]:
        with self.database.driver() as connection:
            return connection.execute(statement.encode(), facts or None).fetchall()
