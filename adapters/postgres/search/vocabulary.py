"""The words that goods have: asked for by what was typed, read again after imports."""

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import frozen

from adapters.postgres.database import Database, Driver, driver
from application.search.ports import MOST_WORDS_TOLD
from domain.catalog.respelling import Known
from domain.catalog.spelling import neighbours, sound

MOST_NEAR = 12
LONGEST_WORD = 40
# Two slips leave enough of a long word for trigrams to find it; of a short one they leave nothing.
LONG = 7

# A question for each word and each layout of it: of the same stem, of nearly the same sound, of much the same letters,
# and for the last word those that begin so. Each by an index; the domain chooses among what comes.
NEAR = """
SELECT DISTINCT a.n, w.word, w.goods, w.stem = a.stem AS is_stem, a.switched, a.is_last AND w.begun AS is_begun
FROM (
    SELECT n, word, sound, string_to_array(near, ' ') AS near, switched, is_last,
           coalesce((tsvector_to_array(to_tsvector('russian', word)))[1], '') AS stem
    FROM unnest(%(ns)s::int[], %(words)s::text[], %(sounds)s::text[], %(nears)s::text[], %(switched)s::bool[],
                %(lasts)s::bool[]) AS t(n, word, sound, near, switched, is_last)
) AS a CROSS JOIN LATERAL (
    (SELECT word, goods, stem, false AS begun FROM search_word WHERE stem = a.stem LIMIT 8)
    UNION ALL
    (SELECT word, goods, stem, false FROM search_word WHERE near && a.near ORDER BY goods DESC LIMIT 60)
    UNION ALL
    (SELECT word, goods, stem, false FROM search_word WHERE length(a.sound) >= %(long)s AND sound %% a.sound
      ORDER BY similarity(sound, a.sound) DESC, goods DESC LIMIT %(most)s)
    UNION ALL
    (SELECT word, goods, stem, true FROM search_word
      WHERE a.is_last AND length(a.sound) > 1 AND sound ~>=~ a.sound AND sound ~<~ (a.sound || chr(1114111))
      ORDER BY goods DESC LIMIT %(most)s)
) AS w
"""
BEGINNING = """
SELECT word FROM search_word WHERE word ~>=~ %(begun)s AND word ~<~ (%(begun)s || chr(1114111))
ORDER BY goods DESC, word LIMIT %(most)s
"""

STATE = """
SELECT s.catalogue_version, v.catalogue_version, v.message_id, v.rebuilt_at < now() - interval '24 hours',
       coalesce((SELECT max(id) FROM inbox_message), 0)
FROM catalogue_state s LEFT JOIN search_vocabulary v ON v.id = 1
"""
# Messages are applied by several connections at once and not in the order of their numbers: a few are read again.
OVERLAP = 50
CHANGED = "SELECT count(*) FILTER (WHERE message_id > %s), count(*) FROM product"
READ = """
SELECT word, ndoc, coalesce((tsvector_to_array(to_tsvector('russian', word)))[1], '') FROM ts_stat($texts$
    SELECT to_tsvector('simple', replace(lower(name || ' ' || manufacturer), 'ё', 'е')) FROM product
    WHERE told AND NOT deleted {only}
$texts$)
"""
STAGE = "CREATE TEMP TABLE read_word (LIKE search_word) ON COMMIT DROP"
COPY = "COPY read_word (word, sound, stem, near, goods) FROM STDIN"
ADD = """
INSERT INTO search_word (word, sound, stem, near, goods) SELECT word, sound, stem, near, goods FROM read_word
ON CONFLICT (word) DO UPDATE SET goods = {goods} WHERE search_word.goods <> {goods}
"""
DROP_OLD = "DELETE FROM search_word w WHERE NOT EXISTS (SELECT FROM read_word r WHERE r.word = w.word)"
KEEP_STATE = """
INSERT INTO search_vocabulary (id, catalogue_version, message_id, rebuilt_at)
VALUES (1, %(version)s, %(message)s, now())
ON CONFLICT (id) DO UPDATE SET catalogue_version = %(version)s, message_id = %(message)s,
    rebuilt_at = CASE WHEN %(whole)s THEN now() ELSE search_vocabulary.rebuilt_at END
"""


@frozen
class PostgresVocabulary:
    database: Database

    def near(self, words: Sequence[tuple[str, str]]) -> Sequence[Sequence[Known]]:
        if not words:
            return []
        asked = [
            (n, spelt, sound(spelt), spelt is not word, n == len(words) - 1)
            for n, (word, other) in enumerate(words)
            for spelt in dict.fromkeys((word, other))
            if spelt.isalpha() and len(spelt) <= LONGEST_WORD
        ]
        ns, spellings, sounds, switched, lasts = map(list, zip(*asked, strict=True)) if asked else ([],) * 5
        facts = {
            "ns": ns, "words": spellings, "sounds": sounds, "nears": [" ".join(neighbours(key)) for key in sounds],
            "switched": switched, "lasts": lasts, "long": LONG, "most": MOST_NEAR,
        }  # fmt: skip
        found: list[list[Known]] = [[] for _ in words]
        with self.database.driver() as connection:
            for n, *known in connection.execute(NEAR.encode(), facts):
                found[n].append(Known(*known))
        return found

    def beginning(self, word: str, most: int = MOST_WORDS_TOLD) -> Sequence[str]:
        with self.database.driver() as connection:
            return [row[0] for row in connection.execute(BEGINNING, {"begun": word, "most": most})]


@frozen
class ReadVocabulary:
    """A job: after an import the words of what came are added; once a day, or after a large one, all are read anew.

    Runs in a transaction of its own, so that an import never waits for it.
    """

    database: Database

    def __call__(self) -> int:
        """How many words were read; nothing is done while the catalogue is as it was."""
        with self.database.transaction() as core:
            connection = driver(core)
            version, known, message, is_old, latest = _row(connection, STATE)
            if version == known and not is_old:
                return 0
            since = max(0, (message or 0) - OVERLAP)
            changed, goods = _row(connection, CHANGED, [since])
            whole = known is None or is_old or changed * 5 > goods
            only = "" if whole else f"AND message_id > {since:d}"
            connection.execute(STAGE)
            count = _stage(connection, connection.execute(READ.format(only=only).encode()))
            # Words of a part of the goods were counted in that part: the count orders suggestions, no more.
            counted = "excluded.goods" if whole else "greatest(search_word.goods, excluded.goods)"
            connection.execute(ADD.format(goods=counted).encode())
            if whole:
                connection.execute(DROP_OLD)
            connection.execute(KEEP_STATE, {"version": version, "message": latest, "whole": whole})
        return count


def _row(connection: Driver, statement: str, facts: Sequence[object] = ()) -> tuple[Any, ...]:
    found = connection.execute(statement.encode(), facts).fetchone()
    assert found is not None
    return found


def _stage(connection: Driver, read: Iterable[tuple[object, ...]]) -> int:
    count = 0
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for word, goods, stem in list(read):
            if isinstance(word, str) and word.isalpha() and 2 <= len(word) <= LONGEST_WORD:
                heard = sound(word)
                copy.write_row((word, heard, stem, sorted(neighbours(heard)), goods))
                count += 1
    return count
