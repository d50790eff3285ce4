"""Goods by words, articles and barcodes: one statement, each way of finding by an index of its own."""

import re
from collections.abc import Sequence
from itertools import combinations

from attrs import frozen

from adapters.postgres.database import Database
from application.search.ports import LookUp
from domain.catalog.asked import Term, bare
from domain.shared.ids import ProductId

# Of the best match first: a number in full (0), words as they were typed (1) or by a synonym (2), a piece of an
# article (3), words of which the last has only begun (4). Among equals those that begin with the first word.
# A synonym takes the place of words by `ts_rewrite`; it is read from the rules of the words at hand alone.
# Pieces are looked for only where no number in full is found: trigrams of digits are many goods' (ADR 0031).
# The branches are joined to the goods once, so that what is not sold or stands elsewhere is dropped in one place: by
# key (LATERAL, OFFSET and scalar subqueries), because a plan for any text at all would rather read all variants.
_SOLD = """told AND NOT deleted
    AND (SELECT true FROM variant v WHERE v.product_id = product.id AND v.told AND NOT v.deleted LIMIT 1)
    AND NOT EXISTS (SELECT FROM shelved_product h WHERE h.product_id = product.id)
    AND (%(sections)s::int[] IS NULL OR (
        SELECT true FROM catalog_place k
        WHERE k.product_id = product.id AND k.category_id = ANY(%(sections)s) LIMIT 1
    ))"""
FIND = f"""
WITH asked AS MATERIALIZED (
    SELECT typed, begun,
           CASE WHEN typed IS NULL THEN NULL ELSE ts_rewrite(typed, rules) END AS meant,
           CASE WHEN begun IS NULL THEN NULL ELSE ts_rewrite(begun, rules) END AS meant_begun
    FROM (SELECT to_tsquery('russian', %(typed)s) AS typed, to_tsquery('russian', %(begun)s) AS begun,
                 format('SELECT target, instead FROM search_synonym_rule WHERE stems && %%L::text[]',
                        tsvector_to_array(to_tsvector('russian', %(plain)s))) AS rules) AS read
), exact AS MATERIALIZED (
    SELECT v.product_id AS id FROM client_sku c JOIN variant v ON v.id = c.variant_id
     WHERE c.counterparty_id = %(client)s AND sku_bare(c.sku_key) = ANY(%(own)s::text[])
    UNION ALL
    SELECT id FROM product WHERE sku_bare(sku_key) = ANY(%(bare)s::text[]) AND sku_key <> ''
    UNION ALL
    SELECT product_id FROM variant WHERE sku_bare(sku_folded(sku)) = ANY(%(bare)s::text[]) AND sku <> ''
    UNION ALL
    SELECT id FROM product WHERE barcode = %(code)s AND barcode <> ''
    UNION ALL
    SELECT product_id FROM variant WHERE barcode = %(code)s AND barcode <> ''
), hit AS (
    SELECT id, 0 AS kind FROM exact
    UNION ALL
    SELECT id, 0 FROM product WHERE sku_key ~ %(parts)s AND NOT EXISTS (SELECT FROM exact)
    UNION ALL
    SELECT id, 3 FROM product WHERE sku_key LIKE %(piece)s AND NOT EXISTS (SELECT FROM exact)
    UNION ALL
    (SELECT p.id, CASE WHEN p.search @@ typed THEN 1 WHEN p.search @@ meant THEN 2 ELSE 4 END
     FROM asked, product p WHERE p.search @@ (meant_begun || meant) LIMIT %(ranked)s)
), best AS (
    SELECT id, min(kind) AS kind FROM hit GROUP BY id
)
SELECT p.id FROM asked, best CROSS JOIN LATERAL (
    SELECT id, sku_key, sort_key, search FROM product WHERE id = best.id AND {_SOLD} OFFSET 0) AS p
ORDER BY kind, NOT starts_with(p.sort_key, %(first)s),
         CASE WHEN kind = 0 THEN p.sku_key <> ALL(%(exact)s::text[]) END,
         ts_rank(p.search, meant_begun || meant, 1) DESC NULLS LAST, p.sort_key, p.id
LIMIT %(most)s
"""
# Goods that have all of the words but some, whichever these are.
FIND_MOST = f"""
SELECT id FROM (
    SELECT id, sort_key, ts_rank(search, query, 1) AS rank
    FROM to_tsquery('russian', %(most_of)s) AS query, product WHERE search @@ query AND {_SOLD} LIMIT %(ranked)s
) AS had
ORDER BY NOT starts_with(sort_key, %(first)s), rank DESC, sort_key, id LIMIT %(most)s
"""


# A word that more goods have («мм») tells none of them from another: of those so many are put in order.
MOST_RANKED = 20_000
_NUMBER = re.compile(r"(?<![0-9])0*([0-9])")


@frozen
class PostgresGoodsLookup:
    database: Database

    def find(self, asked: LookUp, most: int | None) -> Sequence[ProductId]:
        statement, facts = (FIND, _facts(asked)) if not asked.without else (FIND_MOST, _most_of(asked))
        facts |= {"sections": _ids(asked.sections), "most": most, "first": _first(asked.terms)}
        facts["ranked"] = None if most is None else MOST_RANKED
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
        "parts": _of_parts(asked.parts),
        "piece": f"%{_escaped(asked.piece)}%" if asked.piece else None,
    }


def _most_of(asked: LookUp) -> dict[str, object]:
    """Each choice of words as a query of its own: the index then need not read the goods of the commonest words."""
    kept = combinations(map(_one, asked.terms), len(asked.terms) - asked.without)
    return {"most_of": " | ".join(f"({' & '.join(terms)})" for terms in kept)}


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
    spelt = (_begun(one, mark) if mark else _quoted(one) for one in term.spellings)
    return "(" + " | ".join(filter(None, spelt)) + ")"


def _begun(spelt: str, mark: str) -> str:
    """Of words side by side the last alone has only begun: «п 323» is not any word with п before a number."""
    before, dash, last = spelt.rpartition("-")
    if dash and not last.isdigit():
        # Divided by a blank it is a spelling of its own, which finds what is divided by a dash as well.
        return "" if " " not in spelt and before else _quoted(spelt) + mark
    *words, last = spelt.split(" ") if not dash else (before, f"-{last}")
    return "(" + " <-> ".join([*map(_quoted, words), _quoted(last) + mark]) + ")"


def _quoted(spelt: str) -> str:
    # Whatever was typed is words; the parser of the index divides them as it divided the names.
    return "'" + spelt.replace("'", "''") + "'"


def _of_parts(parts: Sequence[str]) -> str | None:
    """An expression for an article of these parts, zeros before each number of a part left out or not."""
    told = (_NUMBER.sub(r"0*\1", re.escape(part)) for part in parts)
    return f"^{''.join(told)}$" if parts else None


def _first(terms: Sequence[Term]) -> str:
    """How names begin that begin with the first word, its ending left out; no word, no name."""
    word = terms[0].spellings[0] if terms else ""
    return word[: max(3, len(word) - 2)] or "\uffff"


def _ids(sections: Sequence[int] | None) -> list[int] | None:
    return None if sections is None else list(sections)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
