"""Changing the structure, trying a change, and following the goods that an import brought."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from attrs import frozen

from adapters.postgres.database import Database, Driver, driver
from adapters.postgres.structure.filling import fill, stay
from adapters.postgres.structure.rows import edit_of, edit_text, read_structure, write_edit
from application.structure.ports import Group, Made, Moves
from domain.catalog.structure import Edit, Structure, edit_between
from domain.shared.errors import NotFound
from domain.shared.ids import CategoryId

LOCK = "SELECT version FROM portal_structure WHERE id = 1 FOR UPDATE"
SECTION_IDS = "SELECT nextval(pg_get_serial_sequence('category', 'id')) FROM generate_series(1, %s)"
RULE_IDS = "SELECT nextval(pg_get_serial_sequence('section_rule', 'id')) FROM generate_series(1, %s)"
GROUPS = """
WITH RECURSIVE down(id, parent_id, name, path, depth) AS (
    SELECT c.id, NULL::int, c.name, ARRAY[(c.position, c.sort_key, c.id)], 0 FROM category c
    WHERE c.told AND NOT c.deleted AND NOT EXISTS (
        SELECT FROM category u WHERE u.id = c.parent_id AND u.told AND NOT u.deleted)
    UNION ALL
    SELECT c.id, c.parent_id, c.name, path || (c.position, c.sort_key, c.id), depth + 1
    FROM down JOIN category c ON c.parent_id = down.id WHERE c.told AND NOT c.deleted AND depth < 32
) SELECT id, parent_id, name FROM down ORDER BY path
"""
KNOWS = """
SELECT EXISTS (SELECT FROM category WHERE id = %s AND told AND NOT deleted),
       EXISTS (SELECT FROM property WHERE id = %s AND told AND NOT deleted)
"""
SAVED = "UPDATE portal_structure SET (version, in_use, unmapped) = (%s, %s, %s) WHERE id = 1"
RECORD = """
INSERT INTO structure_change (version, user_id, action, subject, edit, moved, undoes)
VALUES (%s, %s, %s, %s, %s::jsonb, %s, %s)
"""
CHANGE = "SELECT edit, subject FROM structure_change WHERE version = %s"
# What an editor's own change puts on the shelf is no news to him.
KNOWN = "UPDATE untaken_group SET seen = true WHERE NOT seen AND since = now()"
# Whoever holds the row computes it, or has just done so; the clock looks again.
BEHIND = """
SELECT s.version FROM portal_structure s, catalogue_state c
WHERE s.id = 1 AND s.computed_for <> c.catalogue_version AND EXISTS (SELECT FROM portal_section)
"""
TAKE = "SELECT version FROM portal_structure WHERE id = 1 FOR UPDATE SKIP LOCKED"


@frozen
class PostgresStructureWork:
    connection: Driver

    def lock(self) -> Structure:
        self.connection.execute(LOCK)
        return read_structure(self.connection)

    def section_ids(self, count: int) -> Sequence[CategoryId]:
        return [row[0] for row in self.connection.execute(SECTION_IDS, [count])]

    def rule_ids(self, count: int) -> Sequence[int]:
        return [row[0] for row in self.connection.execute(RULE_IDS, [count])]

    def groups(self) -> Sequence[Group]:
        return groups(self.connection)

    def knows(self, group: CategoryId | None, property: int | None) -> tuple[bool, bool]:
        row = self.connection.execute(KNOWS, [group, property]).fetchone()
        assert row is not None
        return group is None or row[0], property is None or row[1]

    def change(self, version: int) -> tuple[Edit, str]:
        row = self.connection.execute(CHANGE, [version]).fetchone()
        if row is None:
            raise NotFound("structure-change", str(version))
        return edit_of(row[0]), row[1]

    def save(self, before: Structure, after: Structure, made: Made) -> Moves:
        edit = edit_between(before, after)
        write_edit(self.connection, edit, after.shown())
        version, settings = before.version + 1, after.settings
        self.connection.execute(SAVED, [version, settings.in_use, settings.unmapped.value])
        raises = before.settings.in_use or settings.in_use
        if moves_goods(before, after, edit):
            moves = fill(self.connection, after, raises=raises).moves
            self.connection.execute(KNOWN)
        else:
            moves = stay(self.connection, raises=raises)
        self.connection.execute(
            RECORD, [version, made.by, made.action, made.subject, edit_text(edit), moves.moved, made.undoes]
        )
        return moves


@frozen
class PostgresStructureWorks:
    database: Database

    @contextmanager
    def begin(self) -> Iterator[PostgresStructureWork]:
        with self.database.transaction() as transaction:
            yield PostgresStructureWork(driver(transaction))

    @contextmanager
    def trial(self) -> Iterator[PostgresStructureWork]:
        with self.database.driver() as connection, connection.transaction(force_rollback=True):
            yield PostgresStructureWork(connection)


@frozen
class FollowGoods:
    """After an import, and by the clock: goods stand where the rules put them. Nothing where nothing changed."""

    database: Database

    def __call__(self, *_: object) -> int:
        """How many placings changed."""
        with self.database.driver() as connection:
            if connection.execute(BEHIND).fetchone() is None:
                return 0
            try:
                with connection.transaction():
                    if connection.execute(TAKE).fetchone() is None:
                        return 0
                    return fill(connection, read_structure(connection), raises=False).changed
            except psycopg.errors.LockNotAvailable:
                # Another import holds the versions; it will be followed itself, and the clock looks again.
                return 0


def moves_goods(before: Structure, after: Structure, edit: Edit) -> bool:
    """A new name, another place, a section without rules: goods need not be looked at for these."""
    if edit.rules or edit.settings or bool(before.sections) != bool(after.sections):
        return True
    filled = {rule.section for rule in after.rules.values()}
    return before.shown() & filled != after.shown() & filled


def groups(connection: Driver) -> list[Group]:
    return [Group(*row) for row in connection.execute(GROUPS)]
