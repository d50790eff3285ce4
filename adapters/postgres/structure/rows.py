"""The structure as rows: read whole, written by what differs."""

from collections.abc import Collection, Mapping
from typing import Any

import attrs

from adapters.postgres.database import Driver, json_text
from domain.catalog.folding import sort_key
from domain.catalog.structure import Edit, MappingRule, PortalSection, Settings, Structure, Unmapped
from domain.shared.ids import CategoryId

STATE = "SELECT version, in_use, unmapped FROM portal_structure WHERE id = 1"
SECTIONS = "SELECT id, name, parent_id, position, name_en, slug, hidden FROM portal_section"
RULES = "SELECT id, section_id, position, group_id, below, maker, property_id, value FROM section_rule"
PUT_SECTION = """
INSERT INTO portal_section (id, name, parent_id, position, name_en, slug, hidden, sort_key)
VALUES (%(id)s, %(name)s, %(parent)s, %(position)s, %(name_en)s, %(slug)s, %(hidden)s, %(sort_key)s)
ON CONFLICT (id) DO UPDATE SET (name, parent_id, position, name_en, slug, hidden, sort_key)
    = (excluded.name, excluded.parent_id, excluded.position, excluded.name_en, excluded.slug, excluded.hidden,
       excluded.sort_key)
"""
PUT_RULE = """
INSERT INTO section_rule (id, section_id, position, group_id, below, maker, property_id, value)
OVERRIDING SYSTEM VALUE
VALUES (%(id)s, %(section)s, %(position)s, %(group)s, %(below)s, %(maker)s, %(property)s, %(value)s)
ON CONFLICT (id) DO UPDATE SET (section_id, position, group_id, below, maker, property_id, value)
    = (excluded.section_id, excluded.position, excluded.group_id, excluded.below, excluded.maker,
       excluded.property_id, excluded.value)
"""
GONE = """
INSERT INTO portal_section_gone (id, name, slug, parent_id)
SELECT id, name, slug, parent_id FROM portal_section WHERE id = ANY(%s)
ON CONFLICT (id) DO UPDATE
SET (name, slug, parent_id, went_at) = (excluded.name, excluded.slug, excluded.parent_id, now())
"""
# An address that a section gave up leads to it until another section takes it.
SLUG_LEFT = """
INSERT INTO portal_slug (slug, section_id) VALUES (%s, %s)
ON CONFLICT (slug) DO UPDATE SET section_id = excluded.section_id
"""
SHOWN = "UPDATE portal_section SET shown = id = ANY(%(shown)s) WHERE shown <> (id = ANY(%(shown)s))"


def read_structure(connection: Driver) -> Structure:
    state = connection.execute(STATE).fetchone()
    assert state is not None
    version, in_use, unmapped = state
    sections = {row[0]: PortalSection(*row) for row in connection.execute(SECTIONS)}
    rules = {row[0]: MappingRule(*row) for row in connection.execute(RULES)}
    return Structure(version, Settings(in_use, Unmapped(unmapped)), sections, rules)


def write_edit(connection: Driver, edit: Edit, shown: Collection[CategoryId]) -> None:
    gone = [id for id, (_, after) in edit.sections.items() if after is None]
    rules_gone = [id for id, (_, after) in edit.rules.items() if after is None]
    with connection.cursor() as cursor:
        if rules_gone:
            cursor.execute("DELETE FROM section_rule WHERE id = ANY(%s)", [rules_gone])
        put = [_section(after) for _, after in edit.sections.values() if after is not None]
        if put:
            cursor.executemany(PUT_SECTION.encode(), put)
        rules = [attrs.asdict(after) for _, after in edit.rules.values() if after is not None]
        if rules:
            cursor.executemany(PUT_RULE.encode(), rules)
        if gone:
            cursor.execute(GONE.encode(), [gone])
            cursor.execute("DELETE FROM portal_section WHERE id = ANY(%s)", [gone])
        _addresses(cursor, edit)
        cursor.execute(SHOWN.encode(), {"shown": sorted(shown)})


def _addresses(cursor: Any, edit: Edit) -> None:
    left = [(before.slug, id) for id, (before, after) in edit.sections.items()
            if before is not None and (after is None or before.slug != after.slug)]  # fmt: skip
    taken = [after.slug for _, after in edit.sections.values() if after is not None]
    back = [id for id, (before, after) in edit.sections.items() if before is None and after is not None]
    if left:
        cursor.executemany(SLUG_LEFT.encode(), left)
    if taken:
        cursor.execute("DELETE FROM portal_slug WHERE slug = ANY(%s)", [taken])
    if back:
        cursor.execute("DELETE FROM portal_section_gone WHERE id = ANY(%s)", [back])


def _section(section: PortalSection) -> dict[str, Any]:
    return {**attrs.asdict(section), "sort_key": sort_key(section.name)}


def edit_text(edit: Edit) -> str:
    return json_text({
        "sections": {str(id): [_told(one) for one in pair] for id, pair in edit.sections.items()},
        "rules": {str(id): [_told(one) for one in pair] for id, pair in edit.rules.items()},
        "settings": [_told(one) for one in edit.settings] if edit.settings else None,
    })  # fmt: skip


def _told(one: Any) -> Any:
    return None if one is None else attrs.asdict(one)


def edit_of(told: Mapping[str, Any]) -> Edit:
    sections = {int(id): tuple(_read(PortalSection, one) for one in pair) for id, pair in told["sections"].items()}
    rules = {int(id): tuple(_read(MappingRule, one) for one in pair) for id, pair in told["rules"].items()}
    settings = told["settings"] and tuple(
        Settings(one["in_use"], Unmapped(one["unmapped"])) for one in told["settings"]
    )
    return Edit(sections, rules, settings or None)  # type: ignore[arg-type]  # pairs are read as tuples of two


def _read(kind: Any, one: Mapping[str, Any] | None) -> Any:
    return None if one is None else kind(**one)
