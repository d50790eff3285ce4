"""Budgets in a period: what is left of each, under its lock where an order is to take of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from adapters.postgres.database import Driver
from domain.ordering.budget import BudgetLine, BudgetUse, Period
from domain.shared.money import Currency, Money

LOCK_BUDGETS = "SELECT id FROM budget WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
# What still stands of each order: nothing of one that was cancelled or refused, the ERP's sum where it told one, else
# what its lines come to.
STANDS = """
CASE WHEN o.phase IN ('cancelled', 'refused_by_erp') THEN 0
     ELSE round(u.amount * coalesce(o.erp_total, o.standing, o.total) / u.order_total, 2) END
"""
SPENT = f"""
SELECT coalesce(sum({STANDS}), 0) FROM budget_use u JOIN sales_order o ON o.id = u.order_id
WHERE u.budget_id = b.id AND u.period_start = date_trunc(b.period, asked.day)::date
"""
BUDGETS = f"""
SELECT b.id, b.user_id IS NULL, b.period, date_trunc(b.period, asked.day)::date, b.amount, b.currency, ({SPENT})
FROM budget b CROSS JOIN (SELECT %s::date::timestamp AS day) AS asked
WHERE b.id = ANY(%s) AND b.ended_at IS NULL ORDER BY b.id
"""
USE = """
INSERT INTO budget_use (order_id, budget_id, period_start, amount, order_total, basis_amount, basis_spent, approval_id)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::date[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[],
                     %s::uuid[])
"""


def budget_line(row: tuple[Any, ...]) -> BudgetLine:
    id, of_company, period, start, amount, code, spent = row
    currency = Currency(code)
    return BudgetLine(id, of_company, Period(period), start, Money(amount, currency), Money.rounded(spent, currency))


def save_uses(connection: Driver, uses: Sequence[BudgetUse], approval: UUID | None) -> None:
    if not uses:
        return
    rows = [
        (u.order, u.budget, u.start, u.amount.amount, u.order_total.amount, u.basis_amount.amount, u.basis_spent.amount,
         approval)
        for u in uses
    ]  # fmt: skip
    connection.execute(USE, [list(column) for column in zip(*rows, strict=True)])
