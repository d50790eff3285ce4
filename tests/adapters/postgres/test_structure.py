"""Placements and counts are those of plain loops over the same rows, whatever the trees and rules are like."""

from collections.abc import Iterator
from random import Random

import pytest

from adapters.postgres.catalogue import PostgresCatalogIndex
from adapters.postgres.database import Database, driver
from adapters.postgres.goods_sets import PostgresGoodsSets
from adapters.postgres.structure.book import PostgresStructureBook
from adapters.postgres.structure.filling import fill
from adapters.postgres.structure.rows import read_structure, write_edit
from domain.catalog.structure import MappingRule, PortalSection, Settings, Structure, Unmapped, edit_between
from domain.catalog.traits import folded
from domain.shared.ids import CategoryId
from tests.capabilities import shows

pytestmark = shows("M092", "M093")

MAKERS = ("", "ООО «Болт»", "ооо  «болт»", "Гайка")
COLOURS = {"red": "Красный", "grey": "Серый"}
SECTION = 1000


@pytest.fixture(scope="module")
def database(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url, timeout=0)
    yield database
    database.close()


def load(database: Database, random: Random) -> None:
    """Groups in a random tree, goods in none, one or several of them; some withdrawn, some without a variant."""
    with database.transaction() as core:
        run = driver(core).execute
        run("TRUNCATE category, product, product_category, variant, property, section_rule, portal_section,"
            " section_product, unmapped_product, shelved_product, leftover_group, untaken_group CASCADE")  # fmt: skip
        run("UPDATE portal_structure SET (version, in_use, unmapped) = (0, false, 'own') WHERE id = 1")
        run("INSERT INTO connection (id, name, login, password_hash) OVERRIDING SYSTEM VALUE"
            " VALUES (1, 'x', 'x', '') ON CONFLICT DO NOTHING")  # fmt: skip
        run("INSERT INTO catalogue_state (id, catalogue_version, pricing_version) VALUES (1, 1, 1)"
            " ON CONFLICT (id) DO UPDATE SET catalogue_version = catalogue_state.catalogue_version + 1")  # fmt: skip
        run("INSERT INTO property (id, connection_id, erp_id, name, kind, options) OVERRIDING SYSTEM VALUE"
            """ VALUES (1, 1, 'p', 'Цвет', 'reference', '{"red": "Красный", "grey": "Серый"}')""")  # fmt: skip
        for id in range(1, 16):
            run("INSERT INTO category (id, connection_id, erp_id, name, parent_id, deleted) OVERRIDING SYSTEM VALUE"
                " VALUES (%s, 1, %s, %s, %s, %s)",
                [id, str(id), f"Г{id}", random.choice([None, *range(1, id)]), random.random() < 0.1])  # fmt: skip
        for id in range(1, 61):
            colour = random.choice(["red", "grey", None])
            run("INSERT INTO product (id, connection_id, erp_id, name, manufacturer, properties, deleted)"
                " OVERRIDING SYSTEM VALUE VALUES (%s, 1, %s, %s, %s,"
                " %s::jsonb, %s)",
                [id, str(id), f"Т{id}", random.choice(MAKERS), f'{{"1": ["{colour}"]}}' if colour else "{}",
                 random.random() < 0.1])  # fmt: skip
            if random.random() < 0.9:
                run("INSERT INTO variant (product_id) VALUES (%s)", [id])
            for group in random.sample(range(1, 16), random.choice([0, 1, 1, 2, 3])):
                run("INSERT INTO product_category VALUES (%s, %s)", [group, id])


def made(random: Random) -> Structure:
    sections: dict[CategoryId, PortalSection] = {}
    for n in range(random.randint(1, 12)):
        id = CategoryId(SECTION + n)
        parent = random.choice([None, *sections])
        sections[id] = PortalSection(id, f"Р{n}", parent, n, slug=f"r{n}", hidden=random.random() < 0.2)
    rules = {}
    for n in range(random.randint(0, 12)):
        group = random.choice([None, *range(1, 16)])
        maker = random.choice(["", "", "ООО «БОЛТ»", "никто"])
        value = random.choice(["", "", "красный", "grey"])
        if group is None and not maker and not value:
            group = 1
        rules[n + 1] = MappingRule(
            n + 1, random.choice(list(sections)), n, None if group is None else CategoryId(group),
            random.random() < 0.5, maker, 1 if value else None, value,
        )  # fmt: skip
    settings = Settings(random.random() < 0.8, random.choice(list(Unmapped)))
    return Structure(0, settings, sections, rules)


class Plain:
    """The same facts by loops."""

    def __init__(self, database: Database, structure: Structure) -> None:
        self.structure = structure
        with database.driver() as connection:
            groups = connection.execute("SELECT id, parent_id FROM category WHERE told AND NOT deleted").fetchall()
            self.goods = connection.execute(
                "SELECT id, manufacturer, properties FROM product p WHERE NOT deleted"
                " AND EXISTS (SELECT FROM variant v WHERE v.product_id = p.id)"
            ).fetchall()
            self.links = set(connection.execute("SELECT category_id, product_id FROM product_category").fetchall())
        self.parents = dict(groups)

    def under(self, group: int) -> set[int]:
        """The group, if only as a name that goods still have, and those below that stand."""
        found = {group}
        while more := {id for id, parent in self.parents.items() if parent in found and id not in found}:
            found |= more
        return found

    def takes(self, rule: MappingRule, good: tuple[int, str, dict[str, list[str]]]) -> bool:
        id, maker, values = good
        if rule.group is not None:
            groups = self.under(rule.group) if rule.below else {rule.group}
            if not any((group, id) in self.links for group in groups):
                return False
        if rule.maker and folded(rule.maker) != folded(maker):
            return False
        told = {folded(COLOURS.get(value, value)) for value in values.get("1", [])} | set(values.get("1", []))
        return rule.property is None or folded(rule.value) in told

    def placed(self) -> dict[int, list[int]]:
        """By good its sections, the canonical one first."""
        found: dict[int, list[int]] = {}
        for good in self.goods:
            sections = [rule.section for rule in self.structure.in_order() if self.takes(rule, good)]
            if sections:
                found[good[0]] = list(dict.fromkeys(sections))
        return found

    def seen(self) -> dict[int, set[int]]:
        """By good what a buyer finds it in, without the sections above; goods that he does not see are left out."""
        all_ids, placed = {good[0] for good in self.goods}, self.placed()
        stand = {(group, product) for group, product in self.links if group in self.parents}
        of_erp = {id: {group for group, product in stand if product == id} for id in all_ids}
        if not self.structure.settings.in_use:
            return of_erp
        shown = self.structure.shown()
        found = {id: set(sections) & shown for id, sections in placed.items() if set(sections) & shown}
        if self.structure.settings.unmapped is Unmapped.OWN:
            found |= {id: of_erp[id] for id in all_ids - placed.keys()}
        return found

    def tree(self) -> dict[int, int | None]:
        sections: dict[int, int | None] = {id: s.parent for id, s in self.structure.sections.items()}
        return {**self.parents, **sections}


@pytest.mark.parametrize("seed", range(40))
def test_goods_stand_and_count_as_in_plain_loops(database: Database, seed: int) -> None:
    random = Random(seed)
    load(database, random)
    structure = made(random)
    with database.transaction() as core:
        connection = driver(core)
        write_edit(connection, edit_between(Structure(), structure), structure.shown())
        connection.execute(
            "UPDATE portal_structure SET (in_use, unmapped) = (%s, %s)",
            [structure.settings.in_use, structure.settings.unmapped.value],
        )
        assert read_structure(connection) == structure
        fill(connection, structure, raises=True)
        assert fill(connection, structure, raises=False).changed == 0, "computed again, nothing differs"
    plain = Plain(database, structure)
    placed, seen, parents = plain.placed(), plain.seen(), plain.tree()
    with database.driver() as connection:
        rows = connection.execute("SELECT product_id, section_id FROM section_product ORDER BY 1, place").fetchall()
        unmapped = {row[0] for row in connection.execute("SELECT product_id FROM unmapped_product")}
        version = connection.execute("SELECT catalogue_version FROM catalogue_state").fetchall()[0][0]
    by_product: dict[int, list[int]] = {}
    for product, section in rows:
        by_product.setdefault(product, []).append(section)
    assert by_product == placed
    assert unmapped == {good[0] for good in plain.goods} - placed.keys()

    index, sets = PostgresCatalogIndex(database), PostgresGoodsSets(database)
    tree = index.tree(version)
    assert sorted(index.section(version, None)) == sorted(seen)
    assert tree.goods == len(seen), "a good of several sections counts once in the whole"
    expected: dict[int, set[int]] = {}
    for product, sections in seen.items():
        for section in sections:
            up: int | None = section
            while up is not None and up in tree.sections:
                expected.setdefault(up, set()).add(product)
                up = parents[up]
    members = sets.members(version)
    for id, section_ in tree.sections.items():
        goods = expected.get(id, set())
        assert section_.goods == len(goods)
        assert set(index.section(version, id)) == goods
        assert len(index.section(version, id)) == len(goods), "found once"
        assert set(members.get(id, ())) == goods
    if structure.settings.in_use:
        assert {id for id in tree.sections if id >= SECTION} == structure.shown()
    counts = PostgresStructureBook(database).page().counts
    assert (counts.mapped, counts.unmapped) == (len(placed), len(unmapped))


def test_goods_that_come_onto_the_shelf_or_leave_it_are_told_with_the_version(database: Database) -> None:
    """So that processes forget them and keep the others."""
    random = Random(7)
    load(database, random)
    moved = set[int]()
    for _ in range(8):
        with database.transaction() as core:
            connection = driver(core)
            before = {row[0] for row in connection.execute("SELECT product_id FROM shelved_product")}
            structure = read_structure(connection)
            after = made(random)
            write_edit(connection, edit_between(structure, after), after.shown())
            fill(connection, after, raises=True)
            now = {row[0] for row in connection.execute("SELECT product_id FROM shelved_product")}
            told = connection.execute(
                "SELECT c.products, c.moves FROM catalogue_change c"
                " JOIN catalogue_state s ON s.catalogue_version = c.version"
            ).fetchone()
            assert told is not None
            assert (set(told[0]), told[1]) == (before ^ now, True)
            moved |= before ^ now
    assert moved
