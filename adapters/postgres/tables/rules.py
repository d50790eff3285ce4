"""Rules of mass management and thresholds by total. Rules are never deleted: a version replaces a version."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.metadata import CODE3, ID, MONEY, NOW, PRICE, QUANTITY, instant, metadata

# which, whom: the predicate by condition, ids and values as JSON arrays. properties: those that `which` reads, so that
# goods carry the values of no others. state: active or off.
price_rule = Table(
    "price_rule",
    metadata,
    Column("id", ID, primary_key=True),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("state", Text, nullable=False, server_default="active"),
    Column("name", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("which", JSONB, nullable=False, server_default="{}"),
    Column("whom", JSONB, nullable=False, server_default="{}"),
    Column("properties", ARRAY(Integer), nullable=False, server_default="{}"),
    Column("minimum", QUANTITY, nullable=False, server_default="0"),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("effect", Text, nullable=False),
    Column("value", PRICE, nullable=False),
    Column("currency", CODE3),
    Column("warehouse_id", Integer, ForeignKey("warehouse.id")),
    Column("stops", Boolean, nullable=False, server_default="false"),
    Column("touches_agreed", Boolean, nullable=False, server_default="false"),
    CheckConstraint("state in ('active', 'off')", name="state"),
    CheckConstraint(
        "(effect in ('amount', 'fixed', 'floor', 'ceiling')) = (currency is not null)", name="currency_of_sums"
    ),
    CheckConstraint(
        "effect in ('percent', 'amount', 'fixed', 'floor', 'ceiling', 'hide', 'show', 'only', 'on-order', 'cap',"
        " 'least', 'multiple')",
        name="effect",
    ),
    CheckConstraint("warehouse_id is null or effect in ('hide', 'on-order', 'cap')", name="warehouse_of_stock"),
    CheckConstraint("effect <> 'percent' or value > -100", name="percent"),
)

# Every version as it stood: who, when, what. Undoing writes the older content as a new version.
price_rule_log = Table(
    "price_rule_log",
    metadata,
    Column("rule_id", ID, ForeignKey("price_rule.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("user_id", ID, ForeignKey("app_user.id")),
    instant("recorded_at", nullable=False, server_default=NOW),
    Column("action", Text, nullable=False),
    Column("content", JSONB, nullable=False),
)

# From a cart's total on, in the currency of the price type, another one applies.
price_threshold = Table(
    "price_threshold",
    metadata,
    Column("price_type_id", Integer, ForeignKey("price_type.id"), primary_key=True),
    Column("place", SmallInteger, primary_key=True),
    Column("total", MONEY, nullable=False),
    Column("becomes_id", Integer, ForeignKey("price_type.id"), nullable=False),
    UniqueConstraint("price_type_id", "total"),
    CheckConstraint("total > 0", name="positive"),
    CheckConstraint("becomes_id <> price_type_id", name="another"),
)
