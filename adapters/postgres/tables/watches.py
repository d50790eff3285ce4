"""What clients wait for: goods that come back, prices that change."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables.metadata import BIG, CODE3, ID, NOW, PRICE, QUANTITY, instant, metadata

# warehouse_id: null is the whole region. quantity: of the stock that is waited for, in base units.
# price, currency: what was seen when the watch began, and since it was told last. contracts: as chosen then.
# looked_at, looked_on: the pricing version and the bank day of the last look at the price.
goods_watch = Table(
    "goods_watch",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    Column("counterparty_id", ID, ForeignKey("counterparty.id"), nullable=False),
    Column("region_id", ID, ForeignKey("region.id")),
    Column("warehouse_id", Integer, ForeignKey("warehouse.id")),
    Column("variant_id", Integer, nullable=False),
    Column("quantity", QUANTITY, nullable=False, server_default="0"),
    Column("of_stock", Boolean, nullable=False),
    Column("of_price", Boolean, nullable=False),
    Column("price", PRICE),
    Column("currency", CODE3),
    instant("made_at", nullable=False, server_default=NOW),
    Column("contracts", JSONB, nullable=False, server_default="{}"),
    Column("looked_at", BIG, nullable=False, server_default="0"),
    Column("looked_on", Date),
    instant("told_at"),
    CheckConstraint("of_stock or of_price", name="waits_for_something"),
    UniqueConstraint("user_id", "counterparty_id", "variant_id"),
    Index(None, "variant_id"),
)

# By whose letters may be ended without signing in.
watch_owner = Table(
    "watch_owner",
    metadata,
    Column("user_id", ID, ForeignKey("app_user.id"), primary_key=True),
    Column("token", Text, nullable=False, unique=True),
)

# What one letter told; the letter is composed of this, however late it is sent.
watch_digest = Table(
    "watch_digest",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    Column("lines", JSONB, nullable=False),
    instant("made_at", nullable=False, server_default=NOW),
    Index("ix_watch_digest_made_at", text("made_at DESC")),
)
