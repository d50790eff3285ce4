"""The ERP of the trial: tells stock and balances as imports do, and writes down for the checker what it told."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

import psycopg
from attrs import define, field

from entrypoints.prove.budgets import bind
from entrypoints.prove.ledger import lay
from entrypoints.prove.plan import Plan, Told

# Nobody orders while a round is being set up: what is held now is what the first order of the round must find.
OPENING: tuple[LiteralString, ...] = (
    """
    INSERT INTO prove.opening_stock
    SELECT %(round)s, s.variant_id, s.warehouse_id, coalesce(sum(r.uncontained), 0)
    FROM stock s LEFT JOIN reservation r
      ON r.variant_id = s.variant_id AND r.warehouse_id = s.warehouse_id AND r.uncontained > 0
    GROUP BY s.variant_id, s.warehouse_id
    """,
    """
    INSERT INTO prove.opening_credit
    SELECT %(round)s, l.owner_id, coalesce(sum(h.uncontained), 0)
    FROM credit_limit l LEFT JOIN credit_hold h
      ON l.owner_id IN (h.contract_id, h.counterparty_id, h.holding_id) AND h.uncontained > 0
    GROUP BY l.owner_id
    """,
)
CONTAIN: tuple[LiteralString, ...] = (
    "UPDATE reservation SET uncontained = 0 WHERE uncontained > 0",
    "UPDATE credit_hold SET uncontained = 0, state = 'contained' WHERE uncontained > 0",
)
LATE: LiteralString = """
UPDATE reservation SET expires_at = now() - interval '1 second' WHERE state = 'active'
"""
# On the carts of all, as if each had named it.
CODE: LiteralString = """
WITH made AS (
    INSERT INTO promo_code (id, code, key, kind, value, most_uses)
    VALUES (gen_random_uuid(), %(code)s, %(code)s, 'percent', 10, %(uses)s) RETURNING id
), told AS (INSERT INTO prove.told_code SELECT id, %(uses)s, %(round)s FROM made)
UPDATE cart SET promo_code_id = made.id, version = version + 1 FROM made
"""
NO_CODE: LiteralString = """
UPDATE cart SET promo_code_id = NULL, version = version + 1 WHERE promo_code_id IS NOT NULL
"""
# Identities are made again when somebody orders; of lines that are held, what is held stands on them.
FORGET: tuple[LiteralString, ...] = ("DELETE FROM stock_line WHERE held = 0", "DELETE FROM credit_line")

MESSAGE: LiteralString = """
INSERT INTO inbox_message (connection_id, kind, name, state) VALUES (1, 'packet', 'prove', 'applied') RETURNING id
"""
# The fact rows alone: an import locks nothing that orders lock.
TELL_STOCK: LiteralString = """
WITH told AS (
    SELECT v, w, held + l AS free
    FROM unnest(%(variants)s::int[], %(warehouses)s::int[], %(left)s::numeric[]) AS t(v, w, l)
    JOIN prove.opening_stock o ON o.variant_id = v AND o.warehouse_id = w AND o.round = %(round)s
), written AS (
    INSERT INTO stock (variant_id, warehouse_id, free, snapshot_id) SELECT v, w, free, %(message)s FROM told
    ON CONFLICT (variant_id, warehouse_id) DO UPDATE SET free = excluded.free, snapshot_id = excluded.snapshot_id
)
INSERT INTO prove.told_stock SELECT %(message)s, v, w, free, %(round)s FROM told
"""
# Debt is what leaves the owner so much room; every other time the limit is told anew as well.
TELL_CREDIT: LiteralString = """
WITH told AS (
    SELECT owner, gen_random_uuid() AS id, total, total - held - l AS debt
    FROM unnest(%(owners)s::uuid[], %(left)s::numeric[], %(limits)s::numeric[]) AS t(owner, l, total)
    JOIN prove.opening_credit o ON o.owner_id = owner AND o.round = %(round)s
), limits AS (
    INSERT INTO credit_limit (owner_id, currency, amount, message_id) SELECT owner, 'RUB', total, %(message)s FROM told
    ON CONFLICT (owner_id) DO UPDATE SET amount = excluded.amount, message_id = excluded.message_id
), balances AS (
    INSERT INTO credit_balance (owner_id, id, currency, debt, advance, includes_unshipped, as_of)
    SELECT owner, id, 'RUB', greatest(debt, 0), greatest(-debt, 0), false, now() FROM told
    ON CONFLICT (owner_id) DO UPDATE SET id = excluded.id, debt = excluded.debt, advance = excluded.advance,
        as_of = excluded.as_of
), logged AS (
    INSERT INTO credit_balance_log
        (id, owner_id, currency, debt, advance, limit_amount, includes_unshipped, as_of, message_id)
    SELECT id, owner, 'RUB', greatest(debt, 0), greatest(-debt, 0), total, false, now(), %(message)s FROM told
)
INSERT INTO prove.told_balance (balance_id, owner_id, limit_amount, debt, round)
SELECT id, owner, total, debt, %(round)s FROM told
"""


@define
class Erp:
    """One connection, that waits a second for a lock: an import that has to wait so long has failed the trial."""

    connection: psycopg.Connection
    told: int = 0
    is_speaking: bool = False
    last: Told = Told((), ())
    waited: list[str] = field(factory=list)

    def prepare(self) -> None:
        lay(self.connection)
        self.connection.execute("SET lock_timeout = '1s'")

    def open(self, plan: Plan) -> None:
        with self.connection.transaction(), self.connection.pipeline():
            about = {"round": plan.number, "uses": plan.uses, "code": f"PROVE{plan.number}"}
            for statement in (CODE if plan.uses else NO_CODE, *((LATE,) if plan.late else ())):
                self.connection.execute(statement, about if "%(" in statement else None)
            for statement in (*(CONTAIN if plan.contain else ()), *(FORGET if plan.forget else ()), *OPENING):
                self.connection.execute(statement, {"round": plan.number} if "%(" in statement else None)
        bind(self.connection, dict([plan.budget]) if plan.budget else {}, plan.number)
        self.tell(plan.told, plan.number)

    def tell(self, told: Told, round: int) -> None:
        """One message of the ERP, one transaction."""
        with self._patient(), self.connection.transaction():
            self._write(told, round)

    def again(self, round: int) -> None:
        """The same once more, as a new snapshot and new balances."""
        self.tell(self.last, round)

    @contextmanager
    def slowly(self, told: Told, round: int) -> Iterator[None]:
        """The import has written and commits only when the block ends: no order may wait for it."""
        with self.connection.transaction():
            with self._patient(), self.connection.transaction():
                self._write(told, round)
            self.is_speaking = True
            try:
                yield
            finally:
                self.is_speaking = False

    @contextmanager
    def _patient(self) -> Iterator[None]:
        try:
            yield
        except psycopg.errors.LockNotAvailable as error:
            self.waited.append(str(error))

    def _write(self, told: Told, round: int) -> None:
        row = self.connection.execute(MESSAGE).fetchone()
        assert row is not None
        about = {"message": row[0], "round": round}
        with self.connection.pipeline():
            if told.stock:
                variants, warehouses, left = zip(*told.stock, strict=True)
                keys = {"variants": list(variants), "warehouses": list(warehouses), "left": list(left)}
                self.connection.execute(TELL_STOCK, about | keys)
            if told.credit:
                owners, left = zip(*told.credit, strict=True)
                limits = [owner.usual for owner in owners]
                ids = [owner.id for owner in owners]
                self.connection.execute(TELL_CREDIT, about | {"owners": ids, "left": list(left), "limits": limits})
        self.told, self.last = self.told + 1, told
