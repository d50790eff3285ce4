"""What a group of synonyms does to a question: the rules by which `ts_rewrite` puts others in a word's place."""

from uuid import UUID

from adapters.postgres.database import Driver
from domain.catalog.asked import Asked
from domain.catalog.synonyms import Synonyms

FORGET = "DELETE FROM search_synonym_rule WHERE synonym_id = %s"
# What is put in carries all weights, which matches as much and is no target itself: rules do not feed each other.
# A word of nothing but stop words is no target.
MAKE = """
INSERT INTO search_synonym_rule (synonym_id, target, instead, stems)
SELECT %(id)s, target, to_tsquery('russian', %(instead)s), stems
FROM (SELECT to_tsquery('russian', word) AS target, tsvector_to_array(to_tsvector('russian', plain)) AS stems
      FROM unnest(%(targets)s::text[], %(plain)s::text[]) AS t(word, plain)) AS read
WHERE numnode(target) > 0
"""


def make_rules(connection: Driver, id: UUID, synonyms: Synonyms) -> None:
    connection.execute(FORGET, [id])
    facts = {
        "id": id,
        "targets": [_together(word, "") for word in synonyms.typed],
        "plain": list(synonyms.typed),
        "instead": " | ".join(f"({_together(word, ':ABCD')})" for word in synonyms.words),
    }
    connection.execute(MAKE.encode(), facts)


def _together(phrase: str, weights: str) -> str:
    terms = Asked.of(phrase).terms
    return " & ".join("'" + term.spellings[0].replace("'", "''") + "'" + weights for term in terms)
