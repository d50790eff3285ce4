"""Requests to change orders that the ERP has, and the messages that wait for the ERP (semantics 6, 7)."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables.metadata import BIG, ID, NOW, QUANTITY, instant, metadata

# number: counted within the order. cancels: nothing more than what is shipped was asked for. closed_by: the person of
# the seller's who closed it by hand; else message_id is of the ERP's answer. One of an order is open at a time.
order_change = Table(
    "order_change",
    metadata,
    Column("id", ID, primary_key=True),
    Column("order_id", ID, ForeignKey("sales_order.id"), nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("cancels", Boolean, nullable=False),
    Column("state", Text, nullable=False, server_default="asked"),
    Column("reason", Text, nullable=False, server_default=""),
    Column("asked_by", ID, ForeignKey("app_user.id"), nullable=False),
    Column("acting_for", ID, ForeignKey("app_user.id")),
    instant("asked_at", nullable=False, server_default=NOW),
    instant("answered_at"),
    Column("answer", Text, nullable=False, server_default=""),
    Column("closed_by", ID, ForeignKey("app_user.id")),
    Column("message_id", BIG),
    UniqueConstraint("order_id", "number"),
    CheckConstraint("state in ('asked', 'accepted', 'partly', 'refused')", name="state"),
    CheckConstraint("(state = 'asked') = (answered_at is null)", name="answered"),
    Index("uq_order_change_open", "order_id", unique=True, postgresql_where=text("state = 'asked'")),
)

# Quantities in the line's unit. before: what was wanted of the line; granted: what the answer left of it.
order_change_line = Table(
    "order_change_line",
    metadata,
    Column("change_id", ID, ForeignKey("order_change.id"), primary_key=True),
    Column("order_id", ID, nullable=False),
    Column("line", SmallInteger, primary_key=True),
    Column("before", QUANTITY, nullable=False),
    Column("asked", QUANTITY, nullable=False),
    Column("granted", QUANTITY),
    ForeignKeyConstraint(("order_id", "line"), ("order_line.order_id", "order_line.line")),
    CheckConstraint("before >= 0 and asked >= 0 and before <> asked", name="quantities"),
)

# The outbox of one base: a row stays until the ERP has stored a packet with it, or what it asks is moot (withdrawn).
# id: that of the message, for ever; packet_no: of our last packet that it went with.
erp_message = Table(
    "erp_message",
    metadata,
    Column("id", ID, primary_key=True),
    Column("seq", BIG, Identity(), nullable=False, unique=True),
    Column("connection_id", Integer, ForeignKey("connection.id"), nullable=False),
    Column("order_id", ID, ForeignKey("sales_order.id"), nullable=False),
    Column("type", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
    instant("at", nullable=False, server_default=NOW),
    Column("packet_no", BIG),
    instant("acknowledged_at"),
    instant("withdrawn_at"),
    Index(
        "ix_erp_message_open",
        "connection_id",
        "seq",
        postgresql_where=text("acknowledged_at is null and withdrawn_at is null"),
    ),
    Index(None, "order_id"),
)
