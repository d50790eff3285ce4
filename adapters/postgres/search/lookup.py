"""Goods by words, articles and barcodes: one statement, each way of finding by an index of its own."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import combinations

from attrs import frozen

from adapters.postgres.database import Database
from application.search.ports import LookUp
from domain.catalog.asked import Term, bare
from domain.shared.ids import ProductId

# Of the best match first: a number in full (0), words as they were typed (1) or by a synonym (2), a piece of an
# article (3), words of which the last has only begun (4). Among equals those that begin with the first word.
# A synonym takes the place of words by `ts_rewrite`, where there are rules of the words at hand, and reads these alone.
# Pieces are looked for only where no number in full is found: trigrams of digits are many goods' (ADR 0031).
# The branches are joined to the goods once, so that what is not sold or stands elsewhere is dropped in one place: by
# key (LATERAL, OFFSET and scalar subqueries), because a plan for any text at all would rather read all variants.
# A branch stands in the statement only where the text gives it something to look for (ADR 0072).
_SOLD = """told AND NOT deleted
    AND (SELECT true FROM variant v WHERE v.product_id = product.id AND v.told AND NOT v.deleted LIMIT 1)
    AND NOT EXISTS (SELECT FROM shelved_product h WHERE h.product_id = product.id)"""
_WITHIN = """
    AND (SELECT true FROM catalog_place k
         WHERE k.product_id = product.id AND k.category_id = ANY(%(sections)s) LIMIT 1)"""
# place: of a reading among those of the text.
_ASKED = """
    SELECT {n} AS place, to_tsquery('russian', %(typed{n})s) AS typed, to_tsquery('russian', %(begun{n})s) AS begun,
           tsvector_to_array(to_tsvector('russian', %(plain{n})s)) AS stems, %(first{n})s AS first"""
_OWN = """
    SELECT v.product_id AS id, {n} AS place FROM client_sku c JOIN variant v ON v.id = c.variant_id
     WHERE c.counterparty_id = %(client)s AND sku_bare(c.sku_key) = ANY(%(own{n})s::text[])"""
_ARTICLES = """
    SELECT id, {n} AS place FROM product WHERE sku_bare(sku_key) = ANY(%(bare{n})s::text[]) AND sku_key <> ''
    UNION ALL
    SELECT product_id, {n} FROM variant WHERE sku_bare(sku_folded(sku)) = ANY(%(bare{n})s::text[]) AND sku <> ''"""
_CODE = """
    SELECT id, 0 AS place FROM product WHERE barcode = %(code)s AND barcode <> ''
    UNION ALL
    SELECT product_id, 0 FROM variant WHERE barcode = %(code)s AND barcode <> ''"""
_NOTHING = "SELECT NULL::int AS id, 0 AS place WHERE false"
_PARTS = """
    UNION ALL
    SELECT id, 0, 0 FROM product WHERE sku_key ~ %(parts)s AND NOT EXISTS (SELECT FROM exact WHERE place = 0)"""
_PIECE = """
    UNION ALL
    SELECT id, 0, 3 FROM product WHERE sku_key LIKE %(piece)s AND NOT EXISTS (SELECT FROM exact WHERE place = 0)"""
_FIND = """
WITH asked AS MATERIALIZED (
    SELECT place, first, typed, CASE WHEN has_rules THEN ts_rewrite(typed, rules) ELSE typed END AS meant,
           CASE WHEN has_rules THEN ts_rewrite(begun, rules) || ts_rewrite(typed, rules) ELSE begun END AS wanted
    FROM (SELECT *, EXISTS (SELECT FROM search_synonym_rule r WHERE r.stems && asked.stems) AS has_rules,
                 format('SELECT target, instead FROM search_synonym_rule WHERE stems && %%L::text[]', stems) AS rules
          FROM ({asked}) AS asked OFFSET 0) AS read
), exact AS MATERIALIZED ({exact}
), hit AS (
    SELECT id, place, 0 AS kind FROM exact{pieces}
    UNION ALL
    (SELECT p.id, place, CASE WHEN p.search @@ typed THEN 1 WHEN p.search @@ meant THEN 2 ELSE 4 END
     FROM asked, product p WHERE p.search @@ wanted LIMIT %(ranked)s)
), best AS (
    SELECT id, place, min(kind) AS kind FROM hit GROUP BY id, place
)
SELECT p.id, place FROM asked JOIN best USING (place) CROSS JOIN LATERAL (
    SELECT id, sku_key, sort_key, search FROM product WHERE id = best.id AND {within} OFFSET 0) AS p
ORDER BY place, kind, NOT starts_with(p.sort_key, first),
         CASE WHEN kind = 0 THEN p.sku_key <> ALL(%(exact)s::text[]) END,
         ts_rank(p.search, wanted, 1) DESC NULLS LAST, p.sort_key, p.id
LIMIT %(most)s
"""
# Goods that have all of the words but some, whichever these are.
_FIND_MOST = """
SELECT id, 0 FROM (
    SELECT id, sort_key, ts_rank(search, query, 1) AS rank
    FROM to_tsquery('russian', %(most_of)s) AS query, product WHERE search @@ query AND {within} LIMIT %(ranked)s
) AS had
ORDER BY NOT starts_with(sort_key, %(first)s), rank DESC, sort_key, id LIMIT %(most)s
"""


# A word that more goods have («мм») tells none of them from another: of those so many are put in order.
MOST_RANKED = 20_000
_NUMBER = re.compile(r"(?<![0-9])0*([0-9])")


@frozen
class PostgresGoodsLookup:
    database: Database

    def find(self, asked: LookUp, most: int | None) -> Sequence[Sequence[ProductId]]:
        facts = _facts(asked) if not asked.without else _most_of(asked)
        sections = None if asked.sections is None else list(asked.sections)
        facts |= {"sections": sections, "most": most, "ranked": None if most is None else MOST_RANKED}
        found: list[list[ProductId]] = [[] for _ in asked.readings]
        for id, place in self.database.rows(_statement(asked), facts):
            found[place].append(id)
        return found


def _statement(asked: LookUp) -> bytes:
    is_within = asked.sections is not None
    if asked.without:
        return _most(is_within)
    numbers = tuple((bool(each.own) and asked.client is not None, bool(each.articles)) for each in asked.readings)
    return _find(is_within, numbers, bool(asked.code), bool(asked.parts), bool(asked.piece))


@cache
def _most(is_within: bool) -> bytes:
    return _FIND_MOST.format(within=_SOLD + (_WITHIN if is_within else "")).encode()


@cache
def _find(
    is_within: bool, numbers: tuple[tuple[bool, bool], ...], has_code: bool, has_parts: bool, has_piece: bool
) -> bytes:
    """numbers: of each reading, whether there are own articles and articles to look for."""
    exact = [
        branch.format(n=n)
        for n, has in enumerate(numbers)
        for branch, is_asked in zip((_OWN, _ARTICLES), has, strict=True)
        if is_asked
    ]
    return _FIND.format(
        asked="\n    UNION ALL".join(_ASKED.format(n=n) for n in range(len(numbers))),
        exact="\n    UNION ALL".join([*exact, *([_CODE] if has_code else [])]) or _NOTHING,
        pieces=(_PARTS if has_parts else "") + (_PIECE if has_piece else ""),
        within=_SOLD + (_WITHIN if is_within else ""),
    ).encode()


def _facts(asked: LookUp) -> dict[str, object]:
    facts: dict[str, object] = {
        "client": asked.client,
        "exact": [key for reading in asked.readings for key in reading.articles],
        "code": asked.code,
        "parts": _of_parts(asked.parts),
        "piece": f"%{_escaped(asked.piece)}%",
    }
    for n, reading in enumerate(asked.readings):
        facts[f"typed{n}"], facts[f"begun{n}"] = to_tsqueries(reading.terms)
        facts[f"plain{n}"] = " ".join(spelt for term in reading.terms for spelt in term.spellings)
        facts[f"first{n}"] = _first(reading.terms)
        facts[f"own{n}"] = [bare(key) for key in reading.own]
        facts[f"bare{n}"] = [bare(key) for key in reading.articles]
    return facts


def _most_of(asked: LookUp) -> dict[str, object]:
    """Each choice of words as a query of its own: the index then need not read the goods of the commonest words."""
    (reading,) = asked.readings
    kept = combinations(map(_one, reading.terms), len(reading.terms) - asked.without)
    return {"most_of": " | ".join(f"({' & '.join(terms)})" for terms in kept), "first": _first(reading.terms)}


def to_tsqueries(terms: Sequence[Term]) -> tuple[str, str] | tuple[None, None]:
    """All terms; and the same where the last one may only have begun, and so may sizes: M10 is M10x40, too.

    A letter alone begins too many words.
    """
    if not terms:
        return None, None
    last = len(terms) - 1
    typed = [_one(term) for term in terms]
    begun = [
        _one(term, ":*") if _may_have_begun(term, n == last) else query
        for n, (term, query) in enumerate(zip(terms, typed, strict=True))
    ]  # fmt: skip
    return " & ".join(typed), " & ".join(begun)


def _may_have_begun(term: Term, is_last: bool) -> bool:
    return len(term.spellings[0]) > 1 if is_last else not term.is_word and term.spellings[0][0].isalpha()


def _one(term: Term, mark: str = "") -> str:
    spelt = (_begun(one, mark) if mark else _quoted(one) for one in term.spellings)
    return "(" + " | ".join(filter(None, spelt)) + ")"


def _begun(spelt: str, mark: str) -> str:
    """Of words side by side the last alone has only begun: «п 323» is not any word with п before a number.

    A number of two digits has not: too many articles begin with it, and all of them would be read.
    """
    before, dash, last = spelt.rpartition("-")
    if dash and not last.isdigit():
        # Divided by a blank it is a spelling of its own, which finds what is divided by a dash as well.
        return "" if " " not in spelt and before else _quoted(spelt) + mark
    *words, last = spelt.split(" ") if not dash else (before, f"-{last}")
    number = last.removeprefix("-")
    if len(number) <= 2 and number.isdigit():
        mark = ""
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


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
