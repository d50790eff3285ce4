"""Warehouses, free quantities and reservations (semantics 4).

`stock` is written by imports alone, `stock_line` is the identity that orders lock, with what all of them hold of it,
`reservation` is our own: so an import never waits for an order, nor an order for an import.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from adapters.postgres.tables.metadata import BIG, ID, NOW, QUANTITY, instant, metadata

warehouse = Table(
    "warehouse",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("connection_id", Integer, ForeignKey("connection.id"), nullable=False),
    Column("erp_id", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
    Column("organization_id", ID, ForeignKey("seller_organization.id")),
    Column("told", Boolean, nullable=False, server_default="true"),
    Column("deleted", Boolean, nullable=False, server_default="false"),
    UniqueConstraint("connection_id", "erp_id"),
)

# Which warehouses serve a region; the lower priority number first, then the lower id.
region_warehouse = Table(
    "region_warehouse",
    metadata,
    Column("region_id", ID, ForeignKey("region.id"), primary_key=True),
    Column("warehouse_id", Integer, ForeignKey("warehouse.id"), primary_key=True),
    Column("priority", SmallInteger, nullable=False, server_default="100"),
)

# free: signed, net of the ERP's own reserves. snapshot_id: the inbox message that told it.
# mark_at, mark_seq: its place in the sender's history (Mark).
stock = Table(
    "stock",
    metadata,
    Column("variant_id", Integer, primary_key=True),
    Column("warehouse_id", Integer, primary_key=True),
    Column("free", QUANTITY, nullable=False),
    Column("snapshot_id", BIG, nullable=False),
    instant("mark_at"),
    Column("mark_seq", BIG),
)

# held: the sum of its reservations' `uncontained`, which a trigger on them keeps (ADR 0061).
stock_line = Table(
    "stock_line",
    metadata,
    Column("variant_id", Integer, primary_key=True),
    Column("warehouse_id", Integer, primary_key=True),
    Column("held", QUANTITY, nullable=False, server_default="0"),
    CheckConstraint("held >= 0", name="held"),
)

# quantity, uncontained: base units. uncontained is what availability still subtracts; the containment job lowers it.
# by_line: the ERP tells what it reserves of this line. warn_at: when people are to be told that it ends at expires_at.
# erp_*: what the ERP told it had reserved or shipped, and the mark of that news. basis_*: law S1, for the checker.
reservation = Table(
    "reservation",
    metadata,
    Column("order_id", ID, ForeignKey("sales_order.id"), primary_key=True),
    Column("line", SmallInteger, primary_key=True),
    Column("variant_id", Integer, nullable=False),
    Column("warehouse_id", Integer, nullable=False),
    Column("quantity", QUANTITY, nullable=False),
    Column("uncontained", QUANTITY, nullable=False),
    Column("state", Text, nullable=False, server_default="active"),
    Column("erp_quantity", QUANTITY),
    instant("erp_mark_at"),
    Column("erp_mark_seq", BIG),
    Column("by_line", Boolean, nullable=False, server_default="false"),
    Column("basis_snapshot", BIG, nullable=False),
    Column("basis_free", QUANTITY, nullable=False),
    Column("basis_held", QUANTITY, nullable=False),
    instant("reserved_at", nullable=False, server_default=NOW),
    instant("expires_at"),
    instant("warn_at"),
    instant("warned_at"),
    instant("closed_at"),
    CheckConstraint("quantity > 0 and uncontained >= 0 and uncontained <= quantity", name="quantities"),
    CheckConstraint("state in ('active', 'shipped', 'released', 'expired')", name="state"),
    CheckConstraint("basis_free - basis_held >= quantity", name="within_free"),
    Index(
        "ix_reservation_uncontained",
        "variant_id",
        "warehouse_id",
        postgresql_include=["uncontained"],
        postgresql_where=text("uncontained > 0"),
    ),
    Index("ix_reservation_warning", "warn_at", postgresql_where=text("state = 'active' and warned_at is null")),
    Index("ix_reservation_expiry", "expires_at", postgresql_where=text("state = 'active'")),
)
