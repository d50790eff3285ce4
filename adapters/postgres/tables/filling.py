"""Filling an order: how clients call our goods, drafts of orders, layouts of their files; how articles are found."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.metadata import BIG, ID, NOW, instant, metadata

# What a person is filling, until it is in the cart. lines: as typed, by `TypedLine`. file: its hash in the store, with
# the layout that it is read by; a long one is read by the worker. failure: the code of a refusal with its facts.
order_draft = Table(
    "order_draft",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    Column("counterparty_id", ID, ForeignKey("counterparty.id"), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("name", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False, server_default="ready"),
    Column("lines", JSONB, nullable=False, server_default="[]"),
    Column("file", Text, nullable=False, server_default=""),
    Column("layout", JSONB, nullable=False, server_default="{}"),
    Column("notes", JSONB, nullable=False, server_default="{}"),
    Column("failure", JSONB),
    Column("size", BIG, nullable=False, server_default="0"),
    instant("created_at", nullable=False, server_default=NOW),
    instant("updated_at", nullable=False, server_default=NOW),
    CheckConstraint("state in ('waiting', 'mapping', 'ready', 'failed')", name="state"),
    Index(None, "user_id", "counterparty_id", "updated_at"),
    Index("ix_order_draft_file", "file", postgresql_where=text("file <> ''")),
)

# Which column is what in files with these headings, as this client's people have said.
order_layout = Table(
    "order_layout",
    metadata,
    Column("counterparty_id", ID, ForeignKey("counterparty.id"), primary_key=True),
    Column("signature", Text, primary_key=True),
    Column("columns", JSONB, nullable=False),
    instant("used_at", nullable=False, server_default=NOW),
)

# A key under which a program of the client reads his prices and stock. key_hash: the key itself is shown once.
feed_key = Table(
    "feed_key",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    Column("counterparty_id", ID, ForeignKey("counterparty.id"), nullable=False),
    Column("region_id", ID, ForeignKey("region.id")),
    Column("contracts", JSONB, nullable=False, server_default="{}"),
    Column("name", Text, nullable=False),
    Column("key_hash", LargeBinary, nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("sections", ARRAY(Integer), nullable=False, server_default="{}"),
    instant("created_at", nullable=False, server_default=NOW),
    instant("used_at"),
    instant("revoked_at"),
    UniqueConstraint("key_hash"),
    Index(None, "counterparty_id", "created_at"),
)

# What was told under a key last: a hash of each line, so that changes can be told since.
feed_state = Table(
    "feed_state",
    metadata,
    Column("key_id", ID, ForeignKey("feed_key.id", ondelete="CASCADE"), primary_key=True),
    Column("variant_id", Integer, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    Column("seen", BIG, nullable=False),
    Column("gone", Boolean, nullable=False, server_default="false"),
    Index(None, "key_id", "seen"),
)
