"""Rules and their log. A version replaces a version; the row of the rule is the newest one (semantics 3)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from attrs import define, frozen

from adapters.postgres.database import Database, Driver, driver, json_text
from adapters.postgres.pricing_rules import COLUMNS, SELECT, rule_of
from adapters.postgres.rule_goods import condition, count
from adapters.postgres.shelf import array
from application.pricing.rule_content import content_of, rule_from, told_which, told_whom
from application.pricing.rule_ports import LastChange, RuleWork
from domain.pricing.managed import Deed, ManagedRule, RuleState
from domain.pricing.rules import Rule, Which
from domain.shared.errors import NotFound
from domain.shared.ids import UserId

ROW = f"SELECT {', '.join(COLUMNS)}, state, version FROM price_rule WHERE id = %s"
UPSERT = """
INSERT INTO price_rule (id, version, state, name, priority, effect, value, currency, warehouse_id, which, whom,
                        properties, minimum, valid_from, valid_to, stops, touches_agreed)
VALUES (%(id)s, %(version)s, %(state)s, %(name)s, %(priority)s, %(effect)s, %(value)s, %(currency)s, %(warehouse)s,
        %(which)s::jsonb, %(whom)s::jsonb, %(properties)s::int[], %(minimum)s, %(valid_from)s, %(valid_to)s, %(stops)s,
        %(agreed)s)
ON CONFLICT (id) DO UPDATE SET (version, state, name, priority, effect, value, currency, warehouse_id, which, whom,
                                properties, minimum, valid_from, valid_to, stops, touches_agreed)
    = (excluded.version, excluded.state, excluded.name, excluded.priority, excluded.effect, excluded.value,
       excluded.currency, excluded.warehouse_id, excluded.which, excluded.whom, excluded.properties, excluded.minimum,
       excluded.valid_from, excluded.valid_to, excluded.stops, excluded.touches_agreed)
"""
LOG = "INSERT INTO price_rule_log (rule_id, version, user_id, action, content) VALUES (%s, %s, %s, %s, %s::jsonb)"
LAST = """
SELECT coalesce(u.name, ''), l.recorded_at FROM price_rule_log l LEFT JOIN app_user u ON u.id = l.user_id
WHERE l.rule_id = %s ORDER BY l.version DESC LIMIT 1
"""
READ_PROPERTIES = """
SELECT coalesce(array_agg(DISTINCT asked ORDER BY asked), '{}')
FROM price_rule, unnest(properties) AS asked WHERE state = 'active'
"""
# By condition: the table and how it tells that a row is there for people.
NAMED: Mapping[str, tuple[str, str]] = {
    "products": ("product", "int"),
    "categories": ("category", "int"),
    "price_types": ("price_type", "int"),
    "regions": ("region", "uuid"),
    "contracts": ("contract", "uuid"),
    "counterparties": ("counterparty", "uuid"),
    "holdings": ("holding", "uuid"),
}
THERE = {
    "product": "told AND NOT deleted",
    "category": "told AND NOT deleted",
    "price_type": "told AND NOT deleted",
    "contract": "NOT deleted",
    "counterparty": "NOT deleted",
    "warehouse": "told AND NOT deleted",
}


def managed_from(id: UUID, version: int, content: Mapping[str, Any]) -> ManagedRule:
    """A version of the log: the rule and whether it was on."""
    return ManagedRule(rule_from(id, content), RuleState(content["state"]), version)


@define
class PostgresRuleWork:
    connection: Driver

    def current(self, id: UUID) -> ManagedRule:
        row = self.connection.execute(ROW.encode(), (id,)).fetchone()
        if row is None:
            raise NotFound("rule", str(id))
        return ManagedRule(rule_of(row[:-2]), RuleState(row[-2]), row[-1])

    def last_change(self, id: UUID) -> LastChange:
        row = self.connection.execute(LAST, (id,)).fetchone()
        assert row is not None
        return LastChange(*row)

    def at_version(self, id: UUID, version: int) -> ManagedRule | None:
        row = self.connection.execute(
            "SELECT content FROM price_rule_log WHERE rule_id = %s AND version = %s", (id, version)
        ).fetchone()
        return None if row is None else managed_from(id, version, row[0])

    def unknown_names(self, rule: Rule) -> Mapping[str, tuple[str, ...]]:
        named = {**told_which(rule.which), **told_whom(rule.whom)}
        found = {}
        for part, (table, kind) in NAMED.items():
            if part in named:
                found[part] = self._missing(table, kind, named[part])
        if rule.effect.warehouse is not None:
            found["warehouse"] = self._missing("warehouse", "int", [rule.effect.warehouse])
        if rule.which.properties:
            found["values"] = self._missing("property", "int", sorted(rule.which.properties))
        return {field: names for field, names in found.items() if names}

    def _missing(self, table: str, kind: str, ids: Sequence[object]) -> tuple[str, ...]:
        rows = self.connection.execute(
            f"SELECT id FROM unnest(%s::{kind}[]) AS asked(id) WHERE NOT EXISTS"
            f" (SELECT FROM {table} WHERE {table}.id = asked.id AND {THERE.get(table, 'true')}) ORDER BY id".encode(),
            (array(ids),),
        )
        return tuple(str(row[0]) for row in rows)

    def save(self, managed: ManagedRule, deed: Deed, by: UserId) -> None:
        rule, effect = managed.rule, managed.rule.effect
        content = content_of(rule) | {"state": managed.state.value}
        before = self._read_properties()
        self.connection.execute(UPSERT, {
            "id": rule.id, "version": managed.version, "state": managed.state.value, "name": rule.name,
            "priority": rule.priority, "effect": effect.kind.value, "value": effect.value,
            "currency": None if effect.currency is None else effect.currency.value, "warehouse": effect.warehouse,
            "which": json_text(content["which"]), "whom": json_text(content["whom"]),
            "properties": array(sorted(rule.which.properties)), "minimum": rule.minimum,
            "valid_from": rule.valid_from, "valid_to": rule.valid_to, "stops": rule.stops,
            "agreed": rule.touches_agreed,
        })  # fmt: skip
        self.connection.execute(LOG, (rule.id, managed.version, by, deed.value, json_text(content)))
        # Goods carry the values of the properties that rules read, and of no others.
        others = self._read_properties() != before
        self.connection.execute(
            "UPDATE catalogue_state SET pricing_version = pricing_version + 1,"
            " catalogue_version = catalogue_version + %s",
            (int(others),),
        )

    def _read_properties(self) -> list[int]:
        row = self.connection.execute(READ_PROPERTIES).fetchone()
        assert row is not None
        return list(row[0])


@frozen
class PostgresRules:
    database: Database

    @contextmanager
    def begin(self) -> Iterator[RuleWork]:
        with self.database.transaction() as connection:
            raw = driver(connection)
            raw.execute("SELECT FROM catalogue_state FOR UPDATE")
            yield PostgresRuleWork(raw)

    def active(self) -> Sequence[Rule]:
        with self.database.driver() as connection:
            return [rule_of(row) for row in connection.execute(f"{SELECT} WHERE state = 'active'".encode())]

    def common_goods(self, one: Which, other: Which) -> int:
        with self.database.driver() as connection:
            return count(connection, condition(connection, one, "a"), condition(connection, other, "b"))
