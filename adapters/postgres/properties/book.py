"""Properties of goods with their settings, as an editor reads and sets them and as pages follow them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import attrs
from attrs import field, frozen

from adapters.postgres.catalogue import SOLD, Kept
from adapters.postgres.database import Database, Driver, driver, json_text
from application.properties.desk import PropertyFilter, PropertyRow, Value
from domain.catalog.folding import sku_key
from domain.catalog.property_types import Facet, PropertySetting, PropertyType
from domain.shared.errors import NotFound
from domain.shared.ids import UserId

PLANNING = "SET LOCAL enable_seqscan = on; SET LOCAL work_mem = '64MB'"
SETTING = """
SELECT p.id AS property, coalesce(s.name, '') AS name,
       coalesce(s.type, CASE p.kind WHEN 'number' THEN 'number' WHEN 'time' THEN 'date' ELSE 'text' END) AS type,
       coalesce(s.unit, '') AS unit, coalesce(s.facet, 'auto') AS facet, coalesce(s.on_card, true) AS on_card,
       coalesce(s.in_lists, false) AS in_lists, coalesce(s.compared, true) AS compared,
       coalesce(s.hidden, false) AS hidden, coalesce(s.group_name, '') AS "group", coalesce(s.position, 0) AS position
FROM property p LEFT JOIN property_setting s ON s.property_id = p.id
"""
TOLD = "WHERE p.told AND NOT p.deleted"
ROW = f"""
SELECT f.*, p.name, p.kind, p.connection_id, c.name, s.property_id IS NOT NULL
FROM property p JOIN connection c ON c.id = p.connection_id JOIN ({SETTING}) f ON f.property = p.id
LEFT JOIN property_setting s ON s.property_id = p.id
WHERE p.told AND NOT p.deleted
"""
USED = f"""
SELECT used.key::int AS id, count(*) AS goods FROM product p, jsonb_object_keys(p.properties) AS used(key)
WHERE {SOLD} GROUP BY 1
"""
PAGE = f"""
WITH used AS ({USED}), rows AS (
    SELECT r.*, coalesce(u.goods, 0) AS goods
    FROM ({ROW}) AS r(property, shown_name, type, unit, facet, on_card, in_lists, compared, hidden, group_name,
                      position, name, kind, connection_id, base, is_set)
    LEFT JOIN used u ON u.id = r.property
) SELECT *, count(*) OVER () FROM rows
WHERE (%(text)s = '' OR lower(name) LIKE %(piece)s OR lower(shown_name) LIKE %(piece)s)
  AND (%(type)s = '' OR type = %(type)s) AND goods >= %(used)s
  AND CASE %(shown)s WHEN 'card' THEN on_card AND NOT hidden WHEN 'lists' THEN in_lists AND NOT hidden
        WHEN 'facet' THEN facet NOT IN ('auto', 'none') AND NOT hidden WHEN 'compared' THEN compared AND NOT hidden
        WHEN 'hidden' THEN hidden WHEN 'untouched' THEN NOT is_set ELSE true END
ORDER BY group_name, position, goods DESC, name, property OFFSET %(offset)s LIMIT %(limit)s
"""
VALUES = f"""
SELECT coalesce((SELECT d.options ->> told.value FROM property d WHERE d.id = %(id)s), told.value), count(*)
FROM product p, jsonb_array_elements_text(p.properties -> %(key)s) AS told(value)
WHERE p.properties ? %(key)s AND {SOLD} GROUP BY 1 ORDER BY 2 DESC, 1
"""
ITEM = f"SELECT p.id, p.sku, p.name, p.properties FROM product p WHERE p.sku_key = %s AND {SOLD} ORDER BY p.id LIMIT 1"
OPTIONS = "SELECT id, options FROM property WHERE id = ANY(%s)"
LOCK = "SELECT id FROM property WHERE id = %s AND told AND NOT deleted FOR UPDATE"
SAVE = """
INSERT INTO property_setting (property_id, name, type, unit, facet, on_card, in_lists, compared, hidden, group_name,
                              position)
VALUES (%(property)s, %(name)s, %(type)s, %(unit)s, %(facet)s, %(on_card)s, %(in_lists)s, %(compared)s, %(hidden)s,
        %(group)s, %(position)s)
ON CONFLICT (property_id) DO UPDATE SET (name, type, unit, facet, on_card, in_lists, compared, hidden, group_name,
                                         position)
    = (excluded.name, excluded.type, excluded.unit, excluded.facet, excluded.on_card, excluded.in_lists,
       excluded.compared, excluded.hidden, excluded.group_name, excluded.position)
"""
AUDIT = "INSERT INTO audit_log (user_id, action, subject, facts) VALUES (%s, 'property.set', %s, %s::jsonb)"
RAISE = "UPDATE catalogue_state SET catalogue_version = catalogue_version + 1"


def setting_of(row: Sequence[Any]) -> PropertySetting:
    id, name, type, unit, facet, on_card, in_lists, compared, hidden, group, position = row
    return PropertySetting(
        id, name, PropertyType(type), unit, Facet(facet), on_card, in_lists, compared, hidden, group, position
    )


def _row(row: Sequence[Any], goods: int) -> PropertyRow:
    name, kind, _, base, is_set = row[11:16]
    return PropertyRow(row[0], name, kind, goods, setting_of(row[:11]), is_set, base)


@frozen
class PostgresPropertySettings:
    """The port `PropertySettings`: kept in the process by catalogue version."""

    database: Database
    kept: Kept = field(factory=lambda: Kept(4), eq=False)

    def of_version(self, version: int) -> Mapping[int, PropertySetting]:
        return self.kept.get(version, self._read)

    def in_lists(self, version: int) -> Sequence[PropertySetting]:
        """Those that stand in lists, in their order: a few of a thousand, which are not read for the first page of each
        version."""
        return self.kept.get((version, "in lists"), self._read_in_lists)

    def _read(self) -> Mapping[int, PropertySetting]:
        return {one.property: one for one in self._settings(TOLD)}

    def _read_in_lists(self) -> Sequence[PropertySetting]:
        listed = self._settings(f"{TOLD} AND s.in_lists AND NOT s.hidden")
        return tuple(sorted(listed, key=lambda one: (one.position, one.name, one.property)))

    def _settings(self, which: str) -> Sequence[PropertySetting]:
        with self.database.driver() as connection:
            return [setting_of(row) for row in connection.execute((SETTING + which).encode())]


@frozen
class PostgresPropertyBook:
    database: Database

    def page(self, ask: PropertyFilter) -> tuple[Sequence[PropertyRow], int]:
        text = ask.text.lower()
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        facts = {**attrs.asdict(ask), "text": text, "piece": f"%{escaped}%"}
        with self.database.snapshot() as connection:
            connection.execute(PLANNING)
            rows = connection.execute(PAGE.encode(), facts).fetchall()
        return [_row(row, row[16]) for row in rows], rows[0][17] if rows else 0

    def one(self, id: int) -> PropertyRow:
        with self.database.snapshot() as connection:
            connection.execute(PLANNING)
            row = connection.execute(f"{ROW} AND p.id = %s".encode(), [id]).fetchone()
            if row is None:
                raise NotFound("property", str(id))
            count = f"SELECT count(*) FROM product p WHERE p.properties ? %s AND {SOLD}"
            goods = connection.execute(count.encode(), [str(id)]).fetchone()
        return _row(row, goods[0] if goods else 0)

    def values(self, id: int) -> Sequence[Value]:
        with self.database.snapshot() as connection:
            connection.execute(PLANNING)
            rows = connection.execute(VALUES.encode(), {"id": id, "key": str(id)})
            return [Value(text, goods) for text, goods in rows]

    def item(self, article: str) -> tuple[int, str, str, Mapping[int, Sequence[str]], Sequence[PropertyRow]] | None:
        with self.database.snapshot() as connection:
            found = connection.execute(ITEM.encode(), [sku_key(article)]).fetchone()
            if found is None:
                return None
            product, sku, name, values = found
            ids = [int(key) for key in values]
            options: dict[int, Any] = dict(connection.execute(OPTIONS, [ids]).fetchall())
            rows = connection.execute(f"{ROW} AND p.id = ANY(%s) ORDER BY 10, 11, p.name".encode(), [ids]).fetchall()
        told = {int(key): [str(options.get(int(key), {}).get(one, one)) for one in many]
                for key, many in values.items()}  # fmt: skip
        return product, sku, name, told, [_row(row, 0) for row in rows]


@frozen
class PostgresPropertyWork:
    connection: Driver

    def lock(self, id: int) -> PropertySetting:
        held = self.connection.execute(LOCK, [id])
        row = held.fetchone() and self.connection.execute(f"{SETTING} WHERE p.id = %s".encode(), [id]).fetchone()
        if not row:
            raise NotFound("property", str(id))
        return setting_of(row)

    def save(self, before: PropertySetting, after: PropertySetting, by: UserId) -> None:
        self.connection.execute(SAVE.encode(), attrs.asdict(after))
        facts = {"before": attrs.asdict(before), "after": attrs.asdict(after)}
        self.connection.execute(AUDIT, [by, str(after.property), json_text(facts)])
        self.connection.execute(RAISE)


@frozen
class PostgresPropertyWorks:
    database: Database

    @contextmanager
    def begin(self) -> Iterator[PostgresPropertyWork]:
        with self.database.transaction() as transaction:
            yield PostgresPropertyWork(driver(transaction))
