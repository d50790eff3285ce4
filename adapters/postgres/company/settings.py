"""Rules of approval, substitutes and budgets as rows. Every statement names the company."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from attrs import define, frozen

from adapters.postgres.company.audit import record_act
from adapters.postgres.company.budget_lines import SPENT, budget_line
from adapters.postgres.company.people import lock_policy
from adapters.postgres.database import Database, Driver, driver
from application.approvals.settings_ports import ApprovalSettings, BudgetView, Colleague, Substitution
from application.company.acts import Act
from application.shared.ports import Clock, Ids
from domain.ordering.approval import ApprovalRule, RuleKind
from domain.ordering.budget import OverBudget
from domain.shared.errors import NotFound
from domain.shared.ids import CounterpartyId, UserId
from domain.shared.money import Money

POLICY = "SELECT over_budget, approval_days FROM company_policy WHERE counterparty_id = %(company)s"
RULES = """
SELECT id, name, step, kind, amount, section_id, requester_id, approver_id FROM approval_rule
WHERE counterparty_id = %(company)s AND ended_at IS NULL ORDER BY step, name, id
"""
INSTEAD = """
SELECT s.id, s.approver_id, a.name, s.substitute_id, b.name, s.valid_from, s.valid_to
FROM approval_substitute s JOIN app_user a ON a.id = s.approver_id JOIN app_user b ON b.id = s.substitute_id
WHERE s.counterparty_id = %(company)s AND s.ended_at IS NULL AND s.valid_to >= %(day)s ORDER BY s.valid_from, s.id
"""
BUDGETS = f"""
SELECT b.id, b.user_id IS NULL, b.period, date_trunc(b.period, asked.day)::date, b.amount, b.currency, ({SPENT}),
       b.user_id, coalesce(u.name, '')
FROM budget b CROSS JOIN (SELECT %(day)s::date::timestamp AS day) AS asked LEFT JOIN app_user u ON u.id = b.user_id
WHERE b.counterparty_id = %(company)s AND b.ended_at IS NULL
ORDER BY b.user_id IS NOT NULL, u.name, array_position(array['month', 'quarter', 'year'], b.period)
"""
# Everybody with access today or later, and who of them approves.
COLLEAGUES = """
SELECT u.id, u.name, bool_or('order.approve' = ANY(r.permissions))
FROM membership m JOIN role r ON r.code = m.role AND r.retired_at IS NULL
JOIN app_user u ON u.id = m.user_id AND NOT u.disabled AND u.kind = 'buyer'
WHERE m.revoked_at IS NULL AND coalesce(m.valid_to >= %(day)s, true)
  AND (m.counterparty_id = %(company)s
    OR m.holding_id = (SELECT holding_id FROM counterparty WHERE id = %(company)s))
GROUP BY u.id ORDER BY u.name, u.id
"""
ADD_RULE = """
INSERT INTO approval_rule (id, counterparty_id, name, step, kind, amount, section_id, requester_id, approver_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING
"""
ADD_SUBSTITUTE = """
INSERT INTO approval_substitute (id, counterparty_id, approver_id, substitute_id, valid_from, valid_to)
VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING
"""
SET_POLICY = "UPDATE company_policy SET over_budget = %s, approval_days = %s WHERE counterparty_id = %s"
SET_BUDGET = """
INSERT INTO budget (id, counterparty_id, user_id, period, amount) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (counterparty_id, user_id, period) DO UPDATE SET amount = excluded.amount, set_at = now(), ended_at = NULL
"""


def settings_of(connection: Driver, company: CounterpartyId, day: date) -> ApprovalSettings:
    facts = {"company": company, "day": day}
    over_budget, days = connection.execute(POLICY, facts).fetchone() or ("refuse", 7)
    return ApprovalSettings(
        [_rule(row) for row in connection.execute(RULES, facts)],
        OverBudget(over_budget),
        days,
        [Substitution(*row) for row in connection.execute(INSTEAD, facts)],
        [BudgetView(budget_line(row[:7]), row[7], row[8]) for row in connection.execute(BUDGETS.encode(), facts)],
        [Colleague(*row) for row in connection.execute(COLLEAGUES, facts)],
    )


def _rule(row: tuple[Any, ...]) -> ApprovalRule:
    id, name, step, kind, amount, section, requester, approver = row
    return ApprovalRule(id, name, step, RuleKind(kind), Money(amount), section, requester, approver)


@define
class PostgresSettingsWork:
    connection: Driver
    ids: Ids
    company: CounterpartyId
    day: date

    def settings(self) -> ApprovalSettings:
        return settings_of(self.connection, self.company, self.day)

    def add_rule(self, rule: ApprovalRule) -> None:
        row = [
            rule.id, self.company, rule.name, rule.step, rule.kind.value, rule.amount.amount, rule.section,
            rule.requester, rule.approver,
        ]  # fmt: skip
        self.connection.execute(ADD_RULE, row)

    def end_rule(self, id: UUID) -> None:
        self._end("approval_rule", id, "approval-rule")

    def set_policy(self, over_budget: OverBudget, days: int) -> None:
        self.connection.execute(SET_POLICY, [over_budget.value, days, self.company])

    def substitute(self, one: Substitution) -> None:
        row: Sequence[Any] = [one.id, self.company, one.approver, one.substitute, one.valid_from, one.valid_to]
        self.connection.execute(ADD_SUBSTITUTE, row)

    def end_substitution(self, id: UUID) -> None:
        self._end("approval_substitute", id, "employee")

    def set_budget(self, user: UserId | None, period: str, amount: Money) -> None:
        self.connection.execute(SET_BUDGET, [self.ids.new(), self.company, user, period, amount.amount])

    def end_budget(self, id: UUID) -> None:
        self._end("budget", id, "budget")

    def record(self, act: Act) -> None:
        record_act(self.connection, act)

    def _end(self, table: str, id: UUID, kind: str) -> None:
        statement = f"UPDATE {table} SET ended_at = now() WHERE id = %s AND counterparty_id = %s AND ended_at IS NULL"
        if self.connection.execute(statement.encode(), [id, self.company]).rowcount != 1:
            raise NotFound(kind, str(id))


@frozen
class PostgresSettings:
    database: Database
    ids: Ids
    clock: Clock

    def settings(self, company: CounterpartyId) -> ApprovalSettings:
        with self.database.snapshot() as connection:
            return settings_of(connection, company, self.clock.today())

    @contextmanager
    def begin(self, company: CounterpartyId) -> Iterator[PostgresSettingsWork]:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            lock_policy(connection, company)
            yield PostgresSettingsWork(connection, self.ids, company, self.clock.today())
