"""One transaction of somebody who changes prices."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, driver, json_text
from adapters.postgres.prices.lookups import TERMS, PostgresLookups, standing_of
from adapters.postgres.prices.seen import manager_of, seen
from adapters.postgres.prices.turns import one_at_a_time
from adapters.postgres.telling import told_by_act
from application.price_desk.work import Act, Locked, Write
from application.queries.orders import Readers
from application.shared.ports import Ids
from domain.pricing.agreed import AgreedPrice
from domain.pricing.book import PriceType, Threshold
from domain.shared.errors import NotFound
from domain.shared.ids import PriceTypeId
from domain.shared.money import Currency

RECORD = "INSERT INTO audit_log (user_id, action, subject, facts) VALUES (%s, %s, %s, %s::jsonb) RETURNING id"
LOCK = f"""
SELECT {TERMS}, i.act_id::text, coalesce(h.name, ''), i.level = 2 AND EXISTS (
    SELECT FROM counterparty k WHERE k.holding_id = i.owner_id AND NOT k.deleted AND NOT coalesce({{seen}}, false))
FROM individual_price i LEFT JOIN holding h ON h.id = i.owner_id
WHERE i.id = %(id)s AND EXISTS (
    SELECT FROM counterparty k LEFT JOIN contract c ON c.counterparty_id = k.id
    WHERE i.owner_id IN (k.id, k.holding_id, c.id) AND {{seen}})
FOR UPDATE OF i
"""
AGREED = "level, owner_id, variant_id, packaging_id, minimum, amount, currency, vat_included, valid_from, valid_to"
SUPERSEDE = f"""
INSERT INTO individual_price_log (id, key, {AGREED}, recorded_at, told_by, told_act_id, replaced_act_id)
SELECT id, key, {AGREED}, recorded_at, message_id, act_id, %s FROM individual_price WHERE id = ANY(%s)
"""
ENTER = f"""
INSERT INTO individual_price ({AGREED}, act_id, id, key)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (id) DO UPDATE SET ({AGREED}, act_id, recorded_at) = (excluded.level, excluded.owner_id,
    excluded.variant_id, excluded.packaging_id, excluded.minimum, excluded.amount, excluded.currency,
    excluded.vat_included, excluded.valid_from, excluded.valid_to, excluded.act_id, excluded.recorded_at)
"""
WITHDRAW = "DELETE FROM individual_price WHERE id = %s"
TYPES = """
SELECT id, name, currency, vat_included, scale, fallback_id FROM price_type WHERE told AND NOT deleted ORDER BY id
"""
SET_TYPE = "UPDATE price_type SET fallback_id = %s, scale = %s, set_here = true WHERE id = %s"
STEPS = "SELECT total, becomes_id FROM price_threshold WHERE price_type_id = %s ORDER BY total"
DROP_STEPS = "DELETE FROM price_threshold WHERE price_type_id = %s"
ADD_STEP = "INSERT INTO price_threshold (price_type_id, place, total, becomes_id) VALUES (%s, %s, %s, %s)"
RAISE = "UPDATE catalogue_state SET pricing_version = pricing_version + 1"


@frozen
class PostgresPriceWork(PostgresLookups):
    """Made inside a transaction that has taken its turn."""

    ids: Ids

    def lock(self, whose: Readers, id: UUID) -> Locked:
        statement = LOCK.format(seen=seen(whose, "k"))
        row = self.connection.execute(statement.encode(), {"id": id, **manager_of(whose)}).fetchone()
        if row is None:
            raise NotFound("individual-price", str(id))
        *terms, version, owner_name, is_shared = row
        return Locked(standing_of(tuple(terms)), version or "", owner_name, is_shared)

    def record(self, act: Act) -> int:
        row = [act.by, act.action, act.subject, json_text(act.facts)]
        made = self.connection.execute(RECORD, row).fetchone()
        assert made is not None
        return int(made[0])

    def write(self, act: int, writes: Sequence[Write]) -> None:
        if not writes:
            return
        self.connection.execute(SUPERSEDE.encode(), [act, [write.replaces for write in writes if write.replaces]])
        rows = []
        for write in writes:
            id = write.replaces or self.ids.new()
            rows.append((*_terms(write.price), act, id, str(id)))
        with self.connection.cursor() as cursor:
            cursor.executemany(ENTER.encode(), rows)
        self.connection.execute(RAISE)

    def withdraw(self, act: int, id: UUID) -> None:
        self.connection.execute(SUPERSEDE.encode(), [act, [id]])
        self.connection.execute(WITHDRAW, [id])
        self.connection.execute(RAISE)

    def types(self) -> Mapping[PriceTypeId, PriceType]:
        rows = self.connection.execute(TYPES).fetchall()
        return {id: PriceType(id, name, Currency(currency), *more) for id, name, currency, *more in rows}

    def set_type(self, act: int, changed: PriceType) -> None:
        told_by_act(self.connection, act)
        self.connection.execute(SET_TYPE, [changed.fallback, changed.scale, changed.id])
        self.connection.execute(RAISE)

    def steps(self, id: PriceTypeId) -> tuple[Threshold, ...]:
        return tuple(Threshold(*row) for row in self.connection.execute(STEPS, [id]))

    def set_steps(self, act: int, id: PriceTypeId, steps: tuple[Threshold, ...]) -> None:
        told_by_act(self.connection, act)
        self.connection.execute(DROP_STEPS, [id])
        with self.connection.cursor() as cursor:
            rows = [(id, place, step.total, step.becomes) for place, step in enumerate(steps, 1)]
            cursor.executemany(ADD_STEP, rows)
        self.connection.execute(RAISE)


def _terms(price: AgreedPrice) -> tuple[Any, ...]:
    agreement, validity = price.agreement, price.validity
    return (
        agreement.level, agreement.owner, agreement.variant, agreement.packaging, agreement.minimum, price.amount,
        price.currency.value, price.vat_included, validity.start, validity.end,
    )  # fmt: skip


@frozen
class PostgresPriceWorks:
    database: Database
    ids: Ids

    @contextmanager
    def begin(self) -> Iterator[PostgresPriceWork]:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            one_at_a_time(connection)
            yield PostgresPriceWork(connection, self.ids)
