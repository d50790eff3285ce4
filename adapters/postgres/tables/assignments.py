"""Who has which price type: assignments, regional variants of types, groups of users. `pricing_fact` keeps them all."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.metadata import BIG, ID, NOW, instant, metadata

# owner_id: the contract, counterparty, holding, group or region; null for the platform. which: the segment of goods as
# a rule tells it, {} for all goods; properties: those that it reads, so that goods carry their values. Told by a
# message of a connection, or entered by an act of a person: then both are null, and the key is the row's own id.
price_assignment = Table(
    "price_assignment",
    metadata,
    Column("id", ID, primary_key=True),
    Column("connection_id", Integer, ForeignKey("connection.id")),
    Column("key", Text, nullable=False),
    Column("assignee", Text, nullable=False),
    Column("owner_id", ID),
    Column("price_type_id", Integer, ForeignKey("price_type.id"), nullable=False),
    Column("segment", Text, nullable=False, server_default=""),
    Column("which", JSONB, nullable=False, server_default="{}"),
    Column("properties", ARRAY(Integer), nullable=False, server_default="{}"),
    Column("priority", SmallInteger, nullable=False, server_default="100"),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("message_id", BIG),
    Column("act_id", BIG, ForeignKey("audit_log.id")),
    instant("recorded_at", nullable=False, server_default=NOW),
    UniqueConstraint("connection_id", "key"),
    Index(None, "owner_id"),
    Index(None, "price_type_id"),
    CheckConstraint(
        "assignee in ('contract', 'counterparty', 'holding', 'group', 'region', 'platform')", name="assignee"
    ),
    CheckConstraint("(assignee = 'platform') = (owner_id is null)", name="owner"),
    CheckConstraint("which = '{}' or segment <> ''", name="segment_named"),
    CheckConstraint(
        "(connection_id is null) = (message_id is null) and (connection_id is null) <> (act_id is null)", name="source"
    ),
)

# In the region the row of `variant_id` comes before that of the type, where it has one.
price_type_region = Table(
    "price_type_region",
    metadata,
    Column("price_type_id", Integer, ForeignKey("price_type.id"), primary_key=True),
    Column("region_id", ID, ForeignKey("region.id"), primary_key=True),
    Column("variant_id", Integer, ForeignKey("price_type.id"), nullable=False),
    CheckConstraint("variant_id <> price_type_id", name="another"),
)

# People of client companies who have a price type of their own, whatever company they buy for.
user_group = Table(
    "user_group",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

user_group_member = Table(
    "user_group_member",
    metadata,
    Column("group_id", ID, ForeignKey("user_group.id"), primary_key=True),
    Column("user_id", ID, ForeignKey("app_user.id"), primary_key=True),
    Index(None, "user_id"),
)
