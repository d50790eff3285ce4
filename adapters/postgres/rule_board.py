"""Rules as pages show them, and the directories that a form of a rule is filled from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, Driver
from adapters.postgres.pricing_rules import COLUMNS, rule_of
from adapters.postgres.rule_goods import MANUFACTURERS
from adapters.postgres.rules import managed_from
from adapters.postgres.shelf import array
from application.queries.rules import Choices, ClientHit, Found, Names, RuleFilter, RuleRow, RuleVersion
from domain.catalog.folding import sku_key
from domain.catalog.traits import folded
from domain.pricing.managed import Deed, ManagedRule, RuleState, Standing
from domain.pricing.rules import Rule, Which

STANDING = """
CASE WHEN r.state = 'off' THEN 'off' WHEN r.valid_to < %(day)s THEN 'ended' WHEN r.valid_from > %(day)s THEN 'scheduled'
     ELSE 'in-force' END
"""
PAGE = f"""
SELECT {", ".join(f"r.{column}" for column in COLUMNS)}, r.state, r.version, coalesce(u.name, ''), l.recorded_at,
       count(*) OVER ()
FROM price_rule r
JOIN price_rule_log l ON l.rule_id = r.id AND l.version = r.version
LEFT JOIN app_user u ON u.id = l.user_id
WHERE (%(text)s = '' OR r.name ILIKE '%%' || %(text)s || '%%') AND (%(standing)s = '' OR {STANDING} = %(standing)s)
ORDER BY r.effect IN ('floor', 'ceiling'), r.priority, r.id LIMIT %(limit)s OFFSET %(offset)s
"""
COUNTS = f"""
SELECT {STANDING}, count(*) FROM price_rule r
WHERE %(text)s = '' OR r.name ILIKE '%%' || %(text)s || '%%' GROUP BY 1
"""
VERSIONS = """
SELECT l.version, l.action, l.content, coalesce(u.name, ''), l.recorded_at
FROM price_rule_log l LEFT JOIN app_user u ON u.id = l.user_id WHERE l.rule_id = %s ORDER BY l.version DESC
"""
NAMES: Mapping[str, tuple[str, str]] = {
    "categories": ("SELECT id, name FROM category WHERE id = ANY(%s::int[])", "int"),
    "products": ("SELECT id, sku, name FROM product WHERE id = ANY(%s::int[])", "int"),
    "properties": ("SELECT id, name, options FROM property WHERE id = ANY(%s::int[])", "int"),
    "contracts": (
        "SELECT c.id, c.number, k.name FROM contract c JOIN counterparty k ON k.id = c.counterparty_id"
        " WHERE c.id = ANY(%s::uuid[])",
        "uuid",
    ),
    "counterparties": ("SELECT id, name, inn FROM counterparty WHERE id = ANY(%s::uuid[])", "uuid"),
    "holdings": ("SELECT id, name FROM holding WHERE id = ANY(%s::uuid[])", "uuid"),
    "regions": ("SELECT id, name FROM region WHERE id = ANY(%s::uuid[])", "uuid"),
    "price_types": ("SELECT id, name FROM price_type WHERE id = ANY(%s::int[])", "int"),
    "warehouses": ("SELECT id, name FROM warehouse WHERE id = ANY(%s::int[])", "int"),
}
SKUS = """
SELECT asked.key, p.id FROM unnest(%s::text[]) AS asked(key)
JOIN product p ON p.sku_key = asked.key AND p.told AND NOT p.deleted
"""
CLIENTS = """
(SELECT 'counterparties', k.id, k.name, k.inn FROM counterparty k
  WHERE NOT k.deleted AND (k.name ILIKE '%%' || %(text)s || '%%' OR k.inn LIKE %(text)s || '%%')
  ORDER BY k.name, k.id LIMIT %(most)s)
UNION ALL
(SELECT 'holdings', h.id, h.name, '' FROM holding h
  WHERE NOT h.implicit AND h.told AND h.name ILIKE '%%' || %(text)s || '%%' ORDER BY h.name, h.id LIMIT %(most)s)
UNION ALL
(SELECT 'contracts', c.id, c.number, k.name FROM contract c JOIN counterparty k ON k.id = c.counterparty_id
  WHERE NOT c.deleted AND NOT k.deleted
    AND (c.number ILIKE '%%' || %(text)s || '%%' OR k.name ILIKE '%%' || %(text)s || '%%'
         OR k.inn LIKE %(text)s || '%%')
  ORDER BY k.name, c.number, c.id LIMIT %(most)s)
"""


@frozen
class PostgresRuleBoard:
    database: Database

    def page(self, filter: RuleFilter, day: date) -> tuple[Sequence[RuleRow], int, Mapping[Standing, int]]:
        facts = {
            "text": escaped(filter.text), "standing": filter.standing.value if filter.standing else "", "day": day,
            "limit": filter.limit, "offset": filter.offset,
        }  # fmt: skip
        with self.database.snapshot() as connection:
            rows = connection.execute(PAGE.encode(), facts).fetchall()
            counts = connection.execute(COUNTS.encode(), facts).fetchall()
        found = [RuleRow(ManagedRule(rule_of(r[:-5]), RuleState(r[-5]), r[-4]), r[-3], r[-2]) for r in rows]
        return found, rows[0][-1] if rows else 0, {Standing(name): number for name, number in counts}

    def one(self, id: UUID) -> Sequence[RuleVersion]:
        with self.database.driver() as connection:
            rows = connection.execute(VERSIONS, (id,)).fetchall()
        return [
            RuleVersion(managed_from(id, version, content), Deed(deed), by, at)
            for version, deed, content, by, at in rows
        ]

    def names(self, rules: Sequence[Rule], most: int | None = None) -> Names:
        asked = _asked(rules, most)
        with self.database.driver() as connection:
            found = {
                kind: connection.execute(statement.encode(), (array(sorted(asked[kind])),)).fetchall()
                for kind, (statement, _) in NAMES.items()
                if asked[kind]
            }
            makers = _manufacturers(connection) if asked["manufacturers"] else {}
        return Names(
            **{kind: {row[0]: _name(row) for row in rows} for kind, rows in found.items()},
            manufacturers={key: name for key, name in makers.items() if key in asked["manufacturers"]},
        )

    def goods_names(self, whiches: Sequence[Which], most: int | None = None) -> Names:
        asked = _asked_goods(whiches, most)
        with self.database.driver() as connection:
            found = {
                kind: connection.execute(NAMES[kind][0].encode(), (array(sorted(ids)),)).fetchall()
                for kind, ids in asked.items()
                if ids and kind in NAMES
            }
            makers = _manufacturers(connection) if asked["manufacturers"] else {}
        return Names(
            **{kind: {row[0]: _name(row) for row in rows} for kind, rows in found.items()},
            manufacturers={key: name for key, name in makers.items() if key in asked["manufacturers"]},
        )

    def choices(self) -> Choices:
        with self.database.driver() as connection:
            sections = connection.execute(
                "SELECT id, parent_id, name FROM category WHERE told AND NOT deleted ORDER BY position, sort_key, id"
            ).fetchall()
            properties = connection.execute(
                "SELECT id, name FROM property WHERE told AND NOT deleted AND name <> '' ORDER BY name, id"
            ).fetchall()
            regions = connection.execute("SELECT id, name FROM region ORDER BY name, id").fetchall()
            types = connection.execute(
                "SELECT id, name FROM price_type WHERE told AND NOT deleted ORDER BY name, id"
            ).fetchall()
            warehouses = connection.execute(
                "SELECT id, name FROM warehouse WHERE told AND NOT deleted ORDER BY name, id"
            ).fetchall()
            makers = sorted(_manufacturers(connection).values(), key=str.casefold)
        return Choices(sections, makers, properties, regions, types, warehouses)

    def look_up(self, skus: Sequence[str], manufacturers: Sequence[str], values: Mapping[str, Sequence[str]]) -> Found:
        with self.database.driver() as connection:
            keys = {sku: sku_key(sku) for sku in skus}
            rows = connection.execute(SKUS, (sorted({key for key in keys.values() if key}),)).fetchall() if keys else []
            makers = _manufacturers(connection) if manufacturers else {}
            told, missing = values_of(connection, values) if values else ([], [])
        by_key: dict[str, list[int]] = {}
        for key, id in rows:
            by_key.setdefault(key, []).append(id)
        return Found(
            [id for key in dict.fromkeys(keys.values()) for id in by_key.get(key, ())],
            [sku for sku, key in keys.items() if key not in by_key],
            [folded(name) for name in manufacturers if folded(name) in makers],
            [name for name in manufacturers if folded(name) not in makers],
            told,
            missing,
        )

    def clients(self, text: str, most: int) -> Sequence[ClientHit]:
        with self.database.driver() as connection:
            rows = connection.execute(CLIENTS, {"text": escaped(text), "most": most}).fetchall()
        return [ClientHit(*row) for row in rows]


def escaped(text: str) -> str:
    """As a piece of a LIKE pattern: what people type is not a pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def all_of(parts: Iterable[Iterable[Any]]) -> set[Any]:
    return {each for part in parts for each in part}


def _asked_goods(whiches: Sequence[Which], most: int | None) -> dict[str, set[Any]]:
    return {
        "categories": all_of(which.categories for which in whiches),
        "products": all_of(sorted(which.products)[:most] for which in whiches),
        "properties": all_of(which.properties for which in whiches),
        "manufacturers": all_of(which.manufacturers for which in whiches),
    }


def _asked(rules: Sequence[Rule], most: int | None) -> dict[str, set[Any]]:
    return _asked_goods([rule.which for rule in rules], most) | {
        "contracts": all_of(rule.whom.contracts for rule in rules),
        "counterparties": all_of(rule.whom.counterparties for rule in rules),
        "holdings": all_of(rule.whom.holdings for rule in rules),
        "regions": all_of(rule.whom.regions for rule in rules),
        "price_types": all_of(rule.whom.price_types for rule in rules),
        "warehouses": {rule.effect.warehouse for rule in rules if rule.effect.warehouse is not None},
    }


def _name(row: tuple[Any, ...]) -> Any:
    return row[1] if len(row) == 2 else row[1:]


def _manufacturers(connection: Driver) -> dict[str, str]:
    rows = sorted(name for (name,) in connection.execute(MANUFACTURERS))
    return {folded(name): name for name in reversed(rows)}


def values_of(connection: Driver, asked: Mapping[str, Sequence[str]]) -> tuple[list[tuple[int, str]], list[str]]:
    """Values told by id (references) are found by their text; other values stand as they are typed."""
    rows = connection.execute(
        "SELECT id, lower(name), options FROM property WHERE told AND NOT deleted AND lower(name) = ANY(%s)",
        ([name.lower() for name in asked],),
    ).fetchall()
    told, missing = [], []
    for name, values in asked.items():
        same = [(id, options) for id, lowered, options in rows if lowered == name.lower()]
        if not same:
            missing.append(name)
        for value in values if same else ():
            # Two properties of one name are two conditions that no good meets together: the first that knows the value.
            hits = [(id, key) for id, options in same for key, text in options.items() if folded(text) == folded(value)]
            plain = [(id, value) for id, options in same if not options]
            if hits or plain:
                told.append((hits or plain)[0])
            else:
                missing.append(f"{name} = {value}")
    return told, missing
