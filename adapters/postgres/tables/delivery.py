"""How goods reach buyers: methods, routes, calendar, address books, what an order chose; how carts are split; leads."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Sequence,
    SmallInteger,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.metadata import BIG, CODE3, ID, MONEY, NOW, instant, metadata

WEEK = "{1,2,3,4,5,6,7}"
lead_number = Sequence("lead_number", metadata=metadata)
lead_event_id = Sequence("lead_event_id", metadata=metadata)


def _schedule() -> tuple[Column[object], ...]:
    """weekdays: 1 is Monday; what is no working day is left out besides. lead_days: working days."""
    return (
        Column("weekdays", ARRAY(SmallInteger), nullable=False, server_default=WEEK),
        Column("cut_off", Time, nullable=False, server_default="16:00"),
        Column("lead_days", SmallInteger, nullable=False, server_default="0"),
        Column("windows", ARRAY(Text), nullable=False, server_default="{}"),
    )


delivery_method = Table(
    "delivery_method",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    *_schedule(),
    Column("minimum", MONEY),
    Column("currency", CODE3, nullable=False, server_default="RUB"),
    Column("note", Text, nullable=False, server_default=""),
    Column("position", SmallInteger, nullable=False, server_default="0"),
    Column("is_on", Boolean, nullable=False, server_default="true"),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("kind in ('pickup', 'delivery', 'carrier')", name="kind"),
)

delivery_route = Table(
    "delivery_route",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", Text, nullable=False),
    *_schedule(),
    Column("is_on", Boolean, nullable=False, server_default="true"),
    Column("version", Integer, nullable=False, server_default="1"),
)

# Days that are not as their weekday says: a holiday, or a Saturday that is worked.
delivery_day = Table(
    "delivery_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("works", Boolean, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
)

# One row. criteria: of splitting, in their order; the seller organization comes before them all.
ordering_settings = Table(
    "ordering_settings",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("weekdays", ARRAY(SmallInteger), nullable=False, server_default="{1,2,3,4,5}"),
    Column("horizon", SmallInteger, nullable=False, server_default="30"),
    Column("criteria", ARRAY(Text), nullable=False, server_default="{warehouse,availability}"),
    Column("property_id", Integer, ForeignKey("property.id")),
    Column("version", Integer, nullable=False, server_default="1"),
)

# archived_at: no longer offered; orders keep their own copy in words.
delivery_address = Table(
    "delivery_address",
    metadata,
    Column("id", ID, primary_key=True),
    Column("counterparty_id", ID, ForeignKey("counterparty.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("postcode", Text, nullable=False, server_default=""),
    Column("city", Text, nullable=False),
    Column("street", Text, nullable=False),
    Column("contact", Text, nullable=False, server_default=""),
    Column("phone", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("route_id", ID, ForeignKey("delivery_route.id")),
    Column("version", Integer, nullable=False, server_default="1"),
    instant("archived_at"),
    Index(None, "counterparty_id"),
)

# What the order chose, in words as they were then.
order_delivery = Table(
    "order_delivery",
    metadata,
    Column("order_id", ID, ForeignKey("sales_order.id"), primary_key=True),
    Column("method_id", ID, ForeignKey("delivery_method.id")),
    Column("method_name", Text, nullable=False, server_default=""),
    Column("kind", Text, nullable=False, server_default=""),
    Column("address_id", ID, ForeignKey("delivery_address.id")),
    Column("address", Text, nullable=False, server_default=""),
    Column("contact", Text, nullable=False, server_default=""),
    Column("time_window", Text, nullable=False, server_default=""),
    Column("pickup_warehouse_id", Integer, ForeignKey("warehouse.id")),
    Column("payer_id", ID, ForeignKey("counterparty.id")),
    Column("payer_name", Text, nullable=False, server_default=""),
)

# Somebody without a login who wants to buy. goods: what he typed; lines: what of it was found, for the manager.
# key: the hash of whom and what, by which a double is known; asked: how many times it came.
lead = Table(
    "lead",
    metadata,
    Column("id", ID, primary_key=True),
    Column("number", Integer, nullable=False, server_default=text("nextval('lead_number')")),
    Column("phone", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("goods", Text, nullable=False),
    Column("lines", JSONB, nullable=False, server_default="[]"),
    Column("key", Text, nullable=False),
    Column("asked", SmallInteger, nullable=False, server_default="1"),
    Column("state", Text, nullable=False, server_default="new"),
    Column("taken_by", ID, ForeignKey("app_user.id")),
    Column("note", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="1"),
    instant("created_at", nullable=False, server_default=NOW),
    instant("last_at", nullable=False, server_default=NOW),
    CheckConstraint("state in ('new', 'taken', 'won', 'lost')", name="state"),
    UniqueConstraint("number"),
    Index(None, "created_at"),
    Index("uq_lead_key", "key", unique=True, postgresql_where=text("state in ('new', 'taken')")),
)

lead_event = Table(
    "lead_event",
    metadata,
    Column("lead_id", ID, ForeignKey("lead.id"), primary_key=True),
    Column("id", BIG, primary_key=True, server_default=text("nextval('lead_event_id')")),
    instant("at", nullable=False, server_default=NOW),
    Column("user_id", ID),
    Column("state", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
)
