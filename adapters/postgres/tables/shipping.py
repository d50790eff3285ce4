"""Shipment requests of orders (M049)."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, SmallInteger, Table, Text

from adapters.postgres.tables.metadata import ID, NOW, QUANTITY, instant, metadata

shipment_request = Table(
    "shipment_request",
    metadata,
    Column("order_id", ID, ForeignKey("sales_order.id"), primary_key=True),
    Column("number", SmallInteger, primary_key=True),
    Column("ship_on", Date, nullable=False),
    Column("address", Text, nullable=False),
    Column("comment", Text, nullable=False, server_default=""),
    Column("user_id", ID, ForeignKey("app_user.id")),
    instant("at", nullable=False, server_default=NOW),
)

# In the line's unit, as the order counts it.
shipment_request_line = Table(
    "shipment_request_line",
    metadata,
    Column("order_id", ID, ForeignKey("sales_order.id"), primary_key=True),
    Column("number", SmallInteger, primary_key=True),
    Column("line", SmallInteger, primary_key=True),
    Column("quantity", QUANTITY, nullable=False),
    CheckConstraint("quantity > 0", name="positive"),
)
