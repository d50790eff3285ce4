"""Connections to the ERP, the inbox, refusals, offers of orders (semantics 7)."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables.metadata import BIG, ID, NOW, instant, metadata

# A login is a connection to one base. any_base: for tests, does not pin the base's identity.
# profile: how orders are written, classic or container. erp_reserves_at: acceptance, status or never.
# quote_*: of the base's own service that is asked for the prices of a cart (empty address: it has none), and for how
# many seconds it is waited for. Its password is kept as it is, for it has to be said.
connection = Table(
    "connection",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("name", Text, nullable=False),
    Column("login", Text, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("base", Text),
    Column("any_base", Boolean, nullable=False, server_default="false"),
    Column("profile", Text, nullable=False, server_default="classic"),
    Column("zone", Text, nullable=False, server_default="Europe/Moscow"),
    Column("zip", Boolean, nullable=False, server_default="false"),
    Column("file_limit", Integer, nullable=False, server_default="8388608"),
    Column("organization_id", ID, ForeignKey("seller_organization.id", use_alter=True)),
    Column("erp_reserves_at", Text, nullable=False, server_default="acceptance"),
    Column("margin_seconds", Integer, nullable=False, server_default="120"),
    Column("vat_included", Boolean, nullable=False, server_default="true"),
    Column("hashes_version", Integer, nullable=False, server_default="0"),
    Column("disabled", Boolean, nullable=False, server_default="false"),
    Column("quote_url", Text, nullable=False, server_default=""),
    Column("quote_login", Text, nullable=False, server_default=""),
    Column("quote_password", Text, nullable=False, server_default=""),
    Column("quote_patience", SmallInteger, nullable=False, server_default="5"),
    CheckConstraint("quote_patience between 1 and 10", name="quote_patience"),
)

# One login of 1C. offered: {order id: version} of the last query answer, confirmed by mode=success.
exchange_session = Table(
    "exchange_session",
    metadata,
    Column("id", ID, primary_key=True),
    Column("connection_id", Integer, ForeignKey("connection.id"), nullable=False),
    Column("cookie_hash", LargeBinary, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("version", Text, nullable=False, server_default=""),
    Column("offered", JSONB, nullable=False, server_default="{}"),
    instant("started_at", nullable=False, server_default=NOW),
    instant("seen_at", nullable=False, server_default=NOW),
)

# The inbox. id is the inbox number. kind: catalog, sale, packet or media. state: receiving, received, applied, refused.
# diff: {entity: {added, changed, removed, unchanged}}; progress: {stage, done, total} for the one who waits.
# A diff that stands before the message is applied is that of its main part, with its stock still on the way: a worker
# may have died there. priced_at: the recorded moment of the prices that it told, of which there may be a million.
inbox_message = Table(
    "inbox_message",
    metadata,
    Column("id", BIG, Identity(), primary_key=True),
    Column("connection_id", Integer, ForeignKey("connection.id"), nullable=False),
    Column("session_id", ID, ForeignKey("exchange_session.id")),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BIG, nullable=False, server_default="0"),
    Column("sha256", Text, nullable=False, server_default=""),
    Column("packet_no", BIG),
    Column("state", Text, nullable=False),
    instant("received_at", nullable=False, server_default=NOW),
    instant("applied_at"),
    instant("priced_at"),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("progress", JSONB, nullable=False, server_default="{}"),
    Column("diff", JSONB, nullable=False, server_default="{}"),
    Column("error_code", Text, nullable=False, server_default=""),
    Column("error_text", Text, nullable=False, server_default=""),
    CheckConstraint("state in ('receiving', 'received', 'applied', 'refused')", name="state"),
    Index("ix_inbox_message_open", "connection_id", "id", postgresql_where=text("state = 'received'")),
    Index("ix_inbox_message_session", "session_id", "name"),
    Index(
        "ix_inbox_message_half",
        "connection_id",
        postgresql_where=text("state <> 'applied' and diff <> '{}'::jsonb"),
    ),
)

inbox_chunk = Table(
    "inbox_chunk",
    metadata,
    Column("message_id", BIG, ForeignKey("inbox_message.id"), primary_key=True),
    Column("no", Integer, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("sha256", LargeBinary, nullable=False, server_default=""),
)

# Whose prices and stock a run of the ERP told, also where the told values already stood and nothing was written. One
# run is all files formed at one moment: what an earlier file of it told of an offer, a later one only adds to; and what
# was formed before must not overwrite its stock. Packed sets of variant ids (postgres/importing/id_set.py).
run_told = Table(
    "run_told",
    metadata,
    Column("connection_id", Integer, ForeignKey("connection.id"), primary_key=True),
    instant("formed_at", primary_key=True),
    Column("prices", LargeBinary, nullable=False),
    Column("stock", LargeBinary, nullable=False),
)

# What of a message was not applied, or applied with a remark; weight: refused, waiting or notice.
# Of a packet: place is the id of the message, field the path in its payload.
refusal = Table(
    "refusal",
    metadata,
    Column("id", BIG, Identity(), primary_key=True),
    Column("message_id", BIG, ForeignKey("inbox_message.id"), nullable=False),
    Column("weight", Text, nullable=False),
    Column("place", Text, nullable=False, server_default=""),
    Column("code", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("erp_ref", Text, nullable=False, server_default=""),
    Column("field", Text, nullable=False, server_default=""),
    Index(None, "message_id"),
)

# The newest packet of each base (received_no), and of ours to it (sent_no).
packet_state = Table(
    "packet_state",
    metadata,
    Column("connection_id", Integer, ForeignKey("connection.id"), primary_key=True),
    Column("received_no", BIG, nullable=False, server_default="0"),
    Column("sent_no", BIG, nullable=False, server_default="0"),
)

# The newest seq of each object of the packets, so that a late message is stale.
object_seq = Table(
    "object_seq",
    metadata,
    Column("connection_id", Integer, primary_key=True),
    Column("type", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("seq", BIG, nullable=False),
)

# Messages of packets that wait for a parent object; tried again with every later packet.
waiting_message = Table(
    "waiting_message",
    metadata,
    Column("connection_id", Integer, primary_key=True),
    Column("type", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("seq", BIG, nullable=False),
    Column("message_id", BIG, ForeignKey("inbox_message.id"), nullable=False),
    Column("body", JSONB, nullable=False),
    Column("reason", Text, nullable=False),
)

# An order on its way to the ERP. state: pending, delivered (the ERP said success), accepted (it came back numbered),
# withdrawn (cancelled before the ERP was given it). given_at: first in an answer; from then on the ERP may have it.
order_offer = Table(
    "order_offer",
    metadata,
    Column("order_id", ID, ForeignKey("sales_order.id"), primary_key=True),
    Column("connection_id", Integer, ForeignKey("connection.id"), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("state", Text, nullable=False, server_default="pending"),
    Column("queries", Integer, nullable=False, server_default="0"),
    Column("error", Text, nullable=False, server_default=""),
    instant("created_at", nullable=False, server_default=NOW),
    instant("given_at"),
    instant("delivered_at"),
    UniqueConstraint("connection_id", "order_id"),
    Index("ix_order_offer_pending", "connection_id", "created_at", postgresql_where=text("state = 'pending'")),
)
