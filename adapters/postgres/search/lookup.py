"""Goods by words, articles and barcodes: one statement, each way of finding by an index of its own."""

from collections.abc import Sequence

from attrs import frozen

from adapters.postgres.database import Database
from application.search.ports import LookUp
from domain.catalog.asked import Term, bare
from domain.shared.ids import ProductId

# Of the best match first: a number in full (0), words as they were typed (1) or by a synonym (2), a piece of an
# article (3), words of which the last has only begun (4). Among equals those that begin with the first word.
# A synonym takes the place of words by `ts_rewrite`; it is read from the rules of the words at hand alone.
# The branches are joined to the goods once, so that what is not sold or stands elsewhere is dropped in one place.
FIND = """
WITH asked AS MATERIALIZED (
    SELECT typed, begun,
           CASE WHEN typed IS NULL THEN NULL ELSE ts_rewrite(typed, rules) END AS meant,
           CASE WHEN begun IS NULL THEN NULL ELSE ts_rewrite(begun, rules) END AS meant_begun
    FROM (SELECT to_tsquery('russian', %(typed)s) AS typed, to_tsquery('russian', %(begun)s) AS begun,
                 format('SELECT target, instead FROM search_synonym_rule WHERE stems && %%L::text[]',
                        tsvector_to_array(to_tsvector('russian', %(plain)s))) AS rules) AS read
), hit AS (
    SELECT v.product_id AS id, 0 AS kind FROM client_sku c JOIN variant v ON v.id = c.variant_id
     WHERE c.counterparty_id = %(client)s AND sku_bare(c.sku_key) = ANY(%(own)s::text[])
    UNION ALL
    SELECT id, 0 FROM product WHERE sku_bare(sku_key) = ANY(%(bare)s::text[]) AND sku_key <> ''
    UNION ALL
    SELECT product_id, 0 FROM variant WHERE sku_bare(sku_folded(sku)) = ANY(%(bare)s::text[]) AND sku <> ''
    UNION ALL
    SELECT id, 0 FROM product WHERE barcode = %(code)s AND barcode <> ''
    UNION ALL
    SELECT product_id, 0 FROM variant WHERE barcode = %(code)s AND barcode <> ''
    UNION ALL
    SELECT id, 3 FROM product WHERE sku_key LIKE %(piece)s
    UNION ALL
    SELECT p.id, CASE WHEN p.search @@ typed THEN 1 WHEN p.search @@ meant THEN 2 ELSE 4 END
    FROM asked, product p WHERE p.search @@ (meant_begun || meant)
), best AS (
    SELECT id, min(kind) AS kind FROM hit GROUP BY id
)
SELECT p.id FROM best JOIN product p USING (id) CROSS JOIN asked
WHERE p.told AND NOT p.deleted
  AND EXISTS (SELECT FROM variant v WHERE v.product_id = p.id AND v.told AND NOT v.deleted)
  AND (%(sections)s::int[] IS NULL
       OR EXISTS (SELECT FROM product_category k WHERE k.product_id = p.id AND k.category_id = ANY(%(sections)s)))
ORDER BY kind, NOT starts_with(p.sort_key, %(first)s),
         CASE WHEN kind = 0 THEN p.sku_key <> ALL(%(exact)s::text[]) END,
         ts_rank(p.search, meant_begun || meant, 1) DESC NULLS LAST, p.sort_key, p.id
LIMIT %(most)s
"""
# Goods that have any of the words: those that have more of them first, a rare word counting no more than a common one.
FIND_ANY = """
WITH asked AS MATERIALIZED (
    SELECT array_agg(to_tsquery('russian', word)) AS words, to_tsquery('russian', %(any)s) AS any_of
    FROM unnest(%(terms)s::text[]) AS word
), hit AS (
    SELECT p.id, p.sort_key, (SELECT count(*) FROM unnest(words) AS word WHERE p.search @@ word) AS had,
           ts_rank(p.search, any_of, 1) AS rank
    FROM asked, product p WHERE p.search @@ any_of AND p.told AND NOT p.deleted
      AND EXISTS (SELECT FROM variant v WHERE v.product_id = p.id AND v.told AND NOT v.deleted)
      AND (%(sections)s::int[] IS NULL
           OR EXISTS (SELECT FROM product_category k WHERE k.product_id = p.id AND k.category_id = ANY(%(sections)s)))
)
SELECT id FROM hit WHERE had = (SELECT max(had) FROM hit)
ORDER BY NOT starts_with(sort_key, %(first)s), rank DESC, sort_key, id LIMIT %(most)s
"""


@frozen
class PostgresGoodsLookup:
    database: Database

    def find(self, asked: LookUp, most: int | None) -> Sequence[ProductId]:
        statement, facts = (FIND_ANY, _any_facts(asked)) if asked.any_term else (FIND, _facts(asked))
        facts |= {"sections": _ids(asked.sections), "most": most, "first": _first(asked.terms)}
        with self.database.driver() as connection:
            return [row[0] for row in connection.execute(statement.encode(), facts)]


def _facts(asked: LookUp) -> dict[str, object]:
    typed = to_tsquery(asked.terms)
    return {
        "typed": typed,
        "begun": to_tsquery(asked.terms, begun=True),
        "plain": " ".join(spelt for term in asked.terms for spelt in term.spellings),
        "client": asked.client,
        "own": [bare(key) for key in asked.own],
        "bare": [bare(key) for key in asked.articles],
        "exact": list(asked.articles),
        "code": asked.code,
        "piece": f"%{_escaped(asked.piece)}%" if asked.piece else None,
    }


def _any_facts(asked: LookUp) -> dict[str, object]:
    terms = [_one(term) for term in asked.terms]
    return {"terms": terms, "any": " | ".join(terms) or None}


def to_tsquery(terms: Sequence[Term], *, begun: bool = False) -> str | None:
    """All terms; if `begun`, the last one may only have begun, and so may sizes: M10 is M10x40, too. None for none.

    A letter alone begins too many words.
    """
    if not terms:
        return None
    *before, last = terms
    sizes = [begun and not term.is_word and term.spellings[0][0].isalpha() for term in before]
    begins = [*sizes, begun and len(last.spellings[0]) > 1]
    return " & ".join(_one(term, ":*" if is_begun else "") for term, is_begun in zip(terms, begins, strict=True))


def _one(term: Term, mark: str = "") -> str:
    # Quoted, whatever was typed is words; the parser of the index divides them as it divided the names.
    return "(" + " | ".join("'" + spelt.replace("'", "''") + "'" + mark for spelt in term.spellings) + ")"


def _first(terms: Sequence[Term]) -> str:
    """How names begin that begin with the first word, its ending left out; no word, no name."""
    word = terms[0].spellings[0] if terms else ""
    return word[: max(3, len(word) - 2)] or "\uffff"


def _ids(sections: Sequence[int] | None) -> list[int] | None:
    return None if sections is None else list(sections)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
