"""An order on hold against its limits as they stand now: locked, read and decided as in placing (C1, C2)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.board import RATES, rate_of
from adapters.postgres.database import Database, Driver, driver
from adapters.postgres.order_locks import STOCK_OF_ORDER
from adapters.postgres.outbox import record
from adapters.postgres.placing import CONTRACTS, LIMITS, LOCK_CREDIT, MAKE_CREDIT_LINES, credits_of
from adapters.postgres.reserves.following import begin_anew
from adapters.postgres.saving import STATUS_OF, TAKE_CREDIT, basis_text
from application.shared.outbox import ORDER_PLACED, Event
from application.shared.ports import Clock
from domain.credit.credit_line import CreditHold, CreditTerms
from domain.ordering.placing import ContractCredit, converted, first_phase
from domain.pricing.book import Rate
from domain.shared.ids import ContractId
from domain.shared.money import Currency, Money

WAITING = "SELECT id FROM sales_order WHERE phase = 'on_hold' ORDER BY placed_at, id"
# A client whom the ERP has blocked, and a contract that has ended, stand against an order as they do at placing.
PARTY = """
SELECT o.contract_id, o.counterparty_id FROM sales_order o
JOIN counterparty k ON k.id = o.counterparty_id AND k.status = 'active' AND NOT k.deleted
JOIN contract c ON c.id = o.contract_id AND NOT c.deleted
    AND coalesce(c.valid_from <= %(today)s, true) AND coalesce(c.valid_to >= %(today)s, true)
WHERE o.id = %(order)s AND o.phase = 'on_hold'
"""
LOCK_ORDER = "SELECT number, total, currency FROM sales_order WHERE id = %s AND phase = 'on_hold' FOR UPDATE"
GO_ON = "UPDATE sales_order SET phase = %s, status = %s, version = version + 1 WHERE id = %s"
EVENT = """
INSERT INTO order_event (order_id, kind, facts)
VALUES (%s, 'status', jsonb_build_object('before', 'on_hold', 'after', %s::text))
"""


@frozen
class PostgresHeldOrders:
    database: Database
    clock: Clock

    def waiting(self) -> Sequence[UUID]:
        with self.database.driver() as connection:
            return [row[0] for row in connection.execute(WAITING)]

    def release(self, order: UUID) -> bool:
        """Locks in the global order: limits, stock, then the order itself."""
        with self.database.transaction() as transaction:
            raw = driver(transaction)
            party = raw.execute(PARTY, {"order": order, "today": self.clock.today()}).fetchone()
            if party is None:
                return False
            asked = {"contracts": [party[0]], "counterparty": party[1]}
            for statement in (MAKE_CREDIT_LINES, LOCK_CREDIT):
                raw.execute(statement, asked)
            raw.execute(STOCK_OF_ORDER, {"id": order})
            row = raw.execute(LOCK_ORDER, [order]).fetchone()
            if row is None:
                return False
            number, total, currency = row
            money = Money(total, Currency(currency))
            rates = {Currency(r[0]): rate_of(*r) for r in raw.execute(RATES, (self.clock.today(),))}
            credit = _credit(raw, asked, rates, self.clock.today())[ContractId(party[0])]
            holds = _holds(credit, money, rates, self.clock)
            if holds is None:
                return False
            self._go_on(raw, order, money, credit, holds)
            record(transaction, [Event(ORDER_PLACED, {"order_id": str(order), "number": number})])
        return True

    def _go_on(
        self, raw: Driver, order: UUID, money: Money, credit: ContractCredit, holds: Sequence[CreditHold]
    ) -> None:
        is_prepaid = credit.terms is CreditTerms.PREPAYMENT
        raw.execute(TAKE_CREDIT.encode(), (order, basis_text(holds), not is_prepaid and money.is_positive))
        phase = first_phase(is_prepaid)
        raw.execute(GO_ON, [phase, STATUS_OF[phase], order])
        raw.execute(EVENT, [order, STATUS_OF[phase]])
        begin_anew(raw, order, STATUS_OF[phase])


def _credit(
    raw: Driver, asked: dict[str, Any], rates: dict[Currency, Rate], today: date
) -> dict[ContractId, ContractCredit]:
    contracts = raw.execute(CONTRACTS, {**asked, "today": today}).fetchall()
    return credits_of(contracts, raw.execute(LIMITS, asked).fetchall(), rates, today)


def _holds(credit: ContractCredit, money: Money, rates: dict[Currency, Rate], clock: Clock) -> list[CreditHold] | None:
    """None while something stands against it."""
    if credit.overdue is not None:
        return None
    if credit.terms is CreditTerms.PREPAYMENT:
        return []
    codes = {money.currency, *(line.limit.currency for line in credit.lines)} - {Currency.RUB}
    if not codes <= rates.keys():
        return None  # Without its rate a sum fits no limit, and the other orders go on.
    wanted = [(line, converted(money, line.limit.currency, rates)) for line in credit.lines]
    if any(amount > line.available for line, amount in wanted):
        return None
    return [line.hold(amount, clock.now()) for line, amount in wanted if amount.is_positive]
