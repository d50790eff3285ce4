"""Inside a client's company: invitations, approval of orders, budgets (semantics 1 and 6; ADR 0046)."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.metadata import CODE3, ID, MONEY, NOW, instant, metadata


def _of(target: str, name: str = "", *, nullable: bool = False) -> Column[object]:
    return Column(name or f"{target}_id", ID, ForeignKey(f"{target}.id"), nullable=nullable)


# What an administrator promised by mail. The token itself is in the letter alone, made when the letter is written.
invitation = Table(
    "invitation",
    metadata,
    Column("id", ID, primary_key=True),
    _of("counterparty"),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    _of("app_user", "invited_by"),
    Column("token_hash", LargeBinary, unique=True),
    instant("invited_at", nullable=False, server_default=NOW),
    instant("expires_at", nullable=False),
    instant("accepted_at"),
    instant("withdrawn_at"),
    Index(None, "counterparty_id"),
)

# over_budget: what becomes of an order that no budget covers. approval_days: the life of a request.
company_policy = Table(
    "company_policy",
    metadata,
    Column("counterparty_id", ID, ForeignKey("counterparty.id"), primary_key=True),
    Column("separates_duties", Boolean, nullable=False, server_default="false"),
    Column("over_budget", Text, nullable=False, server_default="refuse"),
    Column("approval_days", SmallInteger, nullable=False, server_default="7"),
    CheckConstraint("over_budget in ('refuse', 'approve')", name="over_budget"),
    CheckConstraint("approval_days between 1 and 60", name="approval_days"),
)

# amount: from which sum, in roubles with VAT; of the section's goods alone where a section is named. requester: whose
# orders, null for everybody's. approver: null for anybody who has the right.
approval_rule = Table(
    "approval_rule",
    metadata,
    Column("id", ID, primary_key=True),
    _of("counterparty"),
    Column("name", Text, nullable=False),
    Column("step", SmallInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("amount", MONEY, nullable=False, server_default="0"),
    Column("section_id", Integer),
    _of("app_user", "requester_id", nullable=True),
    _of("app_user", "approver_id", nullable=True),
    instant("made_at", nullable=False, server_default=NOW),
    instant("ended_at"),
    CheckConstraint("kind in ('sum', 'section', 'over-budget')", name="kind"),
    CheckConstraint("step between 1 and 9", name="step"),
    CheckConstraint("amount >= 0", name="amount"),
    CheckConstraint("(kind = 'section') = (section_id is not null)", name="section"),
    Index(None, "counterparty_id"),
)

# Who decides instead of an absent approver, by days.
approval_substitute = Table(
    "approval_substitute",
    metadata,
    Column("id", ID, primary_key=True),
    _of("counterparty"),
    _of("app_user", "approver_id"),
    _of("app_user", "substitute_id"),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    instant("ended_at"),
    CheckConstraint("approver_id <> substitute_id", name="another"),
    CheckConstraint("valid_from <= valid_to", name="period"),
    Index(None, "counterparty_id"),
)

# A cart put aside until it is decided. It holds nothing: prices, stock, credit are checked again when it is approved.
approval_request = Table(
    "approval_request",
    metadata,
    Column("id", ID, primary_key=True),
    _of("counterparty"),
    _of("app_user", "requester_id"),
    _of("app_user", "sent_by"),
    _of("cart"),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("totals", JSONB, nullable=False),
    Column("lines", Integer, nullable=False),
    _of("consignee", nullable=True),
    Column("ship_on", Date),
    Column("comment", Text, nullable=False, server_default=""),
    Column("delivery", JSONB, nullable=False, server_default="{}"),
    Column("reasons", JSONB, nullable=False, server_default="[]"),
    Column("mends", ID, ForeignKey("approval_request.id")),
    instant("sent_at", nullable=False, server_default=NOW),
    instant("expires_at", nullable=False),
    instant("closed_at"),
    instant("taken_back_at"),
    Column("orders", ARRAY(ID), nullable=False, server_default="{}"),
    CheckConstraint("state in ('waiting', 'approved', 'refused', 'withdrawn', 'expired')", name="state"),
    Index(None, "counterparty_id"),
    Index(None, "requester_id"),
    Index(None, "cart_id"),
    Index("ix_approval_request_waiting", "expires_at", postgresql_where=text("state = 'waiting'")),
)

# One decision that is asked for. rule_id: null where being over the budget alone asks for it.
approval_step = Table(
    "approval_step",
    metadata,
    Column("request_id", ID, ForeignKey("approval_request.id"), primary_key=True),
    Column("position", SmallInteger, primary_key=True),
    Column("rule_id", ID, ForeignKey("approval_rule.id")),
    Column("name", Text, nullable=False),
    _of("app_user", "approver_id", nullable=True),
    Column("verdict", Text),
    _of("app_user", "decided_by", nullable=True),
    _of("app_user", "instead_of", nullable=True),
    Column("reason", Text, nullable=False, server_default=""),
    instant("decided_at"),
    CheckConstraint("verdict in ('approved', 'refused')", name="verdict"),
    CheckConstraint("(verdict is null) = (decided_by is null)", name="signed"),
)

# What may be ordered in a period, in roubles with VAT; user_id: null for the whole company. One row for ever: a new
# amount or an end and a new beginning forget nothing of what the period has spent.
budget = Table(
    "budget",
    metadata,
    Column("id", ID, primary_key=True),
    _of("counterparty"),
    _of("app_user", "user_id", nullable=True),
    Column("period", Text, nullable=False),
    Column("amount", MONEY, nullable=False),
    Column("currency", CODE3, nullable=False, server_default="RUB"),
    instant("set_at", nullable=False, server_default=NOW),
    instant("ended_at"),
    CheckConstraint("period in ('month', 'quarter', 'year')", name="period"),
    CheckConstraint("amount >= 0", name="amount"),
    Index(None, "counterparty_id"),
    Index(
        "uq_budget_whose", "counterparty_id", "user_id", "period", unique=True, postgresql_nulls_not_distinct=True
    ),
)

# What an order took of a budget, with the figures that it was accepted by. amount: in the budget's currency; of it as
# much is spent as still stands of order_total.
budget_use = Table(
    "budget_use",
    metadata,
    Column("order_id", ID, ForeignKey("sales_order.id"), primary_key=True),
    Column("budget_id", ID, ForeignKey("budget.id"), primary_key=True),
    Column("period_start", Date, nullable=False),
    Column("amount", MONEY, nullable=False),
    Column("order_total", MONEY, nullable=False),
    Column("basis_amount", MONEY, nullable=False),
    Column("basis_spent", MONEY, nullable=False),
    Column("approval_id", ID, ForeignKey("approval_request.id")),
    instant("used_at", nullable=False, server_default=NOW),
    CheckConstraint("approval_id is not null or basis_spent + amount <= basis_amount", name="within"),
    Index("ix_budget_use_period", "budget_id", "period_start"),
)
