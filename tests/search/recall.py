"""How much of what buyers look for is among the first ten: over the demo wholesaler's goods, as an import brings them.

Usage: python -m tests.search.recall, which writes the misses into docs/search.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from attrs import field, frozen

from adapters.postgres.database import Database, driver
from adapters.postgres.filling.articles import PostgresClientSkus
from adapters.postgres.search.demo_words import add_demo_synonyms
from adapters.postgres.search.goods_words import PostgresGoodsWords
from adapters.postgres.search.lookup import PostgresGoodsLookup
from adapters.search.words_folder import FolderWords, MappedWords
from application.filling.ports import ClientSku
from application.search.find_goods import FindGoods, Search
from application.search.read_words import ReadWords
from domain.catalog.folding import search_text, sku_key
from domain.shared.ids import CounterpartyId, VariantId
from simulators.onec.cml.dialects import DIALECTS
from simulators.onec.cml.files import files
from simulators.onec.demo.wholesaler import DEFAULT_GOODS, DEFAULT_SEED, build
from tests.adapters.postgres.importing.exports import Portal
from tests.servers import fresh_database, run_servers

HERE = Path(__file__).parent
FIRST = 10
AT = datetime(2026, 11, 23, 9)  # noqa: DTZ001 - the ERP's own time has no zone
# A client's own articles; the queries of the kind «own» are his.
WHOSE = CounterpartyId(UUID(int=77))
OWN = {"77-01": "БЛ-00001", "Н-АРТ/5": "ШБ-00181", "Наш шуруповёрт": "ДШ-00802", "000451": "КШ-02404"}


@frozen
class Query:
    """wanted: of each part at least one must be found: an article («=») or pieces that one name has all of."""

    kind: str
    text: str
    wanted: tuple[str, ...]


@frozen
class Result:
    query: Query
    recall: float
    read_as: str
    first: tuple[str, ...]


@frozen
class Goods:
    """The demo's base, with the folder that its words are kept in."""

    database: Database
    folder: Path
    words: MappedWords = field(init=False)

    @words.default
    def _words(self) -> MappedWords:
        return MappedWords(self.folder, look_every=0)

    @property
    def find(self) -> FindGoods:
        return FindGoods(PostgresGoodsLookup(self.database), self.words)

    def read_words(self) -> int:
        return ReadWords(PostgresGoodsWords(self.database), FolderWords(self.folder))()


def queries() -> Sequence[Query]:
    rows = (line.split(" | ") for line in _lines(HERE / "queries.txt"))
    return [Query(kind, text, tuple(wanted.split(" ; "))) for kind, text, wanted in rows]


def _lines(path: Path) -> Iterator[str]:
    return (line for line in path.read_text().splitlines() if line and not line.startswith("#"))


def settle(goods: Goods) -> None:
    """The demo's goods, as an import brings them, with the words that they have, synonyms and a client's articles."""
    database = goods.database
    books, portal = build(AT.date(), DEFAULT_GOODS, DEFAULT_SEED), Portal.connected(database)
    for _, content in files(books, DIALECTS["2.07"], AT):
        portal.send(content)
    goods.read_words()
    with database.transaction() as core:
        connection = driver(core)
        add_demo_synonyms(connection)
    told = [ClientSku(sku, sku_key(sku), variant) for sku, variant in own_skus(database).items()]
    PostgresClientSkus(database).remember(client(database), told)
    with database.driver() as plain:
        plain.execute("ANALYZE")


def client(database: Database) -> CounterpartyId:
    id, holding = WHOSE, UUID(int=78)
    with database.driver() as connection:
        connection.execute(
            "INSERT INTO holding (id, connection_id, name) SELECT %s, min(id), '' FROM connection", [holding]
        )
        connection.execute(
            "INSERT INTO counterparty (id, connection_id, erp_id, holding_id, name)"
            " SELECT %s, min(id), 'own', %s, 'Со своими артикулами' FROM connection", [id, holding],
        )  # fmt: skip
    return id


def own_skus(database: Database) -> Mapping[str, VariantId]:
    statement = "SELECT min(v.id) FROM product p JOIN variant v ON v.product_id = p.id WHERE p.sku_key = %s"
    with database.driver() as connection:
        return {own: connection.execute(statement, [sku_key(ours)]).fetchall()[0][0] for own, ours in OWN.items()}


def results(goods: Goods) -> Iterator[Result]:
    for query in queries():
        found = goods.find(Search(query.text, client=WHOSE if query.kind == "own" else None, most=FIRST))
        with goods.database.driver() as connection:
            rows = connection.execute("SELECT id, sku_key, name FROM product WHERE id = ANY(%s)", [list(found.ids)])
            by_id = {id: (key, name) for id, key, name in rows}
        first = [by_id[id] for id in found.ids]
        had = sum(any(_is(wanted, *one) for one in first) for wanted in query.wanted)
        yield Result(query, had / len(query.wanted), found.text, tuple(name for _, name in first))


def _is(wanted: str, key: str, name: str) -> bool:
    if wanted.startswith("="):
        return sku_key(wanted[1:]) == key
    told = search_text(name)
    return all(search_text(piece) in told for piece in wanted.split("+"))


@contextmanager
def settled(url: str) -> Iterator[Goods]:
    database = Database(url, timeout=0)
    try:
        with TemporaryDirectory() as folder:
            goods = Goods(database, Path(folder))
            settle(goods)
            yield goods
    finally:
        database.close()


def page(found: Sequence[Result]) -> str:
    """docs/search.md"""
    by_kind: dict[str, list[Result]] = {}
    for result in found:
        by_kind.setdefault(result.query.kind, []).append(result)
    whole = sum(result.recall for result in found) / len(found)
    lines = [
        "# What the search finds",
        "",
        "Written by `python -m tests.search.recall`; tests/search/test_recall.py keeps it true.",
        "",
        f"{len(found)} queries as buyers type them (tests/search/queries.txt) over the {DEFAULT_GOODS} goods of the"
        " demo wholesaler, with the demo's synonyms. Recall at ten: the share of what was looked"
        f" for that is among the first ten. Over the whole set it is **{whole:.3f}**; the gate is 0.95.",
        "",
        "| kind | queries | recall at ten |",
        "|---|---|---|",
        *(
            f"| {kind} | {len(told)} | {sum(one.recall for one in told) / len(told):.3f} |"
            for kind, told in by_kind.items()
        ),
        "",
        "## Misses",
        "",
        "| kind | query | looked for | read as | found first |",
        "|---|---|---|---|---|",
    ]
    for result in found:
        if result.recall < 1:
            query, first = result.query, result.first[0] if result.first else "nothing"
            lines.append(f"| {query.kind} | {query.text} | {'; '.join(query.wanted)} | {result.read_as} | {first} |")
    return "\n".join(lines) + "\n"


PAGE = HERE.parents[1] / "docs" / "search.md"


def main() -> None:
    with run_servers() as servers, fresh_database(servers.database_url, "recall") as url, settled(url) as goods:
        PAGE.write_text(page(list(results(goods))))


if __name__ == "__main__":
    main()
