"""The least sums of orders."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from attrs import field, frozen

from adapters.postgres.by_version import RAISE, ByVersion
from adapters.postgres.database import Database, Driver, driver
from adapters.postgres.shelf import array
from application.minimums.ports import Agreed, MinimumChange
from application.queries.orders import Readers
from domain.ordering.minimum import DEFAULT_LEVEL, EVERYBODY, Minimum, nearest
from domain.parties.level import Level
from domain.shared.errors import NotFound
from domain.shared.ids import ContractId, CounterpartyId, HoldingId, UserId
from domain.shared.money import Currency, Money

AT_VERSION = """
SELECT st.pricing_version, (SELECT jsonb_agg(jsonb_build_array(level, owner_id, amount::text, currency, whole))
                              FROM order_minimum WHERE owner_id = ANY(%s::uuid[]))
FROM catalogue_state AS st
"""
OF = "SELECT level, owner_id, amount, currency, whole FROM order_minimum WHERE owner_id = ANY(%s::uuid[])"
CLIENT = """
SELECT k.id, k.name, k.holding_id, h.name FROM counterparty k JOIN holding h ON h.id = k.holding_id
WHERE k.id = %(client)s AND NOT k.deleted AND (%(manager)s::uuid IS NULL OR k.manager_id = %(manager)s)
"""
CONTRACTS = """
SELECT c.id, c.number, o.name, c.currency FROM contract c JOIN seller_organization o ON o.id = c.organization_id
WHERE c.counterparty_id = %s AND NOT c.deleted ORDER BY c.number, c.id
"""
PUT = """
INSERT INTO order_minimum (level, owner_id, amount, currency, whole)
VALUES (%(level)s, %(owner)s, %(amount)s, %(currency)s, %(whole)s)
ON CONFLICT (level, owner_id) DO UPDATE SET amount = excluded.amount, currency = excluded.currency,
    whole = excluded.whole
"""
NOTE = """
INSERT INTO order_minimum_change (user_id, level, owner_id, before, after) VALUES (%s, %s, %s, %s, %s)
"""
CHANGES = """
SELECT c.at, u.name, c.owner_id, c.before, c.after FROM order_minimum_change c JOIN app_user u ON u.id = c.user_id
WHERE c.owner_id = ANY(%s::uuid[]) ORDER BY c.id DESC LIMIT 100
"""


@frozen
class PostgresMinimums:
    database: Database
    kept: ByVersion[Mapping[ContractId, Minimum]] = field(factory=ByVersion, eq=False)

    def of(
        self, version: int, contracts: Collection[ContractId], counterparty: CounterpartyId, holding: HoldingId
    ) -> Mapping[ContractId, Minimum]:
        key = (frozenset(contracts), counterparty, holding)
        kept = self.kept.get(version, key)
        if kept is not None:
            return kept
        owners = array([*sorted(contracts), counterparty, holding, EVERYBODY])
        with self.database.driver() as connection:
            row = connection.execute(AT_VERSION, (owners,)).fetchone()
        read, told = (0, ()) if row is None else row
        rows = [
            Minimum(level, UUID(owner), Money(Decimal(amount), Currency(currency)), whole)
            for level, owner, amount, currency, whole in told or ()
        ]
        found = {contract: nearest(rows, contract, counterparty, holding) for contract in contracts}
        return self.kept.put(read, {id: minimum for id, minimum in found.items() if minimum is not None}, key)


@frozen
class PostgresMinimumDesk:
    database: Database

    def of(self, whose: Readers, client: UUID) -> Sequence[Agreed]:
        with self.database.driver() as connection:
            return _agreed(connection, whose, client)

    def set(self, whose: Readers, client: UUID, user: UserId, minimum: Minimum) -> None:
        after = f"{minimum.amount.amount} {minimum.amount.currency}{' whole' if minimum.whole else ''}"
        facts = {"level": minimum.level, "owner": minimum.owner, "amount": minimum.amount.amount,
                 "currency": minimum.amount.currency.value, "whole": minimum.whole}  # fmt: skip
        with self.database.transaction() as connection:
            raw = driver(connection)
            before = _locked(raw, minimum.level, minimum.owner)
            if before != after:
                raw.execute(PUT, facts)
                raw.execute(RAISE)
                raw.execute(NOTE, (user, minimum.level, minimum.owner, before, after))

    def drop(self, whose: Readers, client: UUID, user: UserId, level: int, owner: UUID) -> None:
        with self.database.transaction() as connection:
            raw = driver(connection)
            before = _locked(raw, level, owner)
            if before:
                raw.execute("DELETE FROM order_minimum WHERE level = %s AND owner_id = %s", (level, owner))
                raw.execute(RAISE)
                raw.execute(NOTE, (user, level, owner, before, ""))

    def changes(self, whose: Readers, client: UUID) -> Sequence[MinimumChange]:
        with self.database.driver() as connection:
            names = {row.owner: row.name for row in _agreed(connection, whose, client)}
            rows = connection.execute(CHANGES, (array(list(names)),)).fetchall()
        return [MinimumChange(at, user, names[owner], before, after) for at, user, owner, before, after in rows]


def _read(connection: Driver, owners: str) -> list[Minimum]:
    rows = connection.execute(OF, (owners,)).fetchall()
    return [
        Minimum(level, owner, Money(amount, Currency(currency)), whole)
        for level, owner, amount, currency, whole in rows
    ]


def _locked(raw: Driver, level: int, owner: UUID) -> str:
    raw.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 19))", (f"minimum {level} {owner}",))
    row = raw.execute(
        "SELECT amount, currency, whole FROM order_minimum WHERE level = %s AND owner_id = %s", (level, owner)
    ).fetchone()
    return "" if row is None else f"{row[0]} {row[1]}{' whole' if row[2] else ''}"


def _agreed(connection: Driver, whose: Readers, client: UUID) -> list[Agreed]:
    row = connection.execute(CLIENT, {"client": client, "manager": whose.manager}).fetchone()
    if row is None or (whose.counterparties is not None and client not in whose.counterparties):
        raise NotFound("counterparty", str(client))
    party, name, holding, holding_name = row
    contracts = connection.execute(CONTRACTS, (party,)).fetchall()
    owners: list[tuple[int, UUID, str, Currency]] = [
        (int(Level.CONTRACT), id, f"{number} · {seller}", Currency(currency))
        for id, number, seller, currency in contracts
    ]
    owners += [
        (int(Level.COUNTERPARTY), party, name, Currency.RUB),
        (int(Level.HOLDING), holding, holding_name, Currency.RUB),
        (DEFAULT_LEVEL, EVERYBODY, "", Currency.RUB),
    ]
    rows = _read(connection, array([owner for _, owner, _, _ in owners]))
    own = {(one.level, one.owner): one for one in rows}
    found = []
    for level, owner, title, currency in owners:
        above = [one for one in rows if one.level > level or (one.level, one.owner) == (level, owner)]
        in_force = min(above, key=lambda one: one.level, default=None)
        found.append(Agreed(level, owner, title, currency, own.get((level, owner)), in_force))
    return found
