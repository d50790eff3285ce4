"""Debts and limits as their owner reads them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, Driver
from application.queries.debts import ContractDebt, Debts, LimitView, WaitingOrder
from domain.credit.credit_line import CreditTerms, OverdueDocument, overdue_days
from domain.parties.level import Level
from domain.shared.ids import ContractId, CounterpartyId, HoldingId
from domain.shared.money import Currency, Money

CONTRACTS = """
SELECT ct.id, ct.number, o.name, ct.terms, ct.deferral_days, ct.currency, b.debt, b.advance, b.as_of,
       coalesce((SELECT sum(h.amount) FROM credit_held h WHERE h.level = 0 AND h.owner_id = ct.id), 0),
       CASE WHEN ct.terms = 'limited' THEN coalesce(l.amount, 0) END, coalesce(l.currency, ct.currency),
       (SELECT jsonb_agg(jsonb_build_array(d.document, d.due, d.amount::text, d.currency) ORDER BY d.due, d.document)
          FROM overdue_document d WHERE d.owner_id = ct.id),
       permit.amount, permit.until, late.amount, late.until,
       coalesce(ct.valid_from <= %(today)s, true) AND coalesce(ct.valid_to >= %(today)s, true), ct.valid_to
FROM contract ct
JOIN seller_organization o ON o.id = ct.organization_id
LEFT JOIN credit_balance b ON b.owner_id = ct.id
LEFT JOIN credit_limit l ON l.owner_id = ct.id
CROSS JOIN LATERAL (SELECT sum(p.amount) AS amount, min(p.ends_at) AS until FROM credit_permission p
    WHERE p.kind = 'limit' AND p.owner_id = ct.id AND p.revoked_at IS NULL AND p.ends_at > now()) AS permit
CROSS JOIN LATERAL (SELECT sum(p.amount) AS amount, min(p.ends_at) AS until FROM credit_permission p
    WHERE p.kind = 'overdue' AND p.owner_id IN (ct.id, ct.counterparty_id)
      AND p.revoked_at IS NULL AND p.ends_at > now()) AS late
WHERE ct.counterparty_id = %(counterparty)s AND NOT ct.deleted
ORDER BY o.name, ct.number, ct.id
"""

# Held in other currencies than the limit's is left out here: placing converts it, the page says the limit's own.
SHARED = """
SELECT owner.level, l.amount, l.currency, coalesce(b.debt - b.advance, 0), b.as_of,
       coalesce((SELECT h.amount FROM credit_held h
                  WHERE h.level = owner.level AND h.owner_id = owner.id AND h.currency = l.currency), 0),
       permit.amount, permit.until
FROM (VALUES (1, %(counterparty)s::uuid), (2, %(holding)s::uuid)) AS owner(level, id)
JOIN credit_limit l ON l.owner_id = owner.id
LEFT JOIN credit_balance b ON b.owner_id = owner.id
CROSS JOIN LATERAL (SELECT sum(p.amount) AS amount, min(p.ends_at) AS until FROM credit_permission p
    WHERE p.kind = 'limit' AND p.level = owner.level AND p.owner_id = owner.id
      AND p.revoked_at IS NULL AND p.ends_at > now()) AS permit
ORDER BY owner.level
"""
WAITING = """
SELECT o.id, o.number, o.placed_at, o.total, o.currency,
    (SELECT min(expires_at) FROM reservation r WHERE r.order_id = o.id AND r.state = 'active')
FROM sales_order o WHERE o.counterparty_id = %(counterparty)s AND o.phase = 'on_hold' ORDER BY o.placed_at
"""


@frozen
class PostgresDebtBoard:
    database: Database

    def of(self, counterparty: CounterpartyId, holding: HoldingId | None, today: date) -> Debts:
        facts = {"counterparty": counterparty, "holding": holding, "today": today}
        with self.database.snapshot() as connection:
            name = connection.execute("SELECT name FROM counterparty WHERE id = %s", (counterparty,)).fetchone()
            contracts = connection.execute(CONTRACTS, facts).fetchall()
            shared = _shared(connection, facts)
            held = connection.execute(WAITING, facts).fetchall()
        waiting = tuple(
            WaitingOrder(id, number, at, Money(total, Currency(code)), until)
            for id, number, at, total, code, until in held
        )
        own = tuple(_contract(c, today) for c in contracts)
        return Debts(counterparty, name[0] if name else "", own, shared, waiting)


def _shared(connection: Driver, facts: dict[str, Any]) -> tuple[LimitView, ...]:
    return tuple(
        LimitView(
            Level(level), Money(limit, Currency(code)), Money.rounded(debt, Currency(code)),
            Money.rounded(held, Currency(code)), as_of, _sum(permitted, code), until,
        )
        for level, limit, code, debt, as_of, held, permitted, until in connection.execute(SHARED, facts)
    )  # fmt: skip


def _contract(row: tuple[Any, ...], today: date) -> ContractDebt:
    (id, number, organization, terms, deferral, code, debt, advance, as_of, held, limit, limit_code, documents,
     permitted, until, late, late_until, in_force, valid_to) = row  # fmt: skip
    currency = Currency(code)
    own = None
    if limit is not None:
        net = Money.rounded((debt or Decimal(0)) - (advance or Decimal(0)), Currency(limit_code))
        own = LimitView(
            Level.CONTRACT, Money(limit, Currency(limit_code)), net, Money.rounded(held, Currency(limit_code)), as_of,
            _sum(permitted, limit_code), until,
        )  # fmt: skip
    return ContractDebt(
        ContractId(UUID(str(id))),
        number,
        organization,
        CreditTerms(terms),
        deferral,
        None if debt is None else Money(debt, currency),
        None if advance is None else Money(advance, currency),
        Money.rounded(held, currency),
        own,
        as_of,
        _overdue(documents or (), today),
        in_force,
        valid_to,
        _sum(late, code),
        late_until,
    )


def _sum(amount: Decimal | None, code: str) -> Money | None:
    return None if amount is None else Money(amount, Currency(code))


def _overdue(documents: Sequence[Sequence[Any]], today: date) -> tuple[OverdueDocument, ...]:
    found = []
    for name, due, amount, currency in documents:
        day = date.fromisoformat(due)
        found.append(OverdueDocument(name, day, Money(Decimal(amount), Currency(currency)), overdue_days(today, day)))
    return tuple(found)
