"""Limits, balances, overdue documents and holds (semantics 5).

`credit_line` is the identity that orders lock, one row for each owner; facts and holds stand beside it.
level: 0 contract, 1 counterparty, 2 holding.
"""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, SmallInteger, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.tables.metadata import BIG, CODE3, ID, MONEY, NOW, instant, metadata

credit_line = Table(
    "credit_line",
    metadata,
    Column("level", SmallInteger, primary_key=True),
    Column("owner_id", ID, primary_key=True),
)

# The current limit of an owner; no row is «not told», a row of 0 is a limit.
credit_limit = Table(
    "credit_limit",
    metadata,
    Column("owner_id", ID, primary_key=True),
    Column("currency", CODE3, nullable=False),
    Column("amount", MONEY, nullable=False),
    Column("message_id", BIG),
)

# Every balance ever told, by id; the basis of acceptances points here.
credit_balance_log = Table(
    "credit_balance_log",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner_id", ID, nullable=False),
    Column("currency", CODE3, nullable=False),
    Column("debt", MONEY, nullable=False),
    Column("advance", MONEY, nullable=False),
    Column("limit_amount", MONEY),
    Column("includes_unshipped", Boolean, nullable=False),
    instant("as_of", nullable=False),
    Column("seq", BIG),
    Column("message_id", BIG, nullable=False),
    instant("recorded_at", nullable=False, server_default=NOW),
    Index(None, "owner_id"),
)

# The balance in force of an owner: debt and advance as of `as_of`. orders: numbers that the figures contain.
credit_balance = Table(
    "credit_balance",
    metadata,
    Column("owner_id", ID, primary_key=True),
    Column("id", ID, nullable=False),
    Column("currency", CODE3, nullable=False),
    Column("debt", MONEY, nullable=False),
    Column("advance", MONEY, nullable=False),
    Column("includes_unshipped", Boolean, nullable=False),
    instant("as_of", nullable=False),
    Column("seq", BIG),
    Column("orders", ARRAY(Text), nullable=False, server_default="{}"),
)

overdue_document = Table(
    "overdue_document",
    metadata,
    Column("owner_id", ID, nullable=False),
    Column("document", Text, nullable=False),
    Column("day", Date),
    Column("due", Date, nullable=False),
    Column("amount", MONEY, nullable=False),
    Column("currency", CODE3, nullable=False),
    Index(None, "owner_id"),
)

# One row for an accepted order on credit. uncontained: what exposure still counts, in the order's currency.
# shipped: part of the amount that the ERP has shipped; erp_mark_*: when the ERP told that it had taken the order,
# ship_mark_*: that it had shipped `shipped`.
credit_hold = Table(
    "credit_hold",
    metadata,
    Column("order_id", ID, ForeignKey("sales_order.id"), primary_key=True),
    Column("contract_id", ID, nullable=False),
    Column("counterparty_id", ID, nullable=False),
    Column("holding_id", ID, nullable=False),
    Column("currency", CODE3, nullable=False),
    Column("amount", MONEY, nullable=False),
    Column("uncontained", MONEY, nullable=False),
    Column("shipped", MONEY, nullable=False, server_default="0"),
    Column("state", Text, nullable=False, server_default="open"),
    instant("erp_mark_at"),
    Column("erp_mark_seq", BIG),
    instant("ship_mark_at"),
    Column("ship_mark_seq", BIG),
    CheckConstraint("amount > 0 and uncontained >= 0 and uncontained <= amount", name="amounts"),
    CheckConstraint("state in ('open', 'contained', 'cancelled', 'paid')", name="state"),
    Index("ix_credit_hold_counterparty", "counterparty_id", postgresql_where=text("uncontained > 0")),
)

# What open orders hold of each limit, by the currency of the orders: the sum of their `uncontained`, which a trigger on
# the holds keeps (ADR 0066). Read and written under the line of the limit (`credit_line`).
credit_held = Table(
    "credit_held",
    metadata,
    Column("level", SmallInteger, primary_key=True),
    Column("owner_id", ID, primary_key=True),
    Column("currency", CODE3, primary_key=True),
    Column("amount", MONEY, nullable=False),
    CheckConstraint("amount >= 0", name="amount"),
)

# Law C1: what each limit that applied stood at when the order was accepted, in the limit's currency.
credit_basis = Table(
    "credit_basis",
    metadata,
    Column("order_id", ID, ForeignKey("sales_order.id"), primary_key=True),
    Column("level", SmallInteger, primary_key=True),
    Column("owner_id", ID, nullable=False),
    Column("balance_id", ID),
    Column("currency", CODE3, nullable=False),
    Column("limit_amount", MONEY, nullable=False),
    Column("debt", MONEY, nullable=False),
    Column("held", MONEY, nullable=False),
    Column("amount", MONEY, nullable=False),
    instant("accepted_at", nullable=False),
    CheckConstraint("limit_amount - debt - held >= amount", name="within_limit"),
    Index(None, "owner_id"),
)
