"""A company's rules of approval and its budgets, as placing reads them: one statement, two where a section is named."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.company.budget_lines import SPENT, budget_line
from adapters.postgres.database import Database, Driver
from application.ordering.oversight import CompanyRules
from domain.ordering.approval import ApprovalRule, RuleKind
from domain.ordering.budget import OverBudget
from domain.shared.ids import CounterpartyId, UserId, VariantId
from domain.shared.money import Money

OF = f"""
SELECT coalesce((SELECT over_budget FROM company_policy WHERE counterparty_id = %(company)s), 'refuse'),
       (SELECT jsonb_agg(jsonb_build_array(r.id, r.name, r.step, r.kind, r.amount::text, r.section_id, r.requester_id,
                                           r.approver_id))
          FROM approval_rule r WHERE r.counterparty_id = %(company)s AND r.ended_at IS NULL),
       (SELECT jsonb_agg(jsonb_build_array(b.id, b.user_id IS NULL, b.period, date_trunc(b.period, asked.day)::date,
                                           b.amount::text, b.currency, ({SPENT})::text) ORDER BY b.id)
          FROM budget b CROSS JOIN (SELECT %(day)s::date::timestamp AS day) AS asked
         WHERE b.counterparty_id = %(company)s AND b.ended_at IS NULL
           AND (b.user_id IS NULL OR b.user_id = %(user)s))
"""
GOODS = """
WITH RECURSIVE within AS (
    SELECT s.id AS asked, s.id FROM catalog_section s WHERE s.id = ANY(%(sections)s)
    UNION SELECT w.asked, s.id FROM within w JOIN catalog_section s ON s.parent_id = w.id
)
SELECT DISTINCT w.asked, v.id FROM variant v
JOIN catalog_place p ON p.product_id = v.product_id JOIN within w ON w.id = p.category_id
WHERE v.id = ANY(%(variants)s)
"""


@frozen
class PostgresCompanyRules:
    database: Database

    def of(self, company: CounterpartyId, user: UserId, day: date, variants: Collection[VariantId]) -> CompanyRules:
        facts = {"company": company, "user": user, "day": day}
        with self.database.driver() as connection:
            row = connection.execute(OF.encode(), facts).fetchone()
            assert row is not None
            over_budget, rules, budgets = row
            found = [rule_of(rule) for rule in rules or ()]
            goods = goods_of(connection, found, variants)
        lines = [budget_line(_line(line)) for line in budgets or ()]
        return CompanyRules(found, OverBudget(over_budget), lines, goods)


def goods_of(
    connection: Driver, rules: Collection[ApprovalRule], variants: Collection[VariantId]
) -> dict[UUID, frozenset[VariantId]]:
    sections = sorted({rule.section for rule in rules if rule.section is not None})
    if not sections:
        return {}
    by_section: dict[int, set[VariantId]] = {}
    for section, variant in connection.execute(GOODS, {"sections": sections, "variants": list(variants)}):
        by_section.setdefault(section, set()).add(VariantId(variant))
    return {r.id: frozenset(by_section.get(r.section, ())) for r in rules if r.section is not None}


def rule_of(row: list[Any]) -> ApprovalRule:
    id, name, step, kind, amount, section, requester, approver = row
    return ApprovalRule(
        UUID(id), name, step, RuleKind(kind), Money(Decimal(amount)), section,
        None if requester is None else UserId(UUID(requester)), None if approver is None else UserId(UUID(approver)),
    )  # fmt: skip


def _line(row: list[Any]) -> tuple[Any, ...]:
    id, of_company, period, start, amount, currency, spent = row
    return UUID(id), of_company, period, date.fromisoformat(start), Decimal(amount), currency, Decimal(spent)
