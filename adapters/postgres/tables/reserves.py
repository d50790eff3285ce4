"""How long reserves live, where there are none, and what lets an order pass beyond its limits (semantics 4, 5)."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, SmallInteger, Table, Text, UniqueConstraint

from adapters.postgres.tables.metadata import CODE3, ID, MONEY, NOW, instant, metadata

# The closest policy counts: of the status and the terms, of the status, of the terms, of neither. hours: null is
# without end. at_status: what coming into the status does to the reserve: keep, prolong, release.
reserve_policy = Table(
    "reserve_policy",
    metadata,
    Column("id", ID, primary_key=True),
    Column("status", Text, ForeignKey("order_status.code")),
    Column("terms", Text),
    Column("hours", Integer),
    Column("warn_hours", Integer, nullable=False, server_default="0"),
    Column("at_status", Text, nullable=False, server_default="keep"),
    UniqueConstraint("status", "terms", postgresql_nulls_not_distinct=True),
    CheckConstraint("hours is null or hours between 1 and 8760", name="hours"),
    CheckConstraint("warn_hours >= 0 and (hours is null or warn_hours < hours)", name="warning"),
    CheckConstraint("at_status in ('keep', 'prolong', 'release')", name="at_status"),
    CheckConstraint("terms in ('prepayment', 'limited', 'unlimited')", name="terms"),
)

# Where placing reserves nothing. key: the id of the base, warehouse or contract.
reserve_off = Table(
    "reserve_off",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("user_id", ID, ForeignKey("app_user.id")),
    instant("at", nullable=False, server_default=NOW),
    CheckConstraint("kind in ('base', 'warehouse', 'contract')", name="kind"),
)

# More room on one limit, or overdue debt that does not block; until its end, which comes by itself.
credit_permission = Table(
    "credit_permission",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("level", SmallInteger, nullable=False),
    Column("owner_id", ID, nullable=False),
    Column("amount", MONEY, nullable=False),
    Column("currency", CODE3, nullable=False),
    Column("reason", Text, nullable=False),
    instant("granted_at", nullable=False, server_default=NOW),
    Column("granted_by", ID, ForeignKey("app_user.id"), nullable=False),
    instant("ends_at", nullable=False),
    instant("revoked_at"),
    Column("revoked_by", ID, ForeignKey("app_user.id")),
    Index(None, "owner_id"),
    CheckConstraint("kind in ('limit', 'overdue')", name="kind"),
    CheckConstraint("amount > 0 and ends_at > granted_at and reason <> ''", name="whole"),
)

# What becomes of an order beyond a limit or beside overdue debt: refused, or kept on hold. The owner is a counterparty;
# no row is the default.
credit_policy = Table(
    "credit_policy",
    metadata,
    Column("owner_id", ID, ForeignKey("counterparty.id"), primary_key=True),
    Column("on_excess", Text, nullable=False),
    Column("set_by", ID, ForeignKey("app_user.id")),
    instant("set_at", nullable=False, server_default=NOW),
    CheckConstraint("on_excess in ('refuse', 'hold')", name="on_excess"),
)
