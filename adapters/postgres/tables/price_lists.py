"""Price lists as files: asked for, made by the worker, issued. The content lies in the file store under its hash."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.metadata import BIG, ID, NOW, instant, metadata

# contracts: those chosen, by seller. moment, clock: of a list of the past. failure: the code of a refusal.
# read_at: the moment of the snapshot that it was made from; basis: the contracts that its prices are under. What was
# issued never changes (a trigger); is_kept tells whether the file itself is still there.
price_list = Table(
    "price_list",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    Column("counterparty_id", ID, ForeignKey("counterparty.id"), nullable=False),
    Column("region_id", ID, ForeignKey("region.id")),
    Column("contracts", JSONB, nullable=False, server_default="{}"),
    Column("sections", ARRAY(Integer), nullable=False, server_default="{}"),
    Column("section_names", ARRAY(Text), nullable=False, server_default="{}"),
    Column("format", Text, nullable=False),
    instant("moment"),
    Column("clock", Text),
    instant("asked_at", nullable=False, server_default=NOW),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("failure", Text, nullable=False, server_default=""),
    Column("filename", Text, nullable=False, server_default=""),
    Column("sha256", Text),
    Column("size", BIG),
    Column("lines", Integer),
    Column("priced", Integer),
    instant("read_at"),
    Column("pricing_version", BIG),
    Column("catalogue_version", BIG),
    Column("basis", JSONB, nullable=False, server_default="[]"),
    instant("expires_at"),
    Column("is_kept", Boolean, nullable=False, server_default="false"),
    CheckConstraint("format in ('xlsx', 'csv', 'pdf', 'yml')", name="format"),
    CheckConstraint("state in ('waiting', 'making', 'ready', 'failed')", name="state"),
    CheckConstraint("(moment is null) = (clock is null)", name="clock"),
    CheckConstraint("(state = 'ready') = (sha256 is not null)", name="issued"),
    Index(None, "counterparty_id", "asked_at"),
    Index(None, "sha256"),
    Index("ix_price_list_unfinished", "user_id", postgresql_where=text("state in ('waiting', 'making')")),
    Index("ix_price_list_kept", "expires_at", postgresql_where=text("is_kept")),
)
