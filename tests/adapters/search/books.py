"""Random catalogues in the tables, and what plain SQL says of them."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import frozen
from hypothesis import strategies as st
from psycopg import Connection

from application.queries.facets import Pick, Picks

COLOUR, LENGTH, NOTE = 1, 2, 3
OPTIONS = {"r": "Красный", "g": "Зелёный", "g2": "Зелёный", "b": "Синий"}
TEXTS = ["", "сталь", "медь", " сталь ", "Да"]
NUMBERS = ["10", "9,5", "2.25", "100", "много", "10.0"]
PRODUCTS, SECTIONS, PLACES = range(1, 15), range(1, 7), (1, 2)
Row = Connection[Any]


@frozen
class Good:
    id: int
    name: str
    told: bool
    deleted: bool
    sold: bool
    values: Mapping[str, Sequence[str]]
    maker: str
    sections: frozenset[int]
    stock: Mapping[int, int]


@frozen
class Shelf:
    """parents: of each section None or another one, which may be itself told or not, and may stand below it."""

    parents: Mapping[int, int | None]
    untold: frozenset[int]
    goods: tuple[Good, ...]


def values() -> st.SearchStrategy[Mapping[str, Sequence[str]]]:
    def some(of: Sequence[str]) -> st.SearchStrategy[list[str]]:
        return st.lists(st.sampled_from(of), max_size=2, unique=True)

    return st.fixed_dictionaries(
        {},
        optional={
            str(COLOUR): some([*OPTIONS, "unlisted"]),
            str(LENGTH): some(NUMBERS),
            str(NOTE): some(TEXTS),
            "77": some(TEXTS),
        },
    )


def good(id: int) -> st.SearchStrategy[Good]:
    return st.builds(
        Good,
        st.just(id),
        st.sampled_from(["Болт", "Гайка", "Анкер", "Винт"]),
        st.sampled_from([True, True, True, False]),
        st.sampled_from([False, False, False, True]),
        st.sampled_from([True, True, True, False]),
        values(),
        st.sampled_from(["", "Завод", "Фабрика"]),
        st.frozensets(st.sampled_from(SECTIONS), max_size=3),
        st.fixed_dictionaries({}, optional={place: st.sampled_from([0, 5, -1]) for place in PLACES}),
    )


def shelves() -> st.SearchStrategy[Shelf]:
    return st.builds(
        Shelf,
        st.fixed_dictionaries({s: st.sampled_from([None, *SECTIONS]) for s in SECTIONS}).map(trees),
        st.frozensets(st.sampled_from(SECTIONS), max_size=2),
        st.tuples(*map(good, PRODUCTS)),
    )


def trees(parents: Mapping[int, int | None]) -> Mapping[int, int | None]:
    """A section hangs under one of a lower number: sections in a ring are nobody's, and no walk begins there."""
    return {s: (parent if parent is not None and parent < s else None) for s, parent in parents.items()}


def picks() -> st.SearchStrategy[Picks]:
    bound = st.none() | st.sampled_from([Decimal("2.25"), Decimal("9.5"), Decimal(10), Decimal(60)])
    texts = st.lists(st.sampled_from(["Красный", "Зелёный", "unlisted"]), min_size=1, max_size=2, unique=True)
    return st.fixed_dictionaries(
        {},
        optional={
            COLOUR: texts.map(lambda found: Pick(tuple(found))),
            LENGTH: st.builds(Pick, st.just(()), bound, bound),
            NOTE: st.just(Pick(("сталь",))),
            -1: st.just(Pick(("Завод",))),
        },
    ).map(lambda found: {id: pick for id, pick in found.items() if not pick.is_empty})


def clear(connection: Row) -> None:
    connection.execute(
        "TRUNCATE product, variant, product_category, stock, property, packaging, category, shelved_product CASCADE"
    )
    connection.execute(
        "INSERT INTO property (id, connection_id, erp_id, name, kind, options) OVERRIDING SYSTEM VALUE VALUES"
        " (1, 1, 'colour', 'Цвет', 'reference', %s), (2, 1, 'length', 'Длина', 'number', '{}'),"
        " (3, 1, 'note', 'Материал', 'string', '{}')",
        [json.dumps(OPTIONS)],
    )


def put(connection: Row, shelf: Shelf) -> None:
    """Sections anew, goods as they are told now: a row that is the same is not written."""
    for section, parent in sorted(shelf.parents.items()):
        connection.execute(
            "INSERT INTO category (id, connection_id, erp_id, name, parent_id, told) OVERRIDING SYSTEM VALUE"
            " VALUES (%s, 1, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET (parent_id, told) ="
            " (EXCLUDED.parent_id, EXCLUDED.told)",
            [section, f"s{section}", f"Section {section}", parent, section not in shelf.untold],
        )
    for each in shelf.goods:
        put_good(connection, each)
    connection.execute("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")


def put_good(connection: Row, each: Good) -> None:
    facts = [each.name, each.name, json.dumps(each.values), each.maker, each.told, each.deleted]
    connection.execute(
        "INSERT INTO product (id, connection_id, erp_id, name, sort_key, properties, manufacturer, told, deleted)"
        " OVERRIDING SYSTEM VALUE VALUES (%s, 1, %s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (id) DO UPDATE SET (name, sort_key, properties, manufacturer, told, deleted) = (EXCLUDED.name,"
        " EXCLUDED.sort_key, EXCLUDED.properties, EXCLUDED.manufacturer, EXCLUDED.told, EXCLUDED.deleted)"
        " WHERE (product.name, product.properties, product.manufacturer, product.told, product.deleted) IS DISTINCT"
        " FROM (EXCLUDED.name, EXCLUDED.properties, EXCLUDED.manufacturer, EXCLUDED.told, EXCLUDED.deleted)",
        [each.id, f"p{each.id}", *facts],
    )
    connection.execute(
        "INSERT INTO variant (id, product_id, told) OVERRIDING SYSTEM VALUE VALUES (%s, %s, %s)"
        " ON CONFLICT (id) DO UPDATE SET told = EXCLUDED.told WHERE variant.told <> EXCLUDED.told",
        [each.id + 100, each.id, each.sold],
    )
    connection.execute(
        "DELETE FROM product_category WHERE product_id = %s AND category_id <> ALL(%s)", [each.id, list(each.sections)]
    )
    for section in each.sections:
        connection.execute("INSERT INTO product_category VALUES (%s, %s) ON CONFLICT DO NOTHING", [section, each.id])
    for place in PLACES:
        connection.execute(
            "INSERT INTO stock (variant_id, warehouse_id, free, snapshot_id) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (variant_id, warehouse_id) DO UPDATE SET free = EXCLUDED.free"
            " WHERE stock.free <> EXCLUDED.free",
            [each.id + 100, place, each.stock.get(place, 0)],
        )


def put_on_shelf(connection: Row, id: int) -> None:
    connection.execute("INSERT INTO shelved_product VALUES (%s)", [id])


# The narrow rows of all goods on sale: what a buyer of a shop reads behind each property.
NARROW = r"""
CREATE TEMPORARY VIEW narrow AS
SELECT DISTINCT p.id AS product, q.id AS facet, q.kind,
       btrim(regexp_replace(coalesce(q.options ->> raw.value, raw.value), '\s+', ' ', 'g')) AS text
FROM product p, jsonb_each(p.properties) AS told(key, list), jsonb_array_elements_text(told.list) AS raw(value),
     property q WHERE q.id::text = told.key
UNION SELECT id, -1, 'string', manufacturer FROM product WHERE manufacturer <> ''
"""
BASE = """
SELECT p.id FROM product p WHERE p.told AND NOT p.deleted
  AND EXISTS (SELECT FROM variant v WHERE v.product_id = p.id AND v.told AND NOT v.deleted)
  AND p.id <> ALL(%(hidden)s) AND NOT EXISTS (SELECT FROM shelved_product h WHERE h.product_id = p.id)
  AND (%(section)s::int IS NULL OR p.id IN (
        WITH RECURSIVE down(id) AS (
            SELECT id FROM category WHERE id = %(section)s AND told
            UNION SELECT c.id FROM category c JOIN down ON c.parent_id = down.id WHERE c.told AND NOT c.deleted)
        SELECT product_id FROM product_category JOIN down ON down.id = category_id))
  AND (NOT %(in_stock)s OR EXISTS (SELECT FROM variant v JOIN stock s ON s.variant_id = v.id
        WHERE v.product_id = p.id AND s.free > 0 AND s.warehouse_id = ANY(%(places)s)))
"""
NUMBER = r"text ~ '^-?[0-9]+([.,][0-9]+)?$'"


@frozen
class Asked:
    section: int | None
    in_stock: bool
    hidden: tuple[int, ...] = ()

    def facts(self) -> dict[str, object]:
        return {
            "section": self.section, "in_stock": self.in_stock, "places": list(PLACES), "hidden": list(self.hidden)
        }  # fmt: skip


def sql_goods(connection: Row, asked: Asked, picked: Picks, but: int | None = None) -> list[int]:
    """By name."""
    wheres, facts = "", asked.facts()
    for n, (facet, pick) in enumerate(picked.items()):
        if facet == but or not is_known(connection, facet, pick, asked.hidden):
            continue
        if facet == LENGTH:
            wheres += (
                f" AND p.id IN (SELECT product FROM narrow WHERE facet = 2 AND {NUMBER}"
                f" AND replace(text, ',', '.')::numeric BETWEEN coalesce(%(least{n})s, -1e9)"
                f" AND coalesce(%(most{n})s, 1e9))"
            )
            facts |= {f"least{n}": pick.least, f"most{n}": pick.most}
        else:
            wheres += f" AND p.id IN (SELECT product FROM narrow WHERE facet = %(f{n})s AND text = ANY(%(texts{n})s))"
            facts |= {f"f{n}": facet, f"texts{n}": list(pick.texts)}
    rows = connection.execute((BASE + wheres + " ORDER BY p.sort_key, p.id").encode(), facts)
    return [row[0] for row in rows]


SOLD = "(" + BASE.replace("%(section)s", "NULL").replace("%(in_stock)s", "false") + ")"


def is_known(connection: Row, facet: int, pick: Pick, hidden: Sequence[int]) -> bool:
    """Whether goods that the client has have any of it; numbers are known where any of his goods have some."""
    sold = SOLD.replace("%(places)s", "'{}'")
    facts = {"facet": facet, "texts": list(pick.texts), "hidden": list(hidden)}
    which = f"facet = 2 AND {NUMBER}" if facet == LENGTH else "facet = %(facet)s AND text = ANY(%(texts)s)"
    found = connection.execute(f"SELECT 1 FROM narrow WHERE {which} AND product IN {sold}".encode(), facts)
    return found.fetchone() is not None


def sql_counts(connection: Row, goods: Sequence[int], facet: int) -> dict[str, int]:
    return dict(
        connection.execute(
            "SELECT text, count(DISTINCT product) FROM narrow WHERE facet = %s AND product = ANY(%s) AND text <> ''"
            " GROUP BY text",
            [facet, list(goods)],
        ).fetchall()
    )


def sql_bounds(connection: Row, goods: Sequence[int]) -> tuple[Decimal, Decimal] | None:
    row = connection.execute(
        f"SELECT min(n), max(n) FROM (SELECT replace(text, ',', '.')::numeric AS n FROM narrow WHERE facet = 2"
        f" AND {NUMBER} AND product = ANY(%s)) AS numbers".encode(),
        [list(goods)],
    ).fetchone()
    return None if row is None or row[0] is None else (row[0], row[1])
