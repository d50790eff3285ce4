"""Search: how long it takes beside a bare indexed lookup, and how much of what buyers look for it finds."""

import gc
from collections import defaultdict
from collections.abc import Sequence
from statistics import median, quantiles
from time import perf_counter

import psycopg

from adapters.postgres.database import BY_KEY, OPTIONS, Database
from adapters.postgres.search.goods_words import PostgresGoodsWords
from adapters.postgres.search.lookup import PostgresGoodsLookup
from adapters.search.words_folder import FolderWords, MappedWords
from application.queries.catalogue import MOST_FOUND
from application.search.find_goods import FindGoods, Search
from application.search.read_words import ReadWords
from bench import words
from bench.dataset import Dataset
from bench.limits import search as bare
from bench.queries import Query, queries
from bench.report import AT_MOST, Chapter, Figure
from bench.stage import Connection, Stage
from domain.catalog.folding import search_text, sku_key

RECALL_GOAL, TIME_GOAL, WORDS_GOAL = 0.95, 3.0, 30.0
FIRST = 10
STEMMED = "SELECT count(*) FROM (SELECT FROM product WHERE search @@ to_tsquery('russian', 'медный') LIMIT 1) AS one"
STAGED = "CREATE TEMP TABLE bench_words (id int PRIMARY KEY, words text)"
WORDS_OF = "COPY bench_words (id, words) FROM STDIN"
INDEXED = """
UPDATE product p SET search = to_tsvector('russian', w.words) FROM bench_words w WHERE w.id = p.id
"""
IDS = "SELECT id, sku FROM product WHERE sku = ANY(%s)"


def measure(stage: Stage) -> list[Chapter]:
    stage.goods()
    with stage.portal.connected() as connection:
        _stem(connection, stage.dataset)
        patient = Database(stage.portal.settings.database_url, timeout=0)
        folder = stage.folder / "words"
        began = perf_counter()
        read = ReadWords(PostgresGoodsWords(patient), FolderWords(folder))()
        words_took = perf_counter() - began
        patient.close()
        connection.execute("VACUUM ANALYZE")
        asked = list(queries(stage.dataset))
        database = Database(stage.portal.settings.database_url)
        try:
            find = FindGoods(PostgresGoodsLookup(database), MappedWords(folder))
            return [_chapter(stage, find, connection, asked, read, words_took)]
        finally:
            database.close()


def _stem(connection: Connection, dataset: Dataset) -> None:
    """Goods that were filled in by SQL have their words as they stand; an import keeps their stems."""
    row = connection.execute(STEMMED).fetchone()
    if row and row[0]:
        return
    connection.execute(STAGED)
    with connection.cursor() as cursor, cursor.copy(WORDS_OF) as copy:
        for i in range(dataset.size.products):
            p = dataset.product(i)
            copy.write_row((i + 1, search_text(p.name, p.sku, p.barcode, words.BRANDS[p.brand])))
    connection.execute(INDEXED)
    connection.execute("DROP TABLE bench_words")
    connection.execute("VACUUM (FULL, ANALYZE) product")


def _chapter(
    stage: Stage, find: FindGoods, connection: Connection, asked: Sequence[Query], read: int, words_took: float
) -> Chapter:
    recalls, misses = _recall(find, connection, asked)
    ours, limits, by_kind = list[float](), list[float](), defaultdict[str, list[float]](list)
    options = {"options": OPTIONS + BY_KEY, "prepare_threshold": 2}
    gc.collect()
    with psycopg.connect(stage.portal.settings.database_url, autocommit=True, **options) as plain:  # type: ignore[arg-type]  # connection parameters
        for n in range(stage.rounds + 1):
            own, limit = _round(find, plain, asked)
            if n:  # the first one warms up both
                ours.append(_p95(own))
                limits.append(_p95(limit))
                for query, took in zip(asked, own, strict=True):
                    by_kind[query.kind].append(took)
    recall = sum(recalls.values()) / len(recalls)
    value, bound = median(ours) * 1000, median(limits) * 1000
    figures = [
        Figure("search: recall at 10", stage.size, recall, "of the goods looked for", goal=RECALL_GOAL),
        Figure("search: p95", stage.size, value, "ms", bound, value / bound, TIME_GOAL, AT_MOST),
        Figure("search: words of all goods read anew", stage.size, words_took, "s", goal=WORDS_GOAL, sense=AT_MOST),
    ]
    notes = [
        f"{len(asked)} queries of {len(by_kind)} kinds (`bench/queries.py`) with faults that buyers make; the limit is"
        f" one statement by the one index that knows the answer, for the text spelt right. {read} words.",
        "",
        "Milliseconds by kind, median and p95: "
        + "; ".join(f"{kind} {median(t) * 1000:.1f}, {_p95(t) * 1000:.1f}" for kind, t in by_kind.items()) + ".",
        "",
        f"Not among the first ten ({len(misses)}): " + ("; ".join(misses[:40]) or "none") + ".",
    ]  # fmt: skip
    return Chapter("Search", figures, notes)


def _recall(
    find: FindGoods, connection: Connection, asked: Sequence[Query]
) -> tuple[dict[int, float], Sequence[str]]:
    ids = {sku: id for id, sku in connection.execute(IDS, ([query.product.sku for query in asked],))}
    recalls, misses = dict[int, float](), list[str]()
    for n, query in enumerate(asked):
        found = find(Search(query.text, most=FIRST))
        recalls[n] = float(ids[query.product.sku] in found.ids)
        if not recalls[n]:
            misses.append(f"«{query.text}» ({query.kind}) for {query.product.name}")
    return recalls, misses


def _round(find: FindGoods, plain: Connection, asked: Sequence[Query]) -> tuple[list[float], list[float]]:
    """Seconds of every query, ours and the limit's in turns."""
    own, limit = list[float](), list[float]()
    for query in asked:
        statement, fact = _bare(query)
        began = perf_counter()
        find(Search(query.text, most=MOST_FOUND))
        own.append(perf_counter() - began)
        began = perf_counter()
        bare.found(plain, statement, fact)
        limit.append(perf_counter() - began)
    return own, limit


def _bare(query: Query) -> tuple[str, str]:
    if query.sku:
        return bare.ARTICLE, sku_key(query.sku)
    if query.barcode:
        return bare.BARCODE, query.barcode
    *before, last = search_text(query.right).split()
    return bare.WORDS, " & ".join((*(f"'{word}'" for word in before), f"'{last}':*"))


def _p95(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=20)[-1]
