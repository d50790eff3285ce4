"""Budgets of companies in a trial: the referee says how much is left of them, and lifts those of everybody else."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, LiteralString

import psycopg

from entrypoints.prove.world import named

LIFTED: LiteralString = "UPDATE budget SET ended_at = now() WHERE ended_at IS NULL"
# What still stands of earlier orders counts in the year's budget; so much is added to it as is to be left.
BOUND: LiteralString = """
WITH spent AS (
    SELECT company, l, coalesce(sum(u.amount) FILTER (WHERE o.phase NOT IN ('cancelled', 'refused_by_erp')), 0) AS spent
    FROM unnest(%(companies)s::uuid[], %(left)s::numeric[]) AS t(company, l)
    LEFT JOIN budget b ON b.counterparty_id = company
    LEFT JOIN budget_use u ON u.budget_id = b.id LEFT JOIN sales_order o ON o.id = u.order_id
    GROUP BY company, l
), bound AS (
    INSERT INTO budget (id, counterparty_id, period, amount)
    SELECT gen_random_uuid(), company, 'year', spent + l FROM spent
    ON CONFLICT (counterparty_id, user_id, period) DO UPDATE SET amount = excluded.amount, ended_at = NULL
    RETURNING id, counterparty_id, amount
)
INSERT INTO prove.told_budget (budget_id, company, round, amount, spent)
SELECT b.id, b.counterparty_id, %(round)s, b.amount, s.spent FROM bound b JOIN spent s ON s.company = b.counterparty_id
ON CONFLICT DO NOTHING
"""


def bind(connection: psycopg.Connection[Any], left: Mapping[int, Decimal], round: int) -> None:
    """By client, in roubles, while nobody orders. To be repeated without harm."""
    with connection.transaction():
        connection.execute(LIFTED)
        if left:
            companies = [named("counterparty", client) for client in left]
            connection.execute(BOUND, {"companies": companies, "left": list(left.values()), "round": round})
