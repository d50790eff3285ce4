"""Promo codes, their versions, their uses. Codes are never deleted: a version replaces a version."""

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
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.metadata import CODE3, ID, MONEY, NOW, instant, metadata

# key: the code folded, so that case, look-alike letters and dashes make no other code. name: for the seller's people.
# currency: of its sums, an amount and `minimum`. properties: those that `which` reads, as with rules.
promo_code = Table(
    "promo_code",
    metadata,
    Column("id", ID, primary_key=True),
    Column("code", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, server_default=""),
    Column("kind", Text, nullable=False),
    Column("value", MONEY, nullable=False),
    Column("currency", CODE3, nullable=False, server_default="RUB"),
    Column("which", JSONB, nullable=False, server_default="{}"),
    Column("whom", JSONB, nullable=False, server_default="{}"),
    Column("properties", ARRAY(Integer), nullable=False, server_default="{}"),
    Column("minimum", MONEY, nullable=False, server_default="0"),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("most_uses", Integer),
    Column("most_each", Integer),
    Column("touches_agreed", Boolean, nullable=False, server_default="false"),
    Column("state", Text, nullable=False, server_default="active"),
    Column("version", Integer, nullable=False, server_default="1"),
    instant("created_at", nullable=False, server_default=NOW),
    CheckConstraint("state in ('active', 'off')", name="state"),
    CheckConstraint("kind in ('percent', 'amount')", name="kind"),
    CheckConstraint("value > 0 and (kind <> 'percent' or value <= 100)", name="value"),
    CheckConstraint("minimum >= 0", name="minimum"),
    CheckConstraint("most_uses > 0 and most_each > 0", name="limits"),
    Index(None, "created_at"),
)

# Every version as it stood: who, when, what.
promo_code_log = Table(
    "promo_code_log",
    metadata,
    Column("promo_id", ID, ForeignKey("promo_code.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("user_id", ID, ForeignKey("app_user.id")),
    instant("recorded_at", nullable=False, server_default=NOW),
    Column("action", Text, nullable=False),
    Column("content", JSONB, nullable=False),
)

# What an order has of a code. A use is a placing, however many orders it became: it is given back when all of them are
# cancelled. Written only behind the lock of the code's row, so that what is counted there is all there is.
promo_use = Table(
    "promo_use",
    metadata,
    Column("order_id", ID, ForeignKey("sales_order.id"), primary_key=True),
    Column("promo_id", ID, ForeignKey("promo_code.id"), nullable=False),
    Column("placing_id", ID, nullable=False),
    Column("counterparty_id", ID, ForeignKey("counterparty.id"), nullable=False),
    Column("amount", MONEY, nullable=False),
    Column("currency", CODE3, nullable=False),
    instant("used_at", nullable=False, server_default=NOW),
    instant("released_at"),
    CheckConstraint("amount > 0", name="positive"),
    Index(
        "ix_promo_use_standing", "promo_id", "placing_id", "counterparty_id",
        postgresql_where=text("released_at is null"),
    ),
    Index(None, "promo_id", "used_at"),
)  # fmt: skip
