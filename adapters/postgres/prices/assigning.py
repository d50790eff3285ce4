"""One transaction of somebody who assigns price types; groups of users and regional variants go the same way."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, driver, json_text
from adapters.postgres.price_assignments import COLUMNS, assignment_of
from adapters.postgres.prices.seen import manager_of, owners
from adapters.postgres.prices.turns import one_at_a_time
from adapters.postgres.prices.work import RAISE, PostgresPriceWork
from adapters.postgres.shelf import array
from adapters.postgres.telling import told_by_act
from application.price_desk.assign import LockedAssignment
from application.pricing.rule_content import told_which
from application.queries.orders import Readers
from application.shared.ports import Ids
from domain.pricing.assigning import Assignee, Assignment
from domain.shared.errors import NotFound
from domain.shared.ids import PriceTypeId, RegionId, UserGroupId, UserId
from domain.shared.money import Currency

THERE = {Assignee.REGION: "SELECT FROM region WHERE id = %s", Assignee.GROUP: "SELECT FROM user_group WHERE id = %s"}
SECTIONS = """
SELECT id FROM unnest(%s::int[]) AS asked(id)
WHERE NOT EXISTS (SELECT FROM category c WHERE c.id = asked.id AND c.told AND NOT c.deleted) ORDER BY id
"""
HAS_PRICES = "SELECT EXISTS (SELECT FROM price WHERE price_type_id = ANY(%s::int[]))"
OF_CONTRACTS = """
SELECT DISTINCT c.currency FROM contract c JOIN counterparty k ON k.id = c.counterparty_id AND NOT k.deleted
WHERE NOT c.deleted AND CASE %(assignee)s
    WHEN 'contract' THEN c.id = %(owner)s WHEN 'counterparty' THEN k.id = %(owner)s
    WHEN 'holding' THEN k.holding_id = %(owner)s ELSE c.price_type_id IS NULL END
ORDER BY 1
"""
RATED = "SELECT DISTINCT currency FROM currency_rate"
# An ERP may tell a period that ends before it begins: such a row is in force on no day and meets nothing.
STANDING = f"""
SELECT {", ".join(COLUMNS)}, connection_id IS NOT NULL FROM price_assignment
WHERE assignee = %s AND owner_id IS NOT DISTINCT FROM %s AND coalesce(valid_from <= valid_to, true) ORDER BY id
"""
LOCK = f"""
SELECT {", ".join(COLUMNS)}, connection_id IS NOT NULL, coalesce(act_id, message_id)::text FROM price_assignment a
WHERE id = %(id)s AND coalesce(valid_from <= valid_to, true) AND {{mine}} FOR UPDATE
"""
TOLD = "assignee, owner_id, price_type_id, segment, which, properties, priority, valid_from, valid_to"
PUT = f"""
INSERT INTO price_assignment (id, key, {TOLD}, act_id)
VALUES (%(id)s, %(id)s::text, %(assignee)s, %(owner)s, %(kind)s, %(segment)s, %(which)s::jsonb, %(properties)s::int[],
        %(priority)s, %(start)s, %(end)s, %(act)s)
ON CONFLICT (id) DO UPDATE SET ({TOLD}, act_id, recorded_at) = (excluded.assignee, excluded.owner_id,
    excluded.price_type_id, excluded.segment, excluded.which, excluded.properties, excluded.priority,
    excluded.valid_from, excluded.valid_to, excluded.act_id, excluded.recorded_at)
"""
WITHDRAW = "DELETE FROM price_assignment WHERE id = %s"
# Goods carry the values of the properties that segments read, and of no others.
RAISE_BOTH = f"{RAISE}, catalogue_version = catalogue_version + 1"
REGIONS = "SELECT region_id, variant_id FROM price_type_region WHERE price_type_id = %s ORDER BY region_id"
NAMED_REGIONS = "SELECT id, name FROM region ORDER BY name, id"
DROP_REGIONS = "DELETE FROM price_type_region WHERE price_type_id = %s AND region_id <> ALL(%s::uuid[])"
PUT_REGION = """
INSERT INTO price_type_region (price_type_id, region_id, variant_id) VALUES (%s, %s, %s)
ON CONFLICT (price_type_id, region_id) DO UPDATE SET variant_id = excluded.variant_id
"""
GROUP = "INSERT INTO user_group (id, name) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET name = excluded.name"
SAME_NAME = "SELECT FROM user_group WHERE lower(name) = lower(%s) AND id <> %s"
MEMBERS = "SELECT user_id FROM user_group_member WHERE group_id = %s ORDER BY user_id"
BUYERS = "SELECT id, login FROM app_user WHERE kind = 'buyer' AND login = ANY(%s::text[])"
DROP_MEMBERS = "DELETE FROM user_group_member WHERE group_id = %s AND user_id <> ALL(%s::uuid[])"
PUT_MEMBER = "INSERT INTO user_group_member (group_id, user_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"


def mine(whose: Readers) -> str:
    """The assignments that a reader may see, as a condition on `a`: those of his clients, and what is everybody's."""
    own = owners(whose, "")
    return "true" if own is None else f"(a.assignee IN ('group', 'region', 'platform') OR a.owner_id IN ({own}))"


@frozen
class PostgresAssignmentWork(PostgresPriceWork):
    """Made inside a transaction that has taken its turn."""

    def is_there(self, assignee: Assignee, owner: UUID) -> bool:
        return self.connection.execute(THERE[assignee], [owner]).fetchone() is not None

    def unknown_sections(self, ids: Sequence[int]) -> Sequence[int]:
        return [row[0] for row in self.connection.execute(SECTIONS, [array(ids)])] if ids else []

    def has_prices(self, types: Sequence[PriceTypeId]) -> bool:
        row = self.connection.execute(HAS_PRICES, [array(types)]).fetchone()
        return bool(row and row[0])

    def currencies(self, assignee: Assignee, owner: UUID | None) -> Sequence[Currency]:
        """Where it is not for one client, of the contracts without a type of their own."""
        facts = {"assignee": assignee.value, "owner": owner}
        return [Currency(row[0]) for row in self.connection.execute(OF_CONTRACTS, facts)]

    def rated(self) -> Sequence[Currency]:
        return [Currency(row[0]) for row in self.connection.execute(RATED)]

    def standing_of(self, assignee: Assignee, owner: UUID | None) -> Sequence[tuple[Assignment, bool]]:
        rows = self.connection.execute(STANDING.encode(), [assignee.value, owner])
        return [(assignment_of(row[:-1]), row[-1]) for row in rows]

    def lock_assignment(self, whose: Readers, id: UUID) -> LockedAssignment:
        statement = LOCK.format(mine=mine(whose))
        row = self.connection.execute(statement.encode(), {"id": id, **manager_of(whose)}).fetchone()
        if row is None:
            raise NotFound("price-assignment", str(id))
        *told, by_erp, version = row
        return LockedAssignment(assignment_of(tuple(told)), version, by_erp)

    def put(self, act: int, assignment: Assignment) -> None:
        told_by_act(self.connection, act)
        which, validity = assignment.which, assignment.validity
        self.connection.execute(PUT.encode(), {
            "id": assignment.id, "assignee": assignment.assignee.value, "owner": assignment.owner,
            "kind": assignment.price_type, "segment": assignment.segment, "which": json_text(told_which(which)),
            "properties": array(sorted(which.properties)), "priority": assignment.priority, "start": validity.start,
            "end": validity.end, "act": act,
        })  # fmt: skip
        self._raise(bool(which.properties))

    def withdraw_assignment(self, act: int, assignment: Assignment) -> None:
        told_by_act(self.connection, act)
        self.connection.execute(WITHDRAW, [assignment.id])
        self._raise(False)

    def _raise(self, reads_properties: bool) -> None:
        self.connection.execute(RAISE_BOTH if reads_properties else RAISE)

    def regional(self, kind: PriceTypeId) -> dict[RegionId, PriceTypeId]:
        return dict(self.connection.execute(REGIONS, [kind]).fetchall())

    def region_names(self) -> dict[RegionId, str]:
        return dict(self.connection.execute(NAMED_REGIONS).fetchall())

    def set_regional(self, act: int, kind: PriceTypeId, variants: dict[RegionId, PriceTypeId]) -> None:
        told_by_act(self.connection, act)
        self.connection.execute(DROP_REGIONS, [kind, array(list(variants))])
        for region, variant in variants.items():
            self.connection.execute(PUT_REGION, [kind, region, variant])
        self.connection.execute(RAISE)

    def is_name_taken(self, group: UserGroupId, name: str) -> bool:
        return self.connection.execute(SAME_NAME, [name, group]).fetchone() is not None

    def members(self, group: UserGroupId) -> tuple[UserId, ...]:
        return tuple(row[0] for row in self.connection.execute(MEMBERS, [group]))

    def buyers(self, logins: Collection[str]) -> dict[str, UserId]:
        rows = self.connection.execute(BUYERS, [list(logins)]).fetchall()
        return {login: id for id, login in rows}

    def set_group(self, act: int, group: UserGroupId, name: str, members: Sequence[UserId]) -> None:
        told_by_act(self.connection, act)
        self.connection.execute(GROUP, [group, name])
        self.connection.execute(DROP_MEMBERS, [group, array(members)])
        for member in members:
            self.connection.execute(PUT_MEMBER, [group, member])
        self.connection.execute(RAISE)


@frozen
class PostgresAssignmentWorks:
    database: Database
    ids: Ids

    @contextmanager
    def begin(self) -> Iterator[PostgresAssignmentWork]:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            one_at_a_time(connection)
            yield PostgresAssignmentWork(connection, self.ids)
