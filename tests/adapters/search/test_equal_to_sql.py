"""The index answers as plain SQL over the tables does, made whole or from the file before it."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from attrs import define, field
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from adapters.postgres.catalogue import PostgresCatalogIndex
from adapters.postgres.database import Database
from adapters.postgres.index_source import PostgresCatalogueTruth
from adapters.search.answers import Answers
from adapters.search.editions import MappedEditions
from adapters.search.files import FolderIndexFiles
from adapters.search.tally import Tally
from application.indexing.ports import Built
from application.pricing.price_order import GoodsOrder
from application.queries.assortment import Assortment
from application.queries.facets import AskFacets, Picks, Within
from domain.shared.ids import CategoryId, WarehouseId
from tests.adapters.search.books import (
    COLOUR,
    LENGTH,
    NARROW,
    NOTE,
    PLACES,
    PRODUCTS,
    SECTIONS,
    Asked,
    Row,
    Shelf,
    clear,
    good,
    picks,
    put,
    put_good,
    put_on_shelf,
    shelves,
    sql_bounds,
    sql_counts,
    sql_goods,
)
from tests.capabilities import shows
from tests.shop import settle

ALL_OPEN = AskFacets(opened=(COLOUR, LENGTH, NOTE, -1))
# A catalogue is written for each example: an example that fails is told as it is, without a smaller one looked for.
FEW = settings(
    max_examples=25,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)


@define
class Bench:
    connection: Row
    database: Database
    truth: PostgresCatalogueTruth
    root: Path
    built: list[Built] = field(factory=list)

    def whole(self) -> Answers:
        with self.truth.read(None) as reading:
            return self._read(FolderIndexFiles(self.root).build(reading))

    def next(self) -> Answers:
        files = FolderIndexFiles(self.root)
        with self.truth.read(files.newest()) as reading:
            return self._read(files.build(reading))

    def _read(self, built: Built) -> Answers:
        self.built.append(built)
        found = MappedEditions(self.root).newest()
        assert found is not None
        return found


@pytest.fixture(scope="module")
def bench(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    settle(postgres_url)
    database = Database(postgres_url, 2, timeout=0)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(NARROW.encode())
        yield Bench(connection, database, PostgresCatalogueTruth(database, few=1), tmp_path_factory.mktemp("index"))
    database.close()


def within(asked: Asked) -> Within:
    section = None if asked.section is None else CategoryId(asked.section)
    table = bytes(id not in asked.hidden for id in range(max(PRODUCTS) + 1)) if asked.hidden else b""
    seen = Assortment(None, table) if asked.hidden else None  # type: ignore[arg-type]  # no tree is asked for
    return Within(section, None, seen, tuple(map(WarehouseId, PLACES)), asked.in_stock)


def equal(bench: Bench, answers: Answers, asked: Asked, picked: Picks) -> None:
    connection = bench.connection
    goods = answers.goods(within(asked), picked)
    assert list(answers.ordered(goods, GoodsOrder.NAME)) == sql_goods(connection, asked, picked)
    found = answers.facets(within(asked), picked, ALL_OPEN)
    assert found.goods == len(goods)
    stocked = sql_goods(connection, Asked(asked.section, True, asked.hidden), picked)
    assert answers.stocked(within(asked), picked) == len(stocked)
    shown = {facet.id: facet for facet in found.facets}
    for id in (COLOUR, NOTE, -1):
        told = sql_counts(connection, sql_goods(connection, asked, picked, id), id)
        if id in shown:
            assert {value.text: value.goods for value in shown[id].values if value.goods} == told
        elif id in answers.edition.columns:
            base = answers.goods(within(asked), {other: pick for other, pick in picked.items() if other != id})
            assert {text: n for text, n in Tally(answers.edition, base).of(id) if n} == told
        else:
            assert not told
    if LENGTH in shown:
        told_bounds = sql_bounds(connection, sql_goods(connection, asked, picked, LENGTH))
        assert (shown[LENGTH].least, shown[LENGTH].most) == (told_bounds or (0, 0))


asks = st.builds(
    Asked, st.none() | st.sampled_from(SECTIONS), st.booleans(), st.sampled_from([(), (1, 2, 3, 7)])
)


@shows("M092")
@given(shelf=shelves(), asked=st.lists(asks, min_size=1, max_size=3), picked=picks())
@FEW
def test_lists_counts_and_orders_are_those_of_sql(
    bench: Bench, shelf: Shelf, asked: list[Asked], picked: Picks
) -> None:
    clear(bench.connection)
    put(bench.connection, shelf)
    answers = bench.whole()
    for each in asked:
        equal(bench, answers, each, picked)
        equal(bench, answers, each, {})


@given(shelf=shelves(), then=st.lists(st.sampled_from(PRODUCTS), max_size=2),
       shelved=st.sets(st.sampled_from(PRODUCTS), max_size=2), data=st.data(), picked=picks())
@FEW  # fmt: skip
def test_a_file_made_from_the_one_before_it_is_the_one_made_whole(
    bench: Bench, shelf: Shelf, then: list[int], shelved: set[int], data: st.DataObject, picked: Picks
) -> None:
    """Goods that people shelve are not written themselves."""
    clear(bench.connection)
    put(bench.connection, shelf)
    before = bench.whole()
    for section in (None, 1, 3):
        equal(bench, before, Asked(section, False), {})
    for id in then:
        put_good(bench.connection, data.draw(good(id)))
    for id in shelved:
        put_on_shelf(bench.connection, id)
    answers = bench.next()
    assert not bench.built[-1].is_whole
    answers.make_ready(before)
    for section in (None, 1, 3):
        asked = within(Asked(section, False))
        assert answers.facets(asked, {}, ALL_OPEN) == Answers.of(answers.edition).facets(asked, {}, ALL_OPEN)
    for section in (None, 1, 3):
        equal(bench, answers, Asked(section, False), picked)
        equal(bench, answers, Asked(section, True), {})


@given(shelf=shelves())
@FEW
def test_sections_are_those_of_the_tables(bench: Bench, shelf: Shelf) -> None:
    clear(bench.connection)
    put(bench.connection, shelf)
    answers, tables = bench.whole(), PostgresCatalogIndex(bench.database)
    tree, told = answers.tree, tables.tree(answers.version)
    assert (tree.roots, tree.goods) == (told.roots, told.goods)
    for section in told.sections.values():
        mine = tree.sections[section.id]
        assert (mine.name, mine.parent, mine.children) == (section.name, section.parent, section.children)
        listed = tables.section(answers.version, section.id)
        assert mine.goods == len(listed)
        assert list(answers.ordered(answers.section(section.id), GoodsOrder.NAME)) == list(listed)


def test_newer_goods_come_first_by_novelty(bench: Bench) -> None:
    clear(bench.connection)
    put(bench.connection, Shelf({}, frozenset(), ()))
    for id in (3, 1, 2):
        bench.connection.execute(
            "INSERT INTO product (id, connection_id, erp_id, name) OVERRIDING SYSTEM VALUE VALUES (%s, 1, %s, 'x')",
            [id, str(id)],
        )
        bench.connection.execute("INSERT INTO variant (product_id) VALUES (%s)", [id])
    answers = bench.whole()
    assert list(answers.ordered(answers.goods(Within()), GoodsOrder.NEW)) == [3, 2, 1]
    assert GoodsOrder.RATING not in answers.orders
