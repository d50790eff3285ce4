"""The structure as its editor reads it."""

from collections.abc import Sequence

from attrs import frozen

from adapters.postgres.database import Database, Driver
from adapters.postgres.structure.rows import read_structure
from adapters.postgres.structure.work import groups
from application.structure.desk import (
    Counts,
    PropertyName,
    ShelfProduct,
    StructureChange,
    StructurePage,
    UntakenGroup,
)
from application.structure.ports import Group
from domain.catalog.structure import Structure
from domain.shared.ids import CategoryId

PLANNING = "SET LOCAL enable_seqscan = on"
WITH_BELOW = """
WITH RECURSIVE up(section_id, ancestor, depth) AS (
    SELECT id, id, 0 FROM portal_section
    UNION ALL
    SELECT up.section_id, s.parent_id, depth + 1
    FROM up JOIN portal_section s ON s.id = up.ancestor WHERE s.parent_id IS NOT NULL AND depth < 32
) SELECT up.ancestor, count(DISTINCT sp.product_id) FROM section_product sp JOIN up USING (section_id) GROUP BY 1
"""
OWN = "SELECT section_id, count(*) FROM section_product GROUP BY 1"
TOTALS = """
SELECT (SELECT count(*) FROM section_product WHERE place = 1), (SELECT count(*) FROM unmapped_product),
       (SELECT count(*) FROM shelved_product), (SELECT count(*) FROM untaken_group WHERE NOT seen)
"""
COMPUTED = "SELECT computed_at FROM portal_structure WHERE id = 1"
PROPERTIES = "SELECT id, name FROM property WHERE told AND NOT deleted ORDER BY name, id LIMIT 3000"
UNTAKEN = """
WITH RECURSIVE named(id, parent_id, path, depth) AS (
    SELECT c.id, c.parent_id, c.name, 0 FROM category c
    UNION ALL
    SELECT n.id, c.parent_id, c.name || ' / ' || n.path, depth + 1
    FROM named n JOIN category c ON c.id = n.parent_id WHERE depth < 32
), path AS (SELECT DISTINCT ON (id) id, path FROM named ORDER BY id, depth DESC),
goods AS (
    SELECT pc.category_id, count(*) AS n FROM unmapped_product u JOIN product_category pc USING (product_id) GROUP BY 1)
SELECT c.id, p.path, coalesce(g.n, 0), coalesce(t.since, now()), t.category_id IS NOT NULL AND NOT t.seen
FROM category c JOIN path p USING (id) LEFT JOIN untaken_group t ON t.category_id = c.id
LEFT JOIN goods g ON g.category_id = c.id
WHERE t.category_id IS NOT NULL OR g.n > 0
ORDER BY 5 DESC, 3 DESC, 2 LIMIT %s
"""
ON_SHELF = """
FROM unmapped_product u JOIN product p ON p.id = u.product_id
WHERE %(group)s::int IS NULL OR EXISTS (
    SELECT FROM product_category pc WHERE pc.product_id = p.id AND pc.category_id = %(group)s::int)
"""
SHELF = f"""
SELECT p.id, p.sku, p.name, p.manufacturer, coalesce((
    SELECT string_agg(c.name, '; ' ORDER BY c.name) FROM product_category pc JOIN category c ON c.id = pc.category_id
     WHERE pc.product_id = p.id), '')
{ON_SHELF} ORDER BY p.sort_key, p.id OFFSET %(offset)s LIMIT %(limit)s
"""
CHANGES = """
SELECT h.version, h.at, u.name, h.action, h.subject, h.moved, h.undoes,
       EXISTS (SELECT FROM structure_change b WHERE b.undoes = h.version)
FROM structure_change h JOIN app_user u ON u.id = h.user_id
WHERE %(before)s::int IS NULL OR h.version < %(before)s::int ORDER BY h.version DESC LIMIT %(limit)s
"""
NEWS = "SELECT count(*) FROM untaken_group WHERE NOT seen"


@frozen
class PostgresStructureBook:
    database: Database

    def structure(self) -> Structure:
        with self.database.snapshot() as connection:
            return read_structure(connection)

    def page(self) -> StructurePage:
        with self.database.snapshot() as connection:
            connection.execute(PLANNING)
            structure = read_structure(connection)
            computed = connection.execute(COMPUTED).fetchone()
            return StructurePage(structure, _counts(connection), computed[0] if computed else None)

    def groups(self) -> Sequence[Group]:
        with self.database.driver() as connection:
            return groups(connection)

    def properties(self) -> Sequence[PropertyName]:
        with self.database.driver() as connection:
            return [PropertyName(*row) for row in connection.execute(PROPERTIES)]

    def untaken(self, limit: int) -> Sequence[UntakenGroup]:
        with self.database.snapshot() as connection:
            connection.execute(PLANNING)
            return [UntakenGroup(*row) for row in connection.execute(UNTAKEN, [limit])]

    def shelf(self, group: CategoryId | None, offset: int, limit: int) -> tuple[Sequence[ShelfProduct], int]:
        facts = {"group": group, "offset": offset, "limit": limit}
        with self.database.snapshot() as connection:
            total = connection.execute(f"SELECT count(*) {ON_SHELF}".encode(), facts).fetchone()
            rows = [ShelfProduct(*row) for row in connection.execute(SHELF.encode(), facts)]
        return rows, total[0] if total else 0

    def look_at_shelf(self) -> None:
        with self.database.driver() as connection:
            connection.execute("UPDATE untaken_group SET seen = true WHERE NOT seen")

    def changes(self, before: int | None, limit: int) -> Sequence[StructureChange]:
        with self.database.driver() as connection:
            rows = connection.execute(CHANGES, {"before": before, "limit": limit})
            return [StructureChange(*row) for row in rows]

    def news(self) -> int:
        with self.database.driver() as connection:
            row = connection.execute(NEWS).fetchone()
            return row[0] if row else 0


def _counts(connection: Driver) -> Counts:
    below: dict[CategoryId, int] = dict(connection.execute(WITH_BELOW).fetchall())
    own: dict[CategoryId, int] = dict(connection.execute(OWN).fetchall())
    totals = connection.execute(TOTALS).fetchone()
    assert totals is not None
    return Counts(below, own, *totals)
