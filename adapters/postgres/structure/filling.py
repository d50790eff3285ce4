"""Which goods stand in which portal section: computed by the rules in sets, written where it differs (ADR 0035).

The same statements run after an import, when an editor saves, and in a preview, which is taken back.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import frozen

from adapters.postgres.catalogue import ON_OFFER
from adapters.postgres.catalogue_changes import tell_written
from adapters.postgres.database import Driver
from application.structure.ports import Flow, Moves, Sample
from domain.catalog.structure import MappingRule, Structure, Unmapped
from domain.catalog.traits import folded

SAMPLES = 12
FLOWS = 40
# Whole tables are compared: reading them from end to end is no harm here, whoever asks.
PLANNING = "SET LOCAL enable_seqscan = on; SET LOCAL work_mem = '64MB'; SET LOCAL plan_cache_mode = auto"
TEMPORARY = """
DROP TABLE IF EXISTS fill_rule, fill_place;
CREATE TEMP TABLE fill_rule (
    id int PRIMARY KEY, section_id int, position int, group_id int, below boolean, makers text[], property text,
    keys text[]) ON COMMIT DROP;
CREATE TEMP TABLE fill_place (
    section_id int, product_id int, place int, PRIMARY KEY (section_id, product_id)) ON COMMIT DROP
"""
MAKERS = "SELECT DISTINCT manufacturer FROM product WHERE told AND NOT deleted AND manufacturer <> ''"
OPTIONS = "SELECT id, options FROM property WHERE id = ANY(%s)"
HOLDS = "(r.property IS NULL OR p.properties -> r.property ?| r.keys)"
FILL = f"""
WITH RECURSIVE reach(rule_id, group_id) AS (
    SELECT id, group_id FROM fill_rule WHERE group_id IS NOT NULL
    UNION
    SELECT reach.rule_id, c.id FROM reach JOIN fill_rule r ON r.id = reach.rule_id AND r.below
    JOIN category c ON c.parent_id = reach.group_id WHERE c.told AND NOT c.deleted
), taken AS (
    SELECT r.section_id, pc.product_id, r.position
    FROM reach JOIN fill_rule r ON r.id = reach.rule_id
    JOIN product_category pc ON pc.category_id = reach.group_id JOIN product p ON p.id = pc.product_id
    WHERE (r.makers IS NULL OR p.manufacturer = ANY(r.makers)) AND {HOLDS}
    UNION ALL
    SELECT r.section_id, p.id, r.position FROM fill_rule r JOIN product p ON p.manufacturer = ANY(r.makers)
    WHERE r.group_id IS NULL AND {HOLDS}
    UNION ALL
    SELECT r.section_id, p.id, r.position FROM fill_rule r JOIN product p ON {HOLDS}
    WHERE r.group_id IS NULL AND r.makers IS NULL
), first AS (SELECT section_id, product_id, min(position) AS position FROM taken GROUP BY 1, 2)
INSERT INTO fill_place
SELECT f.section_id, f.product_id,
       row_number() OVER (PARTITION BY f.product_id ORDER BY f.position, f.section_id)
FROM first f JOIN product p ON p.id = f.product_id WHERE {ON_OFFER}
"""
FLOWED = """
SELECT b.section_id, a.section_id, count(*)
FROM (SELECT section_id, product_id FROM section_product WHERE place = 1) b
FULL JOIN (SELECT section_id, product_id FROM fill_place WHERE place = 1) a USING (product_id)
WHERE b.section_id IS DISTINCT FROM a.section_id
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
"""
SAMPLED = """
SELECT p.id, p.sku, p.name, b.section_id, a.section_id
FROM (SELECT section_id, product_id FROM section_product WHERE place = 1) b
FULL JOIN (SELECT section_id, product_id FROM fill_place WHERE place = 1) a USING (product_id)
JOIN product p ON p.id = coalesce(a.product_id, b.product_id)
WHERE b.section_id IS DISTINCT FROM a.section_id ORDER BY p.sort_key, p.id LIMIT %s
"""
LEAVE = """
DELETE FROM section_product s WHERE NOT EXISTS (
    SELECT FROM fill_place f WHERE f.section_id = s.section_id AND f.product_id = s.product_id)
"""
ENTER = """
INSERT INTO section_product AS s (section_id, product_id, place) SELECT section_id, product_id, place FROM fill_place
ON CONFLICT (section_id, product_id) DO UPDATE SET place = excluded.place WHERE s.place <> excluded.place
"""
UNMAPPED = f"""
SELECT p.id FROM product p WHERE {ON_OFFER}
   AND NOT EXISTS (SELECT FROM fill_place f WHERE f.product_id = p.id)
"""
NOTHING = "SELECT NULL::int AS id WHERE false"
SHELVED_UNMAPPED = "SELECT product_id AS id FROM unmapped_product"
SHELVED_HIDDEN = """
SELECT f.product_id AS id FROM fill_place f JOIN portal_section s ON s.id = f.section_id
GROUP BY f.product_id HAVING NOT bool_or(s.shown)
"""
LEFTOVER = """
WITH RECURSIVE up(id, parent_id, depth) AS (
    SELECT c.id, c.parent_id, 0 FROM category c WHERE c.told AND NOT c.deleted AND EXISTS (
        SELECT FROM product_category pc JOIN unmapped_product u ON u.product_id = pc.product_id
         WHERE pc.category_id = c.id)
    UNION
    SELECT c.id, c.parent_id, depth + 1 FROM up JOIN category c ON c.id = up.parent_id
    WHERE depth < 32 AND c.told AND NOT c.deleted
) SELECT DISTINCT id FROM up
"""
# A rule that asks for more than the group may leave goods of it on the shelf, but the group is known to the editor.
UNTAKEN = """
WITH RECURSIVE reach(id, below) AS (
    SELECT group_id, below FROM fill_rule WHERE group_id IS NOT NULL
    UNION
    SELECT c.id, true FROM reach JOIN category c ON c.parent_id = reach.id WHERE reach.below
) SELECT c.id FROM category c WHERE c.told AND NOT c.deleted AND c.id NOT IN (SELECT id FROM reach)
"""
STATE = "SELECT catalogue_version FROM catalogue_state"
RAISE = """
INSERT INTO catalogue_state AS c (id, catalogue_version, pricing_version) VALUES (1, 1, 1)
ON CONFLICT (id) DO UPDATE SET catalogue_version = c.catalogue_version + 1 RETURNING catalogue_version
"""
FOLLOWED = "UPDATE portal_structure SET computed_for = %s WHERE id = 1 AND computed_for = %s"
COMPUTED = "UPDATE portal_structure SET computed_for = %s, computed_at = now() WHERE id = 1"


@frozen
class Filled:
    moves: Moves
    changed: int


def fill(connection: Driver, structure: Structure, *, raises: bool) -> Filled:
    """Inside a transaction that has locked the structure. `raises`: buyers see a change whatever goods do.

    The catalogue version rises once at most, last of all.
    """
    connection.execute(PLANNING)
    row = connection.execute(STATE).fetchone()
    seen = row[0] if row else 0
    connection.execute(TEMPORARY)
    _tell_rules(connection, structure.in_order())
    connection.execute(FILL.encode())
    connection.execute("ANALYZE fill_place")
    before = _counts(connection)
    flows = [Flow(*row) for row in connection.execute(FLOWED)]
    samples = tuple(Sample(p, sku, name, a, b) for p, sku, name, a, b in connection.execute(SAMPLED, [SAMPLES]))
    places = connection.execute(LEAVE).rowcount + connection.execute(ENTER).rowcount
    followed, on_shelf = _follow(connection, structure)
    changed = places + followed
    after = _counts(connection)
    moved = sum(flow.goods for flow in flows)
    mapped = connection.execute("SELECT count(*) FROM fill_place WHERE place = 1").fetchone()
    assert mapped is not None
    if raises or (structure.settings.in_use and changed):
        raised = connection.execute(RAISE).fetchone()
        assert raised is not None
        tell_written(connection, on_shelf)
        # Had an import come in between, its goods would not stand here yet.
        seen += raised[0] == seen + 1
    connection.execute(COMPUTED, [seen])
    unmapped, shelved = ((before[n], after[n]) for n in (0, 1))
    moves = Moves(moved, tuple(flows[:FLOWS]), samples, mapped[0], unmapped, shelved, max(0, places - moved))
    return Filled(moves, changed)


def stay(connection: Driver, *, raises: bool) -> Moves:
    """Where a change leaves every good in its place: what stands is told, and only the version rises."""
    unmapped, shelved = _counts(connection)
    mapped = connection.execute("SELECT count(*) FROM section_product WHERE place = 1").fetchone()
    assert mapped is not None
    if raises:
        raised = connection.execute(RAISE).fetchone()
        assert raised is not None
        tell_written(connection, (), moves=False)
        connection.execute(FOLLOWED, [raised[0], raised[0] - 1])
    return Moves(mapped=mapped[0], unmapped=(unmapped, unmapped), shelved=(shelved, shelved))


def _tell_rules(connection: Driver, rules: Iterable[MappingRule]) -> None:
    told = list(rules)
    makers: dict[str, list[str]] = {}
    if any(rule.maker for rule in told):
        for (name,) in connection.execute(MAKERS):
            makers.setdefault(folded(name), []).append(name)
    asked = sorted({rule.property for rule in told if rule.property is not None})
    options: dict[int, Any] = dict(connection.execute(OPTIONS, [asked]).fetchall()) if asked else {}
    with connection.cursor() as cursor, cursor.copy("COPY fill_rule FROM STDIN") as copy:
        for rule in told:
            spelt = makers.get(folded(rule.maker), []) if rule.maker else None
            keys = _keys(rule.value, options.get(rule.property, {})) if rule.property is not None else None
            property_ = None if rule.property is None else str(rule.property)
            copy.write_row((rule.id, rule.section, rule.position, rule.group, rule.below, spelt, property_, keys))


def _keys(value: str, options: dict[str, str]) -> list[str]:
    """A value as goods keep it: the option's id where it is one of a list."""
    meant = folded(value)
    return [value, *(key for key, text in options.items() if folded(text) == meant)]


def _follow(connection: Driver, structure: Structure) -> tuple[int, Sequence[int]]:
    """The shelf, and what buyers see of it: how many rows changed; the goods that came onto the shelf or left it."""
    settings, has_tree = structure.settings, bool(structure.sections)
    hides = settings.in_use and settings.unmapped is Unmapped.HIDDEN
    shelved = [SHELVED_HIDDEN] * settings.in_use + [SHELVED_UNMAPPED] * hides
    shows_left = settings.in_use and not hides
    unmapped = _same(connection, "unmapped_product", "product_id", UNMAPPED if has_tree else NOTHING)
    on_shelf = _same(connection, "shelved_product", "product_id", " UNION ".join(shelved) or NOTHING)
    leftover = _same(connection, "leftover_group", "category_id", LEFTOVER if shows_left else NOTHING)
    _same(connection, "untaken_group", "category_id", UNTAKEN if has_tree else NOTHING)  # no buyer sees these
    return len(unmapped) + len(on_shelf) + len(leftover), on_shelf


def _same(connection: Driver, table: str, column: str, wanted: str) -> Sequence[int]:
    """The table holds exactly what is wanted; the ids that came or went."""
    connection.execute("DROP TABLE IF EXISTS fill_wanted")
    connection.execute(f"CREATE TEMP TABLE fill_wanted ON COMMIT DROP AS {wanted}".encode())
    left = connection.execute(
        f"DELETE FROM {table} t WHERE NOT EXISTS (SELECT FROM fill_wanted w WHERE w.id = t.{column})"
        f" RETURNING {column}".encode()
    ).fetchall()
    came = connection.execute(
        f"INSERT INTO {table} ({column}) SELECT DISTINCT id FROM fill_wanted ON CONFLICT DO NOTHING"
        f" RETURNING {column}".encode()
    ).fetchall()
    return [id for (id,) in left + came]


def _counts(connection: Driver) -> tuple[int, int]:
    row = connection.execute(
        "SELECT (SELECT count(*) FROM unmapped_product), (SELECT count(*) FROM shelved_product)"
    ).fetchone()
    assert row is not None
    return row[0], row[1]
