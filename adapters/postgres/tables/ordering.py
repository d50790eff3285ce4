"""Carts, orders, their history, the outbox (semantics 6, 7)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    Sequence,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.metadata import (
    BIG,
    CODE3,
    COEFFICIENT,
    ID,
    MONEY,
    NOW,
    PRICE,
    QUANTITY,
    instant,
    metadata,
)

order_number = Sequence("order_number", metadata=metadata)
invoice_number = Sequence("invoice_number", metadata=metadata)

# The context (counterparty, region, chosen contracts by seller) is an attribute of the cart.
# total: as last quoted, for the header; null until then. `version` is raised by every change and spent by placing.
# A person has several, one of them active. emptied: the version at which it was last emptied or placed. seen_short:
# contracts whose limit the cart exceeded when it was last shown. set_aside: waits for an approval, and is none of those
# that its person sees.
cart = Table(
    "cart",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    Column("counterparty_id", ID, ForeignKey("counterparty.id"), nullable=False),
    Column("region_id", ID, ForeignKey("region.id")),
    Column("contracts", JSONB, nullable=False, server_default="{}"),
    Column("promo_code_id", ID, ForeignKey("promo_code.id")),
    Column("version", BigInteger, nullable=False, server_default="1"),
    Column("lines", Integer, nullable=False, server_default="0"),
    Column("totals", JSONB, nullable=False, server_default="[]"),
    instant("updated_at", nullable=False, server_default=NOW),
    Column("name", Text, nullable=False, server_default=""),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    instant("created_at", nullable=False, server_default=NOW),
    instant("deleted_at"),
    Column("emptied", BigInteger, nullable=False, server_default="0"),
    Column("seen_short", ARRAY(ID)),
    Column("set_aside", Boolean, nullable=False, server_default="false"),
    CheckConstraint("not (active and deleted_at is not null)", name="active_is_there"),
    CheckConstraint("not (active and set_aside)", name="active_is_his"),
    Index("uq_cart_active", "user_id", unique=True, postgresql_where=text("active")),
    Index(None, "user_id"),
)

# seen_…: as the line was last shown to its owner; what differs now is a change that he is told.
cart_line = Table(
    "cart_line",
    metadata,
    Column("cart_id", ID, ForeignKey("cart.id"), primary_key=True),
    Column("variant_id", Integer, primary_key=True),
    Column("packaging_id", Integer, primary_key=True, server_default="0"),
    Column("quantity", QUANTITY, nullable=False),
    Column("position", BigInteger, Identity(), nullable=False),
    Column("seen_price", PRICE),
    Column("seen_currency", CODE3),
    Column("seen_available", QUANTITY),
    Column("seen_state", Text),
    CheckConstraint("quantity > 0", name="positive"),
)

# Ids of changes already carried out: a repeated one does nothing.
cart_operation = Table(
    "cart_operation",
    metadata,
    Column("cart_id", ID, ForeignKey("cart.id"), primary_key=True),
    Column("id", ID, primary_key=True),
    instant("at", nullable=False, server_default=NOW),
)

# Inserted first in the transaction; response is written before commit, so a committed row always has one.
idempotency_key = Table(
    "idempotency_key",
    metadata,
    Column("principal", ID, primary_key=True),
    Column("operation", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_hash", LargeBinary, nullable=False),
    Column("response", JSONB),
    instant("created_at", nullable=False, server_default=NOW),
    Index(None, "created_at"),
)

order_status = Table(
    "order_status",
    metadata,
    Column("code", Text, primary_key=True),
    Column("phase", Text, nullable=False),
    Column("name_ru", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("colour", Text, nullable=False),
    Column("erp_names", ARRAY(Text), nullable=False, server_default="{}"),
    Column("reservation", Text, nullable=False, server_default="keep"),
    Column("position", SmallInteger, nullable=False),
)

# placing_id: common to the parts that one press made. explanations: one document {line: trail} for the whole order.
# origin: portal, or offline for one made in the ERP. erp_*: as the ERP told; erp_accepted_at proves acceptance.
# refinement_id: the question to the ERP that the prices stand on; to_confirm: it left some without the ERP's word.
sales_order = Table(
    "sales_order",
    metadata,
    Column("id", ID, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("placing_id", ID, nullable=False),
    Column("origin", Text, nullable=False, server_default="portal"),
    Column("user_id", ID, ForeignKey("app_user.id")),
    Column("acting_for", ID, ForeignKey("app_user.id")),
    Column("counterparty_id", ID, ForeignKey("counterparty.id"), nullable=False),
    Column("contract_id", ID, ForeignKey("contract.id")),
    Column("organization_id", ID, ForeignKey("seller_organization.id")),
    Column("warehouse_id", Integer, ForeignKey("warehouse.id")),
    Column("region_id", ID),
    Column("consignee_id", ID, ForeignKey("consignee.id")),
    Column("currency", CODE3, nullable=False),
    Column("total", MONEY, nullable=False),
    Column("vat_total", MONEY, nullable=False),
    Column("phase", Text, nullable=False),
    Column("status", Text, ForeignKey("order_status.code"), nullable=False),
    Column("ship_on", Date),
    Column("comment", Text, nullable=False, server_default=""),
    Column("pricing_version", BIG, nullable=False, server_default="0"),
    Column("explanations", JSONB, nullable=False, server_default="{}"),
    Column("refinement_id", ID, ForeignKey("price_refinement.id")),
    Column("to_confirm", Boolean, nullable=False, server_default="false"),
    Column("version", Integer, nullable=False, server_default="1"),
    instant("placed_at", nullable=False, server_default=NOW),
    Column("connection_id", Integer, ForeignKey("connection.id")),
    Column("erp_id", Text),
    Column("erp_number", Text),
    Column("erp_date", Date),
    Column("erp_state", Text),
    Column("erp_total", MONEY),
    # What its lines come to where the ERP wants other quantities than were ordered; null: the total.
    Column("standing", MONEY),
    instant("erp_accepted_at"),
    instant("erp_mark_at"),
    Column("erp_mark_seq", BIG),
    Index("ix_sales_order_counterparty", "counterparty_id", text("placed_at DESC")),
    Index(None, "placing_id"),
    Index("ix_sales_order_refinement", "refinement_id", postgresql_where=text("refinement_id is not null")),
    Index("ix_sales_order_placed", text("placed_at DESC")),
    Index(
        "uq_sales_order_erp",
        "connection_id",
        "erp_id",
        unique=True,
        postgresql_where=text("erp_id is not null"),
    ),
)

# Quantities in units of the line's packaging (numerator / denominator base units each). discount: what a promo code
# took off the gross; amount, vat and gross are what was left.
order_line = Table(
    "order_line",
    metadata,
    Column("order_id", ID, ForeignKey("sales_order.id"), primary_key=True),
    Column("line", SmallInteger, primary_key=True),
    Column("variant_id", Integer),
    Column("packaging_id", Integer, nullable=False, server_default="0"),
    Column("sku", Text, nullable=False, server_default=""),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=False, server_default=""),
    Column("numerator", COEFFICIENT, nullable=False, server_default="1"),
    Column("denominator", COEFFICIENT, nullable=False, server_default="1"),
    Column("requested", QUANTITY, nullable=False),
    Column("ordered", QUANTITY, nullable=False),
    Column("shipped", QUANTITY, nullable=False, server_default="0"),
    Column("cancelled", QUANTITY, nullable=False, server_default="0"),
    Column("price", PRICE, nullable=False),
    Column("vat_included", Boolean, nullable=False, server_default="true"),
    Column("vat_rate", Numeric(5, 2)),
    Column("amount", MONEY, nullable=False),
    Column("vat", MONEY, nullable=False),
    Column("gross", MONEY, nullable=False),
    Column("discount", MONEY, nullable=False, server_default="0"),
    Column("promised_on", Date),  # of what is to be delivered; such a line reserves nothing
    Column("warehouse_id", Integer),  # that serves it; without a foreign key, which would be checked line by line
    Column("proof", Text, nullable=False, server_default=""),
    CheckConstraint("shipped >= 0 and cancelled >= 0 and ordered >= shipped + cancelled", name="o3"),
)

# Who changed what and when, from the portal or from the ERP; before and after by field or by line.
order_event = Table(
    "order_event",
    metadata,
    Column("id", BIG, Identity(), primary_key=True),
    Column("order_id", ID, ForeignKey("sales_order.id"), nullable=False),
    instant("at", nullable=False, server_default=NOW),
    Column("kind", Text, nullable=False),
    Column("user_id", ID),
    Column("message_id", BIG),
    Column("facts", JSONB, nullable=False, server_default="{}"),
    Index(None, "order_id"),
)

# A file that belongs to an order: an invoice of the portal, or what the ERP sent.
document = Table(
    "document",
    metadata,
    Column("id", ID, primary_key=True),
    Column("order_id", ID, ForeignKey("sales_order.id"), nullable=False),
    Column("counterparty_id", ID, ForeignKey("counterparty.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("total", MONEY, nullable=False),
    Column("currency", CODE3, nullable=False),
    Column("source", Text, nullable=False, server_default="portal"),
    Column("storage_key", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    instant("created_at", nullable=False, server_default=NOW),
    UniqueConstraint("order_id", "kind", "number"),
    Index(None, "counterparty_id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BIG, Identity(), primary_key=True),
    instant("at", nullable=False, server_default=NOW),
    Column("kind", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
)

# One row for each consumer of an event: open until the consumer's own transaction marks it.
outbox_delivery = Table(
    "outbox_delivery",
    metadata,
    Column("outbox_id", BIG, ForeignKey("outbox.id"), primary_key=True),
    Column("consumer", Text, primary_key=True),
    Column("attempts", Integer, nullable=False, server_default="0"),
    instant("next_at", nullable=False, server_default=NOW),
    instant("done_at"),
    Column("error", Text, nullable=False, server_default=""),
    Index("ix_outbox_delivery_open", "next_at", postgresql_where=text("done_at is null")),
)
